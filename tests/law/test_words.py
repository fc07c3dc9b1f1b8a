"""The law in words: complete in Spanish, true to the numbers, and readable for every norm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from amparo.law.corpus import CORPUS, Corpus, read
from amparo.law.phrases import PHRASES
from amparo.law.report import to_dict
from amparo.law.words import LANGUAGES, Words
from amparo.law.words_check import lost, problems, untranslated

INVENTED = Path(__file__).parents[1] / "cli" / "corpus"
FORM = {"agency": "police", "request": "form"}


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return read(CORPUS)


@pytest.fixture(scope="module")
def invented() -> Corpus:
    return read(INVENTED, cache=False)


@pytest.fixture(scope="module", params=LANGUAGES)
def words(request, invented) -> Words:
    return Words(invented, request.param)


# ---- the shipped corpus -----------------------------------------------------------------------
def test_every_word_of_the_law_has_a_spanish_word(shipped):
    missing = untranslated(shipped, "es")
    assert not missing, "\n".join(f"{file}: {name}" for file, name in missing[:50])


def test_spanish_words_keep_every_number_and_place_and_name_what_there_is(shipped):
    assert [str(p) for p in problems(shipped, "es")] == []


def test_every_place_has_a_spanish_name(shipped):
    assert [p.path for p in shipped.places.values() if "es" not in p.names] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_said(shipped, lang):
    said = Words(shipped, lang)
    for file in shipped.files.values():
        for item in (*file.norms, *file.opens):
            lines = said.rule(file, item)
            assert lines[0].endswith((".", ",")), (file.path, item.at.line, lines[0])
            assert all(line.strip() for line in lines), (file.path, item.at.line)
            assert not any(mark in line for line in lines for mark in ("{", "}")), lines


# ---- sentences --------------------------------------------------------------------------------
HEADLINES = {
    "en": {
        "required": "Aaland police must hold this person.",
        "forbidden": "Aaland police must not hold this person.",
        "permitted": "Aaland police may hold this person.",
        "conflict": "The laws conflict: one says that Aaland police must hold this person, another forbids it.",
        "silent": "No law here says whether Aaland police may hold this person.",
        "undecided": "We need to know more to say whether Aaland police may hold this person.",
        "not_in_force": "On March 2, 2026, no law in force here says whether Aaland police may hold this person.",
    },
    "es": {
        "required": "La policía del estado de Aaland debe retener a esta persona.",
        "forbidden": "La policía del estado de Aaland no debe retener a esta persona.",
        "permitted": "La policía del estado de Aaland puede retener a esta persona.",
        "conflict": "Las leyes se contradicen: una dice que la policía del estado de Aaland debe"
        " retener a esta persona y otra lo prohíbe.",
        "silent": "Ninguna ley de aquí dice si la policía del estado de Aaland puede retener a esta persona.",
        "undecided": "Hace falta saber más para decir si la policía del estado de Aaland puede retener a esta persona.",
        "not_in_force": "El 2 de marzo de 2026, ninguna ley vigente aquí dice si la policía del"
        " estado de Aaland puede retener a esta persona.",
    },
}


@pytest.mark.parametrize("verdict", HEADLINES["en"])
def test_each_verdict_is_one_sentence(invented, words, verdict):
    found = replace(invented.ask("hold", FORM, "us/ny", "2026-03-02"), verdict=verdict)
    assert words.headline(found) == HEADLINES[words.lang][verdict]


def test_the_shape_tells_what_the_colour_tells(words):
    shapes = {v: words.shape(v) for v in HEADLINES["en"]}
    assert shapes["forbidden"] == "square"
    assert shapes["permitted"] == "circle"
    assert shapes["required"] == "triangle"
    assert shapes["undecided"] == "open"
    assert shapes["conflict"] == "diamond"
    assert shapes["silent"] == "dash"


def test_an_agency_that_nobody_named_is_this_agency(words):
    assert words.who("us/ny", {}) == {"en": "This agency", "es": "Esta entidad"}[words.lang]


def test_a_duty_that_is_silent_is_no_question_of_permission(invented, words):
    found = invented.ask("keep_record", {**FORM, "request": "letter"}, "us/ny", "2026-03-02")
    assert found.verdict == "silent"
    expected = {
        "en": "No law here says that Aaland police must keep a record of it.",
        "es": "Ninguna ley de aquí dice que la policía del estado de Aaland deba llevar un registro de ello.",
    }
    assert words.headline(found) == expected[words.lang]


VALUES = [
    ("agency", "jail", "Jail", "Cárcel"),
    ("signed", True, "yes", "sí"),
    ("received", "2026-03-01", "March 1, 2026", "1 de marzo de 2026"),
    ("release_due", "2026-03-01 00:05", "March 1, 2026, 12:05 a.m.",
     "1 de marzo de 2026, 12:05 a. m."),
    ("release_due", "2026-03-01 12:00", "March 1, 2026, 12:00 p.m.",
     "1 de marzo de 2026, 12:00 p. m."),
    ("reasons", ["theft", "debt"], "A debt; A theft", "Una deuda; Un robo"),
    ("reasons", [], "none", "ninguno"),
    ("days_waited", 1200, "1,200", "1,200"),
    ("fine", 49.5, "$49.50", "$49.50"),
    ("fine", 1000, "$1,000", "$1,000"),
    ("convictions", [{"date": "2020-01-05", "level": "grave"}],
     "(date: January 5, 2020, level: Grave)", "(fecha: 5 de enero de 2020, nivel: Grave)"),
    ("convictions", [], "none", "ninguno"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "value", "english", "spanish"), VALUES)
def test_values_are_said_as_people_say_them(words, fact, value, english, spanish):
    assert words.value(fact, value) == {"en": english, "es": spanish}[words.lang]


def test_statements_are_clauses(words):
    said = [
        words.statement("request", "form"),
        words.statement("signed", False),
        words.statement("received", "2026-03-01"),
        words.statement("reasons", ["debt"]),
    ]
    assert said == {
        "en": ["the request is: Form 12", "no judge signed it",
               "the day it arrived is March 1, 2026", "the reasons are: A debt"],
        "es": ["la petición es: Formulario 12", "no lo firmó ningún juez",
               "el día en que llegó es el 1 de marzo de 2026", "los motivos son: Una deuda"],
    }[words.lang]  # fmt: skip


def test_a_word_that_is_missing_is_english_and_remembered(invented, tmp_path):
    said = Words(invented, "es")
    said.tables = {k: v for k, v in said.tables.items() if k != "question"}
    assert said.question("hold") == "Hold a person"
    assert said.missing == ["question.hold.words"]


def test_the_report_is_plain_data(invented, words):
    import json

    found = to_dict(invented.ask("hold", FORM, "us/ny", "2026-03-02"), words)
    assert json.loads(json.dumps(found)) == found
    assert found["language"] == words.lang


# ---- translations -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("english", "spanish", "kept"),
    [
        ("within 48 hours", "en 48 horas", True),
        ("within 48 hours", "en dos días", False),
        ("{place} police", "La policía de {place}", True),
        ("{place} police", "La policía", False),
        ("$1,000 fine", "multa de $1.000", True),
        ("Form I-247A, 2 boxes and 2 lines", "Formulario I-247A, 2 casillas", False),
    ],
)
def test_a_translation_keeps_numbers_and_places(english, spanish, kept):
    assert (lost(english, spanish) == "") is kept


def test_the_phrases_of_both_languages_have_the_same_places():
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert PHRASES["en"].keys() == PHRASES["es"].keys()
    for key, english in PHRASES["en"].items():
        assert places(english) == places(PHRASES["es"][key]), key
