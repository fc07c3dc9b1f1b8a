"""`amparo completion`: what makes a shell complete commands, options, questions and places."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script for your shell.

    Put this into ~/.bashrc or ~/.zshrc: eval "$(amparo completion bash)" (or zsh). For fish:
    amparo completion fish > ~/.config/fish/completions/amparo.fish
    """
    from amparo.cli.main import cli

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(cli, {}, "amparo", "_AMPARO_COMPLETE").source())
