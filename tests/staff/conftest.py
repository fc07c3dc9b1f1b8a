"""The tests of accounts import our models; what they share with tests of other desks is in tests/desks.py."""

from tests.desks import ready

ready()
