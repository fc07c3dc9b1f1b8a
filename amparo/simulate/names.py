"""The names of things in figures: verdicts, places, months, groups."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from amparo.law.words import Words
from amparo.simulate.mapping import Dimension
from amparo.simulate.mapping import Words as Texts
from amparo.simulate.phrases import PHRASES, SIGNS

STATES = Path(__file__).parents[1] / "site" / "data" / "states.txt"


class Names:
    """Names in one language."""

    def __init__(self, words: Words):
        self.words = words
        self.phrases = PHRASES[words.lang]

    def say(self, key: str, **parts: Any) -> str:
        """A phrase with its places filled."""
        return self.words.marks.drawn(self.phrases[key].format(**parts))

    def text(self, texts: Texts) -> str:
        """A text of a mapping, in English where it has no other."""
        return texts.get(self.words.lang, texts["en"])

    def verdict(self, verdict: str) -> str:
        """ "must not"."""
        return self.words.verdict(verdict)

    def signed(self, verdict: str) -> str:
        """ "■ must not"."""
        return f"{SIGNS[verdict]} {self.verdict(verdict)}"

    def place(self, path: str) -> str:
        """A jurisdiction, or a state whose law is not in the corpus."""
        if path in self.words.corpus.places:
            return self.words.place(path)
        english, spanish = states().get(path.rpartition("/")[2], (path, path))
        return spanish if self.words.lang == "es" else english

    def group(self, dimension: Dimension, group: str | None) -> str:
        """One group of a dimension: "October 2014", "Texas", a jail as it is recorded."""
        if group is None or group == "":
            return self.phrases["not_recorded"]
        if dimension.kind == "place":
            name = self.place(group)
            return name[:1].upper() + name[1:]
        if dimension.kind == "month":
            year, month = group.split("-")
            return self.say("month", month=self.words.month(int(month)), year=year)
        return group

    def of(self, many: int, every: int) -> str:
        """ "1,214 of 58,550 (2.1%)"."""
        if not every:
            return self.say("of.plain", many=number(many), all=number(every))
        return self.say("of", many=number(many), all=number(every), share=share(many, every))


def number(value: int) -> str:
    """ "58,550"."""
    return f"{value:,}"


def share(many: int, every: int) -> str:
    """ "2.1%"; never 0% or 100% for what is not."""
    percent = 100 * many / every
    if 0 < percent < 0.05:
        return "<0.1%"
    if 99.95 <= percent < 100:
        return ">99.9%"
    return f"{percent:.1f}%".replace(".0%", "%")


@lru_cache(1)
def states() -> dict[str, tuple[str, str]]:
    """The English and Spanish name of each state, by its two letters."""
    rows = (line.split("|") for line in STATES.read_text(encoding="utf-8").splitlines() if line)
    return {code: (english, spanish) for code, english, spanish in rows}
