"""Which database an operator means, without bringing it to the version of the code as every other command does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def choose(folder: Path | None = None) -> None:
    """The database of the settings, or that of another folder for data, from now on. Raises StorageError."""
    import django

    if folder is not None:
        for name in ("DATABASE_URL", "DATABASE_WEB_URL"):
            os.environ.pop(name, None)
        os.environ["AMPARO_DATA"] = str(folder.expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
    django.setup()


@contextmanager
def running() -> Iterator[None]:
    """The chosen database runs as long as this lasts, as it is."""
    from django.db import connections

    from amparo.core.storage.server import served

    with served():
        try:
            yield
        finally:
            connections.close_all()
