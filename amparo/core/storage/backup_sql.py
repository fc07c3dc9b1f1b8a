"""What a backup asks of the database, and what a restore tells it. Both see all cities, as the owner."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from amparo.core.storage.errors import StorageError
from amparo.core.storage.prepare import LOCK, _make_web_role, reason

NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Keys:
    """A table whose rows are kept apart. A row belongs to that of `table` whose number stands in `column`; `kind`, if
    these are records that are forgotten one by one."""

    column: str = ""
    table: str = ""
    kind: str = ""


def key_tables() -> dict[str, Keys]:
    """The tables whose rows are kept apart: see `backup` in `amparo.core.models.guarded`."""
    from amparo.core.models.guarded import Apart

    found = {}
    for table, (model, kept) in _kept().items():
        if isinstance(kept, Apart):
            of = model._meta.get_field(kept.of) if kept.of else None
            found[table] = Keys(of.column, of.related_model._meta.db_table, kept.kind) if of else Keys()
    return found


def left_out() -> list[str]:
    """The tables whose rows are not among the data."""
    return [table for table, (_model, kept) in _kept().items() if kept is not True]


def _kept() -> dict[str, tuple[Any, Any]]:
    from django.apps import apps

    return {model._meta.db_table: (model, getattr(model, "backup", True)) for model in apps.get_models()}


@contextmanager
def told() -> Iterator[None]:
    """What the database complains of is a StorageError."""
    from django.db import DatabaseError, OperationalError

    try:
        yield
    except OperationalError as error:
        raise StorageError(f"The database does not answer: {reason(error)}") from None
    except DatabaseError as error:
        raise StorageError(f"The database is not as it should be: {reason(error)} `amparo doctor` says more.") from None


@contextmanager
def snapshot() -> Iterator[str]:
    """One state of the whole database, as long as this lasts; its name lets pg_dump see the same."""
    from django.db import connections, transaction

    with told(), transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), to_regclass('public.core_sitekey') IS NOT NULL")
        name, made = cursor.fetchone()
        if not made:
            raise StorageError("There is nothing to back up: the database is empty.")
        yield name


def state() -> dict[str, Any]:
    """When the database says it is, its migrations, its row counts, and the first line of each city's audit."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT now()")
        at: datetime.datetime = cursor.fetchone()[0]
        cursor.execute("SELECT app || ' ' || name FROM public.django_migrations ORDER BY id")
        migrations = [row[0] for row in cursor.fetchall()]
        rows = {}
        for table in _tables(cursor):
            cursor.execute(f'SELECT count(*) FROM public."{table}"')  # noqa: S608
            rows[table] = cursor.fetchone()[0]
        cursor.execute(
            "SELECT coalesce(c.slug, 'platform'), encode(l.hash, 'hex') FROM public.core_auditline l "
            "LEFT JOIN public.core_city c ON c.id = l.city_id WHERE l.number = 1"
        )
        first = dict(cursor.fetchall())
    return {"at": at.astimezone(datetime.UTC).isoformat(), "migrations": migrations, "rows": rows, "first": first}


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [row[0] for row in cursor.fetchall()]


def key_rows() -> Iterator[bytes]:
    """The rows of the key tables: a line with table and columns, the rows as COPY writes them, and a full stop."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for table in key_tables():
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 "
                "AND NOT attisdropped ORDER BY attnum",
                [f"public.{table}"],
            )
            columns = [row[0] for row in cursor.fetchall()]
            yield f"{table} {','.join(columns)}\n".encode()
            names = ", ".join(f'"{column}"' for column in columns)
            with cursor.copy(f"COPY public.{table} ({names}) TO STDOUT") as copy:
                for row in copy:
                    yield bytes(row)
            yield b"\\.\n"


# ---- restoring -----------------------------------------------------------------------------------
def check_empty(ours: set[str]) -> None:
    """Raises StorageError for a database in which a city runs, or which holds something else."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        there = set(_tables(cursor))
        if "core_city" in there:
            cursor.execute("SELECT count(*) FROM public.core_city")
            if many := cursor.fetchone()[0]:
                raise StorageError(
                    f"{'A city runs' if many == 1 else f'{many} cities run'} in this database already, and nothing "
                    "was changed. Restore into an empty one: --into FOLDER, or an empty database in DATABASE_URL."
                )
        if others := sorted(there - ours):
            raise StorageError(
                f"The database holds tables that are not Amparo's ({', '.join(others[:3])}), and nothing was "
                "changed. Restore into an empty one."
            )


