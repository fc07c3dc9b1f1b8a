"""What `amparo serve` keeps running beside the site: the database, and a worker."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import click

AGAIN = 10
"""Seconds until a database that is away is looked for again."""
SHORTEST, LONGEST = 1, 30
"""Seconds until a worker that died is started again: the second time in a row it takes twice as long."""
STUBBORN = 45
"""Seconds after which a worker that does not stop is ended; what it had begun is taken up by another."""
HEALTHY = 60
"""Seconds after which a worker that dies has not died at once."""


LOOK = 0.5
"""Seconds between two looks at worker and database."""


class Beside:
    """A thread that holds the database as long as the site runs. It has nothing to say to the site: pages that need
    the database look for it themselves."""

    def __init__(self, worker: bool):
        self.worker = worker
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="beside")

    def start(self) -> None:
        """Begin, and return at once."""
        self._thread.start()

    def stop(self) -> None:
        """Let the worker finish the jobs at hand, then let go of the database."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        """Hold the database; look for it again as long as it is away."""
        from amparo.core.setup import database
        from amparo.core.storage.errors import StorageError
        from amparo.core.vault import VaultError

        told = ""
        while not self._stopping.is_set():
            try:
                with database():
                    if told:
                        click.echo("The database is back.")
                        told = ""
                    self._hold()
            except (StorageError, VaultError) as error:
                said = str(error)
            except Exception as error:  # its message may quote an address or a password
                said = f"It could not be prepared ({type(error).__name__}); `amparo doctor` says more."
            else:
                continue
            if said != told:
                told = said
                click.echo(f"{said} Public pages work; those that need the database say that they cannot be had now.")
            self._stopping.wait(AGAIN)

    def _hold(self) -> None:
        """Keep the database running, and a worker, if one is wanted, until the site stops."""
        if not self.worker:
            while not self._stopping.wait(LOOK):
                keep_serving()
            return
        pause = SHORTEST
        while not self._stopping.is_set():
            start = time.monotonic()
            code = self._work()
            if self._stopping.is_set():
                return
            pause = SHORTEST if time.monotonic() - start > HEALTHY else min(2 * pause, LONGEST)
            click.echo(f"The worker has ended ({_how(code)}) and is started again.")
            self._stopping.wait(pause)

    def _work(self) -> int:
        """Run one worker to its end; how it ended. In a session of its own, Ctrl-C reaches it only through us; the
        pipe tells it when we are gone."""
        command = [sys.executable, "-m", "amparo.cli.main", "worker", "--attached"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        while child.poll() is None and not self._stopping.wait(LOOK):
            keep_serving()
        assert child.stdin is not None
        child.stdin.close()
        try:
            return child.wait(STUBBORN)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def keep_serving() -> None:
    """Start the database that Amparo brings along again, if it died. Says so, or why not."""
    from amparo.core.storage.errors import StorageError
    from amparo.core.storage.server import revive

    try:
        if revive():
            click.echo("The database had ended and was started again.")
    except StorageError as error:
        click.echo(str(error))


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
