"""The list of an organisation's requests, page by page, and the filters that somebody saved for it.

Pages go on from a key, never by a number of rows to skip, and nothing is counted beyond a thousand: a log of a million
requests is listed as quickly as one of ten.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from amparo.core.access.acting import Act
from amparo.core.models import Organisation, Staff
from amparo.core.rights import Right
from amparo.policy.models import IceRequest, SavedFilter
from amparo.policy.models.requests import NO_DUE

PAGE = 30
"""About what a screen shows."""
COUNTED = 1_000
MOST_SAVED = 20
SOON = datetime.timedelta(hours=24)
"""What is due within this time is due soon."""
EPOCH, MICROSECOND = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC), datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class Filter:
    """What to list. Empty: all but closed."""

    state: str = ""
    """A state, or `all`."""
    kind: str = ""
    due: str = ""
    """`overdue`, `soon` or `clock` (any)."""
    who: str = ""
    """`recorded` or `reviewed`: by the one who asks; `review`: what they may review."""


@dataclass(frozen=True)
class Page:
    """Some requests, and the keys of the pages before and after."""

    rows: Sequence[IceRequest]
    after: str = ""
    before: str = ""


def page(act: Act, organisation: Organisation, wanted: Filter, staff: Staff, now: datetime.datetime,
         *, after: str = "", before: str = "") -> Page:  # fmt: skip
    """A page of the list: what is due first, then the newest. A key that cannot be read is as none. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    act.note("list", "ice request")
    found = _found(organisation, wanted, staff, now).select_related("recorded_by").defer("own", "own_blind")
    key, back = _read_key(after or before), bool(before and not after)
    order = ("-turn", "-pk") if back else ("turn", "pk")
    rows = list(_beyond(found, key, back).order_by(*order)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    first, last = (_key(rows[0]), _key(rows[-1])) if rows else ("", "")
    return Page(rows, last if (more or back) else "", first if key and (more or not back) else "")


def counted(act: Act, organisation: Organisation, wanted: Filter, staff: Staff, now: datetime.datetime,
            page: Page | None = None) -> int:  # fmt: skip
    """How many there are; COUNTED + 1 stands for more than COUNTED. A page that is all there is has them counted
    already. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    if page and not page.after and not page.before:
        return len(page.rows)
    return _found(organisation, wanted, staff, now).order_by()[: COUNTED + 1].count()


def of_year(act: Act, organisation: Organisation, year: int, most: int) -> Iterator[IceRequest]:
    """The requests of a year by number, at most so many, for a file. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    act.note("export", "ice request", year)
    found = IceRequest.guarded.filter(organisation=organisation, year=year).order_by("number")
    return found.defer("own", "own_blind")[:most].iterator()


# ---- saved filters ---------------------------------------------------------------------------------------
def saved(organisation: Organisation, staff: Staff) -> Sequence[SavedFilter]:
    """The filters that somebody saved for an organisation, by name. The walls show nobody else's."""
    return list(SavedFilter.guarded.filter(organisation=organisation, staff=staff).order_by("name"))


def save_filter(act: Act, organisation: Organisation, staff: Staff, name: str, query: str) -> None:
    """Keep a filter under a name; one of the same name gives way. Raises Denied, ValidationError."""
    act.need(Right.REQUESTS_READ, organisation)
    made = SavedFilter(city=act.city, organisation=organisation, staff=staff, name=name.strip(), query=query)
    made.full_clean(validate_unique=False, validate_constraints=False)
    SavedFilter.guarded.filter(organisation=organisation, staff=staff, name=made.name).delete()
    if len(saved(organisation, staff)) >= MOST_SAVED:
        raise ValidationError({"name": f"There are {MOST_SAVED} saved filters already. Remove one first."})
    made.save(force_insert=True)


def remove_filter(act: Act, organisation: Organisation, staff: Staff, number: int) -> None:
    """Forget a saved filter. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    SavedFilter.guarded.filter(organisation=organisation, staff=staff, pk=number).delete()


# ---- how -----------------------------------------------------------------------------------------------
def _found(organisation: Organisation, wanted: Filter, staff: Staff, now: datetime.datetime) -> QuerySet[IceRequest]:
    state, who = IceRequest.State, wanted.who
    found = IceRequest.guarded.filter(organisation=organisation)
    if wanted.state in state.values:
        found = found.filter(state=wanted.state)
    elif wanted.state != "all":
        found = found.exclude(state=state.CLOSED)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.due:
        until = {"overdue": now, "soon": now + SOON}.get(wanted.due, NO_DUE)
        found = found.filter(turn__lt=until)
    if who == "recorded":
        found = found.filter(recorded_by=staff)
    elif who == "reviewed":
        found = found.filter(reviewed_by=staff)
    elif who == "review":
        found = found.filter(state__in=(state.DECIDED, state.ASK_COUNSEL)).exclude(recorded_by=staff)
    return found


def _beyond(found: QuerySet[IceRequest], key: tuple[datetime.datetime, uuid.UUID] | None,
            back: bool) -> QuerySet[IceRequest]:  # fmt: skip
    if key is None:
        return found
    turn, id = key
    if back:
        return found.filter(Q(turn__lte=turn) & (Q(turn__lt=turn) | Q(pk__lt=id)))
    return found.filter(Q(turn__gte=turn) & (Q(turn__gt=turn) | Q(pk__gt=id)))


def _key(row: IceRequest) -> str:
    return f"{(row.turn - EPOCH) // MICROSECOND}.{row.pk.hex}"


def _read_key(text: str) -> tuple[datetime.datetime, uuid.UUID] | None:
    microseconds, _dot, id = text.partition(".")
    try:
        return EPOCH + MICROSECOND * int(microseconds), uuid.UUID(hex=id)
    except (ValueError, OverflowError):
        return None
