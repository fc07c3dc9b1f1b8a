"""Places that a visitor chooses on a page of figures: the list of them, and what is wrong with a choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from amparo.site.errors import NotHere, Offer
from amparo.site.page import sentence_case, words
from amparo.site.shelf import open_shelf


def place_name(path: str) -> str:
    """The name of a place, to stand by itself."""
    return sentence_case(words().place(path))


def sentence(text: str, **parts: object) -> str:
    """A sentence with its places filled, drawn together where the language does so ("del estado")."""
    return words().marks.drawn(text % parts)


def place_groups(chosen: Iterable[str]) -> list[dict[str, Any]]:
    """The places whose law is here: the country, then each state with its cities."""
    law, picked = open_shelf().law, set(chosen)
    states = sorted((p for p in law.places if p.count("/") == 1), key=place_name)
    groups = [[p for p in law.places if "/" not in p]]
    groups += [[s, *sorted((p for p in law.places if p.startswith(f"{s}/")), key=place_name)] for s in states]
    return [
        {
            "name": place_name(group[0]),
            "places": [{"path": p, "name": place_name(p), "chosen": p in picked} for p in group],
        }
        for group in groups
    ]


def read_places(typed: Iterable[str], offer: str, name: str = "place") -> list[str]:
    """The places of an address, each once.

    Raises NotHere for one whose law is not here, with links to the page `offer` in which one that comes
    near stands in its stead.
    """
    shelf = open_shelf()
    asked = list(dict.fromkeys(p.strip().strip("/") for p in typed if p.strip()))
    for path in asked:
        if path not in shelf.law.places:
            near = [p for p in shelf.near_places(path) if p not in asked]
            swapped = {n: [(name, n if p == path else p) for p in asked] for n in near}
            offers = [Offer(place_name(n), f"{offer}?{urlencode(pairs, safe='/')}") for n, pairs in swapped.items()]
            raise NotHere(_("The law of this place is not here."), offers)
    return asked


def places_query(places: Iterable[str]) -> str:
    """Places as the end of an address."""
    return urlencode([("place", p) for p in places], safe="/")
