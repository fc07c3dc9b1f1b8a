"""`amparo law …`: checking, testing, showing, laying out, counting and listing."""

from __future__ import annotations

import json

import pytest

from amparo.law.corpus import CORPUS as SHIPPED


@pytest.fixture
def change(invented):
    """Replace words in a file of the invented corpus."""

    def do(name: str, old: str, new: str) -> str:
        file = invented / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))
        return str(invented)

    return do


# ---- check -------------------------------------------------------------------------------------
def test_check_of_a_sound_corpus_is_one_line(run):
    result = run("law", "check")
    assert result.exit_code == 0
    assert result.stdout == "6 files: no problem found.\n"


def test_check_shows_file_line_column_and_a_caret(run, change):
    root = change("us/ny/holds.md", "unless judged", "unless jugded")
    result = run("law", "check", root)
    assert result.exit_code == 1
    message, text, caret = result.stdout.splitlines()[:3]
    assert message.startswith("us/ny/holds.md:24:10: There is no fact or definition 'jugded'.")
    assert "Did you mean 'judged'?" in message
    assert text.index("jugded") == caret.index("^^^^^^")
    assert "1 problem in 6 files." in result.stderr


def test_check_can_look_at_one_jurisdiction_or_file(run, change, invented):
    root = change("us/ny/holds.md", "unless judged", "unless jugded")
    assert run("law", "check", "--corpus", root, "--in", "us/ny").exit_code == 1
    north = run("law", "check", "--corpus", root, "--in", "us/ny/north")
    assert north.exit_code == 0
    assert "(Elsewhere in the corpus: 1 problem.)" in north.stdout
    assert run("law", "check", str(invented / "us" / "rules.md")).exit_code == 0
    assert run("law", "check", str(invented / "us" / "ny")).exit_code == 1


def test_check_as_json(run, change):
    root = change("us/ny/holds.md", "unless judged", "unless jugded")
    found = json.loads(run("law", "check", root, "--json").stdout)
    assert found["shape"] == "amparo.problems/1"
    problem = found["problems"][0]
    assert (problem["file"], problem["line"], problem["column"]) == ("us/ny/holds.md", 24, 10)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ask = "¿Quién decide?"', 'ask = "¿Quién decide?', "This is no TOML"),
        ("[fact.agency]", "[fact.agncy]", "There are no English words 'fact.agncy.label'."),
        ("esperar más de 3 días", "esperar más de tres días", "leaves out the number 3 of"),
        ("La policía de {place}", "La policía", "leaves out the place {place} of"),
    ],
)
def test_check_reads_the_spanish_words(run, change, old, new, said):
    result = run("law", "check", change("words/es/common.toml", old, new))
    assert result.exit_code == 1
    assert "words/es/common.toml:" in result.stdout
    assert said in result.stdout


def test_a_path_outside_a_corpus_gets_a_sentence(run, tmp_path):
    (tmp_path / "x.md").write_text("")
    assert "lies in no corpus" in run("law", "check", str(tmp_path / "x.md")).stderr
    assert "There is no file or folder 'nope'." in run("law", "check", "nope").stderr


# ---- test --------------------------------------------------------------------------------------
def test_test_runs_the_examples(run):
    result = run("law", "test")
    assert result.exit_code == 0
    assert result.stdout.startswith("6 examples: 6 as written, 0 not; 0 norms without an example")


def test_test_names_what_fails_with_file_and_line(run, change):
    root = change("us/ny/holds.md", "then hold is forbidden by", "then hold is permitted by")
    result = run("law", "test", root)
    assert result.exit_code == 1
    assert "us/ny/holds.md:37:1: The case says permitted, and the law says forbidden" in result.stdout
    assert "Example: A form without a judge's name." in result.stdout


def test_test_runs_what_lies_below_a_jurisdiction(run):
    assert run("law", "test", "--in", "us/ny").stdout.startswith("5 examples")
    assert run("law", "test", "--in", "us").stdout.startswith("6 examples")


