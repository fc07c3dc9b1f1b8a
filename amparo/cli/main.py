"""The command `amparo`: asks the law, checks it, and starts the site."""

from __future__ import annotations

import click

from amparo import __version__
from amparo.cli.lazy import Root

COMMANDS = {
    "ask": ("amparo.cli.ask:ask", "Ask the law a question and get the whole answer."),
    "law": ("amparo.cli.law:law", "Read, check, test and tidy the law files."),
    "serve": ("amparo.cli.serve:serve", "Start the site on this computer."),
    "worker": ("amparo.cli.worker:worker", "Do the work in the background."),
    "city": ("amparo.cli.city:city", "Add and list the cities that run here."),
    "invite": ("amparo.cli.invite:invite", "Invite somebody to work for an organisation."),
    "key": ("amparo.cli.key:key", "Make and rotate the keys that lie over everything sealed."),
    "audit": ("amparo.cli.audit:audit", "Check the log of who did what."),
    "backup": ("amparo.cli.backup:backup", "Back up the whole database, encrypted."),
    "restore": ("amparo.cli.restore:restore", "Restore a backup into an empty database."),
    "doctor": ("amparo.cli.doctor:doctor", "Say what is wrong here and how to mend it."),
    "completion": (
        "amparo.cli.completion:completion",
        "Print what makes your shell complete commands.",
    ),
}

HELP = """Law you can run.

Ask what the law says in a place on a day, with the sections it rests on:

\b
  amparo ask hold_on_detainer --in us/ny/new-york agency=city_jail request=immigration_detainer
"""

cli = click.version_option(__version__, message="amparo %(version)s")(Root("amparo", COMMANDS, help=HELP))


def main() -> None:
    """The console script."""
    cli()


if __name__ == "__main__":
    main()
