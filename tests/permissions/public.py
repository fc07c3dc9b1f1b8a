"""The addresses for everybody: the same answer whoever asks, and no look at who it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from tests.desks import client_of

PATIENCE = 30
"""Tries, of some seconds each, until a page must be there."""
ASKED = {"place": "us/ny/new-york", "question": "hold_on_detainer", "facts": {}}

CITY_NAME = "the city of the walk"


@dataclass(frozen=True)
class Open:
    """One address and method, with the answer to everybody."""

    name: str
    method: str
    answer: int | str
    """The status; `ready`: as the parts of the site are."""
    parts: dict = field(default_factory=dict)
    sent: dict = field(default_factory=dict)
    json: bool = False
    alike: bool = True
    """Is the answer the same to the letter? Counts and moments are not."""

    def __str__(self):
        return f"{self.name} {self.method}"

    def address(self, city):
        """The address, for a city."""
        if self.name == "api-nothing":
            return "/api/nowhere"
        return reverse(self.name, kwargs={n: city.slug if v == CITY_NAME else v for n, v in self.parts.items()})


def settled(address):
    """Wait until a page that is worked out in the background is there."""
    for _ in range(PATIENCE):
        if client_of().get(address).status_code != 202:
            return
    raise AssertionError(f"{address} was not ready in time.")


PLACE = {"place": "us/ny/new-york"}
CITY = {"city": CITY_NAME}
SITUATION, QUESTION = {**PLACE, "name": "detainer_arrives"}, {**PLACE, "name": "hold_on_detainer"}
TEXT = {"From": "+13125550142", "To": "+13125550199", "Body": "STOP", "MessageSid": "SM1"}
OPEN = [
    Open("home", "get", 200),
    Open("home", "post", 200, sent={"zip": "60608"}),
    Open("how", "get", 200),
    Open("style", "get", 200),
    Open("style-desk", "get", 200),
    Open("style-question", "get", 200),
    Open("accent", "get", 200, {"colour": "2c5f2d"}),
    Open("law-index", "get", 200),
    Open("compare", "get", 200),
    Open("differences", "get", 400, {"name": "hold_on_detainer"}),
    Open("simulation", "get", 200),
    Open("simulation-table", "get", 200, {"name": "outcomes"}),
    Open("situation", "get", 200, SITUATION),
    Open("situation", "post", 200, SITUATION, {"now": "agency", "f.agency": "police"}),
    Open("question", "get", 200, QUESTION),
    Open("question", "post", 200, QUESTION, {"now": "agency", "f.agency": "police"}),
    Open("law", "get", 200, {**PLACE, "stem": "executive-orders"}),
    Open("place", "get", 200, PLACE),
    Open("return-choose", "get", 200),
    Open("return", "get", 200, CITY),
    Open("return", "post", 422, CITY, {"words": "one two"}),
    # ---- for calendar programs: whoever holds the secret is in tests/policy/test_calendar.py ----
    Open("calendar-feed", "get", 404, {"secret": "none"}),
    # ---- for programs ----
    Open("api", "get", 200),
    Open("api-schema", "get", 200),
    Open("api-ask", "post", 200, sent=ASKED, json=True),
    Open("api-ask_next", "post", 200, sent=ASKED, json=True),
    Open("api-places", "get", 200),
    Open("api-place", "get", 200, PLACE),
    Open("api-questions", "get", 200),
    Open("api-fact", "get", 200, {"name": "agency"}),
    Open("api-law", "get", 200),
    Open("api-law_file", "get", 200, {"file": "us/il/chicago/welcoming-city"}),
    Open("api-nothing", "get", 404),
    Open("api-nothing", "post", 404),
    Open("health", "get", 200),
    Open("health-ready", "get", "ready", alike=False),
    Open("metrics", "get", 200, alike=False),
    # ---- the vendor of messages alone, by its signature ----
    Open("hook-text", "get", 405, CITY),
    Open("hook-text", "post", 403, CITY, TEXT),
    Open("hook-call", "post", 403, CITY, TEXT),
    Open("hook-status", "post", 403, CITY, {"MessageSid": "SM1", "MessageStatus": "sent"}),
    Open("hook-status-of", "post", 403, {**CITY, "ref": "abc"}, {"MessageSid": "SM1", "MessageStatus": "sent"}),
]
