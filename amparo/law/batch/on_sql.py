"""Judging in SQL, the same on DuckDB and Spark: rows stream from where they are to where they are wanted."""

# ruff: noqa: S608 - names and texts are quoted, everything else is our own

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amparo.law.batch.answers import Answers, Told, each_by_itself, facts_of, fixed_code, likeness
from amparo.law.batch.plan import UNDECIDED, UNPROVEN
from amparo.law.batch.run import AMOUNTS, check_days, check_spans, laid_out
from amparo.law.batch.sql_rows import SqlRows

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.law.batch.judge import Job
    from amparo.law.rule import Rule

Register = Callable[["pa.Table"], str]
"""Makes a small table known to the engine and gives its name."""


@dataclass
class Made:
    """SQL of rows with the columns `row` (if they are numbered), `source`, `verdict` (its number) and with
    an explanation `possible`, `because` and `missing`. `ordered` says whether they are still in order. With
    `ask`, rows with something in the column `facts` are still to be asked, by that function."""

    sql: str
    ordered: bool
    ask: Callable[[str], Told] | None = None


def judged_rows(job: Job, rows: SqlRows, register: Register, keep: list[str]) -> Made:
    """The verdicts on rows, which have the columns `keep` besides facts and the day."""
    if job.day_column is not None:
        missing = rows.run(f"SELECT count(*) AS n FROM ({rows.sql}) WHERE t IS NULL")["n"][0].as_py()
        told = "" if not missing else "1 row" if missing == 1 else f"{missing:,} rows"
        check_days(job.source, job.day_column, told, rows.span("t"))
    rules = job.rules(rows.span("t") if job.day_column else None)
    job = job.about(rules)
    rows.look([f"f_{n}" for n in job.columns if job.law.words.facts[n].type in AMOUNTS])
    check_spans(job.law, job.source, rows, job.columns)
    parts = []
    for done, (first, last, rule) in enumerate(rules):
        job.progress(done, len(rules) + 1)
        mine = rows
        if job.day is None:
            mine = type(rows)(rows.con, f"SELECT * FROM ({rows.sql}) WHERE t BETWEEN {first} AND {last}", rows.words)
        parts.append(_by_one_rule(job, rule, mine, register, keep))
    if len(parts) == 1:
        return parts[0]
    return Made(" UNION ALL ".join(f"SELECT * FROM ({part.sql})" for part in parts), False)


def _by_one_rule(job: Job, rule: Rule, rows: SqlRows, register: Register, keep: list[str]) -> Made:
    facts = {n: rows.of_source(job.columns[n]) for n in facts_of(rule) if n in job.columns}
    written = rows.json(facts | ({"~day": "t"} if job.day is None else {}))
    asking = Asking(job, rule, rows, register, keep, written)
    if each_by_itself(rule):
        kept = "".join(f"{c}, " for c in keep)
        sql = f"SELECT {kept}0 AS verdict, TRUE AS again, {written} AS facts FROM ({rows.sql})"
        return asking.answered(sql, sql, [])
    laid = laid_out(job.law, rule, rows, job.columns, job.day)
    fixed, table = fixed_code(rule, laid.plan), laid.table
    if not (job.explain or (laid.sometimes_unsure and fixed is None)):
        return Made(rows.judged(table, laid.plan.steps, keep, fixed), True)
    keys: list[str] = []
    if job.explain:
        alike = likeness(laid.plan, table, [n for n in facts if n in rule.worlds.group_of])
        table, keys = table.mutate(**alike), list(alike)
    apart = "unsure" if job.day is not None else f"unsure OR verdict = {UNPROVEN}"
    carried = dict.fromkeys([*keep, "source", *(["t"] if job.day is None else []), "unsure", *keys])

    def with_facts(sql: str) -> str:
        return f"SELECT {', '.join([*keep, *keys])}, verdict, ({apart}) AS again, {written} AS facts FROM ({sql})"

    sql = with_facts(rows.judged(table, laid.plan.steps, list(carried), fixed))
    if job.explain or job.day is None:
        return asking.answered(sql, sql, keys)
    closer = f"verdict = {UNDECIDED} AND sure <> {UNDECIDED}"  # a closer look could settle it
    if job.out is None:
        both = rows.judged(table, laid.plan.steps, list(carried), fixed, surely=True)
        answers, kept = Answers(rule), "".join(f"{c}, " for c in keep)
        made = f"SELECT {kept}verdict, CASE WHEN unsure AND {closer} THEN {written} END AS facts FROM ({both})"
        return Made(made, True, lambda text: _told(answers, text, job))
    some = rows.judged(table.filter(table.unsure), laid.plan.steps, list(carried), fixed, surely=True)
    as_it_is = Made(rows.judged(table, laid.plan.steps, keep, fixed), True)
    return asking.answered(sql, with_facts(f"SELECT * FROM ({some}) WHERE {closer}"), keys, as_it_is)


