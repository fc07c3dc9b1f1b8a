"""Facts as tables, rows at random, and what the engines answer: shared by the tests of `batch`."""

from __future__ import annotations

import datetime
import itertools
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.ask import Verdict
from amparo.law.batch import judge
from amparo.law.corpus import Corpus
from amparo.law.facts import show
from amparo.law.rule import Rule
from amparo.law.vocabulary import Vocabulary

ARROW = {"yes_no": pa.bool_(), "one_of": pa.string(), "number": pa.int64(), "money": pa.float64(),
         "date": pa.date32(), "moment": pa.timestamp("us")}  # fmt: skip
TOLD = ("verdict", "possible", "because", "missing")
MISSING = (0.0, 0.0, 0.1, 0.3, 0.6)
"""A row has each fact missing with one of these chances."""
NUMBERS = itertools.count()


@dataclass
class Engine:
    """An engine by name (or the address of a Spark master), and a folder to write in."""

    name: str
    folder: Path

    def answers(self, law: Corpus, question: str, place: str, table: Any, **options: Any) -> dict[str, list[Any]]:
        """The columns that judging adds, in the order of the rows; Spark's rows are told by a key."""
        if not self.name.startswith("spark"):
            found = judge(law, question, place, table, engine=self.name, **options).table
            return {name: found[name].to_pylist() for name in found.column_names}
        out = self.folder / f"out-{next(NUMBERS)}"
        table = table.append_column("the key", pa.array(range(table.num_rows), pa.int64()))
        judge(law, question, place, table, engine=self.name, out=out, **options)
        found = pyarrow.dataset.dataset(out).to_table().sort_by("the key")
        assert found["the key"].to_pylist() == list(range(table.num_rows))
        return {name: found[name].to_pylist() for name in TOLD if name in found.column_names}

    def verdicts(self, law: Corpus, question: str, place: str, table: Any, **options: Any) -> list[str]:
        """The verdict of each row."""
        return self.answers(law, question, place, table, **options)["verdict"]


def told(verdict: Verdict) -> tuple[Any, ...]:
    """What batch tells with an explanation, as `ask` tells it: each section once."""
    cites = dict.fromkeys(c.cite for c in verdict.because)
    return verdict.verdict, list(verdict.possible), list(cites), list(verdict.missing)


# ---- facts as columns ------------------------------------------------------------------------
def arrow_type(words: Vocabulary, fact: s.Fact) -> pa.DataType:
    if fact.type == "set_of":
        return pa.list_(pa.string())
    if fact.type == "list_of":
        fields = words.records[fact.of or ""].fields.values()
        return pa.list_(pa.struct([(field.name, arrow_type(words, field)) for field in fields]))
    return ARROW[fact.type]


def value(words: Vocabulary, fact: s.Fact, given: Any) -> Any:
    """A value as Arrow takes it; dates and times may be text."""
    if isinstance(given, str) and fact.type == "date":
        return datetime.date.fromisoformat(given)
    if isinstance(given, str) and fact.type == "moment":
        return datetime.datetime.fromisoformat(given)
    if fact.type == "list_of" and given is not None:
        fields = words.records[fact.of or ""].fields
        return [row and {name: value(words, fields[name], x) for name, x in row.items()} for row in given]
    return given


def table_of(words: Vocabulary, facts: list[dict[str, Any]], names: Any = None) -> pa.Table:
    """One row for each set of facts. A column for each of `names`, or else of the facts that some row has."""
    names = names or sorted({name for row in facts for name in row})
    columns = {}
    for name in names:
        fact = words.facts[name]
        columns[name] = pa.array([value(words, fact, row.get(name)) for row in facts], arrow_type(words, fact))
    return pa.table(columns or {"no fact": pa.nulls(len(facts), pa.int64())})


