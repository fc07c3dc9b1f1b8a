"""The site in this process: Django's test client over the shipped corpus, without a server."""

import io
import logging
import os

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
django.setup()

LANGUAGES = ("en", "es")
JAIL = "us/ny/new-york/situation/detainer_arrives/"
"""A detainer at the New York City jail: the situation most tests walk through."""


@pytest.fixture
def client():
    from django.test import Client

    return Client(SERVER_NAME="localhost")


@pytest.fixture
def logged():
    """Everything that the site's own loggers write during a test."""
    handlers = [h for h in logging.getLogger("django").handlers if type(h) is logging.StreamHandler]
    stream = io.StringIO()
    before = [h.setStream(stream) for h in handlers]
    yield stream
    for handler, old in zip(handlers, before, strict=True):
        handler.setStream(old)


@pytest.fixture(scope="session")
def shelf():
    from amparo.site.shelf import open_shelf

    return open_shelf()
