"""Where the vendor of text messages and calls reaches us: texts and calls of people, and receipts.

The address names the city, and the vendor's signature covers it. All cities here send from the same number, so a
STOP counts in each of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amparo.core.access import cities, outbox
from amparo.core.messages import hooks
from amparo.core.models import City

View = Callable[..., HttpResponse]


def from_vendor(view: Callable[..., str]) -> View:
    """A view that the vendor alone may call, for a city. Others are refused before anything is looked up or done."""

    @csrf_exempt  # the signature says who sent the form
    @require_POST
    def inner(request: HttpRequest, city: str, **kwargs: str) -> HttpResponse:
        if not _genuine(request):
            return _plain("This request is not signed by the vendor of messages.", 403)
        here = cities.city(city)
        if here is None:
            raise Http404
        try:
            return HttpResponse(view(request, here, **kwargs), content_type="text/xml; charset=utf-8")
        except hooks.NotUnderstood as error:
            return _plain(str(error), 400)

    return inner


@from_vendor
def text(request: HttpRequest, city: City) -> str:
    """Somebody texted us: do what the word asks for, in all cities, and answer in its language."""
    incoming = hooks.incoming(request.POST)
    return hooks.answer(
        incoming, Everywhere(city), str.encode, datetime.now(UTC),
        city=city.name, hotline=hotline(city), lang=city.languages[0],
    )  # fmt: skip


@from_vendor
def call(request: HttpRequest, city: City) -> str:
    """Somebody calls the number that our messages come from."""
    return hooks.connect(hotline(city))


@from_vendor
def status(request: HttpRequest, city: City, ref: str = "") -> str:
    """How far a message or call of ours came."""
    outbox.CityStore(city).receive(hooks.receipt(request.POST, ref), datetime.now(UTC))
    return ""


class Everywhere(outbox.CityStore):
    """The memory of a city, in which what a person wants counts for all cities. Takes the number itself, since each
    city knows it by another index."""

    def opt_out(self, blind: bytes, at: datetime, why: str) -> None:
        """Nobody here writes to this number any more."""
        for city in cities.cities():
            outbox.CityStore(city).opt_out(outbox.blind(city)(blind.decode()), at, why)

    def opt_in(self, blind: bytes, at: datetime, why: str) -> None:
        """Those who were told to stop may write again."""
        for city in cities.cities():
            known, store = outbox.blind(city)(blind.decode()), outbox.CityStore(city)
            if store.opted_out(known):
                store.opt_in(known, at, why)


def hotline(city: City) -> str:
    """The number that a city's messages name, or none."""
    return next((str(line["number"]) for line in city.hotlines if line.get("number")), "")


def _genuine(request: HttpRequest) -> bool:
    """Was this address signed? The proxy in front may have taken off the encryption."""
    token, signature = os.environ.get("TWILIO_AUTH_TOKEN", "").strip(), request.headers.get("X-Twilio-Signature", "")
    there = f"{request.get_host()}{request.get_full_path()}"
    return any(hooks.genuine(token, f"{scheme}://{there}", request.POST, signature) for scheme in ("https", "http"))


def _plain(sentence: str, code: int) -> HttpResponse:
    return HttpResponse(sentence + "\n", status=code, content_type="text/plain; charset=utf-8")
