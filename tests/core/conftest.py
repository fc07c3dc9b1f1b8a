"""The tests of the core import our models; what they share with tests of desks is in tests/desks.py."""

import pytest

from tests.desks import ready

ready()


@pytest.fixture
def no_jobs(storage):
    """No job of an earlier test waits for a worker, hangs or has failed."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
