"""Deadlines for calendar programs: of a whole office, at an address with a secret in it, or of one request.

A feed is good as long as the membership lasts in which it was made, and only while its owner may read requests.
"""

from __future__ import annotations

import datetime
import secrets
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from amparo.core import vault
from amparo.core.access import keyring
from amparo.core.access.acting import Act, Denied, in_force, working
from amparo.core.models import City, Organisation, Staff
from amparo.core.rights import Right
from amparo.core.storage.walls import standing, step_closer
from amparo.policy.models import CalendarFeed, Duty, IceRequest

PURPOSE = "calendar feed"
SECRET_BYTES = 24
MOST_FEEDS = 5
"""Of one person in one office."""
MOST_DUTIES = 500
"""In one feed, of what is to come the first ones, and as many of what is overdue, the last ones."""


@dataclass(frozen=True)
class Deadlines:
    """What an office has to do and has not done, each with its request."""

    city: City
    organisation: Organisation
    duties: Sequence[Duty]


def fetch(secret: str, now: datetime.datetime) -> Deadlines:
    """What a calendar program finds with the secret of a feed; it is put on record as done by the feed's owner. Raises
    Denied where there is no such feed, or its owner may no longer read requests there."""
    lookup = _lookup_of(secret)
    with standing(lookup=lookup):
        feed = CalendarFeed.guarded.filter(lookup=lookup, expires__gt=now).select_related("city").first()
        if feed is None:
            raise Denied(PURPOSE)
        owner = feed.staff
    with working(owner, feed.city, now) as act:
        organisation = _still_there(act, feed, owner, now)
        act.need(Right.REQUESTS_READ, organisation)
        step_closer([organisation.pk])
        today = feed.city.today(now)
        if feed.fetched != today:
            CalendarFeed.guarded.filter(pk=feed.pk).update(fetched=today)
        act.note("fetch", PURPOSE, feed.pk)
        coming = _open_duties(organisation=organisation, due__gte=now, due__lt=now + _days("ahead"))
        overdue = _open_duties(organisation=organisation, due__lt=now).order_by("-due", "pk")
        return Deadlines(feed.city, organisation, [*coming[:MOST_DUTIES], *overdue[:MOST_DUTIES]])


def of_request(act: Act, organisation: Organisation, id: uuid.UUID) -> Deadlines:
    """The deadlines of one request. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    assert act.city is not None
    request = IceRequest.guarded.filter(pk=id, organisation=organisation).first()
    if request is None:
        raise Denied("ice request")
    act.note("export", "ice request", request.pk, "deadlines")
    return Deadlines(act.city, organisation, list(_open_duties(request=request)))


def make(act: Act, organisation: Organisation, staff: Staff, now: datetime.datetime) -> str:
    """Make a feed: the secret in its address, which is kept nowhere. Raises Denied, ValidationError."""
    if len(feeds(act, organisation, staff, now)) >= MOST_FEEDS:
        told = _("You have %(n)s addresses for this office already. End one that you no longer use, then make another.")
        raise ValidationError(told % {"n": MOST_FEEDS})
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = CalendarFeed(lookup=_lookup_of(secret), city=act.city, organisation=organisation, staff=staff, made=now,
                        expires=now + _days("lasts"))  # fmt: skip
    made.save(force_insert=True)
    act.note("make", PURPOSE, made.pk)
    return secret


def feeds(act: Act, organisation: Organisation, staff: Staff, now: datetime.datetime) -> Sequence[CalendarFeed]:
    """Somebody's own feeds of an office that are still good, the newest first. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    found = CalendarFeed.guarded.filter(organisation=organisation, staff=staff, expires__gt=now)
    return list(found.order_by("-made"))


def end(act: Act, organisation: Organisation, staff: Staff, number: int) -> None:
    """End a feed of one's own: from now on its address leads nowhere. Raises Denied."""
    act.need(Right.REQUESTS_READ, organisation)
    gone, _tables = CalendarFeed.guarded.filter(organisation=organisation, staff=staff, pk=number).delete()
    if not gone:
        raise Denied(PURPOSE)
    act.note("end", PURPOSE, number)


def purge(act: Act, now: datetime.datetime) -> int:
    """Remove the feeds of the city that have expired. Returns how many. Raises Denied."""
    act.need_somewhere(Right.REQUESTS_RECORD)
    return CalendarFeed.guarded.filter(city=act.city, expires__lte=now).delete()[0]


# ---- how -----------------------------------------------------------------------------------------------
def _lookup_of(secret: str) -> bytes:
    """What the database finds a feed by."""
    return vault.blind(keyring.device_key(), PURPOSE, secret)


def _still_there(act: Act, feed: CalendarFeed, owner: Staff, now: datetime.datetime) -> Organisation:
    """The office of a feed, if its owner has worked there without a break since it was made. Raises Denied."""
    assert act.city is not None
    for one in in_force(owner, act.city, now):
        if one.organisation_id == feed.organisation_id and one.starts <= feed.made:
            return one.organisation
    raise Denied(PURPOSE)


def _open_duties(**which: Any) -> QuerySet[Duty]:
    """What has a day and is not done, the first day first."""
    found = Duty.guarded.filter(done_at=None, due__isnull=False, **which)
    return found.select_related("request").order_by("due", "pk")


def _days(name: str) -> datetime.timedelta:
    return datetime.timedelta(days=config()["days"][name])


@cache
def config() -> Mapping[str, Any]:
    """How long a feed lasts, how far it looks ahead, and when a calendar program is to say something."""
    path = Path(__file__).parents[1] / "data" / "calendar.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
