"""Rows stay in order; files come in, and results go out whole or not at all."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet
import pytest

from amparo.law.batch import judge, judge_table
from amparo.law.errors import LawError
from tests.batch.tables import Rows

ON = "2026-03-02"
NEW_YORK = ("hold_on_detainer", "us/ny/new-york")
ILLINOIS = ("hold_on_detainer", "us/il/chicago")
DAY = datetime.date.fromisoformat(ON)


def numbered(rows: Rows) -> pa.Table:
    return rows.table.append_column("the number", pa.array(range(len(rows))))


@pytest.fixture(scope="module")
def jail(law) -> tuple[pa.Table, list[str]]:
    """A thousand requests to a jail in Chicago and their verdicts."""
    rows = Rows(law, law.rule(*ILLINOIS, ON), 1000, 21)
    return numbered(rows), rows.verdicts(DAY)


@pytest.mark.parametrize(("rule", "explain"), [(ILLINOIS, True), (NEW_YORK, False)])
def test_two_hundred_thousand_requests_stay_in_order(law, local, rule, explain):
    """Every row equals the verdict of the same facts among the first thousand, told one by one."""
    question, place = rule
    rows = Rows(law, law.rule(question, place, ON), 1000, 22)
    want = rows.verdicts(DAY) * 200
    table = pa.concat_tables([rows.table] * 200)
    assert local.verdicts(law, question, place, table, on=ON, explain=explain) == want
    out = local.folder / "out.parquet"
    few = numbered(rows) if explain else table
    judge(law, question, place, few, on=ON, explain=explain, engine=local.name, out=out)
    written = pyarrow.parquet.read_table(out)
    assert written["verdict"].to_pylist() == want[: written.num_rows]
    if explain:
        assert written["the number"].to_pylist() == list(range(1000))


def test_files_with_many_row_groups_and_patterns_of_files_are_read_in_order(law, local, jail, tmp_path):
    table, want = jail
    for number in range(4):
        part = table.slice(number * 250, 250)
        pyarrow.parquet.write_table(part, tmp_path / f"part-{number}.parquet", row_group_size=60)
    pyarrow.parquet.write_table(table, tmp_path / "all [1].parquet", row_group_size=100)
    for path in (tmp_path / "part-*.parquet", tmp_path / "all [1].parquet"):
        assert local.verdicts(law, *ILLINOIS, path, on=ON) == want


def test_spark_reads_a_pattern_of_files(law, spark, jail, tmp_path):
    table, want = jail
    for number in range(4):
        pyarrow.parquet.write_table(table.slice(number * 250, 250), tmp_path / f"part-{number}.parquet")
    found = judge(law, *ILLINOIS, tmp_path / "part-*.parquet", on=ON, engine=spark, out=tmp_path / "out")
    written = pyarrow.dataset.dataset(tmp_path / "out").to_table().sort_by("the number")
    assert written["verdict"].to_pylist() == want
    assert found.counts == {name: want.count(name) for name in found.counts}
    assert (found.rows, found.table, found.path) == (1000, None, tmp_path / "out")


def test_results_have_the_columns_of_the_table_and_the_verdict(law, engine, jail, tmp_path):
    table, want = jail
    out = tmp_path / ("out" if engine.name.startswith("spark") else "out.parquet")
    found = judge(law, *ILLINOIS, table, on=ON, engine=engine.name, out=out)
    written = pyarrow.dataset.dataset(out).to_table().sort_by("the number")
    assert written.column_names == [*table.column_names, "verdict"]
    assert written.drop_columns(["verdict"]).to_pylist() == table.to_pylist()
    assert written["verdict"].to_pylist() == want
    assert sum(found.counts.values()) == found.rows == 1000
    assert sorted(os.listdir(tmp_path)) == [out.name]


def test_csv_has_the_same_verdicts(law, local, tmp_path):
    question, place = "notify_release", "us/il"
    rows = Rows(law, law.rule(question, place, ON), 500, 23)
    table = numbered(rows).append_column("file number", pa.array([f"{n:05}" for n in range(500)]))
    pyarrow.csv.write_csv(table, tmp_path / "jail.csv")
    assert local.verdicts(law, question, place, tmp_path / "jail.csv", on=ON) == rows.verdicts(DAY)
    judge(law, question, place, tmp_path / "jail.csv", on=ON, engine=local.name, out=tmp_path / "out.parquet")
    written = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert written["file number"][7].as_py() == "00007"
    assert written["verdict"].to_pylist() == rows.verdicts(DAY)


def test_csv_knows_yes_and_no_and_empty_cells(law, local, tmp_path):
    (tmp_path / "r.csv").write_text("civil,warrant,hours_held\nyes,no,721\nTrue,,3\n,,\n")
    from amparo.law import load

    reference = load(Path(__file__).parents[2] / "benchmarks" / "reference")
    assert local.verdicts(reference, "hold", "us", tmp_path / "r.csv", on="2026-11-22") == [
        "forbidden", "undecided", "undecided",
    ]  # fmt: skip


def test_judge_table_takes_polars_frames_and_columns_of_other_names(law, jail):
    import polars as pl

    table, want = jail
    assert judge_table(law, *ILLINOIS, pl.from_arrow(table), on=ON)["verdict"].to_pylist() == want
    renamed = table.rename_columns([f"column {n}" for n in table.column_names])
    columns = {n: f"column {n}" for n in table.column_names if n in law.words.facts}
    assert judge(law, *ILLINOIS, renamed, columns=columns, on=ON).table["verdict"].to_pylist() == want


# ---- whole or not at all -------------------------------------------------------------------------
def test_a_bad_label_in_the_last_row_leaves_no_file(law, engine, jail, tmp_path):
    table, _ = jail
    agencies = [*table["agency"].to_pylist()[:-1], "sherif"]
    table = table.set_column(table.column_names.index("agency"), "agency", pa.array(agencies))
    with pytest.raises(LawError) as error:
        judge(law, *ILLINOIS, table, on=ON, engine=engine.name, out=tmp_path / "out.parquet")
    assert str(error.value) == (
        "the table: column 'agency' has 'sherif' in 1 row, which is no label of 'agency'. Did you mean 'sheriff'?"
    )
    assert os.listdir(tmp_path) == []


def test_what_was_there_stays_when_judging_fails(law, local, jail, tmp_path):
    table, _ = jail
    out = tmp_path / "out.parquet"
    judge(law, *ILLINOIS, table, on=ON, engine=local.name, out=out)
    before = out.read_bytes()
    bad = table.set_column(table.column_names.index("agency"), "agency", pa.array(["x"] * 1000))
    with pytest.raises(LawError):
        judge(law, *ILLINOIS, bad, on=ON, engine=local.name, out=out)
    assert out.read_bytes() == before
    assert os.listdir(tmp_path) == ["out.parquet"]


def test_a_full_disk_leaves_no_file(law, local, tmp_path):
    """On a disk of one megabyte in memory."""
    if os.geteuid() != 0:
        pytest.skip("Only root can mount a small disk, so a full disk was not tried.")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("No small disk could be mounted here, so a full disk was not tried.")
    try:
        table = pa.table({"agency": ["police"] * 300_000, "note": [os.urandom(20).hex() for _ in range(300_000)]})
        with pytest.raises(LawError) as error:
            judge(law, *ILLINOIS, table, on=ON, engine=local.name, out=disk / "out.parquet")
        assert str(error.value) == f"{disk}/out.parquet cannot be written: No space left on device."
        assert os.listdir(disk) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# ---- memory ---------------------------------------------------------------------------------------
MEASURED = """
import resource, sys
from amparo.law import load
from amparo.law.batch import judge
law = load()
judge(law, "hold_on_detainer", "us/il/chicago", sys.argv[1], on="2026-03-02", engine="duckdb", out=sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_three_million_requests_are_judged_in_less_memory_than_they_take(law, root):
    """The rows are three gigabytes as a table; DuckDB is told to take two, and left alone took more than five."""
    folder = Path(tempfile.mkdtemp())
    try:
        rows = Rows(law, law.rule(*ILLINOIS, ON), 100_000, 24)
        note = pa.array(["x" * 1000] * 100_000)
        table = rows.table.append_column("note", note)
        with pyarrow.parquet.ParquetWriter(folder / "many.parquet", table.schema) as writer:
            for _ in range(30):
                writer.write_table(table)
        assert table.nbytes * 30 > 3 * 1024**3
        program = [sys.executable, "-c", MEASURED, str(folder / "many.parquet"), str(folder / "out.parquet")]
        done = subprocess.run(program, capture_output=True, text=True, cwd=root, check=True)
        assert int(done.stdout) < 2500
        assert pyarrow.parquet.read_metadata(folder / "out.parquet").num_rows == 3_000_000
        first = pyarrow.parquet.ParquetFile(folder / "out.parquet").read_row_group(0, ["verdict"])["verdict"]
        assert first.to_pylist() == (rows.verdicts(DAY) * 2)[: len(first)]
    finally:
        shutil.rmtree(folder)
