"""The tests of the core import our models; what they share with tests of desks is in tests/desks.py."""

import pytest

from tests.desks import ready

ready()


@pytest.fixture
def no_jobs(storage):
    """Nothing that an earlier test left waits for a worker."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status = 'todo'")
