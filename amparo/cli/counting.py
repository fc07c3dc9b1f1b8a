"""Where the processes of `amparo serve` add up what they count: a folder that goes with the site."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "metrics-"


@contextmanager
def counting() -> Iterator[Path]:
    """A new folder in the folder for data, or for temporary files where that cannot be written. What sites that were
    killed left there goes. The library that counts looks for the folder when it is loaded."""
    from amparo.core.storage.place import data_folder

    above = data_folder() if os.access(data_folder(), os.W_OK) else Path(tempfile.gettempdir())
    with _held(above, fcntl.LOCK_EX):
        for left in above.glob(f"{PREFIX}*"):
            with suppress(OSError), _held(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
        handle = _hold(folder, fcntl.LOCK_SH)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    handle = _hold(folder, how)
    try:
        yield
    finally:
        os.close(handle)


def _hold(folder: Path, how: int) -> int:
    """Lock a folder, until what this gives is closed; the system does that when the process dies. Raises
    BlockingIOError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle
