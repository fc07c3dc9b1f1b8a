"""Rows as layers of SQL, for engines that stream: DuckDB, and with other words Spark.

Names and texts are quoted by `quoted` and `text`; everything else that goes into SQL is our own.
"""

# ruff: noqa: S608 - see above

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from amparo.law import days, logic
from amparo.law import syntax as s
from amparo.law.batch.calendar import DayTable, MinuteTable
from amparo.law.batch.express import Expression, as_column

if TYPE_CHECKING:
    from amparo.law.batch.plan import Step
    from amparo.law.vocabulary import Vocabulary

ORDINAL = 719_163
"""The day number of 1970-01-01."""
NUMBERS = itertools.count()


class SqlRows:
    """Rows with their facts as columns `f_…`, lists as `l_…`, and the day as `t`. Here in DuckDB's words."""

    lists_well = False
    sign = "uint16"
    whole = "src"
    """A row of the relation `src` as one value."""

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
            return f"epoch_us({column}::TIMESTAMP) // 60000000 + {ORDINAL * days.MINUTES}"
        if fact.type == "money":
            return f"round({column} * 100)::BIGINT"
        return f"{column}::BIGINT" if fact.type == "number" else column

    def day(self, column: str) -> str:
        """A date as its day number."""
        return f"({column}::DATE - DATE '1970-01-01')::INTEGER + {ORDINAL}"

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

    def looked_up(self, sql: str, column: str, at: str, lists: dict[str, list[Any]], value: str) -> str:
        """SQL with one more column: `value`, in which {name} is what the list of that name has at the place
        `at`, from 0. The lists are variables: unlike a join, that keeps the rows in order."""
        got = {}
        for name, values in lists.items():
            variable = f"{column}_{name}_{next(NUMBERS)}"
            listed = ", ".join("NULL" if v is None else str(v) for v in values)
            self.con.raw_sql(f"SET VARIABLE {variable} = [{listed}]::BIGINT[]")
            got[name] = f"getvariable('{variable}')[({at}) + 1]"
        return f"SELECT *, {value.format(**got)} AS {column} FROM ({sql})"

    # ---- steps ---------------------------------------------------------------------------------
    def span(self, column: str) -> tuple[int, int] | None:
        """The least and greatest value of a column, or None where there is none."""
        if column not in self.known:
            found = self.run(f"SELECT min({column}) AS low, max({column}) AS high FROM ({self.sql})")
            low, high = found["low"][0].as_py(), found["high"][0].as_py()
            self.known[column] = None if low is None else (int(low), int(high))
        return self.known[column]

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
                return ibis.cases((holds, two), (holds.isnull(), one), else_=none)

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
        sql = self.con.compile(table.select(*keep, *(f"{k}{i}" for k in kinds for i in range(len(steps)))))
        if fixed is not None:
            return f"SELECT {''.join(f'{c}, ' for c in keep)}{fixed} AS verdict FROM ({sql})"
        found = []
        for kind, name in kinds.items():
            state = ""
            for i, step in enumerate(steps):
                at = f"{kind}{i} + {state} * {step.size}" if state else f"{kind}{i}"
                state = f"{kind}_state{i}"
                sql = self.looked_up(sql, state, at, {"to": step.table.tolist()}, "{to}")
            found.append(f"{state} AS {name}")
        return f"SELECT {', '.join([*keep, *found])} FROM ({sql})"
