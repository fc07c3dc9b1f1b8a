"""`amparo law show`: a law file, a place's law or a section in plain words, as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amparo.cli import common

if TYPE_CHECKING:
    from amparo.law import listing
    from amparo.law import syntax as s
    from amparo.law.corpus import Corpus, LawFile
    from amparo.law.words import Words
    from amparo.law.words_rule import Clause

TEXTS = {
    "en": {
        "none": "No law file of this place is in force on {date}.",
        "off": "(not in force on {date})", "read": "Read on {date}. {evidence}",
        "review": "Review: {review}.", "from": "In force from {start}.",
        "from_to": "In force from {start} to {end}.", "source": "Source: {url}",
    },
    "es": {
        "none": "Ninguna ley de este lugar está vigente el {date}.",
        "off": "(no vigente el {date})", "read": "Leído el {date}. {evidence}",
        "review": "Revisión: {review}.",
        "from": "Vigente desde el {start}.", "from_to": "Vigente desde el {start} hasta el {end}.",
        "source": "Fuente: {url}",
    },
}  # fmt: skip


@click.command()
@click.argument("what")
@common.in_option("Look for a section in this jurisdiction and those below it only.")
@click.option("--on", metavar="DATE", help="The day; today if left out.")
@common.lang_option
@common.corpus_option
@common.json_option
def show(what: str, place: str | None, on: str | None, lang: str, root: str | None, as_json: bool) -> None:
    """Show a law in plain words: prose, rules, and what is left open.

    WHAT is a file (us/il/chicago/welcoming-city), a place (us/il/chicago) or a section
    ("§ 9-131(b)(1)"). What is not in force on the day is left out of a place, and marked in a
    file or section.
    """
    from amparo.law import days, listing
    from amparo.law.corpus import load
    from amparo.law.words import Words

    corpus = load(root)
    day = corpus.day(common.place_named(corpus, place) or "us", on)
    words = Words(corpus, lang)
    found = find(corpus, what, common.place_named(corpus, place), day)
    if as_json:
        common.print_json(listing.law(words, found, day))
        return
    if not found:
        click.echo(TEXTS[lang]["none"].format(date=words.date(days.iso(day))))
        return
    click.echo("\n".join(line for item in found for line in Page(words, day).file(item)))


def find(corpus: Corpus, what: str, place: str | None, day: int) -> list[listing.Shown]:
    """The files and sections that `what` means. Raises UnknownName with near names."""
    from amparo.law import listing
    from amparo.law.errors import UnknownName

    name = what.strip().strip("/")
    stem = name.removesuffix(".md").removeprefix("corpus/")
    if stem in corpus.files:
        return [listing.whole(corpus.files[stem])]
    if name in corpus.places:
        current = [f for f in corpus.files_in(name) if f.in_force.holds(day)]
        return [listing.whole(f) for f in current]
    path = Path(what)
    for file in corpus.files.values():
        if path.is_file() and path.resolve() == Path(corpus.root, file.path).resolve():
            return [listing.whole(file)]
    files = [f for f in corpus.files.values() if common.belongs(f.path, place)]
    found = [listing.Shown(f, [x for x in listing.whole(f).sections if listing.means(name, f, x)]) for f in files]
    found = [item for item in found if item.sections]
    if not found:
        cites = [x.cite for f in files for x in listing.whole(f).sections]
        raise UnknownName("law file, place or section", what, [*corpus.files, *corpus.places, *cites])
    return found


class Page:
    """One law file as lines of text."""

    def __init__(self, words: Words, day: int):
        self.words, self.day, self.texts = words, day, TEXTS[words.lang]

    def file(self, item: listing.Shown) -> Iterator[str]:
        from amparo.law import listing

        file = item.file
        yield click.style(f"{file.title} ({self.words.place(file.place)})", bold=True)
        yield file.cite
        yield " ".join(self._about(file))
        yield self._say("source", url=file.source)
        for section in item.sections:
            yield ""
            if section.cite:
                yield click.style(f"{section.cite} — {listing.title(self.words, file, section)}", underline=True)
            yield from self._section(file, section)
        yield ""

    def _about(self, file: LawFile) -> Iterator[str]:
        from amparo.law import days
        from amparo.law import syntax as s

        start, end = (self.words.date(days.iso(d)) for d in (file.in_force.start, file.in_force.end))
        if file.in_force.start > 1:
            key = "from" if file.in_force.end == s.FAR else "from_to"
            yield self._say(key, start=start, end=end)
        yield self._say("read", date=self.words.date(file.read_on), evidence=self.words.evidence(file.evidence))
        yield self._say("review", review=file.review)

    def _section(self, file: LawFile, section: s.Section) -> Iterator[str]:
        from amparo.law import listing

        yield from listing.prose(self.words, file, section)
        definitions: dict[str | None, Clause] = {}
        for item in (*file.norms, *file.opens):
            if item.section.at == section.at:
                yield ""
                if not file.days(item).holds(self.day):
                    from amparo.law import days

                    yield "  " + self._say("off", date=self.words.date(days.iso(self.day)))
                text = self.words.rule_blocks(file, item)
                yield from (f"  {line}" for line in replace(text, definitions=()).lines())
                definitions |= {d.define: d for d in text.definitions}
        if definitions:
            yield ""
        for definition in definitions.values():
            yield from definition.lines("  ", "")

    def _say(self, key: str, **parts: object) -> str:
        return self.texts[key].format(**parts)
