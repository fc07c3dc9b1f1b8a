"""Two cities alike, and everybody who knocks at the doors of one of them."""

from __future__ import annotations

import pytest

from tests.desks import ready

ready()


@pytest.fixture(scope="session")
def world(storage):
    """The cities, their records and their people."""
    from tests.permissions.world import World

    return World()


@pytest.fixture(autouse=True)
def nothing_counted(storage):
    """Nobody has tried anything before."""
    from django.core.cache import cache

    cache.clear()
