"""The law in words: complete where it says so, true to the numbers, and readable for every norm in ten languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from amparo.languages import LANGUAGES
from amparo.law.corpus import CORPUS, Corpus, read
from amparo.law.phrases import PHRASES, marks, plural
from amparo.law.report import to_dict
from amparo.law.words import Words
from amparo.law.words_check import complete, lost, problems, untranslated

INVENTED = Path(__file__).parents[1] / "cli" / "corpus"
FORM = {"agency": "police", "request": "form"}


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return read(CORPUS)


@pytest.fixture(scope="module")
def invented() -> Corpus:
    return read(INVENTED, cache=False)


@pytest.fixture(scope="module", params=("en", "es"))
def words(request, invented) -> Words:
    return Words(invented, request.param)


# ---- the shipped corpus -----------------------------------------------------------------------
def test_the_languages_that_have_all_words_are_those_that_the_corpus_lists(shipped):
    found = [lang for lang in LANGUAGES[1:] if not untranslated(shipped, lang)]
    assert sorted(complete(shipped)) == sorted(found)
    assert "es" in found


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_words_of_each_language_keep_every_number_and_place_and_name_what_there_is(shipped, lang):
    assert [str(p) for p in problems(shipped, lang)] == []


def test_a_word_that_a_complete_language_loses_is_a_mistake(tmp_path):
    import shutil

    copy = Path(shutil.copytree(INVENTED, tmp_path / "corpus"))
    (copy / "words" / "complete.toml").write_text('languages = ["es"]\n')
    corpus = read(copy, cache=False)
    assert problems(corpus, "es") == []
    path = copy / "words" / "es" / "common.toml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if line != 'ask = "¿Quién decide?"'))
    [problem] = problems(corpus, "es")
    assert "'fact.agency.ask' has no words in the language 'es', which had all: " in problem.message


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_place_has_a_name_in_each_language(shipped, lang):
    said = Words(shipped, lang)
    names = {said.place(path) for path in shipped.places}
    assert len(names) == len(shipped.places)
    assert not [name for name in said.missing if name.startswith("place.")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_can_be_said(shipped, lang):
    said = Words(shipped, lang)
    for file in shipped.files.values():
        for item in (*file.norms, *file.opens):
            lines = said.rule(file, item)
            assert lines[0].endswith((said.marks.stop, said.marks.comma)), (file.path, item.at.line, lines[0])
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


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_phrases_of_each_language_have_the_same_places_and_numbers(lang):
    english, own = PHRASES["en"], PHRASES[lang]
    assert own.keys() <= english.keys()
    for key, text in own.items():
        assert places(text) == places(english[key]), key
        if key != "months":  # some languages number them
            assert lost(english[key], text) == "", key
    if "months" in own:
        assert len(own["months"].split(" ")) == 12


def test_a_language_that_is_listed_as_complete_has_every_phrase(shipped):
    for lang in complete(shipped):
        assert PHRASES[lang].keys() == PHRASES["en"].keys(), lang


# ---- numbers and marks --------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_words_are_counted_as_the_languages_own_messages_are(lang):
    import gettext

    folder = "zh_Hans" if lang == "zh-hans" else lang
    path = Path(__file__).parents[2] / "amparo" / "site" / "locale" / folder / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        known = gettext.GNUTranslations(file)
    assert [plural(lang, n) for n in range(1000)] == [known.plural(n) for n in range(1000)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_unit_has_one_form_or_all_forms_of_its_language(lang):
    forms = {plural(lang, n) for n in range(1000)}
    for key, text in PHRASES[lang].items():
        if key.startswith("unit."):
            assert len(text.split("|")) >= max(forms) + 1, key


@pytest.mark.parametrize(("number", "unit"), [(1, "day"), (2, "days"), (30, "days"), (None, "days")])
def test_a_number_chooses_the_form_of_its_unit(invented, number, unit):
    assert Words(invented, "en").counted("unit.days", number) == unit


def test_arabic_counts_in_six_forms(invented):
    said = Words(invented, "ar")
    said.phrases["unit.days"] = "none|one|two|few|many|other"
    assert [said.counted("unit.days", n) for n in (0, 1, 2, 3, 11, 100)] == [
        "none",
        "one",
        "two",
        "few",
        "many",
        "other",
    ]


def test_an_article_is_drawn_together_only_where_phrases_meet():
    assert marks("es").fill("antes de {what}", {"what": "el juicio"}) == "antes del juicio"
    assert marks("ar").fill("يجوز ل{who} الرد", {"who": "السجن"}) == "يجوز للسجن الرد"
    assert marks("ar").fill("{act}", {"act": "الرد لالتماس"}) == "الرد لالتماس"


@pytest.mark.parametrize(
    ("lang", "listed", "number"),
    [("en", "a, b and c", "1,200"), ("es", "a, b y c", "1,200"), ("vi", None, "1.200"), ("fr", None, "1\u202f200")],
)
def test_lists_and_numbers_are_set_as_the_language_sets_them(invented, lang, listed, number):
    said = Words(invented, lang)
    assert said.marks.number(1200) == number
    if listed:
        assert said.listed(["a", "b", "c"]) == listed


def test_arabic_and_chinese_have_their_own_commas(invented):
    assert Words(invented, "ar").listed(["a", "b", "c"]).startswith("a، b ")
    assert Words(invented, "zh-hans").listed(["a", "b", "c"]).startswith("a、b")


def test_english_words_in_an_arabic_sentence_run_from_left_to_right_as_a_whole(invented):
    said = Words(invented, "ar")
    assert said.text("Log 12. Read in part, too.") == "\u2066Log 12. Read in part, too.\u2069"
    assert said.english == ["Log 12. Read in part, too."]
