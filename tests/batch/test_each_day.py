"""Each row by the law of its own day."""

from __future__ import annotations

import datetime
import random

import pyarrow as pa
import pytest

from amparo.law.errors import LawError
from tests.batch.tables import Rows, as_asked, table_of, told

PLACES = (("hold_on_detainer", "us/ny/new-york"), ("notify_release", "us/ca"),
          ("use_property_as_staging", "us/ca/los-angeles"), ("arrest_on_administrative_warrant", "us/il"))  # fmt: skip


def days_around_changes(law, place: str, many: int, dice: random.Random) -> list[datetime.date]:
    """Days of six years, half of them on, before or after a day on which the law of the place changes."""
    first, last = datetime.date(2022, 1, 1).toordinal(), datetime.date(2027, 12, 31).toordinal()
    turns = [day for day in law.turning_days(place) if first < day < last]
    assert turns
    found = [dice.choice(turns) + dice.randint(-1, 1) for _ in range(many // 2)]
    found += [dice.randint(first, last) for _ in range(many - len(found))]
    return [datetime.date.fromordinal(day) for day in found]


@pytest.mark.parametrize(("question", "place"), PLACES)
def test_requests_of_many_years_are_judged_by_the_law_of_their_day(law, engine, question, place):
    spark = engine.name.startswith("spark")
    if spark and place not in ("us/ca/los-angeles", "us/il"):
        dice, many, years = random.Random(2), 40, 1  # every stretch of law is a plan of its own for Spark
    else:
        dice, many, years = random.Random(1), 150, 6
    rule = law.rule(question, place, "2026-03-02")
    rows = Rows(law, rule, many, 5)
    days = days_around_changes(law, place, many, dice)
    if years == 1:
        days = [day.replace(year=2025, day=min(day.day, 28)) for day in days]
    table = rows.table.append_column("asked on", pa.array(days))
    found = engine.answers(law, question, place, table, day_column="asked on", explain=not spark)
    for number, (which, day) in enumerate(zip(rows.which.tolist(), days, strict=True)):
        facts = as_asked(rows.facts[which])
        verdict = law.ask(question, facts, place, day)
        assert found["verdict"][number] == verdict.verdict, (day, facts)
        if not spark:
            assert tuple(column[number] for column in found.values()) == told(verdict), (day, facts)


def test_the_same_request_is_judged_otherwise_before_and_after_the_law_changes(law, engine):
    """New York's Civil Rights Law § 28-a and its like begin and end: ask tells when, and batch follows."""
    question, place = "arrest_on_administrative_warrant", "us/il"
    rule = law.rule(question, place, "2026-03-02")
    turns = [turn for turn in law.turning_days(place) if 735_000 < turn < 745_000]
    days = sorted({datetime.date.fromordinal(day) for turn in turns for day in (turn - 1, turn)})
    facts = Rows(law, rule, 1, 3).facts[0]
    table = table_of(law.words, [facts] * len(days)).append_column("day", pa.array(days))
    want = [law.ask(question, facts, place, day).verdict for day in days]
    assert len(set(want)) > 1
    assert engine.verdicts(law, question, place, table, day_column="day") == want


def test_a_row_without_a_day_is_named(law, engine):
    table = pa.table({"agency": ["police"] * 3, "day": pa.array([datetime.date(2026, 3, 2), None, None])})
    where = "row 2" if engine.name == "polars" else "2 rows"
    with pytest.raises(LawError) as error:
        engine.answers(law, "hold_on_detainer", "us", table, day_column="day")
    assert str(error.value) == f"the table: column 'day' has no day in {where}; each row is judged on its day."


def test_a_table_without_rows_has_no_verdicts(law, engine):
    table = table_of(law.words, [], ["agency", "convictions"]).append_column("day", pa.array([], pa.date32()))
    assert engine.answers(law, "hold_on_detainer", "us", table, day_column="day")["verdict"] == []
    assert engine.answers(law, "hold_on_detainer", "us/ny/new-york", table, on="2026-03-02")["verdict"] == []


def test_the_day_is_given_once(law, local):
    table = pa.table({"day": pa.array([datetime.date(2026, 3, 2)])})
    with pytest.raises(LawError) as error:
        local.answers(law, "hold_on_detainer", "us", table, day_column="day", on="2026-03-02")
    assert str(error.value) == ("Either the day is 2026-03-02 for all rows or each row has its own in 'day': give one.")
