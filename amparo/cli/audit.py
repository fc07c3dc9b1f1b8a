"""`amparo audit …`: the log of who did what."""

from __future__ import annotations

import click

from amparo.cli.lazy import LazyGroup

COMMANDS = {"verify": ("amparo.cli.audit:verify", "Work out whether every line of the log is there.")}
audit = LazyGroup("audit", COMMANDS, help="Check the log of who did what.")


@click.command()
@click.option("--expect", multiple=True, metavar="CITY:LINES:HASH",
              help="What an earlier run said of a city: those lines must still be there.")  # fmt: skip
def verify(expect: tuple[str, ...]) -> int:
    """Work out whether every line of the log is there as it was written.

    Keep what it prints somewhere else: only so can it be seen that the newest lines of a chain were cut off.
    The exit code is 1 if anything is wrong.
    """
    from amparo.core.setup import database

    earlier = {}
    for text in expect:
        parts = text.split(":")
        if len(parts) != 3 or not parts[1].isdigit():
            raise click.UsageError(f"'{text}' is not CITY:LINES:HASH, as an earlier run printed it.")
        earlier[parts[0]] = (int(parts[1]), parts[2])
    with database(new=False):
        from amparo.core.access.audit import hash_at
        from amparo.core.access.audit import verify as chains

        wrong = 0
        for chain in chains():
            fault = chain.fault
            if fault is None and chain.city in earlier:
                many, there = earlier.pop(chain.city)
                if hash_at(chain.city, many) != there:
                    fault = f"Line {many:,} is not the one that was there: lines were cut off or all written anew."
            wrong += fault is not None
            click.echo(f"{chain.city}:{chain.lines}:{chain.head or '-'}" if fault is None else f"{chain.city}: {fault}")
        for name in earlier:
            wrong += 1
            click.echo(f"{name}: There is no such city here any more.")
    return 1 if wrong else 0
