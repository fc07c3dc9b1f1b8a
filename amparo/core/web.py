"""From an address to an act: who is signed in, in which city and organisation, with which right.

A page of a desk is one transaction: what it reads, changes and puts on record happens together or not at all, and it
is answered only once it is kept. Whoever may not see a page is told that there is no such page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from amparo.core.access import cities, staff
from amparo.core.access.acting import Act, Denied, working
from amparo.core.models import Organisation, Staff
from amparo.core.rights import Right

View = Callable[..., HttpResponse]


def signed_in(view: Callable[..., HttpResponseBase]) -> View:
    """A page for whoever has signed in with a second factor; others are sent to do so."""

    @never_cache
    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
        if not staff.has_factor(me(request)):
            return HttpResponseRedirect(reverse("mfa_index"))
        return view(request, *args, **kwargs)

    return inner


def me(request: HttpRequest) -> Staff:
    """Who is signed in, on a page that has made sure of it."""
    staff = request.user
    assert isinstance(staff, Staff)
    return staff


def in_city(right: Right) -> Callable[[Callable[Concatenate[HttpRequest, Act, ...], HttpResponse]], View]:
    """A page of a whole city, whose address has `city`. The view gets request, act, and what else is in the address."""

    def wrap(view: Callable[Concatenate[HttpRequest, Act, ...], HttpResponse]) -> View:
        @signed_in
        @functools.wraps(view)
        def inner(request: HttpRequest, city: str, **kwargs: Any) -> HttpResponse:
            def inside(act: Act) -> HttpResponse:
                act.need_in_city(right)
                request.desk = (act, None)  # type: ignore[attr-defined]
                return view(request, act, **kwargs)

            return _act(request, city, inside)

        return inner

    return wrap


def in_organisation(
    right: Right | None,
) -> Callable[[Callable[Concatenate[HttpRequest, Act, Organisation, ...], HttpResponse]], View]:
    """A page of an organisation, whose address has `city` and `organisation`. The view gets request, act, the
    organisation, and what else is in the address. Without a right, whoever works there may open it."""

    def wrap(view: Callable[Concatenate[HttpRequest, Act, Organisation, ...], HttpResponse]) -> View:
        @signed_in
        @functools.wraps(view)
        def inner(request: HttpRequest, city: str, organisation: str, **kwargs: Any) -> HttpResponse:
            def inside(act: Act) -> HttpResponse:
                where = act.organisation(organisation)
                if right is not None:
                    act.need(right, where)
                request.desk = (act, where)  # type: ignore[attr-defined]
                return view(request, act, where, **kwargs)

            return _act(request, city, inside)

        return inner

    return wrap


def _act(request: HttpRequest, slug: str, inside: Callable[[Act], HttpResponse]) -> HttpResponse:
    city = cities.city(slug)
    if city is None:
        raise Http404
    try:
        with working(me(request), city, timezone.now()) as act:
            return inside(act)
    except Denied:
        raise Http404 from None
