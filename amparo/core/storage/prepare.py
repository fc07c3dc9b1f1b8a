"""Bringing a database to the version of the code: roles, tables, walls. Running it again changes nothing."""

from __future__ import annotations

from amparo.core.storage.errors import StorageError
from amparo.core.storage.place import WEB, is_embedded

LOCK = 0x616D7061
"""One process at a time prepares: the number of an advisory lock of PostgreSQL."""


def prepare() -> list[str]:
    """Prepare the database of these settings, which runs. Returns the names of the migrations applied.

    Raises StorageError.
    """
    from django.core.management import call_command
    from django.db import OperationalError, connections, transaction
    from django.db.migrations.executor import MigrationExecutor

    from amparo.core.access.health import wall_faults
    from amparo.core.storage.walls import all_walls, build_walls

    owner = connections["owner"]
    try:
        owner.ensure_connection()
    except OperationalError as error:
        where = "" if is_embedded() else " See that it runs, and that DATABASE_URL is right."
        raise StorageError(f"The database does not answer: {reason(error)}{where}") from None
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            _make_web_role(cursor)
            executor = MigrationExecutor(owner)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                call_command("migrate", database="owner", verbosity=0, interactive=False)
            # Building them holds up everybody who works, so it is done where something changed.
            if plan or wall_faults():
                with transaction.atomic(using="owner"):
                    build_walls(cursor, all_walls())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def _make_web_role(cursor) -> None:
    """The role of the site. It owns nothing, may make nothing, and cannot step around the walls."""
    cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [WEB])
    row = cursor.fetchone()
    if row is None:
        login = "LOGIN" if is_embedded() else "NOLOGIN"
        cursor.execute(f"CREATE ROLE {WEB} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        if not is_embedded():
            cursor.execute(f"GRANT {WEB} TO CURRENT_USER")
    elif row[0]:
        raise StorageError(f"The role {WEB} may step around the walls: ALTER ROLE {WEB} NOSUPERUSER NOBYPASSRLS.")
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def reason(error: Exception) -> str:
    """What PostgreSQL said, in one line, without addresses or passwords."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    line = next((line for line in said if "FATAL:" in line), said[0])
    text = line.rpartition("FATAL:")[2] if "FATAL:" in line else line.rpartition(": ")[2]
    return text.strip().rstrip(".") + "."
