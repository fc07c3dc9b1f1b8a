"""The keys as they are stored: made when they are first needed, unwrapped for one act."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from django.db import connections

from amparo.core import vault
from amparo.core.access.acting import Act
from amparo.core.models import CityKey, Organisation, OrganisationKey, SiteKey
from amparo.core.storage.place import data_folder, is_embedded

KEY_FILE = "outer.key"


def key_file() -> Path | None:
    """The key file that is used where none is named; only beside the database that Amparo brings along."""
    return data_folder() / KEY_FILE if is_embedded() else None


def outer() -> vault.LocalOuter:
    """The key outside the database. Raises VaultError."""
    return _outer(key_file(), os.environ.get("AMPARO_KEY"), os.environ.get("AMPARO_KEY_FILE"))


@functools.lru_cache(maxsize=4)
def _outer(default: Path | None, text: str | None, path: str | None) -> vault.LocalOuter:
    given = {"AMPARO_KEY": text or "", "AMPARO_KEY_FILE": path or ""}
    return vault.LocalOuter.load(default, given)


def make_site_key() -> None:
    """Make the key outside the database, where that is ours to make, and the site's key, if there are none yet."""
    if SiteKey.guarded.exists():
        return
    path = key_file()
    named = os.environ.get("AMPARO_KEY") or os.environ.get("AMPARO_KEY_FILE")
    if path and not named and not path.exists():
        vault.new_key_file(path)
    wrapped = vault.wrap_key(vault.SiteKey.new(), "site", outer())
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO core_sitekey (id, wrapped) VALUES (1, %s) ON CONFLICT DO NOTHING", [wrapped])


def site_secrets() -> vault.SiteSecrets:
    """What return phrases are hashed with."""
    wrapped = SiteKey.guarded.get().wrapped
    return vault.site_secrets(vault.unwrap_key(vault.SiteKey, wrapped, "site", outer()))


def record_of(kind: str, city: int, id: object) -> vault.Record:
    """Whose a sealed value is."""
    return vault.Record(str(city), kind, str(id))


def make_city_key(act: Act) -> None:
    """Give a new city its key."""
    assert act.city is not None
    number = act.city.pk
    key, record = vault.CityKey.new(), record_of("city", number, number)
    CityKey(
        city=act.city,
        wrapped=vault.wrap_key(key, str(number), outer()),
        index=vault.seal_key(vault.IndexKey.new(), record, key),
        messages=vault.seal_key(vault.DataKey.new(), record, key),
    ).save(force_insert=True)


def city_key(city: int) -> vault.CityKey:
    """The key of the city in which one stands."""
    return vault.unwrap_key(vault.CityKey, CityKey.guarded.get(city=city).wrapped, str(city), outer())


def index_key(city: int) -> vault.IndexKey:
    """The key of the city's blind indexes."""
    row = CityKey.guarded.get(city=city)
    return vault.open_key(vault.IndexKey, row.index, record_of("city", city, city), city_key(city))


def message_key(city: int) -> vault.DataKey:
    """The key under which the city's messages wait."""
    row = CityKey.guarded.get(city=city)
    return vault.open_key(vault.DataKey, row.messages, record_of("city", city, city), city_key(city))


def make_pair(act: Act, organisation: Organisation) -> None:
    """Give a new organisation, for which one stands, its pair."""
    private, record = vault.PrivateKey.new(), record_of("organisation", organisation.city_id, organisation.pk)
    sealed = vault.seal_key(private, record, city_key(organisation.city_id))
    OrganisationKey(city=act.city, organisation=organisation, private=sealed).save(force_insert=True)
    organisation.public_key = private.public
    organisation.save(update_fields=["public_key"])


def private_of(organisation: Organisation) -> vault.PrivateKey:
    """The private half of an organisation's pair; only for whoever stands for it."""
    sealed = OrganisationKey.guarded.get(organisation=organisation).private
    record = record_of("organisation", organisation.city_id, organisation.pk)
    return vault.open_key(vault.PrivateKey, sealed, record, city_key(organisation.city_id))
