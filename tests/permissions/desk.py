"""The addresses of desks: which right each needs, what is sent there, and what happens for whoever has it."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from amparo.core.access import cities, consent
from amparo.core.access.acting import operating, working
from amparo.core.rights import Right
from tests.permissions.world import AID, JAIL, KNOWN, MARK, OFFICE

WAY = {
    Right.REQUESTS_READ: (JAIL, "counsel"), Right.REQUESTS_RECORD: (JAIL, "clerk"),
    Right.REQUESTS_REVIEW: (JAIL, "supervisor"), Right.PEOPLE_READ: (AID, "advocate"),
    Right.PEOPLE_WRITE: (AID, "advocate"), Right.IDENTITY_CONSENT: (AID, "custodian"),
    Right.MEMBERS_MANAGE: (JAIL, "manager"), Right.CITY_MANAGE: (OFFICE, "manager"),
    Right.AUDIT_READ: (OFFICE, "auditor"), None: (JAIL, "analyst"),
}  # fmt: skip
"""For each right an organisation, and a role that gives it."""


@dataclass(frozen=True)
class Case:
    """One address and method, and what happens there for whoever has the right."""

    name: str
    method: str
    right: Right | None
    answer: int | str
    """The status; or where one is sent on to, from the desk of the organisation or the city on."""
    says: str = ""
    """What the audit says more: actions upon kinds of records."""
    changes: str = ""
    """The tables in which something is another way."""
    make: Callable = lambda w, me: ((), {})
    """What else is in the address, and what is sent."""
    shows: bool = False
    """Does the page show marked words?"""
    record: bool = False
    """Is there a record in the address, or in what is sent?"""
    note: str = ""

    def __str__(self):
        return " ".join(filter(None, (self.name, self.method, self.note)))

    @property
    def place(self):
        """The organisation."""
        return WAY[self.right][0]

    @property
    def in_city(self):
        """Is it a page of the whole city?"""
        return self.place == OFFICE

    @property
    def role(self):
        """The role of whoever has the right."""
        return WAY[self.right][1]

    def fits(self, answer, city, args):
        """Is this the answer that whoever has the right is given?"""
        if isinstance(self.answer, int):
            return answer.status_code == self.answer
        where = f"/en/desk/{city.slug}/{'' if self.in_city else self.place + '/'}"
        told = self.answer.format(*args, id="[0-9a-f-]{36}", fact="[a-z_]+").replace("?", r"\?")
        return answer.status_code == 302 and bool(re.fullmatch(where + told, answer["Location"]))

    def address(self, city, place, args):
        """The address in a city and an organisation of it."""
        return reverse(self.name, args=[city.slug, *([] if self.in_city else [place]), *args])


def sent(**data):
    """The same is sent each time."""
    return lambda w, me: ((), data)


def token(**data):
    """What a form sends with its token."""
    return {"token": str(uuid.uuid4()), **data}


# ---- what is in the address ------------------------------------------------------------------------------------
def person(on_hold=False, **data):
    return lambda w, me: ((w.person(held=on_hold)[0],), data)


def request(decided=True, **data):
    return lambda w, me: ((w.request(decided),), token(**data) if data else {})


def question(w, me):
    id = w.request(decided=False)
    return (id, w.fact(id)), {}


def answer(w, me):
    (id, fact), _none = question(w, me)
    return (id, fact), token(**{f"f.{fact}": "?"})


def duty(done):
    def make(w, me):
        id = w.request()
        if not done:
            w.do_duty(id)
        return (id, w.duty(id)), token()

    return make


def member(ended=False, **data):
    return lambda w, me: ((w.member(ended=ended),), data)


def asked(do):
    """An advocate asked a custodian."""

    def make(w, me):
        id = w.person()[0]
        with working(w.advocate, w.city, datetime.datetime.now(datetime.UTC)) as act:
            which = consent.ask(act, id, "call back", datetime.datetime.now(datetime.UTC))
        return (), {"consent": str(which.pk), "do": do}

    return make


def waiting(w, me):
    asked("")(w, me)
    return (), {}


def feed(w, me):
    return (w.feed_of(me),), {}


def found(w, me):
    return (), {"own": w.found_by()}


def recorded(w, me):
    """A colleague did something, and stands in the record by name."""
    w.request(decided=False)
    return (), {}


def newcomer(w, me):
    return (), {"email": f"new-{uuid.uuid4().hex[:8]}@example.org", "roles": ["clerk"]}


def new_request(w, me):
    data = {"paper": "i-247a", "received": "2026-03-02T09:30", "channel": "fax", "own": f"{MARK}-78"}
    return (), token(**data)


def unmanaged(w, me):
    with operating(w.city) as act:
        slug = f"school-{uuid.uuid4().hex[:8]}"
        cities.add_organisation(act, {"slug": slug, "name": "School", "kind": "school"})
    return (), {"organisation": slug, "email": f"first-{slug}@example.org"}


def joins(w, me):
    slug = f"court-{uuid.uuid4().hex[:8]}"
    return (), {"do": "organisation", "o-name": "Court", "o-slug": slug, "o-kind": "court", "o-agency": ""}


# ---- the table -------------------------------------------------------------------------------------------------
R = Right
LETTER = "core_invitation core_outboxmessage procrastinate_events procrastinate_jobs"
ENTRY, DUTY = "policy_entry policy_icerequest", "policy_duty policy_entry policy_icerequest"
DECIDED = f"core_outboxmessage {DUTY} procrastinate_events procrastinate_jobs"
OPEN = "open ice request"
FACTS = {"do": "facts", "name": "Springfield again", "languages": ["en", "es"], "time_zone": "America/Chicago",
         "colour": "#1d4e5f", "hotlines": "Help; 312-555-0100"}  # fmt: skip
CASES = [
    Case("desk-place", "get", None, 200),
    # ---- requests ----
    Case("requests", "get", R.REQUESTS_READ, 200, "list ice request"),
    Case("request-new", "get", R.REQUESTS_RECORD, 200),
    Case("request-new", "post", R.REQUESTS_RECORD, "requests/{id}/question/{fact}/",
         "record ice request, open ice request",
         "policy_count policy_entry policy_icerequest policy_requestkey", new_request),
    Case("request-find", "post", R.REQUESTS_READ, "requests/{id}/", "find ice request", make=found),
    Case("request-filters", "post", R.REQUESTS_READ, "requests/?state=open", "", "policy_savedfilter",
         sent(name=f"{MARK} saved", query="state=open")),
    Case("request-filter-remove", "post", R.REQUESTS_READ, "requests/", "", "policy_savedfilter",
         lambda w, me: ((w.filter_of(me),), {})),
    Case("requests-csv", "get", R.REQUESTS_READ, 200, "export ice request", make=lambda w, me: ((2026,), {})),
    Case("requests-leaving", "get", R.REQUESTS_READ, 200, "list ice request"),
    Case("requests-calendar", "get", R.REQUESTS_READ, 200),
    Case("requests-calendar", "post", R.REQUESTS_READ, 201, "make calendar feed", "policy_calendarfeed"),
    Case("requests-calendar-end", "post", R.REQUESTS_READ, "requests/calendar/", "end calendar feed",
         "policy_calendarfeed", feed, record=True),
    Case("request-deadlines", "get", R.REQUESTS_READ, 200, "export ice request", "", request(), record=True),
    Case("request", "get", R.REQUESTS_READ, 200, OPEN, "", request(), True, True),
    Case("request-ask", "get", R.REQUESTS_RECORD, "requests/{0}/question/{fact}/", OPEN,
         make=request(decided=False), record=True),
    Case("request-question", "get", R.REQUESTS_RECORD, 200, OPEN, make=question, record=True),
    Case("request-question", "post", R.REQUESTS_RECORD, "requests/{0}/question/{fact}/",
         f"{OPEN}, answer ice request", ENTRY, answer, record=True),
    Case("request-decide", "post", R.REQUESTS_RECORD, "requests/{0}/", f"{OPEN}, decide ice request", DECIDED,
         request(decided=False, do=""), record=True),
    Case("request-sheet", "post", R.REQUESTS_READ, 200, f"{OPEN}, print ice request", ENTRY, request(do=""),
         record=True),
    Case("request-copy", "post", R.REQUESTS_READ, 200, f"{OPEN}, print copy ice request", ENTRY,
         request(language="es"), record=True),
    Case("request-consent", "post", R.REQUESTS_READ, "requests/{0}/", OPEN, make=request(language="es"), record=True,
         note="no duty asks for it"),
    Case("request-duty-done", "post", R.REQUESTS_RECORD, "requests/{0}/", f"{OPEN}, do duty ice request", DUTY,
         duty(True), record=True),
    Case("request-duty-undone", "post", R.REQUESTS_RECORD, "requests/{0}/", f"{OPEN}, undo duty ice request", DUTY,
         duty(False), record=True),
    Case("request-review", "post", R.REQUESTS_REVIEW, "requests/{0}/", f"{OPEN}, review ice request", ENTRY,
         request(do="agree", words=""), record=True, note="agrees"),
    Case("request-review", "post", R.REQUESTS_REVIEW, "requests/{0}/", f"{OPEN}, send back ice request", ENTRY,
         request(do="back", words="Look again."), record=True, note="sends back"),
    Case("request-note", "post", R.REQUESTS_RECORD, "requests/{0}/", f"{OPEN}, note ice request", ENTRY,
         request(words=f"{MARK} more"), record=True),
    Case("request-hold", "post", R.REQUESTS_REVIEW, "requests/{0}/", f"{OPEN}, hold ice request", ENTRY,
         request(do="hold", words="A suit."), record=True),
    Case("request-schedule", "get", R.CITY_MANAGE, 200),
    Case("request-schedule", "post", R.CITY_MANAGE, "requests/schedule/", "set record schedule", "policy_retention",
         sent(every="400")),
    # ---- people ----
    Case("people", "get", R.PEOPLE_READ, 200, "list person"),
    Case("person-add", "get", R.PEOPLE_WRITE, 200),
    Case("person-add", "post", R.PEOPLE_WRITE, 201, "add person", "core_person core_personkey core_sealedfield",
         sent(**KNOWN, language="es", expires="2027-05-01")),
    Case("person", "get", R.PEOPLE_READ, 200, make=person(), record=True),
    Case("person", "post", R.PEOPLE_READ, 200, "open person", "", person(why="call back"), True, True, "opens"),
    Case("person", "post", R.PEOPLE_READ, "people/{0}/", "open person, change person", "core_sealedfield",
         person(why="own wish", do="keep", **{**KNOWN, "note": "other"}), record=True, note="corrects"),
    Case("person-hold", "post", R.PEOPLE_WRITE, "people/{0}/", "hold person", "core_person",
         person(held="yes"), record=True, note="holds"),
    Case("person-hold", "post", R.PEOPLE_WRITE, "people/{0}/", "lift hold person", "core_person",
         person(True, held="no"), record=True, note="lifts"),
    Case("person-forget", "post", R.PEOPLE_WRITE, "people/", "forget person",
         "core_person core_personkey core_sealedfield", person(sure="yes"), record=True),
    Case("person-export", "post", R.PEOPLE_READ, 200, "export person", "", person(), True, True),
    Case("person-ask", "post", R.PEOPLE_READ, "people/{0}/", "ask consent", "core_consent",
         person(why="call back"), record=True),
    Case("consents", "get", R.IDENTITY_CONSENT, 200, "list consent", "", waiting, True),
    Case("consents", "post", R.IDENTITY_CONSENT, "consents/", "grant consent", "core_consent", asked("grant"),
         record=True, note="grants"),
    Case("consents", "post", R.IDENTITY_CONSENT, "consents/", "refuse consent", "core_consent", asked("refuse"),
         record=True, note="refuses"),
    # ---- members ----
    Case("members", "get", R.MEMBERS_MANAGE, 200, "list membership, list invitation", shows=True),
    Case("members", "post", R.MEMBERS_MANAGE, "members/", "invite invitation", LETTER, newcomer),
    Case("member", "get", R.MEMBERS_MANAGE, 200, "read membership", "", member(), True, True),
    Case("member", "post", R.MEMBERS_MANAGE, "members/", "change membership", "core_membership",
         member(roles=["counsel"]), record=True),
    Case("member-end", "post", R.MEMBERS_MANAGE, "members/", "end membership", "core_membership", member(),
         record=True),
    Case("member-restore", "post", R.MEMBERS_MANAGE, "members/", "restore membership", "core_membership",
         member(ended=True), record=True),
    Case("invitation-withdraw", "post", R.MEMBERS_MANAGE, "members/", "withdraw invitation", "core_invitation",
         lambda w, me: ((w.invitation()[0].pk,), {}), record=True),
    # ---- the city ----
    Case("first-managers", "get", R.CITY_MANAGE, 200),
    Case("first-managers", "post", R.CITY_MANAGE, "first-managers/", "invite invitation", LETTER, unmanaged),
    Case("city-settings", "get", R.CITY_MANAGE, 200),
    Case("city-settings", "post", R.CITY_MANAGE, "settings/", "change city", "core_city", sent(**FACTS),
         note="facts"),
    Case("city-settings", "post", R.CITY_MANAGE, "settings/", "add organisation",
         "core_organisation core_organisationkey", joins, note="organisation"),
    Case("audit", "get", R.AUDIT_READ, 200, "list audit line", "", recorded, True),
]  # fmt: skip
