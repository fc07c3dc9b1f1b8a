"""What cannot be used is told in one sentence that names file, entry, column or row, before anything is judged."""

import re

import pytest

from amparo.law.errors import LawError, UnknownName
from amparo.simulate.mapping_file import load, ready
from amparo.simulate.run import plan
from tests.simulate.conftest import RECORDS


@pytest.fixture
def refused(invented, mapping, papers):
    """The error for a changed mapping or other records."""

    def told(*changes, records=None, **asked):
        with pytest.raises(LawError) as caught:
            plan(invented, papers(records or RECORDS), mapping=mapping(*changes), on="2026-03-02", **asked)
        return str(caught.value)

    return told


# ---- the mapping -------------------------------------------------------------------------------
def test_a_fact_that_the_law_does_not_have(refused):
    told = refused(("facts.signed", "facts.singed"))
    assert told.startswith("papers.toml: facts: there is no fact called 'singed'. Did you mean 'signed'")


def test_a_label_that_the_fact_does_not_have(refused):
    told = refused(('"FORM 12" = "form"', '"FORM 12" = "forms"'))
    assert told.startswith(
        "papers.toml: facts.request: 'request' cannot be 'forms': it is one of letter, form, nothing"
    )
    assert told.endswith("Did you mean 'form'?")


def test_a_yes_or_no_that_is_given_a_word(refused):
    told = refused(('"Y" = true', '"Y" = "perhaps"'))
    assert told == "papers.toml: facts.signed: 'signed' cannot be 'perhaps': it is answered by yes or no."


def test_a_question_that_does_not_exist(refused):
    told = refused(('question = "hold"', 'question = "holt"'))
    assert told == "papers.toml: question: there is no question called 'holt'. Did you mean 'hold'?"


def test_an_entry_that_is_none(refused):
    told = refused(("because = ", "becuase = "))
    assert told == "papers.toml: skip[1]: there is no entry 'becuase' here. Did you mean 'because'?"


def test_a_column_that_the_data_do_not_have(refused):
    told = refused(('column = "paper"', 'column = "papers"'))
    assert told == "papers.csv has no column 'papers' (papers: facts.request). Did you mean 'paper'?"


def test_a_pattern_that_is_no_regular_expression(refused):
    told = refused(('match = "police"', 'match = "(police"'))
    assert told.startswith("papers.toml: facts.agency.patterns[1].match: is no regular expression: ")


def test_an_outcome_group_that_does_not_exist(refused):
    told = refused(('"Kept" = "kept"', '"Kept" = "keep"'))
    assert (
        told == "papers.toml: outcome: 'Kept' is put into the group 'keep', which does not exist. Did you mean 'kept'?"
    )


def test_a_fact_of_a_type_that_no_column_can_give(refused):
    told = refused(("[facts.agency]", '[facts.convictions]\ncolumn = "end"\n[facts.agency]'))
    assert told == "papers.toml: facts.convictions: the fact is of the type list_of, which no column can give."


def test_a_mapping_that_is_no_toml(refused):
    assert "papers.toml is no TOML: " in refused(("[facts.agency]", "[facts.agency"))


def test_a_mapping_that_does_not_exist():
    with pytest.raises(UnknownName, match="Did you mean 'ice-detainers-2015'"):
        load("ice-detainers-2014")


def test_the_law_of_its_own_day_needs_a_day(refused):
    told = refused(("[day]", "[dimensions.day]"), its_day=True)
    assert told.startswith("The mapping 'papers' names no day")


def test_an_unknown_place(refused):
    assert refused(places=("us/nyy",)) == "There is no jurisdiction called 'us/nyy'. Did you mean 'us/ny'?"


# ---- the records -------------------------------------------------------------------------------
def test_a_text_that_the_mapping_does_not_know_is_told_with_its_rows(refused):
    told = refused(records=RECORDS.replace("LETTER", "FORM 13").replace("FORM 12,federal", "FORM 13,federal"))
    assert told == (
        "papers.csv: column 'paper': the mapping 'papers' does not know 'FORM 13' (2 records, first in row 4). "
        "Did you mean 'FORM 12'? Add it under facts.request, or say there: other = \"unknown\"."
    )


def test_a_text_that_the_mapping_does_not_know_is_unknown_only_if_it_says_so(invented, mapping, papers):
    path = mapping(('"LETTER" = "letter" }', '"LETTER" = "letter" }\nother = "unknown"'))
    made = plan(invented, papers(RECORDS.replace("LETTER", "FORM 13")), mapping=path, on="2026-03-02")
    assert made.chosen["request"].to_list() == ["form", "form", "form", None, "form", "form"]


