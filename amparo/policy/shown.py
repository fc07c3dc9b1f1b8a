"""Requests, decisions and what happened, as pages and sheets show them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from amparo.core.models import Staff
from amparo.law.words import Words
from amparo.policy import deciding
from amparo.policy.access import entries, listing
from amparo.policy.access.requests import Line, Opened
from amparo.policy.models import Duty, IceRequest
from amparo.policy.papers import paper
from amparo.site.page import law_link, sentence_case
from amparo.site.shelf import open_shelf

STATES = {
    "open": gettext_lazy("Not decided"),
    "ask_counsel": gettext_lazy("Ask counsel"),
    "decided": gettext_lazy("To be reviewed"),
    "reviewed": gettext_lazy("Reviewed"),
    "closed": pgettext_lazy("a request", "Closed"),
}
CHANNELS = {
    "electronic": gettext_lazy("By computer or mail"),
    "fax": gettext_lazy("Fax"),
    "in_person": gettext_lazy("In person"),
    "phone": gettext_lazy("Phone"),
    "post": gettext_lazy("Letter"),
}
DONE = {
    "recorded": gettext_lazy("Put on record"),
    "answered": gettext_lazy("Answered"),
    "decided": gettext_lazy("Decided"),
    "printed": gettext_lazy("Sheet printed"),
    "duty_done": gettext_lazy("Done"),
    "duty_undone": gettext_lazy("Not done after all"),
    "corrected": gettext_lazy("Answer corrected"),
    "reviewed": gettext_lazy("Reviewed and agreed"),
    "sent_back": gettext_lazy("Sent back"),
    "note": gettext_lazy("Note"),
    "held": gettext_lazy("Put on legal hold"),
    "lifted": gettext_lazy("Legal hold lifted"),
}
SHEETS = {
    "copy": gettext_lazy("Copy for the person printed"),
    "consent": gettext_lazy("Consent form printed"),
}


def number(request: IceRequest) -> str:
    """What a request is called: "2026-14"."""
    return f"{request.year}-{request.number}"


def called(name: str, kind: str, said: Words) -> str:
    """What a paper is called; one that the corpus no longer knows is called by its kind."""
    known = paper(name)
    if known:
        return known.called(said)
    labels = open_shelf().law.words.kinds["request"].labels
    return said.kind_label("request", kind) if kind in labels else kind


def who(staff: Staff) -> str:
    """How a colleague is called."""
    return staff.name or staff.email


def moment(at: datetime.datetime) -> str:
    """A moment in the office's time, as it is read."""
    return _minute(get_language(), timezone.localtime(at).replace(second=0, microsecond=0, tzinfo=None))


@functools.lru_cache(maxsize=4096)
def _minute(lang: str, local: datetime.datetime) -> str:
    """A list shows the same moments again and again."""
    return formats.date_format(local, "DATETIME_FORMAT")


def clock(due: datetime.datetime | None, now: datetime.datetime, words: str = "",
          done: datetime.datetime | None = None) -> dict[str, str]:  # fmt: skip
    """A deadline for `parts/clock.html`; `words` where no day can be counted."""
    if done:
        return {"state": "done", "words": moment(done), "iso": done.isoformat()}
    if due is None:
        return {"state": "due", "words": words}
    state = "overdue" if due < now else "soon" if due < now + listing.SOON else "due"
    return {"state": state, "words": moment(due), "iso": due.isoformat()}


# ---- decisions -------------------------------------------------------------------------------------------
def verdict(answer: Mapping[str, Any], said: Words) -> dict[str, Any]:
    """One answer of a decision (an `amparo.verdict/1`)."""
    on = answer["on"]
    return {
        "lang": answer["language"] if answer["language"] != said.lang else "",
        "name": answer["question"]["name"],
        "title": answer["question"]["words"],
        "verdict": answer["verdict"],
        "shape": answer["sign"],
        "headline": answer["headline"],
        "possible": [said.verdict(name) for name in answer["possible"]],
        "cites": _cites(answer["because"], on),
        "because": [sentence_case(reason["statement"]) for reason in answer["reason"]],
        "due": [line["text"] for line in answer["due"]],
        "until": [line["text"] for line in answer["until"]],
        "maybe": [{"sentence": duty["sentence"], "cites": _cites(duty["because"], on)}
                  for duty in answer["duties"] if not duty["certain"]],
        "changes": [change["sentence"] for change in answer["changes"]],
        "law": [law(cited, said, on) for cited in _unique(answer["because"])],
        "overridden": [law(cited, said, on) for cited in _unique(answer["overridden"])],
        "contests": [{**law(item, said, on), "why": item["why"],
                      "without": said.listed([said.verdict(name) for name in item["without"]], "or")}
                     for item in answer["contests"]],
        "enjoined": [{**law(item, said, on), "why": item["why"]} for item in answer["enjoined"]],
        "open": [{**law(item, said, on), "why": item["why"]} for item in answer["open"]],
        "missing": answer["missing"],
    }  # fmt: skip


