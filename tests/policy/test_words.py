"""The words of the desk are whole in Spanish: no message lost, no gap changed."""

import gettext
import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "amparo"
CALLS = r"(?:_|gettext_lazy|ngettext|pgettext_lazy)\("
GAPS = re.compile(r"%\(\w+\)s|\{\w+\}")


def catalogue(app):
    with (ROOT / app / "locale" / "es" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def said():
    """The messages that stand in templates and code."""
    found = set()
    for path in (ROOT / "policy" / "templates").rglob("*.html"):
        found |= set(re.findall(r'{% translate "([^"]+)" %}', path.read_text(encoding="utf-8")))
        found |= set(re.findall(r'_\("([^"]+)"\)', path.read_text(encoding="utf-8")))
    for path in (ROOT / "policy").rglob("*.py"):
        found |= set(re.findall(rf'{CALLS}"([^"]+)"', path.read_text(encoding="utf-8")))
    return found - {"a request"}


def test_every_message_of_the_desk_is_in_spanish():
    known = {key[0] if isinstance(key, tuple) else key for app in ("policy", "site", "staff") for key in have(app)}
    assert {one for one in said() if one not in known} == set()


def have(app):
    path = ROOT / app / "locale" / "es" / "LC_MESSAGES" / "django.mo"
    return catalogue(app) if path.exists() else {}


def test_gaps_are_those_of_the_english_and_no_message_is_empty():
    for key, text in catalogue("policy").items():
        english = key[0] if isinstance(key, tuple) else key
        assert text.strip(), english
        if english and not isinstance(key, tuple):
            assert sorted(GAPS.findall(text)) == sorted(GAPS.findall(english)), english
