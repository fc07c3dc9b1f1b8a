"""The keys as they are stored: made when they are first needed, unwrapped for one act."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connections, transaction

from amparo.core import vault
from amparo.core.access.acting import Act
from amparo.core.models import City, CityKey, Organisation, OrganisationKey, SiteKey
from amparo.core.storage.place import data_folder, is_embedded

KEY_FILE = "outer.key"


def key_file() -> Path | None:
    """The key file that is used where none is named; only beside the database that Amparo brings along."""
    return data_folder() / KEY_FILE if is_embedded() else None


def key_path() -> Path | None:
    """The file of the outer key, where it lies in one."""
    if os.environ.get("AMPARO_KEY"):
        return None
    named = os.environ.get("AMPARO_KEY_FILE")
    return Path(named) if named else key_file()


def where_outer_key() -> str:
    """Where the outer key is, for a sentence."""
    if path := key_path():
        return str(path)
    return "AMPARO_KEY" if os.environ.get("AMPARO_KEY") else "AMPARO_KEY_FILE, which is not set"


def outer() -> vault.LocalOuter:
    """The key outside the database. Raises VaultError."""
    default, path = key_file(), os.environ.get("AMPARO_KEY_FILE")
    read = Path(path) if path else default
    written = read.stat().st_mtime_ns if read and read.exists() else 0
    return _outer(default, os.environ.get("AMPARO_KEY"), path, written)


@functools.lru_cache(maxsize=4)
def _outer(default: Path | None, text: str | None, path: str | None, _written: int) -> vault.LocalOuter:
    given = {"AMPARO_KEY": text or "", "AMPARO_KEY_FILE": path or ""}
    return vault.LocalOuter.load(default, given)


def make_site_key() -> None:
    """Make the key outside the database, where that is ours to make, and the site's key, if there are none yet; and
    try whether the one opens the other, before a new city is sealed under a wrong one. Raises VaultError."""
    if not SiteKey.guarded.exists():
        _make_site_key()
    _site_key()


def _make_site_key() -> None:
    path = None if os.environ.get("AMPARO_KEY_FILE") else key_path()
    if path and not path.exists():
        with suppress(vault.KeyFileThere):  # of another process that starts at the same moment
            vault.new_key_file(path)
    wrapped = vault.wrap_key(vault.SiteKey.new(), "site", outer())
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO core_sitekey (id, wrapped) VALUES (1, %s) ON CONFLICT DO NOTHING", [wrapped])


def site_secrets() -> vault.SiteSecrets:
    """What return phrases are hashed with."""
    return vault.site_secrets(_site_key())


def account_key() -> vault.DataKey:
    """Under this lie sessions and the secrets of second factors."""
    return vault.derived(vault.DataKey, _site_key(), "accounts")


def device_key() -> vault.IndexKey:
    """With this the numbers that browsers keep are hashed."""
    return vault.derived(vault.IndexKey, _site_key(), "devices")


def _site_key() -> vault.SiteKey:
    wrapped = bytes(SiteKey.guarded.get().wrapped)
    with _told("the site"):
        return _opened_site_key(wrapped, outer())


@functools.lru_cache(maxsize=4)
def _opened_site_key(wrapped: bytes, under: vault.LocalOuter) -> vault.SiteKey:
    return vault.unwrap_key(vault.SiteKey, wrapped, "site", under)


def record_of(kind: str, city: int | str, id: object) -> vault.Record:
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
    return _opened_city_key(CityKey.guarded.get(city=city))


def index_key(city: int) -> vault.IndexKey:
    """The key of the city's blind indexes."""
    row = CityKey.guarded.get(city=city)
    return vault.open_key(vault.IndexKey, row.index, record_of("city", city, city), _opened_city_key(row))


def message_key(city: int) -> vault.DataKey:
    """The key under which the city's messages wait."""
    row = CityKey.guarded.get(city=city)
    return vault.open_key(vault.DataKey, row.messages, record_of("city", city, city), _opened_city_key(row))


def _opened_city_key(row: CityKey) -> vault.CityKey:
    with _told("a city"):
        return vault.unwrap_key(vault.CityKey, row.wrapped, str(row.city_id), outer())


@contextmanager
def _told(whose: str) -> Iterator[None]:
    """Another outer key than that of this installation is told as such. Raises WrongKey."""
    try:
        yield
    except vault.UnknownKey:
        raise vault.WrongKey(whose, outer().ids, where_outer_key()) from None


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


# ---- rotation --------------------------------------------------------------------------------
def rotate_outer() -> int:
    """Wrap every key that lies under an outer key under the current one. Returns how many were wrapped anew.

    What was wrapped already stays as it is, so a rotation that was broken off can start again. No field and no
    record's key is touched.
    """
    anew = 0
    with transaction.atomic(using="owner"):
        tops = [(vault.SiteKey, "site", row) for row in SiteKey.guarded.using("owner").select_for_update()]
        tops += [(vault.CityKey, str(row.city_id), row) for row in CityKey.guarded.using("owner").select_for_update()]
        for kind, owner, row in tops:
            if vault.key_id(row.wrapped) != outer().current:
                row.wrapped = vault.rewrap_key(kind, row.wrapped, owner, outer())
                row.save(using="owner", update_fields=["wrapped"])
                anew += 1
    return anew


def rotate_city(city: City) -> int:
    """Give a city a new key. What lies under it is sealed anew: one row for the city, one for an organisation.
    Returns how many keys were sealed anew."""
    number = city.pk
    with transaction.atomic(using="owner"):
        row = CityKey.guarded.using("owner").select_for_update().get(city=city)
        old = _opened_city_key(row)
        new = vault.CityKey.new()
        own = record_of("city", number, number)
        row.index = vault.reseal_key(vault.IndexKey, row.index, own, old, new)
        row.messages = vault.reseal_key(vault.DataKey, row.messages, own, old, new)
        row.wrapped = vault.wrap_key(new, str(number), outer())
        row.save(using="owner")
        pairs = OrganisationKey.guarded.using("owner").select_for_update().filter(city=city)
        for pair in pairs:
            record = record_of("organisation", number, pair.organisation_id)
            pair.private = vault.reseal_key(vault.PrivateKey, pair.private, record, old, new)
            pair.save(using="owner", update_fields=["private"])
    return 2 + len(pairs)