def duties(found: Iterable[Duty], answers: Sequence[Mapping[str, Any]], now: datetime.datetime,
           said: Words) -> list[dict[str, Any]]:  # fmt: skip
    """The duties as a checklist, with the sentence and the sections of the decision that brought them."""
    told: dict[str, Mapping[str, Any]] = {}
    for answer in answers:
        for duty in brought(answer):
            told.setdefault(duty["question"], {**duty, "on": answer["on"]})
    lang = answers[0]["language"] if answers else said.lang
    return [_duty(duty, told.get(duty.name), now, said, lang) for duty in found]


def brought(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The duties that an answer brings for sure. What "must" is answered to is one too."""
    if answer["verdict"] == "required":
        yield {"question": answer["question"]["name"], "sentence": answer["headline"], "deadlines": answer["due"],
               "because": answer["because"]}  # fmt: skip
    yield from (duty for duty in answer["duties"] if duty["certain"])


def law(cited: Mapping[str, Any], said: Words, on: str) -> dict[str, Any]:
    """A section, for `site/law_item.html`."""
    return {
        "cite": cited["cite"],
        "title": cited["title"],
        "url": law_link(SimpleNamespace(**cited), on),  # type: ignore[arg-type]
        "modality": said.modality(cited["modality"]),
        "level": sentence_case(said.place(cited["place"])) if cited["place"] in open_shelf().law.places else "",
        "evidence": cited["evidence"],
        "read_on": said.date(cited["read_on"]),
        "reviewed": cited["review"] != "none yet",
        "review": cited["review"],
        "source": cited["source"],
        "note": cited["note"],
    }


def _duty(duty: Duty, told: Mapping[str, Any] | None, now: datetime.datetime, said: Words, lang: str) -> dict[str, Any]:
    lines = told["deadlines"] if told else []
    known = duty.name in open_shelf().law.words.questions
    sentence = told["sentence"] if told else said.question(duty.name) if known else duty.name
    return {
        "name": duty.name,
        "sentence": sentence,
        "lang": lang if told and lang != said.lang else "",
        "done": duty.done_at is not None,
        "who": who(duty.done_by) if duty.done_by else "",
        "clock": clock(duty.due, now, "; ".join(dict.fromkeys(line["text"] for line in lines)), duty.done_at)
        if lines or duty.due or duty.done_at else None,
        "others": [line["text"] for line in lines if line["at"]] if len(lines) > 1 else [],
        "cites": _cites(told["because"], told["on"]) if told else [],
    }  # fmt: skip


def _unique(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({(item["cite"], item["modality"]): item for item in items}.values())


def _cites(items: Iterable[Mapping[str, Any]], on: str) -> list[dict[str, str]]:
    return [{"cite": item["cite"], "url": law_link(SimpleNamespace(**item), on)}  # type: ignore[arg-type]
            for item in _unique(items)]  # fmt: skip


# ---- answers and history -----------------------------------------------------------------------------------
def thread(given: Mapping[str, Any], answers: deciding.Answers, said: Words) -> Iterator[dict[str, Any]]:
    """What is known: from the office and the paper, and as it was answered."""
    for name, value in given.items():
        yield {"name": name, "ask": said.ask(name), "answer": sentence_case(said.value(name, value)), "given": True}
    for name in answers.order():
        yield {"name": name, "ask": said.ask(name), "answer": _answer(name, answers, said), "given": False}


def history(opened: Opened, said: Words, answers: Mapping[int, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """What was done, the newest first, for `parts/timeline.html`. `answers`, by number of the entry: those of decisions
    that can be told in the reader's language; others stand as they were written."""
    return [
        {"words": _told(line, said, answers), "when": moment(line.at), "iso": line.at.isoformat(),
         "who": who(line.staff)}
        for line in reversed(opened.lines)
    ]  # fmt: skip


def _told(line: Line, said: Words, answers_of: Mapping[int, Sequence[Mapping[str, Any]]]) -> str:
    what, payload = str(DONE[line.kind]), line.payload
    if line.kind in (entries.Kind.ANSWERED, entries.Kind.CORRECTED):
        name, day = payload["fact"], timezone.localdate(line.at)
        if name not in open_shelf().law.words.facts:
            return f"{what}: {name}"
        answers = deciding.answers([(key, value) for key, value in payload["fields"]], day)
        told = f"{what}: {said.ask(name)} {_answer(name, answers, said)}"
        return f"{told} ({payload['why']})" if payload.get("why") else told
    if line.kind == entries.Kind.DECIDED:
        return f"{what}: {' '.join(answer['headline'] for answer in answers_of.get(line.number, payload['answers']))}"
    if line.kind in (entries.Kind.DUTY_DONE, entries.Kind.DUTY_UNDONE):
        known = payload["duty"] in open_shelf().law.words.questions
        return f"{what}: {said.question(payload['duty']) if known else payload['duty']}"
    if line.kind == entries.Kind.PRINTED:
        return str(SHEETS.get(payload["sheet"], what))
    return f"{what}: {payload['words']}" if payload.get("words") else what


def _answer(name: str, answers: deciding.Answers, said: Words) -> str:
    if name in answers.facts:
        return sentence_case(said.value(name, answers.facts[name]))
    return _("You do not know") if name in answers.unknown else "; ".join(answers.raw.get(name, []))
