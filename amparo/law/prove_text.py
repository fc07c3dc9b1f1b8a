"""What was proved, for people and programs: situations as sentences, as `case` blocks, and as plain data.

docs/json.md documents the data. Fields may be added; none changes its meaning or goes away within /1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from amparo.law import report
from amparo.law.words import Words

if TYPE_CHECKING:
    from amparo.law.prove import Dead, Found, Side, Situation, Theorem

REF = re.compile(r"§§? ?[^\s,\"]+")
WIDTH = 100
"""Characters of a line of a case."""


# ---- sentences --------------------------------------------------------------------------------
def statements(situation: Situation, words: Words) -> list[str]:
    """Each fact as a clause: "the request is: Immigration detainer"."""
    return [words.statement(name, value) for name, value in situation.facts.items()]


def alternatives(situation: Situation, words: Words) -> dict[str, list[str]]:
    """For each fact that could as well be otherwise, the other labels in words."""
    return {name: [words.value(name, label) for label in labels] for name, labels in situation.others.items()}


def sides_in_words(sides: tuple[Side, ...], words: Words) -> list[str]:
    """What tells the sides apart: the place, the day, or both; of a draft that it is one."""
    names = [words.place(x.place) for x in sides]
    dates = [words.date(x.on) for x in sides]
    if len(set(dates)) > 1:
        names = [words.say("prove.on", place=n, date=d) for n, d in zip(names, dates, strict=True)]
    drafts = [x.corpus.digest != sides[0].corpus.digest for x in sides]
    return [words.say("prove.draft", place=n) if new else n for n, new in zip(names, drafts, strict=True)]


def headlines(situation: Situation, words: Words) -> list[str]:
    """The verdict of each side as a sentence."""
    return [words.headline(answer) for answer in situation.answers]


# ---- cases ------------------------------------------------------------------------------------
def case_text(situation: Situation, sides: tuple[Side, ...], at: int = 0) -> str:
    """The situation as a `case` block's text that a law file of side `at` can hold; the prose says what the
    verdict is on every side. The block checks, and its example runs as written."""
    side, answer = sides[at], situation.answers[at]
    words = Words(side.corpus, "en")
    names, told = sides_in_words(sides, words), headlines(situation, words)
    lines = [f"{name}: {said}" for name, said in zip(names, told, strict=True)] if len(sides) > 1 else told
    given = [_given(side, name, value) for name, value in side.known(situation.facts).items()]
    if given:
        lines += _wrapped(given)
    lines += [f"in {side.place}", f"on {side.on}"]
    by = list(dict.fromkeys(_ref(c.section, c.cite) for c in answer.because))
    lines.append(f"then {situation.question} is {answer.verdict}" + (f" by {', '.join(by)}" if by else ""))
    return "\n".join(lines)


def _wrapped(given: list[str]) -> list[str]:
    """The facts behind `given`, several to a line; a fact is never broken."""
    lines = ["given"]
    for i, clause in enumerate(given):
        clause += "," if i < len(given) - 1 else ""
        if len(lines[-1]) + len(clause) < WIDTH or lines[-1] == "given":
            lines[-1] += f" {clause}"
        else:
            lines.append(f"  {clause}")
    return lines


def _ref(section: str, cite: str) -> str:
    return section if REF.fullmatch(section) else f'"{cite}"'


def _given(side: Side, name: str, value: Any) -> str:
    return _clause(side, side.corpus.words.facts[name], value)


def _clause(side: Side, fact: Any, value: Any) -> str:
    """A fact as a case gives it: `not signed`, `request is form`, `reasons are debt and age`."""
    if fact.type == "yes_no":
        return fact.name if value else f"not {fact.name}"
    if fact.type in ("set_of", "list_of"):
        if not value:
            return f"no {fact.name}"
        if fact.type == "set_of":
            return f"{fact.name} are {' and '.join(value)}"
        fields = side.corpus.words.records[fact.of].fields
        rows = [", ".join(_clause(side, fields[k], v) for k, v in row.items()) for row in value]
        return f"{fact.name} are {' and '.join(f'({row})' for row in rows)}"
    if fact.type == "money":
        value = f"${value:,.2f}".removesuffix(".00")
    return f"{fact.name} is {value}"


# ---- data -------------------------------------------------------------------------------------
def found_dict(found: Found, words: Words) -> dict[str, Any]:
    """What a search found on one question."""
    return {
        "question": {"name": found.question, "words": words.question(found.question)},
        "situations": [situation_dict(x, found.sides, words) for x in found.situations],
        "complete": found.complete,
        "settled": found.settled,
        "seconds": round(found.seconds, 4),
    }


def situation_dict(situation: Situation, sides: tuple[Side, ...], words: Words) -> dict[str, Any]:
    """A situation with the verdict of each side."""
    return {
        "facts": dict(situation.facts),
        "others": {name: list(labels) for name, labels in situation.others.items()},
        "statements": [report.fact(n, v, words) for n, v in situation.facts.items()],
        "sides": [
            {"verdict": a.verdict, "headline": said, "sign": words.shape(a),
             "because": [report.cited(c, words) for c in a.because]}
            for a, said in zip(situation.answers, headlines(situation, words), strict=True)
        ],
        "case": case_text(situation, sides),
    }  # fmt: skip


def side_dict(side: Side, words: Words) -> dict[str, Any]:
    """A side: a place, a day, and the version of the law."""
    return {"place": side.place, "name": words.place(side.place), "on": side.on, "version": side.corpus.digest}


def theorem_dict(theorem: Theorem, words: Words) -> dict[str, Any]:
    """A theorem on one question, with what disproves it."""
    sides = (theorem.a, theorem.b)
    return {
        "question": {"name": theorem.question, "words": words.question(theorem.question)},
        "holds": theorem.holds,
        "counterexamples": [situation_dict(x, sides, words) for x in theorem.counterexamples],
        "seconds": round(theorem.seconds, 4),
    }


def dead_dict(item: Dead, words: Words) -> dict[str, Any]:
    """A norm that never decides."""
    return {
        "question": item.question, "why": item.why, "sentence": words.phrases[f"prove.{item.why}"],
        **report.cited(item.norm, words), "line": item.line,
    }  # fmt: skip


def grouped(found: Found) -> Iterator[tuple[tuple[str, ...], list[Situation]]]:
    """The situations by the verdicts of the sides, those with the shortest situation first."""
    groups: dict[tuple[str, ...], list[Situation]] = {}
    for situation in found.situations:
        groups.setdefault(situation.verdicts, []).append(situation)
    yield from groups.items()
