"""Dates, amounts and spans of time of the law language, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.law import days
from amparo.law import syntax as s
from amparo.law.words_values import money

if TYPE_CHECKING:
    from amparo.law.words import Words


def term_words(words: Words, term: s.Term, record: s.Record | None = None) -> str:
    """A term as a noun phrase: "30 days after the day the request arrived"."""

    def inner(part: s.Term) -> str:
        return term_words(words, part, record)

    match term:
        case s.Name(name):
            return name_words(words, name, record)
        case s.Literal():
            return literal_words(words, term)
        case s.Today():
            return words.phrases["today"]
        case s.Sum(left, right, sign):
            between = sign < 0 and term_type(words, left, record) in ("date", "moment")
            key = "days_between" if between else "plus" if sign > 0 else "minus"
            return words.say(key, left=inner(left), right=inner(right))
        case s.Shift():
            said = shift_words(words, term, record)
            type_ = term_type(words, term, record)
            plain = isinstance(term.span.amount, str) or type_ not in ("date", "moment")
            return said if plain else words.say(f"point.{type_}", when=said)
        case s.Rolled(start):
            return words.say("rolled", start=inner(start))
        case s.Times(factor, name, percent):
            named = name_words(words, name, record)
            return words.say("percent" if percent else "times", factor=factor, name=named)
        case s.Age(birth, on):
            day = name_words(words, on, record) if on else words.phrases["today"]
            return words.say("age", on=day, birth=name_words(words, birth, record))
        case s.NextDay(month, day):
            if not month:
                return words.phrases["next_quarter"]
            return words.say("next", day=words.say("month_day", month=words.month(month), day=day))
    raise TypeError(term)


def shift_words(words: Words, term: s.Shift, record: s.Record | None = None) -> str:
    """A term moved by a span: "3 business days after the day the request arrived"."""
    key, span = "later" if term.sign > 0 else "earlier", term.span
    start = term_words(words, term.start, record)
    if isinstance(span.amount, str):
        unit = words.counted(f"unit.{span.unit}")
        name = name_words(words, span.amount, record)
        return words.say(f"{key}.fact", start=start, name=name, unit=unit)
    return words.say(key, span=span_words(words, span), start=start)


def due_words(words: Words, due: s.Term) -> str:
    """A deadline that is counted: "within 3 business days after …", "by the next September 1"."""
    if isinstance(due, s.Shift) and due.sign > 0 and not isinstance(due.span.amount, str):
        return words.say("norm.within", when=shift_words(words, due))
    return words.say("norm.by", when=term_words(words, due))


def until_words(words: Words, until: s.Term) -> str:
    """When a permission ends: "until 48 hours after …"."""
    said = shift_words(words, until) if isinstance(until, s.Shift) else term_words(words, until)
    return words.say("norm.until", when=said)


def name_words(words: Words, name: str, record: s.Record | None = None) -> str:
    """The words of a fact, a field of the record at hand, or a parameter."""
    if record and name in record.fields:
        return words.field_label(record.name, name)
    if name in words.vocabulary.facts:
        return words.label(name)
    return words.parameter(name) if name in words.vocabulary.parameters else name.replace("_", " ")


def literal_words(words: Words, term: s.Literal) -> str:
    if term.type == "money":
        return money(term.value / 100)
    if term.type == "date":
        return words.say("point.given", date=words.date(days.iso(term.value)))
    if term.type == "moment":
        return words.say("point.given", date=words.moment(days.iso_moment(term.value)))
    return words.marks.number(term.value)


def span_words(words: Words, span: s.Span) -> str:
    """An amount of time: "3 business days"."""
    unit = f"unit.{span.unit}"
    if isinstance(span.amount, str):
        return name_words(words, span.amount) + words.marks.space + words.marks.bracketed(words.counted(unit))
    return words.say("span", amount=span.amount, unit=words.counted(unit, span.amount))


def term_type(words: Words, term: s.Term, record: s.Record | None = None) -> str:
    """The type of a term, or "" where it cannot be told."""
    match term:
        case s.Literal(type_):
            return type_
        case s.Today() | s.NextDay():
            return "date"
        case s.Name(name):
            facts = {**words.vocabulary.facts, **(record.fields if record else {})}
            found = facts.get(name) or words.vocabulary.parameters.get(name)
            return found.type if found else ""
        case s.Shift(start) | s.Rolled(start):
            return term_type(words, start, record)
        case s.Sum(left, _, sign):
            type_ = term_type(words, left, record)
            return "number" if sign < 0 and type_ in ("date", "moment") else type_
    return "number"


def names_in(term: s.Term | str) -> list[str]:
    """The facts and parameters that a term names, in order."""
    match term:
        case s.Name(name):
            return [name]
        case s.Sum(left, right):
            return [*names_in(left), *names_in(right)]
        case s.Shift(start, span):
            return [*names_in(start), *([span.amount] if isinstance(span.amount, str) else [])]
        case s.Rolled(start):
            return names_in(start)
        case s.Times(name=name):
            return [name]
        case s.Age(birth, on):
            return [birth, *([on] if on else [])]
    return []
