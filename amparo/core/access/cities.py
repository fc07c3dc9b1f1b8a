"""Cities and their organisations. What is public of them is read without an act."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from amparo.core.access.acting import Act, operating
from amparo.core.access.keyring import make_city_key, make_pair
from amparo.core.models import City, Organisation
from amparo.core.rights import Right
from amparo.core.storage.walls import step_closer


def city(slug: str) -> City | None:
    """The city of this name in addresses."""
    return City.guarded.filter(slug=slug).first()


def city_numbered(number: int) -> City:
    """The city of a number that a job was given."""
    return City.guarded.get(pk=number)


def cities() -> Sequence[City]:
    """All cities, by name."""
    return list(City.guarded.order_by("name"))


def add_city(
    facts: Mapping[str, Any],
    organisations: Sequence[Mapping[str, Any]] = (),
    lookup: bytes = b"",
    then: Callable[[Act], None] = lambda act: None,
) -> City:
    """Add a city with its first organisations. `facts` are fields of City without `added`. `then`: what else is done
    in the same act, by whoever holds the secret of an invitation with this `lookup`.

    Raises ValidationError, with a sentence for each field that is not right; then nothing is added.
    """
    with connection.cursor() as cursor:
        # The number comes first: one can only add the city in which one stands.
        cursor.execute("SELECT nextval(pg_get_serial_sequence('core_city', 'id'))")
        number = cursor.fetchone()[0]
    made = City(pk=number, added=datetime.datetime.now(datetime.UTC).date(), **facts)
    made.full_clean(exclude=["hotlines"])
    with operating(made, lookup=lookup) as act:
        made.save(force_insert=True)
        make_city_key(act)
        act.note("add", "city", number)
        for one in organisations:
            add_organisation(act, one)
        then(act)
    return made


def change_city(act: Act, facts: Mapping[str, Any]) -> None:
    """Change what a city tells of itself; its place and its name in addresses stay. Raises Denied, ValidationError."""
    act.need_in_city(Right.CITY_MANAGE)
    assert act.city is not None
    changed = City.guarded.get(pk=act.city.pk)
    for name, value in facts.items():
        setattr(changed, name, value)
    changed.full_clean(exclude=["hotlines"])
    changed.save(update_fields=list(facts))
    act.note("change", "city", changed.pk)


def add_organisation(act: Act, facts: Mapping[str, Any]) -> Organisation:
    """Add an organisation to the city. Raises Denied, ValidationError."""
    act.need_in_city(Right.CITY_MANAGE)
    made = Organisation(city=act.city, **facts)
    made.full_clean()
    made.save(force_insert=True)
    act.organisations = (*act.organisations, made)
    step_closer(o.pk for o in act.organisations)
    make_pair(act, made)
    act.note("add", "organisation", made.pk)
    return made


def organisations(act: Act) -> Sequence[Organisation]:
    """The organisations of the city, by name."""
    return list(Organisation.guarded.filter(city=act.city).order_by("name"))


def organisation(act: Act, slug: str) -> Organisation | None:
    """An organisation of the city."""
    return Organisation.guarded.filter(city=act.city, slug=slug).first()


__all__ = [
    "ValidationError",
    "add_city",
    "add_organisation",
    "change_city",
    "cities",
    "city",
    "city_numbered",
    "organisation",
    "organisations",
]
