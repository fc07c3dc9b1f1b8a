"""While trying things out, messages are files or lines on the screen."""

import email
import email.policy
import os

import pytest

from amparo.core.messages.console import ConsoleSender
from amparo.core.messages.files import FilesSender
from amparo.core.messages.port import NotSent, Sent, Status
from tests.core.messages.conftest import ADDRESS, NUMBER, call_message, mail_message, text_message


def test_each_message_is_one_file_that_only_we_can_read(tmp_path):
    folder = tmp_path / "new" / "messages"
    sender = FilesSender(folder)
    for message in (mail_message(), text_message(), mail_message(), text_message()):
        assert sender.send(message) == Sent(message.ref, Status.SENT)
    mail, text = folder / f"{mail_message().ref}.eml", folder / f"{text_message().ref}.txt"
    assert set(folder.iterdir()) == {mail, text}
    assert text.read_text() == f"--- sms: reminder (en)\nTo: {NUMBER}\n\nSomething is due.\n---\n"
    read = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert (read["To"], read["Subject"]) == (ADDRESS, "New sign-in")
    assert [oct(p.stat().st_mode & 0o777) for p in (folder, mail, text)] == ["0o700", "0o600", "0o600"]


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSent) as caught:
        FilesSender(tmp_path).send(text_message())
    assert str(caught.value) == "The message could not be written to its folder: No space left on device."
    assert caught.value.retry
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_a_sentence_without_a_name(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(NotSent, match=r"^The message could not be written to its folder: (File exists|Not a direc)"):
        FilesSender(tmp_path / "a").send(text_message())


def test_a_developer_sees_the_message_on_the_screen(capsys):
    assert ConsoleSender().send(call_message(dial="+13125550111")).status is Status.SENT
    assert capsys.readouterr().out == (
        f"--- voice: call-back (en)\nTo: {NUMBER}\nThen connect to: +13125550111\n\nHello & welcome.\n---\n"
    )
    ConsoleSender().send(mail_message(body="Hi"))
    assert capsys.readouterr().out == (f"--- email: invitation (en)\nTo: {ADDRESS}\nSubject: New sign-in\n\nHi\n---\n")
