"""The words of messages are complete in ten languages, short, and say nothing that others must not see."""

import re
import tomllib
import unicodedata

import pytest

from amparo.core.messages import wording
from amparo.core.messages.wording import LANGUAGES, BadWording, placeholders, sms_parts, text

NAMES = sorted(wording.templates("en"))
VALUES = {
    "city": "Springfield", "hotline": "(312) 555-0100", "due": "2026-03-04 17:00", "when": "2026-03-04 17:00",
    "link": "https://city.example.org/a/b7", "number": "2026-14",
}  # fmt: skip
NEEDED = [
    "account_changed.subject", "account_changed.email", "password_reset.subject", "password_reset.email",
    "sign_in.subject", "sign_in.email", "sign_in.sms", "invitation.subject", "invitation.email", "invitation.sms",
    "reminder.subject", "reminder.email", "reminder.sms", "review.subject", "review.email", "review.sms",
    "copy_ready.subject", "copy_ready.email", "copy_ready.sms", "opt_out.sms", "opt_in.sms", "help.sms",
    "call_back.subject", "call_back.email", "call_back.sms", "call_back.voice",
    "request_due.subject", "request_due.email",
]  # fmt: skip

# Beginnings of words, and whole words, that would tell whoever sees the phone what the person may be going through.
TELLING = {
    "en": r"immigra|migrant|deport|asylum|undocument|detain|detention|alien|refugee|visa|removal|uscis|daca|border"
          r"|citizen|legal status|green card|\bICE\b|\bCBP\b|\bDHS\b|enforcement|lawyer|attorney|court|police|arrest",
    "es": r"migra|deport|asilo|indocument|deten|refugi|visa|frontera|ciudadan|estatus|abogad|policía|arrest|redada",
    "zh-hans": "移民|签证|遣返|驱逐|庇护|难民|拘留|身份|边境|律师|法庭|警察|绿卡",
    "ht": r"imigra|migran|depòt|azil|refijye|viza|detansyon|fwontyè|avoka|tribinal|lapolis",
    "ar": "هجرة|مهاجر|ترحيل|لجوء|لاجئ|تأشيرة|احتجاز|حدود|محام|محكمة|شرطة",
    "fr": r"immigr|migra|expuls|asile|réfugi|visa|sans-papiers|rétention|détention|frontière|avocat|tribunal|police",
    "ru": "мигра|депорт|убежищ|беженц|виз[аыу]|задерж|границ|адвокат|суд[аеу]?\\b|полици",
    "bn": "অভিবাস|নির্বাসন|আশ্রয়|শরণার্থী|ভিসা|আটক|সীমান্ত|আইনজীবী|আদালত|পুলিশ",
    "ko": "이민|추방|망명|난민|비자|구금|국경|변호사|법원|경찰|체류",
    "vi": "di trú|nhập cư|trục xuất|tị nạn|thị thực|tạm giữ|biên giới|luật sư|tòa án|cảnh sát",
}  # fmt: skip


