"""A request is put on record once, decided, corrected without erasing, and leaves on its day."""

from __future__ import annotations

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, connections

from amparo.core.access.acting import Denied, operating
from amparo.core.models import AuditLine
from amparo.core.rights import Right
from amparo.core.storage.walls import standing, step_closer
from amparo.policy.access import entries, leaving, listing, requests, review
from amparo.policy.models import Duty, Entry, IceRequest, RequestKey
from tests.policy.conftest import NOON, TODAY, Desk

DAY = datetime.timedelta(days=1)
SERVED = [("f.detainer_served_on_person", "yes")]


def rows(desk, model, **where):
    """What the site itself can see of a table, from inside the office."""
    with standing(desk.city.pk):
        step_closer([desk.office.pk])
        return list(model.guarded.filter(**where))


def decided(desk, staff, **more):
    request = desk.record(staff, **more)
    desk.change(staff, request, entries.decided, desk.decision(request))
    return request


# ---- recording -----------------------------------------------------------------------------------------
def test_requests_of_an_office_are_numbered_without_a_gap_and_each_year_begins_anew(desk):
    clerk = desk.hire("clerk")
    numbers = [desk.record(clerk).number for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert desk.record(clerk, today=datetime.date(2027, 1, 4)).number == 1


def test_a_form_sent_twice_makes_one_request_and_leaves_no_gap(desk):
    clerk, token = desk.hire("clerk"), uuid.uuid4()
    first, second = desk.record(clerk, token=token), desk.record(clerk, token=token)
    assert first.pk == second.pk
    assert len(rows(desk, IceRequest)) == 1
    assert desk.record(clerk).number == 2


def test_two_clerks_at_the_same_moment_get_two_numbers_and_one_form_twice_gets_one(desk):
    clerk, same = desk.hire("clerk"), uuid.uuid4()

    def record(token):
        try:
            return desk.record(clerk, token=token).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(record, [same, uuid.uuid4(), same, uuid.uuid4(), same]))
    assert sorted(set(numbers)) == [1, 2, 3]
    assert len(rows(desk, IceRequest)) == 3


def test_the_office_finds_a_request_by_its_own_file_number_and_the_database_does_not_hold_it(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk, own="b-1234  77")
    with desk.act(clerk) as act:
        found = requests.find_own(act, desk.office, " B-1234 77 ")
        assert requests.find_own(act, desk.office, "B-1234") == []
    assert [one.pk for one in found] == [request.pk]
    assert desk.open(clerk, request).own == "B-1234 77"
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT r::text || (SELECT string_agg(e::text, '') FROM policy_entry e "
                       "WHERE e.request_id = r.id) "
                       "FROM policy_icerequest r WHERE id = %s", [request.pk])  # fmt: skip
        row = cursor.fetchone()[0]
    for text in ("B-1234", "b-1234"):
        assert text not in row
        assert text.encode().hex() not in row


# ---- deciding --------------------------------------------------------------------------------------------
def test_a_detainer_at_a_jail_in_illinois_is_decided_with_its_duties(desk):
    clerk = desk.hire("clerk")
    request = decided(desk, clerk)
    opened = desk.open(clerk, request)
    assert opened.request.verdict == "forbidden"
    assert [line.kind for line in opened.lines] == ["recorded", "decided"]
    answer = opened.lines[-1].payload["answers"][0]
    assert (answer["shape"], answer["question"]["name"]) == ("amparo.verdict/1", "hold_on_detainer")
    assert {d.name for d in opened.duties} == {
        d["question"] for a in opened.lines[-1].payload["answers"] for d in a["duties"] if d["certain"]
    }
    assert opened.duties


