"""A norm in plain words: its syntax tree turned into nested clauses, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.words_terms import due_words, span_words, term_type, term_words, until_words

if TYPE_CHECKING:
    from amparo.law.corpus import LawFile
    from amparo.law.phrases import Marks
    from amparo.law.words import Words

LONG = 120
"""Characters; a longer choice between values is set out as a list."""
FLIPPED = {"ge": "lt", "lt": "ge", "gt": "le", "le": "gt"}


@dataclass(frozen=True)
class Clause:
    """A condition in words. With `parts` it leads in a list: `all` says whether all of them are
    needed or any one is enough. `define` is the definition it names, if it names one."""

    text: str
    parts: tuple[Clause, ...] = ()
    all: bool = True
    define: str | None = None

    def lines(self, indent: str = "", mark: str = "– ") -> Iterator[str]:
        yield f"{indent}{mark}{self.text}"
        for part in self.parts:
            yield from part.lines(indent + "  ")


@dataclass(frozen=True)
class RuleText:
    """A norm in words: the headline, what must hold, what lifts it, and what is said beside it.

    `head` has its comma or full stop. `definitions` explain every definition that the clauses name, as they come up.
    """

    head: str
    marks: Marks
    when: tuple[Clause, ...] = ()
    unless: tuple[Clause, ...] = ()
    if_words: str = ""
    unless_words: str = ""
    notes: tuple[str, ...] = ()
    definitions: tuple[Clause, ...] = ()

    def lines(self) -> list[str]:
        """Line by line, deeper conditions indented."""
        out = [self.head]
        comma, stop, space = self.marks.comma, self.marks.stop, self.marks.space
        for lead, clauses, end in (
            (self.if_words, self.when, comma if self.unless else stop),
            (self.unless_words, self.unless, stop),
        ):
            if len(clauses) == 1 and clauses[0].parts:
                out.append(f"{lead}{space}{clauses[0].text}")
                out += [line for part in clauses[0].parts for line in part.lines()]
            elif len(clauses) == 1:
                out.append(f"{lead}{space}{clauses[0].text}{end}")
            elif clauses:
                out.append(lead)
                out += [line for c in clauses for line in c.lines()]
        out += self.notes
        for item in self.definitions:
            out += item.lines(mark="")
        return out


def rule_text(words: Words, file: LawFile, norm: s.Norm) -> RuleText:
    """See `Words.rule_blocks`."""
    clauses = Clauses(words, file)
    when = clauses.each(norm.when)
    unless = clauses.any_of(norm.unless)
    head = words.say(f"norm.{norm.modality}", who=_subject(words, file, norm), act=words.act(norm.question))
    marks = words.marks
    if isinstance(norm.by, str):
        head += marks.comma + marks.space + words.say("norm.by_words", when=words.text(norm.by))
    elif norm.by is not None:
        head += marks.space + due_words(words, norm.by)
    if norm.until is not None:
        head += marks.space + until_words(words, norm.until)
    head += marks.comma if when or unless else marks.stop
    return RuleText(
        head, marks, when, unless,
        words.phrases["norm.if_all" if len(when) > 1 else "norm.if"] if when else "",
        words.phrases["norm.unless_any" if len(unless) > 1 else "norm.unless"] if unless else "",
        tuple(_notes(words, file, norm)), clauses.definitions(),
    )  # fmt: skip


def open_text(words: Words, file: LawFile, entry: s.Open) -> RuleText:
    """An open entry in words."""
    clauses = Clauses(words, file)
    names = [words.quoted(words.question(n.id)) for n in entry.questions]
    head = words.say("open.rule", questions=words.listed(names))
    when = clauses.each((entry.when,) if entry.when is not None else ())
    lead = words.phrases["open.when_all" if len(when) > 1 else "open.when"]
    why = words.text(entry.why)
    return RuleText(head + words.marks.stop, words.marks, when, (), lead, "", (why,), clauses.definitions())


def definition(words: Words, file: LawFile, define: s.Define) -> Clause:
    """See `Words.definition`."""
    return Clauses(words, file).definition(define)


def define_words(words: Words, file: LawFile, name: str) -> str:
    """What a definition is called: its name without the place's letters, or [define] in another language."""
    places = file.place.split("/")[1:]
    prefixes = {p[:n] for p in places for n in (2, 3)} | {"".join(w[0] for w in p.split("-")) for p in places}
    plain = re.sub(rf"^({'|'.join(sorted(p for p in prefixes if len(p) > 1) or ['-'])})_", "", name)
    english = plain.replace("_", " ")
    named = english if words.lang == "en" else words.tables.get("define", {}).get(name, english)
    return words.quoted(named)