def test_there_are_ten_languages_with_all_texts():
    assert len(LANGUAGES) == 10
    assert sorted(NEEDED) == NAMES
    assert {p.stem for p in wording.FOLDER.glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_text_with_the_same_places_and_digits_as_english(lang):
    assert sorted(wording.templates(lang)) == NAMES
    for name in NAMES:
        english, other = wording.template(name, "en"), wording.template(name, lang)
        assert sorted(wording.PLACE.findall(other)) == sorted(wording.PLACE.findall(english)), name
        assert digits(other) == digits(english), name
        assert "{" not in wording.PLACE.sub("", other), name
        assert "}" not in wording.PLACE.sub("", other), name


def digits(words):
    return sorted(unicodedata.digit(c) for c in words if c.isdigit())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_promise_2_no_text_message_call_or_subject_tells_what_it_is_about(lang):
    seen = {n: t for n, t in wording.templates(lang).items() if not n.endswith(".email")}
    both = re.compile(f"{TELLING['en']}|{TELLING[lang]}", re.I)
    # The three letters of an agency only count as such in capitals: "ice" is in many a word.
    assert {n: both.findall(t) for n, t in seen.items() if both.findall(t)} == {}


def test_the_words_that_tell_are_found_where_they_stand():
    assert re.search(TELLING["en"], "Your immigration case")
    assert re.search(TELLING["es"], "su caso de inmigración")
    assert re.search(TELLING["ar"], "قضية الهجرة")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_message_is_at_most_two_parts_before_its_places_are_filled(lang):
    for name in (n for n in NAMES if n.endswith(".sms")):
        assert sms_parts(wording.PLACE.sub("", wording.template(name, lang))) <= 2, name


def test_an_english_text_message_is_one_part():
    for name in (n for n in NAMES if n.endswith(".sms")):
        words = text(name, "en", **{p: VALUES[p] for p in placeholders(wording.template(name, "en"))})
        assert sms_parts(words) == 1, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_can_be_filled_and_has_no_end_of_sentence_glued_to_a_link(lang):
    for name in NAMES:
        words = text(name, lang, **{p: VALUES[p] for p in placeholders(wording.template(name, lang))})
        assert "{" not in words
        assert re.findall(r"b7(?![\s]|$)", words) == [], name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_that_can_be_stopped_say_how_in_a_word_that_all_carriers_know(lang):
    for name in ("reminder.sms", "call_back.sms", "help.sms", "opt_in.sms"):
        assert "STOP" in wording.template(name, lang)
    assert "START" in wording.template("opt_out.sms", lang)


def test_only_english_is_said_to_be_reviewed():
    assert [lang for lang in LANGUAGES if wording.reviewed(lang)] == ["en"]
    for lang in LANGUAGES:
        head = (wording.FOLDER / f"{lang}.toml").read_text().split("reviewed")[0]
        assert lang in ("en", "es") or "Machine-assisted" in head


def test_a_reminder_reads_as_it_should():
    assert text("reminder.sms", "en", city="Springfield", due="Mar 4, 5:00 PM", link="https://a.example.org/x") == (
        "Springfield: reminder, something is due Mar 4, 5:00 PM. Sign in to see it: https://a.example.org/x "
        "Reply STOP to end texts."
    )
    assert text("help.sms", "es", city="Springfield", hotline="312-555-0100") == (
        "Springfield: para hablar con una persona, llame al 312-555-0100. Responda STOP para no recibir mensajes. "
        "Pueden aplicarse tarifas."
    )


def test_in_arabic_numbers_dates_and_links_keep_their_order():
    words = text("copy_ready.sms", "ar", **{k: VALUES[k] for k in ("city", "due", "link", "hotline")})
    assert "\u2066(312) 555-0100\u2069" in words
    assert "\u20662026-03-04 17:00\u2069" in words
    assert "\u2066https://city.example.org/a/b7 \u2069" in words
    assert words.count("\u2066") == words.count("\u2069") == 4
    arabic = text("help.sms", "ar", city="شيكاغو", hotline="311")
    assert "\u2068شيكاغو\u2069" in arabic
    assert not set("\u2066\u2068\u2069") & set(text("help.sms", "en", city="شيكاغو", hotline="311"))


@pytest.mark.parametrize(
    ("name", "lang", "values", "sentence"),
    [
        ("help.sms", "en", {"city": "A"}, "help.sms needs hotline."),
        ("help.sms", "en", {}, "help.sms needs city, hotline."),
        ("help.sms", "en", {"city": "A", "hotline": "1", "name": "B"}, "help.sms has no place for name."),
        ("help.sms", "en", {"city": " ", "hotline": "1"}, "help.sms cannot be written while city is empty."),
        ("nothing.sms", "en", {}, "There is no text nothing.sms."),
        ("help.sms", "de", {}, "There are no texts in this language."),
        ("help.sms", "../en", {}, "There are no texts in this language."),
    ],
)
def test_a_value_too_few_or_too_many_is_refused(name, lang, values, sentence):
    with pytest.raises(BadWording) as error:
        text(name, lang, **values)
    assert str(error.value) == sentence


def test_a_value_stays_on_its_line_and_steers_nothing_and_is_no_template():
    words = text("help.sms", "en", city="Spring\r\nfield\u202e {hotline}", hotline="311")
    assert words.startswith("Spring field {hotline}: to talk to a person, call 311.")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", 0), ("a", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 159 + "€", 2),
        # A character of two places is not torn: the first part holds 152 places of 153.
        ("€" * 76 * 2, 2), ("a" + "€" * 152, 2), ("€" * 153, 3),
        ("á" * 70, 1), ("á" * 71, 2), ("á" * 134, 2), ("á" * 135, 3),
        ("ñ" * 160, 1), ("é" * 160, 1), ("í" + "a" * 70, 2),
        ("🛑" * 35, 1), ("🛑" * 36, 2), ("🛑" * 66, 2), ("🛑" * 67, 3), ("ا" * 71, 2),
    ],
)  # fmt: skip
def test_the_parts_of_a_text_are_counted_as_carriers_do(words, parts):
    assert sms_parts(words) == parts


def test_the_files_are_plain_toml():
    for lang in LANGUAGES:
        assert isinstance(tomllib.loads((wording.FOLDER / f"{lang}.toml").read_text())["reviewed"], bool)
