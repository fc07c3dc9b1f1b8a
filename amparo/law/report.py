"""A verdict as plain data, in the stable shape that programs read: `amparo.verdict/1`.

docs/json.md documents it. Fields may be added; none changes its meaning or goes away within /1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amparo.law.ask import Change, Cited, Contest, Deadline, Duty, Verdict
    from amparo.law.words import Words

SHAPE = "amparo.verdict/1"


def to_dict(verdict: Verdict, words: Words) -> dict[str, Any]:
    """The verdict as dicts, lists, strings, numbers, booleans and None."""
    names = verdict.facts
    return {
        "shape": SHAPE,
        "language": words.lang,
        "question": {"name": verdict.question, "words": words.question(verdict.question)},
        "place": {"path": verdict.place, "name": words.place(verdict.place)},
        "on": verdict.on,
        "verdict": verdict.verdict,
        "headline": words.headline(verdict),
        "sign": words.shape(verdict),
        "possible": list(verdict.possible),
        "because": [cited(c, words) for c in verdict.because],
        "overridden": [cited(c, words) for c in verdict.overridden],
        "contests": [contest(c, words) for c in verdict.contests],
        "enjoined": [{**cited(c, words), "why": words.text(why)} for c, why in verdict.enjoined],
        "open": [{**cited(c, words), "why": words.text(why)} for c, why in verdict.open],
        "due": [deadline(d, words) for d in verdict.due],
        "until": [deadline(d, words) for d in verdict.limits],
        "duties": [duty(d, verdict, words) for d in verdict.duties],
        "missing": [{"fact": n, "ask": words.ask(n)} for n in verdict.missing],
        "next": {"fact": verdict.next, "ask": words.ask(verdict.next)} if verdict.next else None,
        "reason": [fact(n, v, words) for n, v in verdict.reason.items()],
        "changes": [change(c, words) for c in verdict.changes],
        "not_in_force": [{**cited(c, words), "from": first, "to": last} for c, first, last in verdict.out_of_force],
        "facts": dict(names),
        "version": verdict.version,
        "notice": words.say("notice"),
    }


def cited(item: Cited, words: Words) -> dict[str, Any]:
    """A norm or open entry of the law."""
    return {
        "place": item.place, "file": item.file, "section": item.section, "cite": item.cite,
        "title": words.section_title(item), "modality": item.modality, "evidence": item.evidence,
        "source": item.source, "read_on": item.read_on, "review": item.review,
        "note": words.text(item.note) if item.note else None, "anchor": item.anchor,
    }  # fmt: skip


def contest(item: Contest, words: Words) -> dict[str, Any]:
    return {**cited(item.cited, words), "why": words.text(item.why), "without": list(item.without)}


def deadline(item: Deadline, words: Words) -> dict[str, Any]:
    """A day or moment, or the facts that it needs, or the law's own words."""
    return {
        "at": item.at, "words": words.text(item.words) if item.words else None,
        "needs": list(item.needs),
        "text": words.deadline(item), "cite": item.cited.cite,
    }  # fmt: skip


def duty(item: Duty, verdict: Verdict, words: Words) -> dict[str, Any]:
    return {
        "question": item.question, "words": words.question(item.question),
        "sentence": words.duty(verdict, item),
        "certain": item.certain, "deadlines": [deadline(d, words) for d in item.deadlines],
        "because": [cited(c, words) for c in item.because], "missing": list(item.missing),
    }  # fmt: skip


def fact(name: str, value: Any, words: Words) -> dict[str, Any]:
    return {"fact": name, "value": value, "statement": words.statement(name, value)}


def change(item: Change, words: Words) -> dict[str, Any]:
    named: Mapping[str, Any] = fact(item.fact, item.value, words)
    return {**named, "verdict": item.verdict, "sentence": words.change(item)}


def situation_dict(name: str, verdicts: list[Verdict], words: Words) -> dict[str, Any]:
    """The verdicts on all questions of a situation: `amparo.situation/1`."""
    return {
        "shape": "amparo.situation/1",
        "language": words.lang,
        "situation": {"name": name, "words": words.situation(name)},
        "place": {"path": verdicts[0].place, "name": words.place(verdicts[0].place)},
        "on": verdicts[0].on,
        "answers": [to_dict(v, words) for v in verdicts],
        "version": verdicts[0].version,
        "notice": words.say("notice"),
    }
