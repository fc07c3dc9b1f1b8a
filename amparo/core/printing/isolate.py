"""Numbers, forms and addresses that keep their order inside text that runs from right to left.

Without this, a phone number in an Arabic sentence is printed from its end: 0100-555 for 555-0100.
"""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from amparo.languages import RIGHT_TO_LEFT

LRI, PDI = "\u2066", "\u2069"
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
_LETTER = "A-Za-z\u00aa-\u024f\u1e00-\u1eff"  # with ª, º and accents

_ALNUM = f"[{_DIGIT}{_LETTER}]"
_GAP = "[ \u00a0\u202f]"
_ADDRESS = r"(?:[a-zA-Z]{2,10}://|www\.|mailto:|tel:)[^\s<>\"'\u2066-\u2069\u060c\u061b]*[\w/=#&%+\-]"
_BRACKETS = rf"\([{_DIGIT}{_LETTER}.\-]+\)|\[[{_DIGIT}{_LETTER}.\-]+\]"  # 9-131(b)(1), (312) 555-0100
_ABBREVIATION = r"(?:[A-Za-z]\.){2,}"  # the last dot of U.S.C. belongs to it
_BEFORE = rf"(?:[+\-−±]?[$€£¥#§¶+]{{1,2}}{_GAP}?|[+\-−±])?"
_PIECE = rf"(?:{_ADDRESS}|{_BEFORE}(?:{_ABBREVIATION}|{_BRACKETS}|{_ALNUM})+)"
_JOINT = (
    r"(?:[.,:;/\\\-‐‑–—−_@&'’=?*+~|#%·×]"  # 1:30, 12/31/2026, a@b.org
    rf"|{_GAP}?[–—−/&+]{_GAP}?"  # 9 – 17
    rf"|{_GAP}"  # 555 0100
    r"|(?<=[A-Za-z])[.,;:] (?=[A-Za-z§])"  # Chicago, IL; Admin. Code
    r"|(?:(?<=\bNo)|(?<=\bSec)|(?<=\bArt)|(?<=\bCh)|(?<=\bpp)|(?<=\bp))\. (?=\d)"
    r"|(?<=[A-Za-z] \d), (?=\d{4}(?!\d))|(?<=[A-Za-z] \d\d), (?=\d{4}(?!\d)))"  # March 3, 2026
)
_AFTER = rf"(?:(?:[%‰°€£¥$+]|{_GAP}[%€])(?!{_ALNUM}))?"
_RUN = re.compile(
    r"[\u2066-\u2068][^\u2066-\u2069\n]*\u2069"  # is set apart already
    r"|\{\w+\}"  # a gap that will be filled in: {page}
    rf"|(?P<run>(?>{_PIECE}(?:{_JOINT}{_PIECE})*){_AFTER})"
)
_HAS_RTL = re.compile(f"[{_RTL}]")
_HAS_LATIN = re.compile(f"[{_LETTER}]")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)\Z", re.S)


def direction(lang: str) -> str:
    """'rtl' for a language written from right to left, else 'ltr'."""
    return "rtl" if lang.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def isolate(text: str, lang: str) -> str:
    """Plain text with what reads from left to right set apart from what does not. Twice is the same as once."""
    if direction(lang) == "ltr":
        return text
    return "".join(f"{LRI}{piece}{PDI}" if apart else piece for piece, apart in _pieces(text))


def isolate_html(text: str, lang: str = "ar") -> SafeString:
    """The same for a page: escaped, and set apart with <bdi>. What is safe HTML already stays as it is."""
    if isinstance(text, SafeString):
        return text
    pieces = _pieces(text) if direction(lang) == "rtl" else [(text, False)]
    made = [f'<bdi dir="ltr">{escape(piece)}</bdi>' if apart else escape(piece) for piece, apart in pieces]
    return mark_safe("".join(made))  # noqa: S308


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut up, each piece with whether it is to be set apart."""
    found = []
    for line in text.splitlines(keepends=True):
        found += _line(line)
    return found


def _line(line: str) -> list[tuple[str, bool]]:
    if _HAS_LATIN.search(line) and not _HAS_RTL.search(line) and not re.search("[\u2066-\u2069]|{\\w+}", line):
        # A sentence in English runs from left to right as a whole, with the point at its end.
        before, whole, after = _EDGES.match(line).groups()  # type: ignore[union-attr]
        return [(before, False), (whole, True), (after, False)]
    found, end = [], 0
    for match in _RUN.finditer(line):
        if match["run"]:
            found += [(line[end : match.start()], False), (match["run"], True)]
            end = match.end()
    return [*found, (line[end:], False)]
