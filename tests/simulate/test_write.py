"""What is written is whole, or is not there."""

import json

import polars as pl
import pytest

from amparo.law.errors import LawError
from amparo.law.words import Words
from amparo.simulate import write
from amparo.simulate.data_json import to_dict
from amparo.simulate.report import report
from amparo.simulate.run import plan, run


@pytest.fixture
def written(invented, mapping, papers, tmp_path):
    """Writes the simulation of papers; gives the folder and the names of its files."""

    def made(name="found"):
        folder = write.check_folder(tmp_path / "out" / name)
        simulation, frames = run(plan(invented, papers(), mapping=mapping(), places=("own", "us/ny"), on="2026-03-02"))
        words = Words(invented)
        return folder, write.write(folder, report(simulation, words), simulation, frames, to_dict(simulation, words))

    (tmp_path / "out").mkdir()
    return made


def test_each_law_gets_its_tables_its_drawings_and_its_records(written):
    folder, names = written()
    assert sorted(p.name for p in folder.iterdir()) == names
    assert {"simulation.json", "own-law-month.csv", "own-law-month.parquet", "own-law-month.svg"} <= set(names)
    assert {"us-ny-outcomes.csv", "us-ny-records.csv", "us-ny-records.parquet"} <= set(names)


def test_csv_and_parquet_hold_the_same_table(written):
    folder, _ = written()
    csv = pl.read_csv(folder / "own-law-office.csv")
    assert csv.equals(pl.read_parquet(folder / "own-law-office.parquet"))
    assert csv.columns[:2] == ["Office", "Records"]


def test_each_record_has_its_verdict_its_row_and_what_is_missing(written):
    folder, _ = written()
    rows = pl.read_parquet(folder / "own-law-records.parquet").to_dicts()
    assert [(r["row"], r["verdict"]) for r in rows] == [
        (1, "undecided"), (2, "permitted"), (3, "undecided"), (4, "silent"), (5, "silent"),
    ]  # fmt: skip
    assert rows[2]["missing"].split("; ") == ["signed", "convictions"]
    assert rows[1]["because"] == "A. Code, § 10"


def test_the_json_has_the_same_counts(written):
    folder, _ = written()
    found = json.loads((folder / "simulation.json").read_text(encoding="utf-8"))
    assert found["data"]["judged"] == 5
    assert [law["place"] for law in found["laws"]] == [None, "us/ny"]


def test_a_failure_on_the_way_leaves_nothing(written, monkeypatch, tmp_path):
    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_records", fail)
    with pytest.raises(LawError, match=r"cannot be written: No space left on device\.$"):
        written()
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_is_written_over(written):
    folder, _ = written()
    with pytest.raises(LawError, match=r"is not empty\. Name a new one: nothing is written over\."):
        write.check_folder(folder)


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path):
    with pytest.raises(LawError, match="There is no folder"):
        write.check_folder(tmp_path / "no" / "such")
