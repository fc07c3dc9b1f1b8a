"""`amparo law coverage`: what the corpus holds for each jurisdiction, and what is open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus, LawFile

HEADINGS = {
    "place": "jurisdiction", "files": "files", "norms": "norms", "examples": "examples",
    "norms_without_example": "without", "open": "open", "text": "text", "part": "part",
    "secondary": "second.", "memory": "memory", "oldest_reading": "read from",
    "newest_reading": "to", "reviewed": "reviewed", "spanish_words_missing": "es words",
    "spanish_pages_missing": "es pages",
}  # fmt: skip


@click.command()
@common.in_option("Only this jurisdiction and those below it.")
@common.corpus_option
@common.json_option
def coverage(place: str | None, root: str | None, as_json: bool) -> None:
    """Count, for each jurisdiction: files, norms, examples, norms that no example cites, open
    entries, norms by evidence, days of reading, reviews, and what is missing in Spanish.

    Words that all jurisdictions share are counted for the United States.
    """
    from amparo.law.corpus import read

    corpus = read(root)
    place = common.place_named(corpus, place)
    places = [p for p in sorted(corpus.places) if common.belongs(f"{p}/x", place)]
    missing = _missing_words(corpus)
    rows = [_row(corpus, p, missing) for p in places]
    if as_json:
        common.print_json({"shape": "amparo.coverage/1", "version": corpus.digest, "places": rows})
        return
    _table(rows)


def _row(corpus: Corpus, place: str, missing: Counter[str]) -> dict[str, Any]:
    from amparo.law.lint import unshown

    files = corpus.files_in(place)
    evidence = Counter(norm.evidence or file.evidence for file in files for norm in file.norms)
    read = sorted(file.read_on for file in files)
    return {
        "place": place,
        "files": len(files),
        "norms": sum(len(f.norms) for f in files),
        "examples": sum(len(f.cases) for f in files),
        "norms_without_example": sum(len(unshown(corpus, f)) for f in files),
        "open": sum(len(f.opens) for f in files),
        "text": evidence["text"],
        "part": evidence["part"],
        "secondary": evidence["secondary"],
        "memory": evidence["memory"],
        "oldest_reading": read[0] if read else None,
        "newest_reading": read[-1] if read else None,
        "reviewed": sum(not f.review.lower().startswith("none") for f in files),
        "spanish_words_missing": missing[place],
        "spanish_pages_missing": sum(not _has_page(corpus, f) for f in files),
    }


def _has_page(corpus: Corpus, file: LawFile) -> bool:
    from pathlib import Path

    return Path(corpus.root, file.path.removesuffix(".md") + ".es.md").is_file()


def _missing_words(corpus: Corpus) -> Counter[str]:
    """Untranslated words by jurisdiction; vocabulary files are named after theirs."""
    from pathlib import PurePath

    from amparo.law.words_check import untranslated

    named = {place.replace("/", "-"): place for place in corpus.places}
    return Counter(named.get(PurePath(file).stem, "us") for file, _ in untranslated(corpus, "es"))


def _table(rows: list[dict[str, Any]]) -> None:
    sums = {k: sum(r[k] for r in rows) if isinstance(rows[0][k], int) else "" for k in HEADINGS}
    sums["place"] = "all"
    cells = [list(HEADINGS.values())]
    cells += [[str(r[k] if r[k] is not None else "") for k in HEADINGS] for r in [*rows, sums]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(HEADINGS))]
    for row in cells:
        first, *rest = (
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join([first, *rest]).rstrip())
