"""A message shows nobody whom it is for and what it says."""

import itertools
import logging
import re

import pytest

from amparo.core.messages.port import Channel, Kind, Status, later
from tests.core.messages.conftest import ADDRESS, NUMBER, call_message, mail_message, text_message

SECRETS = (ADDRESS, "Ana", NUMBER, "5550100", "Something", "Someone", "signed in", "New sign-in", "+13125550111")


@pytest.mark.parametrize("message", [text_message(), mail_message(), call_message(dial="+13125550111")])
def test_promise_2_neither_recipient_nor_words_show_in_a_repr_or_a_log(message, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("amparo").error("Could not send %s %r %s", message, message, [message])
    shown = f"{message!r} {message} {caplog.text}"
    assert not [s for s in SECRETS if s in shown]
    assert message.channel.value in shown


def test_a_repr_says_channel_kind_language_and_urgency():
    assert repr(text_message(lang="es")) == (
        "Message(channel=<Channel.SMS: 'sms'>, kind=<Kind.REMINDER: 'reminder'>, lang='es', urgent=False)"
    )


@pytest.mark.parametrize(
    ("make", "change", "sentence"),
    [
        (text_message, {"to": "312 555 0100"}, "The recipient is not a phone number in the form +13125550100."),
        (text_message, {"key": ""}, "A message needs a key that is the same for each attempt to send it."),
        (text_message, {"body": " \n"}, "The message has no words."),
        (text_message, {"body": "a\x00b"}, "The message has control characters, which no phone can show."),
        (text_message, {"body": "\ud800"}, "The message has control characters, which no phone can show."),
        (text_message, {"subject": "Hi"}, "Only mail has a subject and an unsubscribe address."),
        (text_message, {"dial": NUMBER}, "Only a call can connect to another number."),
        (
            text_message,
            {"zone": "Chicago"},
            "The recipient's time zone is missing or unknown; it is needed to leave people in peace at night.",
        ),
        (call_message, {"dial": "911"}, "The number to connect to is not a phone number in the form +13125550100."),
        (mail_message, {"to": "ana at example.org"}, "The recipient is not a mail address."),
        (mail_message, {"to": "a@example.org\nBcc: b@example.org"}, "The recipient is not a mail address."),
        (mail_message, {"to": "a@example.org, b@example.org"}, "The recipient is not a mail address."),
        (mail_message, {"to": "a..b@example.org"}, "The recipient is not a mail address."),
        (
            mail_message,
            {"to": "josé@example.org"},
            "Mail can go only to addresses in unaccented Latin letters, digits and signs.",
        ),
        (mail_message, {"subject": "a\u2028b"}, "The subject has control characters; it must be one line."),
        (mail_message, {"subject": ""}, "A mail needs a subject."),
        (mail_message, {"subject": "a\nBcc: b"}, "The subject has control characters; it must be one line."),
        (mail_message, {"dial": NUMBER}, "Only a call can connect to another number."),
        (
            mail_message,
            {"unsubscribe": "http://example.org/"},
            "The unsubscribe address must begin with https:// and have no blanks.",
        ),
    ],
)
def test_a_message_that_could_never_be_sent_is_refused_with_a_sentence_that_quotes_nothing(make, change, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        make(**change)


def test_the_same_key_gives_the_same_reference_and_another_key_another():
    assert text_message().ref == text_message(body="Other words").ref != text_message(key="reminder 2").ref
    assert len(text_message().ref) == 32


def test_a_late_receipt_never_hides_that_a_message_arrived():
    assert later(Status.DELIVERED, Status.SENT) is Status.DELIVERED
    assert later(None, Status.QUEUED) is Status.QUEUED
    assert later(Status.SENT, Status.UNDELIVERED) is Status.UNDELIVERED
    for a, b in itertools.product(Status, Status):
        assert later(a, b) == later(b, a) == later(later(a, b), a)


def test_all_mail_but_what_a_person_caused_can_be_stopped():
    assert [k for k in Kind if not k.transactional] == [Kind.REMINDER, Kind.NEWS]
    assert [c.value for c in Channel] == ["email", "sms", "voice"]
