"""A calendar program finds an office's deadlines at a secret address, and nothing there once the address has ended."""

from __future__ import annotations

import datetime
import re
import uuid

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import timezone, translation

from amparo.core.access import members
from amparo.core.access.acting import Denied, operating
from amparo.core.models import AuditLine, Membership
from amparo.core.storage import backup_sql
from amparo.core.storage.walls import standing, step_closer
from amparo.policy.access import calendar, entries
from amparo.policy.models import CalendarFeed
from amparo.site.shelf import open_shelf
from tests.desks import client_of
from tests.policy.conftest import NOON, Desk
from tests.policy.test_records import decided, rows

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_counted(storage):
    """Nobody has fetched anything before."""
    from django.core.cache import cache

    cache.clear()


def due(desk, staff, *dues):
    """A decided request with these duties: name and day of each."""
    request = desk.record(staff)
    made = desk.decision(request)
    dues = tuple(entries.Due(name, at) for name, at in dues)
    made = entries.Decision("forbidden", True, made.law, made.day, dues, made.answers)
    desk.change(staff, request, entries.decided, made)
    return request


def feed(desk, staff, now=None):
    """A new address; its secret."""
    now = now or timezone.now()
    with desk.act(staff, now) as act:
        return calendar.make(act, desk.office, staff, now)


def address(secret, lang="en"):
    return f"/{lang}/desk/calendar/{secret}.ics"


def fetched(secret, lang="en"):
    """What a calendar program gets and makes of it."""
    answer = client_of().get(address(secret, lang))
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def mine(desk, staff):
    """The feeds that somebody has, as the database gives them to them."""
    with standing(desk.city.pk, staff=staff.pk):
        step_closer([desk.office.pk])
        return list(CalendarFeed.guarded.all())


def last_lines(desk, many):
    return [(line.actor, line.action, line.kind) for line in rows(desk, AuditLine)][-many:]


# ---- what a program finds --------------------------------------------------------------------------------
def test_a_calendar_shows_what_is_open_and_overdue_and_nothing_about_a_person(desk):
    clerk, now = desk.hire("clerk"), timezone.now().replace(microsecond=0)
    request = due(desk, clerk, ("record_request", now + 3 * DAY), ("give_copy_of_request", now - DAY),
                  ("report_requests", now + 401 * DAY), ("answer_certification_request", None))  # fmt: skip
    events = fetched(feed(desk, clerk))
    assert [(e["summary"], e["description"], e.decoded("dtstart")) for e in events] == [
        (f"Request {request.year}-1 due", "Record the request and the answer", now + 3 * DAY),
        (f"Request {request.year}-1 due", "Give the person a copy of the request", now - DAY),
    ]
    assert [e["url"] for e in events] == [f"http://localhost{desk.url(str(request.pk))}/"] * 2
    assert [[a.decoded("trigger") for a in e.walk("VALARM")] for e in events] == [[-DAY, -HOUR], []]
    assert set(events[0]) == {
        "SUMMARY", "DTSTART", "DTSTAMP", "UID", "DESCRIPTION", "URL", "CLASS", "TRANSP",
    }  # fmt: skip


def test_of_very_many_deadlines_the_nearest_are_shown(desk, monkeypatch):
    clerk, now = desk.hire("clerk"), timezone.now()
    monkeypatch.setattr(calendar, "MOST_DUTIES", 1)
    due(desk, clerk, ("record_request", now + DAY), ("report_requests", now + 2 * DAY))
    due(desk, clerk, ("record_request", now - 2 * DAY), ("report_requests", now - DAY))
    with desk.act(clerk, now) as act:
        secret = calendar.make(act, desk.office, clerk, now)
    assert [duty.due for duty in calendar.fetch(secret, now).duties] == [now + DAY, now - DAY]


