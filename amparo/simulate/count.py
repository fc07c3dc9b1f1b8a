"""What is counted of judged records: verdicts by group, beside what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amparo.simulate.judge import BECAUSE, JUDGED, MISSING, POSSIBLE, VERDICT
from amparo.simulate.mapping import Mapping
from amparo.simulate.translate import OUTCOME, by

if TYPE_CHECKING:
    import polars as pl

ORDER = ("forbidden", "permitted", "required", "conflict", "silent", "undecided")
"""Verdicts as tables and drawings list them."""


@dataclass(frozen=True)
class Cell:
    """`records` is the number of records in a group (None: not recorded) with a verdict and an outcome."""

    group: str | None
    verdict: str
    outcome: str
    records: int


@dataclass(frozen=True)
class Row:
    """One group, with its number of records by verdict and by outcome. The verdicts add up to `records`,
    and so do the outcomes."""

    group: str | None
    records: int
    verdicts: dict[str, int]
    outcomes: dict[str, int]


@dataclass(frozen=True)
class Change:
    """How many records have this verdict by today's law and that one by the draft."""

    before: str
    after: str
    records: int


@dataclass(frozen=True)
class Under:
    """The records under one law. `place` is None where each is judged by the law of its own place.

    `missing` counts, for each fact, the undecided records in which it could still settle something; one
    record may lack several. `because` counts decided records by verdict and section; one verdict may rest
    on several. `not_covered` and `unplaced` are the records judged by the country's law alone because the
    corpus has no law of their state, and because they have no state. With a draft, `changed` counts by
    dimension and group the records whose verdict changes, and `possible_changed` those that stay undecided
    while other verdicts are possible than today.
    """

    place: str | None
    records: int
    cells: dict[str, tuple[Cell, ...]]
    missing: dict[str, int]
    possible: dict[tuple[str, ...], int]
    because: dict[tuple[str, str], int]
    judged_by: dict[str, int]
    not_covered: int = 0
    unplaced: int = 0
    changes: tuple[Change, ...] = ()
    changed: dict[str, dict[str, int]] | None = None
    possible_changed: int = 0
    draft: Under | None = None

    def rows(self, dimension: str) -> list[Row]:
        """The groups of a dimension; those without a name last."""
        groups: dict[str | None, list[Cell]] = {}
        for cell in self.cells[dimension]:
            groups.setdefault(cell.group, []).append(cell)
        found = [_row(group, cells) for group, cells in groups.items()]
        return sorted(found, key=lambda row: (row.group is None, row.group or ""))

    def total(self) -> Row:
        """All records together."""
        return _row(None, next(iter(self.cells.values())))

    def crossed(self) -> list[Cell]:
        """Verdict by outcome, over all groups."""
        tally: Counter[tuple[str, str]] = Counter()
        for cell in next(iter(self.cells.values())):
            tally[cell.verdict, cell.outcome] += cell.records
        return [Cell(None, verdict, outcome, many) for (verdict, outcome), many in tally.items()]


def _row(group: str | None, cells: Iterable[Cell]) -> Row:
    verdicts: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for cell in cells:
        verdicts[cell.verdict] += cell.records
        outcomes[cell.outcome] += cell.records
    listed = {v: verdicts[v] for v in sorted(verdicts, key=ORDER.index)}
    return Row(group, verdicts.total(), listed, dict(outcomes))


def under(place: str | None, judged: pl.DataFrame, mapping: Mapping, alone: tuple[int, int]) -> Under:
    """Counts the judged records. `alone` is how many had no law of their state, and no state."""
    import polars as pl

    outcome = pl.col(OUTCOME) if mapping.outcome else pl.lit("")
    cells = {}
    for name, column in [("", pl.lit(None, pl.String)), *((d.name, pl.col(by(d.name))) for d in mapping.dimensions)]:
        found = judged.group_by(column.alias("g"), pl.col(VERDICT), outcome.alias("o")).len().sort("g", VERDICT, "o")
        cells[name] = tuple(Cell(*row) for row in found.iter_rows())
    open_ = judged.filter(pl.col(VERDICT) == "undecided")
    closed = judged.filter(pl.col(VERDICT) != "undecided").explode(BECAUSE, empty_as_null=True).drop_nulls(BECAUSE)
    missing = open_.explode(MISSING, empty_as_null=True).drop_nulls(MISSING).group_by(MISSING).len()
    possible: Counter[tuple[str, ...]] = Counter()
    for names, many in open_.group_by(POSSIBLE).len().iter_rows():
        possible[tuple(v for v in ORDER if v in names)] += many
    sections = closed.group_by(VERDICT, BECAUSE).len()
    return Under(
        place, judged.height, cells,
        _most((fact, many) for fact, many in missing.iter_rows()),
        _most(possible.items()),
        _most(((verdict, section), many) for verdict, section, many in sections.iter_rows()),
        _most(judged.group_by(JUDGED).len().iter_rows()),
        *(alone if place is None else (0, 0)),
    )  # fmt: skip


def changes(under: Under, before: pl.DataFrame, after: pl.DataFrame, mapping: Mapping) -> Under:
    """`under` with what changes for the same records from one law to another."""
    import polars as pl

    both = before.with_columns(after[VERDICT].alias("@after"), after[POSSIBLE].alias("@then"))
    open_ = both.filter((pl.col(VERDICT) == "undecided") & (pl.col("@after") == "undecided"))
    other = sum(set(a) != set(b) for a, b in open_.select(POSSIBLE, "@then").iter_rows())
    pairs = both.group_by(VERDICT, "@after").len()
    found = sorted((Change(*row) for row in pairs.iter_rows()), key=lambda c: (ORDER.index(c.before), -c.records))
    moved = both.filter(pl.col(VERDICT) != pl.col("@after"))
    groups = {}
    for dimension in mapping.dimensions:
        counted = moved.group_by(by(dimension.name)).len()
        groups[dimension.name] = {str(g) if g is not None else "": n for g, n in counted.iter_rows()}
    return replace(under, changes=tuple(found), changed=groups, possible_changed=other)


def _most(pairs: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    """The pairs, the greatest number first."""
    return dict(sorted(pairs, key=lambda pair: (-pair[1], str(pair[0]))))
