"""What a question page shows: the question, why it is asked, the choices, the answers so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from amparo.law import syntax as s
from amparo.law.words import Words
from amparo.law.words_values import entry
from amparo.site import interview as course
from amparo.site.answers import NONE, UNKNOWN, Answers, Row, row_fields
from amparo.site.page import cite_links, sentence_case, words
from amparo.site.shelf import open_shelf

if TYPE_CHECKING:
    from amparo.site.ask import Turn

FEW = 3
"""Sections named outright as the reason for a question; the rest are counted."""


def question_context(inquiry: course.Inquiry, turn: Turn, step: course.Step, name: str) -> dict[str, Any]:
    """The context of `site/question.html` for the fact `name`, or for the day asked about: "on"."""
    answers = turn.answers
    decided = [v for v in step.verdicts if v.decided]
    known = {
        "now": name,
        "error": turn.error,
        "more": _more(step, name),
        "fields": list(answers.fields(name)),
        "decided": [
            {"headline": words().headline(v), "shape": words().shape(v), "verdict": v.verdict} for v in decided
        ],
        "waiting": len(step.verdicts) - len(decided),
        "back": _before(answers, name),
        "on_words": words().date(answers.on),
    }
    if name == "on":
        raw = answers.raw.get("on", [answers.on])[0]
        return {
            **known,
            "type": "date",
            "input": "on",
            "ask": _("For which day do you ask?"),
            "value": raw,
            "help": _("Laws change. The answer is for the law as it stood on this day."),
        }
    said, fact = words(), open_shelf().law.words.facts[name]
    needed = cite_links(course.needed_by(open_shelf(), inquiry, answers, name), answers.on)
    raw = answers.raw.get(name, [])
    page: dict[str, Any] = {
        **known,
        "type": fact.type,
        "input": f"f.{name}",
        "ask": said.ask(name),
        "help": said.help(name),
        "sensitive": fact.privacy == "sensitive",
        "needed": needed[:FEW],
        "needed_more": len(needed) - FEW,
        "choices": [{"value": v, "words": sentence_case(w), "chosen": v in raw} for v, w in said.choices(name)],
        "unknown_chosen": UNKNOWN in raw,
        "none": NONE,
        "none_chosen": NONE in raw,
        "value": "" if UNKNOWN in raw else " ".join(raw),
    }
    if fact.type == "moment":
        day, _space, hour = page["value"].partition(" ")
        page |= {"day": day, "hour": hour}
    if fact.type == "list_of":
        used = course.fields_used(open_shelf(), inquiry, answers.on)
        page["fields"] += row_fields(name, answers.rows.get(name, []))
        page |= _list(said, fact, answers.rows.get(name, []), turn, used)
    return page


def _list(said: Words, fact: s.Fact, rows: list[Row], turn: Turn, used: set[str]) -> dict[str, Any]:
    """A list of records: those added, and the fields of the next one that the law here looks at."""
    record = open_shelf().law.words.records[fact.of or ""]
    inputs = []
    for field in record.fields.values():
        if used and field.name not in used:
            continue
        value = turn.draft.get(field.name, "")
        chosen = [v.strip() for v in value.split(",")]
        inputs.append(
            {
                "name": f"new.{field.name}",
                "type": field.type,
                "ask": said.field_ask(record.name, field.name),
                "help": said.field_help(record.name, field.name),
                "value": value,
                "wrong": field.name in turn.wrong,
                "choices": [
                    {"value": v, "words": sentence_case(w), "chosen": v in chosen}
                    for v, w in said.field_choices(record.name, field.name)
                ],
            }
        )
    return {
        "record": said.record(record.name),
        "rows": [sentence_case(entry(said, record.name, row)) for row in rows],
        "inputs": inputs,
    }


def thread(inquiry: course.Inquiry, answers: Answers) -> list[dict[str, Any]]:
    """The answers so far as they were given; what the situation gives comes first."""
    said = words()
    items = [
        {
            "name": name,
            "ask": said.ask(name),
            "answer": sentence_case(said.value(name, value)),
            "given": True,
        }
        for name, value in inquiry.given.items()
        if name not in answers.facts
    ]
    for name in answers.order():
        answer = _("You do not know") if name in answers.unknown else said.value(name, answers.facts[name])
        items.append({"name": name, "ask": said.ask(name), "answer": sentence_case(answer), "given": False})
    return items


def _more(step: course.Step, name: str) -> int:
    """How many questions can still follow this one, at most."""
    open_now = {n for v in step.verdicts for n in v.missing}
    return step.left - (name in open_now and step.left > 0)


def _before(answers: Answers, name: str) -> str:
    """The question answered just before this one, to go back to."""
    order = answers.order()
    if name in order:
        at = order.index(name)
        return order[at - 1] if at else ""
    return order[-1] if order else ""
