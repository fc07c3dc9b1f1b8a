"""Where the data are: the server named by DATABASE_URL, or the one that Amparo brings along."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from amparo.core.storage.errors import StorageError

OWNER, WEB = "amparo_owner", "amparo_web"
"""Roles: the one that owns tables and moves them to a new version; the one that the site works with."""
DATABASE = "amparo"
LONGEST_SOCKET = 80
"""Bytes of a socket's folder: systems allow about 100 with the name of the socket."""


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the database that Amparo brings along: AMPARO_DATA, or one for this user."""
    if given := environment.get("AMPARO_DATA"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/amparo")
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "amparo"


def socket_folder(folder: Path) -> Path:
    """Where the server that stands in a folder listens. Only its own user may enter."""
    inside = folder / "socket"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET:
        return inside
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"amparo-{name}"


def is_embedded(environment: Mapping[str, str] = os.environ) -> bool:
    """Does Amparo bring its server along?"""
    return not environment.get("DATABASE_URL")


def has_data(environment: Mapping[str, str] = os.environ) -> bool:
    """Was the database that Amparo brings along made already? One on a server of your own is taken to be there."""
    return not is_embedded(environment) or (data_folder(environment) / "postgresql" / "PG_VERSION").exists()


def databases(environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Django's two ways to the one database: `default`, which the site and its jobs use and which the walls
    hold, and `owner`, for new versions, backups and the commands of an operator.

    DATABASE_URL is the owner's. DATABASE_WEB_URL may name the web role's own login; without it the owner's
    login takes on the web role.
    """
    if is_embedded(environment):
        host = str(socket_folder(data_folder(environment)))
        common = {"HOST": host, "NAME": DATABASE, "OPTIONS": {}}
        return {"default": _settings({**common, "USER": WEB}), "owner": _settings({**common, "USER": OWNER})}
    owner = _from_url("DATABASE_URL", environment["DATABASE_URL"])
    if url := environment.get("DATABASE_WEB_URL"):
        web = _from_url("DATABASE_WEB_URL", url)
    else:
        web = {**owner, "OPTIONS": {**owner["OPTIONS"], "assume_role": WEB}}
    return {"default": _settings(web), "owner": _settings(owner)}


def _settings(one: dict[str, Any]) -> dict[str, Any]:
    options = {"application_name": "amparo", "connect_timeout": 5, **one["OPTIONS"]}
    return {
        "ENGINE": "django.db.backends.postgresql", **one, "OPTIONS": options,
        "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


def _from_url(name: str, url: str) -> dict[str, Any]:
    """Django's settings from an address like postgresql://user:password@host:5432/name."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:  # its message may quote the password
        parts = {}
    if not parts.get("dbname"):
        raise StorageError(f"{name} is no address of a database: write it like postgresql://user:password@host/name.")
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    found: dict[str, Any] = {known[k]: v for k, v in parts.items() if k in known}
    return {**found, "OPTIONS": {k: v for k, v in parts.items() if k not in known}}