def test_what_is_not_certain_goes_to_counsel(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    decision = desk.decision(request)
    assert any(answer["verdict"] == "undecided" for answer in decision.answers)
    desk.change(clerk, request, entries.decided, decision)
    assert desk.open(clerk, request).request.state == "ask_counsel"


def test_an_answer_sent_twice_is_kept_once(desk):
    clerk, token = desk.hire("clerk"), uuid.uuid4()
    request = desk.record(clerk)
    for _ in range(2):
        desk.change(clerk, request, entries.answered, "detainer_served_on_person", SERVED, None, token=token)
    opened = desk.open(clerk, request)
    assert [line.kind for line in opened.lines] == ["recorded", "answered"]
    assert list(entries.answers_in(opened)) == SERVED


def test_a_correction_keeps_what_was_answered_before_and_both_decisions(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    said, fact = [("f.purpose", "civil_immigration")], "purpose"
    desk.change(clerk, request, entries.answered, fact, said, desk.decision(request, said))
    mended = [("f.purpose", "other_crime")]
    desk.change(clerk, request, entries.answered, fact, mended, desk.decision(request, mended), why="Read again.")
    opened = desk.open(clerk, request)
    assert [line.kind for line in opened.lines] == ["recorded", "answered", "decided", "corrected", "decided"]
    assert opened.lines[1].payload["fields"] == [["f.purpose", "civil_immigration"]]
    assert opened.lines[3].payload == {"fact": fact, "fields": [["f.purpose", "other_crime"]], "why": "Read again."}
    assert len(entries.decisions_in(opened)) == 2
    assert list(entries.answers_in(opened)) == mended


def test_nobody_changes_or_removes_an_entry_not_even_the_site(desk):
    clerk = desk.hire("clerk")
    request = decided(desk, clerk)
    with pytest.raises(ProgrammingError, match="permission denied"), desk.act(clerk):
        Entry.guarded.filter(request=request).update(kind="note")
    with desk.act(clerk):
        assert Entry.guarded.filter(request=request)._raw_delete("default") == 0
        assert RequestKey.guarded.filter(request=request)._raw_delete("default") == 0
    assert len(rows(desk, Entry, request=request)) == 2


def test_a_duty_is_ticked_off_and_taken_back_and_both_stay_on_record(desk):
    clerk = desk.hire("clerk")
    request = decided(desk, clerk)
    name = desk.open(clerk, request).duties[0].name
    desk.change(clerk, request, entries.duty_done, name, True)
    desk.change(clerk, request, entries.duty_done, name, True)
    assert [d.name for d in desk.open(clerk, request).duties if d.done_at] == [name]
    desk.change(clerk, request, entries.duty_done, name, False)
    opened = desk.open(clerk, request)
    assert [line.kind for line in opened.lines][-2:] == ["duty_done", "duty_undone"]
    assert not any(d.done_at for d in opened.duties)


def test_the_request_is_due_when_the_first_of_its_open_duties_is(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    soon, later = NOON + DAY, NOON + 3 * DAY
    decision = desk.decision(request)
    dues = (entries.Due("late", later), entries.Due("early", soon), entries.Due("some_day", None))
    decision = entries.Decision(decision.verdict, True, decision.law, decision.day, dues, decision.answers)
    desk.change(clerk, request, entries.decided, decision)
    assert desk.open(clerk, request).request.next_due == soon
    assert [d.name for d in desk.open(clerk, request).duties] == ["early", "late", "some_day"]
    desk.change(clerk, request, entries.duty_done, "early", True)
    assert desk.open(clerk, request).request.next_due == later
    desk.change(clerk, request, entries.duty_done, "early", False)
    assert desk.open(clerk, request).request.next_due == soon


# ---- review ------------------------------------------------------------------------------------------------
def test_who_recorded_or_answered_a_request_cannot_review_it(desk):
    clerk, chief, other = desk.hire("clerk"), desk.hire("supervisor"), desk.hire("supervisor")
    request = desk.record(clerk)
    desk.change(chief, request, entries.answered, "purpose", [("f.purpose", "?")], desk.decision(request))
    for staff, right in ((clerk, Right.REQUESTS_RECORD), (chief, Right.REQUESTS_REVIEW)):
        with pytest.raises(review.OwnWork):
            desk.change(staff, request, review.reviewed, True, "", right=right)
    desk.change(other, request, review.reviewed, True, "Agreed.", right=Right.REQUESTS_REVIEW)
    assert desk.open(clerk, request).request.reviewed_by == other
    with pytest.raises(review.NothingDecided):
        desk.change(other, request, review.reviewed, True, "", right=Right.REQUESTS_REVIEW)


def test_what_is_sent_back_is_open_again_with_the_reason(desk):
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    request = decided(desk, clerk)
    desk.change(chief, request, review.reviewed, False, "Look at the signature.", right=Right.REQUESTS_REVIEW)
    opened = desk.open(clerk, request)
    assert (opened.request.state, opened.request.reviewed_by) == ("open", None)
    assert opened.lines[-1].payload == {"words": "Look at the signature."}


def test_a_reviewed_request_closes_with_its_last_duty_and_opens_when_that_is_taken_back(desk):
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    request = decided(desk, clerk)
    desk.change(chief, request, review.reviewed, True, "", right=Right.REQUESTS_REVIEW)
    assert desk.open(clerk, request).request.state == "reviewed"
    names = [d.name for d in desk.open(clerk, request).duties]
    for name in names:
        desk.change(clerk, request, entries.duty_done, name, True)
    assert desk.open(clerk, request).request.state == "closed"
    desk.change(clerk, request, entries.duty_done, names[0], False)
    assert desk.open(clerk, request).request.state == "reviewed"


# ---- leaving -----------------------------------------------------------------------------------------------
def test_promise_7_requests_leave_on_their_day_with_keys_entries_and_duties(desk):
    clerk = desk.hire("clerk")
    old = datetime.date.today() - 1095 * DAY
    gone, kept = decided(desk, clerk, today=old), decided(desk, clerk)
    held = decided(desk, clerk, today=old)
    desk.change(clerk, held, leaving.hold, True, "Case pending.")
    with operating(desk.city) as act:
        assert leaving.purge(act, datetime.date.today(), 100) == 1
    assert {one.pk for one in rows(desk, IceRequest)} == {kept.pk, held.pk}
    for model in (Entry, Duty, RequestKey):
        assert not rows(desk, model, request=gone)
        assert rows(desk, model, request=held)
    lines = rows(desk, AuditLine, action="purge")
    assert [line.record for line in lines] == [str(gone.pk)]
    desk.change(clerk, held, leaving.hold, False, "Case over.")
    with operating(desk.city) as act:
        assert leaving.purge(act, datetime.date.today(), 100) == 1


def test_a_city_sets_how_long_requests_of_a_kind_are_kept(desk):
    clerk = desk.hire("clerk")
    with operating(desk.city) as act:
        leaving.set_schedule(act, {"immigration_detainer": 30, "every": 90})
    assert desk.record(clerk).expires == TODAY + 30 * DAY
    assert desk.record(clerk, "interview").expires == TODAY + 90 * DAY
    with operating(desk.city) as act:
        leaving.set_schedule(act, {"immigration_detainer": None})
        assert leaving.schedule(act)["every"] == 90
    assert desk.record(clerk).expires == TODAY + 90 * DAY


# ---- walls ---------------------------------------------------------------------------------------------------
def test_promise_4_another_office_of_the_city_and_another_city_see_nothing(desk):
    clerk, other = desk.hire("clerk"), Desk()
    stranger = other.hire("supervisor")
    request = decided(desk, clerk)
    with pytest.raises(Denied):
        other.open(stranger, request)
    for model in (IceRequest, Entry, Duty, RequestKey):
        with standing(desk.city.pk):
            assert model.guarded.count() == 0
        with other.act(stranger):
            assert model.guarded.count() == 0


@pytest.mark.parametrize("role", ["advocate", "auditor", "manager", "analyst"])
def test_who_has_no_right_to_requests_opens_lists_and_changes_none(desk, role):
    clerk, staff = desk.hire("clerk"), desk.hire(role)
    request = desk.record(clerk)
    with desk.act(staff) as act:
        for call in (
            lambda: requests.open_request(act, desk.office, request.pk),
            lambda: requests.find_own(act, desk.office, "1"),
            lambda: listing.page(act, desk.office, listing.Filter(), staff, NOON),
            lambda: listing.counted(act, desk.office, listing.Filter(), staff, NOON),
            lambda: listing.of_year(act, desk.office, 2026, 10),
            lambda: leaving.expiring(act, desk.office, TODAY),
            lambda: leaving.purge(act, TODAY, 1),
        ):
            with pytest.raises(Denied):
                call()
    with pytest.raises(Denied):
        desk.record(staff)
    assert len(rows(desk, Entry, request=request)) == 1


def test_counsel_reads_and_reviews_and_records_nothing(desk):
    clerk, counsel = desk.hire("clerk"), desk.hire("counsel")
    request = decided(desk, clerk)
    with pytest.raises(Denied):
        desk.change(counsel, request, entries.noted, "x")
    desk.change(counsel, request, review.reviewed, True, "", right=Right.REQUESTS_REVIEW)


# ---- the list ------------------------------------------------------------------------------------------------
def test_the_list_shows_what_is_due_first_then_the_newest_and_every_request_once(desk, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 3)
    clerk = desk.hire("clerk")
    made = [desk.record(clerk, received=NOON - n * DAY) for n in range(5)]
    for request, days in ((made[4], 2), (made[3], 1)):
        decision = desk.decision(request)
        dues = (entries.Due("copy", NOON + days * DAY),)
        decision = entries.Decision("forbidden", True, decision.law, decision.day, dues, decision.answers)
        desk.change(clerk, request, entries.decided, decision)
    wanted = [made[3].pk, made[4].pk, made[0].pk, made[1].pk, made[2].pk]
    with desk.act(clerk) as act:

        def look(**more):
            return listing.page(act, desk.office, listing.Filter(), clerk, NOON, **more)

        first = look()
        second = look(after=first.after)
        back = look(before=second.before)
    assert [r.pk for r in first.rows] + [r.pk for r in second.rows] == wanted
    assert [r.pk for r in back.rows] == wanted[:3]
    assert (first.before, second.after, back.before) == ("", "", "")


def test_filters_find_by_state_kind_clock_and_person(desk):
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    detainer, talk = decided(desk, clerk), desk.record(chief, "interview")

    def found(staff=clerk, **wanted):
        with desk.act(staff) as act:
            shown = listing.page(act, desk.office, listing.Filter(**wanted), staff, NOON)
            assert listing.counted(act, desk.office, listing.Filter(**wanted), staff, NOON) == len(shown.rows)
        return {r.pk for r in shown.rows}

    assert found() == {detainer.pk, talk.pk}
    assert found(state="ask_counsel") == {detainer.pk}
    assert found(kind="interview_request") == {talk.pk}
    assert found(who="recorded") == {detainer.pk}
    assert found(chief, who="review") == {detainer.pk}
    assert found(who="review") == set()
    assert found(due="overdue") == set()
    assert found(state="closed") == set()


def test_a_key_of_a_page_that_nobody_can_read_shows_the_first_page(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    with desk.act(clerk) as act:
        for key in ("x", "1.2", "9" * 40 + ".00", "." + "0" * 32):
            shown = listing.page(act, desk.office, listing.Filter(), clerk, NOON, after=key)
            assert [r.pk for r in shown.rows] == [request.pk]


def test_a_saved_filter_is_seen_by_nobody_else(desk):
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    with desk.act(clerk) as act:
        listing.save_filter(act, desk.office, clerk, " Mine ", "who=recorded")
        listing.save_filter(act, desk.office, clerk, "Mine", "state=open")
    with desk.act(chief):
        assert listing.saved(desk.office, clerk) == []
    with desk.act(clerk) as act:
        (one,) = listing.saved(desk.office, clerk)
        assert (one.name, one.query) == ("Mine", "state=open")
        listing.remove_filter(act, desk.office, clerk, one.pk)
        assert listing.saved(desk.office, clerk) == []


def test_promise_6_opening_and_listing_are_on_record(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    desk.open(clerk, request)
    with desk.act(clerk) as act:
        listing.page(act, desk.office, listing.Filter(), clerk, NOON)
    lines = rows(desk, AuditLine, actor=f"staff {clerk.pk}", kind="ice request")
    assert [(line.action, line.record) for line in sorted(lines, key=lambda one: one.number)] == [
        ("record", str(request.pk)), ("open", str(request.pk)), ("list", ""),
    ]  # fmt: skip
    assert connection.in_atomic_block is False
