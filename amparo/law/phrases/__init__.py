"""The sentences around the law's own words: one TOML file for each language, read when it is first needed.

The law's words (facts, questions, labels) stand in the corpus; here are only the phrases around them, how a language
sets them together (`marks.toml`), and how it counts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from amparo.languages import LANGUAGES

HERE = Path(__file__).parent
BORDER = "|"
HAN = re.compile("(?<=[\u3001-\u9fff\uff00-\uffef]) (?=[\u3001-\u9fff])")
"""A blank between two Chinese characters, where phrases meet."""
PLACE = re.compile(r"\{(\w+)\}")
T = TypeVar("T")


@dataclass(frozen=True)
class Marks:
    """How a language sets what stands between phrases; as English does, where `marks.toml` says nothing else."""

    comma: str = ","
    """Before an "if"."""
    stop: str = "."
    list: str = ", "
    """Between the items of a list."""
    series: str = "; "
    """Between items that may have commas of their own."""
    colon: str = ": "
    brackets: str = "({text})"
    space: str = " "
    """Between words and between sentences."""
    english: str = "{text}"
    """How English words stand among those of the language."""
    thousands: str = ","
    back: str = "←"
    """The arrow that leads back."""
    joins: tuple[tuple[str, str], ...] = ()
    """What is drawn together when phrases meet, and how."""

    def bracketed(self, text: str) -> str:
        return self.brackets.format(text=text)

    def number(self, value: int) -> str:
        """A whole number as a reader of the language groups its digits."""
        return f"{value:,}".replace(",", self.thousands)

    def fill(self, phrase: str, parts: Mapping[str, Any]) -> str:
        """A phrase with its {places} filled, drawn together where the language does so."""
        border = BORDER if any(BORDER in apart for apart, _ in self.joins) else ""
        filled = PLACE.sub(lambda m: f"{border}{parts[m[1]]}" if m[1] in parts else m[0], phrase)
        return self.drawn(filled).replace(border, "") if border else self.drawn(filled)

    def drawn(self, text: str) -> str:
        for apart, together in self.joins:
            text = text.replace(apart, together)
        return text if self.space else HAN.sub("", text)


@cache
def read(lang: str) -> dict[str, str]:
    """The phrases of a language that are there, by name. Raises KeyError for a language we do not have."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    path = HERE / f"{lang}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def marks(lang: str) -> Marks:
    """How a language sets what stands between phrases."""
    if lang == "en":
        return Marks()
    row = tomllib.loads((HERE / "marks.toml").read_text(encoding="utf-8")).get(lang, {})
    joins = tuple((apart, together) for apart, together in row.pop("joins", ()))
    return Marks(**row, joins=joins)


class ByLanguage(Mapping[str, T]):
    """What each language has, looked up when it is asked for."""

    def __init__(self, look_up: Callable[[str], T]):
        self.look_up = look_up

    def __getitem__(self, lang: str) -> T:
        return self.look_up(lang)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


PHRASES = ByLanguage(read)


# ---- counting ----------------------------------------------------------------------------------
def plural(lang: str, number: int) -> int:
    """Which form a number takes, counted from 0, in the order of the Plural-Forms of the language's django.po."""
    return RULES.get(lang, _as_english)(number)


def _as_english(n: int) -> int:
    return int(n != 1)


def _arabic(n: int) -> int:
    if n < 3:
        return n
    return 3 if 3 <= n % 100 <= 10 else 4 if n % 100 >= 11 else 5


def _russian(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


def _one_form(n: int) -> int:
    return 0


RULES: dict[str, Callable[[int], int]] = {
    "ar": _arabic,
    "fr": lambda n: int(n > 1),
    "ko": _one_form,
    "ru": _russian,
    "vi": _one_form,
    "zh-hans": _one_form,
}
"""Languages that do not count as English does."""
