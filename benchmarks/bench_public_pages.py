"""How fast are public pages under a crowd? `amparo serve` in processes of its own, 50 visitors on this computer.

"at_once": each visitor asks for a page again as soon as it is there. "thinking": each thinks a second, more or less,
between two pages of an interview, of which two in seven answer a form. "queries" of the database are counted in this
process. One JSON line. The visitors are one thread that reads plain sockets; it has no processor of its own either.

    python benchmarks/bench_public_pages.py [SECONDS_A_RUN] [PROCESSES]
"""

from __future__ import annotations

import heapq
import json
import os
import random
import re
import select
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VISITORS, RUNS, WARM = 50, 3, 15
"""How many there are, how often each figure is taken (of which the median counts), and seconds to draw the rules."""
JAIL = "/en/us/ny/new-york/situation/detainer_arrives/"
SIX = (
    "f.agency=city_jail&f.warrant_signed_by=no_one&f.handover_delays_release=yes&f.required_by_law=no"
    "&f.privacy_officer_approved=no&f.consented_in_writing=no"
)
PAGES = {
    "home": ("GET", "/en/", ""),
    "place": ("GET", "/en/us/ny/new-york/", ""),
    "question": ("GET", JAIL, ""),
    "law": ("GET", "/en/us/il/chicago/law/welcoming-city/", ""),
    "law_ar": ("GET", "/ar/us/il/chicago/law/welcoming-city/", ""),
    "next_question": ("POST", JAIL, "now=agency&f.agency=city_jail"),
    "verdict": ("POST", JAIL, f"{SIX}&show=now"),
}
GETS = [name for name, (method, *_rest) in PAGES.items() if method == "GET"]
FORM = "application/x-www-form-urlencoded"
HEAD = "{} {} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}"
SENT = {name: HEAD.format(m, path, FORM, len(body), body).encode() for name, (m, path, body) in PAGES.items()}
LENGTH = re.compile(rb"content-length: (\d+)", re.I)


class Visitor:
    """One connection that stays open; the visitor with the number n begins with page n of the list."""

    def __init__(self, port: int, number: int):
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number, self.turn, self.page, self.since = number, number, "", 0.0
        self.got = bytearray()
        self.whole = 0

    def ask(self, pages: list[str]) -> None:
        """Send for the next page."""
        self.page = pages[self.turn % len(pages)]
        self.turn += 1
        self.got.clear()
        self.whole = 0
        self.since = time.perf_counter()
        self.line.sendall(SENT[self.page])

    def read(self) -> bool:
        """Take in what came. Is that the whole answer?"""
        some = self.line.recv(262_144)
        if not some:
            raise SystemExit("The site hung up on a visitor.")
        self.got += some
        if not self.whole and (end := self.got.find(b"\r\n\r\n")) >= 0:
            self.whole = end + 4 + int(LENGTH.search(self.got)[1])  # type: ignore[index]
        return bool(self.whole) and len(self.got) >= self.whole


def crowd(port: int, pages: list[str], seconds: float, think: float) -> dict[str, list[float]]:
    """All visitors at once: how long each answer took, in seconds, by page; under "wrong" those that were none."""
    chance, waiting = random.Random(1), selectors.DefaultSelector()
    visitors = [Visitor(port, number) for number in range(VISITORS)]
    for visitor in visitors:
        waiting.register(visitor.line, selectors.EVENT_READ, visitor)
    times: dict[str, list[float]] = {name: [] for name in (*pages, "wrong")}
    start, asked = time.perf_counter(), 0
    thinking = sorted((start + chance.random() * think, visitor.number) for visitor in visitors)
    while (now := time.perf_counter()) < start + seconds or asked:
        while thinking and thinking[0][0] <= now < start + seconds:
            visitors[heapq.heappop(thinking)[1]].ask(pages)
            asked += 1
        next_one = thinking[0][0] if thinking else start + seconds
        for key, _ in waiting.select(max(0.0, next_one - time.perf_counter()) if now < start + seconds else None):
            visitor = key.data
            if not visitor.read():
                continue
            good = visitor.got.startswith(b"HTTP/1.1 200")
            times[visitor.page if good else "wrong"].append(time.perf_counter() - visitor.since)
            heapq.heappush(thinking, (time.perf_counter() + think * (0.5 + chance.random()), visitor.number))
            asked -= 1
    for visitor in visitors:
        visitor.line.close()
    return times


