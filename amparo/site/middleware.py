"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"


def headers(get_response: Callable[[HttpRequest], HttpResponse]):
    """The content policy; and how long a page may be kept: not at all if it answers a form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        if not response.has_header("Cache-Control"):
            kept = PUBLIC if response.status_code in (200, 304) else "no-cache"
            response.headers["Cache-Control"] = kept if request.method in ("GET", "HEAD") else PRIVATE
        return response

    return middleware
