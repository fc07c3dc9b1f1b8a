"""The walls between cities and between organisations: PostgreSQL's row-level security.

The site works as a role that owns nothing. For each transaction it says where it stands (`standing`); rows of
other cities are then not there for it, whatever the code above asks for. Each model says in `wall` which
wall it stands behind, and after every new version the walls are built anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from amparo.core.storage.errors import StorageError
from amparo.core.storage.place import WEB

HERE = "(SELECT amparo_city())"
MINE = "(SELECT amparo_organisations())::bigint[]"
READ, WRITE, ALL = ("SELECT",), ("SELECT", "INSERT"), ("SELECT", "INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Wall:
    """What the web role may do with the rows of a table: the statements it may use, which rows it sees, and
    which it may write; None: all. `adds`, where one may add more than one may change."""

    grants: tuple[str, ...]
    sees: str | None = None
    writes: str | None = None
    adds: str | None = None


def city_wall(column: str = "city_id", grants: tuple[str, ...] = ALL) -> Wall:
    """Rows of the city where one stands."""
    own = f"{column} = {HERE}"
    return Wall(grants, own, own)


def organisation_wall(grants: tuple[str, ...] = ALL) -> Wall:
    """Rows of the organisations for which one stands, in their city."""
    own = f"city_id = {HERE} AND organisation_id = ANY ({MINE})"
    return Wall(grants, own, own)


OPEN = Wall(ALL)
"""No walls: accounts of staff, who may work for several cities."""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION amparo_city() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('amparo.city', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION amparo_organisations() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(nullif(current_setting('amparo.organisations', true), ''), '{}')::bigint[] $$;
CREATE OR REPLACE FUNCTION amparo_staff() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('amparo.staff', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION amparo_lookup() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT decode(nullif(current_setting('amparo.lookup', true), ''), 'hex') $$;
"""

THEIRS = {
    "django_migrations": Wall(READ),
    "django_content_type": Wall(READ),
}
"""Tables that are not ours."""


@contextmanager
def standing(
    city: int | None = None, organisations: Iterable[int] = (), staff: int | None = None, lookup: bytes = b""
) -> Iterator[None]:
    """One transaction in which one stands in a city, for some of its organisations, as a member of staff or as
    the person whom a return phrase finds.

    Nothing of it outlasts the transaction, so a connection that is used again stands nowhere. Inside, one
    cannot step over into another city.
    """
    from django.db import connection, transaction

    if connection.in_atomic_block:
        raise StorageError("A transaction stands in one city: end this one before you step into another.")
    with transaction.atomic(durable=True):
        _stand({"city": city, "organisations": array(organisations), "staff": staff, "lookup": lookup.hex()})
        yield


def step_closer(organisations: Iterable[int]) -> None:
    """Stand for these organisations for the rest of the transaction."""
    _stand({"organisations": array(organisations)})


def array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, sorted(numbers))) + "}"


def _stand(where: dict[str, int | str | None]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        calls = ", ".join(f"set_config('amparo.{name}', %s, true)" for name in where)
        cursor.execute(f"SELECT {calls}", ["" if value is None else str(value) for value in where.values()])


# ---- building them -----------------------------------------------------------------------------
def build_walls(cursor: Any, walls: dict[str, Wall]) -> None:
    """Build the walls of these tables anew, as their owner. Running it again changes nothing."""
    cursor.execute(FUNCTIONS)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {WEB}")
    cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB}")
    for table, wall in sorted(walls.items()):
        for statement in statements(table, wall):
            cursor.execute(statement)


def statements(table: str, wall: Wall) -> Iterator[str]:
    """The SQL that puts a table behind its wall."""
    yield f'REVOKE ALL ON "{table}" FROM PUBLIC, {WEB}'
    yield f'GRANT {", ".join(wall.grants)} ON "{table}" TO {WEB}'
    for name in ("amparo_sees", "amparo_adds", "amparo_changes", "amparo_removes"):
        yield f'DROP POLICY IF EXISTS {name} ON "{table}"'
    if wall.sees is None and wall.writes is None:
        yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'
        return
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    sees, writes = wall.sees or "true", wall.writes or "true"
    yield f'CREATE POLICY amparo_sees ON "{table}" FOR SELECT TO {WEB} USING ({sees})'
    yield f'CREATE POLICY amparo_adds ON "{table}" FOR INSERT TO {WEB} WITH CHECK ({wall.adds or writes})'
    yield f'CREATE POLICY amparo_changes ON "{table}" FOR UPDATE TO {WEB} USING ({writes}) WITH CHECK ({writes})'
    yield f'CREATE POLICY amparo_removes ON "{table}" FOR DELETE TO {WEB} USING ({writes})'


def all_walls() -> dict[str, Wall]:
    """The wall of every table. Raises StorageError for a model that stands behind none."""
    from django.apps import apps

    found = dict(THEIRS)
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in found:
            continue
        wall = getattr(model, "wall", None)
        if wall is None:
            if model._meta.app_config.name.startswith("amparo."):
                raise StorageError(f"The model {model._meta.label} does not say behind which wall it stands.")
            wall = OPEN
        found[table] = wall
    return found
