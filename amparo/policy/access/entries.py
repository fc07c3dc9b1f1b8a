"""What is done with a request: answered, decided, corrected, printed, its duties done. Each is one entry, and a form
that is sent twice adds one."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amparo.core.access.acting import Act, Denied
from amparo.core.models import Organisation, Staff
from amparo.core.rights import Right
from amparo.policy.access import review
from amparo.policy.access.requests import Opened, duties, open_request, write
from amparo.policy.models import Duty, Entry, IceRequest

Kind, State = Entry.Kind, IceRequest.State
OURS = ("decision", "counsel")
"""Sheets for the office's own file; others are for the person."""


@dataclass(frozen=True)
class Due:
    """A duty that a decision brings with it."""

    name: str
    due: datetime.datetime | None


@dataclass(frozen=True)
class Decision:
    """What the law says to a request: the verdict on its main question, and all of them as `docs/json.md` has them."""

    verdict: str
    sure: bool
    """False: something is left for counsel."""
    law: str
    day: datetime.date
    duties: tuple[Due, ...]
    answers: Sequence[Mapping[str, Any]] = field(repr=False)


class Change:
    """One form that changes a request: what it adds is written with the act, once."""

    def __init__(self, act: Act, organisation: Organisation, id: uuid.UUID, right: Right, staff: Staff,
                 now: datetime.datetime, token: uuid.UUID) -> None:  # fmt: skip
        self.act, self.staff, self.now, self.token = act, staff, now, token
        self.opened: Opened = open_request(act, organisation, id, right, change=True)
        self.request = self.opened.request
        self.done_before = Entry.guarded.filter(request=self.request, token=token).exists()
        """This form was sent before: nothing is added."""

    def add(self, kind: str, payload: Mapping[str, Any] | None = None) -> None:
        """Add an entry."""
        self.request.entries += 1
        write(self.request, self.opened.key, self.request.entries, self.staff, self.now, kind, payload or {},
              self.token)  # fmt: skip

    def keep(self, what: str) -> None:
        """Write the request as it is now, and put on record what was done."""
        open_duties = [d.due for d in duties(self.request) if d.done_at is None]
        self.request.next_due = min((due for due in open_duties if due), default=None)
        if self.request.state in (State.REVIEWED, State.CLOSED):
            self.request.state = State.REVIEWED if open_duties else State.CLOSED
        self.request.take_turn()
        self.request.save()
        self.act.note(what, "ice request", self.request.pk)


def answered(change: Change, fact: str, fields: Sequence[tuple[str, str]], decision: Decision | None,
             why: str = "") -> None:  # fmt: skip
    """Keep an answer, and the decision if it was the last one. Where it takes the place of one on which there is a
    decision it is a correction, with its reason: what was answered before stays."""
    if change.done_before:
        return
    corrects = is_correction(change.opened, fact)
    payload = {"fact": fact, "fields": [list(pair) for pair in fields], **({"why": why} if corrects else {})}
    change.add(Kind.CORRECTED if corrects else Kind.ANSWERED, payload)
    if decision:
        _decide(change, decision)
    else:
        _open_again(change.request)
    change.keep("correct" if corrects else "answer")


def decided(change: Change, decision: Decision) -> None:
    """Decide on what is known."""
    if change.done_before:
        return
    _decide(change, decision)
    change.keep("decide")


def printed(change: Change, sheet: str, what: str = "print") -> None:
    """That a sheet was printed. In which language is not kept: that may tell of the person."""
    if not change.done_before:
        change.add(Kind.PRINTED, {"sheet": sheet})
        change.keep(what)


def noted(change: Change, words: str) -> None:
    """A note."""
    if not change.done_before:
        change.add(Kind.NOTE, {"words": words})
        change.keep("note")


def duty_done(change: Change, name: str, done: bool) -> None:
    """Tick a duty off, or take that back. Raises Denied for a duty that is none of this request's."""
    found = Duty.guarded.filter(request=change.request, name=name).first()
    if found is None:
        raise Denied("duty")
    if change.done_before or (found.done_at is not None) == done:
        return
    found.done_at, found.done_by = (change.now, change.staff) if done else (None, None)
    found.save(update_fields=["done_at", "done_by"])
    change.add(Kind.DUTY_DONE if done else Kind.DUTY_UNDONE, {"duty": name})
    change.keep("do duty" if done else "undo duty")


def answers_in(opened: Opened) -> Iterator[tuple[str, str]]:
    """The answers that count now, as the fields of a form, in the order in which they were first given."""
    latest: dict[str, list[tuple[str, str]]] = {}
    for line in opened.lines:
        if line.kind in (Kind.ANSWERED, Kind.CORRECTED):
            latest[line.payload["fact"]] = [(name, value) for name, value in line.payload["fields"]]
    for fields in latest.values():
        yield from fields


def is_correction(opened: Opened, fact: str) -> bool:
    """Would an answer take the place of one on which there is a decision?"""
    decided_at = max((line.number for line in opened.lines if line.kind == Kind.DECIDED), default=0)
    kinds = (Kind.ANSWERED, Kind.CORRECTED)
    return any(
        line.number < decided_at and line.kind in kinds and line.payload["fact"] == fact for line in opened.lines
    )


def decisions_in(opened: Opened) -> tuple[Mapping[str, Any], ...]:
    """The decisions on a request, the first one first, each as its entry holds it with `number`, `at` and `staff`."""
    made = (line for line in opened.lines if line.kind == Kind.DECIDED)
    return tuple({**line.payload, "number": line.number, "at": line.at, "staff": line.staff} for line in made)


def decision_in(opened: Opened) -> Mapping[str, Any] | None:
    """The decision that stands; none while the request is open."""
    made = decisions_in(opened)
    return made[-1] if made and opened.request.state != State.OPEN else None


# ---- how -----------------------------------------------------------------------------------------------
def _decide(change: Change, decision: Decision) -> None:
    request = change.request
    request.verdict, request.law, request.law_day = decision.verdict, decision.law, decision.day
    request.state = State.DECIDED if decision.sure else State.ASK_COUNSEL
    request.reviewed_by = None
    change.add(Kind.DECIDED, {"answers": list(decision.answers), "verdict": decision.verdict, "sure": decision.sure,
                              "law": decision.law, "day": decision.day.isoformat()})  # fmt: skip
    _set_duties(request, decision.duties)
    review.ask(change)


def _open_again(request: IceRequest) -> None:
    """An answer raises another question: until that is answered too, nothing is decided."""
    request.state, request.verdict, request.reviewed_by = State.OPEN, "", None


def _set_duties(request: IceRequest, wanted: Sequence[Due]) -> None:
    """The duties are those of the new decision. One that was done stays as it is; one that no longer applies and was
    not done goes, and the decision that brought it still tells of it."""
    there = {duty.name: duty for duty in Duty.guarded.filter(request=request)}
    names = {due.name for due in wanted}
    for name, duty in there.items():
        if name not in names and duty.done_at is None:
            duty.delete()
    for due in wanted:
        duty = there.get(due.name)
        if duty is None:
            Duty(city_id=request.city_id, organisation_id=request.organisation_id, request=request, name=due.name,
                 due=due.due).save(force_insert=True)  # fmt: skip
        elif duty.done_at is None and duty.due != due.due:
            duty.due, duty.reminded = due.due, 0
            duty.save(update_fields=["due", "reminded"])
