"""The command that lets in the first manager, also where no mail is set up."""

from __future__ import annotations

import datetime

import pytest
from click.testing import CliRunner

from amparo.cli.invite import invite
from amparo.core.access import invitations
from amparo.core.models import Invitation, OutboxMessage
from amparo.core.storage.walls import standing


@pytest.fixture
def run(city):
    def call(*arguments):
        found = CliRunner().invoke(invite, [*arguments, "--city", city.slug], standalone_mode=False)
        return found.return_value, found.stdout.strip(), found.stderr.strip() or str(found.exception or "")

    return call


def test_an_operator_gets_a_link_that_lets_the_first_manager_in(city, run):
    code, link, _told = run("ana@example.org", "--organisation", "jail", "--role", "manager")
    now = datetime.datetime.now(datetime.UTC)
    assert (code, link.rpartition("/staff/join/")[0]) == (0, "http://localhost:8000/en")
    offer = invitations.look(link.rstrip("/").rpartition("/")[2], now)
    assert (offer.email, offer.roles, offer.organisation.slug) == ("ana@example.org", ("manager",), "jail")
    with standing(city.pk):
        assert OutboxMessage.guarded.filter(city=city).count() == 0


def test_with_mail_the_letter_is_written_too_and_a_slot_is_in_the_citys_time(city, run):
    code, link, _told = run("bea@example.org", "--organisation", "jail", "--role", "clerk", "--mail",
                            "--from", "2099-03-02 09:00", "--to", "2099-03-02 17:00")  # fmt: skip
    assert code == 0
    offer = invitations.look(link.rstrip("/").rpartition("/")[2], datetime.datetime.now(datetime.UTC))
    assert offer.starts == datetime.datetime(2099, 3, 2, 15, tzinfo=datetime.UTC)
    with standing(city.pk):
        assert OutboxMessage.guarded.filter(city=city).count() == 1


@pytest.mark.parametrize(("arguments", "told"), [
    (("x@example.org", "--organisation", "nowhere", "--role", "clerk"), "There is no organisation 'nowhere'"),
    (("x@example.org", "--organisation", "jail", "--role", "boss"), "There is no role 'boss'."),
    (("x", "--organisation", "jail", "--role", "clerk"), "Type a mail address, like name@example.org."),
    (("x@example.org", "--organisation", "jail", "--role", "clerk", "--to", "noon"), "'noon' is no day and time."),
    (("x@example.org", "--organisation", "jail", "--role", "clerk", "--to", "2099-03-02T17:00Z"), "names a time zone."),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nobody_is_invited(city, run, arguments, told):
    code, link, error = run(*arguments)
    assert (code in (2, None), link) == (True, "")
    assert told in error
    with standing(city.pk):
        assert Invitation.guarded.filter(city=city).count() == 0
