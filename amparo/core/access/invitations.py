"""Invitations: made by a manager, found by the secret in the letter, used once."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from amparo.core.access import staff as accounts
from amparo.core.access.acting import Act, Denied
from amparo.core.access.members import check_roles, check_slot, need_to_manage
from amparo.core.models import City, Invitation, Membership, Organisation, Staff
from amparo.core.rights import Right
from amparo.core.storage.walls import standing

LASTS = datetime.timedelta(days=7)
SECRET_BYTES = 24


class Spent(Denied):
    """The invitation was used, withdrawn, or is too old; or there never was one."""


class HasAccount(Denied):
    """The address has an account that works somewhere: its owner must sign in to accept."""


@dataclass(frozen=True)
class Offer:
    """What somebody is invited to."""

    city: City
    organisation: Organisation
    email: str = field(repr=False)
    roles: tuple[str, ...]
    starts: datetime.datetime | None
    ends: datetime.datetime | None
    expires: datetime.datetime


# ---- by a manager ----------------------------------------------------------------------------------------
def invite(
    act: Act,
    organisation: Organisation,
    email: str,
    roles: Sequence[str],
    now: datetime.datetime,
    starts: datetime.datetime | None = None,
    ends: datetime.datetime | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to work for an organisation: the invitation, and the secret for the letter, which is kept
    nowhere. An earlier invitation of the same address is withdrawn. Raises Denied, ValidationError."""
    need_to_manage(act, organisation)
    check_roles(roles)
    if not act.may(Right.MEMBERS_MANAGE, organisation) and set(roles) != {"manager"}:
        raise ValidationError({"roles": _("Invite a manager, who then invites all others.")})
    check_slot(starts, ends, now)
    address = _address(email)
    if _works_there(organisation, address, now):
        raise ValidationError({"email": _("This person works for the organisation already.")})
    for old in _open(organisation, now).filter(email=address):
        _withdraw(act, old, now)
    made, secret = _made(act, address, now, city=act.city, organisation=organisation, roles=sorted(set(roles)),
                         starts=starts, ends=ends)  # fmt: skip
    return made, secret


def invite_founder(act: Act, email: str, now: datetime.datetime) -> tuple[Invitation, str]:
    """Invite somebody to found a city; an operator's act, which stands in no city. Raises ValidationError."""
    if act.everywhere != frozenset(Right):
        raise Denied("found")
    return _made(act, _address(email), now)


def waiting(act: Act, organisation: Organisation, now: datetime.datetime) -> Sequence[Invitation]:
    """The invitations of an organisation that can still be used, the newest first. Raises Denied."""
    need_to_manage(act, organisation)
    act.note("list", "invitation", organisation.pk)
    return list(_open(organisation, now).order_by("-made"))


def withdraw(act: Act, organisation: Organisation, id: UUID, now: datetime.datetime) -> None:
    """Take an invitation back. Raises Denied, also where it was used."""
    need_to_manage(act, organisation)
    one = _open(organisation, now).select_for_update().filter(pk=id).first()
    if one is None:
        raise Denied("invitation")
    _withdraw(act, one, now)


# ---- by whoever got the letter ---------------------------------------------------------------------------
def look(secret: str, now: datetime.datetime) -> Offer:
    """What the secret invites to. Raises Spent."""
    lookup = lookup_of(secret)
    with standing(lookup=lookup):
        found = _usable(lookup, now).select_related("city").first()
    if found is None or found.city is None:
        raise Spent("invitation")
    with standing(found.city.pk, lookup=lookup):
        organisation = Organisation.guarded.get(pk=found.organisation_id)
    return Offer(found.city, organisation, found.email, tuple(found.roles), found.starts, found.ends, found.expires)


def look_founding(secret: str, now: datetime.datetime) -> bool:
    """Does the secret invite somebody to found a city?"""
    lookup = lookup_of(secret)
    with standing(lookup=lookup):
        return _usable(lookup, now).filter(city=None).exists()


def found(act: Act, secret: str, now: datetime.datetime) -> str:
    """Use the invitation to found a city in the act that founds it: whoever holds it becomes the first manager of the
    city's office, by an invitation whose secret is given back. Raises Spent."""
    founding = _held(secret, now)
    office = next(o for o in act.organisations if o.kind == Organisation.Kind.CITY_OFFICE)
    _made_one, second = invite(act, office, founding.email, ["manager"], now)
    Invitation.guarded.filter(pk=founding.pk).update(used=now, email="")
    act.note("use", "invitation", founding.pk)
    return second


