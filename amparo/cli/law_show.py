"""`amparo law show`: a law file, a place's law or a section in plain words, as of a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common

if TYPE_CHECKING:
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


@dataclass
class Shown:
    """A file with those of its sections that are to be shown."""

    file: LawFile
    sections: list[s.Section]


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
    from amparo.law import days
    from amparo.law.corpus import load
    from amparo.law.words import Words

    corpus = load(root)
    day = corpus.day(common.place_named(corpus, place) or "us", on)
    words = Words(corpus, lang)
    found = find(corpus, what, common.place_named(corpus, place), day)
    if as_json:
        files = [_row(words, item, day) for item in found]
        common.print_json({"shape": "amparo.law/1", "on": days.iso(day), "files": files})
        return
    if not found:
        click.echo(TEXTS[lang]["none"].format(date=words.date(days.iso(day))))
        return
    click.echo("\n".join(line for item in found for line in Page(words, day).file(item)))


def find(corpus: Corpus, what: str, place: str | None, day: int) -> list[Shown]:
    """The files and sections that `what` means. Raises UnknownName with near names."""
    from amparo.law.errors import UnknownName

    name = what.strip().strip("/")
    stem = name.removesuffix(".md").removeprefix("corpus/")
    if stem in corpus.files:
        return [_whole(corpus.files[stem])]
    if name in corpus.places:
        current = [f for f in corpus.files_in(name) if f.in_force.holds(day)]
        return [_whole(f) for f in current]
    path = Path(what)
    for file in corpus.files.values():
        if path.is_file() and path.resolve() == Path(corpus.root, file.path).resolve():
            return [_whole(file)]
    files = [f for f in corpus.files.values() if common.belongs(f.path, place)]
    found = [Shown(f, [x for x in _sections(f) if _means(name, f, x)]) for f in files]
    found = [item for item in found if item.sections]
    if not found:
        cites = [x.cite for f in files for x in _sections(f)]
        raise UnknownName("law file, place or section", what, [*corpus.files, *corpus.places, *cites])
    return found


def _whole(file: LawFile) -> Shown:
    return Shown(file, _sections(file))


def _sections(file: LawFile) -> list[s.Section]:
    return list({section.at: section for section, _ in file.parts}.values())


def _means(name: str, file: LawFile, section: s.Section) -> bool:
    from amparo.law.pages import anchor

    if not section.cite:
        return False
    wanted = re.sub(r"[\s§]", "", name).lower()
    cites = [re.sub(r"[\s§]", "", c).lower() for c in (section.cite, file.full_cite(section))]
    return wanted in cites or name.lower() == anchor(section.cite)


class Page:
    """One law file as lines of text."""

    def __init__(self, words: Words, day: int):
        self.words, self.day, self.texts = words, day, TEXTS[words.lang]

    def file(self, item: Shown) -> Iterator[str]:
        file = item.file
        yield click.style(f"{file.title} ({self.words.place(file.place)})", bold=True)
        yield file.cite
        yield " ".join(self._about(file))
        yield self._say("source", url=file.source)
        for section in item.sections:
            yield ""
            if section.cite:
                yield click.style(f"{section.cite} — {title(self.words, file, section)}", underline=True)
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
        yield from prose(self.words, file, section)
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


def title(words: Words, file: LawFile, section: s.Section) -> str:
    """The section's title, in the language where its page has been translated."""
    from amparo.law.words import page_titles

    if words.lang == "en":
        return section.title
    key = f"{file.place}/{file.stem}"
    return page_titles(words.corpus.root, key, words.lang).get(section.cite, section.title)


def prose(words: Words, file: LawFile, section: s.Section) -> list[str]:
    """The prose of a section; from the translated page where there is one."""
    if words.lang != "en":
        path = Path(words.corpus.root, f"{file.place}/{file.stem}.{words.lang}.md")
        if path.is_file():
            from amparo.law.pages import read_page

            page = read_page(path.name, path.read_text(encoding="utf-8"))
            found = [p for x, p in page.parts if isinstance(p, str) and x.cite == section.cite]
            if found:
                return found
    return [p for x, p in file.parts if isinstance(p, str) and x.at == section.at]


def _row(words: Words, item: Shown, day: int) -> dict[str, Any]:
    from amparo.law import days
    from amparo.law import syntax as s

    file = item.file
    span = file.in_force
    return {
        "file": f"{file.place}/{file.stem}", "place": file.place, "title": file.title,
        "cite": file.cite,
        "from": None if span.start <= 1 else days.iso(span.start),
        "to": None if span.end == s.FAR else days.iso(span.end),
        "evidence": file.evidence, "read_on": file.read_on, "review": file.review,
        "source": file.source,
        "sections": [_section_row(words, file, section, day) for section in item.sections],
    }  # fmt: skip


def _section_row(words: Words, file: LawFile, section: s.Section, day: int) -> dict[str, Any]:
    items = [n for n in (*file.norms, *file.opens) if n.section.at == section.at]
    return {
        "cite": section.cite, "title": title(words, file, section), "line": section.at.line,
        "prose": prose(words, file, section),
        "rules": [
            {
                "modality": getattr(n, "modality", "open"),
                "questions": _questions(n),
                "in_force": file.days(n).holds(day),
                "words": words.rule(file, n),
                "line": n.at.line,
            }
            for n in items
        ],
    }  # fmt: skip


def _questions(item: s.Norm | s.Open) -> list[str]:
    from amparo.law import syntax as s

    return [item.question] if isinstance(item, s.Norm) else [q.id for q in item.questions]
