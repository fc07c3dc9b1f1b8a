"""The living style guide: every part of the pages in every state, its HTML beside it, and a sample of a staff page."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, register_converter, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from django.views.decorators.http import require_safe

from amparo.site import accents, samples
from amparo.site.page import accent

NOBODY = {"csrf_token": "", "messages": []}
"""The guide is for everyone and its forms are sent nowhere: no token, and no look at a session for notices."""
LOOKS = {"": "As this device has it", "light": "Light", "dark": "Dark"}
COLOURS = ("paper", "sheet", "wash", "line", "ink", "soft", "accent", "due", "no", "yes", "must", "clash")
COLOUR = "#2c5f2d"
"""The accent of the city in the sample of a staff page."""


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """`?look=dark` and `?dir=rtl` show the same in the dark, and from right to left."""
    look = request.GET.get("look", "") if request.GET.get("look") in LOOKS else ""
    context = {
        "accent": f"{accent('us')} {look}".strip(),
        **turned(request),
        "rtl": bool(turned(request)),
        "look": look,
        "looks": LOOKS,
        "colours": COLOURS,
        "samples": drawn(),
        "verdict": samples.VERDICT,
    }
    return render(request, "site/style.html", context)


@require_safe
def question(request: HttpRequest) -> HttpResponse:
    """A question page as staff see it. The answer to this sample, and to no real one, stands in the address."""
    form = samples.Asked(request.GET or None)
    chosen = samples.SIGNED[form.cleaned_data["signed"]] if form.is_valid() else ""
    context = {**NOBODY, "desk": frame(), "form": form, "field": form["signed"], "chosen": chosen, "left": 4}
    return render(request, "desk/sample_question.html", context)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The frame of a staff page with a list, of which one row may be open."""
    here, opened = reverse("style-desk"), request.GET.get("open", "")
    rows = samples.rows(here, int(opened) if opened in {"0", "1", "2", "3", "4"} else -1)
    context = {
        **NOBODY,
        **turned(request),
        "desk": frame(),
        "rows": rows,
        "beside": next((samples.beside(here, row) for row in rows if row["current"]), None),
        "filters": samples.filters(here),
        "messages": [samples.notice("R-2040 was closed.", "success", here), samples.notice("Saved.", "info")],
        "stay": 2,
    }
    return render(request, "desk/sample.html", context)


def turned(request: HttpRequest) -> dict[str, str]:
    """The direction of reading, where the address asks for another one than the language has."""
    return {"dir": "rtl"} if request.GET.get("dir") == "rtl" else {}


def frame() -> dict[str, Any]:
    """What the frame of a staff page is given."""
    here = reverse("style-desk")
    return {
        "city": {"name": "Riverton", "colour": COLOUR},
        "organisation": {"name": "City jail"},
        "nav": [
            {"name": "Requests", "url": here, "current": True},
            {"name": "Deadlines", "url": f"{here}#main"},
            {"name": "Reports", "url": f"{here}#main"},
        ],
        "account": here,
        "leave": here,
    }


def drawn() -> list[dict[str, Any]]:
    """The samples as HTML, in English, as the guide is."""
    with override("en"):
        return [
            {
                "name": sample.name,
                "about": sample.about,
                "states": [{"name": state, "html": one(sample, given)} for state, given in sample.states.items()],
            }
            for sample in samples.samples()
        ]


def one(sample: samples.Sample, given: dict[str, Any]) -> SafeString:
    """A part in one state, without the empty lines that templates leave."""
    form = given.get("form")
    html = str(form) if form else render_to_string(f"parts/{sample.name}.html", {**NOBODY, **given})
    whole = format_html(sample.around, mark_safe(html))  # noqa: S308 - our own template, which escapes what it is given
    return mark_safe(re.sub(r"\n\s*\n+", "\n", whole).strip())  # noqa: S308


register_converter(accents.Colour, "colour")
urls = [
    path("", guide, name="style"),
    path("desk/", desk, name="style-desk"),
    path("question/", question, name="style-question"),
    path("<colour:colour>.css", accents.sheet, name="accent"),
]
"""Below `style/`."""
