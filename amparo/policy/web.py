"""What the pages of this desk share: the office by whose clock and law they work, and a form that counts once."""

from __future__ import annotations

import datetime
import functools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from amparo.core.access.acting import Act
from amparo.core.models import Organisation, Staff
from amparo.core.rights import Right
from amparo.core.web import in_organisation, me
from amparo.law.words import Words
from amparo.policy import shown
from amparo.policy.access import entries, requests
from amparo.policy.deciding import Office, answers, in_words, inquiry
from amparo.policy.papers import paper
from amparo.site.answers import Answers
from amparo.site.interview import Inquiry
from amparo.site.page import words


@dataclass(frozen=True)
class Here:
    """Who is at the desk of which office, when."""

    act: Act
    office: Office
    staff: Staff
    now: datetime.datetime

    @property
    def organisation(self) -> Organisation:
        """The organisation."""
        return self.office.organisation

    @property
    def today(self) -> datetime.date:
        """The day in the city."""
        return self.office.city.today(self.now)

    @property
    def said(self) -> Words:
        """The law's words in the language of the page."""
        return words()

    def url(self, name: str, *args: object) -> str:
        """The address of a page of this desk."""
        return reverse(name, args=[self.office.city.slug, self.organisation.slug, *args])

    def go(self, name: str, *args: object) -> HttpResponse:
        """On to a page of this desk."""
        return HttpResponseRedirect(self.url(name, *args))

    def may(self, right: Right) -> bool:
        """Is the right there, in this office?"""
        return self.act.may(right, self.organisation)

    def opened(self, id: uuid.UUID) -> requests.Opened:
        """A request, to be read."""
        return requests.open_request(self.act, self.organisation, id)

    def change(self, id: uuid.UUID, token: uuid.UUID, right: Right = Right.REQUESTS_RECORD) -> entries.Change:
        """A request, to be changed by the form of a token."""
        return entries.Change(self.act, self.organisation, id, right, self.staff, self.now, token)

    def asked(self, opened: requests.Opened, day: datetime.date) -> tuple[Inquiry, Answers]:
        """What is to be found out about a request, and the answers that count now, under the law of a day."""
        known = paper(opened.request.paper)
        if known is None or not self.office.ready:
            raise Http404
        return inquiry(self.office, known, opened.request.received), answers(entries.answers_in(opened), day)

    def told(self, opened: requests.Opened, made: Mapping[str, Any],
             said: Words) -> tuple[list[Mapping[str, Any]], list[dict[str, Any]]]:  # fmt: skip
        """The answers of a decision in a language, where they can be had in it, and the facts on which it rests."""
        if not self.office.ready or paper(opened.request.paper) is None:
            return list(made["answers"]), []
        asked, given = self.asked(opened, datetime.date.fromisoformat(made["day"]))
        return in_words(made, asked, given, said), list(shown.thread(asked.given, given, said))


def at_desk(right: Right) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponseBase]]:
    """A page of the desk, for whoever has a right in its office. The view gets request and `Here`."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
        @in_organisation(right)
        @functools.wraps(view)
        def inner(request: HttpRequest, act: Act, organisation: Organisation, **kwargs: Any) -> HttpResponse:
            assert act.city is not None
            here = Here(act, Office(act.city, organisation), me(request), timezone.now())
            with timezone.override(here.office.city.zone):
                return view(request, here, **kwargs)

        return inner

    return wrap


def token(request: HttpRequest) -> uuid.UUID:
    """The token of a form that was sent; a new one where it has none."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()
