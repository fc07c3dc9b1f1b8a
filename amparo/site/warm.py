"""Draws every rule and counts the records once after the start, so that nobody waits for what is asked first."""

from __future__ import annotations

import gc
import threading
import time

from amparo.law.errors import LawError
from amparo.site.shelf import Shelf
from amparo.site.simulation import count_ahead

PAUSE = 0.005
"""Seconds between two rules, in which pages can be served."""


def start_warming(shelf: Shelf) -> None:
    """Begin in the background; a rule that fails here fails again, and is told, when it is asked."""
    threading.Thread(target=_warm, args=(shelf,), daemon=True, name="warm").start()


def _warm(shelf: Shelf) -> None:
    cities_first = sorted(shelf.law.places, key=lambda path: -path.count("/"))
    for place in cities_first:
        for question in sorted(shelf.spoken(place)):
            try:
                shelf.law.ask(question, {}, place)
            except LawError:
                continue
            time.sleep(PAUSE)
    count_ahead()
    settle()


def settle() -> None:
    """What is there by now stays as long as the process does: looking through all of it for what to forget would hold
    up pages for 100 ms and more."""
    gc.collect()
    gc.freeze()
