"""Sheets that are handed to the person whom a request is about: the copy, and the consent form before an interview.

Neither has a place for a name or for what was answered about the person: that is written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from amparo.core.printing import fonts
from amparo.core.printing.document import pdf


@dataclass(frozen=True)
class Text:
    """Words, and their language where it is not the one of the sheet."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Owed:
    """What the law asks of the office, and when where the law says so in words."""

    sentence: Text
    when: Text | None = None


@dataclass(frozen=True)
class Hotline:
    """A number to call."""

    name: Text
    number: str
    hours: Text


@dataclass(frozen=True)
class Sheet:
    """What both sheets have, in words of their language."""

    lang: str
    city: str
    office: str
    reference: str
    """Our own number for the request."""
    cites: str
    """The sections of law, as one text: so they keep their order in writing from right to left."""
    law_day: str
    """"The law as it stood on …"."""
    notices: list[str]
    """How well the law is evidenced, and that nobody has read the translation."""
    advice: str
    """"Information, not legal advice.", at the foot."""
    say: Mapping[str, str]
    """The sentences of the sheet, by the names in `corpus/forms/handed`."""
    stub: Mapping[str, str]
    """The same in English for what stays with the office; empty where the sheet is in English."""
    accent: str = field(default="#1f5568", kw_only=True)


@dataclass(frozen=True)
class CopySheet(Sheet):
    """What was received, when, and what the office answers."""

    paper: str
    received: str
    answers: list[Text]
    """Empty while the office has not decided."""
    choice: bool
    """Does the law leave the office a choice? Then it marks by hand what it will do."""
    owed: list[Owed]
    hotlines: list[Hotline]


@dataclass(frozen=True)
class ConsentForm(Sheet):
    """What an interview is for, and that it is for the person to decide."""


def copy_sheet(sheet: CopySheet) -> bytes:
    """The copy as a PDF on Letter paper, with a receipt below that stays with the office."""
    return _made("copy", sheet)


def consent_form(form: ConsentForm) -> bytes:
    """The consent form as a PDF on Letter paper."""
    return _made("consent", form)


def _made(template: str, sheet: Sheet) -> bytes:
    data = asdict(sheet)
    lang = data.pop("lang")
    look = {"accent": data.pop("accent"), "langs": {name: how.lang for name, how in fonts.SETTINGS.items()}}
    return pdf(template, {**data, "look": look}, lang)
