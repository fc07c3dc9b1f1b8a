"""Every translation of the site's words is whole: no message lost, no gap, no number and no form changed."""

import ast
import gettext
import re
from collections import Counter

import pytest
from django import forms
from django.utils.translation import ngettext, override

from amparo.languages import REVIEWED
from tests.site import spoken

FOLDERS = sorted(path.name for path in (spoken.AMPARO / "site" / "locale").iterdir() if path.is_dir())
LANGUAGES = ["ar", "bn", "es", "fr", "ht", "ko", "ru", "vi", "zh_Hans"]
FILES = sorted(spoken.AMPARO.glob("*/locale/*/LC_MESSAGES/django.po"))
GAPS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


def each_file(test):
    return pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parts[-5]} {path.parts[-3]}")(test)


def entries(file):
    """The messages of a readable file, without its head."""
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        found = re.findall(r'^(msg\w+(?:\[\d\])?) (".*")$', block, re.M)
        entry = {key: ast.literal_eval(text) for key, text in found}
        if entry.get("msgid"):
            yield entry


def forms_of(entry):
    """The translated words: one text, or one for each form of a plural."""
    return [text for key, text in entry.items() if key.startswith("msgstr")]


def compiled(file):
    """The messages that the site reads."""
    with file.with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)


def translated(language):
    """What has words in a language, by context and English."""
    files = [file for file in FILES if file.parts[-3] == language]
    return {(entry.get("msgctxt"), entry["msgid"]) for file in files for entry in entries(file)}


def test_there_are_nine_beside_english():
    assert FOLDERS == LANGUAGES


def test_what_is_met_without_a_desk_holds_the_pages_of_residents_and_of_joining_and_no_desk():
    met = {english for _, english, _ in spoken.met_without_a_desk()}
    assert met > {
        "What has happened?",
        "There is no such page",
        "Come back to your record",
        "Word %(places)s is not in our list. Check how it is written.",
        "Sign in to your desk",
        "Address and password do not belong together. Check both and try again.",
        "Set up an app for codes",
        "Join %(organisation)s in %(city)s",
        "Your colleagues see it.",
        "Please send it again",
        "Too many tries",
    }
    assert not met & {"Who did what", "Record a request", "Add a person", "A volunteer's slot starts"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_has_no_desk_meets_no_message_without_words_in_their_language(language):
    met = {(context, english) for context, english, _ in spoken.met_without_a_desk()}
    assert len(met) > 400
    assert not met - translated(language)


@each_file
def test_no_message_is_empty_or_there_twice(file):
    keys = Counter((entry.get("msgctxt"), entry["msgid"]) for entry in entries(file))
    assert not [key for key, count in keys.items() if count > 1]
    assert not [entry["msgid"] for entry in entries(file) if not all(text.strip() for text in forms_of(entry))]


@each_file
def test_gaps_are_those_of_the_english(file):
    wrong = []
    for entry in entries(file):
        english = [Counter(GAPS.findall(entry[key])) for key in ("msgid", "msgid_plural") if key in entry]
        wrong += [(entry["msgid"], text) for text in forms_of(entry) if Counter(GAPS.findall(text)) not in english]
    assert not wrong


@each_file
def test_numbers_are_those_of_the_english(file):
    wrong = []
    for entry in entries(file):
        english = [numbers(entry[key]) for key in ("msgid", "msgid_plural") if key in entry]
        wrong += [(entry["msgid"], text) for text in forms_of(entry) if numbers(text) not in english]
    assert not wrong


def numbers(text):
    """The numbers in a text, in whatever order its language puts them."""
    return Counter(re.findall(r"\d+", GAPS.sub("", text)))


@each_file
def test_a_message_with_plurals_has_every_form_of_the_language_and_any_other_has_one(file):
    count = int(re.search(r"nplurals=(\d)", file.read_text(encoding="utf-8"))[1])
    assert {compiled(file).plural(n) for n in range(1000)} <= set(range(count))
    many = {f"msgstr[{form}]" for form in range(count)}
    for entry in entries(file):
        expected = many if "msgid_plural" in entry else {"msgstr"}
        assert {key for key in entry if key.startswith("msgstr")} == expected, entry["msgid"]


@each_file
def test_plurals_are_plurals_where_they_are_said(file):
    said = {(context, english): plural for context, english, plural in spoken.everything()}
    for entry in entries(file):
        key = entry.get("msgctxt"), entry["msgid"]
        assert said.get(key, entry.get("msgid_plural")) == entry.get("msgid_plural")


@each_file
def test_the_compiled_words_are_those_of_the_readable_file(file):
    expected = {}
    for entry in entries(file):
        key = "\x04".join(filter(None, (entry.get("msgctxt"), entry["msgid"])))
        if "msgid_plural" in entry:
            expected |= {(key, form): text for form, text in enumerate(forms_of(entry))}
        else:
            expected[key] = entry["msgstr"]
    known = {key: text for key, text in compiled(file)._catalog.items() if key}
    assert known == expected


@each_file
def test_it_says_that_no_person_has_reviewed_it(file):
    head = file.read_text(encoding="utf-8").split('msgid ""')[0]
    assert ("achine-assisted" in head) == (file.parts[-3].lower().replace("_", "-") not in REVIEWED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_a_desk_says_what_is_wrong_in_the_language(language):
    from amparo.staff import forms as ours
    from amparo.staff import founding

    fields = [
        field
        for module in (ours, founding)
        for form in vars(module).values()
        if isinstance(form, type) and issubclass(form, forms.BaseForm)
        for field in form.base_fields.values()
    ]
    said = [text for field in fields for text in field.error_messages.values()]
    said += [check.message for field in fields for check in field.validators if not hasattr(check, "limit_value")]
    with override("en"):
        english = [str(text) for text in said]
    with override(language.lower().replace("_", "-")):
        assert not [text for text, lazy in zip(english, said, strict=True) if str(lazy) == text]
        short = "This password is too short. It must contain at least %d character"
        assert ngettext(f"{short}.", f"{short}s.", 12) not in (f"{short}.", f"{short}s.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "how/", "return/", "return/nowhere/", "staff/", "staff/password/reset/"])
def test_no_english_message_stands_on_the_page(client, storage, language, page):
    response = client.get(f"/{language.lower().replace('_', '-')}/{page}")
    shown = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", response.content.decode(), flags=re.S)
    texts = {re.sub(r"\s+", " ", text).strip() for text in re.findall(r">([^<]+)<", shown)}
    words = {text for text in texts if text}
    same = {e["msgid"] for f in FILES if f.parts[-3] == language for e in entries(f) if e["msgid"] in forms_of(e)}
    assert len(words) > 5
    assert not words & {english for _, english, _ in spoken.everything()} - same