def _subject(words: Words, file: LawFile, norm: s.Norm) -> str:
    """The one agency that a norm binds, or "The agency"."""
    binds = norm.binds or file.binds
    if len(binds) == 1 and binds[0].id in words.vocabulary.kinds["agency"].labels:
        return words.who(file.place, {"agency": binds[0].id})
    return words.phrases["any_who"]


def _notes(words: Words, file: LawFile, norm: s.Norm) -> Iterator[str]:
    binds = norm.binds or file.binds
    if binds:
        named = [_agency(words, n.id) for n in binds]
        yield words.say("norm.binds", who=words.marks.list.join(named))
    if norm.in_force is not None:
        first, last = norm.in_force.start > 1, norm.in_force.end < s.FAR
        key = "norm.from_to" if first and last else "norm.from" if first else "norm.to"
        yield words.say(key, start=_day(words, norm.in_force.start), end=_day(words, norm.in_force.end))
    if norm.contested:
        yield words.say("norm.contested", why=words.text(norm.contested))
    for span, why in norm.enjoined:
        key = "norm.enjoined_open" if span.end == s.FAR else "norm.enjoined"
        yield words.say(key, start=_day(words, span.start), end=_day(words, span.end), why=words.text(why))
    if norm.note:
        yield words.say("norm.note", note=words.text(norm.note))


def _day(words: Words, day: int) -> str:
    return words.date(days.iso(day))


def _agency(words: Words, name: str) -> str:
    if name == "everyone":
        return words.phrases["norm.everyone"]
    if name in words.vocabulary.groups:
        return words.group(name)
    return words.kind_label("agency", name) if name in words.vocabulary.kinds["agency"].labels else name


