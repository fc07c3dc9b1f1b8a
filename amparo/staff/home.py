"""The way to one's desk, and one's own account."""

from __future__ import annotations

import datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from amparo.core.access import sessions
from amparo.core.access import staff as accounts
from amparo.core.access.acting import Act
from amparo.core.models import City, Organisation
from amparo.core.web import in_organisation, me, signed_in
from amparo.staff.nav import pages


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """The organisations for which somebody works; straight on where there is one."""
    now = timezone.now()
    places = accounts.places(me(request), now)
    if len(places) == 1:
        return HttpResponseRedirect(reverse("desk-place", args=[places[0].city.slug, places[0].organisation.slug]))
    slots = [{"city": s.city.name, "starts": _when(s.starts, s.city), "ends": s.ends and _when(s.ends, s.city)}
             for s in accounts.slots(me(request), now)]  # fmt: skip
    return render(request, "staff/desk.html", {"places": places, "slots": slots})


@require_safe
@in_organisation(None)
def place(request: HttpRequest, act: Act, organisation: Organisation) -> HttpResponse:
    """The first page of an organisation that somebody may open."""
    found = pages(act, organisation)
    if found:
        return HttpResponseRedirect(found[0]["url"])
    return render(request, "staff/place.html", {"organisation": organisation})


class NameForm(forms.Form):
    """How colleagues know somebody."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120,
                           widget=forms.TextInput(attrs={"autocomplete": "name"}))  # fmt: skip


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, ways of signing in, where one is signed in."""
    staff = me(request)
    form = NameForm(request.POST or None, initial={"name": staff.name})
    if request.method == "POST" and form.is_valid():
        accounts.rename(staff, form.cleaned_data["name"])
        messages.success(request, _("Your name was changed."))
        return HttpResponseRedirect(reverse("account"))
    places = accounts.places(staff, timezone.now())
    status = 422 if form.errors else 200
    return render(request, "staff/account.html", {"form": form, "staff": staff, "places": places}, status=status)


@require_safe
@signed_in
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, in the time of the city where one works."""
    key = request.session.session_key or ""
    rows = [{"session": s, "device": _device(s.device), "current": sessions.is_current(s, key)}
            for s in sessions.sessions_of(me(request))]  # fmt: skip
    city = next((p.city for p in accounts.places(me(request), timezone.now())), None)
    page = {"rows": rows, "others": len(rows) > 1, "city": city.name if city else "UTC"}
    with timezone.override(city.zone if city else datetime.UTC):
        return render(request, "staff/sessions.html", page)


@require_POST
@signed_in
def end_session(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign out somewhere else, or here."""
    key = request.session.session_key or ""
    if any(s.id == id and sessions.is_current(s, key) for s in sessions.sessions_of(me(request))):
        accounts.on_record(me(request), "end", "session", id)
        logout(request)
        return HttpResponseRedirect(reverse(settings.LOGIN_URL))
    if sessions.end_session(me(request), id):
        accounts.on_record(me(request), "end", "session", id)
        messages.success(request, _("That device is signed out."))
    return HttpResponseRedirect(reverse("sessions"))


@require_POST
@signed_in
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    if sessions.end_sessions(me(request), but=request.session.session_key or ""):
        accounts.on_record(me(request), "end all", "session")
        messages.success(request, _("All other devices are signed out."))
    return HttpResponseRedirect(reverse("sessions"))


# ---- how -----------------------------------------------------------------------------------------------------
def _when(at: datetime.datetime, city: City) -> str:
    """Day and time, in the time of a city."""
    return formats.date_format(at.astimezone(city.zone), "DATETIME_FORMAT")


def _device(kept: str) -> str:
    """What `devices.label` made, in the language of the page."""
    browser, both, system = kept.partition(" on ")
    if both:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return kept or _("Unknown device")
