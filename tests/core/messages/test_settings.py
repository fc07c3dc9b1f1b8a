"""Whoever installs Amparo reads what is missing in a sentence, and never their own password."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.messages.console import ConsoleSender
from amparo.core.messages.files import FilesSender
from amparo.core.messages.port import Channel
from amparo.core.messages.settings import BadSettings, senders
from amparo.core.messages.smtp import Security, SmtpSender
from amparo.core.messages.twilio_api import Account, TwilioSender
from tests.core.messages.vendor import SID

FROM = {"AMPARO_MAIL_FROM": "help@city.example.org", "AMPARO_MAIL_NAME": "City"}
TWILIO = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": "sesame", "TWILIO_FROM": "(312) 555-0123"}


def wrong(**env):
    with pytest.raises(BadSettings) as caught:
        senders(env)
    assert "sesame" not in f"{caught.value} {caught.value!r}"
    assert str(caught.value) == "\n".join(caught.value.sentences)
    return caught.value.sentences


def mail(url):
    return senders({"AMPARO_MAIL": url} | FROM)[Channel.EMAIL]


def test_a_channel_that_is_not_set_is_not_in_use():
    assert senders({}) == {}
    assert senders({"AMPARO_SMS": " ", "HOME": "/"}) == {}


def test_console_and_files_need_nothing_else():
    found = senders({"AMPARO_MAIL": "files:/var/mail", "AMPARO_SMS": "console", "AMPARO_VOICE": "files:/var/calls"})
    assert list(found) == [Channel.EMAIL, Channel.SMS, Channel.VOICE]
    assert isinstance(found[Channel.SMS], ConsoleSender)
    voice = found[Channel.VOICE]
    assert isinstance(voice, FilesSender)
    assert voice.folder == Path("/var/calls")


@pytest.mark.parametrize(
    ("url", "port", "security", "user", "password"),
    [
        ("smtp://u:se%40same%2F@mail.example.org:2525?starttls=1", 2525, Security.STARTTLS, "u", "se@same/"),
        ("smtp://u%40example.org:p@mail.example.org?starttls=1", 587, Security.STARTTLS, "u@example.org", "p"),
        ("smtps://u:p@mail.example.org", 465, Security.TLS, "u", "p"),
        ("smtp://mail.example.org?starttls=0", 25, Security.NONE, "", ""),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, port, security, user, password):
    assert mail(url) == SmtpSender("mail.example.org", port, "help@city.example.org", "City", user, password, security)


def test_a_server_on_this_computer_needs_no_encryption(tmp_path):
    assert mail("smtp://localhost:1025").security is Security.NONE
    (tmp_path / "ca.pem").write_text("")
    assert mail(f"smtps://localhost?ca={tmp_path}/ca.pem").ca == tmp_path / "ca.pem"


FORMS = "console, files:/path, smtps://user:password@host:465 or smtp://user:password@host:587?starttls=1"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sesame", f"AMPARO_MAIL must be {FORMS}."),
        ("twilio", f"AMPARO_MAIL must be {FORMS}."),
        ("files:sesame", "AMPARO_MAIL must name a folder from the root on, such as files:/var/lib/amparo/messages."),
        (
            "smtp://u:pass#sesame@h:25",
            f"AMPARO_MAIL has no host, or a port that is no number. It must be {FORMS}.",
        ),
        (
            "smtp://u:sesame@:25?starttls=1",
            f"AMPARO_MAIL has no host, or a port that is no number. It must be {FORMS}.",
        ),
        (
            "smtp://u@h:sesame?starttls=1",
            f"AMPARO_MAIL has no host, or a port that is no number. It must be {FORMS}.",
        ),
        (
            "smtp://h:25/sesame@h?starttls=1",
            "AMPARO_MAIL has something after the port. A /, ? or # in a password is written %2F, %3F or %23.",
        ),
        (
            "smtp://u:sesame@h.example.org:587",
            "AMPARO_MAIL must say ?starttls=1, or begin with smtps://, to keep mail from being read on its way.",
        ),
        (
            "smtp://u:sesame@h.example.org:587?starttls=yes",
            "AMPARO_MAIL must say ?starttls=1, or begin with smtps://, to keep mail from being read on its way.",
        ),
        (
            "smtp://u:sesame@h.example.org:587?starttls=0",
            "AMPARO_MAIL would send the password in the clear. Use smtps:// or starttls=1.",
        ),
        ("smtp://:sesame@h?starttls=1", "AMPARO_MAIL must have both user and password, or neither."),
        (
            "smtps://u:sesame@h?starttls=1",
            "AMPARO_MAIL with smtps:// is encrypted from the start; take starttls away.",
        ),
        (
            "smtps://u:p@h?sesame=1",
            "AMPARO_MAIL may have starttls=1 and ca=/path after the question mark, each once, and no more.",
        ),
        ("smtps://u:p@h?ca=/sesame", "AMPARO_MAIL names a file of certificates (ca=) that is not there."),
    ],
)
def test_a_mail_server_that_cannot_be_read_is_explained_without_quoting_it(url, sentence):
    assert wrong(AMPARO_MAIL=url, **FROM) == [sentence]


@pytest.mark.parametrize("address", ["", "city", "a@b\nBcc: c@d", "añ@example.org"])
def test_mail_needs_an_address_to_come_from(address):
    assert wrong(AMPARO_MAIL="smtps://h", AMPARO_MAIL_FROM=address) == [
        "AMPARO_MAIL_FROM must be the address that mail comes from, such as help@city.example.org."
    ]


def test_the_vendor_is_read_from_its_variables():
    found = senders(
        {"AMPARO_SMS": "twilio", "AMPARO_VOICE": "twilio", "TWILIO_STATUS_URL": "https://c.example.org/r"} | TWILIO
    )
    sms = found[Channel.SMS]
    assert isinstance(sms, TwilioSender)
    assert sms.account == Account(SID, "sesame", "+13125550123", receipts="https://c.example.org/r")
    short = senders({"AMPARO_SMS": "twilio"} | TWILIO | {"TWILIO_FROM": "55501"})[Channel.SMS]
    assert short.account.sender == "55501"


def test_everything_that_is_missing_is_said_at_once():
    assert wrong(AMPARO_SMS="twilio", AMPARO_VOICE="carrier pigeon", AMPARO_MAIL="smtps://h") == [
        "AMPARO_MAIL_FROM must be the address that mail comes from, such as help@city.example.org.",
        "TWILIO_ACCOUNT_SID is missing.",
        "TWILIO_AUTH_TOKEN is missing.",
        "TWILIO_FROM or TWILIO_MESSAGING_SERVICE is missing: a text message needs one of them.",
        "AMPARO_VOICE must be console, files:/path or twilio.",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"TWILIO_ACCOUNT_SID": "sesame"}, "TWILIO_ACCOUNT_SID must begin with AC."),
        ({"TWILIO_MESSAGING_SERVICE": "sesame"}, "TWILIO_MESSAGING_SERVICE must begin with MG."),
        ({"TWILIO_STATUS_URL": "http://sesame"}, "TWILIO_STATUS_URL must begin with https://."),
        ({"TWILIO_BASE_URL": "http://localhost.sesame"}, "TWILIO_BASE_URL must begin with https://."),
        (
            {"TWILIO_FROM": "sesame"},
            "TWILIO_FROM must be a phone number such as +13125550100, or a short code of 5 or 6 digits.",
        ),
    ],
)
def test_a_variable_of_the_vendor_that_cannot_be_right_is_explained(change, sentence):
    assert wrong(AMPARO_SMS="twilio", **(TWILIO | change)) == [sentence]


def test_a_call_cannot_come_from_a_messaging_service():
    env = TWILIO | {"TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE": "MG" + "2" * 32}
    assert wrong(AMPARO_SMS="twilio", AMPARO_VOICE="twilio", **env) == [
        "TWILIO_FROM is missing: a call needs a number of ours to come from."
    ]


@given(st.one_of(st.text(), st.builds("smtp{}://{}".format, st.sampled_from(["", "s"]), st.text())))
def test_whatever_is_in_a_variable_gives_a_sender_or_a_sentence(value):
    try:
        said = senders({"AMPARO_MAIL": value} | FROM)
    except BadSettings as error:
        said = error.sentences
    assert len(said) == bool(value.strip())
