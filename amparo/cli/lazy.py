"""Groups of commands that are loaded only when they are called, and errors as sentences."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from amparo.law.errors import LawError

WRONG = 1
"""Something was checked and is not right."""
UNUSABLE = 2
"""What was typed, or a file that was named, cannot be used."""
BROKEN = 3
"""Amparo itself failed."""
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
        if args and args[0] not in self.rows and not args[0].startswith("-"):
            from amparo.law.errors import did_you_mean, near

            hint = did_you_mean(near(args[0], self.rows)) or f" There are: {', '.join(self.rows)}."
            raise click.UsageError(f"There is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.rows.items()])


class Root(LazyGroup):
    """The outermost group: what goes wrong ends in a sentence and a number, never a traceback."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        if not extra.pop("standalone_mode", True):
            return super().main(args, *rest, standalone_mode=False, **extra)
        extra.setdefault("prog_name", "amparo")
        run: Callable[[], Any] = lambda: super(Root, self).main(  # noqa: E731
            args, *rest, standalone_mode=False, **extra
        )
        sys.exit(exit_code(run))


def exit_code(call: Callable[[], Any]) -> int:
    """Run a command; its errors are told on standard error."""
    stdout = sys.stdout
    for stream in (stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        result = call()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        return _unread()
    except SystemExit:
        if sys.stdout is not stdout:  # click's way of saying that nobody reads
            return _unread()
        raise
    except (KeyboardInterrupt, click.Abort):
        click.echo("", err=True)
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        return _usage(error)
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except Exception as error:
        return _failed(error)


def _unread() -> int:
    """Whoever read our output has gone; Python must not try to write the rest at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


def _usage(error: click.UsageError) -> int:
    click.echo(error.format_message(), err=True)
    if error.ctx is not None:
        click.echo(f"See '{error.ctx.command_path} --help'.", err=True)
    return UNUSABLE


def _failed(error: Exception) -> int:
    from amparo.law.errors import LawError

    if isinstance(error, LawError):
        return tell(error)
    if _is_one_of(error, SPOKEN):
        click.echo(str(error), err=True)
        return UNUSABLE
    if os.environ.get("AMPARO_TRACEBACK"):
        raise error
    if sentence := _refused(error):
        click.echo(sentence, err=True)
        return UNUSABLE
    # What a database says may quote what people told.
    said = "" if type(error).__module__.startswith(("django.db", "psycopg")) else f": {error}"
    click.echo(
        f"Amparo failed ({type(error).__name__}{said}). This is a mistake in Amparo, please "
        "report it. With AMPARO_TRACEBACK=1 in the environment it says where.",
        err=True,
    )
    return BROKEN


LISTS = {
    "question": "'amparo law questions' lists them.",
    "situation": "'amparo law situations' lists them.",
    "jurisdiction": "'amparo law places' lists them.",
    "fact": "'amparo law facts QUESTION --in PLACE' lists those that matter.",
}


SPOKEN = (
    ("amparo.core.storage.errors", "StorageError"), ("amparo.core.vault.errors", "VaultError"),
    ("django.core.exceptions", "ImproperlyConfigured"),
)  # fmt: skip
"""Errors that speak in sentences: of the storage, the vault and the settings."""
AWAY = (("django.db.utils", "OperationalError"), ("django.db.utils", "InterfaceError"))


def _is_one_of(error: Exception, known: tuple[tuple[str, str], ...]) -> bool:
    """Is it one of these errors? Their modules may not be loaded at all."""
    loaded = [getattr(sys.modules[module], name) for module, name in known if module in sys.modules]
    return isinstance(error, tuple(loaded))


def _refused(error: Exception) -> str | None:
    """What the computer or the database would not do, as a sentence; None where the mistake is ours."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'} cannot be used: {error.strerror}."
    if _is_one_of(error, AWAY):
        from amparo.core.storage.prepare import reason

        return f"The database does not answer: {reason(error)}"
    return None


def tell(error: LawError) -> int:
    """Say what a LawError says; the answer is the exit code."""
    placed = [p for p in error.problems if p.at.path]
    if not placed:
        click.echo(f"{error} {LISTS.get(getattr(error, 'kind', ''), '')}".rstrip(), err=True)
        return UNUSABLE
    click.echo("\n".join(str(p) for p in placed[:3]), err=True)
    many = "is 1 problem" if len(placed) == 1 else f"are {len(placed)} problems"
    click.echo(f"There {many} in the law files. 'amparo law check' shows all.", err=True)
    return WRONG
