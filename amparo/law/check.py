"""Build the corpus from its texts and report everything wrong with it, with file, line and column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from amparo.law import syntax as s
from amparo.law.corpus import Corpus, LawFile, read_place
from amparo.law.days import read_date
from amparo.law.errors import Pos, Problem
from amparo.law.pages import NEEDED, Page, read_page
from amparo.law.parse import read_block
from amparo.law.resolve import Scope
from amparo.law.scope import scope_for
from amparo.law.vocabulary import Report, Vocabulary, hint

EVIDENCE = ("text", "part", "secondary", "memory")


def build(root: str, texts: Mapping[str, str], digest: str) -> Corpus:
    """Parse, check and assemble. The problems found are in `problems` of the result."""
    corpus = Corpus(root, {}, {}, Vocabulary(), digest, {name: t.splitlines() for name, t in texts.items()})
    for name, text in texts.items():
        if name.endswith("place.toml"):
            path = name.removesuffix("/place.toml")
            try:
                corpus.places[path] = read_place(path, text)
            except tomllib.TOMLDecodeError as error:
                corpus.problems.append(Problem(Pos(name, 1, 1), f"This place cannot be read: {error}."))
            except KeyError as error:
                corpus.problems.append(Problem(Pos(name, 1, 1), f"This place has no {error}."))
    pages = {name: read_page(name, text) for name, text in texts.items() if name.endswith(".md")}
    for name, page in pages.items():
        if name.startswith("vocabulary/"):
            _read_vocabulary(corpus, page)
    whole = not any(page.problems for name, page in pages.items() if name.startswith("vocabulary/"))
    if whole:
        corpus.words.check(lambda at, message: _report(corpus, at, message))
    for name, page in pages.items():
        if not name.startswith("vocabulary/"):
            _read_law(corpus, page)
    for page in pages.values():
        corpus.problems += page.problems
    if whole:  # else many a name would be unknown only because its block could not be read
        for page in pages.values():
            _check_uses(corpus, page)
        for file in corpus.files.values():
            _check_file(corpus, file)
    _check_cites(corpus)
    if not corpus.problems:
        from amparo.law.lint import lint

        corpus.problems += lint(corpus)
    corpus.problems.sort(key=lambda p: (p.at.path, p.at.line, p.at.column))
    return corpus


def _report(corpus: Corpus, at: Pos, message: str) -> None:
    lines = corpus.lines.get(at.path, [])
    text = lines[at.line - 1] if 0 < at.line <= len(lines) else ""
    problem = Problem(at, message, text)
    if problem not in corpus.problems:
        corpus.problems.append(problem)


def _read_vocabulary(corpus: Corpus, page: Page) -> None:
    for block in page.blocks("vocabulary"):
        for item in read_block(page, block, "vocabulary") or ():
            corpus.words.add(item, lambda at, message: _report(corpus, at, message))


def _read_law(corpus: Corpus, page: Page) -> None:
    folder, _, name = page.path.rpartition("/")
    missing = " and no ".join(f"'{key}'" for key in NEEDED if not page.get(key))
    if missing:
        message = f"The front matter has no {missing}."
        if not page.front:
            message = "A law file begins with its front matter, between two lines of ---."
        page.problems.append(page.problem(Pos(page.path, 1, 1, 3), message))
        return
    place = page.get("jurisdiction")
    if place not in corpus.places:
        at = page.front["jurisdiction"][1]
        near = hint(place, corpus.places)
        page.problems.append(page.problem(at, f"There is no jurisdiction '{place}'.{near}"))
        return
    if place != folder:
        at = page.front["jurisdiction"][1]
        page.problems.append(page.problem(at, f"This file lies in '{folder}' but says that it is law of '{place}'."))
    file = LawFile(
        page.path, place, name.removesuffix(".md"), page.get("title"), page.get("cite"), page.get("source"),
        page.get("evidence"), page.get("read on"), page.get("review"), _front_range(page), _front_names(page, "binds"),
        tuple(n.id for n in _front_names(page, "uses")), page.parts,
    )  # fmt: skip
    if file.evidence not in EVIDENCE:
        at = page.front["evidence"][1]
        message = f"There is no evidence tag '{file.evidence}': it is one of {', '.join(EVIDENCE)}."
        page.problems.append(page.problem(at, message))
    try:
        read_date(file.read_on)
    except ValueError:
        page.problems.append(page.problem(page.front["read on"][1], "'read on' needs a date like 2026-01-31."))
    for block in page.blocks("law"):
        if not block.section.cite:
            at, heading = block.section.at, "'## CITE — Title' is needed, with a long dash"
            message = f"This section has a law block but no citation: {heading}."
            if not block.section.title:
                at = Pos(page.path, block.line - 1, 1, len("```law"))
                message = f"This law block stands under no section heading: {heading}."
            page.problems.append(page.problem(at, message))
        if not block.text.strip():
            at = Pos(page.path, block.line - 1, 1, len("```law"))
            page.problems.append(page.problem(at, "This block is empty: write a norm in it, or take it out."))
        items = read_block(page, block, "law")
        if items is None:
            file.lost += tuple(re.findall(r"\bdefine\s+([a-z][a-z0-9_]*)", block.text))
        for item in items or ():
            {s.Norm: file.norms, s.Define: file.defines, s.Open: file.opens}[type(item)].append(item)
    for block in page.blocks("case"):
        case = read_block(page, block, "case")
        if case:
            file.cases.append(case)
    corpus.files[f"{place}/{file.stem}"] = file


def _front_range(page: Page) -> s.Range:
    text, at = page.front["in force"]
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)?\s*\.\.\s*(\d{4}-\d\d-\d\d)?", text)
    try:
        if match:
            start = read_date(match[1]) if match[1] else 1
            end = read_date(match[2]) if match[2] else s.FAR
            if start <= end:
                return s.Range(start, end, at)
    except ValueError:
        pass
    message = "'in force' needs dates: 2021-01-27 .. or 2018-01-01 .. 2020-12-31, the earlier first."
    page.problems.append(page.problem(at, message))
    return s.Range()


def _front_names(page: Page, key: str) -> tuple[s.Name, ...]:
    if key not in page.front:
        return ()
    text, at = page.front[key]
    names = []
    for match in re.finditer(r"[a-z][a-z0-9_-]*", text):
        names.append(s.Name(match[0], Pos(at.path, at.line, at.column + match.start(), len(match[0]))))
    return tuple(names)


# ---- one file ----------------------------------------------------------------------------------
def _check_file(corpus: Corpus, file: LawFile) -> None:
    def report(at: Pos, message: str) -> None:
        _report(corpus, at, message)

    _check_defines(corpus, file, report)
    for item in (*file.norms, *file.opens):
        own = item.in_force
        if own and (own.start > file.in_force.end or own.end < file.in_force.start):
            report(own.at, "These dates lie outside the dates of the file.")
            continue
        names = [s.Name(item.question, item.at)] if isinstance(item, s.Norm) else item.questions
        for name in names:
            if name.id not in corpus.words.questions:
                report(name.at, f"There is no question '{name.id}'." + hint(name.id, corpus.words.questions))
        for day in _days_to_check(corpus, file, item):
            scope = scope_for(corpus, file, day, report)
            if isinstance(item, s.Norm):
                scope.applies(item, file.binds)
                for due in (item.by, item.until):
                    if due is not None and not isinstance(due, str):
                        _check_due(scope, due)
            else:
                scope.bound(item.binds or file.binds)
                if item.when is not None:
                    scope.condition(item.when)
    for case in file.cases:
        _check_case(corpus, case, report)


def _check_uses(corpus: Corpus, page: Page) -> None:
    place = page.get("jurisdiction")
    for name in _front_names(page, "uses"):
        if place in corpus.places and f"{place}/{name.id}" not in corpus.files:
            near = hint(name.id, [f.stem for f in corpus.files_in(place)])
            _report(corpus, name.at, f"There is no file '{name.id}' in this jurisdiction.{near}")


def _check_case(corpus: Corpus, case: s.Case, report: Report) -> None:
    """The names in a worked example; whether it is right, `cases.run_case` shows."""
    words = corpus.words
    for given in case.given:
        words.check_given(given, report)
    if case.place is not None and case.place not in corpus.places:
        report(case.place_at, f"There is no jurisdiction '{case.place}'." + hint(case.place, corpus.places))
    for then in case.thens:
        if then.question not in words.questions:
            near = hint(then.question, words.questions)
            report(then.places[then.question], f"There is no question '{then.question}'.{near}")
        for name in then.needs:
            if name not in words.facts:
                report(then.places[name], f"There is no fact '{name}'." + hint(name, words.facts))


def _check_due(scope: Scope, due: s.Term) -> None:
    _, type_ = scope.amount(due)
    if type_ not in ("date", "moment", ""):
        scope.report(getattr(due, "at", s.NOWHERE), "A deadline is a date, a moment, or words in quotes.")


def _check_defines(corpus: Corpus, file: LawFile, report) -> None:
    reserved = {**corpus.words.facts, **corpus.words.parameters}
    for define in file.defines:
        if define.name in reserved:
            report(define.at, f"'{define.name}' is a fact or parameter already; give the definition another name.")
        for owner, other in corpus.defines_for(file):
            if other is define:
                break
            one, two = owner.days(other), file.days(define)
            if other.name == define.name and one.start <= two.end and two.start <= one.end:
                report(define.at, f"'{define.name}' is defined for overlapping dates, at line {other.at.line} too.")
        for day in _days_to_check(corpus, file, define):
            scope_for(corpus, file, day, report).condition(define.expr)


def _days_to_check(corpus: Corpus, file: LawFile, item: s.Norm | s.Define | s.Open) -> list[int]:
    """The first day of an item, and each day within it on which a definition changes."""
    span = file.days(item)
    starts = {span.start}
    for owner, define in corpus.defines_for(file):
        days = owner.days(define)
        starts |= {d for d in (days.start, days.end + 1) if span.start <= d <= span.end}
    return sorted(starts)


def _check_cites(corpus: Corpus) -> None:
    """A section stands once in a jurisdiction."""
    seen: dict[tuple[str, str], s.Section] = {}
    for file in corpus.files.values():
        for section in {section.at: section for section, _ in file.parts if section.cite}.values():
            other = seen.setdefault((file.place, file.full_cite(section)), section)
            if other.at != section.at:
                where = f"{other.at.path}:{other.at.line}"
                at = Pos(section.at.path, section.at.line, section.at.column, len(section.cite))
                _report(corpus, at, f"'{section.cite}' stands in this jurisdiction already, at {where}.")
