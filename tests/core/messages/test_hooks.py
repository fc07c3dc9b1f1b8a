"""What people text to us is heeded, once, and only when the vendor vouches for it."""

import datetime
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from twilio.request_validator import RequestValidator

from amparo.core.messages.hooks import Incoming, NotUnderstood, answer, genuine, incoming, receipt
from amparo.core.messages.keywords import Action
from amparo.core.messages.port import Status
from amparo.core.messages.store import Receipt
from tests.core.messages.conftest import NOON, NUMBER, blind, text_message
from tests.core.messages.vendor import TOKEN

URL = "https://city.example.org/messages/in"
FORM = {"From": NUMBER, "To": "+13125550123", "Body": "ALTO", "MessageSid": "SM1"}


def signed(url=URL, form=FORM):
    return RequestValidator(TOKEN).compute_signature(url, form)


def test_a_request_that_the_vendor_signed_is_genuine():
    assert genuine(TOKEN, URL, FORM, signed())
    assert genuine(TOKEN, URL + "/x?y=1", FORM, signed(URL + "/x?y=1"))


def test_a_form_as_django_reads_it_is_genuine_too():
    form = QueryDict("From=%2B13125550100&Body=ALTO&Media=a&Media=b")
    assert genuine(TOKEN, URL, form, RequestValidator(TOKEN).compute_signature(URL, form))


@pytest.mark.parametrize(
    ("token", "url", "form", "signature"),
    [
        (TOKEN, URL, FORM, ""),
        (TOKEN, URL, FORM, "é" * 28),
        (TOKEN, URL, FORM, signed()[:-2] + "A="),
        ("", URL, FORM, RequestValidator("").compute_signature(URL, FORM)),
        ("another", URL, FORM, signed()),
        (TOKEN, URL, FORM | {"Body": "START"}, signed()),
        (TOKEN, URL, FORM | {"OptOutType": "START"}, signed()),
        (TOKEN, "https://other.example.org/messages/in", FORM, signed()),
        (TOKEN, "https://city.example.org/messages/receipts", FORM, signed()),
        (TOKEN, URL + "?lang=es", FORM, signed()),
    ],
)
def test_a_request_that_was_changed_or_signed_for_another_address_is_not(token, url, form, signature):
    assert not genuine(token, url, form, signature)


def reply(form, store, **other):
    options = {"city": "Springfield", "hotline": "312-555-0111"} | other
    found = ElementTree.fromstring(answer(incoming(form), store, blind, NOON, **options))
    assert found.tag == "Response"
    return [message.text for message in found]


def test_whoever_texts_alto_gets_nothing_more_and_a_last_word_in_spanish(store):
    assert reply(FORM, store) == [
        "Springfield: no le enviaremos más mensajes. Responda START para volver a recibirlos. "
        "¿Quiere hablar? 312-555-0111"
    ]
    assert store.people == {blind(NUMBER): [("out", NOON, "asked by text message")]}
    assert store.opted_out(blind(NUMBER))


def test_stop_is_answered_in_the_language_that_we_know_the_person_by(store):
    [words] = reply(FORM | {"Body": "Stop."}, store, lang="vi")
    assert words.startswith("Springfield: quý vị sẽ không nhận")


def test_start_brings_messages_back_and_both_are_kept(store):
    reply(FORM, store)
    [words] = reply(FORM | {"Body": "start", "MessageSid": "SM2"}, store)
    assert words == (
        "Springfield: you will get our messages again. Reply STOP to end them, HELP for help. "
        "Need to talk? 312-555-0111"
    )
    assert not store.opted_out(blind(NUMBER))
    assert [entry[0] for entry in store.people[blind(NUMBER)]] == ["out", "in"]


def test_help_is_answered_even_after_stop_and_changes_nothing(store):
    reply(FORM, store)
    [words] = reply(FORM | {"Body": "ayuda", "MessageSid": "SM2"}, store)
    assert words.startswith("Springfield: para hablar con una persona, llame al 312-555-0111.")
    assert store.opted_out(blind(NUMBER))


def test_a_text_that_is_no_keyword_is_not_answered_and_changes_nothing(store):
    assert reply(FORM | {"Body": "please do not stop"}, store) == []
    assert store.people == {}


def test_an_old_request_sent_again_does_nothing(store):
    reply(FORM, store)
    reply(FORM | {"Body": "START", "MessageSid": "SM2"}, store)
    assert reply(FORM, store) == []
    assert not store.opted_out(blind(NUMBER))


@pytest.mark.parametrize(("kind", "out"), [("STOP", True), ("START", False), ("HELP", None)])
def test_where_the_vendor_has_replied_itself_its_word_counts_and_we_stay_silent(store, kind, out):
    assert reply(FORM | {"Body": "a word of the city's own", "OptOutType": kind}, store) == []
    assert [e[0] == "out" for e in store.people.get(blind(NUMBER), [])] == ([] if out is None else [out])


def test_a_stop_that_we_died_over_is_heeded_when_the_vendor_asks_again(store, monkeypatch):
    monkeypatch.setattr(store, "opt_out", lambda *words: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reply(FORM, store)
    monkeypatch.undo()
    assert len(reply(FORM, store)) == 1
    assert store.opted_out(blind(NUMBER))


def test_a_reply_is_written_as_xml_whatever_the_city_is_called(store):
    text = answer(incoming(FORM | {"Body": "help"}), store, blind, NOON, city='<A> & "B"', hotline="311")
    assert '&lt;A&gt; &amp; "B"' in text
    assert "<A>" not in text


def test_an_incoming_text_shows_neither_sender_nor_words():
    assert repr(incoming(FORM)) == "Incoming(action=<Action.STOP: 'stop'>, lang='es', answered=False)"
    assert incoming(FORM) == Incoming(Action.STOP, "es", False, "SM1", NUMBER, "ALTO")


@pytest.mark.parametrize("sender", ["", "Anonymous", "+1", "٣١٢"])
def test_a_text_from_no_number_is_not_understood(sender):
    with pytest.raises(NotUnderstood, match=r"^A text message must come from a number\.$"):
        incoming(FORM | {"From": sender})


def test_receipts_for_texts_and_calls_are_read():
    assert receipt({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}, "ref") == Receipt(
        "SM1", Status.UNDELIVERED, "30003", "ref"
    )
    assert receipt({"CallSid": "CA1", "CallStatus": "completed"}) == Receipt("CA1", Status.DELIVERED)
    assert receipt({"SmsSid": "SM1", "SmsStatus": "Sent", "ErrorCode": "<b>"}) == Receipt("SM1", Status.SENT)


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}])
def test_a_receipt_for_nothing_is_not_understood(form):
    with pytest.raises(NotUnderstood, match=r"^A receipt must name its message and how far it came\.$"):
        receipt(form)


def test_receipts_in_the_wrong_order_leave_the_message_delivered(store):
    message = text_message()
    store.take(message.key, message.ref, NOON, NOON + datetime.timedelta(minutes=1))
    for words in ("queued", "delivered", "sent", "queued"):
        store.receive(receipt({"MessageSid": "SM1", "MessageStatus": words}, message.ref), NOON)
    assert store.statuses == {message.key: Status.DELIVERED}
