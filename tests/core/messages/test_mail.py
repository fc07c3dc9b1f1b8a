"""Mail goes through the city's own server, encrypted, and fails with a sentence that names nobody."""

import email
import email.policy
import re
import socket
import ssl
import threading

import pytest
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.messages.mail import build
from amparo.core.messages.port import Kind, NotSent, Sent, Status
from amparo.core.messages.smtp import Security, SmtpSender
from amparo.core.messages.wording import LANGUAGES
from tests.core.messages.conftest import ADDRESS, NOON, mail_message
from tests.core.messages.vendor import Inbox, free_port, mail_server

FROM = "help@city.example.org"


def sender(port, security=Security.NONE, **other):
    return SmtpSender("127.0.0.1", port, FROM, "City of Springfield", security=security, **other)


def read(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def send(message, **options):
    """The mail as it reached a server, and what the sender said."""
    inbox = Inbox()
    with mail_server(inbox) as port:
        said = sender(port, **options).send(message)
    [(mail_from, rcpt_tos, data, _)] = inbox.mails
    assert (mail_from, rcpt_tos) == (FROM, [ADDRESS])
    return read(data), said, inbox


def refusal(inbox=None, port=None, **options):
    """The problem that a mail meets; nothing may have reached the server, and the problem may name nobody."""
    if port:
        problem = failed(port, **options)
    else:
        with mail_server(inbox) as port:
            problem = failed(port, **options)
        assert inbox.mails == []
    for secret in (ADDRESS, "Ana", "signed in", "sesame"):
        assert secret not in f"{problem} {problem!r} {problem.args}"
    # Nor does the library's own error, which names the recipient, hang behind it.
    assert problem.__cause__ is None
    assert problem.__context__ is None
    return str(problem), problem.retry


def failed(port, **options):
    with pytest.raises(NotSent) as caught:
        sender(port, **options).send(mail_message())
    return caught.value


def test_a_person_reads_plain_words_or_the_same_as_a_page_with_a_link():
    mail, said, _ = send(mail_message())
    assert said == Sent(f"<{mail_message().ref}@city.example.org>", Status.SENT)
    assert mail["From"] == f"City of Springfield <{FROM}>"
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == "New sign-in"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == said.provider_id
    assert mail.get_content_type() == "multipart/alternative"
    plain, page = mail.iter_parts()
    assert plain.get_content().replace("\r\n", "\n").strip() == mail_message().body
    assert page.get_content().replace("\r\n", "\n") == (
        '<!doctype html>\n<html lang="en" dir="ltr">\n<head><meta charset="utf-8"><title>New sign-in</title></head>\n'
        "<body>\n<p>Someone signed in.</p>\n"
        '<p><a href="https://city.example.org/a?b=1&amp;c=2">https://city.example.org/a?b=1&amp;c=2</a></p>\n'
        "</body>\n</html>\n"
    )


def test_a_mail_in_arabic_runs_from_right_to_left_and_one_in_chinese_says_so():
    mail, _, _ = send(
        mail_message(lang="ar", subject="تسجيل دخول", body="مرحبًا <b>\u2066https://a.example.org/x \u2069")
    )
    plain, page = mail.iter_parts()
    assert mail["Subject"] == "تسجيل دخول"
    assert plain.get_content().strip() == "مرحبًا <b>\u2066https://a.example.org/x \u2069"
    assert '<html lang="ar" dir="rtl">' in page.get_content()
    assert 'مرحبًا &lt;b&gt;\u2066<a href="https://a.example.org/x">https://a.example.org/x</a> ' in page.get_content()
    mail, _, _ = send(mail_message(lang="zh-hans", body="您好。"))
    assert mail["Content-Language"] == "zh-Hans"


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("See https://a.example.org/x.", "https://a.example.org/x"),
        ('"https://a.example.org/"><script>', "https://a.example.org/"),
        ("(https://a.example.org/x?y=1&z=<2>)", "https://a.example.org/x?y=1&amp;z="),
    ],
)
def test_only_the_link_itself_can_be_pressed_and_nothing_typed_is_markup(body, link):
    mail, _, _ = send(mail_message(body=body))
    page = list(mail.iter_parts())[1].get_content()
    assert re.findall(r'<a href="([^"]*)">', page) == [link]
    assert "<script" not in page


def test_a_second_attempt_is_the_same_mail():
    one, two = send(mail_message())[0], send(mail_message())[0]
    assert one["Message-ID"] == two["Message-ID"]
    assert one.get_boundary() == two.get_boundary()
    assert send(mail_message(key="sign-in 2"))[0]["Message-ID"] != one["Message-ID"]


def test_a_reminder_can_be_stopped_by_one_press_and_a_sign_in_notice_has_no_such_button():
    url = "https://city.example.org/stop/x1"
    mail, _, _ = send(mail_message(kind=Kind.REMINDER, unsubscribe=url))
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    mail, _, _ = send(mail_message(kind=Kind.NEWS))
    assert mail["List-Unsubscribe"] == f"<mailto:{FROM}?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] is None
    assert send(mail_message())[0]["List-Unsubscribe"] is None


