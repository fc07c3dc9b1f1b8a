"""What there is to ask, and with what, as plain data: places, questions, facts and law files in the shapes of
docs/json.md. The command and the API both show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.corpus import Corpus, LawFile
from amparo.law.pages import anchor, read_page
from amparo.law.words import Words, page_titles
from amparo.law.words_terms import names_in


def places(words: Words) -> dict[str, Any]:
    """Every jurisdiction: `amparo.places/1`."""
    rows = [place(words, path) for path in sorted(words.corpus.places)]
    return {"shape": "amparo.places/1", "places": rows}


def place(words: Words, path: str) -> dict[str, Any]:
    """One jurisdiction. Raises UnknownName."""
    one = words.corpus.place(path)
    return {"path": path, "name": words.place(path), "kind": one.kind, "files": len(words.corpus.files_in(path))}


def questions(words: Words, path: str | None = None) -> dict[str, Any]:
    """The questions and duties, or those that the law of a place speaks to: `amparo.questions/1`. Raises
    UnknownName."""
    asked = None if path is None else spoken_to(words.corpus, path)
    rows = [
        {
            "name": q.name, "words": words.question(q.name), "act": words.act(q.name),
            "topic": q.words.get("topic"),
            "duty_with": None if q.shown_with is None else list(q.shown_with),
        }
        for q in words.vocabulary.questions.values()
        if asked is None or q.name in asked
    ]  # fmt: skip
    return {"shape": "amparo.questions/1", "place": path, "questions": rows}


def spoken_to(corpus: Corpus, path: str) -> set[str]:
    """The questions on which the law that counts in a place has a norm or an open entry."""
    found: set[str] = set()
    for file in corpus.files_for(path):
        found |= {n.question for n in file.norms} | {q.id for o in file.opens for q in o.questions}
    return found


# ---- facts ---------------------------------------------------------------------------------------------
def facts(words: Words, question: str, path: str, on: str | None = None) -> dict[str, Any]:
    """The facts that can matter to a question, those in most tests first, then those from which a deadline is
    counted, then those of its duties: `amparo.facts/1`. Raises UnknownName, LawError."""
    corpus = words.corpus
    own = corpus.rule(question, path, on).facts()
    day = corpus.day(path, on)
    own = (*own, *_counted_from(corpus, path, day, [question]))
    duties = [d.name for d in corpus.words.duties(question)]
    later = [n for name in duties for n in corpus.rule(name, path, on).facts()]
    later += _counted_from(corpus, path, day, duties)
    rows = [{**fact(words, n), "duties_only": False} for n in dict.fromkeys(own)]
    rows += [{**fact(words, n), "duties_only": True} for n in dict.fromkeys(later) if n not in own]
    return {"shape": "amparo.facts/1", "question": question, "place": path, "on": days.iso(day), "facts": rows}


def _counted_from(corpus: Corpus, path: str, day: int, names: list[str]) -> list[str]:
    """The facts from which the deadlines of these questions are counted."""
    found: list[str] = []
    for file in corpus.files_for(path):
        for norm in file.norms:
            if norm.question in names and file.days(norm).holds(day):
                found += [n for due in (norm.by, norm.until) if due for n in names_in(due)]
    return [n for n in found if n in corpus.words.facts]


def fact(words: Words, name: str) -> dict[str, Any]:
    """One fact: how it is asked and what may be answered. Raises UnknownName."""
    one = words.vocabulary.fact(name)
    row: dict[str, Any] = {
        "name": name, "type": one.type, "label": words.label(name), "ask": words.ask(name),
        "help": words.help(name), "privacy": one.privacy, "known_by": list(one.known_by),
    }  # fmt: skip
    if one.type in ("one_of", "set_of"):
        row["labels"] = _labels(words.choices(name))
    if one.type == "list_of":
        record = words.vocabulary.records[one.of or ""]
        row["fields"] = [_field(words, record.name, f) for f in record.fields]
    return row


def _field(words: Words, record: str, name: str) -> dict[str, Any]:
    one = words.vocabulary.records[record].fields[name]
    row: dict[str, Any] = {
        "name": name, "type": one.type, "label": words.field_label(record, name),
        "ask": words.field_ask(record, name), "help": words.field_help(record, name),
    }  # fmt: skip
    if one.type in ("one_of", "set_of"):
        row["labels"] = _labels(words.field_choices(record, name))
    return row


def _labels(choices: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "words": said} for label, said in choices]


# ---- law files -----------------------------------------------------------------------------------------
@dataclass
class Shown:
    """A file with those of its sections that are to be shown."""

    file: LawFile
    sections: list[s.Section]


def whole(file: LawFile) -> Shown:
    """A file with all its sections."""
    return Shown(file, list({section.at: section for section, _ in file.parts}.values()))


def heading(file: LawFile) -> dict[str, Any]:
    """What is said of a law file before its sections."""
    span = file.in_force
    return {
        "file": f"{file.place}/{file.stem}", "place": file.place, "title": file.title,
        "cite": file.cite,
        "from": None if span.start <= 1 else days.iso(span.start),
        "to": None if span.end == s.FAR else days.iso(span.end),
        "evidence": file.evidence, "read_on": file.read_on, "review": file.review,
        "source": file.source,
    }  # fmt: skip


def law(words: Words, shown: Iterable[Shown], day: int) -> dict[str, Any]:
    """Law files in plain words, as of a day: `amparo.law/1`."""
    rows = [
        {**heading(x.file), "sections": [_section(words, x.file, section, day) for section in x.sections]}
        for x in shown
    ]
    return {"shape": "amparo.law/1", "on": days.iso(day), "files": rows}


def _section(words: Words, file: LawFile, section: s.Section, day: int) -> dict[str, Any]:
    items = [n for n in (*file.norms, *file.opens) if n.section.at == section.at]
    return {
        "cite": section.cite, "title": title(words, file, section), "line": section.at.line,
        "prose": prose(words, file, section),
        "rules": [
            {
                "modality": getattr(n, "modality", "open"),
                "questions": [n.question] if isinstance(n, s.Norm) else [q.id for q in n.questions],
                "in_force": file.days(n).holds(day),
                "words": words.rule(file, n),
                "line": n.at.line,
            }
            for n in items
        ],
    }  # fmt: skip


def means(name: str, file: LawFile, section: s.Section) -> bool:
    """Does somebody who writes `name` mean this section?"""
    if not section.cite:
        return False
    wanted = re.sub(r"[\s§]", "", name).lower()
    cites = [re.sub(r"[\s§]", "", c).lower() for c in (section.cite, file.full_cite(section))]
    return wanted in cites or name.lower() == anchor(section.cite)


def title(words: Words, file: LawFile, section: s.Section) -> str:
    """The section's title, in the language where its page has been translated."""
    if words.lang == "en":
        return section.title
    return page_titles(words.corpus.root, f"{file.place}/{file.stem}", words.lang).get(section.cite, section.title)


def prose(words: Words, file: LawFile, section: s.Section) -> list[str]:
    """The prose of a section; from the translated page where there is one."""
    if words.lang != "en":
        path = Path(words.corpus.root, f"{file.place}/{file.stem}.{words.lang}.md")
        if path.is_file():
            page = read_page(path.name, path.read_text(encoding="utf-8"))
            found = [p for x, p in page.parts if isinstance(p, str) and x.cite == section.cite]
            if found:
                return found
    return [p for x, p in file.parts if isinstance(p, str) and x.at == section.at]
