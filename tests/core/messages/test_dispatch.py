"""One way out: it obeys what people asked for, sends once, and does not give up at the first failure."""

from datetime import UTC, datetime, timedelta

import pytest

from amparo.core.messages.dispatch import CLAIM, DELAYS, deliver
from amparo.core.messages.port import Channel, Kind, NotSent, Sent, Status
from amparo.core.messages.smtp import Security, SmtpSender
from amparo.core.messages.store import Delivery, Outcome
from amparo.core.messages.twilio_api import Account, TwilioSender
from tests.core.messages.conftest import (
    ADDRESS,
    NOON,
    NUMBER,
    Recorder,
    blind,
    call_message,
    mail_message,
    text_message,
)
from tests.core.messages.vendor import SID, TOKEN, Inbox, mail_server

NIGHT = datetime(2026, 3, 5, 4, 30, tzinfo=UTC)  # half past ten in Chicago
MORNING = datetime(2026, 3, 5, 14, tzinfo=UTC)  # eight o'clock
ALL = [text_message, call_message, mail_message]
TAKEN = Sent("id-1", Status.QUEUED)


def go(message, store, sender, now=NOON):
    senders = dict.fromkeys(Channel, sender) if sender else {}
    return deliver(message, store, senders, lambda: now, blind)


@pytest.mark.parametrize("make", ALL)
def test_a_message_goes_once_however_often_it_is_delivered(store, make):
    sender = Recorder()
    assert go(make(), store, sender) == Delivery(Outcome.SENT, NOON, sent=TAKEN)
    later = NOON + timedelta(days=400)
    assert go(make(), store, sender, later) == Delivery(Outcome.ALREADY, later)
    assert sender.sent == [make()]
    assert store.deliveries[make().key] == [Delivery(Outcome.SENT, NOON, sent=TAKEN)]


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.parametrize("make", ALL)
def test_promise_8_whoever_opted_out_gets_nothing_however_urgent_and_the_reason_is_kept(store, make, urgent):
    message, sender = make(urgent=urgent), Recorder()
    store.opt_out(blind(message.to.lower()), NOON, "asked")
    refused = Delivery(Outcome.OPTED_OUT, NOON, why="The person asked for no messages.")
    assert go(message, store, sender) == refused
    assert store.deliveries[message.key] == [refused]
    assert go(message, store, sender).outcome is Outcome.ALREADY
    assert sender.sent == []


def test_whoever_opted_in_again_gets_the_next_message_but_not_the_old_one(store):
    sender = Recorder()
    store.opt_out(blind(NUMBER), NOON, "asked")
    go(text_message(), store, sender)
    store.opt_in(blind(NUMBER), NOON, "asked")
    assert go(text_message(), store, sender).outcome is Outcome.ALREADY
    assert go(text_message(key="reminder 2"), store, sender).outcome is Outcome.SENT
    assert [m.key for m in sender.sent] == ["reminder 2"]


@pytest.mark.parametrize("make", [text_message, call_message])
def test_at_night_a_phone_stays_silent_until_morning_and_then_the_message_goes(store, make):
    sender = Recorder()
    waits = Delivery(Outcome.QUIET, NIGHT, MORNING, "It is night where the person lives.")
    assert [go(make(), store, sender, NIGHT) for _ in range(2)] == [waits, waits]
    assert sender.sent == []
    assert go(make(), store, sender, MORNING).outcome is Outcome.SENT
    assert sender.sent == [make()]


def test_an_urgent_text_goes_at_night_and_so_does_any_mail(store):
    sender = Recorder()
    assert go(text_message(urgent=True), store, sender, NIGHT).outcome is Outcome.SENT
    assert go(mail_message(), store, sender, NIGHT).outcome is Outcome.SENT
    assert len(sender.sent) == 2


def test_a_failure_is_tried_again_after_longer_and_longer_waits_and_then_given_up(store):
    sender = Recorder(*[NotSent("Not now.", retry=True) for _ in range(6)])
    now, waits = NOON, []
    while (done := go(text_message(), store, sender, now)).again:
        assert (done.outcome, done.why) == (Outcome.LATER, "Not now.")
        waits.append(done.again - now)
        # The day is long enough for all of them here.
        now = done.again if done.again < NIGHT - timedelta(hours=2) else MORNING
    assert waits == DELAYS
    assert [w.total_seconds() / 60 for w in waits] == [1, 5, 30, 120, 720]
    assert done == Delivery(Outcome.GIVEN_UP, now, why="Not now.")
    assert go(text_message(), store, sender, now).outcome is Outcome.ALREADY
    assert sender.sent == []


