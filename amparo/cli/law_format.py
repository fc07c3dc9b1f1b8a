"""`amparo law format`: lays out the blocks of law files evenly, and never changes what they say."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from amparo.cli import common


@click.command("format")
@click.argument("path", required=False)
@click.option("--check", is_flag=True, help="Change nothing; the exit code is 1 if something would change.")
@common.in_option("Only the files of this jurisdiction and of those below it.")
@common.corpus_option
@common.json_option
def format_(path: str | None, check: bool, place: str | None, root: str | None, as_json: bool) -> int:
    """Lay out law, vocabulary and case blocks: one clause a line, even indents and spaces.

    PATH is a corpus, or a file or folder in one. Prose, words and comments stay as they are. A
    block with a mistake in it is named and left alone; the exit code is then 1.
    """
    from amparo.law.corpus import CORPUS
    from amparo.law.tidy import tidy

    root, inside = common.split_target(path, root)
    base = Path(root or CORPUS)
    changed, problems = [], []
    for file in sorted(base.rglob("*.md")):
        name = file.relative_to(base).as_posix()
        if file.name == "README.md" or not common.under(name, inside) or not common.belongs(name, place):
            continue
        text = file.read_bytes().decode("utf-8")
        made, wrong = tidy(name, text)
        problems += wrong
        if made != text:
            changed.append(name)
            if not check:
                _write(file, made)
    if as_json:
        rows = [common.problem_row(p) for p in problems]
        common.print_json({"shape": "amparo.format/1", "changed": changed, "written": not check, "problems": rows})
    else:
        for problem in problems:
            click.echo(f"{problem}\n", err=True)
        for name in changed:
            click.echo(f"{'would change' if check else 'changed'} {name}")
        click.echo(f"{common.counted(len(changed), 'file')} {'to change' if check else 'changed'}.")
    return 1 if problems or (check and changed) else 0


def _write(file: Path, text: str) -> None:
    """Write the file whole or not at all."""
    mode = file.stat().st_mode & 0o777
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, delete=False) as new:
        new.write(text.encode("utf-8"))
    os.chmod(new.name, mode)
    os.replace(new.name, file)
