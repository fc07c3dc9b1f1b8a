"""The words by which people stop, start and ask about text messages, in the ten languages.

Case, accents, blanks and punctuation are forgiven, but the message must be nothing but the word: "I cannot stop
thinking of it" is for a person to read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a text message asks for. `WORDS` is anything else: something for a person to read."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    WORDS = "words"


# The English words are those of the carriers and of 47 CFR 64.1200(a)(10). "Yes" in other languages is no word to
# start: it may be the answer to something else.
KEYWORDS: dict[str, dict[Action, str]] = {
    "en": {
        Action.STOP: "stop, stop all, unsubscribe, cancel, end, quit, revoke, opt out",
        Action.START: "start, unstop, yes",
        Action.HELP: "help, info",
    },
    "es": {
        Action.STOP: "alto, parar, pare, para, detener, cancelar, terminar, baja, darse de baja, salir, fin, revocar",
        Action.START: "empezar, comenzar, iniciar, reanudar",
        Action.HELP: "ayuda, ayúdame, información, info",
    },
    "zh-hans": {
        Action.STOP: "停止, 停, 退订, 退訂, 取消, 取消订阅, 取消訂閱",
        Action.START: "开始, 開始, 恢复, 恢復, 订阅, 訂閱",
        Action.HELP: "帮助, 幫助, 求助, 帮忙",
    },
    "ht": {
        Action.STOP: "sispann, rete, kanpe, anile, dezabone",
        Action.START: "kòmanse, rekòmanse",
        Action.HELP: "èd, ede m, enfòmasyon",
    },
    "ar": {
        Action.STOP: "توقف, قف, أوقف, إيقاف, إلغاء, الغاء الاشتراك, إلغاء الاشتراك",
        Action.START: "ابدأ, بدء, استئناف, اشتراك",
        Action.HELP: "مساعدة, المساعدة, معلومات",
    },
    "fr": {
        Action.STOP: "arrêt, arrêter, arrêtez, stop, désabonner, désinscrire, annuler, fin",
        Action.START: "démarrer, commencer, reprendre",
        Action.HELP: "aide, infos, info",
    },
    "ru": {
        Action.STOP: "стоп, остановить, прекратить, отписаться, отписка, отмена",
        Action.START: "старт, начать, возобновить",
        Action.HELP: "помощь, помогите, справка, инфо",
    },
    "bn": {
        Action.STOP: "বন্ধ, বন্ধ করুন, থামুন, থামান, বাতিল",
        Action.START: "শুরু, শুরু করুন, চালু, চালু করুন",
        Action.HELP: "সাহায্য, সহায়তা, তথ্য",
    },
    "ko": {
        Action.STOP: "중지, 중단, 정지, 그만, 수신거부, 취소",
        Action.START: "시작, 재개",
        Action.HELP: "도움말, 도움, 도와주세요, 안내",
    },
    "vi": {
        Action.STOP: "dừng, dừng lại, ngừng, ngưng, hủy đăng ký, huỷ đăng ký",
        Action.START: "bắt đầu, tiếp tục",
        Action.HELP: "trợ giúp, giúp đỡ, thông tin",
    },
}
# In Vietnamese another accent is another word: "dùng" is to use, "đúng" is right. Accents may be left out there, but
# not be others.
EXACT = {"vi"}


@dataclass(frozen=True)
class Asked:
    """What a message asks for, and the language that its word belongs to: None if to several, or to none."""

    action: Action
    lang: str | None = None


def read_keyword(text: str) -> Asked:
    """The action that a text message asks for."""
    words = {letters(word) for word in re.split(r"\s+", text.strip())} - {""}
    # Whoever writes "Stop! STOP! stop" means it.
    whole = words.pop() if len(words) == 1 else letters(text)
    return FORMS.get(whole) or BARE.get(bare(whole)) or Asked(Action.WORDS)


def letters(text: str) -> str:
    """Only the letters, their marks and the digits of a text, in small letters and one way of coding them."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    # U+0640 is the dash that stretches Arabic words.
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN" and c != "\u0640")


def bare(text: str) -> str:
    """Without accents and other marks; đ is d."""
    split = unicodedata.normalize("NFKD", letters(text))
    return "".join(c for c in split if unicodedata.category(c)[0] != "M").replace("đ", "d")


def _tables() -> tuple[dict[str, Asked], dict[str, Asked]]:
    """Words as they may stand, and words to compare once all marks are gone."""
    forms: dict[str, Asked] = {}
    stripped: dict[str, Asked] = {}
    for lang, actions in KEYWORDS.items():
        for action, words in actions.items():
            for word in words.split(", "):
                if lang in EXACT:
                    _add(forms, letters(word), Asked(action, lang))
                    _add(forms, bare(word), Asked(action, lang))
                else:
                    _add(stripped, bare(word), Asked(action, lang))
    return forms, stripped


def _add(table: dict[str, Asked], word: str, asked: Asked) -> None:
    old = table.setdefault(word, asked)
    if old.action is not asked.action:
        raise AssertionError("One word asks for two things.")
    if old.lang != asked.lang:
        table[word] = Asked(asked.action)


FORMS, BARE = _tables()
