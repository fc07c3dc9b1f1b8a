"""Letters remind of duties once for each stage and ask for review once a decision, and what has to leave leaves."""

from __future__ import annotations

import datetime

import pytest
from procrastinate.contrib.django import app

from amparo.core.access import outbox
from amparo.core.messages.port import Channel, Kind
from amparo.core.models import OutboxMessage
from amparo.core.rights import Right
from amparo.policy.access import entries, review
from amparo.policy.jobs import purge_requests, remind_of_requests
from amparo.policy.models import Duty, IceRequest
from tests.policy.conftest import NOON, Desk
from tests.policy.test_records import decided, rows

HOUR = datetime.timedelta(hours=1)


def due(desk, staff, at):
    """A decided request with one duty."""
    request = desk.record(staff)
    made = desk.decision(request)
    dues = (entries.Due("record_request", at),)
    made = entries.Decision("forbidden", True, made.law, made.day, dues, made.answers)
    desk.change(staff, request, entries.decided, made)
    return request


def letters(desk, kind=Kind.REMINDER):
    waiting = [outbox.waiting(desk.city, row.pk) for row in rows(desk, OutboxMessage)]
    return [one for one in waiting if one.kind == kind]


def at(moment):
    remind_of_requests(int(moment.timestamp()))


def test_a_reminder_goes_once_when_due_soon_and_once_when_overdue(desk):
    clerk, chief, counsel = desk.hire("clerk"), desk.hire("supervisor"), desk.hire("counsel")
    request = due(desk, clerk, NOON + 30 * HOUR)
    at(NOON)
    assert letters(desk) == []
    for _ in range(2):
        at(NOON + 10 * HOUR)
    assert sorted(one.to for one in letters(desk)) == sorted([clerk.email, chief.email])
    for _ in range(2):
        at(NOON + 31 * HOUR)
    sent = letters(desk)
    assert len(sent) == 4
    assert counsel.email not in {one.to for one in sent}
    words = sent[0].subject + sent[0].body
    assert f"{request.year}-{request.number}" in words
    assert "detainer" not in words.lower()
    assert sent[0].body.endswith(f"mark it there when it is done:\nhttp://localhost:8000{desk.url(str(request.pk))}/")
    assert rows(desk, Duty)[0].reminded == 2


def test_what_is_done_or_nobodys_work_any_more_reminds_nobody(desk):
    clerk = desk.hire("clerk")
    request = due(desk, clerk, NOON + HOUR)
    desk.change(clerk, request, entries.duty_done, "record_request", True)
    at(NOON + 2 * HOUR)
    assert letters(desk) == []


def test_a_new_day_for_a_duty_is_reminded_of_anew(desk):
    clerk = desk.hire("clerk")
    request = due(desk, clerk, NOON + HOUR)
    at(NOON)
    made = desk.decision(request)
    dues = (entries.Due("record_request", NOON + 3 * HOUR),)
    made = entries.Decision("forbidden", True, made.law, made.day, dues, made.answers)
    desk.change(clerk, request, entries.decided, made)
    at(NOON)
    assert len(letters(desk)) == 2


# ---- review ------------------------------------------------------------------------------------------------
def decides(change, decision):
    """Decide, and ask for the review."""
    entries.decided(change, decision)
    review.ask(change)


def test_a_decision_asks_for_review_once_whoever_may_give_it_and_tells_no_more_than_its_number(desk):
    clerk, chief, counsel = desk.hire("clerk"), desk.hire("supervisor"), desk.hire("counsel")
    desk.hire("manager")
    request = desk.record(clerk)
    desk.change(clerk, request, decides, desk.decision(request))
    sent = letters(desk, Kind.REVIEW)
    assert sorted(one.to for one in sent) == sorted([chief.email, counsel.email])
    assert {one.channel for one in sent} == {Channel.EMAIL}
    assert sent[0].subject == f"{desk.city.name}: your review is asked for"
    assert sent[0].body == (
        f"A colleague decided {request.year}-{request.number} and asks for your review.\n\nSign in to see it, and "
        f"agree or send it back:\nhttp://localhost:8000{desk.url(str(request.pk))}/"
    )


def test_nobody_is_asked_to_review_what_they_recorded_or_decided_themselves(desk):
    first, second, third = (desk.hire("supervisor") for _ in range(3))
    request = desk.record(first)
    desk.change(second, request, decides, desk.decision(request))
    assert [one.to for one in letters(desk, Kind.REVIEW)] == [third.email]


def test_a_new_decision_after_it_was_sent_back_asks_again(desk):
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    request = desk.record(clerk)
    desk.change(clerk, request, decides, desk.decision(request))
    desk.change(chief, request, review.reviewed, False, "Look again.", right=Right.REQUESTS_REVIEW)
    desk.change(clerk, request, decides, desk.decision(request))
    assert [one.to for one in letters(desk, Kind.REVIEW)] == [chief.email] * 2


def test_a_decision_that_is_not_kept_asks_nobody(desk):
    clerk = desk.hire("clerk")
    desk.hire("supervisor")
    request = desk.record(clerk)

    def falls(change):
        decides(change, desk.decision(request))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.change(clerk, request, falls)
    assert rows(desk, OutboxMessage) == []


def test_promise_7_the_purge_takes_every_city(desk):
    other = Desk()
    old = datetime.date.today() - datetime.timedelta(days=2000)
    for one in (desk, other):
        decided(one, one.hire("clerk"), today=old)
    purge_requests(int(datetime.datetime.now(datetime.UTC).timestamp()))
    assert rows(desk, IceRequest) == rows(other, IceRequest) == []


def test_a_worker_knows_both_jobs_and_when_they_run():
    crons = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert crons["amparo.policy.jobs.purge_requests"] == "17 * * * *"
    assert crons["amparo.policy.jobs.remind_of_requests"] == "*/5 * * * *"
