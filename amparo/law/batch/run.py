"""The steps of judging rows by one rule, the same on every engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from amparo.law import logic
from amparo.law.batch.calendar import DayTable, MinuteTable, day_table, minute_table
from amparo.law.batch.express import UNKNOWN, Expression, as_column, signature, unsure
from amparo.law.batch.plan import Plan
from amparo.law.batch.source import Source, check_reach, check_span
from amparo.law.errors import LawError
from amparo.law.rule import Rule

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus

Span = tuple[int, int] | None
AMOUNTS = ("number", "money", "date", "moment")


class Rows(Protocol):
    """Rows on some engine: facts as columns `f_…`, lists `l_…`, the day `t` if each row has its own."""

    lists_well: bool
    sign: str
    room: int

    def span(self, column: str) -> Span: ...
    def field_spans(self, name: str, fields: Sequence[str]) -> list[Span]: ...
    def look_up(self, column: str, source: str, table: DayTable | MinuteTable) -> None: ...
    def count(self, name: str, fields: tuple[str, ...], tests: dict[str, logic.Count], read: Expression) -> None: ...
    def table(self) -> Any: ...


@dataclass
class Laid:
    """Rows laid out by one rule: an Ibis table in which, beside the facts, are the results of tests `b…`,
    where each step of the plan looks, `s…`, and which rows are `unsure`; for those, `w…` is where it looks
    when only what is open for sure counts."""

    plan: Plan
    rows: Any
    table: Any
    read: Expression
    day: int | None
    sometimes_unsure: bool


def laid_out(law: Corpus, rule: Rule, rows: Any, columns: dict[str, str], day: int | None) -> Laid:
    """Lay rows out by a rule. `columns` has the facts that the rows know; `day` is the day asked about,
    None where each row has its own in `t`. Rows that are unsure know some of several facts that hang
    together: their verdict may be settled by more than their tests tell."""
    if day is not None:
        for group in rule.worlds.daily:
            rule.open_outcomes(group, {}, day)  # outcomes that only this day has
    facts = law.words.facts
    amounts = [n for n in rule.worlds.names if facts[n].type in AMOUNTS and n in columns]
    spans = {n: rows.span(f"f_{n}") for n in amounts}
    if day is None:
        spans["t"] = rows.span("t")
    plan = Plan(rule, day, spans, rows.room)
    moves = _moves(plan, rows, spans, day)
    counts = {test: f"c{i}" for i, test in enumerate(plan.tests) if isinstance(test, logic.Count)}
    today: int | str = "t" if day is None else day
    absent = frozenset(n for n in rule.worlds.names if n not in columns)
    read = Expression(None, law.words, today, moves, counts=counts, lists=rows.lists_well, sign=rows.sign,
                      groups=rule.worlds.groups, absent=absent)  # fmt: skip
    for name in plan.lists:
        if name in columns:
            tests = {counts[t]: t for t in counts if t.var.name == name}
            rows.count(name, rule.worlds.fields[name], tests, read)
    read.table = rows.table()
    results = [read.holds(test) for test in plan.tests]
    tight = {g for g in plan.joint if is_tight(plan, g, spans, columns, day)}
    doubt = unsure(plan, read, results, tight)
    signs = {f"s{i}": as_column(signature(step, read, results)) for i, step in enumerate(plan.steps)}
    if doubt is not False:
        signs |= {f"w{i}": as_column(signature(step, read, results, sure=True)) for i, step in enumerate(plan.steps)}
    tests = {f"b{i}": as_column(result) for i, result in enumerate(results)}
    table = read.table.mutate(**signs, **tests, unsure=as_column(doubt))
    return Laid(plan, rows, table, read, day, doubt is not False)


def _moves(plan: Plan, rows: Any, spans: dict[str, Span], day: int | None) -> dict[logic.Amount, int | str]:
    """Columns for the amounts that need a calendar; a number where only the day asked about counts."""
    facts, found = plan.rule.corpus.words.facts, {}
    for number, node in enumerate(plan.moves):
        used = logic.variables(node)
        if not used and day is not None:
            found[node] = logic.amount(node, {}, day)
            continue
        name = used[0].name if used else "t"
        span = spans.get(name)
        if span is None:  # no row has a value
            found[node] = UNKNOWN
            continue
        source = f"f_{name}" if used else "t"
        timed = bool(used) and facts[name].type == "moment"
        made = minute_table(node, used[0], *span) if timed else day_table(node, used[0] if used else logic.Now(), *span)
        rows.look_up(f"m{number}", source, made)
        found[node] = f"m{number}"
    return found


def is_tight(plan: Plan, group: int, spans: dict[str, Span], columns: dict[str, str], day: int | None) -> bool:
    """Whatever some facts of the group are in these rows, do the others leave every outcome open?

    It is tried with the least and greatest value of each known fact: where the tests turn once from one
    end of a fact to the other, all values between behave as these.
    """
    worlds, rule = plan.rule.worlds, plan.rule
    names = worlds.groups[group]
    if day is None and group in worlds.daily:
        return False
    if any(n in plan.lists for n in names):
        return False
    known = [n for n in names if n in columns and spans.get(n) is not None]
    everything = rule.open_outcomes(group, {}, day or rule.epoch)
    if len(plan.group_tests[group]) > 1:
        return not known
    for facts in _corners(known, spans):
        if len(facts) < len(names) and rule.open_outcomes(group, facts, day or rule.epoch) != everything:
            return False
    return True


def _corners(names: Sequence[str], spans: dict[str, Span]) -> Iterator[dict[str, int]]:
    """Each choice of some facts, at the ends of their spans."""
    import itertools

    for size in range(1, len(names) + 1):
        for chosen in itertools.combinations(names, size):
            for values in itertools.product(*(sorted(set(spans[n] or ())) for n in chosen)):
                yield dict(zip(chosen, values, strict=True))


def check_spans(law: Corpus, source: Source, rows: Any, columns: dict[str, str]) -> None:
    """Raises LawError for values that the facts cannot have."""
    for name, column in columns.items():
        fact = law.words.facts[name]
        if fact.type in AMOUNTS:
            check_span(source, f"column '{column}'", fact, rows.span(f"f_{name}"), law.words)
        elif fact.type == "list_of":
            fields = law.words.records[fact.of or ""].fields
            given = [f.name for f in source.schema.field(column).type.value_type if fields[f.name].type in AMOUNTS]
            spans = {f: source.span(column, fields[f].type, f) for f in given}
            unstated = [f for f, span in spans.items() if span is None]
            spans |= dict(zip(unstated, rows.field_spans(name, unstated) if unstated else (), strict=True))
            for field, span in spans.items():
                check_span(source, f"field '{field}' of column '{column}'", fields[field], span, law.words)


def check_days(source: Source, column: str, missing: str, span: Span) -> None:
    """Raises LawError where a row has no day, as `missing` says, or one that is out of reach."""
    if missing:
        raise LawError(f"{source.name}: column '{column}' has no day in {missing}; each row is judged on its day.")
    check_reach(source, f"column '{column}'", span or (), 1)
