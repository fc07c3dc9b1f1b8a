"""How long does it take to judge ten million rows? Beside the same rules written by hand, and OpenFisca.

From Parquet file to verdict column, on all cores: the reference rule (peers/common.py) with 5 % of each
fact unknown, and New York City's detainer law through all levels on invented requests. Each of Amparo's
runs is followed by the one that is written by hand for the same engine; medians, and their ratio. `wrong`
counts rows that the two tell differently though both are firm; `settled` those that three-valued logic left
open and Amparo does not. Then memory for 100 million rows, in a process of its own.

    python benchmarks/bench_batch.py [--rows 10000000] [--data FOLDER] [--no-memory]
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402
from columns import data, hand  # noqa: E402

from amparo.law import load  # noqa: E402
from amparo.law.batch import judge  # noqa: E402
from amparo.law.batch.plan import CODES  # noqa: E402
from amparo.law.corpus import read  # noqa: E402

PEER_PYTHON = HERE.parent / ".venv-peers" / "bin" / "python"
KINDS = ("agency", "request", "signer", "order", "level", "ny_penal_section", "ny_outcome", "ny_court")
ON = "2026-03-02"


def say(**line: Any) -> None:
    print(json.dumps({k: float(f"{v:.3g}") if isinstance(v, float) else v for k, v in line.items()}), flush=True)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def side_by_side(ours: Callable[[], Any], theirs: Callable[[], Any], runs: int) -> tuple[float, float, Any, Any]:
    """Median seconds of both, run in turn, and what they found."""
    a, b, mine, other = [], [], None, None
    for run in range(runs + 1):
        first, mine = seconds(ours)
        second, other = seconds(theirs)
        if run:  # the first one warms up
            a.append(first)
            b.append(second)
    return statistics.median(a), statistics.median(b), mine, other


def codes(found: Any) -> np.ndarray:
    """Verdicts as numbers (see CODES)."""
    return found.table["verdict"].combine_chunks().indices.to_numpy()


def told(values: Any) -> np.ndarray:
    """What a rule by hand told, as the same numbers."""
    if hasattr(values, "column"):
        order = values["row"].to_numpy() if "row" in values.column_names else None
        values = values.column(0)
        if order is not None:  # a join lost it
            found = np.empty(len(order), dtype=np.int8)
            found[order] = values.to_numpy()
            return found
    array = np.asarray(values.to_numpy())
    if array.dtype == np.int8:
        return array
    return np.array([{True: 1, False: 2}.get(v, 5) for v in array.tolist()], dtype=np.int8)


def compare(
    name: str, rule: tuple[Any, ...], path: Path, engine: str, by_hand: Callable[[Path], Any], runs: int
) -> None:
    law, question, place = rule

    def ours() -> Any:
        return judge(law, question, place, path, on=ON, engine=engine)

    mine, theirs, found, other = side_by_side(ours, lambda: by_hand(path), runs)
    a, b = codes(found), told(other)
    open_ = CODES.index("undecided")
    say(benchmark=name, engine=engine, rows=len(a), amparo_s=mine, by_hand_s=theirs, ratio=mine / theirs,
        wrong=int(((a != b) & (b != open_)).sum()), settled=int(((a != b) & (b == open_)).sum()))  # fmt: skip


OPENFISCA = """
import json, sys, time
import numpy as np
sys.path.insert(0, sys.argv[1])
from microsimulation import engine
many = engine()[1]
columns = dict(np.load(sys.argv[2]))
took = []
for _ in range(3):
    begin = time.perf_counter(); found = many(columns); took.append(time.perf_counter() - begin)
print(json.dumps({"seconds": sorted(took)[1], "yes": int(found.sum())}))
"""


def openfisca(rule: tuple[Any, ...], folder: Path, rows: int) -> None:
    """All facts known: Amparo from the file, OpenFisca from arrays in memory."""
    if not PEER_PYTHON.exists():
        say(note="No OpenFisca: make .venv-peers/done installs it.")
        return
    law, question, place = rule
    path = data.reference(folder / f"known-{rows}.parquet", rows, unknown=False)
    mine, _, found, _ = side_by_side(lambda: judge(law, question, place, path, on=ON), lambda: None, 5)
    kept = folder / f"known-{rows}.npz"
    np.savez(kept, **data.arrays(0, rows)[0])
    done = subprocess.run([PEER_PYTHON, "-c", OPENFISCA, str(HERE / "peers"), str(kept)], capture_output=True,
                          text=True, check=True)  # fmt: skip
    kept.unlink()
    theirs = json.loads(done.stdout)
    say(benchmark="reference rule, all facts known", rows=rows, amparo_s=mine, openfisca_s=theirs["seconds"],
        times=theirs["seconds"] / mine, wrong=int((codes(found) == 1).sum()) - theirs["yes"])  # fmt: skip


def memory(folder: Path, rows: int) -> None:
    """A hundred million rows, written to a file, in a process of its own."""
    path = data.reference(folder / f"unknown-{rows}.parquet", rows, unknown=True)
    for engine in ("duckdb", "polars"):
        subprocess.run([sys.executable, __file__, "--one", str(path), engine], check=False)


def one(path: str, engine: str) -> None:
    law = read(HERE / "reference", cache=False)
    out = Path(path).with_name(f"judged-{engine}.parquet")
    took, found = seconds(lambda: judge(law, "hold", "us", path, on=ON, engine=engine, out=out))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(benchmark="reference rule, file to file", engine=engine, rows=found.rows, seconds=took, peak_mb=peak)
    out.unlink()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "amparo-columns")
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--one", nargs=2)
    args = parser.parse_args()
    if args.one:
        one(*args.one)
        return
    rule = (read(HERE / "reference", cache=False), "hold", "us")
    path = data.reference(args.data / f"unknown-{args.rows}.parquet", args.rows, unknown=True)
    compare("reference rule, 5 % unknown", rule, path, "polars", hand.reference_polars, args.runs)
    compare("reference rule, 5 % unknown", rule, path, "duckdb", hand.reference_duckdb, args.runs)
    openfisca(rule, args.data, args.rows)
    law = load()
    labels = {kind: list(law.words.kinds[kind].labels) for kind in KINDS}
    path = data.new_york(args.data / f"new-york-{args.rows}.parquet", args.rows, labels)
    city = (law, "hold_on_detainer", "us/ny/new-york")
    compare("New York City detainer law, 5 % unknown", city, path, "polars", hand.new_york_polars, args.runs)
    compare("New York City detainer law, 5 % unknown", city, path, "duckdb", hand.new_york_duckdb, args.runs)
    if not args.no_memory:
        memory(args.data, 10 * args.rows)


if __name__ == "__main__":
    main()
