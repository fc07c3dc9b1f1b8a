"""A program gets from the API what the command prints, and a sentence for everything that it gets wrong."""

from __future__ import annotations

import json
import os
import re

import django
import pytest
from click.testing import CliRunner

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
django.setup()

DAY = "2026-03-02"
JAIL = {"agency": "city_jail", "request": "immigration_detainer", "warrant_signed_by": "no_one"}
ASKED = {"place": "us/ny/new-york", "question": "hold_on_detainer", "on": DAY, "facts": JAIL}


@pytest.fixture
def client():
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def post(client, path, sent):
    text = sent if isinstance(sent, str | bytes) else json.dumps(sent)
    return client.post(path, text, content_type="application/json")


def command(*arguments):
    from amparo.cli.main import cli

    return json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).stdout)


def fault(response):
    """The code of an error, whose shape is always the same."""
    told = response.json()
    assert told.keys() == {"error"}
    assert told["error"].keys() == {"code", "sentence", "near"}
    assert told["error"]["sentence"].rstrip("…").strip()
    assert not response.cookies
    return response.status_code, told["error"]["code"]


def test_a_question_is_answered_as_the_command_answers_it(client):
    facts = [f"{name}={value}" for name, value in JAIL.items()]
    said = command("ask", "hold_on_detainer", "--in", "us/ny/new-york", "--on", DAY, *facts)
    response = post(client, "/api/ask", ASKED)
    assert response.status_code == 200
    assert response.json() == said
    assert said["verdict"] == "forbidden"


def test_a_situation_is_answered_as_the_command_answers_it(client):
    said = command("ask", "--situation", "detainer_arrives", "--in", "us/il/chicago", "--on", DAY, "agency=police")
    sent = {"place": "us/il/chicago", "situation": "detainer_arrives", "on": DAY, "facts": {"agency": "police"}}
    assert post(client, "/api/ask", sent).json() == said
    assert len(said["answers"]) == 3


def test_an_answer_in_spanish_is_in_spanish(client):
    assert post(client, "/api/ask", {**ASKED, "lang": "es"}).json()["notice"] == "Información, no asesoría legal."


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/places", ["law", "places"]),
        ("/api/questions", ["law", "questions"]),
        ("/api/questions?place=us/tx", ["law", "questions", "--in", "us/tx"]),
    ],
)
def test_a_list_is_the_one_that_the_command_prints(client, address, said):
    assert client.get(address).json() == command(*said)


def test_a_law_file_is_the_one_that_the_command_prints(client):
    said = command("law", "show", "us/il/chicago/welcoming-city", "--on", DAY)
    assert client.get(f"/api/law/us/il/chicago/welcoming-city?on={DAY}").json() == said


def test_a_fact_is_told_as_the_command_tells_it(client):
    from amparo.law import load

    listed = command("law", "facts", "hold_on_detainer", "--in", "us/tx", "--on", DAY)["facts"]
    assert {row["type"] for row in listed} >= {"one_of", "yes_no"}
    for row in listed:
        row.pop("duties_only")
        assert client.get(f"/api/facts/{row['name']}").json() == {"shape": "amparo.fact/1", **row}
    for name in load().words.facts:
        assert client.get(f"/api/facts/{name}").status_code == 200


def test_following_what_to_ask_next_leads_to_the_verdict(client):
    facts, unknown = {}, []
    for _ in range(20):
        told = post(client, "/api/next", {**ASKED, "facts": facts, "unknown": unknown}).json()
        if told["verdicts"]["hold_on_detainer"] != "undecided":
            break
        assert told["left"] > 0
        name = told["next"]["name"]
        assert name not in [*facts, *unknown]
        if name in JAIL:
            facts[name] = JAIL[name]
        else:
            unknown.append(name)
    assert told["verdicts"] == {"hold_on_detainer": "forbidden"}
    assert len(facts) > 1
    assert facts.items() <= JAIL.items()


def test_a_fact_that_nobody_knows_is_not_asked_for_again(client):
    first = post(client, "/api/next", {**ASKED, "facts": {}}).json()["next"]["name"]
    second = post(client, "/api/next", {**ASKED, "facts": {}, "unknown": [first]}).json()["next"]
    assert second is None or second["name"] != first


def test_a_place_names_those_whose_law_counts_there(client):
    told = client.get("/api/places/us/il/chicago").json()
    assert (told["name"], told["counts"]) == ("Chicago", ["us", "us/il", "us/il/chicago"])
    assert "us/il/chicago/welcoming-city" in [file["file"] for file in told["law"]]


