"""The way around a desk: one table of its pages, and which right each needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from amparo.core.access.acting import Act
from amparo.core.models import Organisation
from amparo.core.rights import Right

PAGES = (
    ("requests", gettext_noop("Requests"), Right.REQUESTS_READ),
    ("people", gettext_noop("People"), Right.PEOPLE_READ),
    ("consents", gettext_noop("Consents"), Right.IDENTITY_CONSENT),
    ("members", gettext_noop("Members"), Right.MEMBERS_MANAGE),
)
CITY_PAGES = (
    ("city-settings", gettext_noop("The city"), Right.CITY_MANAGE),
    ("first-managers", gettext_noop("Organisations"), Right.CITY_MANAGE),
    ("request-schedule", gettext_noop("Record schedule"), Right.CITY_MANAGE),
    ("audit", gettext_noop("Record"), Right.AUDIT_READ),
)
"""Name of the address, what it is called, the right that it needs. A page that does not exist is left out."""


def pages(act: Act, organisation: Organisation | None, path: str = "") -> list[dict[str, Any]]:
    """The pages of an organisation, and those of its city, that whoever acts may open."""
    assert act.city is not None
    open_here = organisation or next(iter(act.organisations), None)
    found = []
    if open_here:
        where = [act.city.slug, open_here.slug]
        found = [_page(name, label, where, path) for name, label, right in PAGES if act.may(right, open_here)]
    found += [_page(name, label, [act.city.slug], path) for name, label, right in CITY_PAGES if act.may_in_city(right)]
    return [page for page in found if page]


def desk(request: HttpRequest) -> dict[str, Any]:
    """The context processor: what the frame of a desk shows. Public pages are left alone."""
    session = getattr(request, "session", None)
    if session is None or not session.accessed or not request.user.is_authenticated:
        return {}
    act, organisation = getattr(request, "desk", (None, None))
    return {
        "desk": {
            "city": act and act.city,
            "organisation": organisation,
            "nav": pages(act, organisation, request.path) if act else [],
            "home": reverse("desk"),
            "account": reverse("account"),
            "leave": reverse("account_logout"),
        }
    }


def _page(name: str, label: str, where: list[str], path: str) -> dict[str, Any]:
    try:
        url = reverse(name, args=where)
    except NoReverseMatch:
        return {}
    return {"name": _(label), "url": url, "current": path.startswith(url)}
