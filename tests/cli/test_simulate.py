"""`amparo law simulate`: figures on the terminal, as JSON and in a folder; errors as sentences."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.simulate.conftest import INVENTED, PAPERS, RECORDS


@pytest.fixture
def simulate(run):
    """The command on the invented papers."""

    def call(*args: str, data: str = str(PAPERS / "papers.csv")):
        mapping = ("--mapping", str(PAPERS / "papers.toml"), "--on", "2026-03-02")
        return run("law", "simulate", *([data] if data else []), *mapping, *args)

    return call


def test_the_figures_come_with_their_denominators_and_what_they_cannot_tell(simulate):
    result = simulate("--by", "month")
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    assert "5 of 6 papers in papers.csv, under the law of each record's own city or state, as it stands on" in text
    assert "1 are set apart: a federal office." in text
    assert "Of 5 papers: ● may 1 (20%); – no law says 2 (40%); ○ not decided yet 2 (40%)." in text
    assert "February 2026 3 0 2 1 1 1 1" in text
    assert "2 of 5 papers are undecided." in text
    assert "A paper is no person." in text
    assert text.endswith("Information, not legal advice.")


def test_it_speaks_spanish(simulate):
    text = " ".join(simulate("--lang", "es").output.split())
    assert "5 de 6 papers en papers.csv" in text
    assert "tal como rige el 2 de marzo de 2026" in text


def test_several_laws_stand_one_after_another(simulate):
    text = " ".join(simulate("--in", "own", "--in", "us/ny").output.split())
    assert text.index("each record's own") < text.index("under the law of Aaland")


def test_an_assumption_is_said(simulate):
    text = " ".join(simulate("--assume", "convictions=none").output.split())
    assert "Taken to be so in every record, though the data do not say it: the convictions" in text
    assert "■ must not 1 (20%)" in text


def test_a_draft_is_compared_with_the_law_of_today(simulate, tmp_path):
    folder = Path(shutil.copytree(INVENTED, tmp_path / "draft"))
    file = folder / "us/ny/holds.md"
    file.write_text(file.read_text("utf-8").replace("  unless judged\n", "", 1), "utf-8")
    text = " ".join(simulate("--draft", str(folder)).output.split())
    assert "The draft changes the verdict on 1 of 5 papers." in text
    assert "● may ○ not decided yet 1 20%" in text


def test_everything_is_written_into_a_new_folder(simulate, tmp_path):
    result = simulate("--out", str(tmp_path / "found"))
    assert result.exit_code == 0
    assert "files written to" in result.stderr
    assert (tmp_path / "found" / "own-law-outcomes.svg").is_file()


def test_json_is_data_alone(simulate):
    found = json.loads(simulate("--json", "--by", "office").stdout)
    assert found["shape"] == "amparo.simulation/1"
    assert [by["dimension"] for by in found["laws"][0]["by"]] == ["office"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--in", "us/nyy"), "There is no jurisdiction called 'us/nyy'. Did you mean 'us/ny'?"),
        (("--by", "mouth"), "There is no dimension of this mapping called 'mouth'. Did you mean 'month'?"),
        (("--question", "holt"), "There is no question called 'holt'. Did you mean 'hold'?"),
        (("--assume", "convictions"), "'convictions' is no fact with a value."),
        (("--assume", "convictionz=none"), "There is no fact called 'convictionz'. Did you mean 'convictions'?"),
        (("--its-day",), "--on and --its-day exclude each other"),
        (("--draft", "nowhere"), "There is no corpus at nowhere."),
        (("--on", "soon"), "'soon' is no date."),
    ],
)
def test_what_was_typed_wrong_is_told_in_a_sentence(simulate, args, said):
    result = simulate(*args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_cut_in_half_is_told_and_nothing_is_written(simulate, tmp_path):
    half = tmp_path / "half.csv"
    half.write_text(RECORDS[: RECORDS.index("Harbour")], encoding="utf-8")
    result = simulate("--out", str(tmp_path / "found"), data=str(half))
    assert result.exit_code == 2
    assert "half.csv cannot be read to its end" in result.stderr
    assert not (tmp_path / "found").exists()


def test_a_draft_that_does_not_check_is_told(simulate, tmp_path):
    folder = Path(shutil.copytree(INVENTED, tmp_path / "draft"))
    file = folder / "us/ny/holds.md"
    file.write_text(file.read_text("utf-8").replace("unless judged", "unless jugded", 1), "utf-8")
    result = simulate("--draft", str(folder))
    assert result.exit_code == 2
    assert "does not check" in result.stderr
    assert "us/ny/holds.md:24:" in result.stderr


def test_records_are_needed_where_none_come_with_the_mapping(simulate):
    result = simulate(data="")
    assert result.exit_code == 2
    assert "No records come with the mapping 'papers'. Name a file of records." in result.stderr


def test_the_other_commands_do_not_wait_for_data_libraries():
    import subprocess
    import sys

    code = "import sys, amparo.cli.law_simulate; print({'polars', 'pyarrow', 'ibis'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"
