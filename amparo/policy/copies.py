"""What a clerk prints for the person whom a request is about, in their language: the copy, and the consent form.

The sheets stand in `corpus/forms/handed`: their words in ten languages, and the duties that each helps to do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.core.printing.handed import ConsentForm, CopySheet, Hotline, Owed, Text, consent_form, copy_sheet
from amparo.languages import NAMES, REVIEWED
from amparo.law.words import Words
from amparo.policy import shown
from amparo.policy.access.requests import Opened
from amparo.policy.forms import TokenForm
from amparo.policy.web import Here
from amparo.site.shelf import open_shelf

COPY, CONSENT = "copy", "consent"
FREE = ("permitted", "silent", "not_in_force")
"""Verdicts that leave it to the office what it will do."""


@dataclass(frozen=True)
class Handout:
    """A sheet for the person."""

    helps_with: frozenset[str]
    """Duties that it helps to do."""
    tells_of: frozenset[str]
    """Duties toward the person that are printed on it."""
    words: Mapping[str, Mapping[str, str]]
    """Its sentences by language and name."""


class LanguageForm(TokenForm):
    """In which language a sheet is wanted. It is sent in the body of a form, and kept nowhere."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the person"),
        error_messages={"required": gettext_lazy("Choose the language of the person.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="handed_%s")
        named = [(lang, f"{_(translation.get_language_info(lang)['name'])} · {own}") for lang, own in NAMES.items()]
        self.fields["language"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]


def handouts() -> Mapping[str, Handout]:
    """The sheets by name."""
    return _read(str(open_shelf().law.root))


def wanted(sheet: str, opened: Opened) -> bool:
    """Is the sheet printed for this request? The copy always is; a form only where a duty asks for it."""
    return sheet == COPY or any(duty.name in handouts()[sheet].helps_with for duty in opened.duties)


def handed_pdf(sheet: str, here: Here, opened: Opened, made: Mapping[str, Any], answers: Sequence[Mapping[str, Any]],
               said: Words) -> bytes:  # fmt: skip
    """A sheet about a decided request, in the language of `said`; so are the answers, where they can be."""
    with translation.override(said.lang):
        shared = _shared(sheet, here, opened, made, answers, said)
        if sheet == CONSENT:
            return consent_form(ConsentForm(**shared))
        return copy_sheet(_copy(shared, here, opened, made, answers, said))


def _copy(shared: Mapping[str, Any], here: Here, opened: Opened, made: Mapping[str, Any],
          answers: Sequence[Mapping[str, Any]], said: Words) -> CopySheet:  # fmt: skip
    request, sure = opened.request, made["sure"]
    return CopySheet(
        **shared,
        paper=shown.called(request.paper, request.kind, said),
        received=said.moment(timezone.localtime(request.received).isoformat()),
        answers=[_text(answer["headline"], answer["language"], said) for answer in answers] if sure else [],
        choice=sure and any(answer["verdict"] in FREE for answer in answers),
        owed=[owed for owed, _law in _owed(COPY, answers, said).values()],
        hotlines=[Hotline(_best(line["name"], said), line["number"], _best(line.get("hours", {}), said))
                  for line in here.office.city.hotlines],
    )  # fmt: skip


def _shared(sheet: str, here: Here, opened: Opened, made: Mapping[str, Any], answers: Sequence[Mapping[str, Any]],
            said: Words) -> dict[str, Any]:  # fmt: skip
    """What all sheets have. The law of what is printed stands by its sections: a title may tell of the person."""
    words = handouts()[sheet].words
    law = [item for _said, items in _owed(sheet, answers, said).values() for item in items]
    if sheet == COPY and made["sure"]:
        law = [item for answer in answers for item in answer["because"]] + law
    return {
        "lang": said.lang,
        "city": here.office.city.name,
        "office": here.organisation.name,
        "reference": shown.number(opened.request),
        "cites": "; ".join(dict.fromkeys(item["cite"] for item in law)),
        "law_day": words[said.lang]["law_day"].replace("{day}", said.date(made["day"])),
        "notices": list(
            _notices(law, answers if sheet == COPY and made["sure"] else (), said, words[said.lang]["law"])
        ),
        "advice": said.say("notice"),
        "say": words[said.lang],
        "stub": {} if said.lang == "en" else words["en"],
        "accent": here.office.city.colour,
    }


def _owed(sheet: str, answers: Sequence[Mapping[str, Any]],
          said: Words) -> dict[str, tuple[Owed, Sequence[Mapping[str, Any]]]]:  # fmt: skip
    """The duties that the sheet tells of or helps with, each with its law. Days that were counted are left out: they
    hang on what was answered about the person."""
    kind = handouts()[sheet]
    found: dict[str, tuple[Owed, Sequence[Mapping[str, Any]]]] = {}
    for answer in answers:
        for duty in shown.brought(answer):
            name = duty["question"]
            if name in kind.tells_of | kind.helps_with and name not in found:
                when = next((line["words"] for line in duty["deadlines"] if line["words"]), "")
                lang = answer["language"] if answer["language"] != said.lang or _has_text(when, said) else "en"
                found[name] = Owed(_text(duty["sentence"], answer["language"], said),
                                   _text(when, lang, said) if when else None), duty["because"]  # fmt: skip
    return found


def _notices(law: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]], said: Words,
             title: str) -> Iterator[str]:  # fmt: skip
    """How well the law is known, and that nobody has read these words."""
    for cite in dict.fromkeys(item["cite"] for answer in answers for item in answer["contests"]):
        yield f"{_('Contested')}{said.marks.colon}{cite}{said.marks.stop}"
    yield from (said.evidence(tag) for tag in dict.fromkeys(item["evidence"] for item in law) if tag != "text")
    if any(item["review"] == "none yet" for item in law):
        yield f"{title}{said.marks.colon}{_('not reviewed by a lawyer')}{said.marks.stop}"
    if said.lang not in REVIEWED:
        yield _("Machine-assisted translation, not reviewed.")


def _has_text(words: str, said: Words) -> bool:
    """Do words of a law file stand in the language, and not in English for want of a translation?"""
    return said.lang == "en" or words in said.tables.get("text", {}).values()


def _text(words: str, lang: str, said: Words) -> Text:
    return Text(words, "" if lang == said.lang else lang)


def _best(words: Mapping[str, str], said: Words) -> Text:
    """Words that a city gave in some languages: in this one, else in English, else in the first."""
    lang = next((one for one in (said.lang, "en", *words) if words.get(one)), "")
    return _text(words[lang], lang, said) if lang else Text("")


@cache
def _read(root: str) -> Mapping[str, Handout]:
    found = {}
    for path in sorted(Path(root, "forms", "handed").glob("*.toml")):
        row = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Handout(frozenset(row["helps_with"]), frozenset(row["tells_of"]), row["words"])
    return found
