"""Letters about accounts: in the language of the city where somebody works, through the city's outbox."""

from __future__ import annotations

import datetime
import secrets

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone, translation

from amparo.core.access import outbox
from amparo.core.access import staff as accounts
from amparo.core.access.acting import Act
from amparo.core.messages import wording
from amparo.core.messages.port import Channel, Kind, Message
from amparo.core.models import City, Staff


def invitation(act: Act, email: str, secret: str, expires: datetime.datetime, base: str) -> None:
    """Send an invitation; `base` is the address of the site."""
    assert act.city is not None
    link = base + address(act.city, "join", secret)
    _post(act, act.city, email, Kind.INVITATION, "invitation", link=link, due=moment(expires, act.city))


def new_device(request: HttpRequest, staff: Staff) -> None:
    """Tell somebody that their account was used on a device for the first time."""
    _tell(request, staff, Kind.SIGN_IN, "sign_in", "sessions")


def account_changed(request: HttpRequest, staff: Staff) -> None:
    """Tell somebody that the password, a second factor or the recovery codes of their account were changed."""
    _tell(request, staff, Kind.ACCOUNT, "account_changed", "sessions")


def password_reset(request: HttpRequest, staff: Staff, number: str, key: str) -> None:
    """Send the way to a new password; `number` and `key` are the last part of its address."""
    now = timezone.now()
    due = now + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    for city in accounts.cities_of(staff, now)[:1]:
        with accounts.own_act(staff, city) as act:
            link = site_base(request) + address(city, "account_reset_password_from_key", number, key)
            _post(act, city, staff.email, Kind.ACCOUNT, "password_reset", link=link, due=moment(due, city))


def address(city: City, name: str, *parts: str) -> str:
    """A path of ours in the first language of a city."""
    with translation.override(city.languages[0]):
        return reverse(name, args=parts)


def site_base(request: HttpRequest | None = None) -> str:
    """The address at which people reach the site, without a slash at its end. Where AMPARO_URL does not tell, it is
    that of a request, and without one this computer's."""
    if settings.SITE_ADDRESS or request is None:
        return settings.SITE_ADDRESS or settings.LOCAL_ADDRESS
    return f"{'https' if settings.SESSION_COOKIE_SECURE else 'http'}://{request.get_host()}"


def moment(at: datetime.datetime, city: City) -> str:
    """Day and time as one says them in a city."""
    with translation.override(city.languages[0]):
        return formats.date_format(at.astimezone(city.zone), "DATETIME_FORMAT")


def _tell(request: HttpRequest, staff: Staff, kind: Kind, text: str, page: str) -> None:
    now = timezone.now()
    for city in accounts.cities_of(staff, now)[:1]:
        with accounts.own_act(staff, city) as act:
            link = site_base(request) + address(city, page)
            _post(act, city, staff.email, kind, text, when=moment(now, city), link=link)


def _post(act: Act, city: City, to: str, kind: Kind, text: str, **values: str) -> None:
    lang = city.languages[0]
    outbox.post(
        act,
        Message(
            channel=Channel.EMAIL, kind=kind, key=f"{text} {secrets.token_hex(16)}", to=to, lang=lang,
            subject=wording.text(f"{text}.subject", lang, city=city.name),
            body=wording.text(f"{text}.email", lang, city=city.name, **values),
        ),
    )  # fmt: skip
