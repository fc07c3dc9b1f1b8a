"""Whether the site is well: for whoever keeps it running, and nothing in it about anybody."""

from __future__ import annotations

import functools
import hmac
import ipaddress
import os
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from procrastinate.exceptions import ConnectorException
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from amparo.core import vault
from amparo.core.storage.errors import StorageError
from amparo.settings.logs import request_done, request_id
from amparo.site.shelf import open_shelf

AWAY = (
    "The records cannot be reached just now. Nothing you typed was kept. Please try again in a minute.\n"
    "Los registros no están disponibles en este momento. No se guardó nada de lo que escribió. "
    "Inténtelo de nuevo en un minuto.\n"
)
PARTS = (
    OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError, StorageError,
    vault.NoKey, vault.KeyFileOpen, vault.WrongKey,
)  # fmt: skip
"""Errors of parts that are away; whoever keeps them running is told elsewhere."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
LATELY = 60
"""Seconds in which a worker that is at work was seen; it says so every 10."""
KEPT = 2.0
"""Seconds for which an answer about the database is kept, so that many who ask do it no harm."""
PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via", "X-Forwarded-Host", "X-Forwarded-Proto")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

HERE = CollectorRegistry()
ANSWERED = Counter("amparo_requests", "Requests answered.", ["route", "method", "status"], registry=HERE)
WORDS = "How long answers took."
TOOK = Histogram("amparo_request_seconds", WORDS, ["route", "method"], registry=HERE, buckets=BUCKETS)


class Watch:
    """Counts and times every request by the name of its route, and says so in a sentence where the database is away.
    It takes nothing from a request that the visitor could have chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start, number = time.perf_counter(), secrets.token_hex(8)
        mark = request_id.set(number)
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - start
            route, method = route_name(request), request.method if request.method in METHODS else "other"
            count(route, str(method), f"{response.status_code // 100}xx", seconds)
            if response.status_code >= 500:
                response.headers["X-Request-Id"] = number  # so that who saw it can tell us which it was
            return response
        finally:
            request_id.reset(mark)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The database or its key is away: that is not a fault of the page."""
        cause = error.__cause__ if isinstance(error, ConnectorException) else error
        if not isinstance(cause, PARTS):
            return None
        headers = {"Retry-After": "60", "Cache-Control": "no-store"}
        return HttpResponse(AWAY, status=503, content_type="text/plain; charset=utf-8", headers=headers)


def count(route: str, method: str, status: str, seconds: float) -> None:
    """Count an answer by the name of its route, its method, and its class of status, like 2xx."""
    ANSWERED.labels(route, method, status).inc()
    TOOK.labels(route, method).observe(seconds)
    request_done(route, method, status, seconds)


def route_name(request: HttpRequest) -> str:
    """The name of the route that a request took: one of those that are written in the code."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    return "static" if request.path_info.startswith("/static/") else "none"


# ---- health --------------------------------------------------------------------------------------------
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _fresh(JsonResponse({"status": "ok"}))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Is everything there: the database at the version of the code, and a worker that was seen lately? Public pages
    need none of it."""
    found = state()
    well = all(found.values())
    return _fresh(
        JsonResponse(
            {"status": "ready" if well else "not ready", **found, "law": law_version()}, status=200 if well else 503
        )
    )


def state() -> dict[str, bool]:
    """What of the parts is as it should be."""
    return _state(int(time.monotonic() / KEPT))


@functools.lru_cache(1)
def _state(_moment: int) -> dict[str, bool]:
    from django.db import connections

    from amparo.core.access import health as inside

    found = {"database": False, "migrations": False, "worker": False}
    try:
        found["database"] = _answers(connections["default"])
        found["migrations"] = found["database"] and _migrated()
        seen = inside.work().seen if found["migrations"] else None
        found["worker"] = seen is not None and seen < LATELY
    except (DatabaseError, InterfaceError):
        connections["owner"].close()
    return found


def _answers(connection: Any) -> bool:
    connection.close_if_unusable_or_obsolete()
    connection.ensure_connection()
    return connection.is_usable()


_done: list[bool] = []


def _migrated() -> bool:
    """Is the database at the version of this code? Once it is, it stays so for this process."""
    from amparo.core.access import health as inside

    if not _done and not inside.facts().waiting:
        _done.append(True)
    return bool(_done)


def law_version() -> str:
    """Names the text of the law and of the engine."""
    return open_shelf().law.digest


def _fresh(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


# ---- metrics -------------------------------------------------------------------------------------------
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus: only for this computer, or whoever has the token. To others there is no such page."""
    if not _may_count(request):
        raise Http404
    counted = HERE
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    now = CollectorRegistry()
    now.register(State())
    text = generate_latest(counted) + generate_latest(now)
    return _fresh(HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8"))


def _may_count(request: HttpRequest) -> bool:
    token = os.environ.get("AMPARO_METRICS_TOKEN", "")
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A proxy on this computer comes from here too, but it says for whom it asks.
    try:
        here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    host = request.get_host().rpartition(":")[0] or request.get_host()
    named = host in ("localhost", "127.0.0.1", "[::1]")
    return here and named and not any(name in request.headers for name in PROXIED)


class State:
    """What is so at this moment: the jobs, the database, the worker, the law."""

    def collect(self) -> Iterable[Any]:
        """The figures; those of the database only if it answers."""
        yield InfoMetricFamily("amparo_law", "The text of the law and of the engine.", value={"version": law_version()})
        found = state()
        for name, well in found.items():
            yield GaugeMetricFamily(f"amparo_{name}_ready", f"1 if the part '{name}' is as it should be.", float(well))
        if found["migrations"]:
            yield self._jobs()

    def _jobs(self) -> GaugeMetricFamily:
        from procrastinate.contrib.django import app

        jobs = GaugeMetricFamily("amparo_jobs", "Jobs in the background.", labels=["queue", "state"])
        for queue in app.job_manager.list_queues():
            for state_ in ("todo", "doing", "failed"):
                jobs.add_metric([queue["name"], state_], queue[state_])
        return jobs