def test_test_does_not_run_broken_files(run, change):
    root = change("us/ny/holds.md", "unless judged", "unless jugded")
    result = run("law", "test", root)
    assert result.exit_code == 1
    assert "the examples were not run" in result.stderr


def test_test_as_json(run, change):
    root = change("us/ny/holds.md", "then hold is forbidden by", "then hold is permitted by")
    found = json.loads(run("law", "test", root, "--json").stdout)
    assert found["shape"] == "amparo.tests/1"
    assert found["passed"] == 5
    assert found["failed"][0]["file"] == "us/ny/holds.md"


# ---- show --------------------------------------------------------------------------------------
def test_show_says_a_law_in_plain_words(run):
    text = run("law", "show", "us/ny/holds", "--on", "2026-03-02").stdout
    assert "The agency must not hold this person,\n  if the request is: Form 12," in text
    assert "  – the convictions: there is at least one for which\n    – level is: Grave" in text
    assert "  The agency may hold this person until 48 hours after the time of release," in text
    assert "The agency must keep a record of it within 3 business days after the day it arrived" in text
    assert "“judged” means:" in text
    assert "(not in force on March 2, 2026)" in text
    assert "Left open for “Hold a person”." in text


def test_show_finds_a_section_with_or_without_its_sign(run):
    for name in "§ 12", "12", "A. Code, § 12", "s-12":
        assert "§ 12 — Silence" in run("law", "show", name).stdout
    assert "§ 11" not in run("law", "show", "§ 12").stdout


def test_show_in_spanish_spells_definitions_out(run):
    text = run("law", "show", "§ 10", "--lang", "es").stdout
    assert "La entidad no debe retener a esta persona,\n  si la petición es: Formulario 12," in text
    assert "judged" not in text
    assert "salvo si se cumple algo de esto:" in text


def test_show_of_a_spanish_page_has_its_prose_and_titles(run, invented):
    page = "# Ley\n\n## § 12 — Silencio\nNadie avisa de una salida.\n"
    (invented / "us" / "ny" / "holds.es.md").write_text(page)
    text = run("law", "show", "§ 12", "--lang", "es", "--corpus", str(invented)).stdout
    assert "§ 12 — Silencio\nNadie avisa de una salida.\n" in text


def test_show_of_something_unknown_offers_what_is_near(run):
    result = run("law", "show", "us/ny/hold")
    assert result.exit_code == 2
    assert "Did you mean 'us/ny/holds'" in result.stderr


def test_show_of_a_place_before_its_laws_says_so(run):
    result = run("law", "show", "us/ny", "--on", "1990-01-01")
    assert result.stdout == "No law file of this place is in force on January 1, 1990.\n"


def test_show_as_json(run):
    found = json.loads(run("law", "show", "§ 10", "--json").stdout)
    assert found["shape"] == "amparo.law/1"
    section = found["files"][0]["sections"][0]
    assert [r["modality"] for r in section["rules"]] == ["forbid", "permit"]


# ---- lists -------------------------------------------------------------------------------------
def test_facts_come_with_type_wording_and_labels(run):
    text = run("law", "facts", "hold", "--in", "us/ny", "--on", "2026-03-02").stdout
    assert "agency (one of)\n    Who decides?\n    The office you work for." in text
    assert "      police: City police" in text
    assert "convictions (list of, sensitive)" in text
    assert "    level (one of)\n        Which level?\n          grave: Grave" in text
    assert "received (date, duties only)" in text


def test_facts_as_json(run):
    args = ("law", "facts", "hold", "--in", "us/ny", "--on", "2026-03-02", "--json")
    rows = {f["name"]: f for f in json.loads(run(*args).stdout)["facts"]}
    assert rows["agency"]["labels"][0] == {"label": "police", "words": "City police"}
    assert rows["convictions"]["privacy"] == "sensitive"
    assert [f["name"] for f in rows["convictions"]["fields"]] == ["date", "level"]
    assert rows["received"]["duties_only"]


