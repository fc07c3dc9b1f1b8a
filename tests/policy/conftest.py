"""An office with a request desk, and the people who work at it."""

from __future__ import annotations

import datetime
import uuid

import pytest

from tests.desks import hired, new_city, ready

ready()

NOON = datetime.datetime(2026, 11, 22, 18, tzinfo=datetime.UTC)  # noon in Chicago
TODAY = datetime.date(2026, 11, 22)


class Desk:
    """A city with a sheriff's jail, in which requests come in."""

    def __init__(self, place="us/il", agency="sheriff"):
        from amparo.core.access import cities
        from amparo.core.access.acting import operating

        self.city = new_city(place=place)
        with operating(self.city) as act:
            self.office = cities.add_organisation(
                act, {"slug": "county-jail", "name": "County Jail", "kind": "jail", "agency": agency}
            )

    def hire(self, *roles):
        return hired(self.city, "county-jail", *roles)

    def url(self, rest=""):
        return f"/en/desk/{self.city.slug}/county-jail/requests/{rest}"

    def act(self, staff, now=NOON):
        from amparo.core.access.acting import working

        return working(staff, self.city, now)

    def record(self, staff, paper="i-247a", *, own="", token=None, received=NOON, today=TODAY):
        """A request on record."""
        from amparo.policy.access import requests
        from amparo.policy.papers import papers

        arrival = requests.Arrival(paper, papers()[paper].request, "fax", received, own, token or uuid.uuid4())
        with self.act(staff) as act:
            return requests.record(act, self.office, arrival, staff, NOON, today)

    def open(self, staff, request):
        from amparo.policy.access import requests

        with self.act(staff) as act:
            return requests.open_request(act, self.office, request.pk)

    def change(self, staff, request, what, *args, right=None, token=None, now=NOON, **more):
        """Do something with a request, as a form does."""
        from amparo.core.rights import Right
        from amparo.policy.access import entries

        with self.act(staff, now) as act:
            change = entries.Change(
                act, self.office, request.pk, right or Right.REQUESTS_RECORD, staff, now, token or uuid.uuid4()
            )
            what(change, *args, **more)
            return change

    def decision(self, request, fields=(), day=TODAY):
        """What the law says to a request on these answers."""
        from amparo.policy import deciding
        from amparo.policy.papers import papers
        from amparo.site.shelf import open_shelf

        office = deciding.Office(self.city, self.office)
        asked = deciding.inquiry(office, papers()[request.paper], request.received)
        reached = deciding.step(asked, deciding.answers(fields, day))
        return deciding.decision(reached, open_shelf().words["en"], office.city.zone)


@pytest.fixture
def desk(storage):
    """A sheriff's jail in Illinois."""
    return Desk()


@pytest.fixture
def chicago(storage):
    """A police station in Chicago."""
    return Desk("us/il/chicago", "police")
