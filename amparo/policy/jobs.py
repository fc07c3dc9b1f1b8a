"""Work of the request desk in the background: the purge of what has to leave, and letters about what is due.

Both do nothing the second time, and both let others in after a while.
"""

from __future__ import annotations

import datetime

from procrastinate.contrib.django import app

from amparo.core.access.acting import Act
from amparo.core.jobs import in_every_city
from amparo.core.models import City

AT_ONCE = 1_000
"""Requests or duties that one act takes."""


@app.periodic(cron="17 * * * *")  # pyrefly: ignore[bad-argument-type]
@app.task(queue="purge", queueing_lock="purge requests", pass_context=False)
def purge_requests(timestamp: int) -> int:
    """Destroy, in every city, the requests whose day has come there, and calendar addresses that ended."""
    from amparo.policy.access import calendar, leaving

    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)

    def some(act: Act, city: City) -> int:
        calendar.purge(act, now)
        return leaving.purge(act, city.today(now), AT_ONCE)

    return in_every_city(some, AT_ONCE)


@app.periodic(cron="*/5 * * * *")  # pyrefly: ignore[bad-argument-type]
@app.task(queue="upkeep", queueing_lock="remind of requests", pass_context=False)
def remind_of_requests(timestamp: int) -> int:
    """Write the letters about duties that are due soon or overdue."""
    from amparo.policy.access import reminders

    now = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    return in_every_city(lambda act, city: reminders.remind(act, now, AT_ONCE), AT_ONCE)