def test_facts_where_no_law_speaks(run):
    result = run("law", "facts", "hold", "--in", "us")
    assert "No fact matters" in result.stdout


def test_questions_situations_and_places_are_listed(run):
    text = run("law", "questions").stdout
    assert "Detention\n  hold  Hold a person\n  tell  Tell of a release" in text
    assert "keep_record  Keep a record" in text
    assert "wait_longer" not in run("law", "questions", "--in", "us").stdout
    assert "Detención" in run("law", "questions", "--lang", "es").stdout
    assert "paper_arrives\n    A paper arrived\n    hold, tell" in run("law", "situations").stdout
    assert "us/ny        Aaland, 1 file" in run("law", "places").stdout


@pytest.mark.parametrize("name", ["questions", "situations", "places", "coverage"])
def test_lists_as_json(run, name):
    found = json.loads(run("law", name, "--json").stdout)
    assert found["shape"] == f"amparo.{name}/1"


def test_coverage_counts(run):
    found = json.loads(run("law", "coverage", "--json").stdout)
    row = {r["place"]: r for r in found["places"]}["us/ny"]
    assert (row["files"], row["norms"], row["examples"], row["open"]) == (1, 5, 5, 1)
    assert (row["text"], row["part"], row["spanish_pages_missing"]) == (0, 5, 1)
    assert "jurisdiction" in run("law", "coverage").stdout


# ---- format ------------------------------------------------------------------------------------
UGLY = """\
forbid   hold
 when request is form     # the paper
     unless judged unless any conviction in convictions where(level is grave
 and date within 5 years before today)
  contested   "Somebody v. Aaland,
     still open"
# one more

permit hold until release_due+48 hours when judged
  note "Only for a while."
"""
NEAT = """\
forbid hold
  when request is form  # the paper
  unless judged
  unless any conviction in convictions where (level is grave and date within 5 years before today)
  contested "Somebody v. Aaland, still open"

# one more
permit hold
  until release_due + 48 hours
  when judged
  note "Only for a while."
"""


def test_format_lays_out_blocks_and_keeps_comments(run, invented):
    file = invented / "us" / "ny" / "holds.md"
    text = file.read_text()
    start = text.index("forbid hold")
    end = text.index("```", start)
    file.write_text(text[:start] + UGLY + text[end:])
    check = run("law", "format", "--check", str(invented))
    assert check.exit_code == 1
    assert "would change us/ny/holds.md" in check.stdout
    assert UGLY in file.read_text()
    assert run("law", "format", str(invented)).exit_code == 0
    assert NEAT in file.read_text()
    assert run("law", "format", "--check", str(invented)).exit_code == 0
    assert run("law", "check", str(invented)).exit_code == 0


def test_format_leaves_a_broken_block_alone_and_says_so(run, change, invented):
    root = change("us/ny/holds.md", "forbid hold", "forbidd hold")
    before = (invented / "us" / "ny" / "holds.md").read_text()
    result = run("law", "format", root)
    assert result.exit_code == 1
    assert "us/ny/holds.md:" in result.stderr
    assert "forbidd hold" in before
    assert "forbidd hold\n  when request is form" in (invented / "us" / "ny" / "holds.md").read_text()


@pytest.mark.skipif(not (SHIPPED / "us").is_dir(), reason="There is no corpus here.")
def test_format_of_the_shipped_law_is_stable_and_changes_no_meaning():
    from amparo.law.tidy import tidy

    for file in sorted(SHIPPED.rglob("*.md")):
        if file.name == "README.md":
            continue
        text = file.read_text(encoding="utf-8")
        made, problems = tidy(file.name, text)
        assert not [p for p in problems if "left as it was" in p.message], file
        assert tidy(file.name, made)[0] == made, file
