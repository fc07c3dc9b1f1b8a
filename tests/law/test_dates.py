"""The answer is true on a date: law begins and ends on its day, and deadlines count as the law counts."""

import datetime
import itertools
import random
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

from amparo.law import logic
from amparo.law.corpus import Corpus, load, read
from amparo.law.rule import Rule
from amparo.law.syntax import FAR

EARLIEST = datetime.date(1800, 1, 1).toordinal()
LATEST = datetime.date(2299, 12, 31).toordinal()


@lru_cache
def law() -> Corpus:
    return load()


def iso(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


# ---- law begins and ends on its day ----------------------------------------------------------
def spoken() -> list[tuple[str, str]]:
    """Every question in every place where some law file speaks of it."""
    return [
        (question, place)
        for place in law().places
        for question in dict.fromkeys(n.question for f in law().files_for(place) for n in f.norms)
    ]


def in_force(rule: Rule) -> set[int]:
    """The norms in force, those that a court has stopped included."""
    return {id(bound.norm) for bound in (*rule.norms, *rule.enjoined)}


def meaning(rule: Rule) -> list[tuple[object, ...]]:
    """What the norms of a rule say: where they stand, what they do, under which condition."""
    bounds = [(b.cited, b.level, b.modality, b.condition, b.due, b.until) for b in rule.norms]
    return bounds + [(b.cited, "enjoined") for b in rule.enjoined]


@pytest.mark.parametrize("edge", ["first", "last"])
def test_every_norm_begins_and_ends_exactly_on_the_day_its_file_says(edge):
    tried = 0
    for file in law().files.values():
        for norm in file.norms:
            days = file.days(norm)
            day = days.start if edge == "first" else days.end + 1
            if not EARLIEST < day <= LATEST:
                continue
            before, on, after = (
                id(norm) in in_force(law().rule(norm.question, file.place, iso(d))) for d in (day - 1, day, day + 1)
            )
            begins = edge == "first"
            lasts = days.start < days.end if begins else True
            assert (before, on, after) == (not begins, begins, begins and lasts), (file.path, norm.at)
            tried += 1
    assert tried > (200 if edge == "first" else 5)


def test_a_court_order_stops_a_norm_on_its_days_and_on_no_other():
    for file in law().files.values():
        for norm in file.norms:
            for span, _ in norm.enjoined:
                stopped = {
                    day: id(norm) in {id(b.norm) for b in law().rule(norm.question, file.place, iso(day)).enjoined}
                    for day in (span.start - 1, span.start, span.end, min(span.end, LATEST) + 1)
                    if EARLIEST <= day <= LATEST and file.days(norm).holds(day)
                }
                assert stopped == {day: span.holds(day) for day in stopped}


def stretches(place: str) -> list[tuple[int, int]]:
    """First and last day of every stretch in which the law of a place stays the same."""
    turns = [EARLIEST, *(d for d in law().turning_days(place) if EARLIEST < d <= LATEST), LATEST + 1]
    return [(a, b - 1) for a, b in itertools.pairwise(turns)]


def test_between_two_turning_days_the_law_is_the_same_on_every_day():
    dice = random.Random(1)
    for question, place in spoken():
        for first, last in dice.sample(stretches(place), 2):
            used = law().rule(question, place, iso(dice.randint(first, last)))
            for day in {first, dice.randint(first, last), last}:
                assert meaning(Rule(law(), question, place, day)) == meaning(used), (question, place)


def test_between_two_turning_days_the_same_facts_have_the_same_verdict():
    dice = random.Random(2)
    compared = 0
    for question, place in dice.sample(spoken(), 150):
        for first, last in dice.sample(stretches(place), 2):
            rule = law().rule(question, place, iso(first))
            conditions = [c for level in rule.levels for c in level.values()]
            if any(isinstance(n, logic.Now | logic.Next) for c in conditions for n in logic.walk(c)):
                continue
            facts = rule.worlds.some({}, first, dice)
            days = (first, dice.randint(first, last), last)
            assert len({rule.settled(facts, day) for day in days}) == 1
            assert rule.settled(facts, first) is not None
            compared += 1
    assert compared > 150


def test_turning_days_are_the_days_on_which_some_file_says_that_something_changes():
    for place in law().places:
        said = {1}
        for file in law().files_for(place):
            for item in (*file.norms, *file.defines, *file.opens):
                days = file.days(item)
                said |= {days.start, days.end + 1}
                said |= {d for r, _ in getattr(item, "enjoined", ()) for d in (r.start, r.end + 1)}
                if getattr(item, "contested", None):
                    said |= {item.contested_in.start, item.contested_in.end + 1}
        said |= {v[0] for p in law().words.parameters.values() for v in p.values}
        assert set(law().turning_days(place)) | {1, FAR + 1} == said | {1, FAR + 1}


@pytest.mark.parametrize(
    ("question", "place", "before", "first"),
    [
        ("restrict_status_sharing", "us", "1996-09-29", "1996-09-30"),
        ("use_ice_as_interpreter", "us/ca/los-angeles", "2017-12-31", "2018-01-01"),
        ("give_consent_form", "us/ca", "2000-01-01", "2017-01-01"),
    ],
)
def test_before_any_law_speaks_the_answer_is_that_none_is_in_force_yet(question, place, before, first):
    early = law().ask(question, {}, place, before)
    assert early.verdict == "not_in_force"
    assert early.because == ()
    assert early.out_of_force
    starts = {start for _, start, _ in early.out_of_force}
    assert all(start > before for start in starts)
    assert min(starts) == first
    day = datetime.date.fromisoformat(first)
    assert law().ask(question, {}, place, day - datetime.timedelta(1)).verdict == "not_in_force"
    assert law().ask(question, {}, place, day).verdict != "not_in_force"


# ---- deadlines ---------------------------------------------------------------------------------
WORDS = """
```vocabulary
kind agency jail "Jail" police "Police"
fact agency: one of agency label "the agency" ask "Which agency?"
fact d: date label "d" ask "When?"
fact e: date label "e" ask "When was it?"
fact m: moment label "m" ask "At what time?"
fact n: number label "n" ask "How many?"
fact p: money label "p" ask "How much?"
question q words "Do it" act "do it"
parameter fee: money words "The fee"
  from 2020-01-01: $100 cite "Fee List"
  from 2024-01-01: $120 cite "Fee List"
```
"""
LAW = """---
jurisdiction: {place}
title: Invented law
cite: Invented Code
binds: everyone
in force: ..
evidence: text
source: none
read on: 2026-01-11
review: none needed
---
## § 1 — Everything

```law
{norm}
```
"""


def asked(norm: str, facts: dict, on: str = "2026-03-02", place: str = "us"):
    """The answer of a corpus in which this norm is all the law there is."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "vocabulary").mkdir()
        (folder / "vocabulary" / "words.md").write_text(WORDS)
        for path in {"us", place}:
            (folder / path).mkdir(parents=True, exist_ok=True)
            (folder / path / "place.toml").write_text(f'name = "{path}"\nkind = "place"\n')
        (folder / place / "law.md").write_text(LAW.format(place=place, norm=norm))
        corpus = read(folder, cache=False)
        assert [p for p in corpus.problems if "no case" not in p.message] == []
        return corpus.ask("q", facts, place, on)


def due(when: str, facts: dict, on: str = "2026-03-02", place: str = "us") -> str | None:
    """When the law says that it must be done."""
    (deadline,) = asked(f"require q by {when}", facts, on, place).due
    return deadline.at


def test_a_person_held_before_thanksgiving_must_be_let_go_on_monday():
    excluding = "m + 48 hours excluding weekends and holidays"
    assert due(excluding, {"m": "2026-11-25 17:00"}) == "2026-11-30 17:00"
    assert due("m + 48 hours", {"m": "2026-11-25 17:00"}) == "2026-11-27 17:00"


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 17:00", 48, "2026-03-04 17:00"),  # Monday to Wednesday
        ("2026-03-06 17:00", 48, "2026-03-10 17:00"),  # Friday: Saturday and Sunday do not count
        ("2026-03-07 12:00", 48, "2026-03-11 00:00"),  # Saturday: the clock starts on Monday
        ("2026-03-05 00:00", 48, "2026-03-07 00:00"),  # two whole days end with Friday, not on Monday
        ("2026-03-05 00:01", 48, "2026-03-09 00:01"),
        ("2026-12-31 23:59", 1, "2027-01-04 00:59"),  # New Year's Day is a Friday
        ("2026-06-18 10:00", 24, "2026-06-22 10:00"),  # Juneteenth is a Friday
        ("2026-07-02 10:00", 24, "2026-07-06 10:00"),  # 4 July, a Saturday, is kept on Friday
    ],
)  # fmt: skip
def test_hours_stand_still_on_weekends_and_holidays(start, hours, end):
    assert due(f"m + {hours} hours excluding weekends and holidays", {"m": start}) == end


def test_the_day_after_thanksgiving_is_a_holiday_in_california_and_not_in_new_york():
    excluding = "m + 48 hours excluding weekends and holidays"
    facts = {"m": "2026-11-25 17:00"}
    assert due(excluding, facts, place="us/ca") == "2026-12-01 17:00"
    assert due(excluding, facts, place="us/ny") == "2026-11-30 17:00"


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-25", 1, "2026-11-27"),  # over Thanksgiving
        ("2026-11-25", 3, "2026-12-01"),
        ("2026-12-31", 1, "2027-01-04"),  # over New Year's Day, a Friday
        ("2027-12-30", 1, "2028-01-03"),  # New Year's Day, a Saturday, is kept on 31 December
        ("2026-06-18", 1, "2026-06-22"),  # over Juneteenth
        ("2020-06-18", 1, "2020-06-19"),  # which was no holiday before 2021
        ("2026-07-02", 1, "2026-07-06"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-03-02", 260, "2027-03-16"),  # eleven holidays fall on weekdays
    ],
)
def test_business_days_leave_out_weekends_and_holidays(start, count, end):
    assert due(f"d + {count} business days", {"d": start}) == end


def test_business_days_are_counted_back_the_same_way():
    assert due("d - 1 business days", {"d": "2026-11-30"}) == "2026-11-27"
    assert due("d - 1 business days", {"d": "2026-11-27"}) == "2026-11-25"
    assert due("d - 3 business days", {"d": "2026-03-09"}) == "2026-03-04"


def test_business_days_from_a_time_keep_the_time_of_day():
    assert due("m + 3 business days", {"m": "2026-11-25 17:30"}) == "2026-12-01 17:30"


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("d + 1 months", "2024-01-31", "2024-02-29"),
        ("d + 1 months", "2023-01-31", "2023-02-28"),
        ("d + 1 months", "2026-12-15", "2027-01-15"),
        ("d - 1 months", "2026-03-31", "2026-02-28"),
        ("d + 13 months", "2026-01-31", "2027-02-28"),
        ("d + 1 years", "2024-02-29", "2025-02-28"),
        ("d + 4 years", "2024-02-29", "2028-02-29"),
        ("d - 1 years", "2024-02-29", "2023-02-28"),
        ("d - 4 years", "2024-02-29", "2020-02-29"),
        ("d + 1 years", "2023-02-28", "2024-02-28"),
        ("d + 2 weeks", "2024-02-20", "2024-03-05"),
        ("d + 365 days", "2024-01-01", "2024-12-31"),
        ("d + 1 years", "2099-02-28", "2100-02-28"),  # 2100 has no leap day
    ],
)
def test_months_and_years_keep_the_day_or_take_the_last_day_of_the_month(when, start, end):
    assert due(when, {"d": start}) == end


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("d rolled to the next business day", "2026-03-02", "2026-03-02"),
        ("d rolled to the next business day", "2026-03-07", "2026-03-09"),
        ("d rolled to the next business day", "2026-07-03", "2026-07-06"),
        ("d rolled to the next business day", "2026-11-26", "2026-11-27"),
        ("d + 30 days rolled to the next business day", "2026-02-05", "2026-03-09"),
        ("d + 30 days rolled to the next business day", "2026-02-04", "2026-03-06"),
    ],
)
def test_a_last_day_on_a_closed_day_moves_to_the_next_open_one(when, start, end):
    assert due(when, {"d": start}) == end


@pytest.mark.parametrize(
    ("when", "on", "end"),
    [
        ("the next September 1", "2026-08-31", "2026-09-01"),
        ("the next September 1", "2026-09-01", "2026-09-01"),
        ("the next September 1", "2026-09-02", "2027-09-01"),
        ("the next February 28", "2024-02-29", "2025-02-28"),
        ("the next quarter end", "2026-01-01", "2026-03-31"),
        ("the next quarter end", "2026-03-31", "2026-03-31"),
        ("the next quarter end", "2026-04-01", "2026-06-30"),
        ("the next quarter end", "2026-12-31", "2026-12-31"),
        ("the next quarter end + 30 days", "2026-11-22", "2027-01-30"),
    ],
)
def test_yearly_and_quarterly_duties_fall_on_the_next_such_day(when, on, end):
    assert due(when, {}, on) == end


def test_a_deadline_waits_for_the_fact_it_is_counted_from():
    (deadline,) = asked("require q by d + n days", {"d": "2026-03-02"}).due
    assert (deadline.at, deadline.needs) == (None, ("n",))
    assert due("d + n days", {"d": "2026-03-02", "n": 3}) == "2026-03-05"


# ---- conditions on dates -------------------------------------------------------------------------
def holds(condition: str, facts: dict, on: str = "2026-03-02") -> bool:
    since = "in force 2020-01-01 .." if "fee" in condition else ""
    found = asked(f"forbid q\n  when {condition}\n  {since}", facts, on).verdict
    assert found in ("forbidden", "silent")
    return found == "forbidden"


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ("2021-03-01", False),
        ("2021-03-02", True),  # the first day is in
        ("2023-07-04", True),
        ("2026-03-02", True),  # the last day is in
        ("2026-03-03", False),
    ],
)
def test_a_look_back_has_its_first_and_its_last_day_in(day, inside):
    facts = {"d": day, "e": "2026-03-02"}
    assert holds("d within 5 years before e", facts) is inside
    assert holds("d is on or after e - 5 years and d is on or before e", facts) is inside
    assert holds("not (d within 5 years before e)", facts) is not inside


@pytest.mark.parametrize(
    ("day", "inside"), [("2026-03-01", False), ("2026-03-02", True), ("2026-03-05", True), ("2026-03-06", False)]
)
def test_a_look_forward_has_its_first_and_its_last_day_in(day, inside):
    assert holds("d within 3 days after e", {"d": day, "e": "2026-03-02"}) is inside


def test_a_look_back_from_a_leap_day_reaches_the_last_day_of_february():
    assert holds("d within 5 years before e", {"d": "2019-02-28", "e": "2024-02-29"})
    assert not holds("d within 5 years before e", {"d": "2019-02-27", "e": "2024-02-29"})


def test_a_look_back_that_runs_to_the_day_asked_about_moves_with_it():
    facts = {"d": "2021-03-02"}
    assert holds("d within 5 years before today", facts, "2026-03-02")
    assert not holds("d within 5 years before today", facts, "2026-03-03")
    assert not holds("d within 5 years before today", facts, "2021-03-01")


@pytest.mark.parametrize(
    ("birth", "on", "minor"),
    [
        ("2008-03-03", "2026-03-02", True),
        ("2008-03-02", "2026-03-02", False),  # of age from the birthday on
        ("2008-02-29", "2026-02-27", True),
        ("2008-02-29", "2026-02-28", False),
        ("2026-03-02", "2026-03-02", True),
    ],
)
def test_age_is_counted_in_full_years(birth, on, minor):
    assert holds("age of d at today is less than 18", {"d": birth}, on) is minor
    assert holds("age of d at today is at least 18", {"d": birth}, on) is not minor
    assert holds("age of d at today is at most 17", {"d": birth}, on) is minor
    assert holds("age of d at today is more than 17", {"d": birth}, on) is not minor
    assert holds("age of d at e is less than 18", {"d": birth, "e": on}) is minor


def test_before_and_after_leave_the_day_itself_out():
    facts = {"d": "2026-03-02"}
    assert [holds(f"d is {word} 2026-03-02", facts) for word in ("before", "after", "on or before", "on or after")] == [
        False,
        False,
        True,
        True,
    ]
    assert holds("d is 2026-03-02", facts)
    assert not holds("d is not 2026-03-02", facts)


def test_a_time_is_compared_with_the_beginning_of_a_day():
    assert holds("m is before 2026-03-02", {"m": "2026-03-01 23:59"})
    assert not holds("m is before 2026-03-02", {"m": "2026-03-02 00:00"})
    assert holds("m is on or after d", {"m": "2026-03-02 00:00", "d": "2026-03-02"})


@pytest.mark.parametrize(
    ("on", "enough"),
    [("2020-01-01", "$100"), ("2023-12-31", "$100"), ("2024-01-01", "$120"), ("2026-03-02", "$120")],
)
def test_a_parameter_has_the_value_of_its_day(on, enough):
    just = float(enough[1:])
    assert holds("p is at least fee", {"p": just}, on)
    assert not holds("p is at least fee", {"p": just - 0.01}, on)
    assert holds("p is at least 50 percent of fee", {"p": just / 2}, on)
    assert not holds("p is at least 50 percent of fee", {"p": just / 2 - 0.01}, on)


def test_law_that_needs_a_parameter_before_it_has_a_value_is_a_mistake():
    with pytest.raises(AssertionError, match="The parameter 'fee' has no value on this date yet"):
        asked("forbid q\n  when p is at least fee\n  in force 2019-01-01 ..", {})
