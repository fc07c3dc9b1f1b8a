"""The two parts that work with the database themselves, each in a process of its own: making a city with a clerk
and a manager before, and counting what is there afterwards."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any


def prepare() -> dict[str, Any]:
    """A city, and the cookies of people who may write."""
    from amparo.core.access import cities
    from amparo.core.access.acting import operating
    from tests.desks import cookie_of, hired, new_city

    city = new_city()
    with operating(city) as act:
        cities.add_organisation(
            act, {"slug": "county-jail", "name": "County Jail", "kind": "jail", "agency": "sheriff"}
        )
    return {
        "city": city.slug,
        "clerks": [cookie_of(hired(city, "county-jail", "clerk")) for _ in range(3)],
        "manager": cookie_of(hired(city, "county-jail", "manager")),
    }


def count(acknowledged: dict[str, Any]) -> dict[str, Any]:
    """What of the acknowledged writes is missing, and what is there twice; whether the chains and numbers fit."""
    from django.db import connections

    from amparo.core.access import audit, cities
    from amparo.core.access.acting import operating
    from amparo.core.models import Invitation, OutboxMessage
    from amparo.policy.access import requests
    from amparo.policy.models import Entry, IceRequest

    work_off()
    city = cities.city(acknowledged["city"])
    assert city is not None
    with operating(city) as act:
        rows = list(IceRequest.guarded.all())
        tokens = Counter(str(r.token) for r in rows)
        numbers = sorted(r.number for r in rows)
        entries = Counter(map(str, Entry.guarded.filter(kind="answered").values_list("token", flat=True)))
        emails = Counter(Invitation.guarded.filter(withdrawn=None, used=None).values_list("email", flat=True))
        unsent = {str(pk) for pk in OutboxMessage.guarded.filter(closed=False).values_list("pk", flat=True)}
        letters = OutboxMessage.guarded.count()
        jail = act.organisation("county-jail")
        for row in rows:
            requests.open_request(act, jail, row.pk)
    asked = {"requests": tokens, "answers": entries, "invitations": emails}
    found: dict[str, Any] = {
        kind: {
            "acknowledged": len(acknowledged[kind]),
            "missing": sum(counted[one] == 0 for one in acknowledged[kind]),
            "twice": sum(counted[one] > 1 for one in acknowledged[kind]),
        }
        for kind, counted in asked.items()
    }
    found["numbers"] = {"rows": len(numbers), "in order": numbers == list(range(1, len(numbers) + 1))}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT args->>'message' FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        waiting = {row[0] for row in cursor.fetchall()}
    # A letter that a killed worker had begun waits until it is sure that nobody else is sending it.
    found["letters"] = {"written": letters, "waiting": len(unsent & waiting), "lost": len(unsent - waiting)}
    found["audit"] = [chain.fault for chain in audit.verify() if chain.fault]
    connections.close_all()
    return found


def work_off() -> None:
    """Do the jobs that still wait."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, queues=["messages"], install_signal_handlers=False, listen_notify=False)


if __name__ == "__main__":
    from tests.desks import ready

    ready()
    from amparo.core.setup import database

    with database():
        said = prepare() if sys.argv[1] == "prepare" else count(json.load(sys.stdin))
    json.dump(said, sys.stdout)
