"""The command as a process: exit codes, pipes, interruptions, completion, quick starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import IntegrityError, OperationalError

from amparo import __version__
from tests.cli.conftest import CORPUS

ASK = (
    "ask",
    "hold",
    "--in",
    "us/ny",
    "--on",
    "2026-03-02",
    "agency=police",
    "request=form",
    "signed=yes",
)


@pytest.fixture
def process(cache):
    """Start the command in a process of its own."""

    def start(*args: str, **env: str) -> subprocess.Popen:
        surroundings = {**os.environ, "AMPARO_CORPUS": str(CORPUS), "AMPARO_CACHE": cache, **env}
        return subprocess.Popen(
            [sys.executable, "-m", "amparo.cli.main", *args],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=surroundings,
        )  # fmt: skip

    return start


def test_the_version(run):
    assert run("--version").stdout == f"amparo {__version__}\n"


def test_without_a_command_the_help_is_shown(run):
    result = run()
    assert result.exit_code == 0
    assert "Ask the law a question" in result.stdout


@pytest.mark.parametrize("args", [("ask",), ("law",), ("serve",), ("completion",), ("law", "show")])
def test_every_command_has_help(run, args):
    result = run(*args, "--help")
    assert result.exit_code == 0
    assert f"Usage: amparo {' '.join(args)}" in result.stdout


def test_without_a_terminal_nothing_waits_for_input(process):
    child = process("ask", "hold", "--in", "us/ny")
    out, err = child.communicate(timeout=30)
    assert child.returncode == 0
    assert "Not known yet" in out.decode()
    assert err == b""


def test_a_reader_that_has_gone_is_no_error(process):
    child = process("law", "show", "us/ny")
    child.stdout.close()
    assert child.wait(30) == 0
    assert child.stderr.read() == b""


def test_an_interrupt_ends_with_130(process):
    child = process("ask", "hold", "--in", "us/ny", "--facts", "/dev/stdin")
    child.communicate(timeout=30)
    reader, writer = os.pipe()
    waiting = subprocess.Popen(
        [sys.executable, "-m", "amparo.cli.main", *ASK, "--facts", "-"],
        stdin=reader, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "AMPARO_CORPUS": str(CORPUS)}, start_new_session=True,
    )  # fmt: skip
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(3)
    waiting.send_signal(signal.SIGINT)
    _, err = waiting.communicate(timeout=30)
    os.close(reader)
    os.close(writer)
    assert waiting.returncode == 130
    assert b"Traceback" not in err


def test_letters_that_the_terminal_lacks_are_no_error(process):
    child = process(*ASK, "--lang", "es", PYTHONIOENCODING="ascii")
    out, err = child.communicate(timeout=30)
    assert child.returncode == 0, err
    assert b"Aaland puede retener" in out


def test_a_mistake_of_our_own_is_one_sentence(run, monkeypatch):
    monkeypatch.setattr("amparo.law.corpus.read_day", lambda on: 1 // 0)
    result = run(*ASK)
    assert result.exit_code == 3
    assert "Amparo failed (ZeroDivisionError" in result.stderr
    assert "please report it" in result.stderr


@pytest.mark.parametrize(("error", "code", "said"), [
    (OSError(28, "No space left on device", "/data/x"), 2, "/data/x cannot be used: No space left on device.\n"),
    (OperationalError("it is lost\nLINE 1: x"), 2, "The database does not answer: it is lost.\n"),
])  # fmt: skip
def test_what_the_computer_or_the_database_refuses_is_no_mistake_of_ours(run, monkeypatch, error, code, said):
    monkeypatch.setattr("amparo.law.corpus.read_day", failing(error))
    result = run(*ASK)
    assert (result.exit_code, result.stderr) == (code, said)


def test_a_mistake_of_our_own_quotes_nothing_from_the_database(run, monkeypatch):
    monkeypatch.setattr("amparo.law.corpus.read_day", failing(IntegrityError("Key (email)=(ana@example.org)")))
    result = run(*ASK)
    assert result.exit_code == 3
    assert result.stderr.startswith("Amparo failed (IntegrityError). This is a mistake in Amparo")


def failing(error):
    """A function that fails with this error."""

    def fail(*_):
        raise error

    return fail


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run, shell):
    assert "_AMPARO_COMPLETE" in run("completion", shell).stdout


def test_an_unknown_shell_gets_a_sentence(run):
    result = run("completion", "tcsh")
    assert result.exit_code == 2
    assert "bash" in result.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("amparo ask hold --in us/n", {"us/ny", "us/ny/north"}),
        ("amparo ask ho", {"hold"}),
        ("amparo ask hold ag", {"agency="}),
        ("amparo ask hold agency=po", {"agency=police"}),
        ("amparo ask hold signed=", {"signed=yes", "signed=no"}),
        ("amparo ask --situation pa", {"paper_arrives"}),
    ],
)
def test_tab_offers_places_questions_facts_and_answers(process, typed, offered):
    words = str(len(typed.split()) - 1)
    child = process(_AMPARO_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=words)
    out, _ = child.communicate(timeout=30)
    assert {line.partition(",")[2] for line in out.decode().split()} == offered


def test_asking_loads_neither_the_web_nor_the_parser(process, cache):
    """A quick answer needs a warm cache and few imports."""
    process(*ASK).communicate(timeout=30)
    code = (
        "import sys; from amparo.cli.main import cli\n"
        f"try: cli({list(ASK)!r})\n"
        "except SystemExit: pass\n"
        "print([m for m in ('django', 'granian', 'holidays', 'lark') if m in sys.modules])"
    )
    env = {**os.environ, "AMPARO_CORPUS": str(CORPUS), "AMPARO_CACHE": cache}
    command = [sys.executable, "-c", code]
    out = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"
