"""What gets installed is exact, hashed, and the same for running and testing."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "test")


def text(name):
    return (ROOT / "requirements" / name).read_text("utf-8")


def pins(lock):
    return set(re.findall(r"^([\w.-]+==\S+)", text(f"{lock}.txt"), re.MULTILINE))


def wanted(lines):
    return {line.strip() for line in lines if re.match(r"\w", line)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_has_a_hash_for_each_package(lock):
    entries = re.split(r"\n(?=[\w.-]+==)", text(f"{lock}.txt").strip())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_address_and_no_folder(lock):
    assert not re.search(r"://|--index|--find-links|--extra|(?<!\w)/\w", text(f"{lock}.txt"))


def test_tests_run_with_the_versions_that_users_get():
    assert pins("run") <= pins("test")


def test_the_project_asks_for_what_the_lock_file_installs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = set(project["project"]["dependencies"]) | set(project["build-system"]["requires"])
    assert asked == wanted(text("run.in").splitlines())
