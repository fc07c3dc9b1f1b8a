"""A report written into a folder, whole or not at all."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law.errors import LawError
from amparo.simulate.draw import standalone
from amparo.simulate.figures import Figure, Table
from amparo.simulate.judge import BECAUSE, JUDGED, MISSING, POSSIBLE, VERDICT
from amparo.simulate.translate import DAY, OUTCOME, PLACE, ROW

if TYPE_CHECKING:
    import polars as pl

    from amparo.simulate.report import Report
    from amparo.simulate.run import Simulation


def check_folder(folder: str | Path) -> Path:
    """The folder to write into. Raises LawError if there is something in it or it cannot be made."""
    path = Path(folder)
    if path.is_dir() and any(path.iterdir()):
        raise LawError(f"The folder {path} is not empty. Name a new one: nothing is written over.")
    if path.exists() and not path.is_dir():
        raise LawError(f"{path} is a file. Name a folder.")
    if not path.absolute().parent.is_dir():
        raise LawError(f"There is no folder {path.absolute().parent} in which {path.name} could be made.")
    return path


def write(
    folder: Path, report: Report, simulation: Simulation, frames: tuple[pl.DataFrame, ...], data: dict[str, Any]
) -> list[str]:
    """Writes, for each law, every table as CSV and Parquet, every drawing as SVG, and the verdict on each
    record; and `simulation.json`. Gives the names of the files.

    All is written into a folder under another name beside it, which gets its name when it is whole. Raises
    LawError when it cannot be written; then nothing is left.
    """
    with _whole(folder) as home:
        (home / "simulation.json").write_text(
            json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
        )
        for section, frame in zip(report.sections, frames, strict=True):
            name = (section.place or "own-law").replace("/", "-") + ("-draft" if section.draft else "")
            for figure in section.figures:
                _figure(home / f"{name}-{figure.name}", figure)
            _records(home / f"{name}-records", frame)
        names = sorted(p.name for p in home.iterdir())
    return names


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    home = None
    try:
        home = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
        yield home
        home.chmod(0o755)
        home.rename(folder)
    except OSError as error:
        raise LawError(f"The folder {folder} cannot be written: {error.strerror or error}.") from None
    finally:
        if home is not None:
            shutil.rmtree(home, ignore_errors=True)


def _figure(path: Path, figure: Figure) -> None:
    table_csv(path.with_name(path.name + ".csv"), figure.table)
    _frame(figure.table).write_parquet(path.with_name(path.name + ".parquet"))
    path.with_name(path.name + ".svg").write_text(standalone(figure.svg), encoding="utf-8")


def table_csv(path: Path, table: Table) -> None:
    """A table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([table.heads, *table.rows])


def _frame(table: Table) -> pl.DataFrame:
    import polars as pl

    columns = zip(*table.rows, strict=True) if table.rows else ([] for _ in table.heads)
    return pl.DataFrame([pl.Series(head, list(column)) for head, column in zip(table.heads, columns, strict=True)])


def _records(path: Path, frame: pl.DataFrame) -> None:
    """The verdict on each record, with its row in the data and what was read from it."""
    import polars as pl

    columns = [c for c in frame.columns if not c.startswith("@")]
    groups = [c for c in frame.columns if c.startswith("@by ")]
    named = {DAY: "day", PLACE: "place", JUDGED: "judged_by", VERDICT: "verdict", OUTCOME: "outcome"}
    lists = {POSSIBLE: "possible", BECAUSE: "because", MISSING: "missing"}
    found = frame.select(
        pl.col(ROW).alias("row"),
        *(pl.col(c).alias(name) for c, name in named.items() if c in frame.columns),
        *(pl.col(c).alias(c.replace("@by ", "by_")) for c in groups),
        *(pl.col(c).alias(f"fact_{c}") for c in columns),
        *(pl.col(c).list.join("; ").alias(name) for c, name in lists.items()),
    )
    flat = [pl.col(c).list.join("; ") for c, kind in found.schema.items() if kind == pl.List(pl.String)]
    found = found.with_columns(flat)
    found.write_csv(path.with_name(path.name + ".csv"))
    found.write_parquet(path.with_name(path.name + ".parquet"))
