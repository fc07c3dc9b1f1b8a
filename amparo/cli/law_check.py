"""`amparo law check`: everything wrong with the law files, with file, line, column and a caret."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from amparo.cli import common

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus
    from amparo.law.errors import Problem


@click.command()
@click.argument("path", required=False)
@common.in_option("Only the files of this jurisdiction and of those below it.")
@common.corpus_option
@common.json_option
def check(path: str | None, place: str | None, root: str | None, as_json: bool) -> int:
    """Show everything wrong with the law files and their words in other languages; nothing wrong is said in one
    line.

    PATH is a corpus, or a file or folder in one. The exit code is 1 when there is a problem. A language that lacks
    words is no problem, unless words/complete.toml of the corpus says that it has them all.
    """
    from amparo.law.corpus import read

    root, inside = common.split_target(path, root)
    corpus = read(root)
    place = common.place_named(corpus, place)
    found = [p for p in problems(corpus, place) if common.under(p.at.path, inside)]
    files = [f for f in corpus.lines if common.belongs(f, place) and common.under(f, inside)]
    if as_json:
        common.print_json(
            {
                "shape": "amparo.problems/1",
                "files": len(files),
                "problems": [common.problem_row(p) for p in found],
            }
        )
    else:
        _tell(found, len(files), len(corpus.problems))
        if not found and place is None and inside is None:
            _tell_missing(corpus)
    return 1 if found else 0


def _tell_missing(corpus: Corpus) -> None:
    """How many words each language still lacks, among those that the corpus has words of."""
    from pathlib import Path

    from amparo.languages import LANGUAGES
    from amparo.law.words_check import untranslated

    begun = [lang for lang in LANGUAGES if Path(corpus.root, "words", lang).is_dir()]
    missing = {lang: len(untranslated(corpus, lang)) for lang in begun}
    if any(missing.values()):
        told = ", ".join(f"{lang} {many:,}" for lang, many in missing.items() if many)
        click.echo(f"Words that stand in English, because nobody has translated them yet: {told}.")


def _tell(found: list[Problem], files: int, everywhere: int) -> None:
    for problem in found:
        click.echo(f"{problem}\n")
    if found:
        click.echo(f"{common.counted(len(found), 'problem')} in {common.counted(files, 'file')}.", err=True)
        return
    click.echo(f"{common.counted(files, 'file')}: no problem found.")
    if everywhere:
        click.echo(f"(Elsewhere in the corpus: {common.counted(everywhere, 'problem')}.)")


def problems(corpus: Corpus, place: str | None) -> list[Problem]:
    """The problems of a place's files and of their translated words. Norms without a case and such
    are looked for even when another jurisdiction's files are broken."""
    from amparo.languages import LANGUAGES
    from amparo.law.words_check import problems as in_words

    everything = [*corpus.problems, *(p for lang in LANGUAGES[1:] for p in in_words(corpus, lang))]
    own = [p for p in everything if common.belongs(p.at.path, place)]
    if own or place is None or not corpus.problems:
        return own
    from amparo.law.lint import lint

    files = {name: f for name, f in corpus.files.items() if common.belongs(f.path, place)}
    return lint(replace(corpus, files=files))