class Clauses:
    """Turns conditions into clauses and remembers the definitions they name."""

    def __init__(self, words: Words, file: LawFile):
        self.words, self.file = words, file
        self.defines = {d.name: d for _, d in words.corpus.defines_for(file)}
        self.named: list[str] = []
        self.record: s.Record | None = None

    def each(self, exprs: tuple[s.Expr, ...]) -> tuple[Clause, ...]:
        """One clause a condition; what is joined by "and" stands side by side."""
        return self._joined([self.clause(e) for e in exprs], together=True).parts

    def any_of(self, exprs: tuple[s.Expr, ...]) -> tuple[Clause, ...]:
        """One clause a condition of which each alone is enough."""
        return self._joined([self.clause(e) for e in exprs], together=False).parts

    def definitions(self) -> tuple[Clause, ...]:
        out, at = [], 0
        while at < len(self.named):
            define = self.defines.get(self.named[at])
            if define is not None:
                out.append(self.definition(define))
            at += 1
        return tuple(out)

    def definition(self, define: s.Define) -> Clause:
        inner = self.clause(define.expr)
        name = define_words(self.words, self.file, define.name)
        if inner.text == self.words.phrases["any"]:
            return Clause(self._say("define.any", name=name), inner.parts, False, define.name)
        parts = inner.parts if inner.text == self.words.phrases["all"] else (inner,)
        return Clause(self._say("define", name=name), parts, define=define.name)

    # ---- one condition -------------------------------------------------------------------------
    def clause(self, expr: s.Expr, no: bool = False) -> Clause:
        """A condition, or with `no` its contrary, in words."""
        match expr:
            case s.Negate(part):
                return self.clause(part, not no)
            case s.AllOf(parts) | s.AnyOf(parts):
                together = isinstance(expr, s.AllOf) != no
                return self._joined([self.clause(p, no) for p in parts], together)
            case s.Truth(name):
                return self._truth(name, no)
            case s.Among():
                return self._among(expr, no != expr.negated)
            case s.Compare(left, op, right):
                return Clause(self._compare(left, FLIPPED[op] if no else op, right))
            case s.Within(left, span, side, right):
                key = f"{'not_' if no else ''}within.{side}"
                return Clause(
                    self._say(
                        key,
                        left=self._term(left),
                        span=span_words(self.words, span),
                        right=self._term(right),
                    )
                )
            case s.Includes(name, label):
                fact = self.words.vocabulary.facts[name]
                value = self._value(fact, label)
                return Clause(self._say("excludes" if no else "includes", label=self.words.label(name), value=value))
            case s.Quantified(quant, _, name, where):
                return self._listed(self._quantifier(quant, where, no), name, where)
            case s.Counted(name, where, op, number):
                key = f"count.{FLIPPED[op] if no else op}"
                return self._listed(key, name, where, number)
        raise TypeError(expr)

    def _joined(self, clauses: list[Clause], together: bool) -> Clause:
        """A list of which all, or any one, must hold; a like list inside it is drawn into it."""
        text = self.words.phrases["all" if together else "any"]
        flat = [p for c in clauses for p in (c.parts if c.text == text else (c,))]
        return Clause(text, tuple(flat), together)

    def _say(self, key: str, **parts: object) -> str:
        return self.words.say(key, **parts)

    def _fact(self, name: str) -> s.Fact | None:
        if self.record and name in self.record.fields:
            return self.record.fields[name]
        return self.words.vocabulary.facts.get(name)

    def _label(self, fact: s.Fact) -> str:
        inside = self.record and self.record.fields.get(fact.name) is fact
        return (
            self.words.field_label(self.record.name, fact.name)
            if inside and self.record
            else self.words.label(fact.name)
        )

    def _truth(self, term: s.Term, no: bool) -> Clause:
        name = term.id if isinstance(term, s.Name) else ""
        fact = self._fact(name)
        if fact is None:
            if self.words.lang != "en" and name not in self.words.tables.get("define", {}):
                return self.clause(self.defines[name].expr, no)
            if name not in self.named:
                self.named.append(name)
            named = define_words(self.words, self.file, name)
            return Clause(self._say("define.false" if no else "define.true", name=named), define=name)
        inside = self.record.name if self.record and self.record.fields.get(name) is fact else None
        return Clause(self.words._fact_words(fact, "denies" if no else "says", inside) or name.replace("_", " "))

    def _among(self, expr: s.Among, no: bool) -> Clause:
        fact = self._fact(expr.left.id) if isinstance(expr.left, s.Name) else None
        if fact is None or fact.type != "one_of":
            left, values = self._term(expr.left), [self._term(v) for v in expr.values]
        else:
            left = self._label(fact)
            values = [self._value(fact, v.id) if isinstance(v, s.Name) else self._term(v) for v in expr.values]
        if len(values) > 1:
            text = self._say("not_one_of" if no else "one_of", label=left, values=self.words.marks.series.join(values))
            if len(text) < LONG:
                return Clause(text)
            lead = self._say("not_one_of" if no else "one_of", label=left, values="").rstrip()
            return Clause(lead, tuple(Clause(v) for v in values), no)
        plain = "_plain" if fact is None or fact.type != "one_of" else ""
        return Clause(self._say(f"is_not{plain}" if no else f"is{plain}", label=left, value=values[0]))

    def _value(self, fact: s.Fact, label: str) -> str:
        if label in self.words.vocabulary.groups:
            return self.words.group(label)
        known = self.words.vocabulary.kinds[fact.of or ""].labels
        return self.words.kind_label(fact.of or "", label) if label in known else label

    def _compare(self, left: s.Term, op: str, right: s.Term) -> str:
        if isinstance(left, s.Age) and isinstance(right, s.Literal):
            on = self._term(s.Name(left.on)) if left.on else self.words.phrases["today"]
            years = right.value + (1 if op in ("gt", "le") else 0)
            return self._say(f"age.{op}", on=on, birth=self._term(s.Name(left.birth)), years=years)
        dated = term_type(self.words, left, self.record) in ("date", "moment")
        return self._say(f"date.{op}" if dated else op, left=self._term(left), right=self._term(right))

    def _term(self, term: s.Term) -> str:
        return term_words(self.words, term, self.record)

    def _quantifier(self, quant: str, where: s.Expr | None, no: bool) -> str:
        if quant == "every":
            return "list.not_every" if no else "list.every"
        there_is = (quant == "any") != no
        return f"list.{'any' if there_is else 'no'}{'_where' if where is not None else ''}"

    def _listed(self, key: str, name: str, where: s.Expr | None, number: int = 0) -> Clause:
        text = self._say(key, list=self.words.label(name), number=number)
        if where is None:
            return Clause(text)
        if key.startswith("count"):
            text = self._say("count.where", count=text)
        fact = self.words.vocabulary.facts[name]
        self.record = self.words.vocabulary.records.get(fact.of or "")
        inner = self.clause(where)
        self.record = None
        return Clause(text, (inner,) if inner.parts and not inner.all else inner.parts or (inner,))
