"""What a clerk is told by the form itself is in the vocabulary of the law, and nothing more is taken from it."""

import pytest

from amparo.languages import LANGUAGES
from amparo.law.facts import clean, readers
from amparo.policy.papers import papers
from amparo.site.shelf import open_shelf


@pytest.mark.parametrize("name", papers())
def test_every_fact_and_question_of_a_paper_is_in_the_vocabulary(name):
    words, paper = open_shelf().law.words, papers()[name]
    assert clean(paper.facts, readers(words)) == dict(paper.facts)
    asked = {q for asks in (paper.asks, *paper.asks_of.values()) for q in asks}
    assert asked <= set(words.questions)
    assert set(paper.asks_of) <= set(words.kinds["agency"].labels)
    assert paper.called(open_shelf().words["en"])


def test_a_paper_settles_no_fact_that_only_the_copy_in_hand_can_tell():
    told = {name: set(paper.facts) - {"request"} for name, paper in papers().items()}
    assert {name for name, facts in told.items() if facts} == {"i-200", "i-205"}
    assert told["i-200"] == {"warrant_signed_by", "warrant_orders", "warrant_for"}


def test_a_paper_that_tells_more_than_its_kind_says_how_well_that_is_known():
    import tomllib
    from pathlib import Path

    rows = tomllib.loads(Path(open_shelf().law.root, "forms", "papers.toml").read_text(encoding="utf-8"))
    known = {name for name, row in rows.items() if len(row["facts"]) > 1}
    assert all(rows[name]["evidence"] in ("text", "part", "secondary", "memory") for name in known)
    assert all("source" in row for row in rows.values() if row.get("evidence") == "text")


def test_a_school_is_asked_about_the_door_first_and_a_jail_about_the_arrest():
    assert papers()["i-200"].asked_of("school")[0] == "admit_to_nonpublic_area"
    assert papers()["i-200"].asked_of("sheriff")[0] == "arrest_on_administrative_warrant"


@pytest.mark.parametrize("name", papers())
def test_every_paper_has_a_name_in_each_of_the_ten_languages(name):
    words = papers()[name].words
    assert set(words) == set(LANGUAGES)
    assert all(words.values())
    others = [words[lang] for lang in LANGUAGES if lang != "en"]
    assert words["en"] not in others
