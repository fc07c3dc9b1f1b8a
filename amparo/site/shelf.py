"""The law as the site holds it: one corpus in memory, its words in each language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from amparo.languages import LANGUAGES
from amparo.law import load
from amparo.law.corpus import Corpus, LawFile
from amparo.law.errors import near
from amparo.law.pages import Page, read_page
from amparo.law.phrases import PHRASES
from amparo.law.words import Words

DATA = Path(__file__).parent / "data"


@dataclass
class Shelf:
    """What every view reads from."""

    law: Corpus
    words: dict[str, Words]
    translated: dict[str, dict[str, Page]]
    """Pages of law files in other languages: by the path of the file they translate, then by language."""
    _spoken: dict[str, frozenset[str]] = field(default_factory=dict)

    def spoken(self, place: str) -> frozenset[str]:
        """The questions on which the law that counts in a place has a norm or an open entry."""
        if place not in self._spoken:
            names: set[str] = set()
            for file in self.law.files_for(place):
                names |= {n.question for n in file.norms}
                names |= {q.id for o in file.opens for q in o.questions}
            self._spoken[place] = frozenset(names)
        return self._spoken[place]

    def home_of(self, vocabulary: str) -> str:
        """The place that a vocabulary file (`us-tx.md`) belongs to; the country for shared ones."""
        stem = Path(vocabulary).stem
        return next((p for p in self.law.places if p.replace("/", "-") == stem), "us")

    def file(self, place: str, stem: str) -> LawFile | None:
        return self.law.files.get(f"{place}/{stem}")

    def page(self, file: LawFile, lang: str) -> Page | None:
        """The page of a law file in a language other than English, where somebody has written it."""
        return self.translated.get(f"{file.place}/{file.stem}", {}).get(lang)

    def near_places(self, path: str) -> list[str]:
        return near(path, self.law.places)


@cache
def open_shelf() -> Shelf:
    """The shelf of this process. Raises LawError with every problem of the corpus."""
    law = load()
    pages: dict[str, dict[str, Page]] = {}
    for path in sorted(Path(law.root).rglob("*.*.md")):
        name = path.relative_to(law.root).as_posix()
        file, _, lang = name.removesuffix(".md").rpartition(".")
        if lang in LANGUAGES:
            pages.setdefault(file, {})[lang] = read_page(name, path.read_text(encoding="utf-8"))
    return Shelf(law, {lang: Words(law, lang) for lang in LANGUAGES}, pages)


@cache
def states() -> dict[str, tuple[str, str]]:
    """The English and Spanish names of the states and territories, by code, in English order."""
    rows = (DATA / "states.txt").read_text(encoding="utf-8").splitlines()
    names = {code: (en, es) for code, en, es in (row.split("|") for row in rows)}
    return dict(sorted(names.items(), key=lambda item: item[1][0]))


def state_name(code: str, lang: str) -> tuple[str, str]:
    """The name of a state or territory, and the language that it is in: English where we have no other."""
    english, spanish = states()[code]
    return (spanish, "es") if lang == "es" else (english, "en")


@cache
def unfinished(lang: str) -> bool:
    """Do some words that the site needs stand in English, because nobody has translated them yet?"""
    from amparo.law.words_check import untranslated

    return lang != "en" and bool(PHRASES["en"].keys() - PHRASES[lang].keys() or untranslated(open_shelf().law, lang))