def test_an_event_keeps_its_uid_when_its_day_moves_and_goes_when_the_duty_is_done(desk):
    clerk, now = desk.hire("clerk"), timezone.now()
    request = due(desk, clerk, ("record_request", now + DAY))
    secret = feed(desk, clerk)
    (before,) = fetched(secret)
    made = desk.decision(request)
    dues = (entries.Due("record_request", now + 2 * DAY),)
    moved = entries.Decision("forbidden", True, made.law, made.day, dues, made.answers)
    desk.change(clerk, request, entries.decided, moved)
    (after,) = fetched(secret)
    assert after["uid"] == before["uid"] == str(uuid.uuid5(request.pk, "record_request"))
    assert after.decoded("dtstart") - before.decoded("dtstart") == DAY
    desk.change(clerk, request, entries.duty_done, "record_request", True)
    assert fetched(secret) == []


def test_the_address_tells_the_language_of_the_calendar(desk):
    clerk = desk.hire("clerk")
    due(desk, clerk, ("record_request", timezone.now() + DAY))
    (event,) = fetched(feed(desk, clerk), "es")
    assert (event["summary"], event["description"]) == (
        "Vence la solicitud 2026-1",
        "Anotar la petición y la respuesta",
    )
    assert "/es/desk/" in event["url"]


@pytest.mark.parametrize("lang", ["en", "es", "ar", "zh-hans"])
def test_the_file_is_as_rfc_5545_has_it_in_every_line(desk, lang):
    clerk = desk.hire("clerk")
    due(desk, clerk, ("give_release_notice_to_person", timezone.now() + 2 * DAY), ("record_request", timezone.now()))
    text = client_of().get(address(feed(desk, clerk), lang)).content
    sound(text)
    words = unfolded(text)
    said = open_shelf().words[lang].question("give_release_notice_to_person").replace(",", "\\,").replace(";", "\\;")
    assert f"DESCRIPTION:{said}" in words
    assert [line.split(":", 1)[0] for line in words].count("BEGIN") == 1 + 2 + 2  # calendar, events, alarms


def sound(text):
    """What RFC 5545 asks, worked out without the library: CRLF, at most 75 bytes a line, no half of a character, each
    part closed, times in UTC with no zone to look up, and what every part needs."""
    assert text.endswith(b"\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert b"\r" not in text.replace(b"\r\n", b"")
    for line in text.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert b"TZID" not in text
    open_parts, seen = [], []
    for line in unfolded(text):
        name, value = re.fullmatch(r"([A-Z-]+)(?:;[A-Z]+=[A-Z]+)*:(.+)", line).groups()
        if name == "BEGIN":
            open_parts.append((value, []))
        elif name == "END":
            part, names = open_parts.pop()
            assert part == value
            seen.append(part)
            needed = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART", "SUMMARY"},
                      "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"}}[part]  # fmt: skip
            assert needed <= set(names)
            assert len(names) == len(set(names))
        else:
            open_parts[-1][1].append(name)
        if name in ("DTSTART", "DTSTAMP"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", value)
    assert open_parts == []
    assert seen[-1] == "VCALENDAR"


def unfolded(text):
    return text.decode().replace("\r\n ", "").split("\r\n")[:-1]


# ---- how it is answered -------------------------------------------------------------------------------------
def test_a_program_is_answered_without_a_cookie_kept_nowhere_and_on_record_as_its_owner(desk):
    clerk = desk.hire("clerk")
    secret = feed(desk, clerk)
    answer = client_of().get(address(secret))
    assert (answer["Content-Type"], answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        "text/calendar; charset=utf-8", "private, no-store", "noindex, nofollow",
    )  # fmt: skip
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert last_lines(desk, 2) == [
        (f"staff {clerk.pk}", "make", "calendar feed"), (f"staff {clerk.pk}", "fetch", "calendar feed"),
    ]  # fmt: skip
    (row,) = mine(desk, clerk)
    assert row.fetched == timezone.now().astimezone(datetime.timezone(-6 * HOUR)).date()
    assert row.expires - row.made == 400 * DAY


def test_no_row_and_no_line_holds_the_secret(desk):
    clerk = desk.hire("clerk")
    secret = feed(desk, clerk)
    client_of().get(address(secret))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT f::text, encode(lookup, 'escape') FROM policy_calendarfeed f")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT l::text FROM core_auditline l")
        kept += str(cursor.fetchall())
    assert secret not in kept
    assert secret.encode().hex() not in kept
    with translation.override("en"):
        path = reverse("calendar-feed", args=[secret])
    assert desk.city.slug not in path
    assert desk.office.slug not in path


