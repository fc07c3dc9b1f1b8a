"""Who works for an organisation, and how they come and go."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from amparo.core.access.acting import Act, Denied
from amparo.core.models import Membership, Organisation, Staff
from amparo.core.rights import ROLES, Right

LONGEST_SLOT = datetime.timedelta(hours=10)
"""A volunteer's slot is at most so long."""
UNDONE_WITHIN = datetime.timedelta(hours=24)
"""For so long the end of a membership can be undone."""


def members(act: Act, organisation: Organisation) -> Sequence[Membership]:
    """The memberships of an organisation, with the people. Raises Denied."""
    need_to_manage(act, organisation)
    act.note("list", "membership", organisation.pk)
    found = Membership.guarded.filter(city=act.city, organisation=organisation).select_related("staff")
    return list(found.order_by("staff__email"))


def member(act: Act, organisation: Organisation, id: int) -> Membership:
    """One membership of an organisation. Raises Denied."""
    need_to_manage(act, organisation)
    found = Membership.guarded.filter(pk=id, city=act.city, organisation=organisation).select_related(
        "staff", "organisation"
    )
    if one := found.select_for_update(of=("self",)).first():
        return one
    raise Denied("membership")


def add_member(
    act: Act,
    staff: Staff,
    organisation: Organisation,
    roles: Sequence[str],
    starts: datetime.datetime,
    ends: datetime.datetime | None = None,
) -> Membership:
    """Let a person work for an organisation of the city. Raises Denied, ValidationError."""
    need_to_manage(act, organisation)
    check_roles(roles)
    made = Membership(staff=staff, city=act.city, organisation=organisation, roles=sorted(set(roles)),
                      starts=starts, ends=ends)  # fmt: skip
    made.full_clean()
    made.save(force_insert=True)
    act.note("add", "membership", made.pk)
    return made


def change_member(
    act: Act, membership: Membership, roles: Sequence[str], ends: datetime.datetime | None, now: datetime.datetime
) -> None:
    """Give a person other roles, or another end. Raises Denied, ValidationError."""
    need_to_manage(act, membership.organisation)
    check_roles(roles)
    if ends is not None and ends <= max(now, membership.starts):
        raise ValidationError({"ends": _("The end must lie in the future, and after the start.")})
    if "manager" not in roles or ends is not None:
        _need_another_manager(membership, now)
    Membership.guarded.filter(pk=membership.pk, city=act.city).update(roles=sorted(set(roles)), ends=ends)
    act.note("change", "membership", membership.pk)


def end_member(act: Act, membership: Membership, now: datetime.datetime) -> None:
    """End a membership: from now on it gives no right. Raises Denied, ValidationError for the last manager."""
    need_to_manage(act, membership.organisation)
    _need_another_manager(membership, now)
    Membership.guarded.filter(pk=membership.pk, city=act.city, ended=None).update(ended=now)
    act.note("end", "membership", membership.pk)


def restore_member(act: Act, membership: Membership, now: datetime.datetime) -> None:
    """Undo the end of a membership, for a day after it. Raises Denied."""
    need_to_manage(act, membership.organisation)
    if membership.ended is None or now - membership.ended > UNDONE_WITHIN or not membership.staff.is_active:
        raise Denied("too late")
    Membership.guarded.filter(pk=membership.pk, city=act.city).update(ended=None)
    act.note("restore", "membership", membership.pk)


def check_roles(roles: Sequence[str]) -> None:
    """Raises ValidationError for a role that is none, or none at all."""
    if unknown := sorted(set(roles) - set(ROLES)):
        raise ValidationError({"roles": f"There is no role '{unknown[0]}'. There are {', '.join(ROLES)}."})
    if not roles:
        raise ValidationError({"roles": _("Choose at least one role.")})


def check_slot(starts: datetime.datetime | None, ends: datetime.datetime | None, now: datetime.datetime) -> None:
    """Raises ValidationError for a volunteer's slot that has no start, ends before it, is over, or is too long."""
    if ends is None:
        if starts is not None:
            raise ValidationError({"ends": _("Say when the slot ends, or leave both fields empty.")})
        return
    if starts is None:
        raise ValidationError({"starts": _("Say when the slot starts, or leave both fields empty.")})
    if ends <= starts:
        raise ValidationError({"ends": _("The slot must end after it starts.")})
    if ends <= now:
        raise ValidationError({"ends": _("This slot is over already.")})
    if ends - starts > LONGEST_SLOT:
        hours = int(LONGEST_SLOT.total_seconds() // 3600)
        raise ValidationError({"ends": _("A slot lasts at most %(hours)s hours.") % {"hours": hours}})


def is_managed(organisation: Organisation, now: datetime.datetime) -> bool:
    """Does somebody manage an organisation of the city in which one stands?"""
    return bool(_managers(organisation, now))


def need_to_manage(act: Act, organisation: Organisation) -> None:
    """An organisation's own managers decide who works there. The city's office does so only as long as there is
    none: it cannot let itself in to the cases of a legal aid society. Raises Denied."""
    if act.may(Right.MEMBERS_MANAGE, organisation):
        return
    act.need_in_city(Right.CITY_MANAGE)
    if is_managed(organisation, datetime.datetime.now(datetime.UTC)):
        raise Denied(Right.MEMBERS_MANAGE)


def _managers(organisation: Organisation, now: datetime.datetime) -> list[Membership]:
    found = Membership.guarded.filter(
        organisation=organisation, starts__lte=now, ended=None, roles__contains=["manager"]
    )  # fmt: skip
    return [m for m in found.order_by("pk") if m.ends is None or now < m.ends]


def _need_another_manager(membership: Membership, now: datetime.datetime) -> None:
    """Raises ValidationError where nobody would be left to let people in. Managers are taken in one order and held,
    so that two who leave at once do not both find the other."""
    Organisation.guarded.select_for_update(no_key=True).get(pk=membership.organisation_id)
    managers = [m.pk for m in _managers(membership.organisation, now)]
    if managers == [membership.pk]:
        raise ValidationError({"roles": _("This is the only manager. Make somebody else a manager first.")})
