"""The interview: one question per page, then the verdicts. Answers travel in the form itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.law import UnknownName
from amparo.site import interview as course
from amparo.site.answers import (
    DONE,
    MOST_ROWS,
    UNKNOWN,
    Answers,
    Row,
    read_answers,
    row_values,
    typed,
    wrong_fields,
)
from amparo.site.errors import no_inquiry, no_place
from amparo.site.page import accent, crumbs, today, words
from amparo.site.question import question_context, thread
from amparo.site.shelf import open_shelf
from amparo.site.verdicts import sheet_context, verdict_context


@dataclass
class Turn:
    """One sending of the form: the answers in it, and the question to show next, if one was asked
    for or must be put again. `error` says what is wrong; `draft` is a record not yet added."""

    answers: Answers
    target: str | None = None
    error: str = ""
    draft: Row = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    show: str = ""


# Nothing is stored and nobody is logged in, so there is nothing that a forged form could change; a
# token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest, place: str, name: str, kind: str) -> HttpResponse:
    """Ask, or answer. The first question can be fetched; everything after it is sent as a form."""
    inquiry = find(kind, name, place)
    turn = read_turn(request.POST, place) if request.method == "POST" else Turn(Answers(today(place)))
    step = course.step(open_shelf(), inquiry, turn.answers)
    context = {
        "place": place,
        "accent": accent(place),
        "crumbs": crumbs(place),
        "kind": kind,
        "title": words().situation(name) if kind == "situation" else words().question(name),
        "fields": list(turn.answers.fields()),
        "thread": thread(inquiry, turn.answers),
        "start_over": request.path,
    }
    target = turn.target if turn.target is not None else step.ask
    if target is None or (turn.target is None and turn.show):
        if turn.show == "sheet":
            return render(
                request,
                "site/sheet.html",
                {**context, **sheet_context(inquiry, turn.answers, step)},
            )
        return render(
            request,
            "site/verdict.html",
            {**context, **verdict_context(inquiry, turn.answers, step)},
        )
    context |= question_context(inquiry, turn, step, target)
    return render(request, "site/question.html", context, status=422 if turn.error else 200)


def find(kind: str, name: str, place: str) -> course.Inquiry:
    """The inquiry of an address, or the page that says that there is none and what comes near."""
    shelf = open_shelf()
    if place not in shelf.law.places:
        raise no_place(place)
    try:
        make = course.situation if kind == "situation" else course.question
        return make(shelf, name, place)
    except UnknownName:
        raise no_inquiry(kind, name, place) from None


def read_turn(data: QueryDict, place: str) -> Turn:
    """What the person did: answered, did not know, added to a list, or went back to a question."""
    law = open_shelf().law
    turn = Turn(read_answers(law, data, today(place)), show=typed(data, "show"))
    now, ask = typed(data, "now"), typed(data, "ask")
    if ask == "on" or ask in law.words.facts:
        turn.target, turn.show = ask, ""
    elif now == "on":
        _day_answered(turn)
    elif now in law.words.facts and not turn.show:
        _answered(turn, now, data)
    for name in turn.answers.wrong:
        if turn.target is None:
            turn.target, turn.error = name, turn.error or _unreadable(name)
    return turn


def _day_answered(turn: Turn) -> None:
    if "on" in turn.answers.wrong:
        turn.target, turn.error = "on", _unreadable("on")


def _answered(turn: Turn, now: str, data: QueryDict) -> None:
    """The question `now` was on the page: take in its answer, or say what is missing."""
    law, answers = open_shelf().law, turn.answers
    if data.get("do") == "unknown":
        answers.drop(now)
        answers.wrong = [n for n in answers.wrong if n != now]
        answers.raw[now], answers.unknown = [UNKNOWN], [*answers.unknown, now]
        return
    if law.words.facts[now].type == "list_of":
        _list_answered(turn, now, data)
    elif now in answers.wrong:
        turn.target, turn.error = now, _unreadable(now)
    elif not answers.settled(now):
        turn.target, turn.error = now, _nothing_chosen(now)


def _list_answered(turn: Turn, now: str, data: QueryDict) -> None:
    """Records are added one by one; the list counts as known only after "that is all" or "none"."""
    law, answers = open_shelf().law, turn.answers
    record = law.words.records[law.words.facts[now].of or ""]
    do = typed(data, "do", "add")
    answers.drop(now)
    answers.raw.pop(now, None)
    rows = answers.rows.setdefault(now, [])
    turn.draft = row_values(record, data, "new")
    if do.startswith("remove."):
        number = do.removeprefix("remove.")
        if number.isdigit() and int(number) < len(rows):
            del rows[int(number)]
        turn.target = now
        return
    if do == "none":
        rows.clear()
        turn.draft = {}
    turn.wrong = wrong_fields(law, record, turn.draft)
    if turn.wrong:
        turn.target = now
        turn.error = _("This entry has something we cannot read. Correct it, or leave it empty.")
        return
    if do == "add" and not turn.draft:
        turn.target, turn.error = (
            now,
            _("Fill in at least one part of the entry, or say that this is all."),
        )
        return
    if do == "all" and not turn.draft and not rows:
        turn.target = now
        turn.error = _("Nothing is on the list yet. Add an entry, or say that there are none.")
        return
    if turn.draft:
        if len(rows) < MOST_ROWS:
            rows.append(turn.draft)
        turn.draft = {}
    if do in ("all", "none"):
        answers.raw[now] = [DONE]
        answers.facts[now] = [dict(row) for row in rows]
        return
    turn.target = now


def _nothing_chosen(name: str) -> str:
    kind = open_shelf().law.words.facts[name].type
    if kind in ("yes_no", "one_of", "set_of"):
        return _("Choose an answer. If you do not know, say so: that is an answer too.")
    return _("Type an answer. If you do not know, say so: that is an answer too.")


def _unreadable(name: str) -> str:
    """What is wrong with a typed value, and what would be right."""
    facts = open_shelf().law.words.facts
    kind = "date" if name == "on" else facts[name].type
    return {
        "date": _("This is no date we can read. Give day, month and year, like 2026-03-02."),
        "moment": _("This is no day and hour we can read. Give both, like 2026-03-02 and 17:00."),
        "number": _("This is no whole number. Give one of zero or more, like 3."),
        "money": _("This is no amount we can read. Give dollars, like 1200.50."),
    }.get(kind, _("This is not one of the answers. Choose one from the list."))