@pytest.mark.parametrize(
    ("path", "sent", "status", "code"),
    [
        ("/api/ask", {**ASKED, "place": "us/ny/new-yrok"}, 404, "unknown_place"),
        ("/api/ask", {**ASKED, "question": "hold_on_detaner"}, 404, "unknown_question"),
        ("/api/ask", {"place": "us", "situation": "detainer_arives"}, 404, "unknown_situation"),
        ("/api/ask", {**ASKED, "facts": {"agnecy": "police"}}, 404, "unknown_fact"),
        ("/api/ask", {**ASKED, "lang": "tlh"}, 404, "unknown_language"),
        ("/api/ask", {**ASKED, "facts": {"agency": "polise"}}, 422, "bad_value"),
        ("/api/ask", {**ASKED, "on": "yesterday"}, 422, "bad_value"),
        ("/api/ask", {**ASKED, "situation": "detainer_arrives"}, 422, "bad_request"),
        ("/api/ask", {"place": "us"}, 422, "bad_request"),
        ("/api/ask", {"question": "hold_on_detainer"}, 422, "bad_request"),
        ("/api/ask", {**ASKED, "city": "x"}, 422, "bad_request"),
        ("/api/ask", [], 422, "bad_request"),
        ("/api/ask", {**ASKED, "facts": {"agency": "x" * 501}}, 422, "bad_request"),
        ("/api/ask", {**ASKED, "facts": {"convictions": [[[[[[]]]]]]}}, 422, "bad_request"),
        ("/api/ask", {**ASKED, "facts": {"detainees": 10**300}}, 422, "bad_request"),
        ("/api/ask", {**ASKED, "facts": {f"f{n}": 1 for n in range(201)}}, 422, "bad_request"),
        ("/api/ask", "{", 400, "not_json"),
        ("/api/ask", b"\xff\xfe", 400, "not_json"),
        ("/api/ask", "[" * 50_000, 400, "not_json"),
        ("/api/ask", '{"place": "' + "x" * 300_000 + '"}', 413, "too_large"),
        ("/api/next", {**ASKED, "unknown": ["agnecy"]}, 404, "unknown_fact"),
        ("/api/next", {**ASKED, "facts": {"agency": "polise"}}, 422, "bad_value"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_answered_gets_a_sentence(client, path, sent, status, code):
    assert fault(post(client, path, sent)) == (status, code)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/places/us/zz", 404, "unknown_place"),
        ("/api/law/us/nothing", 404, "unknown_file"),
        ("/api/law/us/il/chicago/welcoming-city?on=x", 422, "bad_value"),
        ("/api/facts/agnecy", 404, "unknown_fact"),
        ("/api/questions?place=us/zz", 404, "unknown_place"),
        ("/api/facts/" + "x" * 81, 422, "bad_request"),
        ("/api/nothing", 404, "no_such_address"),
        ("/api/ask", 405, "wrong_method"),
    ],
)
def test_an_address_that_leads_nowhere_gets_a_sentence(client, address, status, code):
    assert fault(client.get(address)) == (status, code)


def test_a_name_that_is_nearly_right_is_offered(client):
    told = post(client, "/api/ask", {**ASKED, "question": "hold_on_detaner"}).json()["error"]
    assert told["sentence"] == "There is no question called 'hold_on_detaner'. Did you mean 'hold_on_detainer'?"
    assert told["near"] == ["hold_on_detainer"]


def test_promise_9_the_api_and_its_page_obey_the_same_policy_and_set_no_cookie(client):
    from django.conf import settings

    for response in (client.get("/api/"), client.get("/api/places"), client.get("/api/openapi.json"),
                     post(client, "/api/ask", ASKED), client.get("/api/nothing")):  # fmt: skip
        assert response["Content-Security-Policy"] == settings.CONTENT_SECURITY_POLICY
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
    assert post(client, "/api/ask", ASKED)["Cache-Control"] == "private, no-cache"


def test_the_page_for_people_shows_every_operation_and_loads_nothing_from_elsewhere(client):
    text = client.get("/api/").content.decode()
    schema = client.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for address, methods in schema["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {address}</code>" in text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", text)
    for name in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{name}"' in text


def test_promise_1_what_is_asked_stands_in_no_log(client, caplog):
    post(client, "/api/ask", {**ASKED, "facts": {"agency": "Zanzibar"}})
    client.get("/api/facts/Zanzibar")
    assert "Zanzibar" not in caplog.text
