"""The languages that residents are served in: what each calls itself, and whether a person has read its words."""

from __future__ import annotations

NAMES = {
    "en": "English",
    "es": "Español",
    "zh-hans": "简体中文",
    "ht": "Kreyòl ayisyen",
    "ar": "العربية",
    "fr": "Français",
    "ru": "Русский",
    "bn": "বাংলা",
    "ko": "한국어",
    "vi": "Tiếng Việt",
}
"""The name of each language in its own script, by code."""
LANGUAGES = tuple(NAMES)
"""Their codes. Law, site and messages all read this list."""

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left, ours and others that a text may be in. The one list of them."""

REVIEWED = frozenset({"en"})
"""Languages whose words on the site have been read by a person who speaks them. The pages of the others say so."""

DESKS = frozenset({"en", "es"})
"""Languages that have all words of the desks. In the others some stand in English, and the pages say so."""
