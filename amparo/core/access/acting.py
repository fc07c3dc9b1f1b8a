"""Who acts, where, with which rights: one act is one transaction, with its lines in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from amparo.core.models import City, Membership, Organisation, Staff
from amparo.core.rights import Right, rights_of
from amparo.core.storage.walls import standing, step_closer

ADD_LINES = """
INSERT INTO core_auditline (city_id, number, at, actor, action, kind, record, why, previous, hash)
SELECT %s, 0, now(), %s, action, kind, record, why, '', ''
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS l (action, kind, record, why, n)
ORDER BY n
"""
"""The database fills in number, time and hashes: see migration 0002."""


class Denied(Exception):
    """Somebody may not do this. Nothing was returned or changed; who asks is told that there is no such page."""


@dataclass
class Act:
    """What is done in one transaction. `actor` is `staff 12`, `operator` or `system`."""

    actor: str
    city: City | None = None
    organisations: tuple[Organisation, ...] = ()
    rights: frozenset[Right] = frozenset()
    _lines: list[tuple[str, str, str, str]] = field(default_factory=list, repr=False)

    def need(self, right: Right) -> None:
        """Raises Denied without the right."""
        if right not in self.rights:
            raise Denied(right)

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
def operating(city: City | None = None, rights: frozenset[Right] = frozenset(Right)) -> Iterator[Act]:
    """An act of the operator at the command line, or of the program itself."""
    with standing(city.pk if city else None):
        mine = tuple(Organisation.guarded.filter(city=city)) if city else ()
        step_closer(o.pk for o in mine)
        act = Act("operator", city, mine, rights)
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
        act = Act(f"staff {staff.pk}", city, organisations, rights_of(role for m in mine for role in m.roles))
        yield act
        act._write_lines()


def in_force(staff: Staff, city: City, now) -> list[Membership]:
    """The memberships of a person in a city at a moment."""
    found = Membership.guarded.filter(staff=staff, city=city, starts__lte=now).select_related("organisation")
    return [m for m in found.order_by("pk") if m.ends is None or now < m.ends]
