"""What the verdict page and the printed sheet show, made from the engine's answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from amparo.law.ask import Deadline, Duty, Verdict
from amparo.law.rule import Cited
from amparo.law.words import Words
from amparo.site import interview as course
from amparo.site.answers import Answers
from amparo.site.page import cite_links, in_english, law_text, link_on, other_day, sentence_case, today, words
from amparo.site.shelf import open_shelf


def verdict_context(inquiry: course.Inquiry, answers: Answers, step: course.Step) -> dict[str, Any]:
    """The context of `site/verdict.html`."""
    said = words()
    verdicts = [told(v, answers, inquiry) for v in step.verdicts]
    return {
        "verdicts": verdicts,
        "single": len(verdicts) == 1,
        "sure": each_once(d for v in verdicts for d in v["sure"]),
        "maybe": each_once(d for v in verdicts for d in v["maybe"]),
        "silent": [said.question(q) for q in inquiry.silent],
        "on": answers.on,
        "on_words": said.date(answers.on),
        "is_today": answers.on == today(),
        "next": step.ask,
        "left": step.left,
        "version": open_shelf().law.digest.split("-")[0],
        "law_in_english": in_english(verdicts),
    }


def sheet_context(inquiry: course.Inquiry, answers: Answers, step: course.Step) -> dict[str, Any]:
    """The context of `site/sheet.html`: as the page, with what was said in full clauses."""
    said = words()
    facts = {**inquiry.given, **answers.facts}
    return {
        **verdict_context(inquiry, answers, step),
        "statements": [sentence_case(said.statement(n, v)) for n, v in facts.items()],
        "unknowns": [said.ask(n) for n in answers.unknown],
        "printed": said.date(today()),
        "place_name": sentence_case(said.place(inquiry.place)),
    }


def told(verdict: Verdict, answers: Answers, inquiry: course.Inquiry) -> dict[str, Any]:
    """One verdict in words."""
    said = words()
    facts = {**inquiry.given, **answers.facts}
    duties = [duty(verdict, d, said, facts) for d in verdict.duties]
    day = other_day(verdict.on)
    return {
        "name": verdict.question,
        "verdict": verdict.verdict,
        "shape": said.shape(verdict),
        "headline": said.headline(verdict),
        "title": said.question(verdict.question),
        "possible": [said.verdict(p) for p in verdict.possible],
        "cites": cite_links(verdict.because, verdict.on),
        "due": [due(d, said, facts) for d in verdict.due],
        "limits": [due(d, said, facts) for d in verdict.limits],
        "because": [sentence_case(said.statement(n, v)) for n, v in verdict.reason.items()],
        "sure": [d for d in duties if d["certain"]],
        "maybe": [d for d in duties if not d["certain"]],
        "changes": [said.change(c) for c in verdict.changes],
        "law": [law(c, said, day) for c in unique(verdict.because)],
        "overridden": [law(c, said, day) for c in unique(verdict.overridden)],
        "yielding": [law(c, said, day) for c in unique(verdict.yielding)],
        "contests": [
            {
                **law(c.cited, said, verdict.on),
                **own_words(c.why, said),
                "without": said.listed([said.verdict(w) for w in c.without], "or"),
            }
            for c in verdict.contests
        ],
        "enjoined": [{**law(c, said, day), **own_words(why, said)} for c, why in verdict.enjoined],
        "open": [{**law(c, said, day), **own_words(why, said)} for c, why in verdict.open],
        "out_of_force": [
            {
                **law(c, said, day),
                "first": said.date(first) if first > "0002" else "",
                "last": said.date(last) if last else "",
            }
            for c, first, last in verdict.out_of_force
        ],
        "doubts": bool(verdict.contests or verdict.enjoined or verdict.open),
        "unknown": [{"name": n, "ask": said.ask(n)} for n in verdict.missing],
    }


def duty(verdict: Verdict, item: Duty, said: Words, facts: dict[str, Any]) -> dict[str, Any]:
    """A duty beside the verdict, with its clocks and what is not known yet."""
    return {
        "sentence": said.duty(verdict, item),
        "certain": item.certain,
        "deadlines": [due(d, said, facts) for d in once(item.deadlines)],
        "cites": cite_links(item.because, verdict.on),
        "asks": [{"name": n, "ask": said.ask(n)} for n in item.missing if n not in facts][:3],
    }


def due(item: Deadline, said: Words, facts: dict[str, Any]) -> dict[str, Any]:
    """A clock: the day if it can be counted, else the law's words or the facts it hangs on. `text` is its `words`
    without what our phrase puts before and after the law's own words where those stand in English."""
    words = said.deadline(item)
    own, lang = ("", "") if item.at else law_text(item.words or "", said)
    before, _, after = words.partition(said.text(own)) if lang else ("", "", "")
    return {
        "words": words,
        "before": before,
        "text": own if lang else words,
        "after": after,
        "firm": bool(item.at),
        "lang": lang,
        "asks": [{"name": n, "ask": said.ask(n)} for n in item.needs if n not in facts],
        "cite": item.cited.cite,
    }


def law(item: Cited, said: Words, day: str) -> dict[str, Any]:
    """A section as an answer names it; `day` as `other_day` gives it."""
    return {**section(item, said), "url": link_on(item, said.lang, day)}


@lru_cache(4096)
def section(item: Cited, said: Words) -> dict[str, Any]:
    """What stands about a section in every answer of a language."""
    title = said.section_title(item)
    note, note_lang = law_text(item.note or "", said)
    return {
        "cite": item.cite,
        "title": title,
        "modality": said.modality(item.modality),
        "level": sentence_case(said.place(item.place)),
        "evidence": item.evidence,
        "evidence_words": said.evidence(item.evidence),
        "read_on": said.date(item.read_on),
        "reviewed": item.review != "none yet",
        "review": item.review,
        "source": item.source,
        "note": note,
        "note_lang": note_lang,
        "title_lang": "en" if said.lang != "en" and title == item.title else "",
    }


def own_words(text: str, said: Words) -> dict[str, str]:
    """Words of a law file, with their language where that is not the page's."""
    why, lang = law_text(text, said)
    return {"why": why, "why_lang": lang}


def each_once(duties: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A duty that comes with several verdicts, once; with different days, once for each."""
    found = {}
    for item in duties:
        found.setdefault((item["sentence"], *(d["words"] for d in item["deadlines"])), item)
    return list(found.values())


def unique(items: Iterable[Cited]) -> list[Cited]:
    """Each section once, in order."""
    return list({(c.cite, c.modality): c for c in items}.values())


def once(items: Iterable[Deadline]) -> list[Deadline]:
    return list({(d.at, d.words, d.needs): d for d in items}.values())
