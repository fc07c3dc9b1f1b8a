"""From the paper to the decision: record what arrived, then one question a page, each answer kept as it is given."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.core.rights import Right
from amparo.policy import deciding, shown
from amparo.policy.access import entries, requests
from amparo.policy.access.requests import Opened
from amparo.policy.forms import NO_NAMES, RecordForm
from amparo.policy.papers import papers
from amparo.policy.web import Here, at_desk, token
from amparo.site import interview as course
from amparo.site.answers import row_fields
from amparo.site.ask import Turn, read_turn
from amparo.site.page import words
from amparo.site.question import question_context
from amparo.site.shelf import open_shelf

LONGEST_WHY = 300


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Right.REQUESTS_RECORD)
def new(request: HttpRequest, here: Here) -> HttpResponse:
    """What arrived? The first question follows, or the decision where there is none to ask."""
    if not here.office.ready:
        return render(request, "policy/not_ready.html", {"organisation": here.organisation}, status=409)
    form = RecordForm(request.POST if request.method == "POST" else None, here.said, here.now)
    if request.method != "POST" or not form.is_valid():
        return render(request, "policy/new.html", {"form": form}, status=422 if form.errors else 200)
    given = form.cleaned_data
    arrival = requests.Arrival(given["paper"], papers()[given["paper"]].request, given["channel"], given["received"],
                               given["own"], given["token"] or uuid.uuid4())  # fmt: skip
    made = requests.record(here.act, here.organisation, arrival, here.staff, here.now, here.today)
    change = here.change(made.pk, uuid.uuid5(arrival.token, "decide"))
    asked, answers = here.asked(change.opened, here.today)
    reached = deciding.step(asked, answers)
    if reached.ask:
        return here.go("request-question", made.pk, reached.ask)
    entries.decided(change, deciding.decision(reached, words(), here.office.city.zone))
    return here.go("request", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Right.REQUESTS_RECORD)
def question(request: HttpRequest, here: Here, id: uuid.UUID, fact: str = "") -> HttpResponse:
    """One question. Without a fact in the address: on to the best one to ask next."""
    if request.method == "POST" and fact:
        return _answered(request, here, id, fact)
    opened = here.opened(id)
    asked, answers = here.asked(opened, here.today)
    reached = deciding.step(asked, answers)
    if fact:
        _known(asked, fact)
        return _question(request, here, opened, asked, Turn(answers, fact), reached)
    return here.go("request-question", id, reached.ask) if reached.ask else here.go("request", id)


@require_POST
@at_desk(Right.REQUESTS_RECORD)
def decide(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """Decide on what is known: what is still open is put to counsel."""
    change = here.change(id, token(request))
    asked, answers = here.asked(change.opened, here.today)
    entries.decided(change, deciding.decision(deciding.step(asked, answers), words(), here.office.city.zone))
    return here.go("request", id)


def _answered(request: HttpRequest, here: Here, id: uuid.UUID, fact: str) -> HttpResponse:
    """Keep the answer, and go on: to the next question, or to the decision, which is then made at once."""
    change = here.change(id, token(request))
    if change.done_before:  # it was kept, and the answer to it was lost on its way
        return here.go("request-ask", id)
    asked, before = here.asked(change.opened, here.today)
    _known(asked, fact)
    stored = [(name, value) for name, value in entries.answers_in(change.opened) if not _belongs(name, fact)]
    posted = [(name, value) for name in request.POST for value in request.POST.getlist(name)
              if _belongs(name, fact) or name.startswith("new.") or name == "do"]  # fmt: skip
    data = deciding.form([("on", here.today.isoformat()), ("now", fact)], stored, posted)
    turn = read_turn(data, here.office.city.place)
    why = request.POST.get("why", "").strip()[:LONGEST_WHY]
    corrects = entries.is_correction(change.opened, fact)
    if not turn.error and corrects and not why:
        turn.target, turn.error = fact, _("Say why the answer is corrected, in a few words.")
    if turn.error:
        return _question(request, here, change.opened, asked, turn, deciding.step(asked, before), why=why)
    fields = [(name, value) for name, value in turn.answers.fields() if _belongs(name, fact)]
    reached = deciding.step(asked, turn.answers)
    more = turn.target == fact or bool(reached.ask)
    decision = None if more else deciding.decision(reached, words(), here.office.city.zone)
    entries.answered(change, fact, fields, decision, why)
    if turn.target == fact:
        return here.go("request-question", id, fact)
    return here.go("request-question", id, reached.ask) if reached.ask else here.go("request", id)


def _question(request: HttpRequest, here: Here, opened: Opened, asked: course.Inquiry, turn: Turn, reached: course.Step,
              why: str = "") -> HttpResponse:  # fmt: skip
    """The page of the question `turn.target`."""
    assert turn.target
    page = question_context(asked, turn, reached, turn.target)
    fact = open_shelf().law.words.facts[turn.target]
    rows: list[Any] = turn.answers.rows.get(turn.target, [])
    context = {
        **page,
        # Nothing of the other answers goes to the browser and back: they are kept with the request.
        "fields": list(row_fields(turn.target, rows)) if fact.type == "list_of" else [],
        "sensitive": False,
        "sealed": fact.privacy == "sensitive",
        "corrects": entries.is_correction(opened, turn.target),
        "why": why or _sent_back(opened),
        "no_names": NO_NAMES,
        "token": token(request) if turn.error else uuid.uuid4(),
        "number": shown.number(opened.request),
        "paper": shown.called(opened.request.paper, opened.request.kind, here.said),
        "thread": list(shown.thread(asked.given, turn.answers, here.said)),
        "decide": here.url("request-decide", opened.request.pk),
        "urls": {"request": here.url("request", opened.request.pk), "list": here.url("requests")},
        "ask_url": here.url("request-ask", opened.request.pk),
        "before": here.url("request-question", opened.request.pk, page["back"]) if page["back"] else "",
    }
    return render(request, "policy/question.html", context, status=422 if turn.error else 200)


def _known(asked: course.Inquiry, fact: str) -> None:
    """What the office and the paper settle is not asked."""
    if fact not in open_shelf().law.words.facts or fact in asked.given:
        raise Http404


def _belongs(name: str, fact: str) -> bool:
    return name == f"f.{fact}" or name.startswith(f"f.{fact}.")


def _sent_back(opened: Opened) -> str:
    last = opened.lines[-1]
    return last.payload.get("words", "") if last.kind == entries.Kind.SENT_BACK else ""
