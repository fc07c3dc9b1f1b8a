"""The decision on paper: for the file of the office, with an empty line for the person's name, and lines to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from amparo.core.printing.decision import DecisionSheet, Duty, Fact, Labels, Reason, decision_sheet
from amparo.policy import shown
from amparo.policy.access.requests import Opened
from amparo.policy.web import Here
from amparo.site.page import sentence_case


def decision_pdf(here: Here, opened: Opened, made: Mapping[str, Any], answers: Sequence[Mapping[str, Any]],
                 thread: Sequence[Mapping[str, Any]], lang: str, address: str) -> bytes:  # fmt: skip
    """The sheet of a decision; where something is open, the note that asks counsel. `answers` and `thread` are in the
    language of the sheet."""
    request, said, main = opened.request, here.said, answers[0]
    duties = shown.duties(opened.duties, answers, here.now, said)
    return decision_sheet(DecisionSheet(
        lang=lang,
        city=here.office.city.name,
        title=_("Decision on a request") if made["sure"] else _("Question for counsel"),
        request=shown.called(request.paper, request.kind, said),
        reference=shown.number(request),
        agency=here.organisation.name,
        received=shown.moment(request.received),
        decided=shown.moment(made["at"]),
        shape=main["sign"],
        verdict=main["headline"],
        because=[*_reasons(main), *(reason for answer in answers[1:] for reason in _other(answer))],
        duties=[Duty(duty["sentence"], "; ".join(c["cite"] for c in duty["cites"]), _due(duty)) for duty in duties],
        open_facts=list(dict.fromkeys(item["ask"] for answer in answers for item in answer["missing"])),
        facts=[Fact(item["ask"], item["answer"]) for item in thread],
        law_version=made["law"].split("-")[0],
        law_day=_("The law as it stood on {day}.").format(day=said.date(made["day"])),
        notices=list(dict.fromkeys(_notices(answers))),
        advice=main["notice"],
        labels=_labels(),
        address=address,
        accent=here.office.city.colour,
    ))  # fmt: skip


def _reasons(answer: Mapping[str, Any]) -> list[Reason]:
    found = {item["cite"]: Reason(item["cite"], item["title"]) for item in answer["because"]}
    return list(found.values())


def _other(answer: Mapping[str, Any]) -> list[Reason]:
    """The verdict on a further question, with its sections."""
    cites = "; ".join(dict.fromkeys(item["cite"] for item in answer["because"]))
    return [Reason(cites, answer["headline"])]


def _due(duty: Mapping[str, Any]) -> str:
    return duty["clock"]["words"] if duty["clock"] else ""


def _notices(answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Doubts, and how well the law is evidenced."""
    found = []
    doubts = (("contests", _("Contested: {cite}: {why}")), ("enjoined", _("Stopped by a court: {cite}: {why}")),
              ("open", _("Left open: {cite}: {why}")))  # fmt: skip
    for answer in answers:
        found += [words.format(cite=c["cite"], why=c["why"]) for name, words in doubts for c in answer[name]]
    law = [item for answer in answers for item in answer["because"]]
    if any(item["evidence"] != "text" for item in law):
        found.append(_("Not all of this law was read in its full text."))
    if any(item["review"] == "none yet" for item in law):
        found.append(_("No lawyer has reviewed how this law is written down here."))
    return [sentence_case(words) for words in found]


def _labels() -> Labels:
    return Labels(
        reference=_("Number"), agency=_("Agency"), received=_("Received"), decided=_("Decided"),
        person=_("Person (by hand)"), because=_("Because"), duties=_("You must also"), open_facts=_("To be cleared up"),
        facts=_("What was known"), clerk=_("Recorded by"), supervisor=_("Reviewed by"), name=_("Name"),
        signature=_("Signature"), when=_("Day and hour"), scan=_("Open on screen"), page=_("Page {page} of {pages}"),
    )  # fmt: skip
