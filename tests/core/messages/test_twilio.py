"""Text messages and calls go through the vendor's own client, to a stand-in on this computer."""

import logging
from xml.etree import ElementTree

import pytest

from amparo.core.messages.port import NotSent, Sent, Status
from amparo.core.messages.twilio_api import VOICES, Account, TwilioSender, spoken, status
from amparo.core.messages.wording import LANGUAGES
from tests.core.messages.conftest import NUMBER, call_message, text_message
from tests.core.messages.vendor import SID, TOKEN, free_port

OURS = "+13125550123"
RECEIPTS = "https://city.example.org/messages/receipts/"


def sender(vendor, **other):
    options = {"sid": SID, "token": TOKEN, "sender": OURS, "base": vendor.base, "seconds": 0.5} | other
    return TwilioSender(Account(**options))


def refusal(sender, message):
    with pytest.raises(NotSent) as caught:
        sender.send(message)
    problem = caught.value
    for secret in (message.to, "5550100", message.body, TOKEN):
        assert secret not in f"{problem} {problem!r} {problem.args}"
    assert problem.__cause__ is None
    assert problem.__context__ is None
    return str(problem), problem.retry, problem.opted_out


def test_a_text_message_goes_once_from_our_number_and_says_where_to_report(vendor):
    message = text_message(body="¿Todo bien? & <b> 停止")
    assert sender(vendor, receipts=RECEIPTS).send(message) == Sent("SM" + "1" * 32, Status.QUEUED)
    assert vendor.requests == [(
        f"/2010-04-01/Accounts/{SID}/Messages.json",
        {"To": [NUMBER], "From": [OURS], "Body": ["¿Todo bien? & <b> 停止"],
         "StatusCallback": [f"{RECEIPTS}{message.ref}"]},
    )]  # fmt: skip


def test_a_messaging_service_takes_the_place_of_our_number(vendor):
    sender(vendor, service="MG" + "2" * 32).send(text_message())
    [(_, form)] = vendor.requests
    assert form == {"To": [NUMBER], "MessagingServiceSid": ["MG" + "2" * 32], "Body": ["Something is due."]}


def test_a_call_speaks_the_persons_language_and_then_connects_them(vendor):
    message = call_message(lang="es", dial="+13125550111")
    assert sender(vendor, receipts=RECEIPTS).send(message) == Sent("CA" + "1" * 32, Status.QUEUED)
    [(path, form)] = vendor.requests
    assert path == f"/2010-04-01/Accounts/{SID}/Calls.json"
    assert form == {
        "To": [NUMBER], "From": [OURS], "Timeout": ["40"], "StatusCallbackEvent": ["completed"],
        "StatusCallback": [f"{RECEIPTS}{message.ref}"],
        "Twiml": ['<?xml version="1.0" encoding="UTF-8"?><Response><Say language="es-US" voice="Polly.Lupe">'
                  "Hello &amp; welcome.</Say><Dial>+13125550111</Dial></Response>"],
    }  # fmt: skip


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "ht"])
def test_every_language_but_haitian_creole_has_a_voice(lang):
    say = ElementTree.fromstring(spoken(call_message(lang=lang)))[0]
    assert (say.attrib["voice"], say.attrib["language"]) == VOICES[lang]
    assert say.text == "Hello & welcome."


def test_a_call_in_haitian_creole_is_left_to_a_person(vendor):
    assert refusal(sender(vendor), call_message(lang="ht")) == (
        "The vendor has no voice for this language; a person must call.", False, False,
    )  # fmt: skip
    assert vendor.requests == []


@pytest.mark.parametrize(
    ("answer", "sentence", "retry", "opted_out"),
    [
        ((400, 21610), "The person has told the vendor to send no messages (code 21610).", False, True),
        ((400, 21211), "This is not a number that can get messages (code 21211).", False, False),
        ((400, 29999), "The vendor refused the message (code 29999).", False, False),
        ((429, 20429), "The vendor of messages cannot take the message now (code 20429).", True, False),
        ((500, 20500), "The vendor of messages cannot take the message now (code 20500).", True, False),
        ((503, 0), "The vendor of messages cannot take the message now (code 503).", True, False),
        ((403, 20005), "The vendor did not accept our account (code 20005).", True, False),
        ("silence", "The vendor of messages did not answer in time.", True, False),
        ("nonsense", "The answer of the vendor of messages cannot be read.", True, False),
    ],
)
def test_what_the_vendor_refuses_is_tried_again_only_where_that_may_help(vendor, answer, sentence, retry, opted_out):
    vendor.answers.append(answer)
    assert refusal(sender(vendor), text_message()) == (sentence, retry, opted_out)
    assert len(vendor.requests) == 1


def test_a_wrong_password_for_the_vendor_is_ours_to_mend_and_the_message_waits(vendor):
    assert refusal(sender(vendor, token="other"), text_message()) == (
        "The vendor did not accept our account (code 20003).", True, False,
    )  # fmt: skip
    assert vendor.requests == []


def test_a_vendor_that_cannot_be_reached_is_asked_again(vendor):
    assert refusal(sender(vendor, base=f"http://127.0.0.1:{free_port()}"), text_message()) == (
        "The vendor of messages cannot be reached.", True, False,
    )  # fmt: skip


def test_a_text_that_is_too_long_and_a_call_from_nowhere_are_not_even_tried(vendor):
    assert refusal(sender(vendor), text_message(body="a" * 1601))[:2] == (
        "A text message can have at most 1600 characters.", False,
    )  # fmt: skip
    assert refusal(sender(vendor, sender=""), call_message())[:2] == (
        "A call needs a number of ours to come from.", True,
    )  # fmt: skip
    assert vendor.requests == []


def test_promise_2_the_vendors_library_logs_neither_number_nor_words(vendor, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("twilio").setLevel(logging.DEBUG)
    carrier = sender(vendor)
    vendor.answers = [(400, 21211), (500, 20500)]
    for _ in range(2):
        refusal(carrier, text_message())
    carrier.send(text_message())
    assert not [s for s in ("5550100", "Something", TOKEN) if s in caplog.text]
    assert carrier.client.http_client._test_only_last_request is None


def test_the_place_of_the_vendor_comes_from_us_and_not_from_the_environment(monkeypatch):
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    url = "https://api.twilio.com/x"
    assert Account(SID, TOKEN).client().get_hostname(url) == url
    assert Account(SID, TOKEN, edge="ashburn", region="us1").client().get_hostname(url) == (
        "https://api.ashburn.us1.twilio.com/x"
    )


def test_a_token_shows_in_no_repr():
    assert TOKEN not in repr(Account(SID, TOKEN))


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("accepted", Status.QUEUED), ("queued", Status.QUEUED), ("sending", Status.QUEUED), ("sent", Status.SENT),
        ("delivered", Status.DELIVERED), ("undelivered", Status.UNDELIVERED), ("failed", Status.FAILED),
        ("completed", Status.DELIVERED), ("no-answer", Status.UNDELIVERED), ("busy", Status.UNDELIVERED),
        ("canceled", Status.FAILED), ("a new word", Status.QUEUED),
    ],
)  # fmt: skip
def test_the_vendors_words_for_how_far_a_message_came_are_ours(word, ours):
    assert status(word) is ours
