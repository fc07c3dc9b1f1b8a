"""Run the worked examples of the corpus: every case is a test, and shows that its norms apply."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from amparo.law import syntax as s
from amparo.law.ask import Verdict, answer
from amparo.law.corpus import Corpus, LawFile
from amparo.law.days import read_date
from amparo.law.errors import LawError, Problem
from amparo.law.pages import means


@dataclass
class Result:
    """What one case showed: the verdicts by question, and what was not as the case says."""

    file: LawFile
    case: s.Case
    verdicts: dict[str, Verdict]
    problems: list[Problem]


def case_facts(case: s.Case | s.Situation) -> dict[str, Any]:
    """The facts a case gives, as `Corpus.ask` takes them."""
    return {g.name: _value(g.value) for g in case.given}


def _value(value: Any) -> Any:
    if isinstance(value, s.Name):
        return value.id
    if isinstance(value, s.Literal):
        if value.type == "date":
            return datetime.date.fromordinal(value.value)
        if value.type == "moment":
            return datetime.datetime.fromordinal(value.value // 1440) + datetime.timedelta(minutes=value.value % 1440)
        return value.value / 100 if value.type == "money" else value.value
    if isinstance(value, tuple):
        return [v.id if isinstance(v, s.Name) else {g.name: _value(g.value) for g in v} for v in value]
    return value


def case_day(file: LawFile, case: s.Case) -> int:
    return case.on if case.on is not None else read_date(file.read_on)


def run_case(corpus: Corpus, file: LawFile, case: s.Case) -> Result:
    """Ask what the case asks, and compare."""
    result = Result(file, case, {}, [])
    place, day = case.place or file.place, case_day(file, case)
    for then in case.thens:
        try:
            verdict = answer(corpus, then.question, case_facts(case), place, day)
        except LawError as error:
            result.problems.append(_problem(corpus, then, str(error)))
            continue
        result.verdicts[then.question] = verdict
        result.problems += [_problem(corpus, then, m) for m in _differences(then, verdict)]
    return result


def _problem(corpus: Corpus, then: s.Then, message: str) -> Problem:
    lines = corpus.lines.get(then.at.path, [])
    return Problem(then.at, message, lines[then.at.line - 1] if 0 < then.at.line <= len(lines) else "")


def _differences(then: s.Then, found: Verdict) -> list[str]:
    said: list[str] = []
    if found.verdict != then.outcome:
        cites = ", ".join(dict.fromkeys(c.cite for c in found.because)) or "no norm"
        still = f" between {', '.join(found.possible)}, missing {', '.join(found.missing)}"
        more = f", by {cites}" if found.decided else still
        said.append(f"The case says {then.outcome}, and the law says {found.verdict}{more}.")
    for ref in then.by:
        duty = next((d for d in found.duties if d.question == then.question), None)
        if not any(matches(ref, c) for c in (*found.because, *(duty.because if duty else ()))):
            deciding = ", ".join(dict.fromkeys(c.cite for c in found.because)) or "nothing does"
            said.append(f"{ref} does not decide; {deciding}.")
    struck = (*found.overridden, *found.yielding)
    for ref in then.overriding:
        if not any(matches(ref, c) for c in struck):
            names = ", ".join(dict.fromkeys(c.cite for c in struck)) or "nothing"
            said.append(f"{ref} is not overridden and does not give way; {names} does.")
    if then.between and set(then.between) != set(found.possible):
        said.append(f"The verdicts still possible are {', '.join(found.possible)}.")
    for name in then.needs:
        if name not in found.missing:
            said.append(f"'{name}' is not among the missing facts: {', '.join(found.missing) or 'none'}.")
    if then.due is not None:
        dues = [d.at or d.words for d in (*found.limits, *found.due)]
        if then.due not in dues:
            said.append(f"It is due {', '.join(str(d) for d in dues) or 'at no set time'}, not {then.due}.")
    if then.contested and not found.contests:
        said.append("Nothing that decides is contested.")
    if then.tainted and not found.open:
        said.append("No open entry touches this verdict.")
    return said


def matches(ref: str, cited: Any) -> bool:
    """Does a reference of a case mean this norm?"""
    return means(ref, cited.section, cited.cite)


def within(place: str, above: str | None) -> bool:
    """Is `place` the jurisdiction `above`, or one below it? None stands for all."""
    return above is None or place == above or place.startswith(above + "/")


def run_all(corpus: Corpus, place: str | None = None) -> tuple[list[Result], list[Problem]]:
    """Every case (of one jurisdiction and those below it, or all), and the norms that no case shows."""
    results = []
    shown: set[tuple[str, str, str, str]] = set()
    for file in corpus.files.values():
        if within(file.place, place):
            results += [run_case(corpus, file, case) for case in file.cases]
    for result in results:
        for verdict in result.verdicts.values():
            for c in (*verdict.because, *verdict.overridden, *verdict.yielding, *(c for c, _ in verdict.enjoined)):
                shown.add((c.file, c.section, c.modality, verdict.question))
            for duty in verdict.duties:
                shown |= {(c.file, c.section, c.modality, duty.question) for c in duty.because if duty.certain}
    missing = []
    for file in corpus.files.values():
        if within(file.place, place):
            for norm in file.norms:
                key = (f"{file.place}/{file.stem}", norm.section.cite, norm.modality, norm.question)
                if key not in shown:
                    text = corpus.lines[file.path][norm.at.line - 1]
                    missing.append(Problem(norm.at, "No case shows this norm apply. Write one below it.", text))
    return results, missing
