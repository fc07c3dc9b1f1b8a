"""How long does it take to purge 100,000 people, with their keys, their fields and a line in the audit for each?

Beside it, in the same run: PostgreSQL alone deleting the same rows without walls, chain or keys. One JSON line.

    python benchmarks/bench_purge.py [PEOPLE]
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

FIELDS = 6
TODAY = datetime.date(2026, 11, 22)
FILL = f"""
WITH p AS (
  INSERT INTO core_person (id, city_id, organisation_id, language, began, expires, held, lookup)
  SELECT gen_random_uuid(), %(city)s, %(organisation)s, 'es', DATE '2025-11-22', DATE '2026-11-22', false,
         sha256(int4send(i)) FROM generate_series(1, %(many)s) i RETURNING id
), k AS (
  INSERT INTO core_personkey (id, city_id, person_id, holder, key)
  SELECT gen_random_uuid(), %(city)s, id, h, sha256(uuid_send(id)) || sha256('k')
  FROM p, unnest(ARRAY['organisation', 'phrase']) h
)
INSERT INTO core_sealedfield (id, city_id, person_id, name, value)
SELECT gen_random_uuid(), %(city)s, id, 'field_' || chr(96 + i), sha256(uuid_send(id)) || sha256('v')
FROM p, generate_series(1, {FIELDS}) i
"""


def main(many: int) -> None:
    from django.db import connections

    from amparo.core.access import cities, people
    from amparo.core.access.acting import operating
    from amparo.core.jobs import AT_ONCE

    city = cities.add_city(
        {"slug": "springfield", "name": "Springfield", "place": "us/il", "languages": ["en"],
         "time_zone": "America/Chicago", "colour": "#1d4e5f", "hotlines": []},
        [{"slug": "legal-aid", "name": "Legal aid", "kind": "legal_aid"}],
    )  # fmt: skip
    with operating(city) as act:
        organisation = cities.organisations(act)[0].pk

    def fill() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(FILL, {"city": city.pk, "organisation": organisation, "many": many})
            cursor.execute("ANALYZE")

    fill()
    start = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        for table in ("core_personkey", "core_sealedfield", "core_person"):
            cursor.execute(f"DELETE FROM {table}")
    bare = time.perf_counter() - start
    fill()
    start, gone, some = time.perf_counter(), 0, AT_ONCE
    while some == AT_ONCE:
        with operating(city) as act:
            some = people.purge(act, TODAY, AT_ONCE)
        gone += some
    ours = time.perf_counter() - start
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_person")
        left = cursor.fetchone()[0]
    print(json.dumps({"benchmark": "purge", "people": gone, "left": left, "seconds": round(ours, 2),
                      "postgresql_alone_seconds": round(bare, 2), "ratio": round(ours / bare, 2)}))  # fmt: skip


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp(prefix="amparo-bench-"))
    folder.chmod(0o711)
    os.environ["AMPARO_DATA"] = str(folder / "data")
    os.environ.pop("DATABASE_URL", None)
    from amparo.core.setup import database

    try:
        with database():
            main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    finally:
        shutil.rmtree(folder)