def test_the_server_is_not_told_the_name_of_our_computer():
    _, _, inbox = send(mail_message())
    assert inbox.names == ["city.example.org"]
    assert socket.gethostname() not in inbox.names


def test_mail_is_encrypted_on_its_way_after_starttls_and_the_password_goes_only_then(certificate):
    public, context = certificate
    logins = []

    def check(server, session, envelope, mechanism, data):
        logins.append((data.login, data.password, session.ssl is not None))
        return AuthResult(success=data.password == b"sesame", handled=False)

    inbox = Inbox()
    options = {"tls_context": context, "require_starttls": True, "authenticator": check, "auth_required": True}
    with mail_server(inbox, **options) as port:
        secure = {"security": Security.STARTTLS, "user": "amparo", "ca": public}
        sender(port, password="sesame", **secure).send(mail_message())
        assert refusal(port=port, password="other", **secure) == (
            "The mail server did not accept our user name and password.", True,
        )  # fmt: skip
    assert [(m[1], m[3]) for m in inbox.mails] == [([ADDRESS], True)]
    assert (b"amparo", b"sesame", True) in logins
    assert all(encrypted for _, _, encrypted in logins)


def test_mail_is_encrypted_from_the_start_where_the_server_expects_it(certificate):
    public, context = certificate
    inbox = Inbox()
    with mail_server(inbox, ssl_context=context) as port:
        sender(port, Security.TLS, ca=public).send(mail_message())
    assert len(inbox.mails) == 1


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_that_nobody_vouches_for_gets_nothing(certificate, security):
    _, context = certificate
    options = {"ssl_context": context} if security is Security.TLS else {"tls_context": context}
    inbox = Inbox()
    with mail_server(inbox, **options) as port:
        assert refusal(port=port, security=security) == ("The mail server's certificate cannot be trusted.", True)
    assert inbox.mails == []


def test_a_server_without_starttls_gets_nothing_when_starttls_is_asked_for():
    assert refusal(Inbox(), security=Security.STARTTLS) == (
        "The mail server lacks something that this mail needs, such as STARTTLS.", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("inbox", "sentence", "retry"),
    [
        (Inbox(refuse="450 busy"), "The mail server does not take the recipient now (code 450).", True),
        (Inbox(refuse="550 nobody"), "The mail server refused the recipient (code 550).", False),
        (Inbox(refuse_data="451 later"), "The mail server does not take the mail now (code 451).", True),
        (Inbox(refuse_data="554 spam"), "The mail server refused the mail (code 554).", False),
    ],
)
def test_a_server_that_says_not_now_is_asked_again_and_one_that_says_never_is_not(inbox, sentence, retry):
    assert refusal(inbox) == (sentence, retry)


def test_a_server_that_is_not_there_is_asked_again():
    assert refusal(port=free_port()) == ("The mail server cannot be reached.", True)


@pytest.mark.parametrize(
    ("greeting", "sentence"),
    [
        (b"", "The mail server did not answer in time."),
        (b"421 closing\r\n", "The mail server takes no mail now (code 421)."),
        (b"nonsense\r\n", "The mail server takes no mail now (code -1)."),
    ],
)
def test_a_server_that_is_silent_or_talks_nonsense_is_asked_again(greeting, sentence):
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def greet():
            connection, _ = server.accept()
            held.append(connection)
            connection.sendall(greeting)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        assert refusal(port=server.getsockname()[1], seconds=0.5) == (sentence, True)
        thread.join()
        for connection in held:
            connection.close()


ODD = st.text("abcé.+-_%'\\/!#@\u2028\u00a0\u200f 中=?", max_size=12)


@given(st.builds("{}@{}".format, ODD, st.sampled_from(["example.org", "[127.0.0.1]", "exämple.org", "a..b", ""])))
def test_every_address_that_a_message_takes_can_be_written_on_a_mail(address):
    try:
        message = mail_message(to=address)
    except ValueError:
        return
    mail = build(message, FROM, "City", NOON)
    assert read(mail.as_bytes())["Message-ID"] == mail["Message-ID"]
    assert mail["To"] == address


@given(st.text(min_size=1, max_size=200), st.text(min_size=1), st.sampled_from(LANGUAGES))
def test_every_subject_and_all_words_that_a_message_takes_arrive_as_they_are(subject, body, lang):
    try:
        message = mail_message(subject=subject, body=body, lang=lang)
    except ValueError:
        return
    mail = read(build(message, FROM, "Ciudad de Peñasco", NOON).as_bytes())
    plain, page = mail.iter_parts()
    ends = len(body) - len(body.rstrip("\n"))
    assert plain.get_content().replace("\r\n", "\n") == body.rstrip("\n") + "\n" * max(1, ends)
    assert "<script" not in page.get_content()
    assert mail["From"].addresses[0].display_name == "Ciudad de Peñasco"


def test_a_password_shows_in_no_repr():
    assert "sesame" not in repr(sender(25, user="amparo", password="sesame"))
    assert ssl.create_default_context().check_hostname