def test_a_program_that_asks_too_often_is_told_to_wait(desk):
    secret = feed(desk, desk.hire("clerk"))
    client = client_of()
    assert [client.get(address(secret)).status_code for _ in range(31)] == [200] * 30 + [429]
    answer = client.get(address(secret))
    assert (answer["Retry-After"], answer.text) == ("60", "Too many tries. Wait a minute, then try again.\n")


# ---- when it ends -----------------------------------------------------------------------------------------
def gone(secret):
    """Is it as if there had never been such an address?"""
    answer, none = client_of().get(address(secret)), client_of().get(address("A" * 32))
    assert answer.content.decode().replace(secret, "A" * 32) == none.content.decode()
    return (answer.status_code, none.status_code) == (404, 404)


def test_a_wrong_an_ended_and_an_expired_address_lead_nowhere_alike(desk):
    clerk, now = desk.hire("clerk"), timezone.now()
    assert gone("wrong")
    ended, old = feed(desk, clerk), feed(desk, clerk, now - 250 * DAY)
    (newer, _older) = sorted(mine(desk, clerk), key=lambda one: one.made, reverse=True)
    with desk.act(clerk, now) as act:
        calendar.end(act, desk.office, clerk, newer.pk)
    assert gone(ended)
    fetched(old)
    with pytest.raises(Denied):
        calendar.fetch(old, now + 151 * DAY)
    assert last_lines(desk, 2) == [
        (f"staff {clerk.pk}", "end", "calendar feed"), (f"staff {clerk.pk}", "fetch", "calendar feed"),
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["ended", "another role", "slot over", "account closed", "hired anew"])
def test_an_address_ends_with_the_work_in_which_it_was_made(desk, how):
    clerk = desk.hire("clerk")
    secret = feed(desk, clerk)
    fetched(secret)
    lines, now = len(rows(desk, AuditLine)), timezone.now()
    with standing(desk.city.pk):
        work = Membership.guarded.filter(staff=clerk)
        if how == "account closed":
            type(clerk).guarded.filter(pk=clerk.pk).update(is_active=False)
        else:
            work.update(**{"ended": {"ended": now}, "another role": {"roles": ["manager"]}, "slot over": {"ends": now},
                           "hired anew": {"starts": now}}[how])  # fmt: skip
    assert gone(secret)
    assert len(rows(desk, AuditLine)) == lines


def test_who_is_taken_back_within_a_day_keeps_the_address(desk):
    chief, clerk = desk.hire("manager"), desk.hire("clerk")
    secret, now = feed(desk, clerk), timezone.now()
    for what in (members.end_member, members.restore_member):
        with desk.act(chief, now) as act:
            with_it = next(m for m in members.members(act, desk.office) if m.staff == clerk)
            what(act, with_it, now)
        if what is members.end_member:
            assert gone(secret)
    assert fetched(secret) == []


def test_what_has_expired_is_removed_and_shown_to_nobody_before(desk):
    clerk, now = desk.hire("clerk"), timezone.now()
    old, good = feed(desk, clerk), feed(desk, clerk)
    first = min(one.pk for one in mine(desk, clerk))
    with standing(desk.city.pk, staff=clerk.pk):
        step_closer([desk.office.pk])
        CalendarFeed.guarded.filter(pk=first).update(expires=now - HOUR)
    assert gone(old)
    with desk.act(clerk, now) as act:
        assert [one.pk for one in calendar.feeds(act, desk.office, clerk, now)] == [first + 1]
    with operating(desk.city) as act:
        assert calendar.purge(act, now) == 1
    assert [one.pk for one in mine(desk, clerk)] == [first + 1]
    assert fetched(good) == []


