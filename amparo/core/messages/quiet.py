"""Quiet hours: when a phone may ring or buzz at the place where its owner lives."""

from __future__ import annotations

import tomllib
import zoneinfo
from datetime import UTC, datetime, time, timedelta
from functools import cache

from amparo.law.corpus import CORPUS

DAY = timedelta(days=1)


@cache
def night() -> tuple[time, time]:
    """From when to when nothing that can wait is sent, as `corpus/messages/quiet.toml` has it."""
    read = tomllib.loads((CORPUS / "messages" / "quiet.toml").read_text(encoding="utf-8"))
    return read["from"], read["until"]


def may_send(now_utc: datetime, zone: str, quiet: tuple[time, time] | None = None, urgent: bool = False) -> datetime:
    """The earliest moment (UTC) from now on at which the clock on the wall in `zone` is not in quiet hours, which last
    from quiet[0] up to and without quiet[1] (None: `night()`); never if both are the same. Urgent messages may go now.
    ValueError for an unknown zone, or a moment that does not say which one it is."""
    if now_utc.tzinfo is None:
        raise ValueError("The moment must carry its time zone.")
    now, quiet = now_utc.astimezone(UTC), quiet or night()
    try:
        place = zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise ValueError("The time zone is not one of the IANA list, such as America/Chicago.") from None
    while not urgent and _is_quiet(now, place, quiet):
        end = now + _wait(now, place, quiet[1])
        # A clock that is set forward or back on the way may end the quiet earlier, later, or twice.
        now = _clock_change(now, end, place) or end
    return now


def _is_quiet(at: datetime, place: zoneinfo.ZoneInfo, quiet: tuple[time, time]) -> bool:
    start, end = quiet
    wall = at.astimezone(place).time()
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def _wait(at: datetime, place: zoneinfo.ZoneInfo, end: time) -> timedelta:
    """How long until the wall clock shows `end`, if nobody sets the clock."""
    wall = at.astimezone(place).replace(tzinfo=None)
    return (datetime.combine(wall.date(), end) - wall) % DAY


def _clock_change(start: datetime, end: datetime, place: zoneinfo.ZoneInfo) -> datetime | None:
    """The second after `start` and up to `end` at which the zone's offset changes, or None."""
    before = start.astimezone(place).utcoffset()
    if end.astimezone(place).utcoffset() == before:
        return None
    low, high = int(start.timestamp()), -int(-end.timestamp() // 1)
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, place).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
