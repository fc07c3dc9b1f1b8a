"""The cache holds law, is never out of date, and is no matter when it is damaged."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path

import pytest

from amparo.law import load
from amparo.law.cache import store, stored
from amparo.law.corpus import CORPUS

DETAINER = {"request": "immigration_detainer", "agency": "city_jail"}
ASKED = ("hold_on_detainer", DETAINER, "us/ny/new-york", "2026-03-02")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMPARO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "amparo"


def test_an_answer_from_the_cache_is_the_answer_from_the_text(cache):
    fresh = load(CORPUS, cache=False).ask(*ASKED)
    first, again = load(CORPUS).ask(*ASKED), load(CORPUS).ask(*ASKED)
    assert fresh == first == again
    (folder,) = cache.iterdir()
    assert "us-ny-new-york.hold_on_detainer" in " ".join(path.name for path in folder.iterdir())


def test_prose_and_examples_come_from_the_cache_as_they_were_read(cache):
    fresh = load(CORPUS, cache=False)
    load(CORPUS)
    kept = load(CORPUS)
    for path, file in fresh.files.items():
        assert kept.files[path].parts == file.parts
        assert kept.files[path].cases == file.cases
    assert kept.lines == fresh.lines


def test_a_damaged_cache_is_read_from_the_text_again(cache):
    right = load(CORPUS).ask(*ASKED)
    for path in next(cache.iterdir()).iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert load(CORPUS).ask(*ASKED) == right


@pytest.mark.parametrize(("name", "mode"), [("law", 0o770), ("law", 0o707), ("law/rule", 0o660), ("law/rule", 0o606)])
def test_what_somebody_else_could_have_written_is_not_read(cache, name, mode):
    store("law", "rule", "as we read it")
    assert stored("law", "rule") == "as we read it"
    (cache / name).chmod(mode)
    assert stored("law", "rule") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can give a file to somebody else.")
@pytest.mark.parametrize("name", ["law", "law/rule"])
def test_what_belongs_to_somebody_else_is_not_read(cache, name):
    store("law", "rule", "as we read it")
    os.chown(cache / name, 12_345, 12_345)
    assert stored("law", "rule") is None


def test_where_there_is_no_room_nothing_is_stored_and_no_half_of_it_left(cache):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        store("law", "rule", "x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (stored("law", "rule"), list((cache / "law").iterdir())) == (None, [])


def test_a_word_changed_in_the_law_is_not_answered_from_the_cache(cache, tmp_path):
    load(CORPUS)
    changed = tmp_path / "corpus"
    shutil.copytree(CORPUS, changed)
    page = next(
        p for p in sorted((changed / "us/ny/new-york").rglob("*.md")) if "forbid hold_on_detainer" in p.read_text()
    )
    page.write_text(page.read_text().replace("forbid hold_on_detainer", "permit hold_on_detainer"))
    modalities = [[b.modality for b in load(root).rule(*ASKED[0:3:2], ASKED[3]).norms] for root in (CORPUS, changed)]
    assert "forbid" in modalities[0]
    assert modalities[0] != modalities[1]
