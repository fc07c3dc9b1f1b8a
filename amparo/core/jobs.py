"""Work in the background. A job is a row that is written with the act that asks for it, so it is there if and
only if the act is done. A job may run twice after a crash: each of them does nothing the second time.

Arguments are numbers of rows, never anything about a person.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

if TYPE_CHECKING:
    from amparo.core.access.acting import Act
    from amparo.core.models import City

AT_ONCE = 5_000
"""Records that one purge takes before it lets others in."""


@app.task(queue="messages", retry=RetryStrategy(max_attempts=10, wait=30, exponential_wait=2))
def deliver_message(city: int, message: str) -> str:
    """Try once to send a message, and come back when it may go."""
    from amparo.core.access import cities, outbox
    from amparo.core.messages.dispatch import deliver
    from amparo.core.messages.settings import senders

    where = cities.city_numbered(city)
    waiting = outbox.waiting(where, UUID(message))
    if waiting is None:
        return "done before"
    # A receipt comes back to the city that sent the message.
    env = {**os.environ, "TWILIO_STATUS_URL": receipts_of(os.environ.get("TWILIO_STATUS_URL", ""), where.slug)}
    done = deliver(
        waiting, outbox.CityStore(where), senders(env), lambda: datetime.datetime.now(datetime.UTC),
        outbox.blind(where),
    )  # fmt: skip
    if done.again:
        deliver_message.configure(schedule_at=done.again).defer(city=city, message=message)
    return done.outcome.value


def receipts_of(address: str, city: str) -> str:
    """Our address for receipts, with the city's name in it; empty where there is none."""
    return address and f"{address.rstrip('/')}/{city}"


@app.periodic(cron="7 * * * *")  # pyrefly: ignore[bad-argument-type]
@app.task(queue="purge", queueing_lock="purge", pass_context=False)
def purge_everywhere(timestamp: int) -> int:
    """Destroy, in every city, the records whose day has come there."""
    from amparo.core.access import people

    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    return in_every_city(lambda act, city: people.purge(act, city.today(now), AT_ONCE), AT_ONCE)


def in_every_city(some: Callable[[Act, City], int], at_once: int) -> int:
    """Do `some` in each city, one act after the other, until one took fewer than `at_once`. Returns
    how many all took."""
    from amparo.core.access import cities
    from amparo.core.access.acting import operating

    many = 0
    for city in cities.cities():
        done = at_once
        while done >= at_once:
            with operating(city) as act:
                done = some(act, city)
            many += done
    return many


@app.periodic(cron="37 * * * *")  # pyrefly: ignore[bad-argument-type]
@app.task(queue="purge", queueing_lock="purge accounts", pass_context=False)
def purge_accounts(timestamp: int) -> None:
    """Destroy what is left of invitations, sessions, devices, consents and messages whose time is over."""
    from amparo.core.access.leaving import leave

    leave(datetime.datetime.fromtimestamp(timestamp, datetime.UTC))


@app.periodic(cron="* * * * * */30")  # pyrefly: ignore[bad-argument-type]
@app.task(queue="upkeep", queueing_lock="stalled", pass_context=True)
async def retry_stalled(context: Any, timestamp: int) -> int:
    """Give jobs whose worker died to another: one that lives says so every 10 seconds, and is dead after 30."""
    return await take_up(context.app.job_manager, await context.app.job_manager.get_stalled_jobs())


@app.task(queue="upkeep", queueing_lock="failed", pass_context=True)
async def retry_failed(context: Any, timestamp: int) -> int:
    """Let jobs that failed for good run again, when an operator says so."""
    return await take_up(context.app.job_manager, await context.app.job_manager.list_jobs_async(status="failed"))


async def take_up(manager: Any, jobs: Iterable[Job]) -> int:
    """Let jobs that died or failed run again. Where the same is waiting already, the old one goes. One that cannot
    be taken up holds up no other. Returns how many will run again."""
    many = 0
    for job in jobs:
        try:
            await manager.retry_job(job)
            many += 1
        except UniqueViolation:
            with suppress(ConnectorException):
                await manager.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException:  # another worker was quicker
            continue
    return many