def must_sign_in(offer: Offer, now: datetime.datetime) -> bool:
    """Has the address an account that works somewhere, or soon will?"""
    one = accounts.account(offer.email)
    if one is None:
        return False
    with standing(staff=one.pk):
        return _works(one, now)


def join(secret: str, name: str, password: str | None, now: datetime.datetime) -> Staff:
    """Make an account and let it in. An account of this address that works nowhere any more is closed for good, with
    all its factors. Raises Spent, HasAccount."""
    offer = look(secret, now)
    old = accounts.account(offer.email)
    with standing(offer.city.pk, staff=old.pk if old else None, lookup=lookup_of(secret)):
        invitation = _held(secret, now)
        if old is not None:
            if _works(old, now):
                raise HasAccount("account")
            accounts.retire(old)
        new = Staff.guarded.create_user(offer.email, password, name=name)
        _use(invitation, new, offer, now)
    return new


def accept(secret: str, staff: Staff, now: datetime.datetime) -> Offer:
    """Let an account in that signed in with the invited address. Raises Spent, Denied."""
    offer = look(secret, now)
    if staff.email != offer.email or not staff.is_active:
        raise Denied("another address")
    with standing(offer.city.pk, staff=staff.pk, lookup=lookup_of(secret)):
        _use(_held(secret, now), staff, offer, now)
    return offer


# ---- how ---------------------------------------------------------------------------------------------------
def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"email": _("Type a mail address, like name@example.org.")}) from None
    return address


def _made(act: Act, email: str, now: datetime.datetime, **facts) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    number = act.actor.removeprefix("staff ")
    made = Invitation(lookup=lookup_of(secret), email=email, made=now, expires=now + LASTS,
                      made_by_id=int(number) if number.isdigit() else None, **facts)  # fmt: skip
    made.save(force_insert=True)
    act.note("invite", "invitation", made.pk)
    return made, secret


def lookup_of(secret: str) -> bytes:
    """What the database finds an invitation by."""
    # The secret is random and long, so nobody can try them all.
    return blake2b(secret.encode(), digest_size=32, person=b"amparo-invite").digest()


def _usable(lookup: bytes, now: datetime.datetime):
    return Invitation.guarded.filter(lookup=lookup, used=None, withdrawn=None, expires__gt=now)


def _open(organisation: Organisation, now: datetime.datetime):
    return Invitation.guarded.filter(organisation=organisation, used=None, withdrawn=None, expires__gt=now)


def _held(secret: str, now: datetime.datetime) -> Invitation:
    """The invitation, held against whoever uses it at the same moment."""
    found = _usable(lookup_of(secret), now).select_for_update(of=("self",)).first()
    if found is None:
        raise Spent("invitation")
    return found


def _withdraw(act: Act, one: Invitation, now: datetime.datetime) -> None:
    Invitation.guarded.filter(pk=one.pk).update(withdrawn=now, email="")
    act.note("withdraw", "invitation", one.pk)


def _works(staff: Staff, now: datetime.datetime) -> bool:
    rows = Membership.guarded.filter(staff=staff, ended=None)
    return staff.is_active and any(m.ends is None or now < m.ends for m in rows)


def _works_there(organisation: Organisation, email: str, now: datetime.datetime) -> bool:
    rows = Membership.guarded.filter(organisation=organisation, staff__email=email, ended=None)
    return any(m.ends is None for m in rows)


def _use(invitation: Invitation, staff: Staff, offer: Offer, now: datetime.datetime) -> None:
    act = Act(f"staff {staff.pk}", offer.city)
    starts = offer.starts or now
    membership, made = Membership.guarded.update_or_create(
        staff=staff, organisation=offer.organisation,
        defaults={"city": offer.city, "roles": list(offer.roles), "starts": starts, "ends": offer.ends, "ended": None},
    )  # fmt: skip
    Invitation.guarded.filter(pk=invitation.pk).update(used=now, used_by=staff, email="")
    act.note("use", "invitation", invitation.pk)
    act.note("add" if made else "change", "membership", membership.pk)
    act._write_lines()
