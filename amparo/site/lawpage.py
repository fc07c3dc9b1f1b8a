"""Law files as pages: plain words beside the rule, worked examples, and any day of their past."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.cases import case_day, case_facts
from amparo.law.corpus import LawFile
from amparo.law.pages import Block, Page, anchor
from amparo.law.words import Words
from amparo.site.answers import raw_fields, typed
from amparo.site.errors import no_file, no_place
from amparo.site.page import accent, crumbs, in_english, language, law_text, sentence_case, words
from amparo.site.places import file_row
from amparo.site.shelf import open_shelf

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
SIGNS = {"forbid": "square", "permit": "circle", "protect": "circle", "require": "triangle"}


@dataclass
class Part:
    """A stretch of prose with the rules and examples that follow it."""

    prose: str = ""
    rules: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class SectionView:
    """A section of the law as the page sets it; `ahead` or `over` is a day when not in force."""

    cite: str
    title: str
    anchor: str
    title_lang: str = ""
    prose_lang: str = ""
    parts: list[Part] = field(default_factory=list)
    ahead: str = ""
    over: str = ""
    opens: list[dict[str, Any]] = field(default_factory=list)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All law files, by place."""
    law, said = open_shelf().law, words()
    levels = [
        {
            "path": p.path,
            "name": sentence_case(said.place(p.path)),
            "depth": p.path.count("/"),
            "files": [file_row(f) for f in law.files_in(p.path)],
        }
        for p in sorted(law.places.values(), key=lambda p: p.path)
    ]
    return render(request, "site/law_index.html", {"levels": levels, "law_in_english": in_english(levels)})


@require_safe
def law_file(request: HttpRequest, place: str, stem: str) -> HttpResponse:
    """One law file, as it stands on the day `?on=` (today if left out)."""
    shelf = open_shelf()
    if place not in shelf.law.places:
        raise no_place(place)
    file = shelf.file(place, stem)
    if file is None:
        raise no_file(place, stem)
    asked = typed(request.GET, "on")
    on, wrong = _day(asked, shelf.law.today(place))
    view = file_view(file.path, language(), _epoch(file, on))
    said = words()
    context = {
        **view,
        "place": place,
        "accent": accent(place),
        "crumbs": crumbs(place),
        "on": on.isoformat(),
        "on_words": said.date(on.isoformat()),
        "is_today": on == shelf.law.today(place),
        "wrong_day": wrong,
        "turns": (stretches := turns(file, on.toordinal(), said)),
        "last_turn": len(stretches) - 1,
        "this_turn": next((i for i, turn in enumerate(stretches) if turn["current"]), 0),
        "path": reverse("law", args=[place, stem]),
    }
    return render(request, "site/law_file.html", context, status=422 if wrong else 200)


def _day(asked: str, today: datetime.date) -> tuple[datetime.date, str]:
    try:
        return datetime.date.fromisoformat(asked) if asked else today, ""
    except ValueError:
        wrong = _("“%s” is no date. A date reads like 2026-03-02. Shown is today.") % asked[:40]
        return today, wrong


# ---- turning days ---------------------------------------------------------------------------
@lru_cache(512)
def turning_days(path: str) -> tuple[int, ...]:
    """The days on which something in this file begins or ends."""
    file = _by_path(path)
    found: set[int] = set()
    for item in (*file.norms, *file.defines, *file.opens):
        spans = [file.days(item)]
        if isinstance(item, s.Norm):
            spans += [span for span, _why in item.enjoined]
            spans += [item.contested_in] if item.contested else []
        for span in spans:
            found |= {span.start, span.end + 1}
    return tuple(sorted(d for d in found if 1 < d <= s.FAR))


def _epoch(file: LawFile, on: datetime.date) -> int:
    """The first day of the stretch around a day in which this file stays the same."""
    return max((d for d in turning_days(file.path) if d <= on.toordinal()), default=1)


def turns(file: LawFile, on: int, said: Words) -> list[dict[str, Any]]:
    """The turning days as links; the stretch that holds `on` is marked."""
    starts = turning_days(file.path)
    current = max((d for d in starts if d <= on), default=None)
    return [{"on": days.iso(d), "words": said.date(days.iso(d)), "current": d == current} for d in starts]


def _by_path(path: str) -> LawFile:
    return next(f for f in open_shelf().law.files.values() if f.path == path)


# ---- the page -------------------------------------------------------------------------------
@lru_cache(256)
def file_view(path: str, lang: str, epoch: int) -> dict[str, Any]:
    """All of the page that depends on file, language and stretch of time alone."""
    file, said = _by_path(path), Words(open_shelf().law, lang)
    page = open_shelf().page(file, lang)
    sections: OrderedDict[str, SectionView] = OrderedDict()
    for section, part in file.parts:
        view = sections.setdefault(section.cite or section.title, _section(section, page, lang))
        if isinstance(part, Block):
            _add_block(view, file, part, said, epoch)
        elif not page:
            view.parts.append(Part(prose=render_prose(part)))
    if page:
        _put_prose(page, sections)
    intro = sections.pop("", None)
    for view in sections.values():
        _set_force(view, file, said, epoch)
    first, last = file.in_force.start, file.in_force.end
    return {
        "file": file,
        "title": page.title if page and page.title else file.title,
        "english_only": lang != "en" and page is None,
        "intro": intro.parts if intro else [],
        "intro_lang": intro.prose_lang if intro else "",
        "sections": list(sections.values()),
        "reviewed": file.review != "none yet",
        "read_on": said.date(file.read_on),
        "evidence_words": said.evidence(file.evidence),
        "since": said.date(days.iso(first)) if first > 1 else "",
        "until": said.date(days.iso(last)) if last != s.FAR else "",
        "binds": said.listed([_bound(said, n.id) for n in file.binds]),
        "rules_in_english": bool(said.missing or said.english),
    }


