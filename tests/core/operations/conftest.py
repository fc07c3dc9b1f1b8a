"""An installation of its own, with people, and the command `amparo` to work on it; and databases beside it."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from amparo.core.storage.server import Server

WORDS = "correct horse battery staple"
NUMBERS = itertools.count(1)

SETTLE = """
import datetime, json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
import django; django.setup()
from amparo.core import vault
from amparo.core.access import cities, people
from amparo.core.access.acting import Denied, operating
from uuid import UUID
TODAY, LATER = datetime.date(2026, 1, 2), datetime.date(2030, 1, 2)
def city(): return cities.city("springfield")
def aid(act): return cities.organisation(act, "legal-aid")
def add(name):
    with operating(city()) as act: where = aid(act)
    id, phrase = people.add_person(city(), where, {"name": name, "country": "Guatemala"}, language="es",
                                   today=TODAY, expires=LATER)
    return str(id), phrase.text
def opened(id):
    with operating(city()) as act:
        try: return dict(people.open_person(act, UUID(id), "check").fields)
        except Denied: return None
def tell(value): print(json.dumps(value), flush=True)
"""
FOUND = """
from amparo.core.setup import database
with database():
    facts = {"slug": "springfield", "name": "Springfield", "place": "us/il", "languages": ["en", "es"],
             "time_zone": "America/Chicago", "colour": "#1d4e5f", "hotlines": []}
    cities.add_city(facts, [{"slug": "legal-aid", "name": "Legal aid", "kind": "legal_aid"}])
    tell([add(name) for name in ("Rosa", "Luis", "Ana")])
"""


class Home:
    """An installation: its folder, and how one works with it."""

    def __init__(self, folder):
        self.folder, self.data, self.people = folder, folder / "data", []
        self.server = Server(self.data)

    def surroundings(self, **more):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AMPARO_", "DATABASE_", "PG"))}
        return {**kept, "AMPARO_DATA": str(self.data), "AMPARO_BACKUP_PASSPHRASE": WORDS, **more}

    def amparo(self, *words, **more):
        command = [sys.executable, "-m", "amparo.cli.main", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=self.surroundings(**more), check=False)

    def start(self, code, **more):
        return subprocess.Popen([sys.executable, "-c", SETTLE + code], stdout=subprocess.PIPE, text=True,
                                stdin=subprocess.PIPE, env=self.surroundings(**more))  # fmt: skip

    def run(self, code, **more):
        out, _ = (process := self.start(code, **more)).communicate()
        assert process.returncode == 0
        return json.loads(out) if out else None

    def database(self):
        """Another database on the same server: what an installation with a server of its own has."""
        name = f"other{next(NUMBERS)}"
        with psycopg.connect(self.address("amparo"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return {"DATABASE_URL": self.address(name), "AMPARO_KEY_FILE": str(self.data / "outer.key")}

    def address(self, name):
        return f"postgresql://amparo_owner:topsecret@/{name}?host={self.server.socket}"

    def ask(self, sql, database=None):
        with psycopg.connect(database["DATABASE_URL"] if database else self.address("amparo")) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="package")
def home():
    with tempfile.TemporaryDirectory(prefix="amparo-test-") as made:
        Path(made).chmod(0o711)  # as root the server runs as another user, who has to pass
        place = Home(Path(made))
        with place.server.used():
            place.people = place.run(FOUND)
            yield place


@pytest.fixture
def copies(home, tmp_path):
    """A folder for backups."""
    return tmp_path / "backups"
