"""From the words of a law file to logic: every name looked up, every type checked, on one day.

Problems are reported with their place; the condition at fault then counts as false, so that one run
finds every mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.law import logic
from amparo.law import syntax as s
from amparo.law.logic import FALSE, TRUE, Logic
from amparo.law.vocabulary import Vocabulary, hint

NUMERIC = ("number", "money", "date", "moment")
NAMES = {"yes_no": "a yes/no fact", "one_of": "one of a kind", "set_of": "a set", "number": "a number",
         "money": "an amount of money", "date": "a date", "moment": "a moment", "list_of": "a list"}  # fmt: skip
EVERY_LABEL = "everyone"
WHO = "agency"
"""The fact that says who is bound."""


@dataclass
class Scope:
    """What names mean in one law file on one day.

    `defines` are the definitions in force that day, `state` the calendar ("NY", or "" for federal),
    `settled` the facts that the place itself settles (its circuit), `report` takes problems.
    """

    words: Vocabulary
    defines: Mapping[str, s.Define]
    day: int
    state: str = ""
    settled: Mapping[str, Any] = field(default_factory=dict)
    report: Callable[[s.Pos, str], None] = lambda at, message: None
    absent: Mapping[str, str] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _done: dict[str, Logic] = field(default_factory=dict)
    record: s.Record | None = None

    # ---- conditions ---------------------------------------------------------------------
    def condition(self, expr: s.Expr) -> Logic:
        match expr:
            case s.AllOf(parts):
                return logic.both(*(self.condition(p) for p in parts))
            case s.AnyOf(parts):
                return logic.either(*(self.condition(p) for p in parts))
            case s.Negate(part):
                return logic.negate(self.condition(part))
            case s.Truth(name, at):
                return self._truth(name, at)
            case s.Among():
                return self._among(expr)
            case s.Compare(left, op, right, at):
                return self._compare(left, op, right, at)
            case s.Within(left, span, side, right, at):
                far = s.Shift(right, span, -1 if side == "before" else 1, at)
                first, last = (far, right) if side == "before" else (right, far)
                return logic.both(self._compare(left, "ge", first, at), self._compare(left, "le", last, at))
            case s.Includes():
                return self._includes(expr)
            case s.Quantified() | s.Counted():
                return self._quantified(expr)
        raise TypeError(expr)

    def _bad(self, at: s.Pos, message: str) -> Logic:
        self.report(at, message)
        return FALSE

    def fact(self, name: str) -> tuple[s.Fact, logic.Var] | None:
        """The field of the record at hand, or the fact, of this name."""
        if self.record and name in self.record.fields:
            return self.record.fields[name], logic.Var(name, True)
        if name in self.words.facts:
            return self.words.facts[name], logic.Var(name)
        return None

    def _unknown(self, name: str, at: s.Pos) -> Logic:
        if name in self.absent:
            why = self.absent[name]
            return self._bad(at, f"'{name}' is defined, but {why}.") if why else FALSE
        fields = self.record.fields if self.record else {}
        known = [*self.words.facts, *self.defines, *fields, *self.words.parameters]
        return self._bad(at, f"There is no fact or definition '{name}'." + hint(name, known))

    def _truth(self, term: s.Term, at: s.Pos) -> Logic:
        if not isinstance(term, s.Name):
            return self._bad(at, "A condition is needed here, not an amount: compare it with something.")
        found = self.fact(term.id)
        if found:
            fact, var = found
            if fact.type != "yes_no":
                return self._bad(at, f"'{term.id}' is {NAMES[fact.type]}, not a yes/no fact: say what it is.")
            if not var.field and term.id in self.settled:
                return logic.Const(bool(self.settled[term.id]))
            return logic.Yes(var)
        if term.id in self.defines:
            return self._defined(term.id, at)
        return self._unknown(term.id, at)

    def _defined(self, name: str, at: s.Pos) -> Logic:
        if name in self._open:
            return self._bad(at, f"The definition of '{name}' leads back to itself.")
        key = f"{name}|{self.record.name if self.record else ''}"
        if key not in self._done:
            self._open.append(name)
            self._done[key] = self.condition(self.defines[name].expr)
            self._open.pop()
        return self._done[key]

    def _among(self, expr: s.Among) -> Logic:
        if isinstance(expr.left, s.Name):
            found = self.fact(expr.left.id)
            if found and found[0].type == "one_of":
                return self._labels(expr, *found)
            if found and found[0].type in ("yes_no", "set_of", "list_of"):
                return self._bad(expr.at, f"'{expr.left.id}' is {NAMES[found[0].type]}; 'is' does not fit it."
                                 + self._instead(found[0], expr.values[0]))  # fmt: skip
            if not found and expr.left.id not in self.words.parameters:
                return self._unknown(expr.left.id, expr.left.at)
            literals = [v for v in expr.values if isinstance(v, s.Literal)]
            if found and found[0].type in NUMERIC and len(literals) == len(expr.values):
                for value in literals:
                    self._same_type(found[0].type, value.type, value.at)
                test: Logic = logic.OneOf(found[1], frozenset(v.value for v in literals))
                return logic.negate(test) if expr.negated else test
        equal = [
            logic.both(self._compare(expr.left, "ge", v, expr.at), self._compare(expr.left, "le", v, expr.at))
            for v in expr.values
        ]
        return logic.negate(logic.either(*equal)) if expr.negated else logic.either(*equal)

    def _instead(self, fact: s.Fact, value: s.Term) -> str:
        """What to write instead of `is` after a fact that does not take it."""
        if fact.type == "set_of":
            label = value.id if isinstance(value, s.Name) else "…"
            return f" Write: {fact.name} includes {label}."
        if fact.type == "list_of":
            return f" Write: any {fact.of} in {fact.name} where (…)."
        return f" Write: {fact.name}, or: not {fact.name}."

    def _labels(self, expr: s.Among, fact: s.Fact, var: logic.Var) -> Logic:
        labels: set[str] = set()
        for value in expr.values:
            if not isinstance(value, s.Name):
                return self._bad(value.at, f"'{fact.name}' is one of the kind '{fact.of}': a label is needed here.")
            members = self.words.members(fact.of or "", value.id)
            if members is None:
                near = hint(value.id, self.words.labels_of(fact.of or ""))
                return self._bad(value.at, f"'{value.id}' is no label of the kind '{fact.of}'.{near}")
            labels.update(members)
        if not var.field and fact.name in self.settled:
            test: Logic = logic.Const(self.settled[fact.name] in labels)
        elif fact.of in self.words.kinds and labels >= self.words.kinds[fact.of].labels.keys():
            return self._bad(expr.at, f"These are all the labels of '{fact.name}': the condition says nothing.")
        else:
            test = logic.OneOf(var, frozenset(labels))
        return logic.negate(test) if expr.negated else test

    def _includes(self, expr: s.Includes) -> Logic:
        name, label, at = expr.name, expr.label, expr.at
        found = self.fact(name)
        if not found:
            return self._unknown(name, at)
        fact, var = found
        if fact.type != "set_of":
            instead = f" Write: {name} is {label}." if fact.type == "one_of" else ""
            return self._bad(at, f"'{name}' is {NAMES[fact.type]}; 'includes' needs a set.{instead}")
        members = self.words.members(fact.of or "", label)
        if members is None:
            return self._bad(expr.label_at, f"'{label}' is no label of the kind '{fact.of}'." +
                             hint(label, self.words.labels_of(fact.of or "")))  # fmt: skip
        return logic.either(*(logic.Has(var, m) for m in members))

    def _quantified(self, expr: s.Quantified | s.Counted) -> Logic:
        fact = self.words.facts.get(expr.name)
        if fact is None:
            return self._unknown(expr.name, expr.name_at)
        if fact.type != "list_of" or self.record:
            why = "a list cannot stand inside another" if self.record else f"it is {NAMES[fact.type]}"
            return self._bad(expr.name_at, f"'{expr.name}' cannot be counted: {why}.")
        record = self.words.records.get(fact.of or "")
        if record is None:
            return FALSE
        if isinstance(expr, s.Quantified) and expr.noun != record.name:
            return self._bad(expr.noun_at, f"'{expr.name}' is a list of '{record.name}', not of '{expr.noun}'.")
        self.record = record
        where = self.condition(expr.where) if expr.where is not None else TRUE
        self.record = None
        var = logic.Var(expr.name)
        if isinstance(expr, s.Counted):
            least = {"ge": expr.number, "gt": expr.number + 1, "le": expr.number + 1, "lt": expr.number}[expr.op]
            if least <= 0:
                return self._bad(expr.at, "A count is never below zero: the condition says nothing.")
            test: Logic = logic.Count(var, where, least)
            return logic.negate(test) if expr.op in ("le", "lt") else test
        if expr.quant == "every":
            where = logic.negate(where)
        test = FALSE if where == FALSE else logic.Count(var, where, 1)
        return test if expr.quant == "any" else logic.negate(test)

    # ---- amounts ------------------------------------------------------------------------
    def _same_type(self, left: str, right: str, at: s.Pos) -> bool:
        dates = {"date", "moment"}
        if left and right and left != right and not {left, right} <= dates:
            instead = " An amount of money reads like $100." if {left, right} == {"money", "number"} else ""
            self.report(at, f"{NAMES[left].capitalize()} cannot be compared with {NAMES[right]}.{instead}")
            return False
        return True

    def _compare(self, left: s.Term, op: str, right: s.Term, at: s.Pos) -> Logic:
        if isinstance(left, s.Age) or isinstance(right, s.Age):
            return self._age(left, op, right, at)
        (a, left_type), (b, right_type) = self.amount(left), self.amount(right)
        if not left_type or not right_type or not self._same_type(left_type, right_type, at):
            return FALSE
        if {left_type, right_type} == {"date", "moment"}:
            a = logic.Scale(a, 1440) if left_type == "date" else a
            b = logic.Scale(b, 1440) if right_type == "date" else b
        both_sides = set(logic.variables(a)) & set(logic.variables(b))
        if both_sides:
            return self._bad(at, f"'{next(iter(both_sides)).name}' stands on both sides of this comparison.")
        test = {
            "ge": logic.AtLeast(a, b), "le": logic.AtLeast(b, a),
            "lt": logic.Not(logic.AtLeast(a, b)), "gt": logic.Not(logic.AtLeast(b, a)),
        }[op]  # fmt: skip
        if not logic.variables(test) and not any(isinstance(n, logic.Now | logic.Next) for n in logic.walk(test)):
            return logic.Const(bool(logic.holds(test, {}, self.day)))
        return test

    def _age(self, left: s.Term, op: str, right: s.Term, at: s.Pos) -> Logic:
        if not isinstance(left, s.Age) or not isinstance(right, s.Literal) or right.type != "number":
            return self._bad(at, "An age is compared with a number of years: age of A at B is at least 18.")
        years = right.value + (1 if op in ("gt", "le") else 0)
        birthday = s.Shift(s.Name(left.birth, at), s.Span(years, "years", at), 1, at)
        when: s.Term = s.Name(left.on, at) if left.on else s.Today(at)
        return self._compare(birthday, "le" if op in ("ge", "gt") else "gt", when, at)

    def amount(self, term: s.Term) -> tuple[logic.Amount, str]:
        """The amount and its type; the type is "" after a problem."""
        zero = logic.Num(0)
        match term:
            case s.Literal(type_, value):
                return logic.Num(value), type_
            case s.Today():
                return logic.Now(), "date"
            case s.NextDay(month, day):
                return logic.Next(month, day), "date"
            case s.Name(name, at):
                return self._name(name, at)
            case s.Sum(left, right, sign, at):
                (a, left_type), (b, right_type) = self.amount(left), self.amount(right)
                if not left_type or not right_type:
                    return zero, ""
                if left_type != right_type or (sign > 0 and left_type in ("date", "moment")):
                    self.report(at, f"{NAMES[left_type].capitalize()} and {NAMES[right_type]} do not add up.")
                    return zero, ""
                return logic.Add(a, b, sign), "number" if left_type in ("date", "moment") else left_type
            case s.Times(factor, name, percent, at):
                part, type_ = self._name(name, at)
                if type_ not in ("number", "money", ""):
                    self.report(at, f"'{name}' is {NAMES[type_]}: it cannot be multiplied.")
                    return zero, ""
                return logic.Scale(part, factor, 100 if percent else 1), type_
            case s.Shift(start, span, sign, at):
                return self._shift(start, span, sign, at)
            case s.Rolled(start, at):
                part, type_ = self.amount(start)
                if type_ not in ("date", ""):
                    self.report(at, "Only a date can be rolled to the next business day.")
                    return zero, ""
                return logic.Roll(part, self.state), type_
            case s.Age(at=at):
                self.report(at, "An age can only be compared: age of A at B is at least 18.")
                return zero, ""
        raise TypeError(term)

    def _name(self, name: str, at: s.Pos) -> tuple[logic.Amount, str]:
        found = self.fact(name)
        if found:
            fact, var = found
            if fact.type not in NUMERIC:
                self.report(at, f"'{name}' is {NAMES[fact.type]}; an amount or a date is needed here.")
                return logic.Num(0), ""
            return var, fact.type
        parameter = self.words.parameters.get(name)
        if parameter:
            values = [v for first, v, _ in parameter.values if first <= self.day]
            if not values:
                self.report(at, f"The parameter '{name}' has no value on this date yet.")
                return logic.Num(0), ""
            return logic.Num(values[-1]), parameter.type
        self._unknown(name, at)
        return logic.Num(0), ""

    def _shift(self, start: s.Term, span: s.Span, sign: int, at: s.Pos) -> tuple[logic.Amount, str]:
        part, type_ = self.amount(start)
        if not type_:
            return part, ""
        if type_ not in ("date", "moment"):
            self.report(at, f"{NAMES[type_].capitalize()} cannot be moved by {span.unit.replace('_', ' ')}.")
            return logic.Num(0), ""
        if type_ == "date" and span.unit in ("hours", "counted_hours"):
            self.report(at, "Hours are counted from a moment, and this is a date.")
            return logic.Num(0), ""
        amount: logic.Amount
        if isinstance(span.amount, str):
            amount, amount_type = self._name(span.amount, span.at)
            if amount_type not in ("number", ""):
                self.report(span.at, f"'{span.amount}' is {NAMES[amount_type]}; a number is needed here.")
            if span.unit not in ("days", "hours"):
                self.report(span.at, "An unknown amount of time is counted in days or hours only.")
        else:
            amount = logic.Num(span.amount)
        return logic.Move(part, amount, span.unit, sign, self.state, type_ == "moment"), type_

    # ---- norms --------------------------------------------------------------------------
    def bound(self, names: tuple[s.Name, ...]) -> Logic:
        """The condition that the agency is one of those a norm binds."""
        if any(n.id == EVERY_LABEL for n in names):
            return TRUE
        for name in names:
            if self.words.members("agency", name.id) is None:
                known = [*self.words.labels_of("agency"), EVERY_LABEL]
                return self._bad(name.at, f"There is no agency '{name.id}'." + hint(name.id, known))
        return self.condition(s.Among(s.Name(WHO, names[0].at), names, False, names[0].at)) if names else TRUE

    def applies(self, norm: s.Norm, binds: tuple[s.Name, ...]) -> Logic:
        """The condition under which a norm applies."""
        return logic.together(
            self.bound(norm.binds or binds),
            *(self.condition(w) for w in norm.when),
            *(logic.negate(self.condition(u)) for u in norm.unless),
        )
