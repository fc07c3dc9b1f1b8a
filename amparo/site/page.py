"""What every page has: its language, the way to the other language, the accent of its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from amparo.law.rule import Cited
from amparo.law.words import Words
from amparo.site.shelf import open_shelf

LEAVE = "https://www.weather.gov/"
"""Where "Leave this page" goes: dull, quick, and nothing to explain."""
NAMES = {"en": "English", "es": "Español"}


def language() -> str:
    """The language of the page being made."""
    code = (get_language() or "en")[:2]
    return code if code in NAMES else "en"


def words() -> Words:
    return open_shelf().words[language()]


def today(place: str = "us") -> str:
    """The day that it is now in a place."""
    return open_shelf().law.today(place).isoformat()


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: what the frame around each page shows."""
    lang = language()
    other = "es" if lang == "en" else "en"
    address = request.get_full_path() if request.method == "GET" else request.path
    there = f"/{other}/{address[4:]}" if address.startswith(f"/{lang}/") else f"/{other}/"
    return {
        "lang": lang,
        "other": {
            "code": other,
            "name": NAMES[other],
            "url": there,
        },
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
    place, _, stem = item.file.rpartition("/")
    day = f"?on={on}" if on and on != today() else ""
    return f"/{language()}/{place}/law/{stem}/{day}#{item.anchor}"


def cite_links(items: Sequence[Cited], on: str) -> list[dict[str, str]]:
    """Each section once, with its link."""
    seen = {item.cite: law_link(item, on) for item in items}
    return [{"cite": cite, "url": url} for cite, url in seen.items()]
