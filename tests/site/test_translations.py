"""Every translation of the site's words is whole: no message lost, no gap and no number changed."""

import gettext
import re
from collections import Counter
from pathlib import Path

import pytest

LOCALE = Path(__file__).parents[2] / "amparo" / "site" / "locale"
FOLDERS = sorted(path.name for path in LOCALE.iterdir() if path.is_dir())
LANGUAGES = ["ar", "bn", "es", "fr", "ht", "ko", "ru", "vi", "zh_Hans"]
GAPS = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>")


def catalogue(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def messages(language):
    """Pairs of English and translated words; a message with plurals gives one pair for each form."""
    return [
        (key[0] if isinstance(key, tuple) else key, text) for key, text in catalogue(language)._catalog.items() if key
    ]


def test_there_are_nine_beside_english():
    assert FOLDERS == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_or_empty(language):
    assert {english for english, _ in messages(language)} == {english for english, _ in messages("es")}
    assert all(text.strip() for _, text in messages(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_gaps_and_numbers_are_those_of_the_english(language):
    wrong = []
    for english, text in messages(language):
        one = {tuple(sorted(Counter(GAPS.findall(english)).items()))}
        if tuple(sorted(Counter(GAPS.findall(text)).items())) not in one and "%(" not in english:
            wrong.append((english, text))
        if set(GAPS.findall(text)) - set(GAPS.findall(english)) - all_gaps(language, english):
            wrong.append((english, text))
        if sorted(re.findall(r"\d+", GAPS.sub("", text))) != sorted(re.findall(r"\d+", GAPS.sub("", english))):
            wrong.append((english, text))
    assert not wrong


def all_gaps(language, english):
    """The gaps of the plural of a message, which its forms may have too."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    quoted = re.escape(english.replace('"', '\\"'))
    found = re.search(rf'^msgid "{quoted}"\nmsgid_plural "(.*)"$', text, re.M)
    return set(GAPS.findall(found[1])) if found else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_a_plural_is_there(language):
    known = catalogue(language)
    forms = {known.plural(n) for n in range(1000)}
    for key in known._catalog:
        if isinstance(key, tuple):
            assert {(key[0], form) for form in forms} <= set(known._catalog), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_that_no_person_has_reviewed_it(language):
    head = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8").split('msgid ""')[0]
    assert "achine-assisted" in head
