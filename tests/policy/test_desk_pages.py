"""The pages of the request desk: who may open which, and what a clerk, a supervisor and counsel do there."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from amparo.core.models import AuditLine, OutboxMessage
from amparo.policy.access import listing
from amparo.policy.models import Duty, Entry, IceRequest, SavedFilter
from tests.desks import client_of
from tests.policy.conftest import Desk
from tests.policy.test_records import decided, rows

READ, RECORD, REVIEW = {"clerk", "supervisor", "counsel"}, {"clerk", "supervisor"}, {"supervisor", "counsel"}
PAGES = [
    # path, method, who may, the answer to them
    ("", "get", READ, 200),
    ("?row={id}", "get", READ, 200),
    ("new/", "get", RECORD, 200),
    ("new/", "post", RECORD, 422),
    ("find/", "post", READ, 422),
    ("filters/", "post", READ, 302),
    ("filters/1/remove/", "post", READ, 302),
    ("2026.csv", "get", READ, 200),
    ("leaving/", "get", READ, 200),
    ("calendar/", "get", READ, 200),
    ("{id}/", "get", READ, 200),
    ("{id}/question/", "get", RECORD, 302),
    ("{id}/question/purpose/", "get", RECORD, 200),
    ("{id}/question/purpose/", "post", RECORD, 422),
    ("{id}/decide/", "post", RECORD, 302),
    ("{id}/sheet/", "post", READ, 200),
    ("{id}/copy/", "post", READ, 422),
    ("{id}/consent/", "post", READ, 302),
    ("{id}/deadlines.ics", "get", READ, 200),
    ("{id}/duties/{duty}/done/", "post", RECORD, 302),
    ("{id}/duties/{duty}/undone/", "post", RECORD, 302),
    ("{id}/review/", "post", REVIEW, 422),
    ("{id}/note/", "post", RECORD, 422),
    ("{id}/hold/", "post", REVIEW, 422),
]


def form_of(page):
    """The token of the first form that has one."""
    return re.search(r'name="token" value="([0-9a-f-]{36})"', page.content.decode())[1]


def state(desk):
    """All that a request could change."""
    return [sorted(rows_of(desk, model)) for model in (IceRequest, Entry, Duty, SavedFilter)]


def rows_of(desk, model):
    return [str({k: v for k, v in vars(row).items() if k != "_state"}) for row in rows(desk, model)]


# ---- who may -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def walked(storage):
    """A desk with one decided request, another city, and a client for each caller."""
    desk, other = Desk(), Desk()
    request = decided(desk, desk.hire("clerk"))
    duty = rows(desk, Duty, request=request)[0].name
    callers = {role: client_of(desk.hire(role)) for role in ("clerk", "supervisor", "counsel", "advocate", "manager")}
    callers |= {"stranger": client_of(other.hire("supervisor")), "nobody": client_of()}
    return desk, request, duty, callers


@pytest.mark.parametrize(("path", "method", "allowed", "status"), PAGES)
@pytest.mark.parametrize("caller", ["nobody", "stranger", "advocate", "manager", "clerk", "supervisor", "counsel"])
def test_promise_4_a_page_is_there_for_those_with_the_right_and_for_nobody_else(
    walked, caller, path, method, allowed, status
):
    desk, request, duty, callers = walked
    url = desk.url(path.format(id=request.pk, duty=duty))
    before, lines, sent = state(desk), len(rows(desk, AuditLine)), len(rows(desk, OutboxMessage))
    answer = getattr(callers[caller], method)(url)
    if caller in allowed:
        assert answer.status_code == status
        assert "no-store" in answer["Cache-Control"]
        return
    if caller == "nobody":
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))
    else:
        none = str(uuid.uuid4())
        other = getattr(callers[caller], method)(desk.url(path.format(id=none, duty=duty)))
        assert answer.status_code == 404
        assert answer.content.decode().replace(str(request.pk), none) == other.content.decode()
    assert (state(desk), len(rows(desk, AuditLine)), len(rows(desk, OutboxMessage))) == (before, lines, sent)


def test_only_the_citys_office_sets_the_record_schedule(walked):
    desk, _request, _duty, callers = walked
    url = f"/en/desk/{desk.city.slug}/requests/schedule/"
    assert {name: one.get(url).status_code for name, one in callers.items()} == {
        **dict.fromkeys(callers, 404), "nobody": 302,
    }  # fmt: skip


# ---- from the paper to the sheet -----------------------------------------------------------------------------
def record(desk, client, **more):
    page = client.get(desk.url("new/"))
    facts = {"paper": "i-247a", "received": "2026-11-20T09:30", "channel": "fax", "token": form_of(page), **more}
    return client.post(desk.url("new/"), facts)


def test_a_clerk_records_a_detainer_answers_and_gets_the_decision_with_its_sheet(desk):
    client = client_of(desk.hire("clerk"))
    at = record(desk, client)["Location"]
    asked = []
    while "/question/" in at:
        page = client.get(at)
        assert page.status_code == 200
        fact = at.rstrip("/").rsplit("/", 1)[-1]
        asked.append(fact)
        choices = re.findall(rf'name="f\.{fact}" value="([a-z_?]+)"', page.content.decode())
        at = client.post(at, {"token": form_of(page), f"f.{fact}": choices[0]})["Location"]
    (request,) = rows(desk, IceRequest)
    assert (request.verdict, request.state) == ("forbidden", "decided")
    assert [e.kind for e in rows(desk, Entry)] == ["recorded", *["answered"] * len(asked), "decided"]
    page = client.get(at)
    text = page.content.decode()
    assert "The sheriff must not hold this person past release on the detainer." in text
    assert "You must also" in text
    sheet = client.post(f"{at}sheet/", {"token": form_of(page)})
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")
    assert rows(desk, Entry)[-1].kind == "printed"


def test_an_answer_whose_receipt_was_lost_can_be_sent_again_and_counts_once(desk):
    client = client_of(desk.hire("clerk"))
    at = record(desk, client)["Location"]
    page = client.get(at)
    form = {"token": form_of(page), "do": "unknown"}
    first, second = client.post(at, form), client.post(at, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert client.get(second["Location"])["Location"] == first["Location"]
    assert [e.kind for e in rows(desk, Entry)] == ["recorded", "answered"]


def test_what_was_typed_stays_when_something_is_wrong_and_each_field_says_what(desk):
    client = client_of(desk.hire("clerk"))
    page = record(desk, client, paper="i-999", received="2126-01-01T10:00", own="B-77")
    text = page.content.decode()
    assert page.status_code == 422
    assert "This moment is still to come. Give the one at which it arrived." in text
    assert 'value="B-77"' in text
    assert 'value="2126-01-01T10:00"' in text
    assert rows(desk, IceRequest) == []
    page = record(desk, client, paper="", received="yesterday")
    assert "Choose what you received." in page.content.decode()
    assert "This is no day and hour we can read." in page.content.decode()


def test_an_answer_that_cannot_be_read_or_is_missing_is_asked_for_again_and_not_kept(desk):
    client = client_of(desk.hire("clerk"))
    request = desk.record(desk.hire("clerk"))
    url = desk.url(f"{request.pk}/question/release_due/")
    page = client.post(url, {"f.release_due.date": "2026-13-40", "f.release_due.time": "10:00"})
    assert page.status_code == 422
    assert "This is no day and hour we can read." in page.content.decode()
    assert "2026-13-40" in page.content.decode()
    page = client.post(desk.url(f"{request.pk}/question/purpose/"), {})
    assert page.status_code == 422
    assert [e.kind for e in rows(desk, Entry)] == ["recorded"]


def test_what_the_paper_or_the_office_settles_cannot_be_answered_otherwise(desk):
    client = client_of(desk.hire("clerk"))
    request = desk.record(desk.hire("clerk"))
    for fact in ("agency", "request", "request_received", "no_such_fact", "on"):
        url = desk.url(f"{request.pk}/question/{fact}/")
        assert client.get(url).status_code == 404
        assert client.post(url, {f"f.{fact}": "police"}).status_code == 404
    assert [e.kind for e in rows(desk, Entry)] == ["recorded"]


def test_a_correction_asks_for_a_reason_and_shows_both_decisions(desk):
    client = client_of(desk.hire("clerk"))
    request = desk.record(desk.hire("clerk"))
    url = desk.url(f"{request.pk}/question/purpose/")
    client.post(url, {"f.purpose": "civil_immigration"})
    client.post(desk.url(f"{request.pk}/decide/"))
    page = client.post(url, {"f.purpose": "other_crime"})
    assert page.status_code == 422
    assert "Say why the answer is corrected, in a few words." in page.content.decode()
    client.post(url, {"f.purpose": "other_crime", "why": "The paper names a crime."})
    client.post(desk.url(f"{request.pk}/decide/"))
    text = client.get(desk.url(f"{request.pk}/")).content.decode()
    assert "Earlier decisions" in text
    assert "The paper names a crime." in text
    assert [e.kind for e in rows(desk, Entry)] == ["recorded", "answered", "decided", "corrected", "decided"]


def test_what_is_not_known_is_put_to_counsel_with_the_open_facts(desk):
    client = client_of(desk.hire("clerk"))
    request = desk.record(desk.hire("clerk"))
    client.post(desk.url(f"{request.pk}/decide/"))
    text = client.get(desk.url(f"{request.pk}/")).content.decode()
    assert "Ask counsel before you act." in text
    assert "Open: for counsel" in text
    opened = rows(desk, IceRequest)[0]
    assert opened.state == "ask_counsel"
    sheet = client.post(desk.url(f"{request.pk}/sheet/"))
    assert sheet.content[:5] == b"%PDF-"


def test_a_duty_is_done_with_one_button_and_undone_from_the_notice(desk):
    client = client_of(desk.hire("clerk"))
    request = decided(desk, desk.hire("clerk"))
    name = rows(desk, Duty)[0].name
    page = client.post(desk.url(f"{request.pk}/duties/{name}/done/"), follow=True)
    text = page.content.decode()
    undo = desk.url(f"{request.pk}/duties/{name}/undone/")
    assert "Marked as done." in text
    assert f'action="{undo}"' in text
    client.post(undo)
    assert [d.done_at for d in rows(desk, Duty, name=name)] == [None]


def test_a_supervisor_agrees_and_the_recorder_is_told_that_somebody_else_must(desk):
    chief, other = desk.hire("supervisor"), desk.hire("supervisor")
    request = decided(desk, chief)
    own = client_of(chief)
    page = own.post(desk.url(f"{request.pk}/review/"), {"do": "agree"})
    assert page.status_code == 422
    assert "You recorded or answered this request yourself" in page.content.decode()
    second = client_of(other)
    page = second.post(desk.url(f"{request.pk}/review/"), {"do": "back"})
    assert "Say what is to be looked at again." in page.content.decode()
    assert second.post(desk.url(f"{request.pk}/review/"), {"do": "agree"}).status_code == 302
    assert rows(desk, IceRequest)[0].state == "reviewed"


def test_a_note_and_a_hold_are_kept_sealed_and_a_form_sent_twice_counts_once(desk):
    chief = client_of(desk.hire("supervisor"))
    request = decided(desk, desk.hire("clerk"))
    note = {"words": "Called the court at noon.", "token": str(uuid.uuid4())}
    for _ in range(2):
        assert chief.post(desk.url(f"{request.pk}/note/"), note).status_code == 302
    assert [e.kind for e in rows(desk, Entry)].count("note") == 1
    assert all(b"Called the court" not in bytes(e.payload) for e in rows(desk, Entry))
    chief.post(desk.url(f"{request.pk}/hold/"), {"words": "Lawsuit.", "do": "hold"})
    assert rows(desk, IceRequest)[0].held is True
    assert "On hold" in chief.get(desk.url()).content.decode()


def test_a_form_of_another_site_changes_nothing(desk):
    from django.test import Client

    client = client_of(desk.hire("clerk"))
    forged = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    forged.cookies = client.cookies
    assert forged.post(desk.url("new/"), {"paper": "i-247a"}).status_code == 403
    assert rows(desk, IceRequest) == []


def test_a_double_click_on_continue_records_one_request(desk):
    client = client_of(desk.hire("clerk"))
    token = str(uuid.uuid4())
    first, second = (record(desk, client, token=token) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert [(r.number, r.entries) for r in rows(desk, IceRequest)] == [(1, 1)]


# ---- the list ------------------------------------------------------------------------------------------------
def test_the_list_is_filtered_and_a_filter_is_saved_and_removed(desk):
    clerk = desk.hire("clerk")
    client = client_of(clerk)
    decided(desk, clerk), desk.record(clerk, "interview")
    text = client.get(desk.url("?state=ask_counsel")).content.decode()
    assert "1 request" in text
    assert "2026-1  " in text
    assert "2026-2  " not in text
    client.post(desk.url("filters/"), {"name": "For counsel", "query": "state=ask_counsel&x=1"})
    assert "For counsel" in client.get(desk.url()).content.decode()
    with desk.act(clerk):
        (one,) = listing.saved(desk.office, clerk)
    assert one.query == "state=ask_counsel"
    client.post(desk.url(f"filters/{one.pk}/remove/"))
    assert "For counsel" not in client.get(desk.url()).content.decode()


def test_a_row_opens_beside_the_list_and_that_is_put_on_record_as_its_own_page_is(desk):
    clerk = desk.hire("clerk")
    client, request = client_of(clerk), decided(desk, clerk, own="B-77")
    lines = AuditLine.guarded.using("owner").filter(city_id=desk.city.pk)
    last = lines.count()
    page = client.get(desk.url(f"?state=ask_counsel&row={request.pk}"))
    beside = page.content.decode().split("<aside", 1)[1]
    assert "2026-1 · Immigration detainer" in beside
    assert "The sheriff must not hold this person past release on the detainer." in beside
    assert "Ask counsel before you act." in beside
    assert "The sheriff must count this request in its periodic report." in beside
    assert re.findall(r'class="close" href="([^"]*)"', beside) == ["?state=ask_counsel"]
    assert f'href="{desk.url(f"{request.pk}/")}">Open the whole record' in beside
    assert "B-77" not in page.content.decode()
    found = [(line.action, line.kind, line.record) for line in lines.order_by("number")[last:]]
    assert found == [("open", "ice request", str(request.pk)), ("list", "ice request", "")]


def test_beside_the_list_there_is_one_thing_to_do_and_it_is_the_next_one(desk):
    clerk, chief, counsel = desk.hire("clerk"), desk.hire("supervisor"), desk.hire("counsel")
    request = desk.record(clerk)

    def step(staff):
        beside = client_of(staff).get(desk.url(f"?row={request.pk}")).content.decode().split("<aside", 1)[1]
        return re.findall(r'<(?:button|a) class="(?:button )?main"[^>]*>([^<]*)', beside)

    assert [step(clerk), step(chief), step(counsel)] == [["Go on with the questions"], ["Go on with the questions"], []]
    client_of(clerk).post(desk.url(f"{request.pk}/decide/"))
    assert [step(clerk), step(chief), step(counsel)] == [["Print the note to counsel"], ["Review"], ["Review"]]
    client_of(clerk).post(desk.url(f"{request.pk}/sheet/"))
    assert [step(clerk), step(chief)] == [["Tick off what is done"], ["Review"]]
    for duty in rows(desk, Duty, request=request):
        client_of(clerk).post(desk.url(f"{request.pk}/duties/{duty.name}/done/"))
    assert step(clerk) == []


def test_a_row_that_cannot_be_read_opens_nothing_and_one_of_another_office_is_not_there(desk):
    client, other = client_of(desk.hire("clerk")), Desk()
    theirs = other.record(other.hire("clerk"))
    assert "beside-head" not in client.get(desk.url("?row=14")).content.decode()
    assert client.get(desk.url(f"?row={theirs.pk}")).status_code == 404
    assert client.get(desk.url(f"?row={uuid.uuid4()}")).status_code == 404


def test_a_filter_that_is_no_choice_is_as_none_and_the_choice_stays_chosen(desk):
    clerk = desk.hire("clerk")
    client = client_of(clerk)
    desk.record(clerk)
    text = client.get(desk.url("?state=nonsense&who=recorded")).content.decode().split("<main", 1)[1]
    assert '<option value="recorded" selected>Recorded by me</option>' in text
    assert "nonsense" not in text
    assert "1 request" in text


def test_a_file_number_is_found_and_stands_in_no_address(desk):
    clerk = desk.hire("clerk")
    client, request = client_of(clerk), desk.record(clerk, own="B-77")
    assert client.post(desk.url("find/"), {"own": "b-77"})["Location"] == desk.url(f"{request.pk}/")
    page = client.post(desk.url("find/"), {"own": "B-78"})
    assert "No request has this file number." in page.content.decode()


def test_the_file_of_a_year_holds_nothing_that_is_sealed(desk):
    clerk = desk.hire("clerk")
    decided(desk, clerk, own="B-77")
    text = client_of(clerk).get(desk.url("2026.csv")).content.decode()
    head, line = text.strip().splitlines()
    assert head.startswith("number,received,paper,kind,channel,state,verdict")
    assert line.startswith(
        "2026-1,2026-11-22 12:00-06:00,i-247a,immigration_detainer,fax,ask_counsel,forbidden,2026-11-22,"
    )
    assert "B-77" not in text


def test_an_office_that_the_law_does_not_know_is_told_so(city, hire):
    client = client_of(hire(city, "jail", "clerk"))
    page = client.get(f"/en/desk/{city.slug}/jail/requests/new/")
    assert page.status_code == 409
    assert "It is not set which kind of agency County jail is in the law" in page.content.decode()
    assert client.get(f"/en/desk/{city.slug}/jail/requests/").status_code == 200


@pytest.mark.parametrize("lang", ["es", "zh-hans", "ht", "ar", "fr", "ru", "bn", "ko", "vi"])
def test_the_desk_works_in_every_language(desk, lang):
    clerk = desk.hire("clerk")
    client, request = client_of(clerk), desk.record(clerk)
    base = desk.url().replace("/en/", f"/{lang}/")
    assert client.get(f"{base}new/").status_code == 200
    assert client.get(f"{base}{request.pk}/question/purpose/").status_code == 200
    client.post(f"{base}{request.pk}/decide/")
    assert client.get(f"{base}{request.pk}/").status_code == 200
    assert client.get(base).status_code == 200
    assert client.get(f"{base}leaving/").status_code == 200
    assert client.post(f"{base}{request.pk}/sheet/").content[:5] == b"%PDF-"
