"""The word lists of return phrases, and the forgiving way in which a typed word is found in them."""

from __future__ import annotations

import difflib
import unicodedata
from bisect import bisect_left
from functools import cached_property, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "es", "fr", "ko", "pt", "ru", "zh-hans", "zh-hant")
"""The languages that have a list. All others are given English words."""
OTHERWISE = "en"
SHORTEST = 4
"""The beginning of a word stands for it from so many letters on."""
TRADITIONAL = {"zh-hant", "zh-tw", "zh-hk", "zh-mo"}


class WordList:
    """The words of one language. `language` is its code; `words` are written as people read them."""

    def __init__(self, language: str):
        self.language = language
        self.words = tuple((FOLDER / f"{language}.txt").read_text(encoding="utf-8").split())
        self.by_letters = {folded(word): word for word in self.words}
        self.single = max(map(len, self.words)) == 1
        """Every word is one character, and people may write them without spaces."""

    @cached_property
    def in_order(self) -> list[str]:
        """The folded words, sorted."""
        return sorted(self.by_letters)

    def find(self, typed: str) -> str | None:
        """The word that a folded text is, or that alone begins with it; None where there is no such word."""
        exact = self.by_letters.get(typed)
        if exact or len(typed) < SHORTEST:
            return exact
        begun = self._beginning(typed, 2)
        return begun[0] if len(begun) == 1 else None

    def near(self, typed: str) -> tuple[str, ...]:
        """Up to three words that may be meant."""
        begun = self._beginning(typed, 3) if len(typed) >= SHORTEST else []
        like = difflib.get_close_matches(typed, self.in_order, 3, 0.7)
        return tuple(dict.fromkeys([*begun, *(self.by_letters[word] for word in like)]))[:3]

    def _beginning(self, typed: str, most: int) -> list[str]:
        start = bisect_left(self.in_order, typed)
        return [self.by_letters[w] for w in self.in_order[start : start + most] if w.startswith(typed)]


@lru_cache
def words_of(language: str) -> WordList:
    """The list of one of LANGUAGES."""
    return WordList(language)


def list_for(language: str) -> str:
    """Which of LANGUAGES a reader of this language is given: `es` for es-MX. Where it is another language than
    asked for, the page says so."""
    code = language.lower().replace("_", "-")
    if code in LANGUAGES:
        return code
    if code == "zh" or code.startswith("zh-"):
        return "zh-hant" if any(code == t or code.startswith(t + "-") for t in TRADITIONAL) else "zh-hans"
    base = code.split("-")[0]
    return base if base in LANGUAGES else OTHERWISE


def folded(text: str) -> str:
    """The text without case, accents and invisible characters: what a person must get right."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    return unicodedata.normalize("NFC", kept)
