"""The tests of the core import our models; what they share with tests of desks is in tests/desks.py."""

from tests.desks import ready

ready()
