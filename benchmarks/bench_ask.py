"""How long does one answer take? The reference rule beside its peers, and New York City's detainer law.

On the reference rule (peers/common.py) every engine decides the same 2,000 rows, one call a row; the
median and the 99th percentile of three passes are printed, one JSON line an engine. Peers run in the
same run when their environment is there (`make .venv-peers/done`); without it only plain Python, the
floor, stands beside. Then the New York City detainer question through all levels: the bare verdict with
all facts known and with some missing, the whole answer, and the cold start of the command line.

    python benchmarks/bench_ask.py [--no-peers]
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PEERS = HERE / "peers"
PEER_PYTHON = HERE.parent / ".venv-peers" / "bin" / "python"
sys.path.insert(0, str(PEERS))

from common import decide, figure, row  # noqa: E402

from amparo.law import load  # noqa: E402
from amparo.law.ask import shown  # noqa: E402
from amparo.law.corpus import read  # noqa: E402

PLACE, QUESTION, ON = "us/ny/new-york", "hold_on_detainer", "2026-03-02"
ROWS = [row(i) for i in range(2000)]


def timed(work: Callable[[Any], Any], inputs: list[Any], passes: int = 3) -> dict[str, float]:
    """Median and 99th percentile of single calls, in microseconds."""
    took = []
    for _ in range(passes):
        for one in inputs:
            begin = time.perf_counter_ns()
            work(one)
            took.append(time.perf_counter_ns() - begin)
    took.sort()
    return {"one_p50_us": figure(took[len(took) // 2] / 1e3), "one_p99_us": figure(took[len(took) * 99 // 100] / 1e3)}


def say(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def reference() -> None:
    """Amparo on the reference rule."""
    start = time.perf_counter()
    rule = read(HERE / "reference", cache=False).rule("hold", "us", "2026-01-01")
    build = (time.perf_counter() - start) * 1e3
    wrong = sum((rule.decide(r) == "permitted") != decide(**r) for r in ROWS)
    say(engine="amparo", **timed(rule.decide, ROWS), build_ms=figure(build), wrong=wrong)


PEER_SCRIPTS = (
    ("plain_python.py",), ("zen_engine.py", "--expression"), ("cel_libraries.py", "--rust"),
    ("cel_libraries.py", "--cpp"), ("cedar.py", "--handles"), ("microsimulation.py",),
)  # fmt: skip


def peers() -> None:
    """The peers, each in a process of its own, on the same rows and clock."""
    if not PEER_PYTHON.exists():
        say(engine="plain Python", **timed(lambda r: decide(**r), ROWS), wrong=0)
        say(note="No peers: make .venv-peers/done installs them.")
        return
    for script, *how in PEER_SCRIPTS:
        done = subprocess.run(
            [PEER_PYTHON, PEERS / script, *how], capture_output=True, text=True, cwd=PEERS, check=False
        )
        print(done.stdout.strip() or json.dumps({"engine": script, "error": done.stderr.strip()[-200:]}), flush=True)


def missing_facts() -> None:
    """Rows of the reference rule with facts missing: wrong and needlessly open answers."""
    from kleene_gap import known, truth

    rule = read(HERE / "reference", cache=False).rule("hold", "us", "2026-01-01")
    answers = {"permitted": True, "forbidden": False}
    tally, took = {"right": 0, "wrong": 0, "unsure": 0}, []
    for i in range(20_000):
        facts = known(i)
        if None in facts.values():
            begin = time.perf_counter_ns()
            got = answers.get(rule.decide(facts))
            took.append(time.perf_counter_ns() - begin)
            right = truth(facts)
            tally["right" if got is right else "unsure" if got is None else "wrong"] += 1
    say(benchmark="reference rule, facts missing", **tally, one_p50_us=figure(statistics.median(took) / 1e3))


def new_york() -> None:
    """The New York City detainer question through federal, state and city law."""
    law = load()
    rule = law.rule(QUESTION, PLACE, ON)
    some = {"request": "immigration_detainer", "agency": "city_jail"}
    dice = random.Random(3)
    full = []
    for _ in range(300):
        world = rule.worlds.some(dict(some), rule.epoch, dice)
        full.append({name: shown(law, name, value) for name, value in world.items()})
    say(benchmark="New York City detainer, verdict, all facts", norms=len(rule.norms), **timed(rule.decide, full))
    say(benchmark="New York City detainer, verdict, two facts", **timed(rule.decide, [some] * 300))

    def ask(facts: dict[str, Any]) -> Any:
        return law.ask(QUESTION, facts, PLACE, ON)

    say(benchmark="New York City detainer, whole answer, all facts", **timed(ask, full))
    say(benchmark="New York City detainer, whole answer with next question, two facts", **timed(ask, [some] * 300))
    partly = [{n: v for n, v in facts.items() if n in some or dice.random() < 0.5} for facts in full]
    say(benchmark="New York City detainer, whole answer with next question, half the facts", **timed(ask, partly))


def cold() -> None:
    """`amparo ask` as a fresh process, corpus cache warm; and the corpus from text."""
    command = [sys.executable, "-m", "amparo.cli.main", "ask", QUESTION, "--in", PLACE, "--on", ON,
               "request=immigration_detainer", "agency=city_jail"]  # fmt: skip
    took = []
    usual = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # modules compiled once
    for _ in range(8):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, env=usual)
        took.append((time.perf_counter() - begin) * 1e3)
    say(benchmark="cold amparo ask", wall_ms_p50=figure(statistics.median(took[1:])), wall_ms_max=figure(max(took[1:])))
    took = []
    for _ in range(3):
        begin = time.perf_counter()
        read(cache=False)
        took.append(time.perf_counter() - begin)
    say(benchmark="corpus from text, parsed and checked", seconds_p50=figure(statistics.median(took)))


if __name__ == "__main__":
    reference()
    if "--no-peers" not in sys.argv:
        peers()
    missing_facts()
    new_york()
    cold()