def test_an_outcome_that_the_mapping_does_not_know(refused):
    told = refused(records=RECORDS.replace("Let go", "Lost"))
    assert told.startswith(
        "papers.csv: column 'end': the mapping 'papers' does not know 'Lost' (2 records, first in row 2)"
    )


def test_a_date_in_another_form(refused):
    told = refused(records=RECORDS.replace("02/07/2026", "2026-02-07"))
    assert told == "papers.csv: column 'day': '2026-02-07' (1 record, first in row 3) is not a date like 03/02/2015."


def test_a_record_without_a_day(refused):
    told = refused(records=RECORDS.replace("02/07/2026", ""))
    assert told == "papers.csv: 'day' is empty in 1 records (first in row 3)."


def test_an_empty_file(refused, papers, invented, mapping):
    with pytest.raises(LawError, match=r"^papers\.csv is empty: it has not even a header\.$"):
        plan(invented, papers(""), mapping=mapping())


def test_a_header_without_records(refused):
    assert refused(records=RECORDS.splitlines()[0] + "\n") == "papers.csv has a header and no record."


def test_a_file_cut_off_in_the_middle_of_a_row(refused):
    told = refused(records=RECORDS[: RECORDS.index("Harbour") + 3])
    assert told == ("papers.csv cannot be read to its end; is it cut off? Row 5 has 3 columns, and the header has 6.")


def test_a_file_cut_off_in_the_middle_of_a_word(refused):
    told = refused(records=RECORDS[:-3])
    assert "does not know 'K' (1 record, first in row 6)" in told or "does not know 'Ke" in told


def test_a_file_with_too_many_columns_in_a_row(refused):
    told = refused(records=RECORDS.replace("AALAND,Kept", "AALAND,Kept,twice"))
    assert "Row 1 has 7 columns, and the header has 6." in told


def test_a_file_that_is_no_text(invented, mapping, tmp_path):
    path = tmp_path / "papers.csv"
    path.write_bytes(RECORDS.encode().replace(b"Harbour", b"Harb\xf6ur"))
    with pytest.raises(LawError, match=r"papers\.csv"):
        plan(invented, path, mapping=mapping())


def test_a_column_of_the_wrong_type(invented, mapping, tmp_path):
    import polars as pl

    path = tmp_path / "papers.parquet"
    pl.read_csv(RECORDS.encode()).with_columns(pl.lit(20260105).alias("day")).write_parquet(path)
    with pytest.raises(LawError, match=r"papers\.parquet: the column 'day' holds int32, and dates are wanted"):
        plan(invented, path, mapping=mapping())


def test_a_parquet_file_cut_in_half(invented, mapping, tmp_path):
    import polars as pl

    path = tmp_path / "papers.parquet"
    pl.read_csv(RECORDS.encode()).write_parquet(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LawError, match=r"^papers\.parquet is no whole Parquet file; is it cut off\?"):
        plan(invented, path, mapping=mapping())


def test_a_file_that_is_not_there(invented, mapping, tmp_path):
    with pytest.raises(LawError, match="There is no file"):
        plan(invented, tmp_path / "nothing.csv", mapping=mapping())


def test_a_file_that_no_ready_mapping_fits(law, papers):
    with pytest.raises(LawError, match=r"papers\.csv: no ready mapping fits its columns \(day, paper, office"):
        plan(law, papers())


# ---- the draft ---------------------------------------------------------------------------------
def test_a_draft_that_does_not_check(refused, draft):
    folder = draft(("unless judged", "unless jugded"))
    told = refused(draft=folder)
    assert told.startswith(f"The draft in {folder} does not check (1 problem). The first:\nus/ny/holds.md:")
    assert "jugded" in told


def test_a_draft_without_a_question_of_the_mapping(refused, draft):
    folder = draft()
    for file in (folder / "vocabulary/common.md", folder / "us/ny/holds.md"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"\bhold\b(?! a| this)", "keep", text), encoding="utf-8")
    assert refused(draft=folder).startswith(f"The draft in {folder} does not fit: papers.toml: question: there is no ")


def test_a_draft_that_is_not_there(refused, tmp_path):
    assert refused(draft=tmp_path / "missing").startswith(f"There is no corpus at {tmp_path / 'missing'}.")


def test_every_ready_mapping_fits_the_law(law):
    from amparo.simulate.check import check

    for name in ready():
        check(load(name), law)
