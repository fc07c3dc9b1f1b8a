"""A small invented corpus, and a way to call the command on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amparo.cli.main import cli

CORPUS = Path(__file__).parent / "corpus"
DAY = ("--on", "2026-03-02")


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A copy of the invented corpus, free to be changed."""
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the corpus is cached."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, cache: str) -> Callable[..., Result]:
    """Call the command; every command that takes a corpus gets the invented one."""
    monkeypatch.setenv("AMPARO_CACHE", cache)
    monkeypatch.setattr("amparo.law.corpus.CORPUS", CORPUS)

    def call(*args: str, **kwargs: object) -> Result:
        return CliRunner().invoke(cli, list(args), **kwargs)  # type: ignore[arg-type]

    return call
