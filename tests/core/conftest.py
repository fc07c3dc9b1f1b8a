"""A real PostgreSQL for the tests of the core: one server and one database for each process of the tests."""

from __future__ import annotations

import datetime
import itertools
import os
import shutil
from pathlib import Path

import django
import pytest

NUMBERS = itertools.count(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
django.setup()


@pytest.fixture(scope="session")
def storage():
    """The database, prepared. Tests share it: each has cities of its own, and the walls keep them apart."""
    from amparo.core.setup import database

    folder = Path(os.environ["AMPARO_DATA"])
    with database():
        yield folder
    shutil.rmtree(folder)


@pytest.fixture
def city(storage):
    """A city of its own, with a jail and a legal aid society."""
    return new_city()


@pytest.fixture
def other_city(storage):
    """Another city with the same."""
    return new_city()


def new_city():
    """A fictitious city."""
    from amparo.core.access import cities

    number = next(NUMBERS)
    facts = {"slug": f"springfield-{number}", "name": f"Springfield {number}",
             "place": "us/il", "languages": ["en", "es"], "time_zone": "America/Chicago", "colour": "#1d4e5f",
             "hotlines": [{"name": {"en": "Help"}, "number": "312-555-0100", "hours": {}}]}  # fmt: skip
    return cities.add_city(facts, [
        {"slug": "jail", "name": "County jail", "kind": "jail", "agency": "jail"},
        {"slug": "legal-aid", "name": "Legal aid", "kind": "legal_aid"},
    ])  # fmt: skip


@pytest.fixture
def hire(storage):
    """Let a new person work for an organisation of a city."""
    from amparo.core.access import cities, members
    from amparo.core.access.acting import operating
    from amparo.core.models import Staff

    def call(city, organisation="jail", *roles, starts=None, ends=None):
        staff = Staff.guarded.create_user(f"person{next(NUMBERS)}@example.org")
        starts = starts or datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        with operating(city) as act:
            where = cities.organisation(act, organisation)
            members.add_member(act, staff, where, roles, starts, ends)
        return staff

    return call
