"""`amparo law diff` and `amparo law prove`: differences, conflicts, gaps, and norms that never decide."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import DAY

RULES = "us/rules.md"
HOLDS = "us/ny/holds.md"


@pytest.fixture
def change(invented):
    """Replace words in a file of a copy of the invented corpus; the copy is a draft."""

    def do(name: str, old: str, new: str) -> str:
        file = invented / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))
        return str(invented)

    return do


def test_two_places_are_compared_in_words(run):
    result = run("law", "diff", "us/ny", "us", "tell", *DAY)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Tell of a release (tell)",
        "  Aaland: must not; United States: no law says",
        "    – the agency is: City police (or Jail); the request is: Nothing at all",
        "  These cover every difference.",
        "",
    ]


def test_a_difference_can_be_pasted_as_an_example(run, change):
    text = run("law", "diff", "us/ny", "us", "tell", *DAY, "--cases").stdout
    case = text[text.index("```case") : text.rindex("```") + 3]
    assert "then tell is forbidden by § 12" in case
    root = change(HOLDS, "## § 11", f"{case}\n\n## § 11")
    assert run("law", "check", root).exit_code == 0
    assert "0 not" in run("law", "test", root).stdout


def test_the_same_law_is_said_to_be_proved_the_same(run):
    result = run("law", "diff", "us/ny", "us/ny/north", "hold", *DAY)
    assert "No difference: proved." in result.stdout


def test_all_questions_are_compared_and_counted(run):
    result = run("law", "diff", "us/ny", "us", *DAY)
    assert "3 questions: 3 differ, 0 proved the same" in result.stdout


def test_a_draft_is_compared_with_the_law_there_is(run, change):
    draft = change(HOLDS, "  unless judged\n", "")
    result = run("law", "diff", "us/ny", "hold", "--draft", draft, *DAY, "--json")
    found = json.loads(result.stdout)
    assert found["shape"] == "amparo.diff/1"
    assert [x["place"] for x in found["sides"]] == ["us/ny", "us/ny"]
    assert found["sides"][0]["version"] != found["sides"][1]["version"]
    (question,) = found["questions"]
    assert question["complete"]
    assert question["settled"]
    verdicts = {tuple(x["verdict"] for x in s["sides"]) for s in question["situations"]}
    assert verdicts == {("permitted", "forbidden")}
    assert all(s["facts"]["signed"] is True for s in question["situations"])


def test_a_draft_with_a_mistake_is_one_error_with_file_and_line(run, change):
    draft = change(HOLDS, "unless judged", "unless jugded")
    result = run("law", "diff", "us/ny", "--draft", draft, *DAY)
    assert result.exit_code == 1
    assert result.stderr.startswith("us/ny/holds.md:24:10: There is no fact or definition 'jugded'.")
    assert not result.stdout


def test_two_days_of_one_place_are_compared(run):
    result = run("law", "diff", "us/ny", "hold", "--on", "2019-06-01", "--on-b", "2026-03-02")
    assert "  Aaland on June 1, 2019: not in force on this day; Aaland on March 2, 2026: must not\n" in result.stdout


def test_facts_that_are_given_hold_in_every_situation(run):
    found = json.loads(run("law", "diff", "us/ny", "us", "hold", "request=letter", *DAY, "--json").stdout)
    assert found["given"] == {"request": "letter"}
    assert found["questions"][0]["situations"] == []


def test_gaps_are_found_among_the_facts_that_are_given(run):
    result = run("law", "prove", "gaps", "--in", "us/ny", "hold", "agency=police", *DAY)
    assert result.exit_code == 0
    assert "the request is: A letter (or Nothing at all)" in result.stdout


def test_conflicts_are_found_and_none_is_a_proof(run, change):
    assert run("law", "prove", "conflicts", "--in", "us/ny", *DAY).exit_code == 0
    assert "None: proved." in run("law", "prove", "conflicts", "--in", "us/ny", "hold", *DAY).stdout
    norm = "require hold\n  when request is form and days_waited is at least 3\n\npermit hold until"
    root = change(HOLDS, "permit hold until", norm)
    result = run("law", "prove", "conflicts", "--in", "us/ny", "hold", "--corpus", root, *DAY)
    assert result.exit_code == 1
    assert "the number of days waited is 3" in result.stdout


def test_norms_that_never_decide_are_named_with_their_line(run):
    north = run("law", "prove", "dead", "--in", "us/ny", *DAY)
    assert north.exit_code == 0
    assert north.stdout == "Every norm decides in some situation: proved.\n"


def test_one_law_is_proved_at_least_as_strict_as_another_or_not(run):
    result = run("law", "prove", "at-least", "us/ny", "us", "tell", *DAY)
    assert result.exit_code == 0
    assert "Tell of a release (tell): proved" in result.stdout
    result = run("law", "prove", "at-least", "us", "us/ny", "tell", "--silence", *DAY, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["shape"] == "amparo.at_least/1"
    (theorem,) = found["questions"]
    assert theorem["holds"] is False
    assert theorem["counterexamples"][0]["facts"]["request"] == "nothing"


def test_the_words_are_there_in_spanish(run):
    result = run("law", "diff", "us/ny", "us/ny/north", "hold", *DAY, "--lang", "es")
    assert "Sin diferencia: demostrado." in result.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("diff", "us/ny"), "Name two places, like us/il/chicago us/ny/new-york."),
        (("diff", "us/nu", "us"), "There is no jurisdiction called 'us/nu'. Did you mean 'us/ny'"),
        (("diff", "us/ny", "us", "hodl"), "There is no question called 'hodl'. Did you mean 'hold'?"),
        (("diff", "us/ny", "us", "agncy=police"), "There is no fact called 'agncy'. Did you mean 'agency'?"),
        (("diff", "us/ny", "us", "agency=polise"), "'agency' cannot be 'polise'"),
        (("prove", "gaps", "--in", "us/ny", "hodl"), "There is no question called 'hodl'."),
        (("prove", "dead", "--in", "us/ny", "hodl"), "There is no question called 'hodl'."),
        (("prove", "at-least", "us", "us/ny", "hodl"), "There is no question called 'hodl'."),
        (("prove", "at-leest", "us"), "There is no command 'at-leest'. Did you mean 'at-least'?"),
    ],
)
def test_what_cannot_be_used_is_a_sentence_and_a_2(run, args, said):
    result = run("law", *args)
    assert result.exit_code == 2
    assert said in result.stderr
