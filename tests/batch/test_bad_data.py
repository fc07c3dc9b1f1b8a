"""Each slip in the data is one sentence that says where it is; nothing is judged by guesswork."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest

from amparo.law.batch import judge
from amparo.law.errors import LawError
from tests.law.invented import corpus_of

QUESTION = ("hold_on_detainer", "us/ny/new-york")
ON = "2026-03-02"


def refused(law, engine, data: Any, question: tuple[str, str] = QUESTION, **options: Any) -> str:
    if engine.name.startswith("spark"):
        options.setdefault("out", engine.folder / "out")
    with pytest.raises(LawError) as error:
        judge(law, *question, data, **{"on": ON, "engine": engine.name, **options})
    assert not (engine.folder / "out").exists()
    return str(error.value)


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """Law that reads facts of every type."""
    norms = ["require q\n  when a and n is at least 3",
             "forbid q\n  when any entry in list where (heavy and shade is red)",
             "permit q\n  when d is before 2026-01-05 and s includes red and k is red"]  # fmt: skip
    return corpus_of(tmp_path_factory.mktemp("law"), [norms, [], []])


Q = ("q", "us")


# ---- types ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("column", "type_", "said"),
    [
        ("a", pa.string(), "yes and no (boolean) for the fact 'a'; it is string"),
        ("n", pa.float64(), "whole numbers for the fact 'n'; it is double"),
        ("d", pa.timestamp("us"), "dates (date32) for the fact 'd'; it is timestamp[us]"),
        ("d", pa.string(), "dates (date32) for the fact 'd'; it is string"),
        ("k", pa.int64(), "text for the fact 'k'; it is int64"),
        ("s", pa.string(), "lists of text for the fact 's'; it is string"),
        ("list", pa.list_(pa.string()), "lists of records (structs) for the fact 'list'; it is list<item: string>"),
    ],
)
def test_a_column_of_the_wrong_type(invented, engine, column, type_, said):
    table = pa.table({column: pa.array([None], type_)})
    assert refused(invented, engine, table, Q) == f"the table: column '{column}' must be {said}."


def test_a_time_with_a_zone(law, engine):
    table = pa.table({"hold_until": pa.array([None], pa.timestamp("us", "UTC"))})
    assert refused(law, engine, table) == (
        "the table: column 'hold_until' must be dates with a time (timestamps without a time zone) for the fact "
        "'hold_until'; it is timestamp[us, tz=UTC]."
    )


def test_a_record_with_a_field_that_is_not_known(invented, engine):
    table = pa.table({"list": pa.array([[{"hevy": True}]])})
    assert refused(invented, engine, table, Q) == (
        "the table: a record in column 'list' has no field 'hevy'. Did you mean 'heavy'?"
    )


# ---- values ---------------------------------------------------------------------------------------
def test_labels_that_are_not_known(invented, engine):
    for column, values, where, unit in (
        ("k", ["red", "gren", "gren"], "column 'k'", "2 rows"),
        ("s", [["red"], ["blue", "gren"], None], "column 's'", "1 record"),
        ("list", [[{"shade": "red", "heavy": True}], [{"shade": "gren", "heavy": True}] * 2],
         "field 'shade' of column 'list'", "2 records"),
    ):  # fmt: skip
        assert refused(invented, engine, pa.table({column: values}), Q) == (
            f"the table: {where} has 'gren' in {unit}, which is no label of 'colour'. Did you mean 'green' or 'grey'?"
        )


def test_numbers_below_zero(invented, law, engine):
    assert refused(invented, engine, pa.table({"n": [4, -3]}), Q) == (
        "the table: column 'n' has -3; the least that it can be is 0."
    )
    table = pa.table({"convictions": [[{"ny_days_incarcerated": -1}]]})
    assert refused(law, engine, table) == (
        "the table: field 'ny_days_incarcerated' of column 'convictions' has -1; the least that it can be is 0."
    )


def test_days_out_of_reach(invented, engine):
    far = datetime.date(1500, 1, 1)
    said = "has a day that is too far away: it can be from 1800-01-01 to 2299-12-31."
    assert refused(invented, engine, pa.table({"d": pa.array([far])}), Q) == f"the table: column 'd' {said}"
    table = pa.table({"list": pa.array([[{"day": far}]])})
    assert refused(invented, engine, table, Q) == f"the table: field 'day' of column 'list' {said}"
    table = pa.table({"asked": pa.array([far])})
    assert refused(invented, engine, table, Q, on=None, day_column="asked") == f"the table: column 'asked' {said}"


def test_an_unknown_label_of_a_set_is_no_label_and_leaves_it_open(invented, engine):
    """A set with a label that is NULL is not known; a record that is NULL is one of which nothing is known."""
    table = pa.table({
        "s": pa.array([["red", None], ["red"]]), "d": pa.array([datetime.date(2026, 1, 1)] * 2), "k": ["red"] * 2,
        "a": [False] * 2, "list": pa.array([[None], []], pa.list_(pa.struct([("heavy", pa.bool_())]))),
    })  # fmt: skip
    found = engine.answers(invented, *Q, table, on=ON)
    assert found["verdict"] == ["undecided", "permitted"]


# ---- names ----------------------------------------------------------------------------------------
def test_facts_and_columns_that_do_not_exist(law, engine):
    table = pa.table({"office": ["police"]})
    assert refused(law, engine, table, columns={"agencies": "office"}) == (
        "There is no fact called 'agencies'. Did you mean 'agency'?"
    )
    assert refused(law, engine, table, columns={"agency": "ofice"}) == (
        "There is no column called 'ofice'. Did you mean 'office'?"
    )
    assert refused(law, engine, table, on=None, day_column="day") == "There is no column called 'day'."


def test_an_engine_that_does_not_exist(law):
    with pytest.raises(LawError) as error:
        judge(law, *QUESTION, "nowhere.parquet", engine="sqlite")
    assert str(error.value) == "There is no engine 'sqlite': it is polars, duckdb or the address of a Spark master."


def test_spark_has_to_know_where_to_write(law):
    with pytest.raises(LawError) as error:
        judge(law, *QUESTION, pa.table({"agency": ["police"]}), engine="spark://127.0.0.1:1")
    assert str(error.value) == "Spark writes its results and does not collect them: say where, with `out`."


OURS = ("row", "source", "src", "t", "f_agency", "l_convictions", "s0", "w0", "b0", "c0", "m0", "k0", "unsure", "again",
        "likeness", "facts", "code", "Verdict2", "x", "number", "none", "all")  # fmt: skip


@pytest.mark.parametrize("explain", [False, True])
def test_columns_that_are_called_like_our_own_break_nothing(law, engine, explain, tmp_path):
    table = pa.table({"agency": ["police", "sheriff", None], **{name: pa.array([7, 8, 9]) for name in OURS}})
    table = table.append_column("possible" if not explain else "possibly", pa.array([1, 2, 3]))
    out = tmp_path / "out"
    judge(law, *QUESTION, table, on=ON, engine=engine.name, out=out, explain=explain)
    written = pyarrow.dataset.dataset(out).to_table().sort_by("row")
    assert written.select(table.column_names).to_pylist() == table.to_pylist()
    facts = ({"agency": "police"}, {"agency": "sheriff"}, {})
    want = [law.ask(QUESTION[0], known, QUESTION[1], ON).verdict for known in facts]
    assert written["verdict"].to_pylist() == want
    assert engine.verdicts(law, *QUESTION, table, on=ON) == want


def test_a_fact_in_a_column_that_is_called_like_our_own(law, engine):
    for name in ("row", "source", "~src", "t", "f_agency", 'a "quoted" name', "a `quoted` name", "it's", "a\\b"):
        table = pa.table({name: ["police", "sheriff"]})
        found = engine.verdicts(law, *QUESTION, table, columns={"agency": name}, on=ON, explain=True)
        assert found == [law.ask(QUESTION[0], {"agency": a}, QUESTION[1], ON).verdict for a in ("police", "sheriff")]


def test_a_column_with_the_name_of_a_result(law, engine):
    out = engine.folder / "out"
    for name, explain in (("verdict", False), ("Verdict", False), ("because", True)):
        table = pa.table({"agency": ["police"], name: ["mine"]})
        assert refused(law, engine, table, out=out, explain=explain) == (
            f"the table has a column '{name}' already, and results are written under that name: rename it."
        )


# ---- files ----------------------------------------------------------------------------------------
@pytest.fixture
def parquet(tmp_path) -> Path:
    path = tmp_path / "jail.parquet"
    pyarrow.parquet.write_table(pa.table({"agency": ["police", "sheriff"] * 5000, "note": list(range(10_000))}), path)
    return path


def test_a_file_that_is_not_there(law, engine, tmp_path):
    assert refused(law, engine, tmp_path / "no.parquet") == f"There is no file {tmp_path}/no.parquet."
    assert refused(law, engine, tmp_path / "*.parquet") == f"There is no file {tmp_path}/*.parquet."


def test_a_file_cut_in_half(law, engine, parquet):
    parquet.write_bytes(parquet.read_bytes()[: parquet.stat().st_size // 2])
    assert refused(law, engine, parquet) == (
        f"{parquet} cannot be read as Parquet: Parquet magic bytes not found in footer. Either the file is corrupted "
        "or this is not a parquet file."
    )


def test_a_file_with_a_hole_in_its_rows(law, engine, parquet):
    content = bytearray(parquet.read_bytes())
    content[4:400] = bytes(396)
    parquet.write_bytes(content)
    said = refused(law, engine, parquet)
    assert said.startswith(f"{parquet} cannot be judged: ")
    assert "\n" not in said


def test_an_empty_file_and_files_of_other_kinds(law, engine, tmp_path, parquet):
    (tmp_path / "a.csv").write_text("")
    assert refused(law, engine, tmp_path / "a.csv") == f"{tmp_path}/a.csv is empty."
    (tmp_path / "a.xlsx").write_text("x")
    said = f"{tmp_path}/a.xlsx is neither Parquet (.parquet) nor CSV (.csv)."
    assert refused(law, engine, tmp_path / "a.xlsx") == said
    pyarrow.parquet.write_table(pa.table({"office": ["police"]}), tmp_path / "z.parquet")
    assert refused(law, engine, tmp_path / "*.parquet") == f"{tmp_path}/z.parquet has other columns than {parquet}."


def test_csv_with_a_slip_in_a_row(law, engine, tmp_path):
    path = tmp_path / "jail.csv"
    path.write_text("agency,release_due\npolice,2026-03-02 17:00\nsheriff,2026-03-02 17:00,9\n")
    assert refused(law, engine, path) == f"{path}: line 3 has 3 cells where there are 2 columns."
    path.write_text("agency,release_due\npolice,2026-03-02 17:00\nsheriff,tomorrow\n")
    assert refused(law, engine, path) == (
        f"{path}: column 'release_due' must be dates with a time (timestamps without a time zone); "
        "line 3 has 'tomorrow'."
    )
    path.write_text("agency,convictions\npolice,\n")
    assert refused(law, engine, path) == (
        f"{path}: column 'convictions' cannot be lists of records (structs) in CSV; use Parquet."
    )


def test_places_to_write_that_are_none(law, engine, tmp_path):
    table = pa.table({"agency": ["police"]})
    said = f"There is no folder {tmp_path}/no to write out.parquet to."
    assert refused(law, engine, table, out=tmp_path / "no" / "out.parquet") == said
    (tmp_path / "folder").mkdir()
    told = refused(law, engine, table, out=tmp_path / "folder")
    assert told in (
        f"{tmp_path}/folder is a folder, and the results are one file.",
        f"There is something at {tmp_path}/folder already; Spark needs a new folder.",
    )


def test_values_that_columns_may_have_in_other_types(invented, engine):
    """Small and unsigned whole numbers, dictionaries of text, and columns in which nothing is known."""
    columns = {
        "n": pa.array([2, 3, None], pa.uint8()), "k": pa.array(["red", None, "blue"]).dictionary_encode(),
        "a": pa.array([True, True, True]), "d": pa.nulls(3), "b": pa.nulls(3), "list": pa.nulls(3),
    }  # fmt: skip
    table = pa.table(columns)
    rows = [{n: v for n, v in row.items() if v is not None} for row in table.to_pylist()]
    want = [invented.ask("q", facts, "us", ON).verdict for facts in rows]
    assert engine.verdicts(invented, *Q, table, on=ON) == want
