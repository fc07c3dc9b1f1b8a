"""The addresses of the API, its page for people, and one shape of answer for everything that is not there."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path

from amparo.api.errors import Code, body
from amparo.api.page import openapi, page
from amparo.api.views import api


def in_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A wrong method is told like every other error."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response.headers["Allow"]
        told = body(Code.WRONG_METHOD, f"This address is for {allowed}.")
        return JsonResponse(told, status=405, headers={"Allow": allowed})

    return inner


def nothing(request: HttpRequest, **_rest: str) -> HttpResponse:
    """An address that leads nowhere."""
    return JsonResponse(body(Code.NO_SUCH_ADDRESS, "There is no such address. /api/ lists all."), status=404)


def operations() -> list[Any]:
    """The operations, under the names that the API gives them."""
    known: list[Any] = api.urls[0]
    found = [pattern for pattern in known if pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = in_shape(pattern.callback)
        pattern.name = f"api-{pattern.name}"
    return found


urlpatterns = [
    path("", page, name="api"),
    path("openapi.json", openapi, name="api-schema"),
    *operations(),
    re_path(r"^[\s\S]*\Z", nothing, name="api-nothing"),
]
