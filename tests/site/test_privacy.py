"""The promises about public use, each with its number in the list of promises."""

import re

import pytest

JAIL = "/en/us/ny/new-york/situation/detainer_arrives/"
ANSWERS = {"f.agency": "city_jail", "f.warrant_signed_by": "no_one", "show": "now"}


def answers(client):
    """One response of each sort: page, question, verdict, sheet, error, missing page, redirect."""
    yield client.get("/en/")
    yield client.get(JAIL)
    yield client.post(JAIL, {"f.agency": "city_jail"})
    yield client.post(JAIL, ANSWERS)
    yield client.post(JAIL, {**ANSWERS, "show": "sheet"})
    yield client.post(JAIL, {"now": "agency"})
    yield client.get("/en/nothing/")
    yield client.get("/")
    yield client.post("/en/", {"zip": "10001"})


def test_promise_1_answers_stand_in_no_address(client):
    for response in answers(client):
        text = response.content.decode()
        assert not re.search(r'(?:href|action)="[^"]*(?:f\.|city_jail|no_one|10001)', text)
    text = client.post(JAIL, ANSWERS).content.decode()
    assert '<form id="answers" method="post">' in text


def test_promise_1_the_only_form_that_uses_an_address_asks_for_a_day_of_the_law(client):
    text = client.get("/en/us/il/chicago/law/welcoming-city/").content.decode()
    for form in re.findall(r'<form method="get".*?</form>', text, re.S):
        assert re.findall(r'name="(.*?)"', form) == ["on"]


def test_promise_1_nothing_is_logged_about_a_request(client, logged):
    for response in answers(client):
        assert response.status_code < 500
    client.get("/en/us/ny/new-york/?secret=1", SERVER_NAME="evil.example")
    assert logged.getvalue() == ""


def test_promise_1_public_pages_ask_no_database_and_know_no_session_and_no_login(client):
    from django.conf import settings
    from django.db import connections

    assert settings.DEBUG is False
    connections.close_all()
    for response in answers(client):
        assert response.status_code < 500
        assert not response.wsgi_request.session.accessed
        assert response.status_code == 302 or "Cookie" not in response.get("Vary", "")
    assert connections["default"].connection is None


def test_promise_2_a_sensitive_question_says_that_the_answer_is_not_kept(client):
    text = client.post(
        "/en/us/ny/new-york/question/hold_on_detainer/",
        {"f.agency": "city_jail", "ask": "convictions"},
    ).content.decode()
    assert "This is private." in text


def test_promise_9_no_response_sets_a_cookie(client):
    for response in answers(client):
        assert not response.cookies
    assert not client.cookies


def test_promise_9_the_content_policy_allows_no_inline_code_and_no_other_site(client):
    for response in answers(client):
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "default-src 'none'" in policy
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_promise_9_pages_load_nothing_from_elsewhere_and_hold_no_inline_code(client):
    for response in answers(client):
        text = response.content.decode()
        assert not re.search(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="https?:', text)
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert not re.search(r'\son[a-z]+="|\sstyle="', text)


def test_promise_9_every_page_offers_to_leave_at_once(client):
    for response in answers(client):
        if response.status_code != 302:
            assert "data-leave" in response.content.decode()


def test_promise_9_answers_to_a_form_are_not_stored_by_caches(client):
    assert client.post(JAIL, ANSWERS)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><b>'])
def test_promise_12_what_is_typed_is_shown_as_text(client, typed):
    text = client.post("/en/", {"zip": typed}).content.decode()
    assert typed not in text
    page = client.post("/en/us/ny/new-york/question/hold_on_detainer/", {"now": "on", "on": typed}).content.decode()
    assert typed not in page


def test_promise_12_a_form_with_too_many_fields_is_refused_in_a_sentence(client):
    response = client.post(JAIL, {f"f.{n}": "x" for n in range(3000)})
    assert response.status_code == 400
    assert "This could not be read" in response.content.decode()
