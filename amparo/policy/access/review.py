"""A supervisor's or counsel's second look at a decision: asked for by letter; agreed, or sent back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.core.access import outbox
from amparo.core.messages import wording
from amparo.core.messages.port import Channel, Message
from amparo.core.messages.port import Kind as About
from amparo.core.models import Staff
from amparo.core.rights import Right
from amparo.policy.access.reminders import page_of, those_with
from amparo.policy.access.requests import Opened
from amparo.policy.models import Entry, IceRequest

if TYPE_CHECKING:
    from amparo.policy.access.entries import Change

TEXT = "review"
Kind, State = Entry.Kind, IceRequest.State
OWN = (Kind.RECORDED, Kind.ANSWERED, Kind.CORRECTED, Kind.DECIDED)


class NotForReview(Exception):
    """A request is not to be reviewed, or not by this person."""


class OwnWork(NotForReview):
    """Somebody would review what they recorded, answered or decided themselves."""


class NothingDecided(NotForReview):
    """There is no decision, or it was reviewed already."""


def may_review(opened: Opened, staff: Staff) -> None:
    """Raises OwnWork, NothingDecided."""
    if opened.request.state not in (State.DECIDED, State.ASK_COUNSEL):
        raise NothingDecided
    if staff.pk in _workers(opened):
        raise OwnWork


def reviewable(opened: Opened, staff: Staff) -> bool:
    """Is there a decision that this person may review?"""
    try:
        may_review(opened, staff)
    except NotForReview:
        return False
    return True


def reviewed(change: Change, agree: bool, words: str) -> None:
    """Agree with the decision, or send it back: then it is open again, and its answers can be corrected. Raises
    OwnWork, NothingDecided; then nothing is changed."""
    if change.done_before:
        return
    may_review(change.opened, change.staff)
    change.add(Kind.REVIEWED if agree else Kind.SENT_BACK, {"words": words})
    change.request.reviewed_by = change.staff if agree else None
    change.request.state = State.REVIEWED if agree else State.OPEN
    change.keep("review" if agree else "send back")


def ask(change: Change) -> None:
    """Ask for a second look at the decision that was just added: one letter to each who may give it, which leaves if
    the decision is kept. It tells the number of the request and where to read it."""
    city, request = change.act.city, change.request
    assert city is not None
    lang, number = city.languages[0], f"{request.year}-{request.number}"
    involved = _workers(change.opened) | {change.staff.pk}
    readers = those_with(Right.REQUESTS_REVIEW, city, {request.organisation_id}, change.now)[request.organisation_id]
    for staff in readers:
        if staff.pk not in involved:
            outbox.post(change.act, Message(
                channel=Channel.EMAIL, kind=About.REVIEW, to=staff.email, lang=lang,
                key=f"{TEXT} {request.pk} {request.entries} {staff.pk}",
                subject=wording.text(f"{TEXT}.subject", lang, city=city.name),
                body=wording.text(f"{TEXT}.email", lang, number=number, link=page_of(city, request)),
            ))  # fmt: skip


def _workers(opened: Opened) -> set[int]:
    """Whose own work a request is, by their numbers: they do not review it."""
    return {line.staff.pk for line in opened.lines if line.kind in OWN}
