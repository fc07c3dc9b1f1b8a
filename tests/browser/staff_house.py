"""A city in which the pages of accounts, members and people have something to show, and a visit to them."""

from __future__ import annotations

import datetime
import time

from tests.desks import cookie_of, hired, new_city

PASSWORD = "seven quiet herons wade"
KNOWN = {"name": "Ada Example", "phone": "312-555-0142", "best_time": "after six", "note": "needs a ride"}
LATER = datetime.date(2099, 1, 1)


class House:
    """A city in which all of these pages have something to show, and the people who open them."""

    def __init__(self):
        from amparo.core.access import cities, members
        from amparo.core.access.acting import operating

        self.city = new_city()
        self.now = datetime.datetime.now(datetime.UTC)
        with operating(self.city) as act:
            cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})
            self.aid = cities.organisation(act, "legal-aid")
        self.chief = self._named("Chief Example", "city-office", "manager", "auditor")
        self.manager = self._named("Rosa Ejemplo", "jail", "manager")
        self.advocate = self._named("Ana Example", "legal-aid", "advocate")
        self.custodian = self._named("Carl Example", "legal-aid", "custodian")
        self.clerk = self._named("A Clerk With a Rather Long Name", "jail", "clerk", "supervisor", password=PASSWORD)
        self.guest = self._named("", "jail", "clerk", password=PASSWORD)
        self.totals = self._named("", "jail", "analyst")
        self.hasty = self._named("", "jail", "clerk", password=PASSWORD)
        self.both = self._named("", "jail", "clerk")
        self.later = self._named("", "jail", "clerk", ends=self.now + datetime.timedelta(hours=1))
        with operating(self.city) as act:
            members.add_member(act, self.both, self.aid, ["advocate"], self.now)
            members.add_member(act, self.later, self.aid, ["clerk"], self.now + datetime.timedelta(hours=2),
                               self.now + datetime.timedelta(hours=6))  # fmt: skip
        self.person, self.phrase = self.kept()
        self.held = self.kept(held=True)[1]
        self.invited("new.clerk.of.the.jail@example.org")

    def _named(self, name, *work, ends=None, password=None):
        from amparo.core.models import Staff

        staff = hired(self.city, *work, ends=ends, password=password)
        Staff.guarded.filter(pk=staff.pk).update(name=name)
        return staff

    def kept(self, held=False):
        """A new record: its number, and the words of its person."""
        from amparo.core.access import people
        from amparo.core.access.acting import operating

        id, phrase = people.add_person(
            self.city, self.aid, KNOWN, language="en", today=datetime.date(2026, 1, 1), expires=LATER
        )
        if held:
            with operating(self.city) as act:
                people.hold(act, id, True, "by hand")
        return id, phrase.text

    def invited(self, email):
        """The secret of a new invitation to the jail."""
        from amparo.core.access import cities, invitations
        from amparo.core.access.acting import operating

        with operating(self.city) as act:
            return invitations.invite(act, cities.organisation(act, "jail"), email, ["clerk"], self.now)[1]

    def founding(self):
        """The secret of a new invitation to found a city."""
        from amparo.core.access import invitations
        from amparo.core.access.acting import operating

        with operating() as act:
            return invitations.invite_founder(act, "founder@example.org", self.now)[1]

    def guarded(self, needed):
        """Say whether the legal aid society asks for a second person's consent."""
        from amparo.core.access import consent
        from amparo.core.access.acting import operating

        with operating(self.city) as act:
            consent.require(act, self.aid, needed)

    def asked(self):
        """The advocate asks to see who somebody is."""
        from amparo.core.access import consent
        from amparo.core.access.acting import working

        with working(self.advocate, self.city, self.now) as act:
            consent.ask(act, self.person, "call back", self.now)

    def with_key(self):
        """An account with a passkey: its owner, and the number of the key."""
        from allauth.mfa.models import Authenticator

        staff = self._named("", "jail", "clerk")
        facts = {"name": "Desk computer", "credential": {}}
        return staff, Authenticator.objects.create(user=staff, type="webauthn", data=facts).pk


class Visit:
    """One browser page, in one language, by somebody of the house."""

    def __init__(self, page, site, house, lang):
        self.page, self.site, self.house, self.lang = page, site, house, lang

    def go(self, path):
        self.page.goto(f"{self.site.address}/{self.lang}/{path}")

    def at(self, path, organisation="jail"):
        """A page of a desk."""
        self.go(f"desk/{self.house.city.slug}/{organisation}/{path}")

    def as_(self, staff, recently=False, factor=True):
        """Sign in; `recently`: with the password given this minute."""
        from allauth.mfa.models import Authenticator
        from django.conf import settings

        from amparo.core.access.sessions import SessionStore

        key = cookie_of(staff)
        if recently:
            store = SessionStore(key)
            store["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            store["account_authentication_methods_user"] = str(staff.pk)
            store.save()
        if not factor:
            Authenticator.objects.filter(user_id=staff.pk).delete()
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.site.address}])
        return self

    def send(self, name=None):
        """Press the main button, or the one that does `name`."""
        self.page.locator(f'button[value="{name}"]' if name else "main button.main").first.click()
        self.page.wait_for_load_state()
