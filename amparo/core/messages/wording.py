"""The words of messages: templates/LANG.toml, one file for each language.

A text is named by its template and part: `reminder.subject` and `reminder.email` for mail, `reminder.sms` for a text
message, `call_back.voice` for a call.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from amparo.core.messages.parts import sms_parts
from amparo.languages import LANGUAGES, RIGHT_TO_LEFT

__all__ = ["LANGUAGES", "BadWording", "placeholders", "reviewed", "sms_parts", "template", "templates", "text"]

FOLDER = Path(__file__).with_name("templates")
PLACE = re.compile(r"\{([a-z_]+)\}")
# What begins and ends a stretch of text that runs from left to right, or as its first letter does (Unicode UAX 9).
LEFT_TO_RIGHT, FIRST_LETTER, END = "\u2066", "\u2068", "\u2069"


class BadWording(ValueError):
    """A text that does not exist, or a value too few or too many for it. The sentence quotes no value."""


def text(name: str, lang: str, /, **values: str) -> str:
    """A text in a language with its places filled. BadWording names what is unknown or missing."""
    words = template(name, lang)
    places = placeholders(words)
    if missing := sorted(places - values.keys()):
        raise BadWording(f"{name} needs {', '.join(missing)}.")
    if unknown := sorted(values.keys() - places):
        raise BadWording(f"{name} has no place for {', '.join(unknown)}.")
    if empty := sorted(place for place in places if not values[place].strip()):
        raise BadWording(f"{name} cannot be written while {', '.join(empty)} is empty.")
    turn = lang in RIGHT_TO_LEFT
    return PLACE.sub(lambda m: _apart(_plain(values[m[1]])) if turn else _plain(values[m[1]]), words)


def template(name: str, lang: str) -> str:
    """A text with its places open."""
    found = templates(lang).get(name)
    if found is None:
        raise BadWording(f"There is no text {name}.")
    return found


@functools.cache
def templates(lang: str) -> dict[str, str]:
    """All texts of a language by name."""
    return {
        f"{title}.{part}": words.strip()
        for title, parts in _file(lang).items() if isinstance(parts, dict)
        for part, words in parts.items()
    }  # fmt: skip


def reviewed(lang: str) -> bool:
    """Has a person who speaks the language read all its texts?"""
    return _file(lang)["reviewed"]


def placeholders(words: str) -> set[str]:
    """The names of the places in a text."""
    return set(PLACE.findall(words))


@functools.cache
def _file(lang: str) -> dict[str, Any]:
    if lang not in LANGUAGES:
        raise BadWording("There are no texts in this language.")
    return tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))


def _plain(value: str) -> str:
    """A value on one line, without characters that steer the direction of what stands around it."""
    line = " ".join(value.split())
    return "".join(c for c in line if unicodedata.category(c) != "Cc" and not _steers(c))


def _steers(character: str) -> bool:
    return character in "\u061c\u200e\u200f" or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def _apart(value: str) -> str:
    """A value within writing from right to left. Numbers, dates and links keep their order."""
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in value):
        return FIRST_LETTER + value + END
    # Phones take the mark that ends a link for a part of it, unless a blank comes between.
    blank = " " if value.startswith("https://") else ""
    return LEFT_TO_RIGHT + value + blank + END