def test_a_failure_that_heals_sends_the_message_once(store):
    sender = Recorder(NotSent("Not now.", retry=True))
    assert go(text_message(), store, sender).again == NOON + timedelta(minutes=1)
    assert go(text_message(), store, sender).outcome is Outcome.SENT
    assert go(text_message(), store, sender).outcome is Outcome.ALREADY
    assert len(sender.sent) == 1


def test_what_is_refused_for_good_is_not_tried_again(store):
    sender = Recorder(NotSent("Never.", retry=False))
    assert go(text_message(), store, sender) == Delivery(Outcome.REFUSED, NOON, why="Never.")
    assert go(text_message(), store, sender).outcome is Outcome.ALREADY
    assert sender.sent == []


def test_a_channel_without_a_sender_waits_for_one(store):
    done = go(text_message(), store, None)
    assert done == Delivery(Outcome.LATER, NOON, NOON + DELAYS[0], "No way to send by sms is set up.")
    assert go(text_message(), store, Recorder()).outcome is Outcome.SENT


def test_two_workers_send_a_message_once_and_one_that_died_does_not_lose_it(store):
    class Dies:
        def send(self, message):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(text_message(), store, Dies())
    sender = Recorder()
    assert go(text_message(), store, sender) == Delivery(Outcome.BUSY, NOON, NOON + CLAIM)
    assert sender.sent == []
    assert go(text_message(), store, sender, NOON + CLAIM).outcome is Outcome.SENT
    assert len(sender.sent) == 1


def test_a_stop_that_only_the_vendor_heard_is_kept_by_us_too(store, vendor):
    senders = {Channel.SMS: TwilioSender(Account(SID, TOKEN, "+13125550123", base=vendor.base))}
    vendor.answers = [(400, 21610)]
    done = deliver(text_message(), store, senders, lambda: NOON, blind)
    assert done == Delivery(
        Outcome.OPTED_OUT, NOON, why="The person has told the vendor to send no messages (code 21610)."
    )
    assert store.people == {blind(NUMBER): [("out", NOON, "told by the vendor")]}
    assert deliver(text_message(key="another"), store, senders, lambda: NOON, blind).outcome is Outcome.OPTED_OUT
    assert len(vendor.requests) == 1


def test_promise_8_denied_means_that_neither_vendor_nor_mail_server_hears_of_it(store, vendor):
    inbox = Inbox()
    store.opt_out(blind(NUMBER), NOON, "asked")
    store.opt_out(blind(ADDRESS.lower()), NOON, "asked")
    carrier = TwilioSender(Account(SID, TOKEN, "+13125550123", base=vendor.base))
    with mail_server(inbox) as port:
        post = SmtpSender("127.0.0.1", port, "help@city.example.org", security=Security.NONE)
        senders = {Channel.SMS: carrier, Channel.VOICE: carrier, Channel.EMAIL: post}
        for make in ALL:
            done = deliver(make(urgent=True), store, senders, lambda: NOON, blind)
            assert done.outcome is Outcome.OPTED_OUT
        night = text_message(key="night", to="+13125550101")
        assert deliver(night, store, senders, lambda: NIGHT, blind).outcome is Outcome.QUIET
    assert vendor.requests == []
    assert (inbox.mails, inbox.names) == ([], [])


def test_promise_2_the_memory_of_opt_outs_knows_no_number_and_no_delivery_says_one(store):
    store.opt_out(blind(NUMBER), NOON, "asked")
    go(text_message(), store, Recorder())
    kept = f"{store.people} {store.deliveries} {store.refs}"
    assert "5550100" not in kept
    assert "due." not in kept


def test_each_outcome_says_whether_there_is_more_to_do():
    assert [o for o in Outcome if not o.final] == [Outcome.BUSY, Outcome.QUIET, Outcome.LATER]


@pytest.mark.parametrize("kind", [Kind.SIGN_IN, Kind.ACCOUNT])
def test_mail_that_guards_ones_own_account_comes_even_after_asking_for_no_messages_but_no_text_does(store, kind):
    store.opt_out(blind(ADDRESS.lower()), NOON, "asked")
    store.opt_out(blind(NUMBER), NOON, "asked")
    sender = Recorder()
    assert go(mail_message(kind=kind), store, sender).outcome is Outcome.SENT
    assert go(text_message(kind=kind, urgent=True), store, sender).outcome is Outcome.OPTED_OUT
    assert sender.sent == [mail_message(kind=kind)]
