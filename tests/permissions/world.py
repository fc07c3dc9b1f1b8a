"""The world in which every address is walked: who knocks, what is kept behind the door, and whether any of it moved."""

from __future__ import annotations

import datetime
import uuid
from functools import cache

from allauth.mfa.models import Authenticator
from django.db import connections
from django.utils import timezone

from amparo.core.access import cities, invitations, members, people
from amparo.core.access.acting import operating, working
from amparo.core.access.sessions import SessionStore
from amparo.core.models import Membership, Staff
from amparo.core.rights import ROLES, Right
from amparo.core.storage.walls import standing
from amparo.policy import deciding
from amparo.policy.access import calendar, entries, listing, requests
from amparo.policy.papers import papers
from amparo.site.shelf import open_shelf
from tests.desks import NUMBERS, client_of, hired, new_city

MARK = "Quillfeather"
"""Stands in every name and every sealed field, and nowhere else."""
PHONE = "312-555-0177"
KNOWN = {
    "name": f"{MARK} Name", "phone": PHONE, "email": f"{MARK}@example.org".lower(), "address": f"1 {MARK} Street",
    "best_time": f"after {MARK}", "note": f"needs {MARK}",
}  # fmt: skip
OFFICE, JAIL, AID = "city-office", "county-jail", "legal-aid"
PLACES = (OFFICE, JAIL, AID)
LONG_AGO = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
LATER = datetime.date(2099, 1, 1)


