"""Public addresses answer everybody alike, set no cookie, look at no session and change nothing."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from amparo.core.rights import ROLES
from amparo.site import health
from tests.desks import client_of
from tests.permissions.public import OPEN, settled
from tests.permissions.world import JAIL, KNOWN, PLACES, changed, leaks

WHO = re.compile(r"core_(session|staff|membership|device)|mfa_")


@pytest.fixture
def callers(world):
    """Nobody, another city's staff, and staff of the city without and with rights."""
    every = {place: list(ROLES) for place in PLACES}
    return {
        "nobody": client_of(),
        "another city's staff": world.abroad(),
        "a clerk": world.browser(("holder", JAIL, "clerk"), lambda: world.holder(JAIL, "clerk")),
        "somebody with every right": world.browser(("every",), lambda: world.employ(every)),
    }


@pytest.mark.parametrize("open", OPEN, ids=str)
def test_a_public_address_answers_everybody_alike_and_looks_at_nobody(world, callers, open):
    expected = open.answer
    if expected == "ready":
        expected = 200 if all(health.state().values()) else 503
    settled(open.address(world.city))
    before, bodies = world.digest(), set()
    for who, client in callers.items():
        with CaptureQueriesContext(connections["default"]) as asked:
            more = {"content_type": "application/json"} if open.json else {}
            answer = getattr(client, open.method)(open.address(world.city), open.sent, **more)
        assert (who, answer.status_code) == (who, expected)
        assert [query["sql"] for query in asked if WHO.search(query["sql"])] == []
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert leaks(answer) == []
        bodies.add(answer.content)
    assert len(bodies) == 1 or not open.alike
    assert world.digest() == before


def test_whoever_holds_the_seven_words_and_nobody_else_reads_and_destroys_a_record(world, callers):
    _id, phrase = world.person()
    _other, others = world.person()
    here, there = (f"/en/return/{city.slug}/" for city in (world.city, world.other))
    before = world.digest()
    for client in callers.values():
        assert KNOWN["name"] in client.post(here, {"words": phrase.text}).text
        wrong = client.post(there, {"words": phrase.text, "do": "forget", "sure": "yes"})
        assert (wrong.status_code, leaks(wrong)) == (422, [])
        assert client.post(here, {"words": phrase.text, "do": "forget"}).status_code == 422
    assert changed(before, world.digest()) == set()
    assert client_of().post(here, {"words": phrase.text, "do": "forget", "sure": "yes"}).status_code == 200
    assert sorted(changed(before, world.digest())) == ["core_person", "core_personkey", "core_sealedfield"]
    assert KNOWN["name"] in client_of().post(here, {"words": others.text}).text


def test_only_what_the_vendor_signed_is_heard(world, monkeypatch):
    from twilio.request_validator import RequestValidator

    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token of the tests")
    told = {}
    for open in (one for one in OPEN if one.name.startswith("hook") and one.method == "post"):
        address = open.address(world.city)
        for signer in ("somebody else", "token of the tests"):
            signature = RequestValidator(signer).compute_signature(f"https://localhost{address}", open.sent)
            before = world.digest()
            answer = client_of().post(address, open.sent, headers={"X-Twilio-Signature": signature})
            told[open.name, signer[:5]] = answer.status_code, sorted(changed(before, world.digest()))
    assert told == {
        ("hook-text", "someb"): (403, []), ("hook-text", "token"): (200, ["core_heardcall", "core_optout"]),
        ("hook-call", "someb"): (403, []), ("hook-call", "token"): (200, []),
        ("hook-status", "someb"): (403, []), ("hook-status", "token"): (200, []),
        ("hook-status-of", "someb"): (403, []), ("hook-status-of", "token"): (200, []),
    }  # fmt: skip


def test_figures_about_the_site_are_for_this_computer_only(world, callers):
    for client in callers.values():
        assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
