"""Someone makes one mistake in a law file: the message says what is wrong, where, and what is right.

Each file in `bad/law`, `bad/vocabulary` and `bad/place` has one mistake. It is put into the small
corpus `bad/corpus`, and what the checker says must be what stands in the `.expected` file beside it.
"""

import re
import shutil
from pathlib import Path

import pytest

from amparo.law.corpus import load, read
from amparo.law.errors import LawError

BAD = Path(__file__).with_name("bad")
PLACES = {"law": "us/ny/law.md", "vocabulary": "vocabulary/yet-more.md", "place": "us/ny/place.toml"}
MISTAKES = sorted(path for folder in PLACES for path in (BAD / folder).iterdir() if path.suffix != ".expected")


def corpus_with(folder: Path, mistake: Path | None = None) -> Path:
    """The small corpus, with one mistake in it."""
    made = folder / "corpus"
    shutil.copytree(BAD / "corpus", made)
    if mistake:
        shutil.copyfile(mistake, made / PLACES[mistake.parent.name])
    return made


def said(folder: Path, mistake: Path) -> list[str]:
    """What the checker says about a mistake."""
    return [str(p) for p in read(corpus_with(folder, mistake), cache=False).problems]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whoever_makes_this_mistake_is_told_so(mistake, tmp_path):
    expected = mistake.with_suffix(".expected").read_text(encoding="utf-8")
    assert "\n".join(said(tmp_path, mistake)) + "\n" == expected


def test_the_small_corpus_has_no_mistake_of_its_own(tmp_path):
    assert read(corpus_with(tmp_path), cache=False).problems == []


def test_a_corpus_with_a_mistake_is_not_loaded_for_anyone(tmp_path):
    folder = corpus_with(tmp_path, BAD / "law" / "misspelt-question.md")
    with pytest.raises(LawError) as error:
        load(folder, cache=False)
    expected = (BAD / "law" / "misspelt-question.expected").read_text(encoding="utf-8")
    assert f"{error.value}\n" == expected


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_message_is_a_sentence_and_points_at_words_that_are_there(mistake):
    expected = mistake.with_suffix(".expected").read_text(encoding="utf-8")
    heads = [row for row in expected.splitlines() if not row.startswith("    ")]
    assert heads
    for head in heads:
        where, _, message = head.partition(": ")
        path, line, column = where.rsplit(":", 2)
        assert path == PLACES[mistake.parent.name]
        assert re.fullmatch(r"['A-Z].*[.?…]", message), message
        row = mistake.read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert 1 <= int(column) <= len(row) + 1


def test_no_expected_message_is_left_over_from_a_mistake_that_is_gone():
    texts = {path for folder in PLACES for path in (BAD / folder).glob("*.expected")}
    assert texts == {mistake.with_suffix(".expected") for mistake in MISTAKES}
