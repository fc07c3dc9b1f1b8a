"""Django, set up for a command that works with the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database() -> Iterator[None]:
    """The database runs and is at the version of the code as long as this lasts. Raises StorageError."""
    import django

    from amparo.core.storage.server import served

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
    django.setup()
    from django.db import connections

    from amparo.core.storage.prepare import prepare

    with served():
        try:
            prepare()
            from amparo.core.access.keyring import make_site_key

            make_site_key()
            yield
        finally:
            connections.close_all()
