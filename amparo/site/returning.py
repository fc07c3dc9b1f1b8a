"""A person comes back with seven words: they read, take home or destroy what is held about them, without an account.

The words travel in the form, there and back, and nothing of them is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from amparo.core import vault
from amparo.core.access import cities, people
from amparo.core.access.acting import Denied
from amparo.core.models import City
from amparo.site.page import language

LIMITS = {"return": "30/m/ip"}
"""How often words may be tried from one network address: each try is hard work, so that nobody can guess them."""
LABELS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("Mail address"),
    "address": gettext_lazy("Address"),
    "best_time": gettext_lazy("Best time to call"),
    "note": gettext_lazy("Note"),
}
"""What is told first, in this order; the rest follows by its name."""


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """In which city somebody was given their words."""
    return render(request, "site/return_choose.html", {"cities": cities.cities()})


# The words themselves are what lets somebody in; nobody is signed in, so there is nothing that a forged form could use.
@csrf_exempt
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, city: str) -> HttpResponse:
    """Ask for the words, and do with the record what the person wishes."""
    where = cities.city(city)
    if where is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, where)
    typed = request.POST.get("words", "").strip()
    if not ratelimit.consume(request, app="site", action="return", config=LIMITS):
        answer = _ask(request, where, typed, _("Too many tries. Wait a minute, then try again."), 429)
        answer.headers["Retry-After"] = "60"
        return answer
    try:
        phrase = vault.read_phrase(typed, language())
        return _with(request, where, phrase)
    except vault.BrokenPhrase as error:
        return _ask(request, where, typed, _told(error), 422)
    except vault.TooBusy:
        return _ask(request, where, typed, _("Too many people are coming back right now. Try again in a minute."), 503)
    except Denied:
        told = _("Nothing is kept under these seven words. They may be of another city, or the record has gone.")
        return _ask(request, where, typed, told, 422)


@sensitive_variables()
def _with(request: HttpRequest, city: City, phrase: vault.Phrase) -> HttpResponse:
    do = request.POST.get("do", "read")
    with people.returning(city, phrase) as own:
        if do == "export":
            text = json.dumps(own.export(), ensure_ascii=False, indent=2)
            return HttpResponse(
                text, "application/json", headers={"Content-Disposition": 'attachment; filename="record.json"'}
            )
        sure, held = request.POST.get("sure") == "yes", own.person.held
        if do == "forget" and sure and not held:
            own.forget()
            return render(request, "site/return_gone.html", {"city": city})
        problem = _("Tick the box first: what is destroyed cannot be brought back.") if do == "forget" else ""
        page = {
            "city": city, "words": phrase.text, "person": own.person, "problem": "" if held else problem,
            "known": _known(own.read()),
        }  # fmt: skip
        return render(request, "site/return_record.html", page, status=422 if page["problem"] else 200)


def _ask(request: HttpRequest, city: City, typed: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    page: dict[str, Any] = {"city": city, "typed": typed, "problem": problem}
    return render(request, "site/return.html", page, status=status)


def _told(error: vault.BrokenPhrase) -> str:
    """What is wrong with the words, without repeating them."""
    if not error.near:
        return _("These are not seven words. Type all seven, with spaces between them.")
    places = ", ".join(map(str, error.near))
    return ngettext(
        "Word %(places)s is not in our list. Check how it is written.",
        "Words %(places)s are not in our list. Check how they are written.",
        len(error.near),
    ) % {"places": places}


def _known(told: Mapping[str, str]) -> list[tuple[str, str]]:
    order = [*(name for name in LABELS if name in told), *sorted(told.keys() - LABELS.keys())]
    return [(str(LABELS.get(name, name.replace("_", " "))), told[name]) for name in order]
