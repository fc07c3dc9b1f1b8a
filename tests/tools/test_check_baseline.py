"""The list of known type errors may only get shorter."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "check_baseline.py"
BASELINE = ".pyrefly-baseline.json"


@pytest.fixture
def checkout(tmp_path):
    """An empty git repository with a copy of the script."""
    (tmp_path / "tools").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools")
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(folder, *words):
    names = {
        f"GIT_{who}_{what}": "tester@amparo.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    # Inside a git hook, GIT_DIR would point at the repository that runs these tests.
    outside = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    subprocess.run(["git", *words], cwd=folder, check=True, env={**outside, **names})


def list_errors(folder, number):
    errors = [{"path": "a.py", "line": line} for line in range(number)]
    (folder / BASELINE).write_text(json.dumps({"errors": errors}))


def commit(folder, number):
    list_errors(folder, number)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", f"{number} errors")


def check(folder):
    outside = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, str(folder / "tools" / "check_baseline.py")],
        capture_output=True,
        text=True,
        env=outside,
    )


def test_a_developer_who_fixed_an_error_passes(checkout):
    commit(checkout, 2)
    list_errors(checkout, 1)
    assert check(checkout).returncode == 0


def test_a_developer_who_lists_a_new_error_is_told_how_many_there_were(checkout):
    commit(checkout, 2)
    list_errors(checkout, 3)
    answer = check(checkout)
    assert answer.returncode == 1
    assert "3 known type errors in your files, and there were 2 in the last commit" in answer.stdout


def test_a_new_error_that_was_already_committed_is_found(checkout):
    commit(checkout, 2)
    commit(checkout, 3)
    answer = check(checkout)
    assert answer.returncode == 1
    assert "3 known type errors in the last commit" in answer.stdout


def test_the_first_list_is_accepted(checkout):
    list_errors(checkout, 5)
    assert check(checkout).returncode == 0
    commit(checkout, 5)
    assert check(checkout).returncode == 0


def test_a_clone_of_one_commit_passes(checkout, tmp_path):
    commit(checkout, 2)
    commit(checkout, 2)
    git(checkout, "clone", "--quiet", "--depth=1", checkout.as_uri(), "clone")
    assert check(checkout / "clone").returncode == 0


def test_a_copy_without_git_passes(tmp_path):
    (tmp_path / "tools").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools")
    list_errors(tmp_path, 2)
    assert check(tmp_path).returncode == 0


def test_a_damaged_list_gets_a_sentence(checkout):
    (checkout / BASELINE).write_text("[1, 2")
    answer = check(checkout)
    assert answer.returncode == 1
    assert "cannot be read" in answer.stdout
    assert "Traceback" not in answer.stderr
