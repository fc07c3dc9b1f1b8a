"""Who works for an organisation, and how they come and go."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from amparo.core.access.acting import Act
from amparo.core.models import Membership, Organisation, Staff
from amparo.core.rights import ROLES, Right

LONGEST_SLOT = datetime.timedelta(hours=10)
"""A volunteer's slot is at most so long."""


def members(act: Act) -> Sequence[Membership]:
    """The memberships of the city, with person and organisation. Raises Denied."""
    act.need(Right.MEMBERS_MANAGE)
    act.note("list", "membership")
    found = Membership.guarded.filter(city=act.city).select_related("staff", "organisation")
    return list(found.order_by("organisation__name", "staff__email"))


def add_member(
    act: Act,
    staff: Staff,
    organisation: Organisation,
    roles: Sequence[str],
    starts: datetime.datetime,
    ends: datetime.datetime | None = None,
) -> Membership:
    """Let a person work for an organisation of the city. Raises Denied, ValidationError."""
    act.need(Right.MEMBERS_MANAGE)
    if unknown := sorted(set(roles) - set(ROLES)):
        raise ValidationError({"roles": f"There is no role '{unknown[0]}'. There are {', '.join(ROLES)}."})
    made = Membership(staff=staff, city=act.city, organisation=organisation, roles=sorted(set(roles)),
                      starts=starts, ends=ends)  # fmt: skip
    made.full_clean()
    made.save(force_insert=True)
    act.note("add", "membership", made.pk)
    return made


def end_member(act: Act, membership: Membership, now: datetime.datetime) -> None:
    """End a membership: from now on it gives no right. Raises Denied."""
    act.need(Right.MEMBERS_MANAGE)
    Membership.guarded.filter(pk=membership.pk, city=act.city).update(ends=now)
    act.note("end", "membership", membership.pk)
