"""Requests: put on record under a number, opened with all that was done, found by the office's own file number."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from amparo.core import vault
from amparo.core.access import keyring
from amparo.core.access.acting import Act, Denied
from amparo.core.models import Organisation, Staff
from amparo.core.rights import Right
from amparo.policy.access import leaving
from amparo.policy.models import Duty, Entry, IceRequest, RequestKey

PURPOSE = "own file number"
ALIKE = 50
"""Requests with the same own file number that are shown."""
NEXT = """
INSERT INTO policy_count (city_id, organisation_id, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organisation_id, year) DO UPDATE SET last = policy_count.last + 1 RETURNING last
"""


@dataclass(frozen=True)
class Line:
    """An entry, opened."""

    number: int
    at: datetime.datetime
    staff: Staff
    kind: str
    payload: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """A request with all that was done about it."""

    request: IceRequest
    lines: tuple[Line, ...] = field(repr=False)
    duties: tuple[Duty, ...]
    own: str = field(repr=False)
    key: vault.DataKey = field(repr=False)


@dataclass(frozen=True)
class Arrival:
    """What is put on record when a request comes in."""

    paper: str
    kind: str
    channel: str
    received: datetime.datetime
    own: str = field(repr=False)
    token: uuid.UUID


def record(act: Act, organisation: Organisation, arrival: Arrival, staff: Staff, now: datetime.datetime,
           today: datetime.date) -> IceRequest:  # fmt: skip
    """Put a request on record under the next number. A form that was sent before gives the request that it made.
    `today` is the day in the city. Raises Denied."""
    act.need(Right.REQUESTS_RECORD, organisation)
    assert act.city is not None
    number = _next_number(act.city.pk, organisation.pk, today.year)  # waits for whoever takes one at this moment
    there = IceRequest.guarded.filter(organisation=organisation, token=arrival.token).first()
    if there:
        _give_back(organisation.pk, today.year)
        return there
    made = IceRequest(
        city=act.city, organisation=organisation, year=today.year, number=number, paper=arrival.paper,
        kind=arrival.kind, channel=arrival.channel, received=arrival.received, recorded_by=staff, entries=1,
        expires=leaving.last_day(act.city, arrival.kind, today), token=arrival.token,
    )  # fmt: skip
    made.take_turn()
    key, whose = vault.DataKey.new(), _record(made)
    if own := plain(arrival.own):
        made.own = vault.seal_field(key, own, record=whose, field="own")
        made.own_blind = vault.blind(keyring.index_key(act.city.pk), PURPOSE, own)
    made.save(force_insert=True)
    assert organisation.public_key is not None
    sealed = vault.seal_to(key, whose, bytes(organisation.public_key))
    RequestKey(city=act.city, organisation=organisation, request=made, key=sealed).save(force_insert=True)
    write(made, key, 1, staff, now, Entry.Kind.RECORDED, {}, arrival.token)
    act.note("record", "ice request", made.pk)
    return made


def open_request(act: Act, organisation: Organisation, id: uuid.UUID, right: Right = Right.REQUESTS_READ,
                 *, change: bool = False) -> Opened:  # fmt: skip
    """A request with its entries and duties, opened. `change` keeps others from changing it until the act is done.
    Raises Denied."""
    act.need(right, organisation)
    found = IceRequest.guarded.filter(pk=id, organisation=organisation)
    request = (found.select_for_update() if change else found).first()
    if request is None:
        raise Denied("ice request")
    key = open_key(request, organisation)
    rows = Entry.guarded.filter(request=request).select_related("staff").order_by("number")
    lines = tuple(Line(row.number, row.at, row.staff, row.kind, _read(request, key, row)) for row in rows)
    own = vault.open_field(key, request.own, record=_record(request), field="own") if request.own else ""
    act.note("open", "ice request", request.pk)
    return Opened(request, lines, duties(request), own, key)


def find_own(act: Act, organisation: Organisation, own: str) -> Sequence[IceRequest]:
    """The requests with an own file number, the newest first. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    assert act.city is not None
    blind = vault.blind(keyring.index_key(act.city.pk), PURPOSE, plain(own))
    act.note("find", "ice request")
    found = IceRequest.guarded.filter(organisation=organisation, own_blind=blind)
    return list(found.select_related("recorded_by").order_by("-year", "-number")[:ALIKE])


def duties(request: IceRequest) -> tuple[Duty, ...]:
    """What must be done about a request, what is due first."""
    found = Duty.guarded.filter(request=request).select_related("done_by")
    return tuple(sorted(found, key=lambda d: (d.done_at is not None, d.due is None, d.due or d.pk, d.pk)))


def plain(own: str) -> str:
    """A file number in the one way in which it is kept: without blanks at the ends, in capitals."""
    return " ".join(own.split()).upper()


# ---- how -----------------------------------------------------------------------------------------------
def write(request: IceRequest, key: vault.DataKey, number: int, staff: Staff, now: datetime.datetime, kind: str,
          payload: Mapping[str, Any], token: uuid.UUID) -> None:  # fmt: skip
    """Add an entry. Only the functions of this folder call it, after they have checked the right."""
    sealed = vault.seal_json(key, dict(payload), record=_record(request), field=f"entry {number}")
    Entry(city_id=request.city_id, organisation_id=request.organisation_id, request=request, number=number, at=now,
          staff=staff, kind=kind, payload=sealed, token=token).save(force_insert=True)  # fmt: skip


def open_key(request: IceRequest, organisation: Organisation) -> vault.DataKey:
    """The key of a request of an organisation for which one stands."""
    sealed = RequestKey.guarded.get(request=request).key
    return vault.open_with(sealed, _record(request), keyring.private_of(organisation))


def _read(request: IceRequest, key: vault.DataKey, row: Entry) -> Mapping[str, Any]:
    return vault.open_json(key, row.payload, record=_record(request), field=f"entry {row.number}")


def _record(request: IceRequest) -> vault.Record:
    return keyring.record_of("ice request", request.city_id, request.pk)


def _next_number(city: int, organisation: int, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [city, organisation, year])
        return cursor.fetchone()[0]


def _give_back(organisation: int, year: int) -> None:
    """The number just taken is free again: nobody can have taken another before this act is done."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE policy_count SET last = last - 1 WHERE organisation_id = %s AND year = %s",
                       [organisation, year])  # fmt: skip
