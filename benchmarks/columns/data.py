"""Rows for the column benchmarks, the same on every machine: the reference rule's, and invented requests
to New York City's jails and police."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from common import FACTS, UNKNOWN_PERCENT

START = datetime.date(2025, 1, 1)
CHUNK = 5_000_000


def bits(first: int, count: int, width: int, column: int) -> np.ndarray:
    """SplitMix64 of `width` x row + column, as in peers/common.py."""
    with np.errstate(over="ignore"):
        n = np.arange(first, first + count, dtype=np.uint64) * np.uint64(width)
        n = n + np.uint64(column) + np.uint64(0x9E3779B97F4A7C15)
        n = (n ^ (n >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        n = (n ^ (n >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return n ^ (n >> np.uint64(31))


def arrays(first: int, count: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Facts of the reference rule, all known, and which of them the data with unknown facts hide."""
    raw = [bits(first, count, 8, k) for k in range(6)]
    a, b, c, d, e, f = (n & np.uint64(0xFFFFFFFF) for n in raw)
    values = {
        "civil": a % 100 < 80,
        "warrant": b % 100 < 10,
        "offence": (c % 40).astype(np.uint8),
        "conviction_day": (14000 + d % 6000).astype(np.int32),
        "request_day": (20000 + e % 500).astype(np.int32),
        "hours_held": np.where(f % 10 == 0, f % 800, f % 60).astype(np.int16),
    }
    hidden = {fact: (n >> np.uint64(32)) % 100 < UNKNOWN_PERCENT for fact, n in zip(FACTS, raw, strict=True)}
    return values, hidden


def reference(path: Path, count: int, unknown: bool) -> Path:
    """The reference rule's rows as Parquet."""

    def table(first: int, many: int) -> pa.Table:
        values, hidden = arrays(first, many)
        return pa.table({f: pa.array(values[f], mask=hidden[f] if unknown else None) for f in FACTS})

    return written(path, count, table)


def new_york(path: Path, count: int, labels: dict[str, list[str]]) -> Path:
    """Invented requests with the facts of New York City's detainer law; `labels` are those of each kind.
    Each fact is unknown in 5 of 100 rows, and so is the list of convictions; records are known."""

    def table(first: int, many: int) -> pa.Table:
        dice = iter(range(64))

        def draw() -> np.ndarray:
            return bits(first, many, 64, next(dice)) & np.uint64(0xFFFFFFFF)

        def hide() -> np.ndarray:
            return draw() % 100 < UNKNOWN_PERCENT

        def label(kind: str, often: int = 0) -> pa.Array:
            """One of the labels; in `often` of 100 rows the first one."""
            n = draw()
            at = np.where(n % 100 < often, 0, (n // 100) % len(labels[kind])).astype(np.int32)
            return pa.array(labels[kind]).take(pa.array(at, mask=hide())).cast(pa.string())

        def yes(percent: int) -> pa.Array:
            return pa.array(draw() % 100 < percent, mask=hide())

        def moment(day: np.ndarray) -> np.ndarray:
            minutes = day.astype(np.int64) * 1440 + 1 + (draw() % 1438).astype(np.int64)
            return minutes * 60_000_000

        today = (START - datetime.date(1970, 1, 1)).days
        due = today + (draw() % 365).astype(np.int64)
        until = due + (draw() % 6).astype(np.int64)
        arrest = due - (draw() % 30).astype(np.int64)
        columns: dict[str, Any] = {
            "agency": label("agency", 40), "request": label("request", 60),
            "warrant_signed_by": label("signer", 40), "warrant_orders": label("order", 60),
            "release_due": pa.array(moment(due), pa.timestamp("us"), mask=hide()),
            "hold_until": pa.array(moment(until), pa.timestamp("us"), mask=hide()),
            "instant_arrest_date": pa.array(arrest.astype(np.int32), pa.date32(), mask=hide()),
        }  # fmt: skip
        for name, percent in YES.items():
            columns[name] = yes(percent)
        columns["convictions"] = records(draw, labels, arrest, hide())
        return pa.table(columns)

    return written(path, count, table)


YES = {
    "probable_cause_removable": 90, "detainer_served_on_person": 70, "in_custody": 90,
    "state_law_allows_civil_arrest": 20, "has_287g_authority": 5, "similar_detention_request": 50,
    "warrant_with_detainer": 60, "record_search_shows": 80, "watch_list_match": 5, "reentered_after_removal": 30,
}  # fmt: skip


def records(draw: Any, labels: dict[str, list[str]], arrest: np.ndarray, hidden: np.ndarray) -> pa.Array:
    """Lists of none to three convictions."""
    many = np.where(draw() % 2 == 0, 0, draw() % 4).astype(np.int64)
    many[hidden] = 0
    ends = np.concatenate([[0], np.cumsum(many)]).astype(np.int32)
    row = np.repeat(np.arange(len(many)), many)
    seed = draw()[row] * np.uint64(4) + (np.arange(len(row)) % 4).astype(np.uint64)
    spread = [(seed >> np.uint64(3 * k)) % np.uint64(9973) for k in range(6)]

    def label(kind: str, n: np.ndarray) -> pa.Array:
        return pa.array(labels[kind]).take(pa.array((n % len(labels[kind])).astype(np.int32))).cast(pa.string())

    fields = {
        "date": pa.array((arrest[row] - (spread[0] % 4000).astype(np.int64)).astype(np.int32), pa.date32()),
        "level": label("level", spread[1]),
        "ny_section": label("ny_penal_section", spread[2]),
        "ny_outcome": label("ny_outcome", spread[3] // 3),
        "ny_court": label("ny_court", spread[4]),
        "ny_days_incarcerated": pa.array((spread[5] % 2000).astype(np.int64)),
    }
    inner = pa.StructArray.from_arrays(list(fields.values()), list(fields))
    return pa.ListArray.from_arrays(pa.array(ends), inner, mask=pa.array(hidden))


def written(path: Path, count: int, table: Any) -> Path:
    """The rows of `table(first, many)` in one file, if it is not there already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        writer = None
        for first in range(0, count, CHUNK):
            part = table(first, min(CHUNK, count - first))
            writer = writer or pq.ParquetWriter(unfinished, part.schema, compression="zstd")
            writer.write_table(part, row_group_size=1 << 20)
        assert writer is not None
        writer.close()
        unfinished.rename(path)
    return path
