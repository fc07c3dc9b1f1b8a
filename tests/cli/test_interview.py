"""The interview: one question at a time, by lines of text and on a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.conftest import CORPUS

HOLD = ("ask", "hold", "--in", "us/ny", "--on", "2026-03-02", "--interview")
NUMBERS = {"agency": "1", "request": "2", "signed": "1"}
QUESTIONS = {
    "agency": "Who decides?", "request": "What did you receive?", "signed": "Did a judge sign it?",
    "convictions": "Which convictions are there?", "release_due": "When is the release?",
}  # fmt: skip


def order(run, *facts: str) -> str:
    """The fact that the engine asks for next."""
    import json

    return json.loads(run(*HOLD[:-1], *facts, "--json").stdout)["next"]["fact"]


def talk(run, answers: dict[str, str], **kwargs) -> str:
    """The lines that answer each question in the engine's order until the verdict is decided."""
    import json

    lines, facts = [], []
    while True:
        found = json.loads(run(*HOLD[:-1], *facts, "--json").stdout)
        if found["next"] is None:
            return "\n".join(lines) + "\n"
        name = found["next"]["fact"]
        lines.append(NUMBERS.get(name, answers.get(name, "")))
        facts.append(f"{name}={answers[name]}")


def test_it_asks_in_the_engines_order_and_stops_when_decided(run):
    lines = talk(run, {"agency": "police", "request": "form", "signed": "yes"})
    result = run(*HOLD, input=lines)
    count = lines.count("\n")
    assert result.stdout.startswith("● Aaland police may hold this person.")
    assert f"Question {count}" in result.stderr
    assert f"Question {count + 1}" not in result.stderr
    assert f"Decided after {count} question" in result.stderr
    assert QUESTIONS[order(run)] in result.stderr.split("Question 2")[0]


def test_what_was_typed_is_said_back(run):
    result = run(*HOLD, "request=form", "signed=yes", input="police\n")
    assert "You said: the agency is: City police." in result.stderr


def test_known_facts_are_not_asked_for(run):
    result = run(*HOLD, "agency=police", "request=form", input="yes\n")
    assert "Who decides?" not in result.stderr
    assert result.stdout.startswith("●")


def test_a_question_mark_gives_help_and_asks_again(run):
    result = run(*HOLD, "request=form", "signed=yes", input="?\n1\n")
    assert "The office you work for." in result.stderr
    assert result.stdout.startswith("●")
    result = run(*HOLD, "request=form", "agency=police", input="?\ny\n")
    assert "There is no more help for this question." in result.stderr


def test_who_does_not_know_is_asked_the_next_missing_fact(run):
    first = order(run, "agency=police", "request=form")
    result = run(*HOLD, "agency=police", "request=form", input="d\nd\n")
    assert result.stderr.count(QUESTIONS[first]) == 1
    assert "Question 2" in result.stderr
    assert "Asked 2 questions; not decided." in result.stderr
    assert result.stdout.startswith("○")
    assert "Not known yet" in result.stdout


def test_dont_know_is_one_of_the_numbered_choices(run):
    result = run(*HOLD, "agency=police", "request=form", "convictions=none", input="3\n")
    assert "  3  I don't know" in result.stderr
    assert "Asked 1 question; not decided." in result.stderr


def test_back_takes_the_last_answer_back(run):
    result = run(*HOLD, "request=form", "convictions=none", input="b\n1\nb\n3\n")
    assert "This is the first question." in result.stderr
    assert result.stderr.count("Who decides?") == 3
    assert result.stdout.startswith("– No law here says whether the school")