def told(runs: list[dict[str, list[float]]], seconds: float) -> dict[str, dict[str, float]]:
    """The middle one of the runs for each page, and the longest that anybody waited."""

    def middle(of: list[float], digits: int = 1) -> float:
        return round(statistics.median(of), digits)

    found = {}
    for name in (name for name in runs[0] if name != "wrong"):
        ms = [sorted(1000 * took for took in run[name]) for run in runs]
        found[name] = {
            "p50_ms": middle([run[len(run) // 2] for run in ms]),
            "p95_ms": middle([run[int(len(run) * 0.95)] for run in ms]),
            "max_ms": round(max(run[-1] for run in ms), 1),
            "pages_s": middle([len(run) / seconds for run in ms], 0),
        }
    return found


def main(seconds: float, processes: int | None) -> None:
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        os.chmod(folder, 0o755)
        os.environ["AMPARO_DATA"] = str(Path(folder) / "data")
        print(json.dumps({**measured(seconds, processes), "queries": queries()}))


def measured(seconds: float, processes: int | None) -> dict[str, object]:
    """Start the site, send the visitors, and stop it."""
    command = [sys.executable, "-u", "-m", "amparo.cli.main", "serve", "--port", "8900"]
    site = subprocess.Popen([*command, *(["--workers", str(processes)] if processes else [])], stdout=subprocess.PIPE)
    try:
        port = started(site)
        ready(port)
        load, begun, mine = os.getloadavg()[0], time.perf_counter(), time.process_time()
        at_once = {name: [crowd(port, [name], seconds, 0) for _ in range(RUNS)] for name in GETS}
        thinking = [crowd(port, list(PAGES), 2 * seconds, 1) for _ in range(RUNS)]
        used = (time.process_time() - mine) / (time.perf_counter() - begun)
    finally:
        site.terminate()
        site.wait(60)
    wrong = sum(len(run["wrong"]) for runs in (*at_once.values(), thinking) for run in runs)
    return {
        "benchmark": "public pages under a crowd", "visitors": VISITORS, "processes": processes or "as make run",
        "processors": os.cpu_count(), "load_before": round(load, 1), "runs": RUNS, "seconds_a_run": seconds,
        "visitors_used_of_a_processor": round(used, 2),
        "at_once": {name: told(runs, seconds)[name] for name, runs in at_once.items()},
        "thinking": told(thinking, 2 * seconds), "wrong": wrong,
    }  # fmt: skip


def started(site: subprocess.Popen[bytes]) -> int:
    """The port, once the site says it."""
    assert site.stdout is not None
    while select.select([site.stdout], [], [], 60)[0]:
        line = site.stdout.readline().decode()
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/", line):
            return int(found[1])
        if not line:
            break
    raise SystemExit("The site did not start.")


def ready(port: int) -> None:
    """Wait until every process has made every page and drawn the rules."""
    crowd(port, list(PAGES), WARM, 1)


def queries() -> dict[str, int]:
    """How many queries of the database each page makes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.settings"
    from amparo.core.setup import database

    with database():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        found, client = {}, Client(SERVER_NAME="localhost")
        for name, (method, path, body) in PAGES.items():
            with CaptureQueriesContext(connection) as caught:
                assert client.generic(method, path, body, content_type=FORM).status_code == 200
            found[name] = len(caught)
    return found


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3, int(sys.argv[2]) if len(sys.argv) > 2 else None)
