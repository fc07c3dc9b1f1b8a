"""Deadlines in a calendar: addresses that a calendar program opens without signing in, and a file of one request."""

from __future__ import annotations

import uuid

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.core.access.acting import Denied
from amparo.core.rights import Right
from amparo.policy.access import calendar
from amparo.policy.calendar import calendar_file
from amparo.policy.web import Here, at_desk
from amparo.site.page import words
from amparo.staff.letters import site_base

LIMITS = {"fetch": "120/m/ip,30/m/key"}
"""How often the feeds may be asked for from one network address, and each of them."""


@sensitive_variables("secret")
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of an office, for whoever holds the secret. Nobody is looked for in a session."""
    if not ratelimit.consume(request, app="policy", action="fetch", config=LIMITS, key=secret, limit_get=True):
        told = _("Too many tries. Wait a minute, then try again.")
        return HttpResponse(told + "\n", "text/plain; charset=utf-8", 429, headers={"Retry-After": "60"})
    now = timezone.now()
    try:
        found = calendar.fetch(secret, now)
    except Denied:
        raise Http404 from None
    return _file(calendar_file(found, site_base(request), words(), now), "deadlines")


@require_safe
@at_desk(Right.REQUESTS_READ)
def request_file(request: HttpRequest, here: Here, id: uuid.UUID) -> HttpResponse:
    """The deadlines of one request."""
    found = calendar.of_request(here.act, here.organisation, id)
    return _file(calendar_file(found, site_base(request), here.said, here.now), f"deadlines-{id}")


@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Right.REQUESTS_READ)
def feeds(request: HttpRequest, here: Here) -> HttpResponse:
    """One's own addresses, and a new one: it is shown once, and never again."""
    address, problem = "", ""
    if request.method == "POST":
        try:
            secret = calendar.make(here.act, here.organisation, here.staff, here.now)
            address = site_base(request) + reverse("calendar-feed", args=[secret])
        except ValidationError as error:
            problem = error.message
    found = calendar.feeds(here.act, here.organisation, here.staff, here.now)
    context = {
        "address": address,
        "problems": [{"words": problem}] if problem else [],
        "rows": [{"feed": one, "end": here.url("requests-calendar-end", one.pk)} for one in found],
        "days": calendar.config()["days"]["lasts"],
        "back": here.url("requests"),
    }
    return render(request, "policy/calendar.html", context, status=422 if problem else 201 if address else 200)


@require_POST
@at_desk(Right.REQUESTS_READ)
def end(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """End an address."""
    calendar.end(here.act, here.organisation, here.staff, number)
    messages.success(request, _("The address is ended. Remove the calendar from your program too."))
    return here.go("requests-calendar")


def _file(text: bytes, name: str) -> HttpResponse:
    return HttpResponse(text, "text/calendar; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="{name}.ics"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex, nofollow",
    })  # fmt: skip
