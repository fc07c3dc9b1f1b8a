"""The devices on which somebody signs in: a coarse name, a random number in a cookie, a letter for a new one."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from amparo.core.access import staff as accounts
from amparo.core.models import Staff
from amparo.staff import letters

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


def label(agent: str) -> str:
    """`Firefox on Linux`: all that is kept of what a browser says of itself. Empty where it says nothing known."""
    found = [next((name for sign, name in table if sign in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, found))


def notice(request: HttpRequest, response: HttpResponse, staff: Staff, *, first: bool = False) -> None:
    """Remember the device on which somebody just signed in; a new one is told of by mail, unless it is their first."""
    number = request.COOKIES.get(settings.DEVICE_COOKIE, "")[:64]
    known = number or secrets.token_urlsafe(24)
    if accounts.remember_device(staff, known, timezone.now()) and not first:
        letters.new_device(request, staff)
    response.set_cookie(
        settings.DEVICE_COOKIE, known, max_age=settings.DEVICE_COOKIE_AGE, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
