"""One rule, one data set and one clock for every engine measured in this folder.

The rule (a city's detainer rule, invented for measuring; six facts, eight rules):

    1 listed      offence is one of the listed offences
    2 recent      conviction is at most WINDOW days before the request
    3 exception   listed and recent
    4 civil_only  the detainer is civil and has no judicial warrant
    5 forbidden   civil_only and not exception
    6 max_hours   48 if civil_only else 720
    7 in_time     hours_held <= max_hours
    8 may_hold    not forbidden and in_time
"""

import json
import math
import resource
import statistics
import subprocess
import sys
import time

LISTED = (3, 5, 8, 11, 12, 17, 19, 23, 26, 31, 34, 38)
WINDOW = 1826
FACTS = ("civil", "warrant", "offence", "conviction_day", "request_day", "hours_held")
MASK = (1 << 64) - 1
UNKNOWN_PERCENT = 5


def decide(civil, warrant, offence, conviction_day, request_day, hours_held):
    """The reference answer, in plain Python, for a row with no unknown facts."""
    listed = offence in LISTED
    recent = request_day - conviction_day <= WINDOW
    exception = listed and recent
    civil_only = civil and not warrant
    forbidden = civil_only and not exception
    max_hours = 48 if civil_only else 720
    in_time = hours_held <= max_hours
    return not forbidden and in_time


def scramble(n):
    """SplitMix64: the same pseudo-random bits on every machine."""
    n = (n + 0x9E3779B97F4A7C15) & MASK
    n = ((n ^ (n >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    n = ((n ^ (n >> 27)) * 0x94D049BB133111EB) & MASK
    return n ^ (n >> 31)


def row(i):
    a, b, c, d, e, f = (scramble(8 * i + k) & 0xFFFFFFFF for k in range(6))
    return {
        "civil": a % 100 < 80,
        "warrant": b % 100 < 10,
        "offence": c % 40,
        "conviction_day": 14000 + d % 6000,
        "request_day": 20000 + e % 500,
        "hours_held": f % 800 if f % 10 == 0 else f % 60,
    }


def hidden(i, fact):
    """Is this fact unknown in this row of the data with unknown facts?"""
    return (scramble(8 * i + FACTS.index(fact)) >> 32) % 100 < UNKNOWN_PERCENT


def rows(count):
    return [row(i) for i in range(count)]


def peak_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def seconds(work, repeat=3):
    """Median wall-clock seconds of `repeat` calls."""
    took = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def figure(x, digits=3):
    """Three significant figures: a laptop-grade measurement has no more."""
    return round(x, digits - 1 - math.floor(math.log10(abs(x)))) if x else 0


def cold_start():
    """Import the library, build the engine, decide one row; in a fresh process, five times."""
    runs = [json.loads(subprocess.check_output([sys.executable, *sys.argv, "--start"])) for _ in range(5)]
    return {key: figure(statistics.median(run[key] for run in runs)) for key in runs[0]}


def main(name, start, batch=None, budget=240):
    """Measure one engine and print one JSON line; a million rows only with --large.

    start() imports the library, builds the engine, returns decide(row_dict) -> bool.
    batch(decide, rows) -> list of bool, for an engine with a many-rows call of its own.
    budget: seconds a size may take, judged from the size before it.
    """
    if "--start" in sys.argv:
        before = time.perf_counter()
        answer = start()
        built = time.perf_counter()
        answer(row(0))
        first = time.perf_counter()
        print(
            json.dumps(
                {
                    "build_ms": (built - before) * 1e3,
                    "first_ms": (first - built) * 1e3,
                    "rss_mb": peak_mb(),
                }
            )
        )
        return

    out = {"engine": name, **cold_start()}
    answer = start()
    few = rows(2000)
    wrong = sum(bool(answer(r)) != decide(**r) for r in few)
    took = []
    for _ in range(3):
        for r in few:
            begin = time.perf_counter_ns()
            answer(r)
            took.append(time.perf_counter_ns() - begin)
    took.sort()
    out["one_p50_us"] = figure(took[len(took) // 2] / 1e3)
    out["one_p99_us"] = figure(took[len(took) * 99 // 100] / 1e3)

    many = batch or (lambda answer, some: [answer(r) for r in some])
    rate = 1e9 / took[len(took) // 2]
    for count in (100_000, 1_000_000) if "--large" in sys.argv else (100_000,):
        if count / rate > budget:
            out[f"rows_s_{count:.0e}"] = None
            continue
        some = rows(count)
        took = []
        for _ in range(3 if count / rate < budget / 3 else 1):
            begin = time.perf_counter()
            result = many(answer, some)
            took.append(time.perf_counter() - begin)
        rate = count / statistics.median(took)
        out[f"rows_s_{count:.0e}"] = figure(rate)
        wrong += sum(bool(a) != decide(**r) for a, r in zip(result, some, strict=True))
    out["wrong"] = wrong
    out["peak_mb"] = peak_mb()
    print(json.dumps(out))
