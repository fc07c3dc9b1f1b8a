"""What the pages of people who work here need, and public pages never notice."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode


def private(get_response: Callable[[HttpRequest], HttpResponse]):
    """A page that looked at a session, or holds a form's token, is kept nowhere, and puts off the session's end.

    Its address goes no further than to ourselves; browsers that tell even us nothing cannot send a form.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["Referrer-Policy"] = "same-origin"
            request.session.touch()  # type: ignore[attr-defined]
        return response

    middleware.process_exception = ask_again  # type: ignore[attr-defined]
    return middleware


def ask_again(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Before something that needs it, ask who it is once more. What was sent is kept nowhere meanwhile."""
    if not isinstance(exception, ReauthenticationRequired):
        return None
    ways = get_adapter().get_reauthentication_methods(request.user)
    url = ways[0]["url"] if ways else reverse("account_login")
    return HttpResponseRedirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")
