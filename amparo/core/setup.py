"""Django, set up for a command that works with the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database(new: bool = True) -> Iterator[None]:
    """The database runs and is at the version of the code as long as this lasts. `new`: where there is none it is
    made; otherwise that is an error, and nothing is made. Raises StorageError."""
    import django

    from amparo.core.storage.errors import StorageError
    from amparo.core.storage.place import data_folder, has_data
    from amparo.core.storage.server import served

    if not new and not has_data():
        raise StorageError(
            f"There is no data in {data_folder()}. Name the right folder in AMPARO_DATA. If nothing was ever kept "
            "here, `amparo city add` makes the database."
        )

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
