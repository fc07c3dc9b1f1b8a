"""`amparo serve`: starts the site with Granian, on a free port."""

from __future__ import annotations

import errno
import importlib
import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from amparo.cli.beside import Beside
from amparo.cli.counting import counting

if TYPE_CHECKING:
    from granian import Granian

LOCAL = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared with what was typed
TRIES = 20
THREADS = 4
"""Requests that one process works on at a time; more only take turns."""
DEATHS = 4
"""So often in a minute the site is started again after it died."""
PATIENCE = 10
"""Seconds that a worker has to finish its requests when the site is stopped."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="The port.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--no-worker", is_flag=True, help="Leave the work in the background to `amparo worker`.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Start the site on this computer and say its address; Ctrl-C stops it.

    The database starts beside it, and a worker that does the work in the background. While the database is away,
    public pages work all the same. If the port is in use, the next free one is taken. Behind a name of its own the
    site needs AMPARO_HOSTS, the names that it answers to, with commas between them.
    """
    from amparo.law import load

    corpus = load()
    free = free_port(host, port)
    if free != port:
        click.echo(f"Port {port} is in use, so the site takes {free}.")
    if host not in (*LOCAL, *EVERYWHERE) and "AMPARO_HOSTS" not in os.environ:
        os.environ["AMPARO_HOSTS"] = ",".join(("localhost", "127.0.0.1", "[::1]", bracketed(host)))
    make_data_folder()
    # What is wrong with them is said here, once, and not by each process of the site as it dies.
    importlib.import_module("amparo.settings")

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # A copy of this process would take along its threads' locks and the connections of the database.
    multiprocessing.set_start_method("spawn", force=True)

    def site() -> Granian:
        return Granian(
            "amparo.site.wsgi:application", address=host, port=free, interface=Interfaces.WSGI,
            workers=workers, blocking_threads=THREADS, websockets=False,
            log_level=LogLevels.warning, respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
        )  # fmt: skip

    waiting = threading.Thread(target=_say_when_ready, args=(host, free, corpus.digest), daemon=True)
    beside = Beside(worker=not no_worker)
    server = site()
    server.on_startup(waiting.start)
    server.on_startup(beside.start)
    with counting():
        try:
            serve_on(server, site)
        finally:
            beside.stop()


def serve_on(server: Granian, anew: Callable[[], Granian]) -> None:
    """Serve until told to stop. Granian gives up where a process dies twice within seconds; we do so only where the
    site keeps dying, which then is a fault that starting again does not mend."""
    ends: list[float] = []
    while True:
        try:
            server.serve()
        except SystemExit:
            if server.interrupt_signal:
                raise
        if server.interrupt_signal:
            return
        ends = [*(end for end in ends if time.monotonic() - end < 60), time.monotonic()]
        if len(ends) > DEATHS:
            raise click.ClickException("The site keeps dying, so it is not started again. `amparo doctor` says more.")
        click.echo("The site died twice within seconds, and is started again.")
        time.sleep(1)
        server = anew()


def make_data_folder() -> None:
    """Make the folder for data, in which all processes find the same secret for sessions."""
    from amparo.core.storage.place import data_folder

    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if not os.environ.get("AMPARO_SECRET_KEY"):
            click.echo(
                f"The folder {folder} cannot be made: {error.strerror}. Name another in AMPARO_DATA, or set "
                "AMPARO_SECRET_KEY; until then everyone is signed out at each start."
            )


def _say_when_ready(host: str, port: int, version: str) -> None:
    """Say the address as soon as it answers."""
    shown = "127.0.0.1" if host in EVERYWHERE else host
    # Browsers take a passkey for a name, and for no number.
    named = "localhost" if shown == "127.0.0.1" else bracketed(shown)
    while True:
        try:
            socket.create_connection((shown, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    click.echo(f"Amparo is at http://{named}:{port}/ (law version {version}). Ctrl-C stops it.")
    if host in EVERYWHERE and "AMPARO_HOSTS" not in os.environ:
        click.echo("From other computers it answers only to the names in AMPARO_HOSTS, which is not set.")


def bracketed(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def free_port(host: str, port: int) -> int:
    """The port, or the first free one of those after it. A host that is none here is an error."""
    for candidate in range(port, min(port + TRIES, 65_536)):
        try:
            family, kind, proto, _, address = socket.getaddrinfo(host, candidate, type=socket.SOCK_STREAM)[0]
        except OSError:
            raise click.UsageError(f"This computer knows no address '{host}'.") from None
        with socket.socket(family, kind, proto) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                if error.errno == errno.EACCES:
                    raise click.UsageError(f"You may not open port {candidate}; choose one above 1023.") from None
                raise click.UsageError(f"This computer cannot listen at {bracketed(host)}: {error.strerror}.") from None
            return candidate
    raise click.UsageError(f"The ports from {port} to {port + TRIES - 1} are all in use. Choose one with --port.")
