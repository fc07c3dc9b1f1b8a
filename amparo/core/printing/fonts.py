"""Which fonts a sheet is set in, and where they are. Fonts of the computer are never asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "fonts"
PACKAGES = {"fontpkg_noto_sans": "files", "cvttf_NotoSansCJK_Regular": ""}
"""Python packages with fonts, and the folder in each that holds them."""

LATIN, ARABIC, BENGALI, HAN = "Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali", "Noto Sans CJK TC"
WESTERN = {"name": LATIN, "covers": "latin-in-cjk"}
"""Latin letters among Chinese or Korean ones; quotes and dashes stay as wide as the text around them."""


@dataclass(frozen=True)
class Setting:
    """How a language is set. The region chooses the forms of Chinese characters within one font."""

    lang: str
    families: tuple[Any, ...]
    region: str | None = None
    bold: int = 700
    leading: float = 0.32


# Every language ends with all the other fonts: a sheet in English may have to print a name in Korean.
_LATIN = (LATIN, HAN, ARABIC, BENGALI)
_EAST = (WESTERN, HAN, LATIN, ARABIC, BENGALI)
SETTINGS = {
    **{lang: Setting(lang, _LATIN) for lang in ("en", "es", "ht", "fr", "ru", "vi")},
    "ar": Setting("ar", (ARABIC, LATIN, HAN, BENGALI), leading=0.55),
    "bn": Setting("bn", (BENGALI, LATIN, HAN, ARABIC), leading=0.5),
    # There is one weight of this font, and a bold made by smearing it is hard to read: size and space do the work.
    "zh-hans": Setting("zh", _EAST, region="CN", bold=400, leading=0.45),
    "ko": Setting("ko", _EAST, region="KR", bold=400, leading=0.45),
}


def setting(lang: str) -> Setting:
    """How this language is set; a language that cannot be set is an error."""
    if lang not in SETTINGS:
        raise ValueError(f"Sheets are not printed in '{lang}'. They are in: {', '.join(SETTINGS)}.")
    return SETTINGS[lang]


def folders() -> list[str]:
    """The folders that Typst looks for fonts in."""
    return [str(SHIPPED), *(str(_package(name) / inside) for name, inside in PACKAGES.items())]


def _package(name: str) -> Path:
    spec = find_spec(name)
    if not spec or not spec.origin:
        raise FileNotFoundError(f"The fonts of the Python package '{name}' are missing. Install what run.txt lists.")
    return Path(spec.origin).parent
