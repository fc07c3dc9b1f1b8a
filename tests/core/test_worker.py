"""A worker may die at any moment: what it had begun is done by another, and nobody gets a message for each death."""

from __future__ import annotations

import asyncio
import datetime
import signal
import socket
import subprocess
import sys
import time
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.db import connections

from amparo.core.jobs import purge_everywhere, receipts_of
from tests.core.test_outbox import mail, posted, row

MOMENT = 1_771_977_600  # in February 2026
COMMAND = [sys.executable, "-m", "amparo.cli.main", "worker"]


class SlowInbox:
    """Keeps what it is given, and then takes its time to say so. `keeping`: has it taken the mail by then?"""

    def __init__(self, keeping):
        self.keeping, self.slow, self.begun, self.mails = keeping, True, 0, []

    async def handle_DATA(self, server, session, envelope):
        self.begun += 1
        if self.slow and not self.keeping:
            await asyncio.sleep(60)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        if self.slow:
            await asyncio.sleep(60)
        return "250 OK"


@pytest.fixture(params=[False, True], ids=["before it was taken", "after it was taken"])
def slow_inbox(no_jobs, request, monkeypatch):
    """A real SMTP server on this computer that answers late."""
    handler = SlowInbox(request.param)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("AMPARO_MAIL", f"smtp://127.0.0.1:{port}?starttls=0")
    monkeypatch.setenv("AMPARO_MAIL_FROM", "amparo@example.org")
    yield handler
    server.stop()


@pytest.fixture
def start_worker():
    """Start a worker in a process of its own."""
    children = []

    def call(*options):
        children.append(subprocess.Popen([*COMMAND, *options], stderr=subprocess.PIPE, stdin=subprocess.PIPE))
        return children[-1]

    yield call
    for child in children:
        child.kill()
        child.wait()


def until(true, seconds=40):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


def sql(text, *values):
    with connections["owner"].cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def left(state):
    """A purge that some worker left behind."""
    sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args) "
        "VALUES ('purge', 'amparo.core.jobs.purge_everywhere', %s, jsonb_build_object('timestamp', %s::bigint))",
        state, MOMENT,
    )  # fmt: skip


def time_passes():
    """As if ten minutes had passed for workers that are gone and for what they hold."""
    sql("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '10 minutes'")
    sql("UPDATE core_outboxmessage SET claimed = claimed - interval '10 minutes'")


@pytest.mark.slow
def test_promise_11_a_mail_survives_a_worker_that_is_killed_while_sending_it(city, slow_inbox, start_worker):
    id = posted(city, mail())
    first = start_worker()
    until(lambda: slow_inbox.begun == 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert sql("SELECT status::text FROM procrastinate_jobs WHERE args->>'message' = %s", str(id)) == [("doing",)]
    assert not row(city, id).closed

    slow_inbox.slow = False
    time_passes()
    second = start_worker()
    until(lambda: row(city, id).closed)
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0

    assert row(city, id).outcome == "sent"
    assert {got["To"] for got in slow_inbox.mails} == {"ana@example.org"}
    if slow_inbox.keeping:
        # The server had it, and nobody told us: it comes again under the same name, and mail programs show one.
        assert len(slow_inbox.mails) == 2
        assert len({got["Message-ID"] for got in slow_inbox.mails}) == 1
    else:
        assert len(slow_inbox.mails) == 1
    assert sql("SELECT count(*) FROM procrastinate_jobs WHERE args->>'message' = %s", str(id)) == [(0,)]
    said = second.stderr.read().decode()
    assert "ana@example.org" not in said


@pytest.mark.slow
def test_a_job_that_hangs_does_not_keep_others_from_being_taken_up(no_jobs, city, start_worker):
    purge_everywhere.defer(timestamp=MOMENT)
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE queueing_lock = 'purge'")
    in_an_hour = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    purge_everywhere.configure(schedule_at=in_an_hour).defer(timestamp=MOMENT)  # the hanging one cannot wait beside it
    left("doing")
    for _ in range(2):  # the first gives them back, the second does them
        assert start_worker("--once").wait(60) == 0
    still = "DELETE FROM procrastinate_jobs WHERE task_name LIKE '%%purge_everywhere' RETURNING status::text"
    assert sql(still) == [("todo",)]


@pytest.mark.slow
def test_a_job_that_failed_for_good_runs_again_when_the_operator_says_so(no_jobs, start_worker):
    left("failed")
    assert start_worker("--once").wait(60) == 0
    failed = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"
    assert sql(failed) == [(1,)]
    for _ in range(2):
        assert start_worker("--once", "--failed").wait(60) == 0
    assert sql(failed) == [(0,)]


@pytest.mark.slow
def test_a_worker_ends_with_whoever_started_it_beside_a_site(storage, start_worker):
    child = start_worker("--attached")
    until(lambda: sql("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '5 s'")[0][0])
    child.stdin.close()
    assert child.wait(30) == 0


def test_a_receipt_comes_back_to_the_city_that_sent_the_message():
    assert receipts_of("https://help.example.org/hooks/twilio/status/", "springfield") == (
        "https://help.example.org/hooks/twilio/status/springfield"
    )
    assert receipts_of("", "springfield") == ""
