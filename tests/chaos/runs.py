"""The runs: start the site as an operator does, let people write, kill something, wait until it works again."""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.chaos.writers import Acknowledged, Clerk, Manager, Writer

RECOVERY = 90
"""Seconds in which the site must acknowledge a write again."""
VICTIMS = ("web", "worker", "database", "everything")


@dataclass
class Found:
    """What came of it."""

    killed: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """From each kill to the next acknowledged write."""
    tries: int = 0
    counted: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Is every acknowledged write there, and none twice?"""
        kinds = [self.counted[k] for k in ("requests", "answers", "invitations")]
        good = all(k["acknowledged"] and not k["missing"] and not k["twice"] for k in kinds)
        numbers = self.counted["numbers"]["in order"] and not self.counted["letters"]["lost"]
        return good and numbers and not self.counted["audit"] and not self.wrong


def run(runs: int, seed: int, say: Callable[[str], None] = lambda line: None) -> Found:
    """Kill something so many times; then count. All data are in a folder of their own, which goes at the end."""
    choose, found = random.Random(seed), Found()
    with tempfile.TemporaryDirectory(prefix="amparo-chaos-") as folder:
        Path(folder).chmod(0o755)  # the database's own user passes through
        site = Site(Path(folder))
        people = site.inside("prepare", None)
        site.start()
        done = Acknowledged()
        writers = site.writers(people, done, seed)
        try:
            for number in range(1, runs + 1):
                time.sleep(choose.uniform(0.3, 2))
                victim = choose.choice(VICTIMS)
                if site.kill(victim):
                    found.killed[victim] += 1
                found.seconds.append(site.recovered(done, writers))
                if number % 10 == 0:
                    say(f"{number} of {runs} runs, {done.many:,} writes acknowledged")
        finally:
            for one in writers:
                one.stopping.set()
            for one in writers:
                one.join(30)
            site.stop()
        found.tries = done.tries
        found.wrong = sorted({told for one in writers for told in one.wrong})
        found.counted = site.inside("count", {"city": people["city"], **vars(done)})
    return found


class Site:
    """`amparo serve` in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        letters = folder / "letters"
        letters.mkdir()
        self.environment = {
            **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
            "AMPARO_SECRET_KEY": secrets.token_urlsafe(48),
            "AMPARO_DATA": str(folder / "data"), "AMPARO_MAIL": f"files:{letters}",
            "AMPARO_MAIL_FROM": "help@city.example.org", "DJANGO_SETTINGS_MODULE": "amparo.settings",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until the port is open."""
        with (self.folder / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "amparo.cli.main", "serve", "--port", str(self.port)],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def inside(self, what: str, given: dict[str, Any] | None) -> dict[str, Any]:
        """See `tests.chaos.inside`."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.inside", what], env=self.environment, text=True, check=True,
            input=json.dumps(given), stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        return json.loads(done.stdout)

    def writers(self, people: dict[str, Any], done: Acknowledged, seed: int) -> list[Writer]:
        """Three clerks and a manager, at work."""
        desk = f"/en/desk/{people['city']}/county-jail/"
        found: list[Writer] = [
            Clerk(self.address, desk, ("amparo", cookie), done, seed + n) for n, cookie in enumerate(people["clerks"])
        ]
        found.append(Manager(self.address, desk, ("amparo", people["manager"]), done, seed))
        for one in found:
            one.start()
        return found

    # ---- killing ---------------------------------------------------------------------------------------
    def kill(self, victim: str) -> bool:
        """End a part of it without warning. Returns whether it was there."""
        assert self.process is not None
        family = self._family()
        if victim == "everything":
            # As when power fails: what starts the others goes first.
            for one in [psutil.Process(self.process.pid), *family["web"], *family["worker"], *family["database"]]:
                _end(one)
            self.process.wait()
            self.start()
            return True
        for one in family[victim]:
            _end(one)
        return bool(family[victim])

    def _family(self) -> dict[str, list[psutil.Process]]:
        assert self.process is not None
        found: dict[str, list[psutil.Process]] = {"web": [], "worker": [], "database": []}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            line = " ".join(_line(child))
            if "amparo.cli.main worker" in line:
                found["worker"].append(child)
            elif "spawn_main" in line:
                found["web"].append(child)
        pid = self.folder / "data" / "postgresql" / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess):
            found["database"].append(psutil.Process(int(pid.read_text().split()[0])))
        return found

    def recovered(self, done: Acknowledged, writers: list[Writer]) -> float:
        """Wait for the next acknowledged write: the seconds that it took."""
        began, before = time.monotonic(), done.many
        while done.many == before:
            if time.monotonic() - began > RECOVERY:
                log = (self.folder / "serve.log").read_text()[-2000:]
                told = sorted({told for one in writers for told in one.wrong})
                raise RuntimeError(f"No write was acknowledged for {RECOVERY} seconds. {told} The site said:\n{log}")
            time.sleep(0.05)
        return time.monotonic() - began


def _end(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def report(found: Found) -> str:
    """The report, for reading."""
    killed = ", ".join(f"{what} {many}" for what, many in sorted(found.killed.items()))
    times = sorted(found.seconds)
    lines = [
        f"{len(times)} runs; killed: {killed}.",
        f"Until the next acknowledged write: median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s.",
        f"Forms and pages sent, with repetitions: {found.tries:,}.",
    ]
    for kind in ("requests", "answers", "invitations"):
        one = found.counted[kind]
        lines.append(f"{kind}: {one['acknowledged']:,} acknowledged, {one['missing']} missing, {one['twice']} twice.")
    numbers, letters = found.counted["numbers"], found.counted["letters"]
    lines += [
        f"Request numbers: {numbers['rows']:,}, {'without a gap' if numbers['in order'] else 'NOT in order'}.",
        f"Letters: {letters['written']:,} written, {letters['waiting']} still waiting, {letters['lost']} lost.",
        "Audit: every chain fits." if not found.counted["audit"] else f"Audit: {found.counted['audit']}",
        *([f"Unexpected: {'; '.join(found.wrong)}"] if found.wrong else []),
        "Every acknowledged write is there, and none twice." if found.whole else "NOT everything is as it should be.",
    ]
    return "\n".join(lines)
