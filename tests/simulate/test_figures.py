"""Every figure has a denominator, a table and a drawing that needs no colour, no script and no style."""

import re
from xml.etree import ElementTree

import pytest

from amparo.law.words import Words
from amparo.simulate.draw import STYLE, standalone
from amparo.simulate.mapping_file import load, ready
from amparo.simulate.phrases import EN, ES
from amparo.simulate.report import report
from amparo.simulate.run import shipped, simulate


@pytest.fixture(scope="module")
def real(law):
    return {lang: shipped(law, lang, on="2026-11-22") for lang in ("en", "es")}


@pytest.fixture
def drafted(invented, mapping, papers, draft):
    folder = draft(("  unless judged\n", ""))
    found = simulate(invented, papers(), mapping=mapping(), on="2026-03-02", draft=folder)
    return found, report(found, Words(invented))


def figures(real):
    return [f for s in real.sections for f in s.figures]


def test_both_languages_have_the_same_phrases_with_the_same_places():
    assert EN.keys() == ES.keys()
    for key, words in EN.items():
        assert sorted(re.findall(r"{\w+}", words)) == sorted(re.findall(r"{\w+}", ES[key])), key


@pytest.mark.parametrize("name", ready())
def test_a_ready_mapping_speaks_both_languages(name):
    mapping = load(name)
    groups = mapping.outcome.groups.values() if mapping.outcome else ()
    told = [mapping.title, mapping.unit, *mapping.caveats, *groups, *(d.words for d in mapping.dimensions)]
    assert all({"en", "es"} <= set(words) for words in told)


def test_what_the_data_cannot_tell_is_said_with_the_figures(real):
    english = " ".join((*real["en"].caveats, *real["en"].sections[0].caveats))
    assert "a form that ICE prepared, not a person" in english
    assert "An empty outcome means that ICE recorded none" in english
    assert "9,020 have no state recorded" in english
    assert "4,947 are set apart" in english


@pytest.mark.parametrize("lang", ["en", "es"])
def test_each_drawing_is_one_that_any_page_may_show(real, lang):
    names = []
    for figure in figures(real[lang]):
        tree = ElementTree.fromstring(figure.svg)
        assert tree.attrib["role"] == "img"
        title, said = (tree.find(tag) for tag in ("title", "desc"))
        assert title is not None
        assert said is not None
        assert title.text == figure.title
        assert (said.text or "").startswith(figure.said)
        assert tree.attrib["aria-labelledby"].split() == [title.attrib["id"], said.attrib["id"]]
        names += [e.attrib["id"] for e in tree.iter() if "id" in e.attrib]
        assert not re.search(r"<script|<style| style=| on\w+=|#[0-9a-f]{3,6}\b", figure.svg)
    assert len(names) == len(set(names)), "drawings of one page share no id"


def test_a_drawing_as_a_file_brings_its_colours_for_light_and_dark(real):
    text = standalone(real["en"].sections[0].figure("month").svg)
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
    assert STYLE in text
    ElementTree.fromstring(text)


def test_each_table_is_a_table(real):
    for figure in figures(real["en"]):
        assert figure.table.rows, figure.name
        assert {len(row) for row in figure.table.rows} == {len(figure.table.heads)}


def test_the_months_add_up_to_all_records(real):
    table = real["en"].sections[0].figure("month").table
    assert table.rows[0][:2] == ("All", 58430)
    assert [row[1] for row in table.rows[1:]] == [8724, 7463, 6284, 5238, 5131, 5862, 5830, 5565, 5470, 2863]
    assert table.rows[1][0] == "October 2014"
    assert real["es"].sections[0].figure("month").table.rows[1][0] == "octubre de 2014"


def test_the_map_says_what_is_not_drawn(real):
    figure = real["en"].sections[0].figure("map")
    assert figure.said.endswith(
        "Together 58,430; not drawn: Guam 10; Northern Mariana Islands 8; U.S. Virgin Islands 5; Not recorded 9,020."
    )
    assert figure.svg.count("<path d=") == 52
    assert "<title>Texas: 12,067 requests." in figure.svg


def test_the_jails_are_drawn_up_to_fifteen_and_listed_all(real):
    figure = real["en"].sections[0].figure("jail")
    assert len(figure.table.rows) == 1 + 1998
    assert figure.table.rows[2][:2] == ("MARICOPA COUNTY JAIL, AZ", 2513)
    assert figure.svg.count('text-anchor="end"') == 15
    assert figure.note == "Drawn are the 15 with most requests, of 1,998; the table has all."


def test_a_draft_is_told_by_what_it_changes(drafted):
    found, told = drafted
    moved = {(c.before, c.after): c.records for c in found.unders[0].changes}
    assert moved == {("permitted", "undecided"): 1, ("silent", "silent"): 2, ("undecided", "undecided"): 2}
    figure = told.sections[0].figure("changes")
    assert figure.said.startswith("The draft changes the verdict on 1 of 5 papers. The facts are the same.")
    assert ("● may", "○ not decided yet", 1, "20%") in figure.table.rows
    assert [s.draft for s in told.sections] == [False, True]


def test_a_draft_that_takes_a_possible_verdict_away_is_told_of_too(invented, mapping, papers, draft):
    folder = draft(("permit hold until release_due + 48 hours", "forbid hold"))
    found = simulate(invented, papers(), mapping=mapping(), on="2026-03-02", draft=folder)
    assert found.unders[0].possible_changed == 1
    told = report(found, Words(invented))
    assert (
        told.sections[0]
        .figure("changes")
        .said.endswith("Of the records that stay undecided, 1 may still have other verdicts than today.")
    )


def test_a_draft_shows_which_groups_it_touches(drafted):
    table = drafted[1].sections[0].figure("office").table
    assert table.heads[-1] == "Changed by the draft"
    assert {row[0]: row[-1] for row in table.rows} == {"All": 1, "South jail": 1, "Harbour": 0, "North police": 0}


def test_the_report_on_the_shipped_records_is_kept(law, real, monkeypatch):
    monkeypatch.setattr("amparo.simulate.run.simulate", lambda *a, **k: pytest.fail("It was counted again."))
    assert shipped(law, "en", on="2026-11-22") == real["en"]
