"""A message that was promised leaves once, in its own time, and nothing of it stays."""

from __future__ import annotations

import datetime
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections
from procrastinate.contrib.django import app

from amparo.core.access import outbox
from amparo.core.access.acting import operating
from amparo.core.jobs import deliver_message, purge_accounts
from amparo.core.messages.dispatch import deliver
from amparo.core.messages.port import Channel, Kind, Message, NotSent, Sent, Status
from amparo.core.messages.store import Held, Outcome, Receipt
from amparo.core.models import OutboxMessage
from amparo.core.storage.walls import standing

NOON = datetime.datetime(2026, 3, 2, 18, tzinfo=datetime.UTC)  # noon in Chicago
NIGHT = datetime.datetime(2026, 3, 3, 5, tzinfo=datetime.UTC)


def text(key="reminder 1", **more):
    facts = {"channel": Channel.SMS, "kind": Kind.REMINDER, "key": key, "to": "+13125550100",
             "body": "Something is due today.", "zone": "America/Chicago"}  # fmt: skip
    return Message(**{**facts, **more})


def mail(key="mail 1"):
    return Message(channel=Channel.EMAIL, kind=Kind.REVIEW, key=key, to="ana@example.org", subject="Please look",
                   body="Something waits for you.")  # fmt: skip


def posted(city, message):
    with operating(city) as act:
        return outbox.post(act, message)


class Vendor:
    """Takes texts and remembers them."""

    def __init__(self, *faults):
        self.taken, self.faults = [], list(faults)

    def send(self, message):
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(message.body)
        return Sent(f"SM{len(self.taken)}", Status.QUEUED)


def attempt(city, id, vendor, now=NOON):
    waiting = outbox.waiting(city, id)
    if waiting is None:
        return None
    senders = dict.fromkeys(Channel, vendor)
    return deliver(waiting, outbox.CityStore(city), senders, lambda: now, outbox.blind(city)).outcome


def row(city, id):
    with standing(city.pk):
        return OutboxMessage.guarded.get(pk=id)


def test_a_message_is_sent_once_and_its_words_are_destroyed(city):
    id, vendor = posted(city, text()), Vendor()
    assert attempt(city, id, vendor) is Outcome.SENT
    assert attempt(city, id, vendor) is None
    assert vendor.taken == ["Something is due today."]
    kept = row(city, id)
    assert (kept.closed, kept.sealed, kept.provider, kept.status) == (True, None, "SM1", "queued")


def test_promise_3_a_waiting_message_is_sealed(city):
    posted(city, text())
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT t::text FROM core_outboxmessage t UNION ALL SELECT t::text FROM procrastinate_jobs t")
        everything = "\n".join(line for (line,) in cursor.fetchall())
    for secret in ("+13125550100", "Something is due", "2b31333132353535"):
        assert secret not in everything


def test_an_act_that_fails_sends_nothing(city):
    def fail():
        with operating(city) as act:
            outbox.post(act, text())
            raise ZeroDivisionError

    before = jobs()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert jobs() == before
    with standing(city.pk):
        assert OutboxMessage.guarded.count() == 0


def jobs():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%deliver_message'")
        return cursor.fetchone()[0]


def test_two_acts_that_write_the_same_message_at_once_write_one(city):
    first = threading.Event()

    def slowly():
        with operating(city) as act:
            id = outbox.post(act, text())
            first.set()
            time.sleep(0.3)
            return id

    def later():
        first.wait(10)
        return posted(city, text())

    before = jobs()
    with ThreadPoolExecutor(2) as pool:
        ids = {done.result() for done in [pool.submit(closing(slowly)), pool.submit(closing(later))]}
    assert (len(ids), jobs() - before) == (1, 1)