def test_stopping_shows_what_is_known_so_far(run):
    result = run(*HOLD, "request=form", input="q\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("○")


def test_the_end_of_input_stops_the_interview(run):
    result = run(*HOLD, input="")
    assert result.exit_code == 0
    assert result.stdout.startswith("○")


def test_an_answer_that_is_none_is_explained(run):
    result = run(*HOLD, "request=form", "signed=yes", input="9\nnobody\npolice\n")
    assert result.stderr.count("Type one of the numbers shown") == 2
    assert result.stdout.startswith("●")


def test_the_beginning_of_the_words_is_enough(run):
    result = run(*HOLD, "request=form", "signed=yes", input="city pol\n")
    assert "City police" in result.stderr.split("You said")[1]


def test_lists_are_asked_record_by_record(run):
    lines = "add an\n2024-13-01\n2024-01-05\n1\n1\n2010-01-01\nd\n2\n"
    result = run(*HOLD, "agency=police", "request=form", "signed=no", input=lines)
    assert "Entry 1: When?" in result.stderr
    assert "it is a date like 2026-03-02" in result.stderr
    assert "Entry 2: Which level?" in result.stderr
    said = "(date: January 5, 2024, level: Grave); (date: January 1, 2010)"
    assert f"You said: the convictions: {said}." in result.stderr
    assert result.stdout.startswith("– No law here says")


def test_an_empty_list_is_an_answer(run):
    result = run(*HOLD, "agency=police", "request=form", "signed=no", input="2\n")
    assert "2  There is none" in result.stderr
    assert "You said: the convictions: none." in result.stderr
    assert result.stdout.startswith("■")


def test_inside_a_list_back_goes_to_the_field_before_and_out_of_it(run):
    lines = "1\nb\n1\n2024-01-05\nb\n2010-01-05\n1\n2\n"
    result = run(*HOLD, "agency=police", "request=form", "signed=no", input=lines)
    assert "(date: January 5, 2010, level: Grave)" in result.stderr
    assert result.stdout.startswith("■")


def test_a_situation_is_interviewed_until_all_is_decided(run):
    args = ("ask", "--situation", "paper_arrives", "--in", "us/ny", "--interview")
    result = run(*args, input="1\n1\n")
    assert result.stdout.count("●") == 2


def test_without_a_question_it_asks_what_happened(run):
    result = run("ask", "--in", "us/ny", "--interview", input="1\nq\n")
    assert "What is it about?" in result.stderr
    assert "1  A paper arrived" in result.stderr


def test_in_spanish(run):
    result = run(*HOLD, "request=form", "--lang", "es", input="?\n1\nno sé\nno sé\n")
    assert "¿Quién decide?" in result.stderr
    assert "La oficina donde usted trabaja." in result.stderr
    assert "Usted dijo: la entidad es: Policía municipal." in result.stderr
    assert "sin decidir" in result.stderr


def test_json_stays_alone_on_standard_output(run):
    import json

    result = run(*HOLD, "request=form", "signed=yes", "--json", input="1\n")
    assert json.loads(result.stdout)["verdict"] == "permitted"


# ---- on a terminal ------------------------------------------------------------------------------
class Terminal:
    """The command on a pseudo-terminal, as a person has it."""

    def __init__(self, *args: str, cache: str):
        self.main, child = pty.openpty()
        env = {**os.environ, "AMPARO_CORPUS": str(CORPUS), "AMPARO_CACHE": cache, "TERM": "xterm"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "amparo.cli.main", *args],
            stdin=child, stdout=child, stderr=child, env=env, start_new_session=True,
        )  # fmt: skip
        os.close(child)
        self.text = ""

    def until(self, wanted: str, seconds: float = 30) -> str:
        """Read until this text has come. What was read before it is gone."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            assert time.monotonic() < end, f"'{wanted}' did not come; there is: {self.text}"
            if select.select([self.main], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.main, 65536).decode(errors="replace")
                except OSError:
                    assert wanted in self.text, f"It ended without '{wanted}': {self.text}"
        before, _, self.text = self.text.partition(wanted)
        return before + wanted

    def type(self, line: str) -> None:
        os.write(self.main, f"{line}\n".encode())

    def end(self) -> int:
        code = self.process.wait(30)
        os.close(self.main)
        return code


@pytest.fixture
def terminal(cache):
    return lambda *args: Terminal(*args, cache=cache)


def test_on_a_terminal_without_facts_a_person_is_asked(terminal):
    screen = terminal("ask", "--situation", "paper_arrives", "--in", "us/ny")
    screen.until("Question 1")
    shown = screen.until("> ")
    assert "I don't know" in shown
    screen.type("?")
    screen.until("> ")
    screen.type("q")
    screen.until("Information, not legal advice.")
    assert screen.end() == 0


def test_on_a_terminal_with_facts_nobody_is_asked(terminal):
    screen = terminal("ask", "hold", "--in", "us/ny", "agency=police")
    assert "> " not in screen.until("Information, not legal advice.")
    assert screen.end() == 0


def test_control_c_ends_with_130(terminal):
    screen = terminal("ask", "hold", "--in", "us/ny")
    screen.until("> ")
    os.killpg(screen.process.pid, signal.SIGINT)
    assert screen.end() == 130


def test_control_d_stops_and_answers(terminal):
    screen = terminal("ask", "hold", "--in", "us/ny")
    screen.until("> ")
    os.write(screen.main, b"\x04")
    screen.until("Information, not legal advice.")
    assert screen.end() == 0
