"""How quickly does the list of requests open, when an office has put a million on record?

The list page goes through the whole site (WSGI application, middleware, session, walls, audit line) as a signed-in
clerk opens it: the first page, pages far behind it, and each filter. One JSON line; milliseconds.

    python benchmarks/bench_request_log.py [REQUESTS] [TIMES]
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

FILL = """
INSERT INTO policy_icerequest (id, city_id, organisation_id, year, number, paper, kind, channel, received, state,
  verdict, law, law_day, recorded_by_id, reviewed_by_id, next_due, turn, entries, expires, held, token)
SELECT gen_random_uuid(), %(city)s, %(organisation)s, 2000 + (i / 40000)::int, 1 + i %% 40000, p.paper, p.kind, 'fax',
  at, s.state, s.verdict, 'benchmark', at::date, (%(staff)s::bigint[])[1 + i %% 4],
  CASE WHEN s.state IN ('reviewed', 'closed') THEN (%(staff)s::bigint[])[1 + (i + 1) %% 4] END,
  due, coalesce(due, TIMESTAMPTZ '6000-01-01 00:00Z' + (TIMESTAMPTZ '6000-01-01 00:00Z' - at)), 5,
  DATE '2035-01-01', false, gen_random_uuid()
FROM generate_series(0, %(many)s - 1) i
CROSS JOIN LATERAL (SELECT TIMESTAMPTZ '2026-11-20 00:00Z' - i * INTERVAL '8 minutes' AS at) a
CROSS JOIN LATERAL (SELECT CASE WHEN i %% 500 = 0 THEN 'open' WHEN i %% 500 = 1 THEN 'ask_counsel'
  WHEN i %% 500 < 6 THEN 'decided' WHEN i %% 500 < 16 THEN 'reviewed' ELSE 'closed' END AS state,
  CASE WHEN i %% 500 = 0 THEN '' ELSE 'forbidden' END AS verdict) s
CROSS JOIN LATERAL (SELECT CASE WHEN s.state IN ('ask_counsel', 'decided', 'reviewed') AND i %% 2 = 0
  THEN TIMESTAMPTZ '2026-11-23 00:00Z' + i * INTERVAL '1 minute' END AS due) d
CROSS JOIN LATERAL (SELECT (ARRAY['i-247a', 'i-200', 'information', 'access', 'interview'])[1 + (i / 7) %% 5] AS paper,
  (ARRAY['immigration_detainer', 'administrative_warrant', 'information_request', 'access_request',
         'interview_request'])[1 + (i / 7) %% 5] AS kind) p
"""
PAGES = {
    "first page": "",
    "overdue": "?due=overdue",
    "with a clock": "?due=clock",
    "not decided": "?state=open",
    "everything": "?state=all",
    "closed interviews": "?state=closed&kind=interview_request",
    "recorded by me": "?who=recorded",
    "for me to review": "?who=review",
    "closed, reviewed by me": "?state=closed&who=reviewed",
}


def main(many: int, times: int) -> None:
    from django.db import connections

    from amparo.core.access import cities
    from amparo.core.access.acting import operating
    from tests.desks import client_of, hired, new_city

    city = new_city()
    with operating(city) as act:
        office = cities.add_organisation(act, {"slug": "county-jail", "name": "County Jail", "kind": "jail",
                                               "agency": "sheriff"})  # fmt: skip
    staff = [hired(city, "county-jail", "supervisor") for _ in range(4)]
    start = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        ids = [one.pk for one in staff]
        cursor.execute(FILL, {"city": city.pk, "organisation": office.pk, "staff": ids, "many": many})
        cursor.execute("VACUUM ANALYZE policy_icerequest")
    filled = time.perf_counter() - start
    client, base = client_of(staff[0]), f"/en/desk/{city.slug}/county-jail/requests/"
    took, all_times, all_worked = {}, [], []
    for name, query in PAGES.items():
        took[name], worked = times_of(client, base + query, times)
        all_worked += worked
        all_times += took[name]
    took["hundredth page of all"] = [deep(client, base, times)]
    print(json.dumps({
        "benchmark": "request log", "requests": many, "filled_seconds": round(filled, 1), "times": times,
        "p50_ms": cut(all_times, 50), "p95_ms": cut(all_times, 95), "own_cpu_p95_ms": cut(all_worked, 95),
        "load": round(os.getloadavg()[0], 1),
        "pages": {name: {"p50_ms": cut(found, 50), "p95_ms": cut(found, 95)} for name, found in took.items()},
        "on": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }))  # fmt: skip


def times_of(client, url: str, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each opening of a page, after one that does not count: by the clock, and of our process alone."""
    found, worked = [], []
    for n in range(times + 1):
        start, busy = time.perf_counter(), time.process_time()
        answer = client.get(url)
        if n:
            found.append((time.perf_counter() - start) * 1000)
            worked.append((time.process_time() - busy) * 1000)
        assert answer.status_code == 200, answer.status_code
    return found, worked


def deep(client, base: str, times: int) -> float:
    """The slowest of the first hundred pages, by their own links."""
    url, slowest = f"{base}?state=all", 0.0
    for n in range(min(times, 100)):
        start = time.perf_counter()
        page = client.get(url).content.decode()
        slowest = max(slowest, (time.perf_counter() - start) * 1000) if n else 0.0
        url = base + page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    return slowest


def cut(found: list[float], percent: int) -> float:
    """A percentile, to a tenth of a millisecond."""
    return round(statistics.quantiles(found, n=100)[percent - 1] if len(found) > 1 else found[0], 1)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    folder = Path(tempfile.mkdtemp(prefix="amparo-bench-"))
    folder.chmod(0o711)
    os.environ["AMPARO_DATA"] = str(folder / "data")
    os.environ.pop("DATABASE_URL", None)
    from amparo.core.setup import database

    try:
        with database():
            main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 40)
    finally:
        shutil.rmtree(folder)
