"""PDFs from templates: the template says how it looks, the data says what it says.

Data is handed over as JSON and printed as it stands: nothing in it is read as Typst, and Typst reads nothing
but our templates and fonts. The PDF is tagged for screen readers (PDF/UA-1) and holds no author and no time,
so that the same data gives the same bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from amparo.core.printing import fonts
from amparo.core.printing.isolate import direction, isolate

TEMPLATES = Path(__file__).parent / "templates"
LOOK = "look"
"""The entry of the data that is not text for people: colour, shape, squares of a QR code."""
LANG = "lang"
"""The entry beside a text that says in which language it is."""

# Controls that no font draws, and those that turn the order of letters around: a name must not reorder a sheet.
# We set numbers apart ourselves.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]")
_NO_SIGN = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_BARRED = re.compile(r"disallowed codepoint `\"(.*?)\"`")
_ONE_AT_A_TIME = Lock()


class PrintError(Exception):
    """A sheet that cannot be printed."""


class MissingSign(PrintError):
    """A character that none of our fonts can draw. A sheet with an empty box in it is not handed out."""

    def __init__(self, text: str) -> None:
        self.text = text
        names = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".rstrip() for c in text)
        super().__init__(f"None of the fonts has a sign for {names}. Write it with other letters.")


def pdf(template: str, data: Mapping[str, Any], lang: str) -> bytes:
    """A PDF of a template in a language. All text in the data is for people, except under 'look' and 'lang'."""
    how = fonts.setting(lang)
    rtl = direction(lang) == "rtl"
    said = {key: value if key == LOOK else _printable(value, lang) for key, value in data.items()}
    inputs = {"data": json.dumps(said), "setting": json.dumps({**asdict(how), "rtl": rtl})}
    with _ONE_AT_A_TIME:  # a compiler serves one thread; a sheet takes some milliseconds
        return _compile(template, inputs)


def _compile(template: str, inputs: dict[str, str]) -> bytes:
    from typst import TypstError

    path = TEMPLATES / f"{template}.typ"
    if not re.fullmatch("[a-z_]+", template) or not path.is_file():
        raise ValueError(f"There is no template '{template}'.")
    try:
        return _compiler().compile(input=str(path), sys_inputs=inputs, pdf_standards=["ua-1"])
    except TypstError as error:
        found = _NO_SIGN.search(str(error)) or _BARRED.search(str(error))
        if found:
            raise MissingSign(_unescaped(found[1])) from None
        raise PrintError(f"The template '{template}' cannot be set: {error}") from error


@cache
def _compiler() -> Any:
    """One compiler: it reads a font once and sets a second sheet much quicker than the first."""
    from typst import Compiler

    return Compiler(root=str(TEMPLATES), font_paths=fonts.folders(), ignore_system_fonts=True)


def _printable(value: Any, lang: str) -> Any:
    """The same data with text that can be printed, in the right order of letters."""
    if isinstance(value, str):
        text = _CONTROLS.sub("", re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", value)).encode("utf-8", "replace").decode()
        return isolate(re.sub(r"([§¶№]) (?=\S)", "\\1\u00a0", text), lang)  # a line may not end with §
    if isinstance(value, Mapping):
        return {key: item if key == LANG else _printable(item, lang) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item, lang) for item in value]
    return value


def _unescaped(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), text)
