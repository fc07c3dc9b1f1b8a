"""`amparo backup FOLDER`: an encrypted copy of the whole database, made while it is in use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--new-passphrase", is_flag=True, help="Replace a keys file that another passphrase closes.")
def backup(folder: Path, new_passphrase: bool) -> int:
    """Back up the whole database into FOLDER, encrypted, while it is in use.

    It asks for a passphrase, or takes AMPARO_BACKUP_PASSPHRASE. Two files are written: one with the data, which is
    added at every backup, and amparo-keys.backup, which replaces the one before. Restoring needs both. Keep one
    keys file, the newest, and no copies of older ones: people who were forgotten have no key in it.
    """
    from amparo.core.operations.backing_up import back_up
    from amparo.core.operations.place import choose, running

    check_there_is_one()
    typed = passphrase("AMPARO_BACKUP_PASSPHRASE", "Passphrase of the backup", twice=True)
    choose()
    with running():
        done = back_up(folder.expanduser().absolute(), typed, new_passphrase)
        rows = sum(done.manifest["rows"].values())
        size = done.data.stat().st_size + done.keys.stat().st_size
        click.echo(f"{done.data}\n{done.keys}")
        click.echo(f"{rows:,} rows of {len(done.manifest['rows'])} tables in {size:,} bytes.")
        for fault in done.faults:
            click.echo(f"The backup is whole, but the log was not: {fault}", err=True)
        from amparo.core.access.keyring import where_outer_key

        click.echo(
            f"The outer key is not in it, but in {where_outer_key()}. Keep a copy in another place. Without it the "
            "sealed fields stay closed for ever, also to you."
        )
    return 1 if done.faults else 0


def check_there_is_one() -> None:
    """To back up makes no new, empty database. Raises BackupError."""
    from amparo.core.operations.errors import BackupError
    from amparo.core.storage.place import data_folder, has_data

    if not has_data():
        raise BackupError(f"There is nothing to back up: {data_folder()} holds no database.")


def passphrase(variable: str, words: str, twice: bool = False) -> str:
    """A passphrase from the environment, or typed unseen."""
    if given := os.environ.get(variable):
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"There is nobody to type the passphrase: set {variable}.")
    return click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True)
