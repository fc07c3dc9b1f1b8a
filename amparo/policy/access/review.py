"""A supervisor's or counsel's second look at a decision: agreed, or sent back with a reason."""

from __future__ import annotations

from amparo.core.models import Staff
from amparo.policy.access.entries import Change, Kind, State
from amparo.policy.access.requests import Opened

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
    if any(line.staff == staff and line.kind in OWN for line in opened.lines):
        raise OwnWork


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
