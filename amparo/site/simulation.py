"""What the law would say of the requests that ICE recorded: counted, drawn, and each figure with its table."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amparo.site.answers import typed
from amparo.site.choosing import place_groups, read_places
from amparo.site.errors import NotHere
from amparo.site.page import accent, language, today
from amparo.site.shelf import open_shelf
from amparo.site.waiting import Bench, NotYet, wait_page

if TYPE_CHECKING:
    from amparo.simulate.figures import Figure
    from amparo.simulate.report import Report, Section

OWN, TODAY, ITS_DAY = "own", "today", "then"
ORDER = ("outcomes", "map", "month", "missing", "possible", "because", "state", "jail", "form")
GROUPED = ("outcomes", "month", "state", "jail", "form")
"""Figures whose table begins with all records together."""
ROWS = 30
"""Rows of a table that the page shows at most; the file has all."""
KEPT = 8
AHEAD = 120.0
"""Seconds for which nobody waits but whoever counts ahead."""
counted = Bench(KEPT)


@dataclass(frozen=True)
class Choice:
    """Whose law, and of which day. `place` is None for the law of each record's own place."""

    place: str | None = None
    its_day: bool = False

    @property
    def query(self) -> str:
        """As the end of an address."""
        return urlencode({"law": self.place or OWN, "day": ITS_DAY if self.its_day else TODAY}, safe="/")


@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """The figures for one choice. The choice is public and stands in the address."""
    choice, wrong = read_choice(request)
    lang = figures_language()
    try:
        report = report_for(choice, lang)
    except NotYet:
        return wait_page(request)
    section = report.sections[0]
    context = {
        "accent": accent(choice.place or "us"),
        "wrong": wrong,
        "own": choice.place is None,
        "its_day": choice.its_day,
        "groups": place_groups([choice.place] if choice.place else []),
        "about": report.title,
        "title_of_law": section.title,
        "setting": section.setting,
        "caveats": [*section.caveats, *report.caveats],
        "figures": [figure_view(f, choice) for f in in_order(section)],
        "version": report.version.split("-")[0],
        "figures_lang": "" if lang == language() else lang,
    }
    return render(request, "site/simulation.html", context, status=400 if wrong else 200)


@require_safe
def table_file(request: HttpRequest, name: str) -> HttpResponse:
    """The whole table of one figure as a CSV file."""
    choice, wrong = read_choice(request)
    if wrong:
        return render(request, "site/400.html", status=400)
    try:
        section = report_for(choice, figures_language()).sections[0]
    except NotYet:
        return wait_page(request)
    found = next((f for f in section.figures if f.name == name), None)
    if found is None:
        raise NotHere(_("There is no table of this name here."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="amparo-{name}.csv"'
    csv.writer(response).writerows([found.table.heads, *found.table.rows])
    return response


def read_choice(request: HttpRequest) -> tuple[Choice, str]:
    """What was chosen, and a sentence on what cannot be read. Raises NotHere for a place that is not here."""
    law, day = typed(request.GET, "law", OWN), typed(request.GET, "day", TODAY)
    place = None if law == OWN else read_places([law], reverse("simulation"), "law")[0]
    wrong = ""
    if day not in (TODAY, ITS_DAY):
        wrong = _("There is no such choice of days. Choose the law of today, or of the day of each record.")
    return Choice(place, day == ITS_DAY), wrong


def figures_language() -> str:
    """The language of the figures: the page's own, or English where the figures have no words in it."""
    from amparo.simulate.phrases import PHRASES

    return language() if language() in PHRASES else "en"


def report_for(choice: Choice, lang: str, patience: float | None = None) -> Report:
    """The report, counted by the first who asks on a day. Raises NotYet."""

    def work() -> Report:
        from amparo.simulate.run import shipped

        return shipped(law, lang, places=(choice.place or OWN,), its_day=choice.its_day)

    law = open_shelf().law
    return counted.get((law.digest, today(), choice, lang), work, patience)


def count_ahead() -> None:
    """Count what most people ask for first, and wait for it."""
    for lang in ("en", "es"):
        with suppress(NotYet):
            report_for(Choice(), lang, AHEAD)


def in_order(section: Section) -> list[Figure]:
    """The figures as the page has them: what was found first, then why, then by names."""
    found = {f.name: f for f in section.figures}
    return [found[name] for name in ORDER if name in found]


def figure_view(figure: Figure, choice: Choice) -> dict[str, Any]:
    """A figure with its table, cut to what a page can carry."""
    rows = figure.table.rows
    cut, heads = len(rows) > 2 * ROWS, figure.table.heads
    file = reverse("simulation-table", args=[figure.name])
    return {
        "name": figure.name,
        "title": figure.title,
        "said": figure.said,
        "note": figure.note,
        "svg": figure.svg,
        "heads": [{"text": head, "number": is_number(c)} for head, c in zip(heads, [*rows, heads][0], strict=True)],
        "rows": [[cell_view(c) for c in row] for row in (rows[:ROWS] if cut else rows)],
        "cut": f"{len(rows):,}" if cut else "",
        "shown": ROWS,
        "total": figure.name in GROUPED,
        "open": figure.name == "outcomes",
        "file": f"{file}?{choice.query}",
    }


def cell_view(value: str | int) -> dict[str, Any]:
    """A cell: numbers as people write them, and set to the right."""
    return {"text": f"{value:,}" if isinstance(value, int) else value, "number": is_number(value)}


def is_number(value: str | int) -> bool:
    return isinstance(value, int) or value.endswith("%")
