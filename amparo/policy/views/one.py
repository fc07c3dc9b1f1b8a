"""One request: what the law says, what must be done and by when, what happened, and what can be done now."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core.rights import Right
from amparo.policy import deciding, shown
from amparo.policy.access import entries
from amparo.policy.access import leaving as access_leaving
from amparo.policy.access import review as access_review
from amparo.policy.access.requests import Opened
from amparo.policy.forms import ReasonForm
from amparo.policy.papers import paper
from amparo.policy.sheet import decision_pdf
from amparo.policy.web import Here, at_desk, token
from amparo.site.page import language
from amparo.site.shelf import open_shelf

ACTS = ("ask", "decide", "sheet", "review", "note", "hold")
FORMS = {
    "review": lambda data=None: ReasonForm(data, label=_("Words to the recorder"), prefix="review", optional=True),
    "note": lambda data=None: ReasonForm(data, label=_("Note"), prefix="note"),
    "hold": lambda data=None: ReasonForm(data, label=_("Why?"), prefix="hold"),
}


@require_safe
@at_desk(Right.REQUESTS_READ)
def request_page(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """The page of a request."""
    return _page(request, here, here.opened(id))


@require_POST
@at_desk(Right.REQUESTS_READ)
def sheet(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """The decision sheet, or the note to counsel where something is open, as a PDF. That it was printed is kept."""
    change = here.change(id, token(request), Right.REQUESTS_READ)
    made = _current(change.opened)
    if made is None:
        messages.error(request, _("Nothing is decided yet, so there is nothing to print."))
        return here.go("request", id)
    answers, given = _in_words(here, change.opened, made)
    address = request.build_absolute_uri(here.url("request", id))
    pdf = decision_pdf(here, change.opened, made, answers, given, language(), address)
    entries.printed(change, "decision" if made["sure"] else "counsel")
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = f"request-{shown.number(change.request)}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@require_POST
@at_desk(Right.REQUESTS_RECORD)
def duty(request: HttpRequest, here: Here, id: uuid.UUID, name: str, done: bool) -> HttpResponse:
    """Tick a duty off, or take that back."""
    change = here.change(id, token(request))
    entries.duty_done(change, name, done)
    back = here.url("request-duty-undone" if done else "request-duty-done", id, name)
    messages.success(request, _("Marked as done.") if done else _("Marked as not done."), extra_tags=back)
    return here.go("request", id)


@require_POST
@at_desk(Right.REQUESTS_REVIEW)
def review(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """Agree with a decision, or send it back with a reason."""
    form, agree = FORMS["review"](request.POST), request.POST.get("do") == "agree"
    change = here.change(id, token(request), Right.REQUESTS_REVIEW)
    if form.is_valid() and not agree and not form.cleaned_data["words"]:
        form.add_error("words", _("Say what is to be looked at again."))
    if form.is_valid():
        try:
            access_review.reviewed(change, agree, form.cleaned_data["words"])
        except access_review.OwnWork:
            form.add_error(None, _("You recorded or answered this request yourself: somebody else reviews it."))
        except access_review.NothingDecided:
            form.add_error(None, _("There is no decision to review, or it was reviewed already."))
        else:
            messages.success(request, _("Reviewed.") if agree else _("Sent back."))
            return here.go("request", id)
    return _page(request, here, change.opened, review=form)


@require_POST
@at_desk(Right.REQUESTS_RECORD)
def note(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """Add a note."""
    change, form = here.change(id, token(request)), FORMS["note"](request.POST)
    if not form.is_valid():
        return _page(request, here, change.opened, note=form)
    entries.noted(change, form.cleaned_data["words"])
    return here.go("request", id)


@require_POST
@at_desk(Right.REQUESTS_REVIEW)
def hold(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """Put a request on legal hold, or lift it."""
    change, form = here.change(id, token(request), Right.REQUESTS_REVIEW), FORMS["hold"](request.POST)
    if not form.is_valid():
        return _page(request, here, change.opened, hold=form)
    access_leaving.hold(change, request.POST.get("do") == "hold", form.cleaned_data["words"])
    return here.go("request", id)


def _page(request: HttpRequest, here: Here, opened: Opened, **bound: ReasonForm) -> HttpResponse:
    """The page, with a form that was not right."""
    one, made = opened.request, _current(opened)
    answers, given = _in_words(here, opened, made) if made else ([], _given(here, opened, here.today))
    forms = {name: bound.get(name) or make() for name, make in FORMS.items()}
    context: dict[str, Any] = {
        "number": shown.number(one),
        "one": one,
        "paper": shown.called(one.paper, one.kind, here.said),
        "state": shown.STATES[one.state],
        "channel": shown.CHANNELS[one.channel],
        "own": opened.own,
        "verdicts": [shown.verdict(answer, here.said) for answer in answers],
        "counsel": made is not None and not made["sure"],
        "duties": shown.duties(opened.duties, answers, here.now, here.said),
        "thread": given,
        "earlier": [{"made": m, "when": shown.moment(m["at"]), "who": shown.who(m["staff"])}
                    for m in entries.decisions_in(opened) if made is None or m["number"] != made["number"]],
        "on": here.said.date(made["day"]) if made else "",
        "version": made["law"].split("-")[0] if made else "",
        "anew": made is not None and made["law"] != open_shelf().law.digest,
        "history": shown.history(opened, here.said),
        "records": here.may(Right.REQUESTS_RECORD),
        "reviews": here.may(Right.REQUESTS_REVIEW) and _reviewable(opened, here),
        "own_work": here.may(Right.REQUESTS_REVIEW) and one.state in ("decided", "ask_counsel"),
        "holds": here.may(Right.REQUESTS_REVIEW),
        "forms": forms,
        "urls": {name: here.url(f"request-{name}", one.pk) for name in ACTS},
        "list_url": here.url("requests"),
        "token": uuid.uuid4(),
    }  # fmt: skip
    for item in context["duties"]:
        item["url"] = here.url("request-duty-undone" if item["done"] else "request-duty-done", one.pk, item["name"])
    for told in context["verdicts"]:
        told["missing"] = [{**item, "url": here.url("request-question", one.pk, item["fact"])}
                           for item in told["missing"]]  # fmt: skip
    for item in context["thread"]:
        item["url"] = "" if item["given"] else here.url("request-question", one.pk, item["name"])
    return render(request, "policy/request.html", context, status=422 if bound else 200)


def _current(opened: Opened) -> Mapping[str, Any] | None:
    """The decision that stands; none while the request is open."""
    made = entries.decisions_in(opened)
    return made[-1] if made and opened.request.state != entries.State.OPEN else None


def _in_words(here: Here, opened: Opened, made: Mapping[str, Any]) -> tuple[list[Any], list[dict[str, Any]]]:
    """The answers of a decision in the language of the page, and the facts on which it rests."""
    day = datetime.date.fromisoformat(made["day"])
    if not here.office.ready or paper(opened.request.paper) is None:
        return list(made["answers"]), []
    asked, answers = here.asked(opened, day)
    return list(deciding.in_words(made, asked, answers, here.said)), list(shown.thread(asked.given, answers, here.said))


def _given(here: Here, opened: Opened, day: datetime.date) -> list[dict[str, Any]]:
    asked, answers = here.asked(opened, day)
    return list(shown.thread(asked.given, answers, here.said))


def _reviewable(opened: Opened, here: Here) -> bool:
    try:
        access_review.may_review(opened, here.staff)
    except access_review.NotForReview:
        return False
    return True