def _section(section: s.Section, page: Page | None, lang: str) -> SectionView:
    title, title_lang = section.title, "" if lang == "en" else "en"
    if page:
        for other, _part in page.parts:
            if other.cite == section.cite and other.title:
                title, title_lang = other.title, ""
                break
    prose_lang = "" if lang == "en" or page else "en"
    return SectionView(section.cite, title, anchor(section.cite), title_lang, prose_lang)


def _put_prose(page: Page, sections: OrderedDict[str, SectionView]) -> None:
    """The prose of the translation, above the rules of the section that it translates."""
    for section, part in page.parts:
        view = sections.get(section.cite or section.title)
        if view is None or isinstance(part, Block):
            continue
        at = sum(1 for p in view.parts if p.prose)
        view.parts.insert(at, Part(prose=render_prose(part)))
    for view in sections.values():
        prose = [p for p in view.parts if p.prose]
        rest = [p for p in view.parts if not p.prose]
        if prose:
            whole = Part("".join(p.prose for p in prose))
            for part in rest:
                whole.rules += part.rules
                whole.cases += part.cases
            view.parts = [whole]


def render_prose(text: str) -> str:
    """Markdown as HTML; HTML in it is shown as text."""
    return MARKDOWN.render(text)


def _add_block(view: SectionView, file: LawFile, block: Block, said: Words, epoch: int) -> None:
    lines = range(block.line, block.line + block.text.count("\n") + 1)
    if not view.parts:
        view.parts.append(Part())
    part = view.parts[-1]
    part.rules += [_norm(file, n, said, epoch) for n in file.norms if n.at.line in lines]
    part.rules += [_define(file, d, said, epoch) for d in file.defines if d.at.line in lines]
    part.cases += [_case(file, c, said) for c in file.cases if block.tag == "case" and c.at.line in lines]
    for entry in file.opens:
        if entry.at.line in lines:
            view.opens.append(_open(file, entry, said, epoch))


def _norm(file: LawFile, norm: s.Norm, said: Words, epoch: int) -> dict[str, Any]:
    tag = norm.evidence or file.evidence
    return {
        "text": said.rule_blocks(file, norm),
        "sign": SIGNS[norm.modality],
        "modality": norm.modality,
        "evidence": tag,
        "evidence_words": said.evidence(tag),
        "source": norm.source or "",
        "question_url": reverse("question", args=[file.place, norm.question]),
        **_force(file, norm, said, epoch),
        "stayed": any(span.holds(epoch) for span, _why in norm.enjoined),
        "contested": bool(norm.contested and norm.contested_in.holds(epoch)),
    }


def _define(file: LawFile, define: s.Define, said: Words, epoch: int) -> dict[str, Any]:
    return {"definition": said.definition(file, define), **_force(file, define, said, epoch)}


def _open(file: LawFile, entry: s.Open, said: Words, epoch: int) -> dict[str, Any]:
    text = said.rule_blocks(file, entry)
    why, lang = law_text(entry.why, said)
    return {
        "why": why,
        "lang": lang,
        "questions": [said.question(q.id) for q in entry.questions],
        "when": text.when,
        "if_words": text.if_words,
        **_force(file, entry, said, epoch),
    }


def _force(file: LawFile, item: s.Norm | s.Define | s.Open, said: Words, epoch: int) -> dict[str, Any]:
    span = file.days(item)
    return {
        "in_force": span.holds(epoch),
        "ahead": said.date(days.iso(span.start)) if span.start > epoch else "",
        "over": said.date(days.iso(span.end)) if span.end < epoch else "",
    }


def _set_force(view: SectionView, file: LawFile, said: Words, epoch: int) -> None:
    """A section is not in force when none of its rules is."""
    rules = [r for p in view.parts for r in p.rules] + view.opens
    if rules and not any(r["in_force"] for r in rules):
        view.ahead = next((r["ahead"] for r in rules if r["ahead"]), "")
        view.over = "" if view.ahead else next((r["over"] for r in rules if r["over"]), "")


def _case(file: LawFile, case: s.Case, said: Words) -> dict[str, Any]:
    """A worked example, with the fields of the form that opens it in the interview."""
    facts, place, on = case_facts(case), case.place or file.place, days.iso(case_day(file, case))
    told, lang = law_text(case.words, said)
    return {
        "words": told,
        "lang": lang,
        "on": said.date(on),
        "facts": [sentence_case(said.statement(n, v)) for n, v in facts.items()],
        "thens": [
            {
                "question": said.question(t.question),
                "verdict": said.verdict(t.outcome),
                "shape": said.shape(t.outcome),
                "outcome": t.outcome,
                "by": t.by,
            }
            for t in case.thens
        ],
        "url": reverse("question", args=[place, case.thens[0].question]) if case.thens else "",
        "fields": raw_fields(facts, on),
        "place": sentence_case(said.place(place)) if place != file.place else "",
    }


def _bound(said: Words, name: str) -> str:
    vocabulary = said.vocabulary
    if name in vocabulary.groups:
        return said.group(name)
    if name in vocabulary.kinds["agency"].labels:
        return said.kind_label("agency", name)
    return said.phrases["norm.everyone"]
