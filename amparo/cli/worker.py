"""`amparo worker`: does the work in the background."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

AT_ONCE = 4
"""Jobs that one worker does at the same time."""
PATIENCE = 30
"""Seconds that the jobs at hand have to finish when the worker is stopped."""


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
@click.option("--failed", is_flag=True, help="Give jobs that failed for good another try.")
@click.option("--attached", is_flag=True, hidden=True, help="Started by `amparo serve`: stop when its end closes.")
def worker(once: bool, failed: bool, attached: bool) -> None:
    """Do the work in the background: messages, reminders, purges. Ctrl-C lets the job at hand finish.

    Any number of workers may run, on any number of computers with the same database. What a worker that died had
    begun is taken up within a minute.
    """
    from amparo.core.operations.place import choose, running
    from amparo.core.setup import database

    if attached:
        choose()
        threading.Thread(target=_stop_with_parent, daemon=True).start()
    # Whoever attached this worker has prepared the database.
    with running() if attached else database(new=False):
        from django.db import OperationalError
        from procrastinate.exceptions import ConnectorException
        from psycopg_pool import PoolTimeout

        try:
            _work(once, failed, quiet=attached)
        except (ConnectorException, OperationalError, PoolTimeout):
            raise click.ClickException("The database went away, so the worker ends.") from None


def _work(once: bool, failed: bool, quiet: bool) -> None:
    """Work until told to stop, or once until nothing waits."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    _take_up(failed)
    with app.replace_connector(DjangoConnector().get_worker_connector()) as working:
        if not quiet:
            click.echo("The worker is at work. Ctrl-C stops it.")
        working.run_worker(
            wait=not once, concurrency=AT_ONCE, shutdown_graceful_timeout=PATIENCE, delete_jobs="successful",
            task_middleware=[_told],
        )  # fmt: skip


def _take_up(failed: bool) -> None:
    """Begin with what others left behind."""
    from procrastinate.exceptions import AlreadyEnqueued

    from amparo.core.jobs import retry_failed, retry_stalled

    tasks: list[Any] = [retry_stalled, retry_failed] if failed else [retry_stalled]
    for task in tasks:
        with suppress(AlreadyEnqueued):
            task.defer(timestamp=int(time.time()))


def _told(run: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Around each job: connections that broke are replaced, and its name and time are written down."""
    from django.db import close_old_connections

    from amparo.settings.logs import job_done

    close_old_connections()
    start = time.perf_counter()
    good = False
    try:
        result = run()
        good = True
        return result
    finally:
        job_done(context.job.task_name.rpartition(".")[2], good, time.perf_counter() - start)


def _stop_with_parent() -> None:
    """Wait for the end of standard input, which the system closes however the parent dies."""
    with suppress(OSError, ValueError):
        sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
