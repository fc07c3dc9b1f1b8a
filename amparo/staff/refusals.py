"""A form whose token is missing or old."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Says that nothing was changed, and what to do."""
    return render(request, "staff/refused.html", status=403)
