"""How long do proofs take? Differences between two cities, the grid of all questions, and theorems.

Times are medians of several runs on a corpus and rules that are loaded, in seconds; every situation is put
to `ask` within them. `wrong` counts situations in which `ask` does not differ as the situation says.

    python benchmarks/bench_prove.py
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ["AMPARO_CACHE"] = tempfile.mkdtemp()

from amparo.law import Corpus, load
from amparo.law.prove import Found, at_least, conflicts, dead, diff, gaps, questions, side
from amparo.law.prove_table import grid, theorems

ON = "2026-11-22"
CITIES = [("us/il/chicago", "us/ny/new-york"), ("us/ca/san-francisco", "us/ny/new-york")]
PLACES = ["us/ca/los-angeles", "us/ca/san-francisco", "us/il/chicago", "us/ny/new-york", "us/tx/austin",
          "us/tx/houston", "us/tx", "us/il"]  # fmt: skip
SINGLE = ("hold_on_detainer", "notify_release", "share_personal_information")


def timed(work: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    """The median time in seconds, and the last result. A first run is not counted."""
    took, result = [], work()
    for _ in range(runs):
        begin = time.perf_counter()
        result = work()
        took.append(time.perf_counter() - begin)
    return round(statistics.median(took), 4), result


def say(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def wrong(found: list[Found]) -> int:
    """Situations in which `ask` gives other verdicts."""
    return sum(
        tuple(x.ask(f.question, s.facts).verdict for x in f.sides) != s.verdicts for f in found for s in f.situations
    )


def pair(law: Corpus, one: str, two: str) -> None:
    """Two cities: single questions, all of them, and whether the first is as strict as the second."""
    a, b = side(law, one, ON), side(law, two, ON)
    names = f"{one} and {two}"
    for question in SINGLE:
        seconds, found = timed(partial(diff, question, a, b))
        say(benchmark=f"differences on {question}, {names}", seconds_p50=seconds,
            situations=len(found.situations), wrong=wrong([found]))  # fmt: skip
    seconds, every = timed(lambda: [diff(q, a, b) for q in questions(a, b)], 3)
    say(benchmark=f"differences on all questions, {names}", seconds_p50=seconds, questions=len(every),
        situations=sum(len(f.situations) for f in every), proved_same=sum(not f.situations for f in every),
        wrong=wrong(every))  # fmt: skip
    seconds, proved = timed(lambda: [at_least(q, a, b) for q in questions(a, b)], 3)
    say(benchmark=f"as strict on all questions, {names}", seconds_p50=seconds, hold=sum(bool(t.holds) for t in proved))


def place(law: Corpus, name: str) -> None:
    """One city: conflicts, gaps, and norms that never decide."""
    at = side(law, name, ON)
    for what, work in (("conflicts", conflicts), ("gaps", gaps)):
        seconds, every = timed(partial(lambda w: [w(q, at) for q in questions(at)], work), 3)
        say(benchmark=f"{what} on all questions, {name}", seconds_p50=seconds,
            situations=sum(len(f.situations) for f in every), wrong=wrong(every))  # fmt: skip
    seconds, every = timed(lambda: [d for q in questions(at) for d in dead(q, at)], 3)
    say(benchmark=f"norms that never decide, {name}", seconds_p50=seconds, norms=len(every))


def tables(law: Corpus) -> None:
    """All questions in many places at once, computed and from the cache."""
    for name, work in (("grid", grid), ("theorems", theorems)):
        took, found = [], {}
        for _ in range(2):
            begin = time.perf_counter()
            found = work(law, PLACES, ON)
            took.append(round(time.perf_counter() - begin, 4))
        say(benchmark=f"{name}, {len(PLACES)} places and all questions", cold_seconds=took[0], cached_seconds=took[1],
            entries=len(found))  # fmt: skip


def cold() -> None:
    """`amparo law diff` as a fresh process, corpus cache warm."""
    command = [sys.executable, "-m", "amparo.cli.main", "law", "diff", *CITIES[0], SINGLE[0], "--on", ON]
    seconds, _ = timed(lambda: subprocess.run(command, capture_output=True, check=True), 3)
    say(benchmark=f"amparo law diff on {SINGLE[0]}, fresh process", seconds_p50=seconds)


if __name__ == "__main__":
    corpus = load()
    for cities in CITIES:
        pair(corpus, *cities)
    place(corpus, "us/il/chicago")
    tables(corpus)
    cold()
