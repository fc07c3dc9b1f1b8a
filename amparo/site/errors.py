"""Pages for an address that leads nowhere, and for a fault of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.law.errors import near
from amparo.site.page import language, sentence_case, words
from amparo.site.shelf import open_shelf


@dataclass(frozen=True)
class Offer:
    """A page that may be the one that was meant."""

    words: str
    url: str


class NotHere(Http404):
    """There is no such page: what was looked for, in a sentence, and what comes near it."""

    def __init__(self, sentence: str, offers: Iterable[Offer] = ()):
        super().__init__(sentence)
        self.sentence, self.offers = sentence, list(offers)


def no_place(path: str) -> NotHere:
    said = words()
    offers = [Offer(sentence_case(said.place(p)), reverse("place", args=[p])) for p in open_shelf().near_places(path)]
    return NotHere(_("The law of this place is not here."), offers)


def no_inquiry(kind: str, name: str, place: str) -> NotHere:
    said, law = words(), open_shelf().law
    if kind == "situation":
        found = [(said.situation(n), n) for n in near(name, law.words.situations)]
        sentence = _("There is no such situation here.")
    else:
        found = [(said.question(n), n) for n in near(name, law.words.questions)]
        sentence = _("There is no such question here.")
    return NotHere(sentence, [Offer(text, reverse(kind, args=[place, n])) for text, n in found])


def no_file(place: str, stem: str) -> NotHere:
    law = open_shelf().law
    stems = {f.stem: f for f in law.files_for(place)}
    offers = [Offer(stems[n].title, reverse("law", args=[stems[n].place, n])) for n in near(stem, stems)]
    return NotHere(_("There is no such law file here."), offers)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {
        "sentence": getattr(exception, "sentence", _("There is no page at this address.")),
        "offers": getattr(exception, "offers", []),
    }
    return render(request, "site/404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "site/400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Says sorry and nothing else; it must not itself fail."""
    try:
        return render(request, "site/500.html", {"lang": language()}, status=500)
    except Exception:
        return HttpResponse(
            "Something went wrong on our side. Nothing you typed was kept. Please try again.\n"
            "Algo falló de nuestro lado. No se guardó nada de lo que escribió. "
            "Inténtelo de nuevo.\n",
            status=500,
            content_type="text/plain; charset=utf-8",
        )