def closing(work):
    """The work, after which its thread lets go of the database."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    return run


def test_the_same_key_is_one_message(city):
    assert posted(city, text()) == posted(city, text())


def test_who_said_stop_gets_nothing_ever_until_they_start_again(city):
    store, blind, vendor = outbox.CityStore(city), outbox.blind(city), Vendor()
    store.opt_out(blind("+13125550100"), NOON, "stop")
    assert attempt(city, posted(city, text("1")), vendor) is Outcome.OPTED_OUT
    assert attempt(city, posted(city, text("2", urgent=True)), vendor) is Outcome.OPTED_OUT
    assert attempt(city, posted(city, text("3", to="+13125550101")), vendor) is Outcome.SENT
    store.opt_in(blind("+13125550100"), NOON, "start")
    assert attempt(city, posted(city, text("4")), vendor) is Outcome.SENT
    assert len(vendor.taken) == 2


def test_an_opt_out_counts_in_its_city_and_its_index_says_nothing_elsewhere(city, other_city):
    outbox.CityStore(city).opt_out(outbox.blind(city)("+13125550100"), NOON, "stop")
    assert not outbox.CityStore(other_city).opted_out(outbox.blind(other_city)("+13125550100"))
    assert outbox.blind(city)("+13125550100") != outbox.blind(other_city)("+13125550100")


def test_at_night_a_text_waits_and_an_urgent_one_does_not(city):
    vendor = Vendor()
    id = posted(city, text("1"))
    assert attempt(city, id, vendor, NIGHT) is Outcome.QUIET
    assert row(city, id).again == datetime.datetime(2026, 3, 3, 14, tzinfo=datetime.UTC)
    assert attempt(city, posted(city, text("2", urgent=True)), vendor, NIGHT) is Outcome.SENT


def test_a_vendor_that_is_away_is_tried_again(city):
    vendor = Vendor(NotSent("The vendor is away.", retry=True))
    id = posted(city, text())
    assert attempt(city, id, vendor) is Outcome.LATER
    kept = row(city, id)
    assert (kept.failures, kept.closed, kept.why) == (1, False, "The vendor is away.")
    assert attempt(city, id, vendor, kept.again) is Outcome.SENT


def test_two_workers_do_not_send_the_same_message(city):
    id = posted(city, text())
    store, message = outbox.CityStore(city), text()
    until = NOON + datetime.timedelta(minutes=10)
    assert store.take(message.key, message.ref, NOON, until) == 0
    assert store.take(message.key, message.ref, NOON, until) is Held.BUSY
    assert store.take(message.key, message.ref, until, until) == 0
    assert row(city, id).claimed == until


def test_many_workers_at_once_take_a_message_once(city):
    posted(city, text())
    message, taken = text(), []

    def take():
        until = NOON + datetime.timedelta(minutes=10)
        taken.append(outbox.CityStore(city).take(message.key, message.ref, NOON, until))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, taken)) == ["0", *["Held.BUSY"] * 7]


def test_receipts_in_any_order_leave_the_furthest_state(city):
    id, message = posted(city, text()), text()
    attempt(city, id, Vendor())
    store = outbox.CityStore(city)
    for status in (Status.DELIVERED, Status.SENT):
        store.receive(Receipt("SM1", status, ref=message.ref), NOON)
    assert row(city, id).status == "delivered"
    store.receive(Receipt("SM9", Status.FAILED, ref="0" * 32), NOON)


def test_a_repeated_call_of_the_vendor_is_known(city, other_city):
    store = outbox.CityStore(city)
    assert not store.has_heard("token")
    store.heard("token")
    store.heard("token")
    assert store.has_heard("token")
    assert not outbox.CityStore(other_city).has_heard("token")


# ---- by a worker, over SMTP -----------------------------------------------------------------------------
class Inbox:
    """What arrived. A worker also does what is due by the clock, so letters of other tests' cities may come too."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def of(self, address):
        return [mail for mail in self.mails if mail["To"] == address]


@pytest.fixture
def inbox(no_jobs, monkeypatch):
    """A real SMTP server on this computer, to which the worker's mail goes."""
    handler = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("AMPARO_MAIL", f"smtp://127.0.0.1:{port}?starttls=0")
    monkeypatch.setenv("AMPARO_MAIL_FROM", "amparo@example.org")
    yield handler
    server.stop()


def work():
    """Let a worker do what waits: in a thread of its own, since it brings its own event loop."""

    def run():
        try:
            with app.replace_connector(app.connector.get_worker_connector()) as working:
                working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(run).result()


def test_a_worker_sends_what_was_posted(city, inbox):
    id = posted(city, mail())
    work()
    [got] = inbox.of("ana@example.org")
    assert got["Subject"] == "Please look"
    assert row(city, id).outcome == "sent"
    deliver_message.defer(city=city.pk, message=str(id))
    work()
    assert len(inbox.of("ana@example.org")) == 1


def test_a_mail_waits_for_a_server_that_is_away(no_jobs, city, monkeypatch):
    monkeypatch.setenv("AMPARO_MAIL", "smtp://127.0.0.1:9?starttls=0")
    monkeypatch.setenv("AMPARO_MAIL_FROM", "amparo@example.org")
    id = posted(city, mail())
    work()
    kept = row(city, id)
    assert (kept.outcome, kept.failures, kept.closed) == ("failed, to be tried again", 1, False)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND args->>'message' = %s", [str(id)]
        )
        assert cursor.fetchone() == (1,)


def test_promise_7_the_worker_purges_what_is_due(no_jobs, city):
    from amparo.core.jobs import purge_everywhere
    from tests.core.test_people import TODAY, added, rows

    due, _ = added(city, days=1)
    later, _ = added(city, days=3)
    moment = datetime.datetime.combine(TODAY + datetime.timedelta(days=2), datetime.time(), datetime.UTC)
    purge_everywhere.defer(timestamp=int(moment.timestamp()))
    work()
    assert (rows(due), rows(later)) == ((0, 0, 0), (1, 2, 3))


# ---- what is left of it -------------------------------------------------------------------------------------
def test_promise_7_what_a_vendor_called_a_message_goes_after_a_month_and_it_is_never_sent_again(city):
    vendor = Vendor(NotSent("The vendor is busy.", retry=True), NotSent("It is no mobile number.", retry=False))
    waits, refused, done = (posted(city, text(key)) for key in ("waits", "refused", "done"))
    for id in (waits, refused, done):
        attempt(city, id, vendor)
    receipt = Receipt("SM1", Status.DELIVERED, "30008", row(city, done).ref)
    outbox.CityStore(city).receive(receipt, NOON)
    before = row(city, waits)
    written = row(city, done).written.timestamp()
    month, queued = 30 * 24 * 3600, jobs()

    def left():
        kept = row(city, done)
        return kept.outcome, kept.status, kept.provider, kept.code, row(city, refused).why

    purge_accounts(int(written + month - 60))
    assert left() == ("sent", "delivered", "SM1", "30008", "It is no mobile number.")
    purge_accounts(int(written + month + 60))
    assert left() == ("sent", "delivered", "", "", "")
    assert posted(city, text("done")) == done
    assert (attempt(city, done, vendor), jobs(), len(vendor.taken)) == (None, queued, 1)
    after = row(city, waits)
    assert (after.why, bytes(after.sealed)) == ("The vendor is busy.", bytes(before.sealed))
