"""A person without an account comes back with seven words, however they spell them."""

import copy
import math
import pickle
import re
import threading
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amparo.core.vault import (
    BrokenPhrase,
    DataKey,
    Phrase,
    Record,
    SameSecrets,
    SiteKey,
    SiteSecrets,
    TooBusy,
    list_for,
    lookup,
    new_phrase,
    open_key,
    phrase,
    phrase_key,
    read_phrase,
    seal_key,
    site_secrets,
)
from amparo.core.vault.wordlists import LANGUAGES, folded, words_of

SPANISH = "camino cambio abeja deber resto abedul envío"


# ---- the lists -------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_seven_words_are_at_least_77_bits(language):
    words = words_of(language).words
    assert len(words) >= 2048
    assert len({folded(word) for word in words}) == len(words)
    assert all(folded(word).isalpha() for word in words)
    assert phrase.WORDS * math.log2(len(words)) >= 77


@pytest.mark.parametrize(
    ("asked", "given"),
    [("es", "es"), ("es-MX", "es"), ("pt_BR", "pt"), ("zh", "zh-hans"), ("zh-Hant-TW", "zh-hant"), ("zh-HK", "zh-hant"),
     ("zh-CN", "zh-hans"), ("ht", "en"), ("ar", "en"), ("", "en"), ("../es", "en")],
)  # fmt: skip
def test_a_language_without_a_list_is_given_english(asked, given):
    assert list_for(asked) == given
    assert new_phrase(asked).language == given


# ---- making and reading ----------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_list_is_read_back_in_any_spelling(language):
    words = words_of(language).words
    for start in range(0, len(words) - 7, 7):
        meant = Phrase(words[start : start + 7], language)
        for typed in (meant.text, meant.text.upper(), folded(meant.text), "-".join(meant.words)):
            assert read_phrase(typed, language).letters == meant.letters


@pytest.mark.parametrize(
    "typed",
    [
        SPANISH,
        "CAMINO CAMBIO ABEJA DEBER RESTO ABEDUL ENVIO",
        "  camino\tcambio\n abeja   deber resto abedul envio ",
        "camino-cambio-abeja-deber-resto-abedul-envío.",
        "camino, cambio, abeja, deber, resto, abedul, envío",
        "1. camino 2. cambio 3. abeja 4. deber 5. resto 6. abedul 7. envío",
        "cami camb abej debe rest abed envi",
        "camino cambio abeja deber resto abedul envi\u0301o",
        "camino cambio\u200b abeja deber resto abedul envío",
    ],
)
@pytest.mark.parametrize("page", ["es", "en", "ar"])
def test_reading_is_forgiving_on_a_page_of_any_language(typed, page):
    assert read_phrase(typed, page) == Phrase(tuple(SPANISH.split()), "es")


def test_chinese_is_read_with_and_without_spaces():
    meant = new_phrase("zh")
    assert read_phrase("".join(meant.words), "zh") == meant
    assert read_phrase(" , ".join(meant.words), "en").letters == meant.letters


def test_phrases_are_drawn_evenly_and_never_twice():
    found = [new_phrase("en") for _ in range(2000)]
    assert len({p.text for p in found}) == 2000
    drawn = {word for p in found for word in p.words}
    expected = 7701 * (1 - (1 - 1 / 7701) ** 14_000)
    assert abs(len(drawn) - expected) < 200


def test_a_wrong_word_is_named_by_its_place_and_the_word_meant_is_offered():
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase("camino cambio abehja deber resto abedul envios", "es")
    assert str(caught.value) == "Words 3 and 7 are not in our list, or could be several words."
    assert "abeja" in caught.value.near[3]
    assert "envío" in caught.value.near[7]
    assert list(caught.value.near) == [3, 7]


def test_a_mistyped_phrase_is_mended_in_its_own_language_on_any_page():
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase("camino cambio abehja deber resto abedul envio", "en")
    assert caught.value.near == {3: ("abeja",)}
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase("abcdfe zzkzzs wiisdom acronn bananan cactsu trafic", "en")
    assert caught.value.near[5][0] == "banana"


def test_the_beginning_of_several_words_is_not_guessed():
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase("abdom abandon zebra wisdom acorn banana cactus", "en")
    assert caught.value.near[1][:2] == ("abdomen", "abdominal")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "A return phrase has 7 words, and no word was typed."),
        ("12345 !?", "A return phrase has 7 words, and no word was typed."),
        ("camino", "A return phrase has 7 words, and 1 word was typed."),
        (SPANISH + " camino", "A return phrase has 7 words, and 8 words were typed."),
        ("a" * 1001, "This is too long. A return phrase has 7 words."),
    ],
)
def test_too_few_or_too_many_words_are_counted(typed, said):
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase(typed, "es")
    assert str(caught.value) == said


