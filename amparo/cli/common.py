"""What the commands share: options, the corpus, and output as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import complete

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus
    from amparo.law.errors import Problem

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON; docs/json.md has the shape.")


def _spoken(_ctx: click.Context, _param: click.Parameter, lang: str) -> str:
    from amparo.cli.texts import TEXTS
    from amparo.law.errors import UnknownName

    if lang not in TEXTS:
        raise UnknownName("language", lang, TEXTS)
    return lang


lang_option = click.option(
    "--lang", default="en", metavar="en|es", show_default=True, callback=_spoken, help="Language."
)
corpus_option = click.option(
    "--corpus", "root", metavar="FOLDER", help="Another folder of law files than the shipped one."
)  # fmt: skip


def in_option(help_: str, *, required: bool = False) -> Callable[..., Any]:
    """The option --in PLACE."""
    return click.option(
        "--in",
        "place",
        metavar="PLACE",
        required=required,
        help=help_,
        shell_complete=complete.places,
    )


def print_json(value: Any) -> None:
    """Print a value as indented JSON, in its own script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def place_named(corpus: Corpus, place: str | None) -> str | None:
    """The place, or an UnknownName error."""
    return None if place is None else corpus.place(place.strip("/")).path


def split_target(target: str | None, root: str | None) -> tuple[str | None, str | None]:
    """The corpus folder and the path within it that a person named.

    A folder with `vocabulary/` in it is a corpus; other files and folders lie in the corpus above.
    """
    if target is None:
        return root, None
    path = Path(target).resolve()
    if not path.exists():
        raise click.UsageError(f"There is no file or folder '{target}'.")
    for folder in (path, *path.parents):
        if (folder / "vocabulary").is_dir():
            inside = path.relative_to(folder).as_posix()
            return str(folder), None if inside == "." else inside
    raise click.UsageError(f"'{target}' lies in no corpus: none of the folders above it has a folder 'vocabulary'.")


def under(path: str, inside: str | None) -> bool:
    """Is this path of a corpus the file or folder `inside`, or in it?"""
    return inside is None or path == inside or path.startswith(inside.rstrip("/") + "/")


def belongs(path: str, place: str | None) -> bool:
    """Is this file law or vocabulary of `place` or of a jurisdiction below it?"""
    if place is None or path.startswith(place + "/"):
        return True
    folder, _, name = path.rpartition("/")
    own = place.replace("/", "-")
    stem = name.partition(".")[0]
    return (folder == "vocabulary" or folder.startswith("words/")) and (stem == own or stem.startswith(own + "-"))


def problem_row(problem: Problem) -> dict[str, Any]:
    """A problem of a law file as data."""
    at = problem.at
    return {
        "file": at.path, "line": at.line, "column": at.column, "width": at.width,
        "message": problem.message, "text": problem.text,
    }  # fmt: skip


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 problem", "3 problems"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
