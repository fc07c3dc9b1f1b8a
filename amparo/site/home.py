"""The first page: what this is, and where you are. And the page on how it works."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from amparo.site import zips
from amparo.site.answers import typed
from amparo.site.page import accent, language, sentence_case, words
from amparo.site.shelf import open_shelf, state_name, states


# Nothing is stored and nobody is logged in, so there is nothing that a forged form could change; a
# token would need a cookie.
@csrf_exempt
def home(request: HttpRequest) -> HttpResponse:
    """The first page. A ZIP code is sent in the body of a form, so that it stands in no address."""
    if request.method != "POST":
        return render(request, "site/home.html", choices())
    place = typed(request.POST, "place")
    if place:
        return redirect("place", place=place) if known(place) else _again(request, place=True)
    entered = typed(request.POST, "zip")[:40]
    code = zips.read_zip(entered)
    if code is None:
        error = _("Enter the five digits of a ZIP code, like 60608.")
        return _again(request, error=error, entered=entered)
    found = zips.guess(open_shelf().law, code)
    if found.state is None:
        error = _("We do not know this ZIP code. Choose your state from the list instead.")
        return _again(request, error=error, entered=entered)
    return render(request, "site/zip.html", zip_choices(found))


def _again(request: HttpRequest, error: str = "", entered: str = "", place: bool = False) -> HttpResponse:
    wrong = {"zip_error": error, "typed": entered, "place_error": place}
    return render(request, "site/home.html", {**choices(), **wrong}, status=422)


def known(place: str) -> bool:
    """Is there a page for this place: one with law, or a state or territory without?"""
    head, _slash, code = place.partition("/")
    return place in open_shelf().law.places or (head == "us" and code in states())


def choices() -> dict[str, Any]:
    """The cities whose law is here, and every state, for the two forms of the first page."""
    law, said, lang = open_shelf().law, words(), language()
    cities = [
        {
            "path": p.path,
            "name": sentence_case(said.place(p.path)),
            "accent": accent(p.path),
            **_state(p.path.split("/")[1], lang),
        }
        for p in law.places.values()
        if p.kind == "city"
    ]
    own = [p.path for p in law.places.values() if p.kind == "state"]
    rows = [{"path": f"us/{code}", **_state(code, lang)} for code in states()]
    rows.sort(key=lambda r: r["state"])
    return {
        "cities": sorted(cities, key=lambda c: c["name"]),
        "with_law": [r for r in rows if r["path"] in own],
        "without_law": [r for r in rows if r["path"] not in own],
        "us": sentence_case(said.place("us")),
    }


def _state(code: str, lang: str) -> dict[str, str]:
    """The name of a state, with its language where that is not the page's."""
    name, of = state_name(code, lang)
    if of != lang and f"us/{code}" in open_shelf().law.places:
        name, of = sentence_case(words().place(f"us/{code}")), lang
    return {"state": name, "state_lang": "" if of == lang else of}


def zip_choices(found: zips.Guess) -> dict[str, Any]:
    """What to confirm after a ZIP code."""
    said, lang = words(), language()
    law = open_shelf().law
    own = f"us/{found.state}" in law.places
    state = said.place(f"us/{found.state}") if own else state_name(found.state or "", lang)[0]
    places = [
        {
            "name": sentence_case(said.place(p)),
            "url": reverse("place", args=[p]),
            "accent": accent(p),
        }
        for p in found.cities
    ]
    others = [
        {
            "name": sentence_case(said.place(p.path)),
            "url": reverse("place", args=[p.path]),
            "accent": accent(p.path),
        }
        for p in law.places.values()
        if p.kind == "city" and p.path.startswith(f"us/{found.state}/") and p.path not in found.cities
    ]
    return {
        "zip": found.zip,
        "places": places,
        "others": others,
        "state": state,
        "state_url": reverse("place", args=[f"us/{found.state}"]),
        "state_has_law": own,
    }


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How answers come about, what is kept about you (nothing), and whom to trust how far."""
    law = open_shelf().law
    files = list(law.files.values())
    counts = {
        "files": len(files),
        "norms": sum(len(f.norms) for f in files),
        "cases": sum(len(f.cases) for f in files),
        "reviewed": sum(1 for f in files if f.review != "none yet"),
        "version": law.digest.split("-")[0],
    }
    return render(request, "site/how.html", counts)
