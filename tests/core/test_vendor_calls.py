"""A person who texts STOP gets nothing more from any city here; nobody but the vendor can say so for them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.db import connections
from django.test import Client
from twilio.request_validator import RequestValidator

from amparo.core.access import outbox
from amparo.core.messages.store import Delivery, Outcome
from tests.core.test_outbox import NOON, Vendor, attempt, posted, row, text

TOKEN = "the vendor's token"
NUMBER = "+13125550142"


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)


def called(path, form, *, signed_for=None, by=TOKEN, scheme="https"):
    """What the vendor would send, to a site behind a proxy that takes off the encryption."""
    signature = RequestValidator(by).compute_signature(f"{scheme}://localhost{signed_for or path}", form)
    headers = {"X-Twilio-Signature": signature} if by else {}
    return Client(SERVER_NAME="localhost").post(path, form, headers=headers)


def said(body, id="SM1", number=NUMBER):
    return {"From": number, "To": "+13125550199", "Body": body, "MessageSid": id}


def words(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    return [message.text for message in ElementTree.fromstring(response.content)]


def rows():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM core_optout), (SELECT count(*) FROM core_heardcall)")
        return cursor.fetchone()


def is_out(city, number=NUMBER):
    return outbox.CityStore(city).opted_out(outbox.blind(city)(number))


def test_stop_is_heeded_in_every_city_and_answered_in_the_language_of_the_word(city, other_city):
    address = f"/hooks/twilio/{city.slug}/sms"
    [answer] = words(called(address, said("ALTO")))
    assert answer.startswith(f"{city.name}: no le enviaremos más mensajes.")
    assert "312-555-0100" in answer
    assert (is_out(city), is_out(other_city)) == (True, True)
    assert attempt(other_city, posted(other_city, text("1", to=NUMBER)), Vendor()) is Outcome.OPTED_OUT
    [answer] = words(called(address, said("START", "SM2")))
    assert answer.startswith(f"{city.name}: you will get our messages again.")
    assert (is_out(city), is_out(other_city)) == (False, False)


def test_help_names_the_city_and_its_hotline_and_changes_nothing(city):
    before = rows()[0]
    [answer] = words(called(f"/hooks/twilio/{city.slug}/sms", said("help")))
    assert city.name in answer
    assert "312-555-0100" in answer
    assert rows()[0] == before


def test_words_that_are_no_keyword_are_not_answered_and_not_kept(city):
    before = rows()[0]
    assert words(called(f"/hooks/twilio/{city.slug}/sms", said("I cannot stop thinking of it"))) == []
    assert rows()[0] == before


def test_a_text_that_comes_again_does_nothing_again(city):
    address = f"/hooks/twilio/{city.slug}/sms"
    called(address, said("STOP", "SM7"))
    called(address, said("START", "SM8"))
    before = rows()
    assert words(called(address, said("STOP", "SM7"))) == []
    assert rows() == before
    assert not is_out(city)


@pytest.mark.parametrize("way", ["unsigned", "by another", "for another city", "for another form", "no token here"])
def test_whoever_is_not_the_vendor_is_refused_and_nothing_is_done(city, other_city, way, monkeypatch):
    address, form, before = f"/hooks/twilio/{city.slug}/sms", said("STOP"), rows()
    if way == "unsigned":
        response = Client(SERVER_NAME="localhost").post(address, form)
    elif way == "by another":
        response = called(address, form, by="guessed")
    elif way == "for another city":
        response = called(address, form, signed_for=f"/hooks/twilio/{other_city.slug}/sms")
    elif way == "for another form":
        signature = RequestValidator(TOKEN).compute_signature(f"https://localhost{address}", said("HELP"))
        response = Client(SERVER_NAME="localhost").post(address, form, headers={"X-Twilio-Signature": signature})
    else:
        monkeypatch.delenv("TWILIO_AUTH_TOKEN")
        response = called(address, form, by="")
    assert response.status_code == 403
    assert rows() == before
    assert not is_out(city)
    assert NUMBER not in response.content.decode()


def test_a_city_that_is_not_here_is_no_page(storage):
    assert called("/hooks/twilio/nowhere/sms", said("STOP")).status_code == 404


def test_a_genuine_request_without_a_sender_gets_a_sentence(city):
    response = called(f"/hooks/twilio/{city.slug}/sms", {"Body": "STOP", "MessageSid": "SM1"})
    assert (response.status_code, response.content.decode()) == (400, "A text message must come from a number.\n")


def test_nobody_can_look_at_what_only_the_vendor_calls(city):
    assert Client(SERVER_NAME="localhost").get(f"/hooks/twilio/{city.slug}/sms").status_code == 405


def test_whoever_calls_back_is_connected_to_the_hotline(city):
    response = called(f"/hooks/twilio/{city.slug}/voice", {"From": NUMBER, "CallSid": "CA1"}, scheme="http")
    assert ElementTree.fromstring(response.content).find("Dial").text == "+13125550100"


def test_a_receipt_is_kept_with_its_message_and_only_in_its_city(city, other_city):
    message = text("receipt 1", to=NUMBER)
    ids = [posted(where, message) for where in (city, other_city)]
    outbox.CityStore(city).record(message.key, Delivery(Outcome.LATER, NOON))
    form = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    assert called(f"/hooks/twilio/status/{city.slug}/{message.ref}", form).status_code == 200
    assert (row(city, ids[0]).status, row(city, ids[0]).provider) == ("delivered", "SM9")
    assert row(other_city, ids[1]).status == ""
    late = {"MessageSid": "SM9", "MessageStatus": "sent"}
    assert called(f"/hooks/twilio/status/{city.slug}/{message.ref}", late).status_code == 200
    assert row(city, ids[0]).status == "delivered"
    assert called(f"/hooks/twilio/status/{city.slug}/{message.ref}", {"MessageSid": "SM9"}).status_code == 400