class World:
    """A city, another one just like it, and the people of both. People are made when somebody first asks for them."""

    def __init__(self):
        self.city, self.other = _city(), _city()
        self.clerk = self.employ({JAIL: ["clerk"]}, name=f"{MARK} Clerk")
        self.advocate = self.employ({AID: ["advocate"]}, name=f"{MARK} Advocate")
        for place in PLACES:  # so that an organisation never loses its only manager
            self.employ({place: ["manager"]}, name=f"{MARK} Manager")
        self._callers = {}

    # ---- people ----------------------------------------------------------------------------------------
    def employ(self, work, *, city=None, name="", ended=False):
        """Somebody who works for organisations, in these roles of each."""
        city = city or self.city
        (first, roles), *rest = work.items()
        staff = hired(city, first, *roles)
        with operating(city) as act:
            for place, more in rest:
                members.add_member(act, staff, cities.organisation(act, place), more, LONG_AGO)
        if name:
            staff.name, staff.email = name, f"{MARK}{next(NUMBERS)}@example.org".lower()
            Staff.guarded.filter(pk=staff.pk).update(name=staff.name, email=staff.email)
        if ended:
            with standing(city.pk):
                Membership.guarded.filter(staff=staff).update(ended=timezone.now())
        return staff

    def holder(self, place, role):
        """Somebody who has one role in one organisation, and no other."""
        return self.once(("holder", place, role), lambda: self.employ({place: [role]}))

    def abroad(self):
        """The browser of somebody who has every role everywhere in the other city."""
        every = {place: list(ROLES) for place in PLACES}
        return self.browser(("abroad",), lambda: self.employ(every, city=self.other))

    def strangers(self, right, place):
        """Everybody who may not: in words, and their browser."""
        every = list(ROLES)
        without = [role for role in ROLES if right is None or right not in ROLES[role]]
        giving = next(role for role in ROLES if right is None or right in ROLES[role])
        elsewhere = {other: every for other in PLACES if other != place}
        made = {
            "another organisation's staff": lambda: self.employ(elsewhere),
            "staff whose work here has ended": lambda: self.employ({place: every}, ended=True),
        }  # fmt: skip
        if right is not None:
            made["staff without the right"] = lambda: self.employ({place: without})
        yield "nobody", client_of()
        yield "another city's staff", self.abroad()
        for who, make in made.items():
            yield who, self.browser((who, right if who == "staff without the right" else "", place), make)
        yield "staff without a second factor", self.half(("half", right, place), lambda: self.employ({place: [giving]}))

    def browser(self, key, make):
        """The browser of somebody who is signed in."""
        return self.once((*key, "browser"), lambda: client_of(self.once(key, make)))

    def half(self, key, make):
        """The browser of somebody who has no second factor yet."""

        def signed():
            staff = self.once(key, make)
            client = client_of(staff)
            Authenticator.objects.filter(user_id=staff.pk).delete()
            return client

        return self.once((*key, "half"), signed)

    def once(self, key, make):
        """What `make` made when it was first asked for under this key."""
        if key not in self._callers:
            self._callers[key] = make()
        return self._callers[key]

    # ---- records ---------------------------------------------------------------------------------------
    def person(self, place=AID, held=False):
        """A new record of a person: its number and the words with which they come back."""
        with operating(self.city) as act:
            where = cities.organisation(act, place)
        id, phrase = people.add_person(self.city, where, KNOWN, language="en", today=LONG_AGO.date(), expires=LATER)
        if held:
            with operating(self.city) as act:
                people.hold(act, id, True, "by hand")
        return id, phrase

    def request(self, decided=True, own=f"{MARK}-77"):
        """A new request of the jail, with a note; decided, or still to be asked about."""
        now = timezone.now()
        with working(self.clerk, self.city, now) as act:
            jail = act.organisation(JAIL)
            office = deciding.Office(self.city, jail)
            arrival = requests.Arrival("i-247a", papers()["i-247a"].request, "fax", now, own, uuid.uuid4())
            made = requests.record(act, jail, arrival, self.clerk, now, office.city.today(now))
            change = entries.Change(act, jail, made.pk, Right.REQUESTS_RECORD, self.clerk, now, uuid.uuid4())
            entries.noted(change, f"{MARK} note")
            if decided:
                asked = deciding.inquiry(office, papers()["i-247a"], now)
                reached = deciding.step(asked, deciding.answers([], office.city.today(now)))
                change = entries.Change(act, jail, made.pk, Right.REQUESTS_RECORD, self.clerk, now, uuid.uuid4())
                entries.decided(change, deciding.decision(reached, open_shelf().words["en"], office.city.zone))
        return made.pk

    def fact(self, id):
        """What is asked next about an open request."""
        at = self.browser(("clerk",), lambda: self.clerk).get(
            f"/en/desk/{self.city.slug}/{JAIL}/requests/{id}/question/"
        )
        return at["Location"].rstrip("/").rpartition("/")[2]

    def found_by(self):
        """The own file number of the only request that has it."""
        own = f"{MARK}-{next(NUMBERS)}".upper()
        self.request(own=own)
        return own

    def duty(self, id):
        """A duty of a decided request."""
        with working(self.clerk, self.city, timezone.now()) as act:
            return requests.open_request(act, act.organisation(JAIL), id).duties[0].name

    def do_duty(self, id):
        """Tick that duty off."""
        name, now = self.duty(id), timezone.now()
        with working(self.clerk, self.city, now) as act:
            jail = act.organisation(JAIL)
            change = entries.Change(act, jail, id, Right.REQUESTS_RECORD, self.clerk, now, uuid.uuid4())
            entries.duty_done(change, name, True)

    def member(self, place=JAIL, ended=False):
        """A new member: the number of their membership."""
        staff = self.employ({place: ["clerk"]}, name=f"{MARK} Member", ended=ended)
        with standing(self.city.pk):
            return Membership.guarded.get(staff=staff).pk

    def invitation(self, place=JAIL, email=None):
        """A new invitation, and its secret."""
        email = email or f"{MARK}{next(NUMBERS)}@example.org".lower()
        with operating(self.city) as act:
            made, secret = invitations.invite(act, cities.organisation(act, place), email, ["clerk"], timezone.now())
        return made, secret

    def filter_of(self, staff):
        """A new saved filter of somebody at the jail."""
        with working(staff, self.city, timezone.now()) as act:
            jail = act.organisation(JAIL)
            listing.save_filter(act, jail, staff, f"{MARK} {next(NUMBERS)}", "state=open")
            return max(one.pk for one in listing.saved(jail, staff))

    def feed_of(self, staff):
        """A new address for the calendar of somebody at the jail, and no other: its number."""
        now = timezone.now()
        with working(staff, self.city, now) as act:
            jail = act.organisation(JAIL)
            for one in calendar.feeds(act, jail, staff, now):
                calendar.end(act, jail, staff, one.pk)
            calendar.make(act, jail, staff, now)
            return calendar.feeds(act, jail, staff, now)[0].pk

    # ---- what moved ------------------------------------------------------------------------------------
    def digest(self):
        """Every table, as a number that is another one when any row of these cities, or of none, is."""
        cities_here = f"({self.city.pk}, {self.other.pk})"
        with connections["owner"].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(_tables()).replace("%s", cities_here))
            return dict(cursor.fetchall())

    def lines(self, after):
        """What the audit says after a line: who, and what upon which kind of record."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT actor, action || ' ' || kind FROM core_auditline WHERE id > %s AND (city_id IS NULL OR "
                "city_id IN (%s, %s)) ORDER BY id", [after, self.city.pk, self.other.pk])  # fmt: skip
            return cursor.fetchall()

    def last_line(self):
        """The number of the last line of the audit."""
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT max(id) FROM core_auditline")
            return cursor.fetchone()[0]


def signed_just_now(client, staff):
    """Let a browser be one in which somebody has given their password this minute."""
    from django.conf import settings

    store = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    store["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    store["account_authentication_methods_user"] = str(staff.pk)
    store.save()
    return client


def changed(before, after):
    """The tables of which a row is another one; the audit stands by itself, and a session holds words for its owner."""
    told = {name for name in after if before[name] != after[name]}
    return told - {"core_auditline", "core_session"}


def leaks(answer):
    """What of the marked words somebody was shown."""
    shown = answer.content.decode(errors="replace").casefold()
    headers = " ".join(value for name, value in answer.headers.items() if name != "Location").casefold()
    return [word for word in (MARK.casefold(), PHONE) if word in shown + headers]


def to_sign_in(address):
    """Where nobody is sent from an address."""
    from urllib.parse import quote

    return f"/en/staff/?next={quote(address)}"


# ---- how -----------------------------------------------------------------------------------------------------
def _city():
    city = new_city(languages=["en", "es"])
    with operating(city) as act:
        cities.add_organisation(act, {"slug": OFFICE, "name": "City office", "kind": "city_office"})
        cities.add_organisation(act, {"slug": JAIL, "name": "County Jail", "kind": "jail", "agency": "sheriff"})
    return city


@cache
def _tables():
    """One statement for each table that there is."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT table_name, array_agg(column_name::text) FROM information_schema.columns "
                       "WHERE table_schema = 'public' GROUP BY table_name ORDER BY table_name")  # fmt: skip
        found = cursor.fetchall()
    said = []
    for table, columns in found:
        row, where = "t", "true"
        if "city_id" in columns:
            where = "city_id IS NULL OR city_id IN %s"
        if table == "core_city":
            where = "id IN %s"
        if table == "core_session":
            row = "(key, sealed, staff_id, id, device, began)"
        hashed = f"coalesce(sum(hashtextextended({row}::text, 0)::numeric), 0)"
        said.append(f"SELECT '{table}', count(*) || ' ' || {hashed} FROM \"{table}\" t WHERE {where}")
    return tuple(said)
