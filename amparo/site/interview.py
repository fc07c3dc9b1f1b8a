"""What to ask next, and the verdicts so far: the course of an interview, without any page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from amparo.law import logic
from amparo.law.ask import Verdict
from amparo.law.cases import case_facts
from amparo.law.choose import next_question
from amparo.law.facts import clean
from amparo.law.rule import Cited
from amparo.site.answers import Answers
from amparo.site.shelf import Shelf


@dataclass(frozen=True)
class Inquiry:
    """Something to find out in a place: a situation with its questions, or one question."""

    kind: str
    name: str
    place: str
    asks: tuple[str, ...]
    silent: tuple[str, ...] = ()
    """Questions of the situation on which no law of the place says anything."""
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Where an interview stands: the next fact to `ask` for, and how many are `left` at most."""

    verdicts: tuple[Verdict, ...]
    ask: str | None
    left: int


def situation(shelf: Shelf, name: str, place: str) -> Inquiry:
    """The inquiry for a situation. Raises UnknownName."""
    found = shelf.law.words.situation(name)
    spoken = shelf.spoken(shelf.law.place(place).path)
    asks = tuple(q for q in found.asks if q in spoken)
    silent = tuple(q for q in found.asks if q not in spoken)
    return Inquiry("situation", name, place, asks or found.asks, silent if asks else (), case_facts(found))


def question(shelf: Shelf, name: str, place: str) -> Inquiry:
    """The inquiry for one question. Raises UnknownName."""
    shelf.law.words.question(name)
    shelf.law.place(place)
    return Inquiry("question", name, place, (name,))


def situations_for(shelf: Shelf, place: str) -> Iterator[Inquiry]:
    """The situations on which the law of a place has something to say."""
    for name, found in shelf.law.words.situations.items():
        home = shelf.home_of(found.at.path)
        here = place == home or place.startswith(f"{home}/")
        if here and any(q in shelf.spoken(place) for q in found.asks):
            yield situation(shelf, name, place)


def fields_used(shelf: Shelf, inquiry: Inquiry, on: str) -> set[str]:
    """The fields of records that the rules of this inquiry look at."""
    used: set[str] = set()
    for name in inquiry.asks:
        for asked in (name, *(q.name for q in shelf.law.words.duties(name))):
            for bound in shelf.law.rule(asked, inquiry.place, on).norms:
                used |= {v.name for v in bound.reads if v.field}
    return used


def step(shelf: Shelf, inquiry: Inquiry, answers: Answers) -> Step:
    """The verdicts on the answers so far, and what to ask next."""
    facts = {**inquiry.given, **answers.facts}
    verdicts = tuple(shelf.law.ask(q, facts, inquiry.place, answers.on) for q in inquiry.asks)
    open_facts: dict[str, None] = {}
    ask = None
    for verdict in verdicts:
        names = [n for n in verdict.missing if n not in facts and n not in answers.unknown]
        open_facts.update(dict.fromkeys(names))
        if ask is None and names:
            ask = verdict.next if verdict.next in names else _best(shelf, verdict, facts, names)
    return Step(verdicts, ask, len(open_facts))


def _best(shelf: Shelf, verdict: Verdict, facts: dict[str, Any], names: list[str]) -> str | None:
    """The best question among those that the person has not waved off."""
    rule = shelf.law.rule(verdict.question, verdict.place, verdict.on)
    day = datetime.date.fromisoformat(verdict.on).toordinal()
    return next_question(rule, clean(facts, rule.readers), day, names)


def needed_by(shelf: Shelf, inquiry: Inquiry, answers: Answers, name: str) -> list[Cited]:
    """The norms that still turn on a fact: why it is asked."""
    facts = {k: v for k, v in {**inquiry.given, **answers.facts}.items() if k != name}
    day = datetime.date.fromisoformat(answers.on).toordinal()
    found: dict[str, Cited] = {}
    for asked in inquiry.asks:
        duties = [q.name for q in shelf.law.words.duties(asked)]
        for question_name in (asked, *duties):
            rule = shelf.law.rule(question_name, inquiry.place, answers.on)
            known = clean(facts, rule.readers)
            for bound in rule.norms:
                if any(v.name == name for v in bound.reads) and logic.holds(bound.condition, known, day) is None:
                    found.setdefault(bound.cited.cite, bound.cited)
        if found:
            break
    return list(found.values())
