"""Who works for an organisation, and how they come and go."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from amparo.core.access.acting import Act, Denied
from amparo.core.models import Membership, Organisation, Staff
from amparo.core.rights import ROLES, Right

LONGEST_SLOT = datetime.timedelta(hours=10)
"""A volunteer's slot is at most so long."""


def members(act: Act, organisation: Organisation) -> Sequence[Membership]:
    """The memberships of an organisation, with the people. Raises Denied."""
    _need(act, organisation)
    act.note("list", "membership", organisation.pk)
    found = Membership.guarded.filter(city=act.city, organisation=organisation).select_related("staff")
    return list(found.order_by("staff__email"))


def add_member(
    act: Act,
    staff: Staff,
    organisation: Organisation,
    roles: Sequence[str],
    starts: datetime.datetime,
    ends: datetime.datetime | None = None,
) -> Membership:
    """Let a person work for an organisation of the city. Raises Denied, ValidationError."""
    _need(act, organisation)
    check_roles(roles)
    made = Membership(staff=staff, city=act.city, organisation=organisation, roles=sorted(set(roles)),
                      starts=starts, ends=ends)  # fmt: skip
    made.full_clean()
    made.save(force_insert=True)
    act.note("add", "membership", made.pk)
    return made


def end_member(act: Act, membership: Membership, now: datetime.datetime) -> None:
    """End a membership: from now on it gives no right. Raises Denied."""
    _need(act, membership.organisation)
    Membership.guarded.filter(pk=membership.pk, city=act.city).update(ends=now)
    act.note("end", "membership", membership.pk)


def check_roles(roles: Sequence[str]) -> None:
    """Raises ValidationError for a role that is none, or none at all."""
    if unknown := sorted(set(roles) - set(ROLES)):
        raise ValidationError({"roles": f"There is no role '{unknown[0]}'. There are {', '.join(ROLES)}."})
    if not roles:
        raise ValidationError({"roles": "Choose at least one role."})


def is_managed(organisation: Organisation, now: datetime.datetime) -> bool:
    """Does somebody manage an organisation of the city in which one stands?"""
    found = Membership.guarded.filter(organisation=organisation, starts__lte=now, roles__contains=["manager"])
    return any(m.ends is None or now < m.ends for m in found)


def _need(act: Act, organisation: Organisation) -> None:
    """An organisation's own managers decide who works there. The city's office does so only as long as there is
    none: it cannot let itself in to the cases of a legal aid society."""
    if act.may(Right.MEMBERS_MANAGE, organisation):
        return
    act.need_in_city(Right.CITY_MANAGE)
    if is_managed(organisation, datetime.datetime.now(datetime.UTC)):
        raise Denied(Right.MEMBERS_MANAGE)
