"""Counting days and hours the way deadlines do: calendar, business, and hours that skip closed days.

A date is a day number, a moment is a minute number. The closed days of a place are Saturdays, Sundays
and its public holidays (federal and state calendars of the `holidays` library).
"""

from __future__ import annotations

import calendar as months
import datetime
from collections.abc import Iterable, Mapping
from functools import lru_cache

MINUTES = 1440
FIRST = datetime.date(1800, 1, 1).toordinal()
LAST = datetime.date(2299, 12, 31).toordinal()
"""Dates before and after these are not taken: they are slips of the pen."""

YEARS = range(2010, 2041)
"""The years whose holidays are worked out when the corpus is built, so that answers need not wait."""

_KNOWN: dict[tuple[str, int], frozenset[int]] = {}


def calendars(states: Iterable[str], years: range = YEARS) -> dict[tuple[str, int], frozenset[int]]:
    """The public holidays of the states ("" for the federal ones), by state and year."""
    import holidays

    around = range(years.start - 1, years.stop + 1)  # New Year's Day may be kept on 31 December
    found: dict[tuple[str, int], set[int]] = {(state, year): set() for state in states for year in years}
    for state in states:
        try:
            kept = holidays.country_holidays("US", subdiv=state or None, years=around)
        except NotImplementedError:  # a place that the library does not know has the federal calendar
            kept = holidays.country_holidays("US", years=around)
        for day in kept:
            if day.year in years:
                found[state, day.year].add(day.toordinal())
    return {key: frozenset(closed) for key, closed in found.items()}


def remember(known: Mapping[tuple[str, int], frozenset[int]]) -> None:
    """Use these holidays, as `calendars` gives them."""
    _KNOWN.update(known)


def _holidays(state: str, year: int) -> frozenset[int]:
    if (state, year) not in _KNOWN:
        remember(calendars([state], range(year, year + 1)))
    return _KNOWN[state, year]


def is_closed(day: int, state: str) -> bool:
    """Is this day a Saturday, a Sunday or a public holiday in the state ("" for federal holidays)?"""
    if (day - 1) % 7 >= 5:
        return True
    return FIRST <= day <= LAST and day in _holidays(state, datetime.date.fromordinal(day).year)


def move(start: int, amount: int, unit: str, state: str, *, minutes: bool) -> int:
    """`start` moved by `amount` units (negative: earlier). With `minutes`, start and result are moments.

    Months and years keep the day of the month where it exists and otherwise take the month's last
    day. Business days count from the day after the start (before it, when counting back).
    """
    if unit == "hours":
        return start + amount * 60
    if unit == "counted_hours":
        return _counted(start, amount * 60, state)
    if minutes:
        day, minute = divmod(start, MINUTES)
        return move(day, amount, unit, state, minutes=False) * MINUTES + minute
    if unit == "days":
        return start + amount
    if unit == "weeks":
        return start + 7 * amount
    if unit == "business_days":
        step = 1 if amount >= 0 else -1
        for _ in range(abs(amount)):
            start += step
            while is_closed(start, state):
                start += step
        return start
    return _months(start, amount * 12 if unit == "years" else amount)


@lru_cache(4096)
def _months(start: int, count: int) -> int:
    day = _date(start)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        return 1 if year < 1 else datetime.date.max.toordinal()
    last = months.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last)).toordinal()


def _counted(start: int, left: int, state: str) -> int:
    """Hours that run only on days that are not closed; the clock stands still on closed days. Hours that
    run out at midnight have run out then, also before a closed day."""
    step = 1 if left >= 0 else -1
    left = abs(left)
    day, minute = divmod(start, MINUTES)
    while True:
        if is_closed(day, state):
            day, minute = day + step, 0 if step > 0 else MINUTES
            continue
        room = MINUTES - minute if step > 0 else minute
        if left <= room:
            return day * MINUTES + minute + step * left
        left -= room
        day, minute = day + step, 0 if step > 0 else MINUTES


def rolled(day: int, state: str) -> int:
    """The day itself, or the next one that is not closed."""
    while is_closed(day, state):
        day += 1
    return day


def next_day(today: int, month: int, day: int) -> int:
    """The first such day of the year that is not before today; month 0: the end of the quarter."""
    now = datetime.date.fromordinal(today)
    if month == 0:
        last = (now.month - 1) // 3 * 3 + 3
        return datetime.date(now.year, last, months.monthrange(now.year, last)[1]).toordinal()
    for year in (now.year, now.year + 1, now.year + 2, now.year + 3, now.year + 4):
        if day <= months.monthrange(year, month)[1]:
            found = datetime.date(year, month, day).toordinal()
            if found >= today:
                return found
    raise ValueError("no such day")


def iso(day: int) -> str:
    """A day number as an ISO date."""
    return _date(day).isoformat()


def _date(day: int) -> datetime.date:
    """The date of a day number, the first or last date there is when it lies beyond."""
    return datetime.date.fromordinal(min(max(day, 1), datetime.date.max.toordinal()))


def iso_moment(minute: int) -> str:
    """A minute number as an ISO date and time."""
    day, rest = divmod(minute, MINUTES)
    return f"{iso(day)} {rest // 60:02}:{rest % 60:02}"


def read_date(text: str) -> int:
    """The day number of an ISO date. Raises ValueError."""
    return datetime.date.fromisoformat(text).toordinal()


def read_moment(text: str) -> int:
    """The minute number of an ISO date and time. Raises ValueError."""
    when = datetime.datetime.fromisoformat(text.replace(" ", "T"))
    return when.toordinal() * 1440 + when.hour * 60 + when.minute
