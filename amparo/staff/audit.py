"""The record of who did what in a city: lines that nobody can change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amparo.core.access import audit as access
from amparo.core.access.acting import Act
from amparo.core.rights import Right
from amparo.core.web import in_city
from amparo.staff import audit_words as words

PAGE = 100


@require_safe
@in_city(Right.AUDIT_READ)
def audit(request: HttpRequest, act: Act) -> HttpResponse:
    """The lines of the city, the newest first, a page at a time. Reading them is on record too."""
    assert act.city is not None
    before = request.GET.get("before", "")
    found = access.lines(act, PAGE + 1, int(before) if before.isdigit() and len(before) < 19 else None)
    staff = access.staff_of(act, found[:PAGE])
    rows = [{"line": line, "who": words.doer(line, staff), "what": words.done(line), "why": words.reason(line)}
            for line in found[:PAGE]]  # fmt: skip
    page = {"rows": rows, "older": f"?before={found[PAGE - 1].number}" if len(found) > PAGE else ""}
    with timezone.override(act.city.zone):
        return render(request, "staff/audit.html", page)
