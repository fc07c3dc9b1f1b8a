"""What every page has: its language, the way to the other languages, the accent of its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from amparo.core.printing.isolate import direction
from amparo.languages import DESKS, LANGUAGES, NAMES, REVIEWED
from amparo.law.rule import Cited
from amparo.law.words import Words
from amparo.site.shelf import open_shelf, unfinished

HOLDS = (dict, list, tuple)
LEAVE = "https://www.weather.gov/"
"""Where "Leave this page" goes: dull, quick, and nothing to explain."""


def language() -> str:
    """The language of the page being made."""
    code = get_language() or "en"
    return code if code in LANGUAGES else "en"


def words() -> Words:
    return open_shelf().words[language()]


def today(place: str = "us") -> str:
    """The day that it is now in a place."""
    return open_shelf().law.today(place).isoformat()


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: what the frame around each page shows."""
    lang = language()
    address = request.path if request.method == "POST" else request.get_full_path()
    rest = address.removeprefix(f"/{lang}/") if address.startswith(f"/{lang}/") else ""
    return {
        "lang": lang,
        "dir": direction(lang),
        "marks": words().marks,
        "own_name": NAMES[lang],
        "tongues": [{"code": c, "name": name, "url": f"/{c}/{rest}"} for c, name in NAMES.items() if c != lang],
        "reviewed_words": lang in REVIEWED,
        "desk_words": lang in DESKS,
        "unfinished": unfinished(lang),
        "posted": request.method == "POST",
        "leave": LEAVE,
        "today": today(),
        "home": f"/{lang}/",
    }


def accent(place: str) -> str:
    """The class that carries the accent colour of a place: its city's own, else its state's."""
    return "at-" + "-".join(place.split("/"))


def crumbs(place: str) -> list[tuple[str, str]]:
    """Path and name of a place and of those above it, the highest first."""
    shelf, said = open_shelf(), words()
    return [(p, sentence_case(said.place(p))) for p in shelf.law.place(place).chain if p in shelf.law.places]


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def law_link(item: Cited, on: str | None = None) -> str:
    """The address of the section of the law that an answer rests on."""
    return link_on(item, language(), other_day(on))


def link_on(item: Cited, lang: str, day: str) -> str:
    """The same for many at once; `day` comes from `other_day`."""
    place, _, stem = item.file.rpartition("/")
    return f"/{lang}/{place}/law/{stem}/{day}#{item.anchor}"


def other_day(on: str | None) -> str:
    """The end of an address that asks for the law of a day, or nothing if that is today."""
    return f"?on={on}" if on and on != today() else ""


def cite_links(items: Sequence[Cited], on: str) -> list[dict[str, str]]:
    """Each section once, with its link."""
    if not items:
        return []
    lang, day = language(), other_day(on)
    seen = {item.cite: link_on(item, lang, day) for item in items}
    return [{"cite": cite, "url": url} for cite, url in seen.items()]


def law_text(text: str, said: Words) -> tuple[str, str]:
    """Words of a law file as a page shows them by themselves, and their language where that is not the page's."""
    return (said.text(text), "") if not text or said.has_text(text) else (text, "en")


def in_english(shown: Any) -> bool:
    """Does something in what a page shows stand in English, because the law has no words in the page's language?
    What is marked so has the field `lang`, or one that ends in `_lang`."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            if value == "en" and (key == "lang" or key.endswith("_lang")):
                return True
            if isinstance(value, HOLDS) and value and in_english(value):
                return True
        return False
    return isinstance(shown, list | tuple) and any(isinstance(item, HOLDS) and in_english(item) for item in shown)
