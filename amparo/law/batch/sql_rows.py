"""Rows as layers of SQL, for engines that stream: DuckDB, and with other words Spark.

Names and texts are quoted by `quoted` and `text`; everything else that goes into SQL is our own.
"""

# ruff: noqa: S608 - see above

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from amparo.law import days, logic
from amparo.law import syntax as s
from amparo.law.batch.calendar import DayTable, MinuteTable
from amparo.law.batch.express import Expression, as_column

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.law.batch.plan import Step
    from amparo.law.vocabulary import Vocabulary

ORDINAL = 719_163
"""The day number of 1970-01-01."""
NUMBERS = itertools.count()


class SqlRows:
    """Rows with their facts as columns `f_…`, lists as `l_…`, and the day as `t`. Here in DuckDB's words."""

    lists_well = False
    sign = "uint16"
    room = 1 << 10
    """DuckDB copies a list for every two thousand rows that look into it."""
    each = "unnest"
    """What makes a row of every entry of a list."""
    alias = '"~src"'

    def __init__(self, con: Any, relation: str, words: Vocabulary):
        """`con` is an Ibis backend; `relation` is SQL that gives the rows."""
        self.con, self.sql, self.words = con, relation, words
        self.known: dict[str, tuple[int, int] | None] = {}

    # ---- the words of one engine ---------------------------------------------------------------
    def quoted(self, name: str) -> str:
        """A name."""
        return '"' + name.replace('"', '""') + '"'

    @staticmethod
    def text(value: str) -> str:
        """A text."""
        return "'" + value.replace("'", "''") + "'"

    def encoded(self, column: str, fact: s.Fact) -> str:
        """A fact's column as the numbers that conditions compare."""
        if fact.type == "one_of":
            labels = ", ".join(self.text(label) for label in self.words.kinds[fact.of or ""].labels)
            return f"enum_code({column}::VARCHAR::ENUM({labels}))"
        if fact.type == "date":
            return self.day(column)
        if fact.type == "moment":
            return f"(epoch_us({column}::TIMESTAMP) + {ORDINAL * days.MINUTES * 60_000_000}) // 60000000"
        if fact.type == "money":
            return f"round_even({column}::DOUBLE * 100, 0)::BIGINT"
        if fact.type == "set_of":
            labels = ", ".join(self.text(label) for label in self.words.kinds[fact.of or ""].labels)
            return f"CASE WHEN list_count({column}) = len({column}) THEN {column}::ENUM({labels})[]::VARCHAR[] END"
        return column if fact.type == "number" else f"{column}::BOOLEAN"

    def day(self, column: str) -> str:
        """A date as its day number."""
        return f"({column}::DATE - DATE '1970-01-01')::INTEGER + {ORDINAL}"

    def row(self, names: list[str]) -> str:
        """A row of the source as one value."""
        parts = ", ".join(f"{self.quoted(name)} := {self.alias}.{self.quoted(name)}" for name in names)
        return f"struct_pack({parts})"

    def count_labels(self, source: str, column: str, path: tuple[str | None, ...]) -> list[tuple[str | None, int]]:
        """The labels in a column and how often each is."""
        sql = f"SELECT {self.quoted(column)} AS x FROM {source}"
        for step in path:
            sql = f"SELECT {f'{self.each}(x)' if step is None else f'x.{self.quoted(step)}'} AS x FROM ({sql})"
        found = self.run(f"SELECT CAST(x AS VARCHAR(999)) AS x, count(*) AS n FROM ({sql}) GROUP BY x")
        return list(zip(found["x"].to_pylist(), found["n"].to_pylist(), strict=True))

    def of_source(self, column: str) -> str:
        """A column as it came."""
        return f"source.{self.quoted(column)}"

    def records(self, column: str, fact: s.Fact, given: list[str]) -> str:
        """A list of records with its fields encoded. `given` are the fields that there are."""
        fields = self.words.records[fact.of or ""].fields
        parts = [f"{self.quoted(f)}: {self.encoded(f'r.{self.quoted(f)}', fields[f])}" for f in given]
        empty = {"yes_no": "BOOLEAN", "set_of": "VARCHAR[]"}
        parts += [f"{self.quoted(f)}: NULL::{empty.get(x.type, 'BIGINT')}" for f, x in fields.items() if f not in given]
        return f"list_transform({column}, lambda r: {{{', '.join(parts)}}})"

    def json(self, columns: dict[str, str]) -> str:
        """The columns of a row, by name, as text."""
        parts = ", ".join(f"{self.quoted(name)} := {column}" for name, column in columns.items())
        return f"to_json(struct_pack({parts}))::VARCHAR" if parts else "'{}'"

    def run(self, sql: str) -> Any:
        """Rows as a pyarrow Table."""
        return self.con.con.sql(sql).to_arrow_table()

    def looked_up(self, sql: str, column: str, at: str, lists: Mapping[str, Any], value: str) -> str:
        """SQL with one more column: `value`, in which {name} is what the list of that name has at the place
        `at`, from 0. The lists are variables: unlike a join, that keeps the rows in order."""
        got = {name: f"getvariable('{self.variable(values)}')[({at}) + 1]" for name, values in lists.items()}
        return f"SELECT *, {value.format(**got)} AS {column} FROM ({sql})"

    def variable(self, values: Sequence[int | None]) -> str:
        """The name of a variable that holds a list, made once for each list."""
        import pyarrow as pa

        made = self.con.__dict__.setdefault("amparo_lists", {})
        if id(values) not in made:
            name = f"list_{next(NUMBERS)}"
            table = pa.table({"n": range(len(values)), "v": pa.array(values, pa.int64())})
            self.con.con.register(name, table)
            self.con.raw_sql(f"SET VARIABLE {name} = (SELECT list(v ORDER BY n) FROM {name})")
            self.con.con.unregister(name)
            made[id(values)] = (name, values)  # kept, so that no other list gets its number
        return made[id(values)][0]

    # ---- steps ---------------------------------------------------------------------------------
    def span(self, column: str) -> tuple[int, int] | None:
        """The least and greatest value of a column, or None where there is none."""
        self.look([column])
        return self.known[column]

    def look(self, columns: list[str]) -> None:
        """Find several spans at once."""
        new = [c for c in columns if c not in self.known]
        if new:
            found = self.run(f"SELECT {', '.join(f'min({c}), max({c})' for c in new)} FROM ({self.sql})")
            self.known |= dict(zip(new, _spans(found), strict=True))

    def field_spans(self, name: str, fields: Sequence[str]) -> list[tuple[int, int] | None]:
        """The spans of fields of the records of a list."""
        inner = f"SELECT {self.each}(l_{name}) AS x FROM ({self.sql})"
        ends = ", ".join(f"min(x.{self.quoted(f)}), max(x.{self.quoted(f)})" for f in fields)
        return _spans(self.run(f"SELECT {ends} FROM ({inner})"))

    def look_up(self, column: str, source: str, table: DayTable | MinuteTable) -> None:
        """Add a column: what the calendar makes of another."""
        if isinstance(table, DayTable):
            self.sql = self.looked_up(self.sql, column, f"{source} - {table.first}", {"to": table.to}, "{to}")
            return
        lists = {"turn": table.turn, "early": table.early, "late": table.late, "fixed": table.fixed}
        by = f"CASE WHEN {source} % {days.MINUTES} <= {{turn}} THEN {{early}} ELSE {{late}} END"
        at = self.day_of(source, table.first)
        self.sql = self.looked_up(self.sql, column, at, lists, f"coalesce({{fixed}}, {source} + {by})")

    def day_of(self, minute: str, first: int) -> str:
        """How many days after the day `first` a moment is."""
        return f"{minute} // {days.MINUTES} - {first}"

    def count(self, name: str, fields: tuple[str, ...], tests: dict[str, logic.Count], read: Expression) -> None:
        """Add a yes/no column for each test that counts records of one list."""
        import ibis

        table = self.table()
        kind = self.words.facts[name].of or ""
        new = {}
        for column, test in tests.items():

            def level(row: Any, test: logic.Count = test) -> Any:
                holds = as_column(read.inside(kind, table, row).holds(test.where))
                two, one, none = (ibis.literal(n, "int8") for n in (2, 1, 0))
                # Not `holds.isnull()`: SQLGlot leaves out the parentheses of (NOT …) IS NULL.
                return ibis.cases((holds, two), (~holds, none), else_=one)

            rows = table[f"l_{name}"]
            levels = rows.map(level)
            if test.least == 1:
                most = levels.maxs().fill_null(0)
                told = ibis.cases((most == 2, True), (most == 0, False))
            else:
                sure = levels.filter(lambda n: n == 2).length()
                maybe = levels.filter(lambda n: n >= 1).length()
                told = ibis.cases((sure >= test.least, True), (maybe < test.least, False))
            new[column] = ibis.cases((rows.notnull(), told))
        self.sql = self.con.compile(table.mutate(**new))

    def table(self) -> Any:
        """The rows as an Ibis table: a view of this connection."""
        name = f"rows_{next(NUMBERS)}"
        self.con.raw_sql(f"CREATE TEMP VIEW {name} AS {self.sql}")
        return self.con.table(name)

    def judged(
        self, table: Any, steps: list[Step], keep: list[str], fixed: int | None = None, *, surely: bool = False
    ) -> str:
        """SQL of the columns `keep` of an Ibis table and the number of the `verdict`, read from the steps'
        tables, or `fixed`; with `surely` also that of the verdict `sure`, when only what is open for sure
        counts."""
        kinds = {"s": "verdict"} | ({"w": "sure"} if surely else {})
        wanted = [*keep, *(f"{k}{i}" for k in kinds for i in range(len(steps)))]
        sql = self.con.compile(table.select(*(wanted or ["unsure"])))
        if fixed is not None:
            return f"SELECT {''.join(f'{c}, ' for c in keep)}{fixed} AS verdict FROM ({sql})"
        found = []
        for kind, name in kinds.items():
            state = ""
            for i, step in enumerate(steps):
                at = f"{kind}{i} + {state} * {step.size}" if state else f"{kind}{i}"
                state = f"{kind}_state{i}"
                sql = self.looked_up(sql, state, at, {"to": step.table}, "{to}")
            found.append(f"{state} AS {name}")
        return f"SELECT {', '.join([*keep, *found])} FROM ({sql})"


def _spans(found: pa.Table) -> list[tuple[int, int] | None]:
    """Pairs of least and greatest values, as one row has them."""
    values = [column[0].as_py() for column in found.columns]
    pairs = zip(values[::2], values[1::2], strict=True)
    return [None if low is None else (int(low), int(high)) for low, high in pairs]
