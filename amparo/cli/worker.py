"""`amparo worker`: does the work in the background."""

from __future__ import annotations

import click


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def worker(once: bool) -> None:
    """Do the work in the background: messages, reminders, purges. Ctrl-C lets the job at hand finish.

    Any number of workers may run, on any number of computers with the same database.
    """
    from amparo.core.setup import database

    with database():
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector

        with app.replace_connector(DjangoConnector().get_worker_connector()) as working:
            click.echo("The worker is at work. Ctrl-C stops it.")
            working.run_worker(wait=not once, concurrency=4, shutdown_graceful_timeout=30)
