"""What is handed to a person: words in another language say so, and what stays with the office is in English too."""

import re
import tomllib
import zlib
from dataclasses import replace

from amparo.core.printing.handed import ConsentForm, CopySheet, Hotline, Owed, Text, consent_form, copy_sheet
from amparo.law.corpus import CORPUS
from tests.core.printing import reading


def words_of(sheet):
    """The sentences of a sheet by language."""
    return tomllib.loads((CORPUS / "forms" / "handed" / f"{sheet}.toml").read_text(encoding="utf-8"))["words"]


WORDS = words_of("copy")
FRENCH = CopySheet(
    lang="fr",
    city="Larkfield",
    office="County Jail",
    reference="2026-142",
    cites="Larkfield Code § 9-131(b); Larkfield Code § 9-132(a)",
    law_day="La loi telle qu’elle était le 3 novembre 2026.",
    notices=["Traduction assistée par machine, non relue."],
    advice="Information, pas un conseil juridique.",
    say=WORDS["fr"],
    stub=WORDS["en"],
    paper="Demande de rétention",
    received="3 novembre 2026 à 9:15 a.m.",
    answers=[Text("La prison ne doit pas garder cette personne.")],
    choice=False,
    owed=[Owed(Text("La prison doit donner une copie."), Text("on receiving the request", "en"))],
    hotlines=[Hotline(Text("Aide"), "312-555-0100", Text("每天", "zh-hans"))],
)


def languages(made):
    """The languages that a PDF names: its own, and those of words in it."""
    drawn = (
        zlib.decompress(stream) for stream in re.findall(rb"/FlateDecode.*?>>\s*stream\n(.*?)\nendstream", made, re.S)
    )
    return {name for part in (made, *drawn) for name in re.findall(rb"/Lang\(([\w-]+)\)", part)}


def test_words_in_another_language_are_marked_for_whoever_has_the_sheet_read_aloud():
    assert languages(copy_sheet(FRENCH)) == {b"fr", b"en", b"zh"}
    plain = replace(FRENCH, stub={}, owed=[Owed(Text("La prison doit donner une copie."))], hotlines=[])
    assert languages(copy_sheet(plain)) == {b"fr"}


def test_whoever_has_no_hotline_is_told_to_ask_a_lawyer():
    printed = reading.text(copy_sheet(replace(FRENCH, hotlines=[])))
    assert WORDS["fr"]["lawyer"].replace(" ", "") in printed
    assert WORDS["fr"]["hotline"].replace(" ", "") not in printed


def test_a_choice_that_the_law_leaves_is_marked_by_hand():
    assert WORDS["fr"]["later"].replace(" ", "") not in reading.text(copy_sheet(FRENCH))
    assert WORDS["fr"]["later"].replace(" ", "") in reading.text(copy_sheet(replace(FRENCH, choice=True)))


def test_the_copy_stays_on_one_page_where_the_law_asks_for_much():
    owed = [Owed(Text(f"La prison doit faire ce que demande l’article {n}."), Text("promptly", "en")) for n in range(4)]
    made = copy_sheet(replace(FRENCH, answers=FRENCH.answers * 3, choice=True, owed=owed, hotlines=FRENCH.hotlines * 2))
    assert {mark.page for mark in reading.marks(made)} == {1}


def test_the_consent_form_says_each_choice_in_english_too_for_the_office_that_keeps_it():
    words = words_of("consent")
    shared = {name: getattr(FRENCH, name) for name in (
        "lang", "city", "office", "reference", "cites", "law_day", "notices", "advice",
    )}  # fmt: skip
    printed = reading.text(consent_form(ConsentForm(**shared, say=words["fr"], stub=words["en"])))
    for lang in ("fr", "en"):
        assert all(words[lang][name].replace(" ", "") in printed for name in ("no", "with_lawyer", "yes", "signature"))
