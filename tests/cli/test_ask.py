"""Asking on the command line: the whole answer, every kind of value, and sentences for mistakes."""

from __future__ import annotations

import json

import pytest

from amparo.cli.texts import TEXTS

HOLD = ("ask", "hold", "--in", "us/ny", "--on", "2026-03-02")
FORM = ("agency=police", "request=form")


def test_the_answer_comes_first_and_says_what_it_rests_on(run):
    result = run(*HOLD, *FORM, "signed=no", "convictions=none")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "■ Aaland police must not hold this person."
    assert "  – A. Code, § 10 — No hold on a form" in lines
    assert "Only part of the words of the law was read" in result.stdout
    assert "not reviewed by a lawyer" in result.stdout
    assert "Somebody v. Aaland, still open" in result.stdout
    assert "Without it: no law says." in result.stdout
    assert "  – If a judge signed it: may." in lines
    assert lines[-1].endswith("Information, not legal advice.")


def test_a_permission_says_when_it_ends(run):
    result = run(*HOLD, *FORM, "signed=yes", "release_due=2026-03-02 09:00")
    assert result.stdout.startswith("● Aaland police may hold this person.")
    assert "by March 4, 2026, 9:00 a.m. (A. Code, § 10)" in result.stdout


def test_a_duty_comes_with_its_day(run):
    result = run(*HOLD, *FORM, "signed=no", "convictions=none", "received=2026-03-06")
    assert "Aaland police must keep a record of it." in result.stdout
    assert "by March 11, 2026 (A. Code, § 11)" in result.stdout


def test_an_open_entry_marks_the_answer(run):
    debts = run(*HOLD, *FORM, "signed=no", "convictions=none", "reasons=theft,debt")
    assert "The words on debts could not be read." in debts.stdout
    none = run(*HOLD, *FORM, "signed=no", "convictions=none", "reasons=none")
    assert "debts" not in none.stdout


def test_without_facts_it_says_what_is_missing_and_what_to_ask(run):
    result = run(*HOLD)
    assert result.exit_code == 0
    assert result.stdout.startswith("○ We need to know more to say whether this agency may hold")
    assert "Next question" in result.stdout
    assert "Answer with: " in result.stdout


def test_law_that_is_not_in_force_is_named_with_its_days(run):
    result = run("ask", "wait_longer", "--in", "us/ny", "--on", "2026-03-02")
    assert "On March 2, 2026, no law in force here says whether" in result.stdout
    assert "(from January 1, 2020 to December 31, 2021)" in result.stdout


def test_numbers_and_money_are_read(run):
    facts = ("agency=jail", "days_waited=4", "fine=$49.50")
    result = run("ask", "wait_longer", "--in", "us/ny", "--on", "2021-06-01", *facts)
    assert result.stdout.startswith("● The Aaland jail may wait longer than 3 days.")


def test_a_higher_law_overrides_and_the_lower_one_is_shown(run):
    result = run("ask", "tell", "--in", "us/ny", "--on", "2026-03-02", *FORM)
    assert result.stdout.startswith("● Aaland police may tell of the release.")
    assert "Overridden by higher law\n  – A. Code, § 12 — Silence" in result.stdout


def test_a_list_is_given_as_json(run):
    old = '[{"date": "2019-01-05", "level": "grave"}]'
    new = '[{"date": "2024-01-05", "level": "grave"}]'
    assert run(*HOLD, *FORM, "signed=no", f"convictions={old}").stdout.startswith("■")
    assert run(*HOLD, *FORM, "signed=no", f"convictions={new}").stdout.startswith("–")


def test_in_spanish_the_whole_answer_is_spanish(run):
    result = run(*HOLD, *FORM, "signed=no", "convictions=none", "--lang", "es")
    text = result.stdout
    assert text.startswith("■ La policía del estado de Aaland no debe retener a esta persona.")
    assert "  – lo firmó" not in text
    assert "  – no lo firmó ningún juez" in text
    assert "  – Si lo firmó un juez: puede." in text
    assert "Información, no asesoría legal." in text
    for english in TEXTS["en"]["because"], "must", "Information":
        assert english not in text


def test_spanish_yes_is_an_answer(run):
    assert run(*HOLD, *FORM, "signed=sí", "--lang", "es").stdout.startswith("●")


def test_facts_come_from_a_file_and_the_command_line_wins(run, tmp_path):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"agency": "police", "request": "form", "signed": True, "convictions": []}))
    assert run(*HOLD, "--facts", str(file)).stdout.startswith("●")
    assert run(*HOLD, "--facts", str(file), "signed=no").stdout.startswith("■")


def test_facts_come_from_standard_input(run):
    given = json.dumps({"agency": "police", "request": "form", "signed": True})
    assert run(*HOLD, "--facts", "-", input=given).stdout.startswith("●")


def test_json_has_the_documented_shape(run):
    result = run(*HOLD, *FORM, "signed=no", "convictions=none", "--json")
    answer = json.loads(result.stdout)
    assert answer["shape"] == "amparo.verdict/1"
    assert answer["verdict"] == "forbidden"
    assert answer["possible"] == ["forbidden"]
    assert answer["because"][0]["cite"] == "A. Code, § 10"
    assert answer["contests"][0]["without"] == ["silent"]
    assert answer["duties"][0]["deadlines"][0]["needs"] == ["received"]
    assert answer["facts"] == {
        "agency": "police", "request": "form", "signed": False, "convictions": [],
    }  # fmt: skip


