"""What is proved about the law of several places: by z3, in one thread of its own, kept while the day lasts.

z3 is loaded by the first page that needs it, never at the start of the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.site.page import today
from amparo.site.shelf import open_shelf
from amparo.site.waiting import Bench

if TYPE_CHECKING:
    from amparo.law.prove import Found
    from amparo.law.prove_table import Cell

KEPT = 200
proved = Bench(KEPT)


@dataclass(frozen=True)
class Compared:
    """What each place answers to each question, and which place is as strict as which: by (question, place)
    and by (question, first, second)."""

    cells: dict[tuple[str, str], Cell]
    strict: dict[tuple[str, str, str], bool | None]

    def has_law(self, question: str, place: str) -> bool:
        return self.cells[question, place].summary != "no_law"

    def forbids(self, question: str, place: str) -> bool:
        """Does the place forbid it in some situation?"""
        return "forbidden" in self.cells[question, place].verdicts

    def theorems(self, first: str, second: str) -> list[tuple[str, bool | None]]:
        """By question, whether the first place never allows what the second forbids.

        Left out are questions on which that says nothing: the second forbids nothing there, or the first has no
        law that could allow it.
        """
        rows = [(q, holds) for (q, x, y), holds in self.strict.items() if (x, y) == (first, second)]
        return [(q, holds) for q, holds in rows if self.has_law(q, first) and self.forbids(q, second)]


def compared(places: tuple[str, ...]) -> Compared:
    """The table of several places today. Raises NotYet."""

    def work() -> Compared:
        from amparo.law import prove_table

        cells = prove_table.grid(law, places)
        return Compared(cells, prove_table.theorems(law, places))

    law = open_shelf().law
    return proved.get(("compared", law.digest, places, days(places)), work)


def differences(question: str, a: str, b: str) -> Found:
    """The situations in which two places answer a question differently today. Raises NotYet."""

    def work() -> Found:
        from amparo.law import prove

        return prove.diff(question, prove.side(law, a), prove.side(law, b))

    law = open_shelf().law
    return proved.get(("diff", law.digest, question, a, b, days((a, b))), work)


def days(places: tuple[str, ...]) -> tuple[str, ...]:
    """The day that it is in each place."""
    return tuple(today(place) for place in places)
