"""Invented law for property tests: random norms over a few facts of every type, and a brute-force oracle.

The oracle knows nothing of bounds, stand-ins or searches: it tries every value in a domain that is dense
around every limit, evaluates each norm on complete facts, and folds the levels.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from amparo.law import logic
from amparo.law.corpus import Corpus, read
from amparo.law.days import read_date
from amparo.law.rule import Rule
from amparo.law.verdict import MODALITIES, VERDICT, below

ZERO = read_date("2026-01-01")
ON = "2026-01-11"
WORDS = """
# Invented words

```vocabulary
kind agency jail "Jail" police "Police"
kind colour red "Red" green "Green" blue "Blue" grey "Grey"
group warm in colour "warm colours": red, blue
fact agency: one of agency label "the agency" ask "Which agency?"
fact a: yes/no says "a" denies "not a" ask "Is it a?"
fact b: yes/no says "b" denies "not b" ask "Is it b?"
fact k: one of colour label "the colour" ask "Which colour?"
fact s: set of colour label "the colours" ask "Which colours?"
fact n: number label "n" ask "How many?"
fact m: number label "m" ask "How many more?"
fact d: date label "d" ask "When?"
fact e: date label "e" ask "When was it?"
record entry "entry"
  field day: date label "day" ask "When?"
  field shade: one of colour label "shade" ask "Which?"
  field heavy: yes/no says "heavy" denies "light" ask "Heavy?"
fact list: list of entry label "the entries" ask "Which entries?"
question q words "Do it" act "do it"
```
"""
FRONT = """---
jurisdiction: {place}
title: Invented law of {place}
cite: Invented Code of {place}
binds: [everyone]
in force: 2020-01-01 ..
evidence: text
source: none
read on: 2026-01-11
review: none needed
---
# Invented law

## § 1 — Everything

```law
{norms}
```
"""
PLACES = ("us", "us/xx", "us/xx/town")
DATES = st.integers(4, 9).map(lambda day: f"2026-01-{day + 1:02}")

FIELD_TESTS = st.one_of(
    st.sampled_from(["heavy", "shade is red", "shade is warm", "shade is not green"]),
    DATES.map(lambda d: f"day is on or after {d}"),
    st.integers(1, 3).map(lambda n: f"day within {n} days before e"),
    st.integers(1, 3).map(lambda n: f"day + {n} days is before e"),
)


def joined(tests: st.SearchStrategy[str], word: str) -> st.SearchStrategy[str]:
    return st.lists(tests, min_size=2, max_size=3).map(lambda parts: "(" + f" {word} ".join(parts) + ")")


FIELDS = st.one_of(
    FIELD_TESTS, joined(FIELD_TESTS, "and"), joined(FIELD_TESTS, "or"), FIELD_TESTS.map("not ({})".format)
)
COMPARED = st.sampled_from(["at least", "at most", "more than", "less than"])
TESTS = st.one_of(
    st.sampled_from(["a", "b", "k is red", "k is warm", "k is one of green, grey", "k is not blue"]),
    st.sampled_from(["s includes red", "s includes warm", "agency is jail", "any entry in list"]),
    st.builds("n is {} {}".format, COMPARED, st.integers(1, 4)),
    st.integers(1, 4).map(lambda n: f"n is one of {n}, {n + 2}"),
    st.builds("n - m is at least {}".format, st.integers(0, 3)),
    st.builds("d is {} {}".format, st.sampled_from(["before", "after", "on or before", "on or after"]), DATES),
    DATES.map(lambda d: f"e is on or after {d}"),
    st.integers(1, 3).map(lambda n: f"d within {n} days before e"),
    st.integers(1, 3).map(lambda n: f"d + {n} days is on or after e"),
    st.builds("{} entry in list where ({})".format, st.sampled_from(["any", "no", "every"]), FIELDS),
    st.builds("count of list where ({}) is at least 2".format, FIELDS),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(joined(inner, "and"), joined(inner, "or"), inner.map("not ({})".format)),
    max_leaves=4,
)


@st.composite
def norms(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(MODALITIES)) + " q"
    lines = [head] + [f"  when {c}" for c in draw(st.lists(CONDITIONS, min_size=1, max_size=2))]
    return "\n".join(lines + [f"  unless {c}" for c in draw(st.lists(CONDITIONS, max_size=1))])


LAWS = st.lists(st.lists(norms(), max_size=3), min_size=3, max_size=3).filter(any)


def corpus_of(folder: Path, levels: list[list[str]]) -> Corpus:
    """A corpus with these norms at three levels. Norms that can never apply are left in."""
    (folder / "vocabulary").mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary" / "words.md").write_text(WORDS)
    for place, found in zip(PLACES, levels, strict=True):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / "place.toml").write_text(f'name = "{place}"\nkind = "place"\n')
        law = folder / place / "law.md"
        law.unlink(missing_ok=True)
        if found:
            law.write_text(FRONT.format(place=place, norms="\n".join(found)))
    return read(folder, cache=False)


COLOURS = ("red", "green", "blue", "grey")
DAYS = tuple(range(ZERO - 4, ZERO + 22))
ROWS = tuple({"day": d, "shade": c, "heavy": h} for d in DAYS[::1] for c in COLOURS for h in (True, False))
DOMAINS: dict[str, tuple[Any, ...]] = {
    "agency": ("jail", "police"), "a": (True, False), "b": (True, False), "k": COLOURS,
    "s": tuple(frozenset(x) for r in range(5) for x in itertools.combinations(COLOURS, r)),
    "n": tuple(range(12)), "m": tuple(range(12)), "d": DAYS, "e": DAYS,
}  # fmt: skip


def outcome(rule: Rule, facts: dict[str, Any], today: int) -> str:
    """The verdict on complete facts, by reading every norm."""
    state = 0
    for level in range(len(rule.levels)):
        speech = 0
        for bound in rule.norms:
            if bound.level == level and logic.holds(bound.condition, facts, today):
                speech |= 1 << MODALITIES.index(bound.modality)
        state = below(state, speech)
    return VERDICT[state]


def completions(rule: Rule, known: dict[str, Any]) -> int:
    """How many worlds `brute` would try."""
    total = 1
    for name in rule.worlds.names:
        if name not in known:
            total *= len(DOMAINS.get(name, ())) or 1 + len(ROWS) + len(ROWS) ** 2
    return total


def brute(rule: Rule, known: dict[str, Any], today: int) -> set[str]:
    """The verdicts of all completions, one by one."""
    missing = [n for n in rule.worlds.names if n not in known]
    found = set()
    for values in itertools.product(*(DOMAINS.get(n, LISTS) for n in missing)):
        found.add(outcome(rule, {**known, **dict(zip(missing, values, strict=True))}, today))
    return found


# Enough records to meet any two tests, one entry at a time or two at once.
FEW = tuple({"day": d, "shade": c, "heavy": h} for d in DAYS for c in ("red", "green", "blue") for h in (True, False))
LISTS = ((), *((r,) for r in ROWS), *itertools.combinations_with_replacement(FEW[::7], 2))
