"""What leaves by itself, besides the records of people: what is left of invitations, sessions, devices, consents and
messages."""

from __future__ import annotations

import datetime

from django.conf import settings

from amparo.core.access.sessions import SessionStore
from amparo.core.models import Consent, Device, Invitation, OutboxMessage, Person

RECEIPTS = datetime.timedelta(days=30)
"""How long after it was written what a vendor says of a message is kept: receipts come within days."""


def leave(now: datetime.datetime) -> None:
    """Everywhere, forget the addresses in invitations that nobody used in time, sessions that have ended, devices
    whose browser has forgotten the account too, consents about people who were forgotten, and what the vendor called
    a message that is done, by which it could tell to whom it went.

    As the owner, who sees all cities: an invitation to found a city belongs to none.
    """
    SessionStore.clear_expired()
    Device.guarded.filter(seen__lte=now - datetime.timedelta(seconds=settings.DEVICE_COOKIE_AGE)).delete()
    Invitation.guarded.using("owner").filter(expires__lte=now).exclude(email="").update(email="")
    there = Person.guarded.using("owner").values("pk")
    Consent.guarded.using("owner").exclude(person__in=there).delete()
    done = OutboxMessage.guarded.using("owner").filter(closed=True, written__lte=now - RECEIPTS)
    nothing = {"provider": "", "code": "", "why": ""}
    done.exclude(**nothing).update(**nothing)
