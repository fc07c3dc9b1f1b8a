"""Letters about duties that are due soon or overdue: one for each duty and stage, to each who records requests there.

A letter names the number of the request, when it is due and where to read it, and nothing else.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import F, Q

from amparo.core.access import outbox
from amparo.core.access.acting import Act
from amparo.core.messages import wording
from amparo.core.messages.port import Channel, Kind, Message
from amparo.core.models import City, Membership, Staff
from amparo.core.rights import Right, rights_of
from amparo.policy.access.listing import SOON
from amparo.policy.models import Duty, IceRequest
from amparo.staff.letters import address, moment, site_base

DUE_SOON, OVERDUE = 1, 2
TEXT = "request_due"


def remind(act: Act, now: datetime.datetime, most: int) -> int:
    """Write the letters about at most so many duties, the most urgent first. The letters and what is remembered about
    them are written together, so none is lost and none goes twice. Returns how many duties it took. Raises Denied."""
    mine = act.need_somewhere(Right.REQUESTS_RECORD)
    assert act.city is not None
    waiting = Q(due__lt=now, reminded__lt=OVERDUE) | Q(due__lt=now + SOON, reminded__lt=DUE_SOON)
    found = Duty.guarded.filter(waiting, city=act.city, organisation__in=mine, done_at=None)
    found = found.select_related("request__organisation")
    duties = list(found.order_by(F("due")).select_for_update(skip_locked=True, of=("self",))[:most])
    readers = those_with(Right.REQUESTS_RECORD, act.city, {duty.organisation_id for duty in duties}, now)
    for duty in duties:
        duty.reminded = OVERDUE if duty.due and duty.due < now else DUE_SOON
        for staff in readers[duty.organisation_id]:
            outbox.post(act, _letter(act.city, duty, staff))
        duty.save(update_fields=["reminded"])
        act.note("remind", "ice request", duty.request_id)
    return len(duties)


def _letter(city: City, duty: Duty, staff: Staff) -> Message:
    assert duty.due is not None
    lang, number = city.languages[0], f"{duty.request.year}-{duty.request.number}"
    due = moment(duty.due, city)
    return Message(
        channel=Channel.EMAIL, kind=Kind.REMINDER, to=staff.email, lang=lang,
        key=f"{TEXT} {duty.pk} {duty.due.timestamp():.0f} {duty.reminded} {staff.pk}",
        subject=wording.text(f"{TEXT}.subject", lang, city=city.name, number=number, due=due),
        body=wording.text(f"{TEXT}.email", lang, number=number, due=due, link=page_of(city, duty.request)),
    )  # fmt: skip


def those_with(right: Right, city: City, organisations: set[int],
               now: datetime.datetime) -> Mapping[int, Sequence[Staff]]:  # fmt: skip
    """Who has a right in each of these organisations, by its number, at a moment."""
    found: dict[int, list[Staff]] = {number: [] for number in organisations}
    there = Membership.guarded.filter(city=city, organisation__in=organisations, starts__lte=now, ended=None)
    for one in there.filter(staff__is_active=True).select_related("staff").order_by("pk"):
        if right in rights_of(one.roles) and (one.ends is None or now < one.ends):
            found[one.organisation_id].append(one.staff)
    return found


def page_of(city: City, request: IceRequest) -> str:
    """The address of a request's page, for a letter."""
    return site_base() + address(city, "request", city.slug, request.organisation.slug, str(request.pk))
