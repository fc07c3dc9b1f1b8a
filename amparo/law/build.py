"""Lark trees of fenced blocks to syntax trees."""

from __future__ import annotations

import datetime
from typing import Any

import lark
from lark.visitors import Transformer, v_args

from amparo.law import syntax as s
from amparo.law.days import read_date, read_moment
from amparo.law.errors import Pos
from amparo.law.pages import Block

MONTHS: list[str] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip


LONGEST = 15  # characters of a number


class Bad(Exception):
    """A value that parses but cannot be, such as 30 February."""

    def __init__(self, message: str, token: lark.Token):
        super().__init__(message)
        self.message, self.token = message, token


def _plain(token: lark.Token) -> str:
    return " ".join(str(token)[1:-1].split())


@v_args(meta=True)
class Build(Transformer):
    """Lark tree to syntax tree, one small method a rule."""

    def __init__(self, path: str, line: int, block: Block, prose: str):
        super().__init__()
        self.path, self.line, self.section, self.prose = path, line, block.section, prose

    def pos(self, thing: Any) -> Pos:
        """The place of a token or of a rule's meta."""
        if getattr(thing, "empty", False) or getattr(thing, "line", None) is None:
            return Pos(self.path, self.line, 1)
        same = thing.end_line == thing.line
        width = thing.end_column - thing.column if same else 1
        return Pos(self.path, self.line + thing.line - 1, thing.column, width)

    # tokens -------------------------------------------------------------------------------
    def _date(self, token: lark.Token) -> int:
        try:
            return read_date(str(token))
        except ValueError:
            raise Bad(f"There is no day {token}.", token) from None

    def _moment(self, token: lark.Token) -> int:
        try:
            return read_moment(str(token))
        except ValueError:
            raise Bad(f"There is no moment {token}.", token) from None

    def _number(self, token: lark.Token) -> int:
        if len(token) > LONGEST:
            raise Bad("No number is this large.", token)
        return int(str(token).replace(",", ""))

    def _cents(self, token: lark.Token) -> int:
        if len(token) > LONGEST:
            raise Bad("No amount is this large.", token)
        return round(float(str(token)[1:].replace(",", "")) * 100)

    # terms --------------------------------------------------------------------------------
    def name(self, meta, c):
        return s.Name(str(c[0]), self.pos(meta))

    def number(self, meta, c):
        return s.Literal("number", self._number(c[0]), self.pos(meta))

    def money(self, meta, c):
        return s.Literal("money", self._cents(c[0]), self.pos(meta))

    def date(self, meta, c):
        return s.Literal("date", self._date(c[0]), self.pos(meta))

    def moment(self, meta, c):
        return s.Literal("moment", self._moment(c[0]), self.pos(meta))

    def today(self, meta, c):
        return s.Today(self.pos(meta))

    def plus(self, meta, c):
        return s.Sum(c[0], c[1], 1, self.pos(meta))

    def minus(self, meta, c):
        return s.Sum(c[0], c[1], -1, self.pos(meta))

    def later(self, meta, c):
        return s.Shift(c[0], c[1], 1, self.pos(meta))

    def earlier(self, meta, c):
        return s.Shift(c[0], c[1], -1, self.pos(meta))

    def rolled(self, meta, c):
        return s.Rolled(c[0], self.pos(meta))

    def percent(self, meta, c):
        return s.Times(self._number(c[0]), str(c[1]), True, self.pos(meta))

    def times(self, meta, c):
        return s.Times(self._number(c[0]), str(c[1]), False, self.pos(meta))

    def age(self, meta, c):
        return s.Age(str(c[0]), str(c[1]) if len(c) > 1 and c[1] else None, self.pos(meta))

    def next_day(self, meta, c):
        month, day = MONTHS.index(str(c[0])) + 1, self._number(c[1])
        try:
            datetime.date(2023, month, day)
        except ValueError:
            raise Bad(f"There is no {c[0]} {c[1]} in every year.", c[1]) from None
        return s.NextDay(month, day, self.pos(meta))

    def next_quarter(self, meta, c):
        return s.NextDay(0, 0, self.pos(meta))

    def span(self, meta, c):
        amount = self._number(c[0]) if c[0].type == "NUMBER" else str(c[0])
        return s.Span(amount, c[1], self.pos(meta))

    # conditions ---------------------------------------------------------------------------
    def any_of(self, meta, c):
        return s.AnyOf(tuple(c))

    def all_of(self, meta, c):
        return s.AllOf(tuple(c))

    def negate(self, meta, c):
        return s.Negate(c[0])

    def truth(self, meta, c):
        return s.Truth(c[0], self.pos(meta))

    def equals(self, meta, c):
        return s.Among(c[0], (c[1],), False, self.pos(meta))

    def differs(self, meta, c):
        return s.Among(c[0], (c[1],), True, self.pos(meta))

    def values(self, meta, c):
        return tuple(c)

    def among(self, meta, c):
        return s.Among(c[0], c[1], False, self.pos(meta))

    def not_among(self, meta, c):
        return s.Among(c[0], c[1], True, self.pos(meta))

    def compares(self, meta, c):
        return s.Compare(c[0], c[1], c[2], self.pos(meta))

    def within(self, meta, c):
        return s.Within(c[0], c[1], c[2], c[3], self.pos(meta))

    def includes(self, meta, c):
        return s.Includes(str(c[0]), str(c[1]), self.pos(meta), self.pos(c[1]))

    def quantified(self, meta, c):
        places = self.pos(meta), self.pos(c[1]), self.pos(c[2])
        return s.Quantified(c[0], str(c[1]), str(c[2]), c[3], *places)

    def counted(self, meta, c):
        return s.Counted(str(c[0]), c[1], c[2], self._number(c[3]), self.pos(meta), self.pos(c[0]))

    # law blocks ---------------------------------------------------------------------------
    def names(self, meta, c):
        return tuple(s.Name(str(t), self.pos(t)) for t in c)

    def range(self, meta, c):
        end = self._date(c[1]) if len(c) > 1 and c[1] else s.FAR
        return self._range(meta, self._date(c[0]), end, c[0])

    def range_to(self, meta, c):
        return self._range(meta, 1, self._date(c[0]), c[0])

    def _range(self, meta, start, end, token):
        if end < start:
            raise Bad("This range ends before it begins.", token)
        return s.Range(start, end, self.pos(meta))

    def due(self, meta, c):
        return c[0]

    def due_words(self, meta, c):
        return _plain(c[0])

    def norm(self, meta, c):
        modality, name, by, until, *clauses = c
        made: dict[str, Any] = {"when": (), "unless": (), "enjoined": ()}
        for key, value, where in (clause for clause in clauses if clause):
            if key in ("when", "unless", "enjoined"):
                made[key] += (value,)
            elif key in made:
                raise Bad(f"This norm says '{key.replace('_', ' ')}' twice.", where)
            else:
                made[key] = value
        contested = made.pop("contested", None)
        if contested:
            made["contested"], made["contested_in"] = contested
        return s.Norm(str(modality), str(name), self.section, by, until, **made, at=self.pos(name))

    def when(self, meta, c):
        return ("when", c[0], meta)

    def unless(self, meta, c):
        return ("unless", c[0], meta)

    def binds(self, meta, c):
        return ("binds", c[0], meta)

    def in_force(self, meta, c):
        return ("in_force", c[0], meta)

    def contested(self, meta, c):
        return ("contested", (_plain(c[0]), (c[1] if len(c) > 1 else None) or s.Range()), meta)

    def enjoined(self, meta, c):
        return ("enjoined", (c[0], _plain(c[1])), meta)

    def evidence(self, meta, c):
        return ("evidence", str(c[0]), meta)

    def source(self, meta, c):
        return ("source", _plain(c[0]), meta)

    def note(self, meta, c):
        return ("note", _plain(c[0]), meta)

    def define(self, meta, c):
        return s.Define(str(c[0]), c[1], self.section, c[2], self.pos(c[0]))

    def open(self, meta, c):
        names, when, binds, in_force, why = c
        return s.Open(names, _plain(why), self.section, when, binds, in_force, self.pos(meta))

    def law(self, meta, c):
        return tuple(c)

    # cases --------------------------------------------------------------------------------
    def yes(self, meta, c):
        return s.Given(str(c[0]), True, self.pos(c[0]))

    def no(self, meta, c):
        return s.Given(str(c[0]), False, self.pos(c[0]))

    def none(self, meta, c):
        return s.Given(str(c[0]), (), self.pos(c[0]))

    def set_to(self, meta, c):
        return s.Given(str(c[0]), c[1], self.pos(c[0]))

    def entry(self, meta, c):
        return tuple(g for g in c if g)

    def entries(self, meta, c):
        return s.Given(str(c[0]), tuple(c[1:]), self.pos(c[0]))

    def members(self, meta, c):
        return s.Given(str(c[0]), tuple(s.Name(str(t), self.pos(t)) for t in c[1:]), self.pos(c[0]))

    def refs(self, meta, c):
        return tuple(_plain(t) if t.type == "STRING" else str(t) for t in c)

    def by(self, meta, c):
        return ("by", c[0])

    def overriding(self, meta, c):
        return ("overriding", c[0])

    def outcomes(self, meta, c):
        return tuple(str(t) for t in c)

    def between(self, meta, c):
        return ("between", c[0])

    def needs(self, meta, c):
        return ("needs", c[0])

    def due_on(self, meta, c):
        if c[0].type == "STRING":
            return ("due", _plain(c[0]))
        (self._date if c[0].type == "DATE" else self._moment)(c[0])
        return ("due", str(c[0]).replace("T", " "))

    def is_contested(self, meta, c):
        return ("contested", True)

    def is_tainted(self, meta, c):
        return ("tainted", True)

    def then(self, meta, c):
        found = dict(c[2:])
        needs = found.pop("needs", ())
        places = {n.id: n.at for n in needs} | {str(c[0]): self.pos(c[0])}
        said: dict[str, Any] = {**found, "needs": tuple(n.id for n in needs)}
        return s.Then(str(c[0]), str(c[1]), **said, at=self.pos(meta), places=places)

    def case(self, meta, c):
        given = tuple(g for g in c if isinstance(g, s.Given))
        thens = tuple(t for t in c if isinstance(t, s.Then))
        place = next((t for t in c if getattr(t, "type", "") == "PLACE"), None)
        day = next((self._date(t) for t in c if getattr(t, "type", "") == "DATE"), None)
        at, place_at = Pos(self.path, self.line, 1), self.pos(place)
        return s.Case(self.prose, given, thens, self.section, place and str(place), day, at, place_at)

    # vocabulary ---------------------------------------------------------------------------
    def label(self, meta, c):
        return (c[0], _plain(c[1]), _plain(c[2]) if len(c) > 2 and c[2] else None)

    def kind(self, meta, c):
        labels: dict[str, str] = {}
        for token, words, _ in c[1:]:
            if str(token) in labels:
                raise Bad(f"The label '{token}' stands here twice.", token)
            labels[str(token)] = words
        phrases = {str(t): phrase for t, _, phrase in c[1:] if phrase}
        return s.Kind(str(c[0]), labels, phrases, self.pos(c[0]))

    def group(self, meta, c):
        places = {str(c[1]): self.pos(c[1])} | {n.id: n.at for n in c[3]}
        return s.Group(str(c[0]), str(c[1]), _plain(c[2]), tuple(n.id for n in c[3]), self.pos(c[0]), places)

    def yes_no(self, meta, c):
        return ("yes_no", None)

    def one_of(self, meta, c):
        return ("one_of", c[0])

    def set_of(self, meta, c):
        return ("set_of", c[0])

    def list_of(self, meta, c):
        return ("list_of", c[0])

    def whole(self, meta, c):
        return ("number", None)

    def cash(self, meta, c):
        return ("money", None)

    def day(self, meta, c):
        return ("date", None)

    def instant(self, meta, c):
        return ("moment", None)

    def words(self, meta, c):
        return (str(c[0]), _plain(c[1]))

    def known_by(self, meta, c):
        return ("known_by", c[0])

    def privacy(self, meta, c):
        return ("privacy", str(c[0]))

    def fact(self, meta, c):
        (kind, of), attrs = c[1], dict(c[2:])
        known, privacy = attrs.pop("known_by", ()), attrs.pop("privacy", "ordinary")
        places = {n.id: n.at for n in known} | ({str(of): self.pos(of)} if of else {})
        known_by = tuple(n.id for n in known)
        return s.Fact(str(c[0]), kind, of and str(of), attrs, known_by, privacy, self.pos(c[0]), places)

    field = fact

    def record(self, meta, c):
        return s.Record(str(c[0]), _plain(c[1]), {f.name: f for f in c[2:]}, self.pos(c[0]))

    def question(self, meta, c):
        return s.Question(str(c[0]), dict(c[1:]), None, self.pos(c[0]))

    def duty(self, meta, c):
        places = {n.id: n.at for n in c[1]}
        return s.Question(str(c[0]), dict(c[2:]), tuple(places), self.pos(c[0]), places)

    def situation(self, meta, c):
        words = dict(x for x in c[1:] if isinstance(x, tuple) and isinstance(x[0], str))
        asks = next(x for x in c[1:] if isinstance(x, tuple) and isinstance(x[0], s.Name))
        given = tuple(x for x in c if isinstance(x, s.Given))
        places = {n.id: n.at for n in asks}
        return s.Situation(str(c[0]), words, tuple(places), given, self.pos(c[0]), places)

    def value(self, meta, c):
        amount = self._cents(c[1]) if c[1].type == "MONEY" else self._number(c[1])
        return (self._date(c[0]), amount, _plain(c[2]), c[1])

    def parameter(self, meta, c):
        words = dict(x for x in c[2:] if isinstance(x[0], str))
        found = [x for x in c[2:] if isinstance(x[0], int)]
        for _, _, _, token in found:
            if (token.type == "MONEY") != (c[1][0] == "money"):
                wanted = "an amount of money, like $100" if c[1][0] == "money" else f"a {c[1][0]}"
                raise Bad(f"A value of '{c[0]}' is {wanted}.", token)
        values = tuple(sorted(x[:3] for x in found))
        return s.Parameter(str(c[0]), c[1][0], words, values, self.pos(c[0]))

    def vocabulary(self, meta, c):
        return tuple(c)


# Rules that only name a choice.
for _rule in ("ge", "le", "gt", "lt", "any", "no_one", "every", "before", "after",
              "days", "business_days", "weeks", "months", "years", "hours", "counted_hours"):  # fmt: skip
    setattr(Build, _rule, v_args(meta=True)(lambda self, meta, c, _rule=_rule: _rule))
