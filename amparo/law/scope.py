"""What names mean in a law file: its definitions in force on a day, and what the place settles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from amparo.law import syntax as s
from amparo.law.corpus import Corpus, LawFile, Place
from amparo.law.resolve import Scope
from amparo.law.vocabulary import Report


def scope_for(corpus: Corpus, file: LawFile, day: int, report: Report | None = None, asked: str | None = None) -> Scope:
    """What names mean in a file on a day, when the law is asked about the place `asked` (the file's own
    if left out): that place settles the circuit, the file's own place the calendar."""
    place = corpus.places[file.place]
    defines: dict[str, s.Define] = {}
    absent = dict.fromkeys((name for f in corpus.with_used(file) for name in f.lost), "")
    for owner, define in corpus.defines_for(file):
        if owner.days(define).holds(day):
            defines[define.name] = define
        else:
            absent[define.name] = "not on every day on which it is used here"
    chain = [corpus.places[p] for p in corpus.places[asked or file.place].chain if p in corpus.places]
    return Scope(corpus.words, defines, day, place.state, settled(chain), report or (lambda at, m: None),
                 {k: v for k, v in absent.items() if k not in defines})  # fmt: skip


def settled(places: Iterable[Place]) -> dict[str, Any]:
    """The facts that a place settles by itself: the federal circuit."""
    circuits = [p.circuit for p in places if p.circuit]
    return {"circuit": circuits[-1]} if circuits else {}
