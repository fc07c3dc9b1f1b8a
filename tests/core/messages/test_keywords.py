"""People stop, start and ask in the words of their own language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.messages.keywords import Action, Asked, keywords, read_keyword


@pytest.mark.parametrize(
    "word", ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "stop", "Stop.", " stop \n",
             "STOP!!!", "«Stop»", "s t o p", "Stop all", "opt-out", "Opt Out", "ＳＴＯＰ", "stop 🛑", "stop stop STOP!",
             "Please stop.", "STOP IT", "\u200estop\u200f", "stóp", "St\u00adop"],
)  # fmt: skip
def test_each_english_word_to_stop_is_understood_however_it_is_typed(word):
    assert read_keyword(word).action is Action.STOP


@pytest.mark.parametrize(
    ("word", "action", "lang"),
    [
        ("START", Action.START, "en"), ("UNSTOP", Action.START, "en"), ("Yes", Action.START, "en"),
        ("HELP", Action.HELP, "en"), ("Info", Action.HELP, None), ("STOP", Action.STOP, None),
        ("ALTO", Action.STOP, "es"), ("Parar", Action.STOP, "es"), ("¡Ayuda!", Action.HELP, "es"),
        ("AYUDAME", Action.HELP, "es"), ("informacion", Action.HELP, "es"), ("fin", Action.STOP, None),
        ("停止", Action.STOP, "zh-hans"), ("退訂", Action.STOP, "zh-hans"), ("帮助。", Action.HELP, "zh-hans"),
        ("ARRÊT", Action.STOP, "fr"), ("arret", Action.STOP, "fr"), ("Aide", Action.HELP, "fr"),
        ("СТОП", Action.STOP, "ru"), ("помощь", Action.HELP, "ru"), ("начать", Action.START, "ru"),
        ("توقف", Action.STOP, "ar"), ("تَوَقَّف", Action.STOP, "ar"), ("توقـــف", Action.STOP, "ar"),
        ("ايقاف", Action.STOP, "ar"), ("مساعدة", Action.HELP, "ar"),
        ("বন্ধ", Action.STOP, "bn"), ("বন্ধ করুন", Action.STOP, "bn"), ("সাহায্য", Action.HELP, "bn"),
        ("중지", Action.STOP, "ko"), ("도움말", Action.HELP, "ko"), ("수신 거부", Action.STOP, "ko"),
        ("DỪNG", Action.STOP, "vi"), ("dung", Action.STOP, "vi"), ("TRỢ GIÚP", Action.HELP, "vi"),
        ("tro giup", Action.HELP, "vi"), ("bat dau", Action.START, "vi"),
        ("SISPANN", Action.STOP, "ht"), ("ÈD", Action.HELP, "ht"), ("kòmanse", Action.START, "ht"),
    ],
)  # fmt: skip
def test_each_language_has_its_words_and_says_which_language_to_answer_in(word, action, lang):
    assert read_keyword(word) == Asked(action, lang)


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "I cannot stop thinking of it", "please don't stop", "stop 2", "2", "stopp",
             "Yes please", "help me", "no puedo parar", "đúng", "dùng", "đừng", "Huy", "stop start", "停车", "🛑"],
)  # fmt: skip
def test_a_message_that_is_more_or_other_than_a_keyword_is_left_for_a_person_to_read(text):
    assert read_keyword(text) == Asked(Action.WORDS)


EVERY = [
    (word, action, lang) for lang, actions in keywords().items() for action, words in actions.items() for word in words
]  # fmt: skip


@given(
    st.sampled_from(EVERY),
    st.text(" \t\n.,;:!?¡¿'\"()-–…。！？،؟।«»\u200b\u200e\u200f🛑", max_size=6),
    st.text(" \t\n.,;:!?'\"()-–…。！？،؟।«»\u200b\u200e\u200f🛑", max_size=6),
    st.sampled_from([str, str.upper, str.title, str.lower, str.casefold]),
)
def test_every_word_works_in_any_case_and_with_anything_around_it_that_is_no_word(entry, before, after, case):
    word, action, lang = entry
    asked = read_keyword(before + case(word) + after)
    assert asked.action is action
    assert asked.lang in (lang, None)


@given(st.sampled_from(EVERY), st.sampled_from(EVERY))
def test_two_different_words_are_no_keyword_unless_together_they_are_one(one, two):
    asked = read_keyword(f"{one[0]} xyz {two[0]}")
    assert asked == Asked(Action.WORDS)


@given(st.text())
def test_any_text_can_be_read(text):
    assert read_keyword(text).action in Action