def as_asked(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as `ask` takes them: a record that is NULL is one of which nothing is known."""
    return {
        name: [row if isinstance(row, str) else row or {} for row in given] if isinstance(given, list) else given
        for name, given in facts.items()
    }


# ---- rows at random ----------------------------------------------------------------------------
class Rows:
    """Many rows for a rule: `facts` of the different ones, `which` of them each row is, and the `table`."""

    def __init__(self, law: Corpus, rule: Rule, many: int, seed: int):
        self.law, self.rule = law, rule
        dice, random_ = random.Random(seed), np.random.default_rng(seed)
        names = list(rule.worlds.names)
        pools = {name: pool(law.words, rule, name, dice) for name in names}
        chance = random_.choice(MISSING, many)
        chosen = np.stack([random_.integers(len(pools[n]), size=many) for n in names], axis=1)
        chosen[random_.random(chosen.shape) < chance[:, None]] = -1
        different, which = np.unique(chosen, axis=0, return_inverse=True)
        self.which = which.reshape(-1)
        self.facts = [
            {name: pools[name][i] for name, i in zip(names, row, strict=True) if i >= 0} for row in different.tolist()
        ]
        columns = {}
        for at, name in enumerate(names):
            fact = law.words.facts[name]
            values = pa.array([value(law.words, fact, v) for v in pools[name]], arrow_type(law.words, fact))
            columns[name] = values.take(pa.array(chosen[:, at], mask=chosen[:, at] < 0))
        self.table = pa.table(columns)

    def __len__(self) -> int:
        return len(self.which)

    def verdicts(self, day: datetime.date) -> list[str]:
        """What the law says of each row, by `Rule.decide`."""
        found = [self.rule.decide(as_asked(facts), day) for facts in self.facts]
        return [found[i] for i in self.which.tolist()]


def pool(words: Vocabulary, rule: Rule, name: str, dice: random.Random) -> list[Any]:
    """Values of a fact: those that stand for all others, and some of our own."""
    fact = words.facts[name]
    found = [show(fact, v, words) for v in rule.worlds.values(name, {}, rule.epoch)]
    if fact.type == "list_of":
        kept = dice.sample(found, min(len(found), 10))
        return [*kept, [], *(records(words, fact, kept, dice) for _ in range(20))]
    own = (own_value(words, fact, rule.epoch, dice) for _ in range(6))
    return found + [v for v in own if v not in found]


def records(words: Vocabulary, fact: s.Fact, given: list[Any], dice: random.Random) -> list[Any]:
    """Up to three records, some invented, with fields missing, now and then one that is NULL."""
    fields = words.records[fact.of or ""].fields
    known = [row for rows in given for row in rows]
    found: list[Any] = []
    for _ in range(dice.randint(1, 3)):
        row = dict(dice.choice(known)) if known and dice.random() < 0.7 else {}
        for name in dice.sample(list(fields), 2):
            row[name] = own_value(words, fields[name], days.read_date("2026-03-02"), dice)
        missing = dice.choice((0.0, 0.1, 0.5))
        found.append({k: v for k, v in row.items() if dice.random() >= missing} if dice.random() < 0.95 else None)
    return found


def own_value(words: Vocabulary, fact: s.Fact, day: int, dice: random.Random) -> Any:
    """A value of any type; days near the one given (also weekends and holidays), some far away."""
    if fact.type == "yes_no":
        return dice.random() < 0.5
    if fact.type in ("one_of", "set_of"):
        labels = list(words.kinds[fact.of or ""].labels)
        return dice.choice(labels) if fact.type == "one_of" else dice.sample(labels, dice.randint(0, len(labels)))
    if fact.type == "number":
        return dice.choice((0, 1, 2, 30, 48, 364, 365, 366, 5000, 10**9))
    if fact.type == "money":
        return dice.choice((0.0, 0.125, 0.375, 950.0, 1200.5, 10**9))
    near = day + dice.choice((0, dice.randint(-6, 6), dice.randint(-400, 400), dice.randint(-9000, 9000)))
    date = datetime.date.fromordinal(near)
    if dice.random() < 0.2:
        date = dice.choice([datetime.date(2025, 12, 25), datetime.date(2026, 7, 3), datetime.date(2024, 2, 29),
                            datetime.date(1800, 1, 1), datetime.date(1969, 12, 31)])  # fmt: skip
    if fact.type == "date":
        return date.isoformat()
    hour, minute = dice.choice((0, 9, 17, 23)), dice.choice((0, 1, 59))
    return f"{date.isoformat()} {hour:02}:{minute:02}"
