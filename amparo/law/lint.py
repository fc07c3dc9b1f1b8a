"""What is wrong with law that parses and names only known things: norms that can never apply, and
norms that no worked example names."""

from __future__ import annotations

from amparo.law import syntax as s
from amparo.law.corpus import Corpus, LawFile
from amparo.law.days import read_date
from amparo.law.diagram import Diagram
from amparo.law.errors import Problem
from amparo.law.logic import Logic
from amparo.law.pages import means
from amparo.law.scope import scope_for
from amparo.law.worlds import Worlds

EARLY = 693_596  # 1900-01-01, for norms whose first day is not said


def lint(corpus: Corpus) -> list[Problem]:
    """The problems of a corpus whose files resolve."""
    return [p for file in corpus.files.values() for p in (*_unreachable(corpus, file), *unshown(corpus, file))]


def _problem(corpus: Corpus, item: s.Norm | s.Define, message: str) -> Problem:
    return Problem(item.at, message, corpus.lines[item.at.path][item.at.line - 1])


def _unreachable(corpus: Corpus, file: LawFile) -> list[Problem]:
    found = []
    for norm in file.norms:
        day = file.days(norm).start
        if not _can_hold(corpus, scope_for(corpus, file, day).applies(norm, file.binds), day):
            alone = _can_hold(corpus, scope_for(corpus, file, day).applies(norm, ()), day)
            why = " to the agencies that it binds" if alone else ": its conditions exclude each other"
            found.append(_problem(corpus, norm, f"This norm can never apply{why}."))
    for define in file.defines:
        day = file.days(define).start
        if not _can_hold(corpus, scope_for(corpus, file, day).condition(define.expr), day):
            found.append(_problem(corpus, define, f"'{define.name}' can never be true."))
    return found


def _can_hold(corpus: Corpus, condition: Logic, day: int) -> bool:
    """Is there a situation in which the condition holds?"""
    worlds = Worlds(corpus.words, [condition], compiled=False)
    outcomes = [worlds.reach(group, {}, max(day, EARLY)) for group in range(len(worlds.groups))]
    bits = {t: (worlds.group_of_test(i), 1 << i) for i, t in enumerate(worlds.tests)}
    return Diagram(bits, outcomes).condition(condition) != 0


def unshown(corpus: Corpus, file: LawFile) -> list[Problem]:
    """Norms that no case of the file cites on a day when they are in force; `law test` then shows
    whether the norm really applies in that case."""
    cited: dict[tuple[str, str], list[int]] = {}
    for case in file.cases:
        day = case.on if case.on is not None else read_date(file.read_on)
        for then in case.thens:
            for ref in filter(None, (*then.by, *then.overriding, case.section.cite)):
                cited.setdefault((then.question, ref), []).append(day)
    missing = []
    for norm in file.norms:
        names = (norm.section.cite, file.full_cite(norm.section))
        days = [
            day
            for (question, ref), found in cited.items()
            if question == norm.question and means(ref, *names)
            for day in found
        ]
        if not any(file.days(norm).holds(d) for d in days):
            message = "This norm has no case: write a worked example that cites its section."
            if days:
                message = "This norm has no case on a day when it is in force."
            missing.append(_problem(corpus, norm, message))
    return missing