def test_a_situation_asks_all_its_questions_with_its_facts(run):
    result = run("ask", "--situation", "paper_arrives", "--in", "us/ny", "agency=police", "signed=yes")
    assert "A paper arrived (Aaland, " in result.stdout
    assert "● Aaland police may hold this person." in result.stdout
    assert "● Aaland police may tell of the release." in result.stdout
    assert result.stdout.count("Information, not legal advice.") == 1


def test_a_situation_as_json(run):
    args = ("ask", "--situation", "paper_arrives", "--in", "us/ny", "agency=police", "--json")
    answer = json.loads(run(*args).stdout)
    assert answer["shape"] == "amparo.situation/1"
    assert [a["question"]["name"] for a in answer["answers"]] == ["hold", "tell"]
    assert answer["answers"][0]["facts"]["request"] == "form"


def test_the_place_may_come_from_the_environment(run):
    result = run("ask", "hold", *FORM, "signed=yes", env={"AMPARO_PLACE": "us/ny"})
    assert result.stdout.startswith("● Aaland police")


def test_a_city_without_law_of_its_own_has_that_of_its_state(run):
    result = run("ask", "hold", "--in", "us/ny/north", *FORM, "signed=yes")
    assert result.stdout.startswith("● Northtown police may hold this person.")


MISTAKES = [
    (("ask", "hld", "--in", "us/ny"), "There is no question called 'hld'. Did you mean 'hold'?"),
    (("ask", "zzz", "--in", "us/ny"), "'amparo law questions' lists them."),
    (("ask", "hold", "--in", "us/yn"), "There is no jurisdiction called 'us/yn'. Did you mean"),
    (("ask", "hold"), "Say where with --in. There are: us, us/ny, us/ny/north."),
    (("ask", "--in", "us/ny"), "Name a question or a --situation."),
    (("ask", "hold", "--situation", "paper_arrives", "--in", "us"), "not both"),
    (("ask", "--situation", "paper", "--in", "us"), "Did you mean 'paper_arrives'?"),
    ((*HOLD, "agenzy=police"), "There is no fact called 'agenzy'. Did you mean 'agency'?"),
    ((*HOLD, "agency=polize"), "Did you mean 'police'?"),
    ((*HOLD, "signed=perhaps"), "it is answered by yes or no"),
    ((*HOLD, "received=2026-02-30"), "it is a date like 2026-03-02"),
    ((*HOLD, "release_due=noon"), "it is a date with a time"),
    ((*HOLD, "days_waited=-1"), "it is a whole number"),
    ((*HOLD, "fine=much"), "it is an amount in dollars"),
    ((*HOLD, "reasons=theft,dept"), "Did you mean 'debt'?"),
    ((*HOLD, "signed"), "A fact needs a value: 'signed=yes'"),
    ((*HOLD, 'convictions=[{"date"'), "this is no JSON (column 9)"),
    ((*HOLD, "convictions={}"), "it is a list of conviction records"),
    ((*HOLD, 'convictions=[{"dat": "2020-01-01"}]'), "Did you mean 'date'?"),
    ((*HOLD, "--lang", "fr"), "There is no language called 'fr'"),
    (("ask", "hold", "--in", "us/ny", "--on", "yesterday"), "'yesterday' is no date."),
    ((*HOLD, "--facts", "nowhere.json"), "There is no file 'nowhere.json'."),
    ((*HOLD, "--facts", "."), "'.' is a folder"),
    ((*HOLD, "--corpus", "nowhere"), "There is no corpus at nowhere."),
    (("aks",), "There is no command 'aks'. Did you mean 'ask'?"),
    (("law", "chek"), "There is no command 'chek'. Did you mean 'check'?"),
]


@pytest.mark.parametrize(("args", "said"), MISTAKES, ids=[" ".join(a) for a, _ in MISTAKES])
def test_a_mistake_gets_a_sentence(run, args, said):
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


FILES = [
    ('{"agency": "pol', ", line 1, column 12: this is no JSON"),
    ('{"agency":\n  "police",\n  "signed" true}', ", line 3, column 12: this is no JSON"),
    ("", ", line 1, column 1: this is no JSON"),
    ('["agency"]', "holds a list; facts are an object"),
    ("12", "holds a number; facts are an object"),
    ("null", "holds null; facts are an object"),
    ('{"signed": true, "signed": false}', "names 'signed' twice"),
    ("[" * 100_000, "nested too deeply"),
    (b"\xff\xfe{}", "is no UTF-8 text"),
]


@pytest.mark.parametrize(("text", "said"), FILES, ids=range(len(FILES)))
def test_a_file_of_facts_that_cannot_be_read_gets_a_sentence(run, tmp_path, text, said):
    file = tmp_path / "facts.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = run(*HOLD, "--facts", str(file))
    assert result.exit_code == 2
    assert f"'{file}'" in result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_broken_corpus_is_not_asked(run, invented):
    page = invented / "us" / "ny" / "holds.md"
    page.write_text(page.read_text().replace("when request is form", "when requst is form", 1))
    result = run(*HOLD, *FORM, "--corpus", str(invented))
    assert result.exit_code == 1
    assert "us/ny/holds.md:" in result.stderr
    assert "Did you mean 'request'?" in result.stderr
    assert "'amparo law check' shows all." in result.stderr


def test_both_languages_have_the_same_texts_and_places():
    from amparo.law.phrases import PHRASES

    for table in (TEXTS, PHRASES):
        assert table["en"].keys() == table["es"].keys()
        for key, english in table["en"].items():
            assert fields(english) == fields(table["es"][key]), key


def fields(text: str) -> set[str | None]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name}
