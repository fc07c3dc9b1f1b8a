"""Pages written from right to left: numbers, citations and English words keep their order in them."""

from __future__ import annotations

import html
import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from amparo.core.printing.isolate import direction, isolate, isolate_html

register = template.Library()

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?([a-zA-Z0-9]+)")
LANG = re.compile(r'\slang="([^"]+)"')
READS_RIGHT = re.compile("[0-9A-Za-z]")
EMPTY = {"br", "hr", "img", "input", "link", "meta", "col", "wbr"}
NO_TAGS_INSIDE = {"title", "option", "text", "output", "textarea"}
"""Elements whose text is set apart by invisible marks, because no <bdi> can stand in them or scripts copy it."""
LEFT_ALONE = {"script", "style"}


@register.filter
def set_apart(page: SafeString, lang: str) -> SafeString:
    """A whole page, in a language written from right to left, with every stretch that reads from left to right set
    apart. Elements in a language written from left to right are given its direction. Other pages stay as they are."""
    if direction(lang) == "ltr":
        return page
    out: list[str] = []
    inside: list[tuple[str, bool]] = []  # the open elements, and whether each reads from left to right
    for piece in TAG.split(page):
        if piece.startswith("<"):
            out.append(_tag(piece, inside))
        elif inside and not inside[-1][1] and READS_RIGHT.search(piece):
            out.append(_text(piece, inside[-1][0], lang))
        else:
            out.append(piece)
    return mark_safe("".join(out))  # noqa: S308 - it was safe, and its text is escaped again


def _tag(tag: str, inside: list[tuple[str, bool]]) -> str:
    """The tag with its direction, once `inside` has taken note of it."""
    named = NAME.match(tag)
    if named is None:  # the doctype
        return tag
    name = named[1].lower()
    if tag.startswith("</"):
        while any(open_ == name for open_, _ in inside) and inside.pop()[0] != name:
            pass
        return tag
    of = LANG.search(tag)
    reads_left = direction(of[1]) == "ltr" if of else bool(inside and inside[-1][1])
    if name not in EMPTY and not tag.endswith("/>"):
        inside.append((name, reads_left))
    return f'{tag[:-1]} dir="ltr">' if of and reads_left and " dir=" not in tag else tag


def _text(text: str, element: str, lang: str) -> str:
    plain = html.unescape(text)
    if element in LEFT_ALONE:
        return text
    return html.escape(isolate(plain, lang)) if element in NO_TAGS_INSIDE else isolate_html(plain, lang)
