"""One request: what the law says, what must be done and by when, what happened, and what can be done now."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core.rights import Right
from amparo.policy import copies, shown
from amparo.policy.access import entries
from amparo.policy.access import leaving as access_leaving
from amparo.policy.access import review as access_review
from amparo.policy.access.requests import Opened
from amparo.policy.forms import ReasonForm, TokenForm
from amparo.policy.sheet import decision_pdf
from amparo.policy.web import Here, at_desk, token
from amparo.site.page import language
from amparo.site.shelf import open_shelf

ACTS = ("ask", "decide", "sheet", "copy", "consent", "review", "note", "hold")
FORMS: dict[str, Callable[..., TokenForm]] = {
    "handed": copies.LanguageForm,
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
    made = entries.decision_in(change.opened)
    if made is None:
        messages.error(request, _("Nothing is decided yet, so there is nothing to print."))
        return here.go("request", id)
    answers, given = here.told(change.opened, made, here.said)
    address = request.build_absolute_uri(here.url("request", id))
    pdf = decision_pdf(here, change.opened, made, answers, given, language(), address)
    entries.printed(change, "decision" if made["sure"] else "counsel")
    return _pdf(pdf, f"request-{shown.number(change.request)}")


@require_POST
@at_desk(Right.REQUESTS_READ)
def handed(request: HttpRequest, here: Here, id: uuid.UUID, sheet: str) -> HttpResponse:
    """A sheet for the person in the language that the form names, as a PDF. That it was printed is kept."""
    change, form = here.change(id, token(request), Right.REQUESTS_READ), FORMS["handed"](request.POST)
    made = entries.decision_in(change.opened)
    if made is None:
        messages.error(request, _("Nothing is decided yet, so there is nothing to print."))
        return here.go("request", id)
    if not copies.wanted(sheet, change.opened):
        messages.error(request, _("No duty of this request asks for this form, so there is none to print."))
        return here.go("request", id)
    if not form.is_valid():
        return _page(request, here, change.opened, handed=form)
    said = open_shelf().words[form.cleaned_data["language"]]
    answers, _given = here.told(change.opened, made, said)
    pdf = copies.handed_pdf(sheet, here, change.opened, made, answers, said)
    entries.printed(change, sheet, f"print {sheet}")
    return _pdf(pdf, f"request-{shown.number(change.request)}-{sheet}")


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


def _page(request: HttpRequest, here: Here, opened: Opened, **bound: TokenForm) -> HttpResponse:
    """The page, with a form that was not right."""
    one, made = opened.request, entries.decision_in(opened)
    answers, given = here.told(opened, made, here.said) if made else ([], _given(here, opened, here.today))
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
        "consents": copies.wanted(copies.CONSENT, opened),
        "duties": shown.duties(opened.duties, answers, here.now, here.said),
        "thread": given,
        "earlier": [{"made": m, "when": shown.moment(m["at"]), "who": shown.who(m["staff"])}
                    for m in entries.decisions_in(opened) if made is None or m["number"] != made["number"]],
        "on": here.said.date(made["day"]) if made else "",
        "version": made["law"].split("-")[0] if made else "",
        "anew": made is not None and made["law"] != open_shelf().law.digest,
        "history": shown.history(opened, here.said, {made["number"]: answers} if made else {}),
        "records": here.may(Right.REQUESTS_RECORD),
        "reviews": here.may(Right.REQUESTS_REVIEW) and access_review.reviewable(opened, here.staff),
        "own_work": here.may(Right.REQUESTS_REVIEW) and one.state in ("decided", "ask_counsel"),
        "holds": here.may(Right.REQUESTS_REVIEW),
        "forms": forms,
        "urls": {name: here.url(f"request-{name}", one.pk) for name in ACTS},
        "list_url": here.url("requests"),
        "token": uuid.uuid4(),
    }  # fmt: skip
    for item in context["duties"]:
        item["url"] = here.url("request-duty-undone" if item["done"] else "request-duty-done", one.pk, item["name"])
        item["handed"] = any(item["name"] in sheet.helps_with for sheet in copies.handouts().values())
    for told in context["verdicts"]:
        told["missing"] = [{**item, "url": here.url("request-question", one.pk, item["fact"])}
                           for item in told["missing"]]  # fmt: skip
    for item in context["thread"]:
        item["url"] = "" if item["given"] else here.url("request-question", one.pk, item["name"])
    return render(request, "policy/request.html", context, status=422 if bound else 200)


def _given(here: Here, opened: Opened, day: datetime.date) -> list[dict[str, Any]]:
    asked, answers = here.asked(opened, day)
    return list(shown.thread(asked.given, answers, here.said))


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
