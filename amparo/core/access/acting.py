"""Who acts, where, with which rights: one act is one transaction, with its lines in the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from amparo.core.models import City, Membership, Organisation, Staff
from amparo.core.rights import Right, rights_of
from amparo.core.storage.walls import standing, step_closer

ADD_LINES = """
INSERT INTO core_auditline (city_id, number, at, actor, action, kind, record, why, previous, hash)
SELECT %s::bigint, 0, now(), %s, action, kind, record, why, '', ''
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS l (action, kind, record, why, n)
ORDER BY n
"""
"""The database fills in number, time and hashes: see migration 0002."""


class Denied(Exception):
    """Somebody may not do this. Nothing was returned or changed; who asks is told that there is no such page."""


@dataclass
class Act:
    """What is done in one transaction. `actor` is `staff 12`, `operator`, `person` or `system`."""

    actor: str
    city: City | None = None
    organisations: tuple[Organisation, ...] = ()
    """Those for which one stands."""
    rights: Mapping[int, frozenset[Right]] = field(default_factory=dict)
    """What one may do in each of them, by its number: a right in one gives none in another."""
    everywhere: frozenset[Right] = frozenset()
    """What one may do in all of the city: an operator's."""
    _lines: list[tuple[str, str, str, str]] = field(default_factory=list, repr=False)

    def may(self, right: Right, organisation: Organisation) -> bool:
        """Is the right there, in this organisation?"""
        if organisation not in self.organisations:
            return False
        return right in self.everywhere or right in self.rights.get(organisation.pk, ())

    def where(self, right: Right) -> tuple[Organisation, ...]:
        """The organisations in which the right is there."""
        return tuple(o for o in self.organisations if self.may(right, o))

    def may_in_city(self, right: Right) -> bool:
        """Is the right there for the city as a whole? Only its own office can give it."""
        offices = (o for o in self.where(right) if o.kind == Organisation.Kind.CITY_OFFICE)
        return right in self.everywhere or any(offices)

    def need(self, right: Right, organisation: Organisation) -> None:
        """Raises Denied without the right in this organisation."""
        if not self.may(right, organisation):
            raise Denied(right)

    def need_somewhere(self, right: Right) -> tuple[Organisation, ...]:
        """The organisations in which the right is there. Raises Denied if there is none."""
        if not (found := self.where(right)) and right not in self.everywhere:
            raise Denied(right)
        return found

    def need_in_city(self, right: Right) -> None:
        """Raises Denied without the right for the city as a whole."""
        if not self.may_in_city(right):
            raise Denied(right)

    def organisation(self, slug: str) -> Organisation:
        """The organisation of this name, if one stands for it. Raises Denied."""
        for one in self.organisations:
            if one.slug == slug:
                return one
        raise Denied(slug)

    def note(self, action: str, kind: str, record: object = "", why: str = "") -> None:
        """Put on record what was done. The line is written with the transaction, or neither is."""
        self._lines.append((action, kind, str(record), why))

    def _write_lines(self) -> None:
        # Last of all, so that the chain is held for as short as can be and no two acts wait for each other.
        if self._lines:
            with connection.cursor() as cursor:
                columns = [list(column) for column in zip(*self._lines, strict=True)]
                cursor.execute(ADD_LINES, [self.city.pk if self.city else None, self.actor, *columns])


@contextmanager
def operating(
    city: City | None = None, rights: frozenset[Right] = frozenset(Right), lookup: bytes = b""
) -> Iterator[Act]:
    """An act of the operator at the command line, or of the program itself; `lookup`, for whoever holds the secret of
    an invitation."""
    with standing(city.pk if city else None, lookup=lookup):
        mine = tuple(Organisation.guarded.filter(city=city)) if city else ()
        step_closer(o.pk for o in mine)
        act = Act("operator", city, mine, everywhere=rights)
        yield act
        act._write_lines()


@contextmanager
def returning(city: City, lookup: bytes) -> Iterator[Act]:
    """An act of the person whom a return phrase finds, or of somebody who is about to get one."""
    with standing(city.pk, lookup=lookup):
        act = Act("person", city)
        yield act
        act._write_lines()


@contextmanager
def working(staff: Staff, city: City, now) -> Iterator[Act]:
    """An act of a member of staff in a city, with the rights of the memberships that are in force. Raises Denied
    for whoever is no member there."""
    with standing(city.pk, staff=staff.pk):
        mine = in_force(staff, city, now)
        if not staff.is_active or not mine:
            raise Denied(city.slug)
        organisations = tuple(m.organisation for m in mine)
        step_closer(o.pk for o in organisations)
        rights = {m.organisation_id: rights_of(m.roles) for m in mine}
        act = Act(f"staff {staff.pk}", city, organisations, rights)
        yield act
        act._write_lines()


def in_force(staff: Staff, city: City, now) -> list[Membership]:
    """The memberships of a person in a city at a moment."""
    found = Membership.guarded.filter(staff=staff, city=city, starts__lte=now, ended=None).select_related(
        "organisation"
    )
    return [m for m in found.order_by("pk") if m.ends is None or now < m.ends]
