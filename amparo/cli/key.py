"""`amparo key …`: the keys that lie over everything sealed."""

from __future__ import annotations

from pathlib import Path

import click

from amparo.cli.lazy import LazyGroup

COMMANDS = {
    "new": ("amparo.cli.key:new", "Make a key file."),
    "rotate": ("amparo.cli.key:rotate", "Put a new outer key over everything, and new keys under it."),
}
key = LazyGroup("key", COMMANDS, help="Make and rotate the keys that lie over everything sealed.")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def new(path: Path) -> None:
    """Make a key file at PATH that only you can read. Name it in AMPARO_KEY_FILE."""
    from amparo.core import vault

    name = vault.new_key_file(path)
    click.echo(f"The key {name} is in {path}. Keep a copy elsewhere: without it nothing that is sealed opens again.")


@click.command()
@click.option("--cities/--no-cities", default=True, show_default=True, help="Give each city a new key as well.")
def rotate(cities: bool) -> None:
    """Put a new outer key first in the key file, and wrap everything under it. Nothing sealed is rewritten.

    The key before stays in the file, for other processes that still run and for older backups. Where the outer
    key stands in AMPARO_KEY, put the new one before it there yourself, with a comma between, and run this.
    """
    from amparo.core import vault
    from amparo.core.setup import database

    with database(new=False):
        from amparo.core.access import cities as known
        from amparo.core.access import keyring

        if path := keyring.key_path():
            click.echo(f"The key {vault.add_key(path)} is now the first in {path}. Keep a copy of the file elsewhere.")
        if cities:
            for city in known.cities():
                click.echo(f"{city.slug}: {keyring.rotate_city(city)} keys sealed anew.")
        click.echo(f"Keys wrapped anew: {keyring.rotate_outer()}.")
