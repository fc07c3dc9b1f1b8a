"""Requests as rows of a list, and the one that is open beside it: what the law says, what is due, what comes next."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amparo.core.rights import Right
from amparo.law.words import SHAPES, Words
from amparo.policy import shown
from amparo.policy.access import entries
from amparo.policy.access import review as access_review
from amparo.policy.access.entries import Kind, State
from amparo.policy.access.requests import Opened
from amparo.policy.models import IceRequest
from amparo.policy.web import Here


def beside(here: Here, opened: Opened, close: str) -> dict[str, Any]:
    """A request for `parts/beside.html`; `close` is the address of the list without it."""
    one, made = opened.request, entries.decision_in(opened)
    told, _given = here.told(opened, made, here.said) if made else ([], None)
    left = [duty for duty in shown.duties(opened.duties, told, here.now, here.said) if not duty["done"]]
    return {
        "title": f"{shown.number(one)} · {shown.called(one.paper, one.kind, here.said)}",
        "badges": badges(one),
        "about": f"{_('Received')} {shown.moment(one.received)} · {shown.CHANNELS[one.channel]}",
        "note": _note(one, made),
        "verdicts": [{"shape": answer["sign"], "headline": answer["headline"],
                      "lang": answer["language"] if answer["language"] != here.said.lang else ""} for answer in told],
        "duties": [{"words": duty["sentence"], "lang": duty["lang"], "clock": duty["clock"]} for duty in left],
        "step": _step(here, opened, made, bool(left)),
        "whole": here.url("request", one.pk),
        "close": close,
    }  # fmt: skip


def row(request: IceRequest, url: str, now: datetime.datetime, said: Words) -> dict[str, Any]:
    """A request for `parts/list.html`."""
    told = f"{said.verdict(request.verdict)} · " if request.verdict in SHAPES else ""
    return {
        "url": url,
        "title": f"{shown.number(request)}  {shown.called(request.paper, request.kind, said)}",
        "about": f"{told}{shown.moment(request.received)}",
        "badges": badges(request),
        "who": shown.who(request.recorded_by),
        "clock": shown.clock(request.next_due, now) if request.next_due else None,
    }


def badges(request: IceRequest) -> list[dict[str, str]]:
    """How far a request is, and whether it is on hold."""
    counsel = request.state == State.ASK_COUNSEL
    found = [{"words": str(shown.STATES[request.state]), "kind": "due" if counsel else ""}]
    return [*found, {"words": _("On hold"), "kind": "weak"}] if request.held else found


# ---- how -----------------------------------------------------------------------------------------------
def _note(one: IceRequest, made: Mapping[str, Any] | None) -> str:
    if made is None:
        return _("Nothing is decided yet.")
    return "" if made["sure"] else _("Ask counsel before you act.")


def _step(here: Here, opened: Opened, made: Mapping[str, Any] | None, left: bool) -> dict[str, Any] | None:
    """The one thing to do next, for whoever is at the desk; none where nothing is left for them."""
    one, page = opened.request, here.url("request", opened.request.pk)
    records = here.may(Right.REQUESTS_RECORD)
    if made is None:
        return {"words": _("Go on with the questions"), "url": here.url("request-ask", one.pk)} if records else None
    if here.may(Right.REQUESTS_REVIEW) and access_review.reviewable(opened, here.staff):
        return {"words": _("Review"), "url": f"{page}#review"}
    if not any(line.kind == Kind.PRINTED and line.payload["sheet"] in entries.OURS and line.number > made["number"]
               for line in opened.lines):  # fmt: skip
        words = _("Print the decision sheet") if made["sure"] else _("Print the note to counsel")
        return {"words": words, "url": here.url("request-sheet", one.pk), "token": uuid.uuid4()}
    return {"words": _("Tick off what is done"), "url": f"{page}#duties"} if left and records else None
