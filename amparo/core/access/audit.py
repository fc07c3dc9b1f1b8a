"""Reading the audit, and working out whether all of it is there."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connections

from amparo.core.access.acting import Act
from amparo.core.models import AuditLine, Membership, Staff
from amparo.core.rights import Right

PAGE = 10_000


@dataclass(frozen=True)
class Chain:
    """A city's chain: how many lines fit, the hash of the last one, and the first fault, as a sentence."""

    city: str
    lines: int
    head: str
    fault: str | None = None


def lines(act: Act, many: int = 100, before: int | None = None) -> Sequence[AuditLine]:
    """The newest lines of the city, or the newest of those before a number. Raises Denied."""
    act.need_in_city(Right.AUDIT_READ)
    act.note("list", "audit line")
    found = AuditLine.guarded.filter(city=act.city).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    return list(found[:many])


def staff_of(act: Act, lines: Iterable[AuditLine]) -> Mapping[str, Staff]:
    """The accounts that wrote lines, by actor: those that work or worked in the city and are not closed. Raises
    Denied."""
    act.need_in_city(Right.AUDIT_READ)
    actors = {line.actor.removeprefix("staff ") for line in lines if line.actor.startswith("staff ")}
    found = Membership.guarded.filter(city=act.city, staff__in=actors, staff__is_active=True).select_related("staff")
    return {f"staff {one.staff_id}": one.staff for one in found}


def verify() -> Iterator[Chain]:
    """Work out every chain again, as the owner, who sees all cities; the platform's own first."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id, slug FROM core_city ORDER BY slug")
        for city, slug in [(None, "platform"), *cursor.fetchall()]:
            yield _chain(city, slug)


def hash_at(slug: str, number: int) -> str | None:
    """The hash of one line of a city's chain, as `verify` shows it; `-` before the first."""
    if not number:
        return "-"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT encode(l.hash, 'hex') FROM core_auditline l LEFT JOIN core_city c ON c.id = l.city_id "
            "WHERE coalesce(c.slug, 'platform') = %s AND l.number = %s",
            [slug, number],
        )
        row = cursor.fetchone()
    return row and row[0]


def _chain(city: int | None, slug: str) -> Chain:
    before, number = b"", 0
    for row in _rows(city):
        at, number_there = row[1], row[0]
        if number_there != number + 1:
            many = number_there - number - 1
            told = (
                f"Line {number + 1:,} is missing."
                if many == 1
                else f"Lines {number + 1:,} to {number + many:,} are missing."
            )
            return Chain(slug, number, before.hex(), told)
        words = "\n".join(("" if city is None else str(city), str(number_there), stamp(at), *row[2:7]))
        if bytes(row[7]) != before or bytes(row[8]) != hashlib.sha256(before + words.encode()).digest():
            return Chain(slug, number, before.hex(), f"Line {number_there:,} is not as it was written.")
        before, number = bytes(row[8]), number_there
    return Chain(slug, number, before.hex())


def _rows(city: int | None) -> Iterator[tuple]:
    last = 0
    sql = (
        "SELECT number, at, actor, action, kind, record, why, previous, hash FROM core_auditline "
        "WHERE coalesce(city_id, 0) = %s AND number > %s ORDER BY number LIMIT %s"
    )
    while True:
        with connections["owner"].cursor() as cursor:
            cursor.execute(sql, [city or 0, last, PAGE])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1][0]


def stamp(at: datetime.datetime) -> str:
    """A moment as it goes into a hash: UTC, to the millisecond."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}"