def make_web_role() -> None:
    """The role must be there before the walls that name it."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        _make_web_role(cursor)


BEGIN = f"""
BEGIN;
SELECT pg_advisory_xact_lock({LOCK});
DO $$
DECLARE one record;
BEGIN
  IF to_regclass('public.core_city') IS NOT NULL THEN
    LOCK TABLE public.core_city IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM public.core_city) THEN
      RAISE EXCEPTION 'a city runs in this database already';
    END IF;
  END IF;
  -- What an empty installation has is made anew by the backup. Extensions are left.
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', one.name); END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name); END LOOP;
  FOR one IN SELECT t.oid::regtype AS name FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typnamespace = 'public'::regnamespace AND (t.typtype = 'e' OR c.relkind = 'c')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', one.name); END LOOP;
END $$;
"""  # noqa: S608
"""Everything of a restore is one transaction: it ends with END, or nothing of it was."""


def take_keys(head: bytes) -> tuple[str, str]:
    """The SQL around the rows of one key table, given the line before them. Only the columns that the restored
    data know are taken, and only rows of what is there: the keys may be newer than the data."""
    table, _, listed = head.decode().strip().partition(" ")
    columns = listed.split(",")
    known = key_tables()
    if table not in known or not all(map(NAME.fullmatch, columns)):
        raise StorageError(f"The keys name a table that this version of Amparo does not know: {table}.")
    named = ", ".join(f'"{column}"' for column in columns)
    texts = ", ".join(f'"{column}" text' for column in columns)
    of = known[table]
    only = f" WHERE {of.column} IN (SELECT id::text FROM public.{of.table})" if of.table else ""  # noqa: S608
    before = f"CREATE TEMP TABLE given_{table} ({texts}) ON COMMIT DROP;\nCOPY given_{table} ({named}) FROM stdin;\n"
    after = f"""
DO $$
DECLARE names text; given text; counter text;
BEGIN
  SELECT string_agg(format('%I', a.attname), ', '),
         string_agg(format('%I::%s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ')
    INTO names, given
    FROM pg_attribute a JOIN pg_attribute g ON g.attname = a.attname
      AND g.attrelid = 'pg_temp.given_{table}'::regclass AND g.attnum > 0
    WHERE a.attrelid = 'public.{table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped;
  EXECUTE format('INSERT INTO public.{table} (%s) SELECT %s FROM pg_temp.given_{table}{only}', names, given);
  IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'public.{table}'::regclass AND attname = 'id') THEN
    counter := pg_get_serial_sequence('public.{table}', 'id');
  END IF;
  IF counter IS NOT NULL THEN
    EXECUTE format('SELECT setval(%L, (SELECT coalesce(max(id), 0) + 1 FROM public.{table}), false)', counter);
  END IF;
END $$;
"""  # noqa: S608 - the names were checked
    return before, after


GONE = """
CREATE TEMP TABLE gone_{table} ON COMMIT DROP AS SELECT p.id, p.city_id FROM public.{table} p
  WHERE NOT EXISTS (SELECT 1 FROM public.{keys} k WHERE k.{column} = p.id);
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT c.conrelid::regclass AS place, a.attname AS name, a.attnotnull AS needed
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'public.{table}'::regclass
  LOOP
    IF one.needed THEN
      EXECUTE format('DELETE FROM %s WHERE %I IN (SELECT id FROM pg_temp.gone_{table})', one.place, one.name);
    ELSE
      EXECUTE format('UPDATE %1$s SET %2$I = NULL WHERE %2$I IN (SELECT id FROM pg_temp.gone_{table})',
        one.place, one.name);
    END IF;
  END LOOP;
END $$;
DELETE FROM public.{table} WHERE id IN (SELECT id FROM pg_temp.gone_{table});
INSERT INTO public.core_auditline (city_id, number, at, actor, action, kind, record, why, previous, hash)
  SELECT city_id, 0, now(), 'operator', 'forget', '{kind}', id::text, 'no key in the keys file', '', ''
  FROM pg_temp.gone_{table} ORDER BY city_id, id;
"""
"""Whoever has no key any more was forgotten after the data were written: the rest of them goes too."""


def end() -> str:
    """The SQL that ends a restore, and tells how many records had no key."""
    records = {keys: of for keys, of in key_tables().items() if of.kind}
    parts = [GONE.format(table=of.table, keys=keys, column=of.column, kind=of.kind) for keys, of in records.items()]
    counts = " + ".join(f"(SELECT count(*) FROM pg_temp.gone_{of.table})" for of in records.values())  # noqa: S608 - our own names
    told = f"""
INSERT INTO public.core_auditline (city_id, number, at, actor, action, kind, record, why, previous, hash)
  VALUES (NULL, 0, now(), 'operator', 'restore', 'backup', '', '', '', '');
SELECT 'gone', {counts};
COMMIT;
"""  # noqa: S608 - our own names
    return "".join(parts) + told
