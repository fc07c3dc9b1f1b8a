"""New keys are put over everything that is sealed, and nothing sealed is rewritten."""

from __future__ import annotations

import stat

import pytest
from click.testing import CliRunner
from django.db import connections

from amparo.cli.main import cli
from amparo.core import vault
from amparo.core.access import keyring, outbox, people
from amparo.core.access.acting import working
from tests.core.test_people import KNOWN, NOON, added


def table(name):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {name} t ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_promise_3_after_a_rotation_everything_opens_and_no_field_was_touched(city, hire):
    id, phrase = added(city)
    blind = outbox.blind(city)("+13125550100")
    sealed, wrapped, before = (
        (table("core_sealedfield"), table("core_personkey")),
        table("core_citykey"),
        keyring.outer(),
    )
    done = CliRunner().invoke(cli, ["key", "rotate"])
    assert done.exit_code == 0, done.output
    assert f"{city.slug}: 4 keys sealed anew.\n" in done.output
    assert keyring.outer().current != before.current
    assert (table("core_sealedfield"), table("core_personkey")) == sealed
    assert not set(table("core_citykey")) & set(wrapped)
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act:
        assert people.open_person(act, id, "").fields == KNOWN
    with people.returning(city, phrase) as own:
        assert own.read() == KNOWN
    assert outbox.blind(city)("+13125550100") == blind
    assert keyring.rotate_outer() == 0


def test_promise_3_after_a_rotation_the_old_outer_key_opens_nothing(city):
    added(city)
    old = keyring.outer()
    CliRunner().invoke(cli, ["key", "rotate"])
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT wrapped FROM core_citykey WHERE city_id = %s", [city.pk])
        [wrapped] = cursor.fetchone()
    with pytest.raises(vault.UnknownKey):
        vault.unwrap_key(vault.CityKey, wrapped, str(city.pk), old)


def test_a_key_file_is_made_for_its_owner_only_and_never_written_over(tmp_path):
    path = tmp_path / "outer.key"
    done = CliRunner().invoke(cli, ["key", "new", str(path)])
    assert done.exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    again = CliRunner().invoke(cli, ["key", "new", str(path)])
    assert again.exit_code != 0
    assert path.read_bytes() == content
    assert content.decode().strip() not in done.output + again.output