@dataclass
class Asking:
    """Rows that are asked: those alike once for all."""

    job: Job
    rule: Rule
    rows: SqlRows
    register: Register
    keep: list[str]
    written: str

    def answered(self, sql: str, asking: str, keys: list[str], as_it_is: Made | None = None) -> Made:
        """Rows with their answers. `asking` gives those that are asked, one for all that agree in `keys`
        and are not to be asked `again`. Given the rows `as_it_is`, only answers that settle something count."""
        import pyarrow as pa

        explain, names = self.job.explain, [*keys, "likeness"]
        if explain:
            chosen = ", ".join([*keys, "CASE WHEN again THEN facts ELSE '' END AS likeness", "facts"])
            grouped = ", ".join(names)
            asking = f"SELECT {grouped}, min(facts) AS facts FROM (SELECT {chosen} FROM ({asking})) GROUP BY {grouped}"
        else:
            asking = f"SELECT DISTINCT facts AS likeness, facts FROM ({asking}) WHERE again"
        asked = self.rows.run(asking)
        answers = Answers(self.rule)
        told = [_told(answers, text, self.job) for text in asked["facts"].to_pylist()]
        asked = asked.drop_columns(["facts"])
        if as_it_is:  # the rest stays undecided, as it is
            which = [i for i, one in enumerate(told) if one.code != UNDECIDED]
            asked, told = asked.take(pa.array(which, pa.int64())), [told[i] for i in which]
            if not told:
                return as_it_is
        table = self.register(_answer_table(asked, told, explain))
        on = " AND ".join(f"a.{n} = j.{n}" for n in names)
        extra = ", a.possible, a.because, a.missing" if explain else ""
        inner = f"SELECT *, CASE WHEN again THEN facts ELSE '' END AS likeness FROM ({sql})"
        kept = "".join(f"j.{c}, " for c in self.keep)
        return Made(
            f"SELECT {kept}coalesce(a.code, j.verdict) AS verdict{extra} FROM ({inner}) j LEFT JOIN {table} a ON {on}",
            False,
        )


def _told(answers: Answers, text: str, job: Job) -> Told:
    facts = json.loads(text)
    day = facts.pop("~day", None)
    on = job.day if day is None else int(day)
    return answers.told(facts, on or 0, job.explain)


def _answer_table(keys: pa.Table, told: list[Told], explain: bool) -> pa.Table:
    import pyarrow as pa

    found = keys.append_column("code", pa.array([t.code for t in told], pa.int64()))
    if explain:
        for name in ("possible", "because", "missing"):
            found = found.append_column(name, pa.array([list(getattr(t, name)) for t in told], pa.list_(pa.string())))
    return found


def encoded_rows(job: Job, con: Any, rows: type[SqlRows], source: str, numbered: str | None) -> SqlRows:
    """The rows of a relation `source`, SQL, with facts and day encoded, and each whole row as `source`."""
    maker = rows(con, source, job.law.words)
    chosen = [f"{maker.row(job.source.schema.names)} AS source"] + ([] if numbered is None else [f"{numbered} AS row"])
    for name, column in job.columns.items():
        fact = job.law.words.facts[name]
        if fact.type == "list_of":
            given = [f.name for f in job.source.schema.field(column).type.value_type]
            chosen.append(f"{maker.records(maker.quoted(column), fact, given)} AS l_{name}")
        else:
            chosen.append(f"{maker.encoded(maker.quoted(column), fact)} AS f_{name}")
    if job.day_column is not None:
        chosen.append(f"{maker.day(maker.quoted(job.day_column))} AS t")
    return rows(con, f"SELECT {', '.join(chosen)} FROM {source} AS {maker.alias}", job.law.words)
