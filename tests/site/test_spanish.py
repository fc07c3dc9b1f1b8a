"""No English sentence of the site itself stands on a Spanish page."""

import gettext
import re
from pathlib import Path

SITE = Path(__file__).parents[2] / "amparo" / "site"
LOCALE = SITE / "locale" / "es" / "LC_MESSAGES" / "django"


def catalogue():
    with LOCALE.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def used():
    """The sentences in templates and views, as they are looked up."""
    for path in SITE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r"""{% translate ["'](.*?)["'](?: as \w+)? %}""", text)
        for body in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.S):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", body.split("{% plural %}")[0])
    for path in SITE.glob("*.py"):
        yield from re.findall(r'\b_\("(.*?)"\)', path.read_text(encoding="utf-8"))


def test_every_sentence_of_the_site_has_spanish_words():
    known = catalogue()
    missing = [s for s in set(used()) if not (known.get(s) or known.get((s, 0)))]
    assert not missing


def test_the_compiled_words_are_those_of_the_readable_file():
    text = LOCALE.with_suffix(".po").read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.M)
    known = catalogue()
    assert len(pairs) > 150
    for english, spanish in pairs:
        assert known.get(english.replace('\\"', '"')) == spanish.replace('\\"', '"'), english


def test_spanish_words_have_the_same_places_to_fill():
    for english, spanish in catalogue().items():
        source = english[0] if isinstance(english, tuple) else english
        if source:
            assert set(re.findall(r"%\(\w+\)s", source)) == set(re.findall(r"%\(\w+\)s", spanish)), source