def test_a_backup_leaves_addresses_out_so_that_none_that_was_ended_comes_back():
    assert "policy_calendarfeed" in backup_sql.left_out()
    assert "policy_calendarfeed" not in backup_sql.key_tables()


# ---- walls ---------------------------------------------------------------------------------------------------
def test_a_calendar_holds_one_office_and_nobody_sees_anothers_addresses(desk):
    other = Desk()
    clerk, colleague, stranger = desk.hire("clerk"), desk.hire("counsel"), other.hire("clerk")
    due(other, stranger, ("record_request", timezone.now() + DAY))
    mine_here = due(desk, clerk, ("record_request", timezone.now() + DAY))
    secret = feed(desk, clerk)
    (event,) = fetched(secret)
    assert str(mine_here.pk) in event["url"]
    (row,) = mine(desk, clerk)
    assert mine(desk, colleague) == []
    with pytest.raises(Denied), desk.act(colleague) as act:
        calendar.end(act, desk.office, colleague, row.pk)
    with pytest.raises(Denied), desk.act(desk.hire("manager")) as act:
        calendar.feeds(act, desk.office, colleague, NOON)
    assert len(fetched(secret)) == 1


def test_there_are_at_most_five_addresses_of_a_person(desk):
    clerk = desk.hire("clerk")
    for _ in range(5):
        feed(desk, clerk)
    with pytest.raises(ValidationError) as error:
        feed(desk, clerk)
    assert error.value.messages == [
        "You have 5 addresses for this office already. End one that you no longer use, then make another."
    ]


# ---- the pages -----------------------------------------------------------------------------------------------
def test_a_member_of_staff_makes_an_address_sees_it_once_and_ends_it(desk):
    client = client_of(desk.hire("counsel"))
    page = client.post(desk.url("calendar/"))
    assert page.status_code == 201
    shown = re.search(r">(http://localhost/en/desk/calendar/[A-Za-z0-9_-]{32}\.ics)<", page.text)[1]
    path = shown.removeprefix("http://localhost")
    assert client_of().get(path).status_code == 200
    page = client.get(desk.url("calendar/"))
    assert path not in page.text
    assert "no-store" in page["Cache-Control"]
    end = re.search(r'action="([^"]+/calendar/\d+/end/)"', page.text)[1]
    assert client.post(end).status_code == 302
    assert client_of().get(path).status_code == 404
    assert client.post(end).status_code == 404
    assert "The address is ended. Remove the calendar from your program too." in client.get(desk.url("calendar/")).text


def test_the_sixth_address_is_refused_in_words_and_the_others_stay(desk):
    client = client_of(desk.hire("clerk"))
    assert [client.post(desk.url("calendar/")).status_code for _ in range(6)] == [201] * 5 + [422]
    assert client.get(desk.url("calendar/")).text.count("/end/") == 5


def test_whoever_reads_a_request_takes_its_deadlines_along(desk):
    clerk, counsel, now = desk.hire("clerk"), desk.hire("counsel"), timezone.now()
    request = due(desk, clerk, ("record_request", now + 500 * DAY), ("report_requests", None))
    decided(desk, clerk)
    answer = client_of(counsel).get(desk.url(f"{request.pk}/deadlines.ics"))
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["uid"] == str(uuid.uuid5(request.pk, "record_request"))
    assert answer["Cache-Control"] == "private, no-store"
    assert last_lines(desk, 1) == [(f"staff {counsel.pk}", "export", "ice request")]
    sound(answer.content)
    assert client_of(Desk().hire("clerk")).get(desk.url(f"{request.pk}/deadlines.ics")).status_code == 404
