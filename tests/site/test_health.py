"""Whoever keeps the site running sees whether it is well, and nothing about who visits."""

import re

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory, override_settings
from procrastinate.exceptions import ConnectorException

from amparo.core import vault
from amparo.site import health
from amparo.site.health import AWAY, Watch


@pytest.fixture
def away(monkeypatch):
    """The database cannot be reached, also where another test has started one."""
    from django.db import connections

    connections.close_all()
    health._state.cache_clear()
    for alias in ("default", "owner"):
        monkeypatch.setitem(connections[alias].settings_dict, "HOST", "/nowhere")
    yield
    connections.close_all()
    health._state.cache_clear()


def test_the_process_answers_without_any_database(client):
    response = client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_what_is_missing_is_named_by_yes_and_no_and_nothing_else(client, away):
    response = client.get("/health/ready")
    found = response.json()
    assert response.status_code == 503
    assert found.keys() == {"status", "database", "migrations", "worker", "law"}
    assert re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{16}", found["law"])


def test_pages_are_counted_by_the_name_of_their_route(client, away):
    client.get("/en/us/ny/new-york/question/hold_on_detainer/?secret=1")
    client.get("/nowhere/secret/")
    client.generic("SECRET", "/en/")
    text = client.get("/metrics").content.decode()
    assert 'amparo_requests_total{method="GET",route="question",status="2xx"}' in text
    assert 'amparo_requests_total{method="GET",route="none",status="4xx"}' in text
    assert 'amparo_requests_total{method="other",route="home",status="' in text
    assert 'amparo_request_seconds_bucket{le="+Inf",method="GET",route="question"}' in text
    assert 'amparo_law_info{version="' in text
    assert "amparo_database_ready 0.0" in text
    for secret in ("secret", "SECRET", "hold_on_detainer", "new-york", "127.0.0.1", "localhost"):
        assert secret not in text


@pytest.mark.parametrize(
    "sent",
    [
        {"REMOTE_ADDR": "198.51.100.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "198.51.100.7"},
        {"HTTP_FORWARDED": "for=198.51.100.7"},
        {"HTTP_VIA": "1.1 proxy"},
        {"SERVER_NAME": "city.example.org"},
    ],
    ids=str,
)
def test_figures_are_for_this_computer_only(client, sent):
    with override_settings(ALLOWED_HOSTS=["localhost", "city.example.org"]):
        assert client.get("/metrics", **sent).status_code == 404


def test_with_a_token_figures_are_for_whoever_has_it(client, monkeypatch):
    monkeypatch.setenv("AMPARO_METRICS_TOKEN", "open sesame")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer open sesam"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer é"}).status_code == 404
    far = {"REMOTE_ADDR": "198.51.100.7", "headers": {"Authorization": "Bearer open sesame"}}
    assert client.get("/metrics", **far).status_code == 200


@pytest.mark.parametrize("error", [
    OperationalError("host=secret"), InterfaceError("host=secret"), vault.NoKey("There is no outer key."),
    vault.WrongKey("the site", ["0a1b2c3d"], "AMPARO_KEY"), vault.KeyFileOpen("outer.key", "belongs to another user"),
])  # fmt: skip
def test_a_page_that_needs_a_database_or_a_key_that_is_away_says_so(error):
    response = Watch(lambda request: None).process_exception(RequestFactory().get("/"), error)
    assert (response.status_code, response.content.decode()) == (503, AWAY)
    assert response["Retry-After"] == "60"
    assert Watch(lambda request: None).process_exception(RequestFactory().get("/"), ValueError()) is None


def test_a_real_page_that_needs_the_database_answers_503_while_it_is_away(client, away, monkeypatch):
    from twilio.request_validator import RequestValidator

    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token")
    address = "/hooks/twilio/springfield/voice"
    signature = RequestValidator("token").compute_signature(f"https://localhost{address}", {})
    response = client.post(address, headers={"X-Twilio-Signature": signature})
    assert (response.status_code, response.content.decode()) == (503, AWAY)
    assert re.fullmatch(r"[0-9a-f]{16}", response["X-Request-Id"])
    assert "X-Request-Id" not in client.get("/en/")


def test_figures_answer_503_where_the_database_goes_away_just_after_it_was_looked_at(client, storage, monkeypatch):
    from django.db import connections

    monkeypatch.setattr(health, "KEPT", 1e9)
    health._state.cache_clear()
    try:
        assert "amparo_database_ready 1.0" in client.get("/metrics").content.decode()
        connections.close_all()
        monkeypatch.setitem(connections["default"].settings_dict, "HOST", "/nowhere")
        response = client.get("/metrics")
        assert (response.status_code, response.content.decode()) == (503, AWAY)
    finally:
        connections.close_all()
        health._state.cache_clear()


def test_a_mistake_in_a_job_is_not_taken_for_a_database_that_is_away():
    error = ConnectorException()
    error.__cause__ = psycopg.errors.UndefinedTable()
    assert Watch(lambda request: None).process_exception(RequestFactory().get("/"), error) is None
