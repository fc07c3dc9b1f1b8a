"""`amparo doctor`: what is wrong here and how to mend it."""

from __future__ import annotations

import click


@click.command()
@click.option("--audit", is_flag=True, help="Work out the whole log of who did what too; may take long.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(audit: bool, as_json: bool) -> int:
    """Say what is wrong here and how to mend it, one line a check. It changes nothing.

    The exit code is 1 if something is wrong. No line holds a password, a key or anything about a person.
    """
    from amparo.cli.common import print_json
    from amparo.core.operations.doctor import WRONG, examine, summary

    found = []
    for one in examine(audit=audit):
        found.append(one)
        if not as_json:
            click.echo(f"{one.state:<6}{one.check}: {one.words}")
    if as_json:
        print_json(summary(found))
    return 1 if any(one.state == WRONG for one in found) else 0
