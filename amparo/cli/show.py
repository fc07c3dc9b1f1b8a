"""A verdict as text for a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from amparo.cli.texts import TEXTS

if TYPE_CHECKING:
    from amparo.law.ask import Cited, Contest, Duty, Verdict
    from amparo.law.words import Words

SIGNS = {"square": "■", "circle": "●", "triangle": "▲", "open": "○", "diamond": "◆", "dash": "–"}
WIDEST = 100


def show(verdict: Verdict, words: Words, *, last: bool = True) -> str:
    """The whole answer. The footer with the law's version comes after the last of several."""
    return "\n".join(Page(words).verdict(verdict, last=last))


class Page:
    """Lays out text: headings, items with a hanging indent, lines no wider than the terminal."""

    def __init__(self, words: Words):
        self.words, self.texts = words, TEXTS[words.lang]
        terminal = sys.stdout.isatty()
        self.width = min(shutil.get_terminal_size().columns, WIDEST) if terminal else 0

    def verdict(self, verdict: Verdict, *, last: bool) -> Iterator[str]:
        sign, headline = SIGNS[self.words.shape(verdict)], self.words.headline(verdict)
        yield from (click.style(line, bold=True) for line in self._fold(f"{sign} {headline}", "", "  "))
        yield "  " + self._say("where", place=self.words.place(verdict.place), date=self.words.date(verdict.on))
        for heading, items in self._parts(verdict):
            lines = [line for item in items for line in item]
            if lines:
                yield ""
                yield click.style(self.texts[heading], underline=True)
                yield from lines
        if last:
            yield ""
            yield from self._fold(self._say("footer", version=verdict.version), "", "")

    def _parts(self, v: Verdict) -> Iterator[tuple[str, Iterable[Iterable[str]]]]:
        words = self.words
        if v.verdict == "undecided":
            yield "possible", [self._item(", ".join(words.verdict(p) for p in v.possible))]
        yield "because", [self._cited(c) for c in v.because]
        yield "due", [self._item(f"{words.deadline(d)} ({d.cited.cite})") for d in v.due]
        yield "until", [self._item(f"{words.deadline(d)} ({d.cited.cite})") for d in v.limits]
        yield "contests", [self._contest(c) for c in v.contests]
        yield "overridden", [self._cited(c) for c in v.overridden]
        yield "enjoined", [self._item(f"{c.cite}: {words.text(why)}") for c, why in v.enjoined]
        yield "duties", [self._duty(v, d) for d in v.duties]
        yield "open", [self._item(f"{c.cite}: {words.text(why)}") for c, why in v.open]
        yield (
            "reason",
            [self._item(words.statement(n, x)) for n, x in v.reason.items()] if v.because else [],
        )
        yield "changes", [self._item(words.change(c)) for c in v.changes]
        yield "missing", [self._item(f"{name}: {words.ask(name)}") for name in v.missing]
        yield "next", [self._next(v.next)] if v.next else []
        yield "not_in_force", [self._out(c, a, b) for c, a, b in v.out_of_force]

    def _cited(self, c: Cited) -> Iterator[str]:
        yield from self._item(f"{c.cite} — {self.words.section_title(c)}")
        evidence = self.words.evidence(c.evidence).rstrip(".")
        date, review = self.words.date(c.read_on), self._review(c)
        yield from self._more(self._say("read", evidence=evidence, date=date, review=review))
        if c.note:
            yield from self._more(self._say("note", note=self.words.text(c.note)))

    def _review(self, c: Cited) -> str:
        none = c.review.lower().startswith("none")
        return self.texts["unreviewed"] if none else self._say("reviewed", review=c.review)

    def _contest(self, c: Contest) -> Iterator[str]:
        yield from self._item(f"{c.cited.cite}: {self.words.text(c.why)}")
        verdicts = ", ".join(self.words.verdict(w) for w in c.without)
        yield from self._more(self._say("without", verdicts=verdicts))

    def _duty(self, verdict: Verdict, duty: Duty) -> Iterator[str]:
        yield from self._item(self.words.duty(verdict, duty))
        cites = {c.cite: c for c in duty.because}
        for d in duty.deadlines:
            cites.pop(d.cited.cite, None)
            yield from self._more(f"{self.words.deadline(d)} ({d.cited.cite})")
        if cites:
            yield from self._more("; ".join(cites))
        if duty.missing:
            facts = ", ".join(duty.missing)
            yield from self._more(self._say("depends", facts=facts))

    def _next(self, name: str) -> Iterator[str]:
        yield from self._item(self.words.ask(name))
        if self.words.help(name):
            yield from self._more(self.words.help(name))
        yield from self._more(self._say("answer_with", how=how_to_answer(self.words, name)))

    def _out(self, c: Cited, first: str, last: str | None) -> Iterator[str]:
        date = self.words.date
        start = "" if first < "0002" else first
        if last:
            span = (
                self._say("from_to", start=date(start), end=date(last))
                if start
                else self._say("from_to", start="…", end=date(last))
            )
        else:
            span = self._say("from", start=date(first))
        yield from self._item(f"{c.cite} — {self.words.section_title(c)} ({span})")

    def _say(self, key: str, **parts: object) -> str:
        return self.texts[key].format(**parts)

    def _item(self, text: str) -> Iterator[str]:
        return self._fold(text, "  – ", "    ")

    def _more(self, text: str) -> Iterator[str]:
        return self._fold(text, "    ", "    ")

    def _fold(self, text: str, first: str, rest: str) -> Iterator[str]:
        if not self.width:
            yield first + text
        else:
            yield from textwrap.wrap(
                text,
                self.width,
                initial_indent=first,
                subsequent_indent=rest,
                break_long_words=False,
            )


def how_to_answer(words: Words, name: str) -> str:
    """How a fact is typed on the command line."""
    fact = words.vocabulary.fact(name)
    labels = ", ".join(label for label, _ in words.choices(name))
    if fact.type == "list_of":
        labels = ", ".join(words.vocabulary.records[fact.of or ""].fields)
    return TEXTS[words.lang][f"how.{fact.type}"].format(name=name, labels=labels)
