"""One question, two places: the situations in which their laws answer differently, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amparo.law.errors import near
from amparo.site.answers import raw_fields
from amparo.site.choosing import place_groups, place_name, places_query, read_places, sentence
from amparo.site.errors import NotHere, Offer
from amparo.site.page import cite_links, sentence_case, today, words
from amparo.site.proofs import differences
from amparo.site.shelf import open_shelf
from amparo.site.waiting import NotYet, wait_page

if TYPE_CHECKING:
    from amparo.law.prove import Found, Situation

FEW = 3
"""Other labels that are named in the line; of more, a fold holds them."""


@require_safe
def question_of_two(request: HttpRequest, name: str) -> HttpResponse:
    """Where two places differ on a question. Raises NotHere for an unknown question or place."""
    law = open_shelf().law
    typed = request.GET.getlist("place")
    if name not in law.words.questions:
        raise no_question(name, typed)
    places = read_places(typed, request.path)
    context = {
        "title": words().question(name),
        "wrong": _chosen_badly(typed, places),
        "first_groups": place_groups(places[:1]),
        "second_groups": place_groups(places[1:2]),
        "all_questions": f"{reverse('compare')}?{places_query(places)}" if len(places) > 1 else reverse("compare"),
    }
    if not context["wrong"]:
        try:
            context |= found_context(name, differences(name, *places))
        except NotYet:
            return wait_page(request)
    return render(request, "site/differences.html", context, status=400 if context["wrong"] else 200)


def no_question(name: str, places: list[str]) -> NotHere:
    """There is no such question: those that come near, for the same places."""
    said, query = words(), places_query(places)
    found = near(name, open_shelf().law.words.questions)
    offers = [Offer(said.question(n), f"{reverse('differences', args=[n])}?{query}") for n in found]
    return NotHere(_("There is no such question here."), offers)


def _chosen_badly(typed: list[str], places: list[str]) -> str:
    if len(places) == 2:
        return ""
    if len(typed) == 2 and len(places) == 1:
        return _("Choose two different places.")
    return _("Choose two places, neither more nor fewer.")


def found_context(name: str, found: Found) -> dict[str, Any]:
    """The differences that were found, grouped by what the two places say."""
    from amparo.law.prove_text import grouped

    said, law = words(), open_shelf().law
    places = [side.place for side in found.sides]
    lead = _("Where the law of %(a)s and that of %(b)s answer differently today, %(on_words)s.")
    return {
        "lead": sentence(lead, a=said.place(places[0]), b=said.place(places[1]), on_words=said.date(today())),
        "names": [place_name(p) for p in places],
        "silent": not any(side.rule(name).norms for side in found.sides),
        "many": len(found.situations),
        "complete": found.complete,
        "settled": found.settled,
        "differ": [
            {
                "sides": [
                    {"place": place_name(p), "verdict": v, "words": said.verdict(v), "shape": said.shape(v)}
                    for p, v in zip(places, verdicts, strict=True)
                ],
                "situations": [situation_view(s, places) for s in situations],
            }
            for verdicts, situations in grouped(found)
        ],
        "version": law.digest.split("-")[0],
    }


def situation_view(situation: Situation, places: list[str]) -> dict[str, Any]:
    """A situation in words, and for each place the form that opens it in the interview."""
    from amparo.law.prove_text import alternatives, headlines

    said = words()
    others = alternatives(situation, said)
    sides = zip(places, situation.answers, headlines(situation, said), strict=True)
    return {
        "facts": [
            {
                "words": sentence_case(said.statement(name, value)),
                "others": others.get(name, []),
                "few": len(others.get(name, [])) <= FEW,
            }
            for name, value in situation.facts.items()
        ],
        "sides": [
            {
                "place": place_name(place),
                "place_in": said.place(place),
                "headline": headline,
                "shape": said.shape(answer),
                "verdict": answer.verdict,
                "cites": cite_links(answer.because, answer.on),
                "url": reverse("question", args=[place, situation.question]),
                "fields": raw_fields(situation.facts, answer.on),
            }
            for place, answer, headline in sides
        ],
    }
