"""`amparo restore BACKUP`: a backup back into an empty database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", type=click.Path(path_type=Path, dir_okay=False),
              help="The newest keys file; amparo-keys.backup beside BACKUP if left out.")  # fmt: skip
@click.option("--into", "into_folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Restore into a new folder for data (AMPARO_DATA), to try it.")  # fmt: skip
def restore(backup: Path, keys: Path | None, into_folder: Path | None) -> int:
    """Restore a backup into an empty database: all of it, or nothing.

    It asks for the passphrase, or takes AMPARO_BACKUP_PASSPHRASE (and AMPARO_KEYS_PASSPHRASE where the keys have
    another). People who were forgotten since the backup was made are left out. The exit code is 1 if something is
    not as it was.
    """
    from amparo.cli.backup import passphrase
    from amparo.core.operations.place import choose, running
    from amparo.core.operations.restoring import check
    from amparo.core.operations.restoring import restore as restore_files
    from amparo.core.storage.place import data_folder, is_embedded

    def ask(path: Path) -> str | None:
        variable = "AMPARO_KEYS_PASSPHRASE"
        if not os.environ.get(variable) and not sys.stdin.isatty():
            return None
        return passphrase(variable, f"Passphrase of {path}")

    typed = passphrase("AMPARO_BACKUP_PASSPHRASE", "Passphrase of the backup")
    choose(into_folder)
    files = check(backup, keys or backup.with_name("amparo-keys.backup"), typed, ask)
    with running():
        done = restore_files(files)
    where = str(data_folder()) if is_embedded() else "the database of DATABASE_URL"
    rows = sum(done.manifest["rows"].values())
    click.echo(f"Restored into {where}: {rows:,} rows of {len(done.manifest['rows'])} tables, as of "
               f"{done.manifest['at'][:16].replace('T', ' ')} UTC.")  # fmt: skip
    if done.forgotten:
        people = "1 person was" if done.forgotten == 1 else f"{done.forgotten:,} people were"
        click.echo(f"{people} forgotten since then and left out.")
    for fault in done.faults:
        click.echo(fault, err=True)
    if not done.faults:
        click.echo("The log of who did what is whole, and the keys of the cities open.")
    return 1 if done.faults else 0
