"""Groups of commands that are loaded only when they are called, and errors as sentences."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

WRONG = 1
"""Something was checked and is not right."""
UNUSABLE = 2
"""What was typed, or a file that was named, cannot be used."""
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are known by name and one sentence, and imported when called."""

    def __init__(self, name: str, rows: Mapping[str, tuple[str, str]], **kwargs: Any):
        super().__init__(name, **kwargs)
        self.rows = rows

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.rows:
            return None
        module, _, attribute = self.rows[cmd_name][0].partition(":")
        return getattr(importlib.import_module(module), attribute)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from amparo.law.errors import did_you_mean, near

            hint = did_you_mean(near(args[0], self.rows)) or f" There are: {', '.join(self.rows)}."
            raise click.UsageError(f"There is no command '{args[0]}'.{hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.rows.items()])


class Root(LazyGroup):
    """The outermost group: whatever goes wrong ends in a sentence and a number, never a traceback."""

    def __init__(
        self,
        name: str,
        rows: Mapping[str, tuple[str, str]],
        *,
        version: bool = False,
        **kwargs: Any,
    ):
        super().__init__(name, rows, **kwargs)
        if version:
            self.params.append(
                click.Option(
                    ["--version"], is_flag=True, is_eager=True, expose_value=False,
                    callback=_version, help="Show the version and leave.",
                )
            )  # fmt: skip

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        sys.exit(
            _run(
                lambda: super(Root, self).main(
                    args, prog_name or "amparo", complete_var, False, **extra
                )
            )
        )


def _run(call: Any) -> int:
    """The exit code of a call, with its errors told on standard error."""
    from amparo.law.errors import LawError

    try:
        result = call()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        _usage(error)
        return UNUSABLE
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except LawError as error:
        return tell(error)
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def tell(error: Any) -> int:
    """Say what a LawError says; the answer is the exit code."""
    placed = [p for p in error.problems if p.at.path]
    if not placed:
        click.echo(str(error), err=True)
        return UNUSABLE
    click.echo("\n".join(str(p) for p in placed[:3]), err=True)
    many = "is 1 problem" if len(placed) == 1 else f"are {len(placed)} problems"
    click.echo(f"There {many} in the law files. 'amparo law check' shows all.", err=True)
    return WRONG


def _usage(error: click.UsageError) -> None:
    message = error.format_message()
    click.echo(message, err=True)
    if error.ctx is not None:
        click.echo(f"See '{error.ctx.command_path} --help'.", err=True)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from amparo import __version__

        click.echo(f"amparo {__version__}")
        ctx.exit()
