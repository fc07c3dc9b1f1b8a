"""How long requests are kept: the city's record schedule, legal hold, and the purge of those whose day has come."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.core.access.acting import Act
from amparo.core.models import City, Organisation
from amparo.core.rights import Right
from amparo.policy.models import Duty, Entry, IceRequest, RequestKey, Retention

if TYPE_CHECKING:
    from amparo.policy.access.entries import Change

EVERY = "every"
"""In the schedule: requests of any other kind."""
LONGEST = 36_500
SHOWN = 100


def last_day(city: City, kind: str, today: datetime.date) -> datetime.date:
    """The day on which a request that is recorded today goes."""
    days = {**_default(), **_set_in(city)}
    return today + datetime.timedelta(days=days.get(kind, days[EVERY]))


def schedule(act: Act) -> Mapping[str, int]:
    """For how many days the city keeps requests, by kind; `every` for all others."""
    assert act.city is not None
    return {**_default(), **_set_in(act.city)}


def set_schedule(act: Act, days: Mapping[str, int | None]) -> None:
    """Set the city's periods; None: as `every`. It counts for what is recorded from now on. Raises Denied."""
    act.need_in_city(Right.CITY_MANAGE)
    before = _set_in(act.city) if act.city else {}
    for kind, many in days.items():
        if many is None:
            Retention.guarded.filter(city=act.city, kind=kind).delete()
        elif before.get(kind) != many:
            Retention.guarded.update_or_create(city=act.city, kind=kind, defaults={"days": many})
    act.note("set", "record schedule")


def hold(change: Change, held: bool, words: str) -> None:
    """Put a request on legal hold, or lift it."""
    if change.done_before or change.request.held == held:
        return
    change.request.held = held
    change.add(Entry.Kind.HELD if held else Entry.Kind.LIFTED, {"words": words})
    change.keep("hold" if held else "lift hold")


def expiring(act: Act, organisation: Organisation, before: datetime.date) -> Sequence[IceRequest]:
    """The first requests of an organisation that go before a day, and those on hold that would. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    act.note("list", "ice request", why="leaving")
    found = IceRequest.guarded.filter(city=act.city, organisation=organisation, expires__lt=before)
    return list(found.select_related("recorded_by").defer("own", "own_blind").order_by("expires", "pk")[: SHOWN + 1])


def purge(act: Act, today: datetime.date, most: int) -> int:
    """Destroy the requests whose day has come, at most so many, oldest first. Returns how many went. Raises Denied."""
    mine = act.need_somewhere(Right.REQUESTS_RECORD)
    chosen = IceRequest.guarded.filter(city=act.city, organisation__in=mine, expires__lte=today, held=False)
    ids = list(chosen.order_by("expires", "pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
    for model in (RequestKey, Entry, Duty):
        model.guarded.filter(request__in=ids)._raw_delete("default")
    IceRequest.guarded.filter(pk__in=ids)._raw_delete("default")
    for id in ids:
        act.note("purge", "ice request", id)
    return len(ids)


def _set_in(city: City) -> dict[str, int]:
    return dict(Retention.guarded.filter(city=city).values_list("kind", "days"))


@cache
def _default() -> Mapping[str, int]:
    path = Path(__file__).parents[1] / "data" / "retention.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["days"]
