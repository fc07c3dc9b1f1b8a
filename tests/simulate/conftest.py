"""A small invented law, a mapping for it, and the law as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from amparo.law.corpus import Corpus, load

INVENTED = Path(__file__).parents[1] / "cli" / "corpus"

PAPERS = Path(__file__).parent / "papers"
MAPPING = (PAPERS / "papers.toml").read_text(encoding="utf-8")
RECORDS = (PAPERS / "papers.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def law() -> Corpus:
    """The law that comes with Amparo."""
    return load()


@pytest.fixture(scope="session")
def invented() -> Corpus:
    """The invented law."""
    return load(INVENTED)


@pytest.fixture
def mapping(tmp_path: Path) -> Callable[..., str]:
    """Writes the mapping of papers, with parts of it replaced; gives its path."""

    def made(*changes: tuple[str, str]) -> str:
        text = MAPPING
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "papers.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return made


@pytest.fixture
def papers(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of records; gives its path."""

    def made(text: str = RECORDS, name: str = "papers.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


@pytest.fixture
def draft(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the invented law with parts of its Holds Act replaced; gives its folder."""

    def made(*changes: tuple[str, str]) -> Path:
        folder = Path(shutil.copytree(INVENTED, tmp_path / "draft"))
        file = folder / "us" / "ny" / "holds.md"
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8")
        return folder

    return made
