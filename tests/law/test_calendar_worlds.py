"""Two dates that the calendar compares: what is open is what some date or time would really give.

The oracle tries every hour, and the minute before and after it, over three weeks with a weekend and a
holiday; and every day over a year.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from amparo.law import load
from amparo.law.corpus import Corpus
from amparo.law.days import MINUTES, read_date, read_moment
from amparo.law.worlds import Worlds

ON = "2026-07-01"


@lru_cache
def law() -> Corpus:
    return load()


def group_with(question: str, place: str, fact: str) -> tuple[Worlds, int, int]:
    rule = law().rule(question, place, ON)
    return rule.worlds, rule.worlds.group_of[fact], rule.epoch


def given(worlds: Worlds, group: int, facts: dict[str, int], day: int) -> int:
    return worlds.masks(facts, day)[0] & worlds.group_mask[group]


DETAINERS = ("us", "us/ny/new-york", "us/tx/houston", "us/ca/san-francisco")
TIMES = ("2026-07-01 15:00", "2026-07-03 00:00", "2026-07-03 18:30", "2026-07-04 12:00", "2026-07-06 00:00",
         "2026-07-06 00:01", "2026-07-08 09:00")  # fmt: skip


def minutes_around(moment: int) -> list[int]:
    return [moment + hour * 60 + d for hour in range(-24 * 10, 24 * 10) for d in (-1, 0, 1)]


@pytest.mark.parametrize("place", DETAINERS)
def test_a_time_unknown_leaves_open_what_some_hour_gives(place):
    worlds, group, day = group_with("hold_on_detainer", place, "release_due")
    for known, unknown in (("release_due", "hold_until"), ("hold_until", "release_due")):
        for time in TIMES:
            at = read_moment(time)
            tried = {given(worlds, group, {known: at, unknown: m}, day) for m in minutes_around(at)}
            assert set(worlds.reach(group, {known: at}, day)) == tried, (known, time)


@pytest.mark.parametrize("place", DETAINERS)
def test_both_times_unknown_leave_open_what_some_two_hours_give(place):
    worlds, group, day = group_with("hold_on_detainer", place, "release_due")
    tried = {
        given(worlds, group, {"release_due": read_moment(time), "hold_until": m}, day)
        for time in TIMES
        for m in minutes_around(read_moment(time))
    }
    assert set(worlds.reach(group, {}, day)) == tried


def test_a_weekend_keeps_the_hold_open_when_neither_time_is_known():
    """Over a weekend, 48 hours without closed days are over later than 48 hours by the clock."""
    worlds, group, day = group_with("hold_on_detainer", "us/ny/new-york", "release_due")
    facts = {"release_due": read_moment("2026-07-10 17:00"), "hold_until": read_moment("2026-07-13 17:00")}
    assert given(worlds, group, facts, day) in worlds.reach(group, {}, day)
    assert MINUTES == 1440


def visa_rules() -> list[tuple[Worlds, int, int]]:
    found = {}
    for place in law().places:
        for question in law().words.questions:
            rule = law().rule(question, place, ON)
            if "il_age_out_date" in rule.worlds.group_of:
                group = rule.worlds.group_of["il_age_out_date"]
                found[place, question] = (rule.worlds, group, rule.epoch)
    return list(found.values())


def test_a_date_unknown_leaves_open_what_some_day_gives():
    assert visa_rules()
    for worlds, group, day in visa_rules():
        for known, unknown in (worlds.groups[group], worlds.groups[group][::-1]):
            for date in ("2026-07-01", "2026-07-03", "2026-12-31"):
                at = read_date(date)
                tried = {given(worlds, group, {known: at, unknown: at + d}, day) for d in range(-300, 300)}
                assert set(worlds.reach(group, {known: at}, day)) == tried
