"""What leaves when: a preview of the purge, and the city's record schedule."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amparo.core.access.acting import Act
from amparo.core.rights import Right
from amparo.core.web import in_city
from amparo.policy.access import leaving
from amparo.policy.beside import row
from amparo.policy.forms import ScheduleForm
from amparo.policy.web import Here, at_desk
from amparo.site.page import words

AHEAD = datetime.timedelta(days=30)


@require_safe
@at_desk(Right.REQUESTS_READ)
def expiring(request: HttpRequest, here: Here) -> HttpResponse:
    """The requests that go within thirty days, and those on hold that would."""
    found = leaving.expiring(here.act, here.organisation, here.today + AHEAD)
    context = {
        "rows": [
            {**row(one, here.url("request", one.pk), here.now, here.said), "clock": None,
             "about": _("stays: on legal hold") if one.held else here.said.date(one.expires)}
            for one in found[: leaving.SHOWN]
        ],
        "more": len(found) > leaving.SHOWN,
        "periods": _periods(here.act),
        "list_url": here.url("requests"),
        "schedule": reverse("request-schedule", args=[here.office.city.slug])
        if here.act.may_in_city(Right.CITY_MANAGE) else "",
    }  # fmt: skip
    return render(request, "policy/leaving.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_city(Right.CITY_MANAGE)
def schedule(request: HttpRequest, act: Act) -> HttpResponse:
    """For how long the city keeps requests of each kind."""
    form = ScheduleForm(request.POST if request.method == "POST" else None, words(), dict(leaving.schedule(act)))
    if request.method == "POST" and form.is_valid():
        leaving.set_schedule(act, form.cleaned_data)
        messages.success(request, _("The record schedule is set. It counts for what is recorded from now on."))
        return HttpResponseRedirect(request.path)
    return render(request, "policy/schedule.html", {"form": form}, status=422 if form.errors else 200)


def _periods(act: Act) -> list[tuple[str, int]]:
    said, days = words(), leaving.schedule(act)
    known = said.vocabulary.kinds["request"].labels
    named = [(said.kind_label("request", kind), many) for kind, many in days.items() if kind in known]
    return [*named, (_("Every other kind"), days[leaving.EVERY])]
