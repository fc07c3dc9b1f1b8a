"""Several places side by side: what each answers to every question, and what is proved of two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amparo.site.choosing import place_groups, place_name, places_query, read_places, sentence
from amparo.site.page import sentence_case, today, words
from amparo.site.proofs import Compared, compared
from amparo.site.shelf import open_shelf
from amparo.site.waiting import NotYet, wait_page

NAMED = 4
"""Places that a heading names; of more it says how many they are."""
ORDER = ("forbidden", "required", "permitted", "conflict", "silent")
"""Verdicts in a cell, what binds first."""


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The choice of places; with two or more chosen, their grid and what is proved. Nothing but places is in
    the address."""
    places = tuple(read_places(request.GET.getlist("place"), reverse("compare")))
    wrong = ""
    if request.GET and len(places) < 2:
        wrong = _("Choose two places or more.")
    context: dict[str, Any] = {"groups": place_groups(places), "wrong": wrong, "places": []}
    if len(places) > 1:
        try:
            context |= grid_context(places, compared(places))
        except NotYet:
            return wait_page(request)
    return render(request, "site/compare.html", context, status=400 if wrong else 200)


def grid_context(places: tuple[str, ...], found: Compared) -> dict[str, Any]:
    """What the page shows once places are chosen."""
    law, said = open_shelf().law, words()
    asked = [q for q in law.words.questions if any(found.has_law(q, p) for p in places)]
    plain = [q for q in asked if law.words.questions[q].shown_with is None]
    topics: dict[str, list[dict[str, Any]]] = {}
    for name in plain:
        topic = sentence_case(said.topic(law.words.questions[name].words.get("topic", "other")))
        topics.setdefault(topic, []).append(grid_row(name, places, found))
    duties = [grid_row(name, places, found) for name in asked if name not in plain]
    hint = _("“Differences” leads to the situations in which a place answers otherwise than %(first)s.")
    return {
        "places": [{"path": p, "name": place_name(p)} for p in places],
        "heading": heading(places),
        "hint": sentence(hint, first=said.place(places[0])),
        "first": said.place(places[0]),
        "topics": list(topics.items()),
        "duties": [("", duties)] if duties else [],
        "many_duties": len(duties),
        "many": len(asked),
        "pair": pair_context(places[0], places[1], found) if len(places) == 2 else [],
        "matrix": [matrix_row(p, places, found) for p in places] if len(places) > 2 else [],
        "on_words": said.date(today()),
        "version": law.digest.split("-")[0],
    }


def heading(places: Sequence[str]) -> str:
    """The places by name, or how many there are."""
    said = words()
    if len(places) > NAMED:
        return _("%(n)s places compared") % {"n": len(places)}
    return sentence_case(said.listed([said.place(p) for p in places]))


def grid_row(name: str, places: Sequence[str], found: Compared) -> dict[str, Any]:
    """One question: a cell for each place."""
    return {"words": words().question(name), "cells": [grid_cell(name, p, places[0], found) for p in places]}


def grid_cell(name: str, place: str, first: str, found: Compared) -> dict[str, Any]:
    """What a place may answer, and the way to the differences from the first place where there can be any."""
    said, cell, other = words(), found.cells[name, place], found.cells[name, first]
    verdicts = sorted(cell.verdicts, key=ORDER.index)
    alike = len(cell.verdicts) == 1 and cell.verdicts == other.verdicts
    url = f"{reverse('differences', args=[name])}?{places_query((first, place))}"
    return {
        "place": place_name(place),
        "no_law": cell.summary == "no_law",
        "always": cell.summary not in ("no_law", "depends"),
        "verdicts": [{"words": said.verdict(v), "shape": said.shape(v), "verdict": v} for v in verdicts],
        "url": "" if place == first or alike else url,
    }


# ---- what is proved ----------------------------------------------------------------------------
def pair_context(a: str, b: str, found: Compared) -> list[dict[str, Any]]:
    """For two places, in both directions: by question, does the first never allow what the second forbids?"""
    return [pair_view(x, y, found) for x, y in ((a, b), (b, a))]


def pair_view(first: str, second: str, found: Compared) -> dict[str, Any]:
    told = found.theorems(first, second)
    return {
        "first": place_name(first),
        "second": words().place(second),
        "holds": _linked([q for q, holds in told if holds], (first, second)),
        "fails": _linked([q for q, holds in told if holds is False], (first, second)),
        "unsettled": _linked([q for q, holds in told if holds is None], (first, second)),
        "of": len(told),
    }


def _linked(names: Iterable[str], pair: tuple[str, str]) -> list[dict[str, str]]:
    said = words()
    query = places_query(pair)
    return [{"words": said.question(n), "url": f"{reverse('differences', args=[n])}?{query}"} for n in names]


def matrix_row(first: str, places: Sequence[str], found: Compared) -> dict[str, Any]:
    """On how many questions the first place never allows what each other forbids."""
    cells = []
    for second in places:
        told = found.theorems(first, second)
        url = f"{reverse('compare')}?{places_query((first, second))}#proved"
        held = sum(holds is True for _question, holds in told)
        cells.append({"same": first == second, "holds": held, "of": len(told), "url": url, "place": place_name(second)})
    return {"place": place_name(first), "cells": cells}
