"""The words by which people stop, start and ask about text messages, as `corpus/messages/keywords.toml` has them.

Case, accents, blanks and punctuation are forgiven, but the message must be nothing but the word: "I cannot stop
thinking of it" is for a person to read.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from amparo.law.corpus import CORPUS


class Action(StrEnum):
    """What a text message asks for. `WORDS` is anything else: something for a person to read."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    WORDS = "words"


# In Vietnamese another accent is another word: "dùng" is to use, "đúng" is right. Accents may be left out there, but
# not be others.
EXACT = {"vi"}


@dataclass(frozen=True)
class Asked:
    """What a message asks for, and the language that its word belongs to: None if to several, or to none."""

    action: Action
    lang: str | None = None


def read_keyword(text: str) -> Asked:
    """The action that a text message asks for."""
    words = {letters(word) for word in re.split(r"\s+", text.strip())} - {""}
    # Whoever writes "Stop! STOP! stop" means it.
    whole = words.pop() if len(words) == 1 else letters(text)
    forms, stripped = _tables()
    return forms.get(whole) or stripped.get(bare(whole)) or Asked(Action.WORDS)


@cache
def keywords() -> Mapping[str, Mapping[Action, Sequence[str]]]:
    """The words by language and by what they ask for."""
    read = tomllib.loads((CORPUS / "messages" / "keywords.toml").read_text(encoding="utf-8"))
    return {lang: {Action(name): words for name, words in row.items()} for lang, row in read["words"].items()}


def letters(text: str) -> str:
    """Only the letters, their marks and the digits of a text, in small letters and one way of coding them."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    # U+0640 is the dash that stretches Arabic words.
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN" and c != "\u0640")


def bare(text: str) -> str:
    """Without accents and other marks; đ is d."""
    split = unicodedata.normalize("NFKD", letters(text))
    return "".join(c for c in split if unicodedata.category(c)[0] != "M").replace("đ", "d")


@cache
def _tables() -> tuple[dict[str, Asked], dict[str, Asked]]:
    """Words as they may stand, and words to compare once all marks are gone."""
    forms: dict[str, Asked] = {}
    stripped: dict[str, Asked] = {}
    for lang, actions in keywords().items():
        for action, words in actions.items():
            for word in words:
                if lang in EXACT:
                    _add(forms, letters(word), Asked(action, lang))
                    _add(forms, bare(word), Asked(action, lang))
                else:
                    _add(stripped, bare(word), Asked(action, lang))
    return forms, stripped


def _add(table: dict[str, Asked], word: str, asked: Asked) -> None:
    old = table.setdefault(word, asked)
    if old.action is not asked.action:
        raise AssertionError("One word asks for two things.")
    if old.lang != asked.lang:
        table[word] = Asked(asked.action)