@given(st.text(max_size=200))
@example("\ud800" * 7)
@example("ﷺ" * 100)
def test_whatever_nonsense_is_typed_gives_a_sentence_without_the_words(typed):
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase(typed + " qqqq", "es")
    assert re.fullmatch(
        r"(Words? [1-7, and]+ (is|are) not|A return phrase has 7|This is too long).*\.", str(caught.value)
    )


def test_a_phrase_and_the_site_secrets_never_show_themselves():
    meant, secrets = read_phrase(SPANISH, "es"), site_secrets(SiteKey.new())
    with pytest.raises(BrokenPhrase) as caught:
        read_phrase(SPANISH.replace("abeja", "abehja"), "es")
    said = repr(meant) + str(meant) + repr(secrets) + str(caught.value) + repr(caught.value)
    assert not [word for word in SPANISH.split() if word in said]
    assert repr(secrets) == "SiteSecrets()"
    for hidden in (meant, secrets):
        with pytest.raises(TypeError, match="secret"):
            pickle.dumps(hidden)
        with pytest.raises(TypeError, match="secret"):
            copy.copy(hidden)


# ---- the two values --------------------------------------------------------------------------
def test_a_person_comes_back_and_opens_their_record():
    secrets, person, data = site_secrets(SiteKey.new()), Record("nyc", "intake", "7"), DataKey.new()
    given = new_phrase("es")
    stored = {lookup(given, secrets): seal_key(data, person, phrase_key(given, secrets))}
    typed = read_phrase(folded(given.text).upper().replace(" ", ", "), "en")
    assert open_key(DataKey, stored[lookup(typed, secrets)], person, phrase_key(typed, secrets)) == data


def test_the_two_values_differ_from_each_other_and_on_every_site():
    meant = read_phrase(SPANISH, "es")
    here, there = site_secrets(SiteKey.new()), site_secrets(SiteKey.new())
    values = {lookup(meant, here), phrase_key(meant, here).raw, lookup(meant, there), phrase_key(meant, there).raw}
    assert len(values) == 4


def test_equal_site_secrets_are_refused():
    with pytest.raises(SameSecrets, match="are equal"):
        SiteSecrets(b"x" * 32, b"x" * 32)


def test_what_a_phrase_costs_is_64_mib_of_argon2id(monkeypatch):
    seen = []
    real = phrase.argon2id.kdf

    def kdf(size, password, salt, opslimit, memlimit):
        seen.append((size, len(password), len(salt), opslimit, memlimit))
        return real(size, password, salt, opslimit=opslimit, memlimit=memlimit)

    monkeypatch.setattr(phrase.argon2id, "kdf", kdf)
    lookup(new_phrase("en"), site_secrets(SiteKey.new()))
    assert seen == [(32, 32, 16, 1, 64 * 1024 * 1024)]


def test_a_crowd_takes_turns(monkeypatch):
    going, most, lock = 0, 0, threading.Lock()

    def slow(*_, **__):
        nonlocal going, most
        with lock:
            going += 1
            most = max(most, going)
        time.sleep(0.02)
        with lock:
            going -= 1
        return bytes(32)

    monkeypatch.setattr(phrase.argon2id, "kdf", slow)
    secrets, meant = site_secrets(SiteKey.new()), new_phrase("en")
    crowd = [threading.Thread(target=lookup, args=(meant, secrets)) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == phrase.AT_ONCE


def test_who_waits_too_long_is_told_so_and_the_next_one_is_served(monkeypatch):
    begun, end = threading.Semaphore(0), threading.Event()

    def stuck(*_, **__):
        begun.release()
        end.wait(10)
        return bytes(32)

    monkeypatch.setattr(phrase.argon2id, "kdf", stuck)
    secrets, meant = site_secrets(SiteKey.new()), new_phrase("en")
    crowd = [threading.Thread(target=lookup, args=(meant, secrets)) for _ in range(phrase.AT_ONCE)]
    for one in crowd:
        one.start()
        begun.acquire()
    monkeypatch.setattr(phrase, "PATIENCE", 0.01)
    with pytest.raises(TooBusy, match="try again in a minute"):
        lookup(meant, secrets)
    end.set()
    for one in crowd:
        one.join()
    assert lookup(meant, secrets) == bytes(32)
