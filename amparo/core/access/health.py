"""What an operator may know about the state of the whole: counts, names of tables and roles, whether keys open.
Nothing about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from amparo.core import vault
from amparo.core.access import keyring
from amparo.core.storage.place import WEB
from amparo.core.storage.walls import FUNCTIONS, all_walls, statements


def closed_keys() -> Iterator[str]:
    """The keys of the site and of the cities that the outer key does not open, as sentences."""
    try:
        outer = keyring.outer()
    except vault.VaultError as error:
        yield f"The sealed fields stay closed: {error}"
        return
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT wrapped FROM core_sitekey")
        rows: list[tuple[type[vault.SiteKey] | type[vault.CityKey], str, str, Any]]
        rows = [(vault.SiteKey, "site", "the site", row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT c.id, c.slug, k.wrapped FROM core_city c LEFT JOIN core_citykey k ON k.city_id = c.id "
                       "ORDER BY c.slug")  # fmt: skip
        rows += [(vault.CityKey, str(number), slug, wrapped) for number, slug, wrapped in cursor.fetchall()]
    for kind, owner, name, wrapped in rows:
        if wrapped is None:
            yield f"There is no key of {name}: what it sealed stays closed. Restore the newest keys file."
            continue
        try:
            vault.unwrap_key(kind, wrapped, owner, outer)
        except vault.VaultError:
            yield str(vault.WrongKey(name, outer.ids, keyring.where_outer_key()))


# ---- the database --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Facts:
    """What the database says of itself."""

    version: int
    name: str
    clock: datetime
    waiting: tuple[str, ...]
    """Names of migrations that are still to come."""
    strong: tuple[str, ...]
    """What the role of the site may do that it must not."""


def facts() -> Facts:
    """Ask the database about itself. Raises django.db.DatabaseError, which may quote an address."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), clock_timestamp()"
        )
        version, name, clock = cursor.fetchone()
    waiting = tuple(f"{migration.app_label} {migration.name}" for migration, _ in plan)
    return Facts(version // 10_000, name.split()[0], clock, waiting, tuple(_strength()))


def _strength() -> Iterator[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [WEB])
        row = cursor.fetchone()
        if row is None:
            return
        names = {WEB}
        with connections["default"].cursor() as own:
            own.execute("SELECT current_user::text, r.rolsuper, r.rolbypassrls, r.rolcreaterole FROM pg_roles r "
                        "WHERE r.rolname = current_user")  # fmt: skip
            name, *more = own.fetchone()
            names.add(name)
            row = tuple(a or b for a, b in zip(row, more, strict=True))
        said = ("is a superuser", "steps around row-level security", "makes roles")
        yield from (words for has, words in zip(row, said, strict=True) if has)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = ANY(%s)",
                       [list(names)])  # fmt: skip
        if cursor.fetchone()[0]:
            yield "owns tables"
        # A member of the owner's role could become it.
        cursor.execute("SELECT bool_or(pg_has_role(n, tableowner, 'MEMBER')) FROM unnest(%s::name[]) n, pg_tables "
                       "WHERE schemaname = 'public'", [list(names)])  # fmt: skip
        if cursor.fetchone()[0] and "is a superuser" not in [w for has, w in zip(row, said, strict=True) if has]:
            yield "may become the owner of the tables"


# ---- the walls -----------------------------------------------------------------------------------------
POLICIES = """
SELECT c.relname, p.polname, p.polcmd::text, p.polpermissive, p.polroles::regrole[]::text,
  coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = %s"""
GRANTS = """
SELECT c.relname, coalesce(r.rolname, 'public'), g.privilege_type, '' FROM pg_class c
  CROSS JOIN LATERAL aclexplode(c.relacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
  WHERE c.relnamespace = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (g.grantee = 0 OR r.rolname = %s)
UNION ALL SELECT c.relname, coalesce(r.rolname, 'public'), g.privilege_type, a.attname FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  CROSS JOIN LATERAL aclexplode(a.attacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
  WHERE c.relnamespace = %s AND (g.grantee = 0 OR r.rolname = %s)"""
SWITCHES = "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = %s AND relkind IN ('r', 'p')"
MEANINGS = """
SELECT proname, prosrc, provolatile::text, prosecdef FROM pg_proc
WHERE pronamespace = %s AND proname IN ('amparo_city', 'amparo_organisations', 'amparo_staff', 'amparo_lookup')"""


def wall_faults() -> list[str]:
    """Where the walls are not as `all_walls` says, as sentences. They are built once more, on empty copies of the
    tables that nobody else sees and that go at once, and compared."""
    from django.db import transaction

    walls = all_walls()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 'public'::regnamespace::oid")
        there = _walls(cursor, cursor.fetchone()[0])
        missing = sorted(set(walls) - {name for name, _ in there["switches"]})
        if missing:
            transaction.set_rollback(True, using="owner")
            return [f"The table {missing[0]} is missing."]
        for table in walls:
            cursor.execute(f'CREATE TEMP TABLE "{table}" (LIKE public."{table}")')
        for table, wall in walls.items():
            for statement in statements(table, wall):
                cursor.execute(statement)
        cursor.execute(FUNCTIONS.replace("FUNCTION amparo_", "FUNCTION pg_temp.amparo_"))
        cursor.execute("SELECT pg_my_temp_schema()")
        right = _walls(cursor, cursor.fetchone()[0])
        transaction.set_rollback(True, using="owner")
    words = {"policies": "lets other rows through than it should", "switches": "has its wall down",
             "grants": "lets the site do other things than it should", "meanings": "says something else"}  # fmt: skip
    found = {}
    for kind, told in words.items():
        for name in sorted({row[0] for row in there[kind] ^ right[kind]}):
            if kind == "switches" and name not in walls:
                continue
            found.setdefault(name, f"{'The function' if kind == 'meanings' else 'The table'} {name} {told}.")
    return list(found.values())


def _walls(cursor: Any, schema: int) -> dict[str, set[tuple]]:
    cursor.execute(POLICIES, [schema])
    policies = {(*row[:5], _plain(row[5]), _plain(row[6])) for row in cursor.fetchall()}
    cursor.execute(GRANTS, [schema, WEB, schema, WEB])
    grants = set(cursor.fetchall())
    cursor.execute(SWITCHES, [schema])
    switches = set(cursor.fetchall())
    cursor.execute(MEANINGS, [schema])
    return {"policies": policies, "grants": grants, "switches": switches, "meanings": set(cursor.fetchall())}


def _plain(expression: str) -> str:
    """An expression without the schema of the tables in it."""
    return expression.replace("public.", "")


# ---- the work ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Work:
    """Jobs in the background: how many failed, how many hang at a worker that is gone, how many wait for more than
    an hour, and how many seconds ago a worker was seen."""

    failed: int
    hanging: int
    late: int
    seen: float | None


def work() -> Work:
    """Count the jobs."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("""
            SELECT count(*) FILTER (WHERE j.status = 'failed'),
              count(*) FILTER (WHERE j.status = 'doing'
                AND (w.id IS NULL OR w.last_heartbeat < now() - interval '5 minutes')),
              count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) < now() - interval '1 hour'),
              (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers)
            FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
            LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events e WHERE e.job_id = j.id) e ON true
        """)
        failed, hanging, late, seen = cursor.fetchone()
    return Work(failed, hanging, late, None if seen is None else float(seen))
