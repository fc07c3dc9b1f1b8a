"""Accounts of people who work here: where they work, the devices they use, what happens to them, on record."""

from __future__ import annotations

import datetime
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import timezone

from amparo.core import vault
from amparo.core.access import keyring
from amparo.core.access.acting import Act, in_force
from amparo.core.models import City, Device, Membership, Organisation, Session, Staff
from amparo.core.storage.walls import standing

PURPOSE = "device"
SECRETS = keyring.record_of("account", "site", "secrets")


@dataclass(frozen=True)
class Place:
    """An organisation for which somebody works now."""

    city: City
    organisation: Organisation
    roles: tuple[str, ...]


def places(staff: Staff, now: datetime.datetime) -> Sequence[Place]:
    """Where an account works now, by city and name."""
    found = []
    for city in cities_of(staff, now):
        with standing(city.pk, staff=staff.pk):
            found += [Place(city, m.organisation, tuple(m.roles)) for m in in_force(staff, city, now)]
    return sorted(found, key=lambda p: (p.city.name, p.organisation.name))


def slots(staff: Staff, now: datetime.datetime) -> Sequence[Membership]:
    """The times from which an account will work somewhere, the soonest first."""
    with standing(staff=staff.pk):
        rows = Membership.guarded.filter(staff=staff, starts__gt=now, ended=None).select_related("city")
        return list(rows.order_by("starts"))


def cities_of(staff: Staff, now: datetime.datetime) -> Sequence[City]:
    """The cities in which an account works now."""
    with standing(staff=staff.pk):
        rows = Membership.guarded.filter(staff=staff, starts__lte=now, ended=None).select_related("city")
        return list({m.city_id: m.city for m in rows.order_by("pk") if m.ends is None or now < m.ends}.values())


def account(email: str) -> Staff | None:
    """The account of a mail address."""
    return Staff.guarded.filter(email=email.strip().lower()).first()


@contextmanager
def own_act(staff: Staff, city: City | None = None) -> Iterator[Act]:
    """An act of a person upon their own account, on record in a city, or with the platform. It gives no rights."""
    with standing(city.pk if city else None, staff=staff.pk):
        act = Act(f"staff {staff.pk}", city)
        yield act
        act._write_lines()


def on_record(staff: Staff, action: str, kind: str, record: object = "") -> None:
    """Write down what somebody did with their account, in each city where they work; else with the platform."""
    for city in cities_of(staff, timezone.now()) or [None]:
        with own_act(staff, city) as act:
            act.note(action, kind, record)


def rename(staff: Staff, name: str) -> None:
    """Change the name by which colleagues know somebody."""
    Staff.guarded.filter(pk=staff.pk).update(name=name)
    on_record(staff, "change", "account", staff.pk)


def retire(staff: Staff) -> None:
    """Close an account that works nowhere, so that its mail address is free for a new one. It cannot come back."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user_id=staff.pk).delete()
    Session.guarded.filter(staff=staff).delete()
    Device.guarded.filter(staff=staff).delete()
    staff.set_unusable_password()
    Staff.guarded.filter(pk=staff.pk).update(
        email=f"{staff.pk}@retired.invalid", name="", is_active=False, password=staff.password
    )


# ---- devices -------------------------------------------------------------------------------------------
def remember_device(staff: Staff, number: str, now: datetime.datetime) -> bool:
    """Remember the device that keeps this random number. Returns whether the account was never used on it."""
    mark = vault.blind(keyring.device_key(), PURPOSE, number) if number else b""
    return Device.guarded.update_or_create(staff=staff, mark=mark, defaults={"seen": now})[1]


# ---- second factors ------------------------------------------------------------------------------------
def seal_secret(text: str) -> str:
    """What a second factor rests on, sealed."""
    return b64encode(vault.seal_field(keyring.account_key(), text, record=SECRETS, field="factor")).decode("ascii")


def open_secret(sealed: str) -> str:
    """What `seal_secret` sealed. Raises DoesNotOpen."""
    return vault.open_field(keyring.account_key(), b64decode(sealed), record=SECRETS, field="factor")


def has_factor(staff: Staff) -> bool:
    """Has this account a passkey or an app that makes codes?"""
    return bool(_factors(staff))


def is_last_factor(staff: Staff, id: int) -> bool:
    """Would the account be left without a second factor?"""
    return _factors(staff) == [id]


def spend(id: int, code: str) -> bool:
    """Use up a code that an app made. Returns False if it, or a later one, was used before: on any process, ever."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth
    from django.db import transaction

    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=id)
        secret = open_secret(row.data["secret"])
        told = code.replace(" ", "")
        moments = [c for c in auth.yield_hotp_counters_from_time()
                   if auth.format_hotp_value(auth.hotp_value(secret, c)) == told]  # fmt: skip
        if not moments or moments[-1] <= row.data.get("used", 0):
            return False
        row.data["used"] = moments[-1]
        row.save(update_fields=["data"])
    return True


def _factors(staff: Staff) -> list[int]:
    from allauth.mfa.models import Authenticator

    found = Authenticator.objects.filter(user_id=staff.pk, type__in=("totp", "webauthn"))
    return list(found.order_by("pk").values_list("pk", flat=True))
