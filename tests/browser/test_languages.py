"""Languages as they are drawn: nothing for axe to find, nothing too wide, and numbers in order in Arabic."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

from amparo.languages import LANGUAGES
from tests.browser import walks
from tests.browser.test_site_with_scripts import RULES

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
SORTS = ("home", "city", "law file", "first question", "several verdicts", "one verdict", "sheet", "places to compare")
# For each character of a piece of text, where its left edge is drawn and on which line.
EDGES = """
([selector, text]) => {
  for (const box of document.querySelectorAll(selector)) {
    const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode()); ) {
      const at = node.data.indexOf(text);
      if (at < 0) continue;
      const edges = [];
      for (let i = at; i < at + text.length; i++) {
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const found = range.getClientRects();
        const rect = found[found.length - 1];
        if (text[i - at] !== " ") edges.push([Math.round(rect.top), rect.left]);
      }
      return edges;
    }
  }
  return null;
}
"""


@pytest.mark.parametrize("lang", ["ar", "zh-hans", "bn"])
@pytest.mark.parametrize("name", SORTS)
def test_each_sort_of_page_is_sound_and_fits_a_small_phone(open_page, site, name, lang):
    page = open_page(viewport=PHONE)
    walks.PAGES[name](page, site, lang)
    page.evaluate("document.querySelectorAll('details:not(.tongues)').forEach(d => { d.open = true })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate("Math.max(0, -document.documentElement.scrollLeft)") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_open_menu_is_sound(open_page, site, lang, scheme):
    page = open_page(viewport=PHONE, color_scheme=scheme)
    page.goto(f"{site}/{lang}/how/")
    page.click(".tongues > summary")
    assert page.locator(".tongues li").count() == len(LANGUAGES) - 1
    assert violations(page, ".tongues") == []
    for box in (item.bounding_box() for item in page.locator(".tongues li").all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["height"] >= 40
        assert box["y"] + box["height"] <= PHONE["height"]


def violations(page, within=None):
    """What axe finds, on the page or in one part of it."""
    found = Axe().run(page, context=within, options=RULES).response["violations"]
    return [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]


@pytest.mark.parametrize("lang", ["vi", "fr", "ru", "ko", "ht"])
def test_the_frame_fits_a_small_phone_in_each_language(open_page, site, lang):
    page = open_page(viewport=PHONE)
    for path in ("", walks.JAIL, "us/ny/new-york/"):
        page.goto(f"{site}/{lang}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        for selector in ("header", ".leave", ".tongues"):
            box = page.locator(selector).first.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]


def test_a_resident_chooses_a_language_without_scripts_and_keeps_the_page(open_page, site):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{site}/en/us/ny/new-york/")
    for lang in (*LANGUAGES[1:], "en"):
        page.click(".tongues > summary")
        page.click(f'.tongues [lang="{lang}"]')
        assert page.url == f"{site}/{lang}/us/ny/new-york/"
        assert page.locator("html").get_attribute("lang") == lang
    assert not page.context.cookies()


def test_a_resident_who_has_answered_keeps_the_verdict_in_the_new_language(open_page, site):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    walks.one_verdict(page, site, "en")
    page.click(".tongues > summary")
    page.click('.tongues [lang="ar"]')
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("article.verdict.is-forbidden").count() == 1
    assert "f." not in page.url


@pytest.mark.parametrize("text", ["555-0100", "8 U.S.C. § 1373", "2026-03-02", "9-131(b)(1)", "$1,200.50"])
def test_a_phone_number_or_citation_in_arabic_reads_from_left_to_right(open_page, site, text):
    from django.utils.safestring import mark_safe

    from amparo.site.templatetags.languages import set_apart

    sentence = mark_safe(f'<html lang="ar" dir="rtl"><body><p>اتصل على الرقم {text} الآن.</p></body></html>')
    page = open_page(viewport={"width": 800, "height": 300})
    page.goto(f"{site}/ar/how/")
    page.set_content(sentence)
    assert in_order(page.evaluate(EDGES, ["p", text])) is (not any(c in text for c in "-§(.$ "))
    page.set_content(set_apart(sentence, "ar"))
    assert in_order(page.evaluate(EDGES, ["p", text]))


def test_the_citation_beside_an_arabic_verdict_reads_from_left_to_right(open_page, site):
    page = open_page(viewport={"width": 1000, "height": 800})
    walks.one_verdict(page, site, "ar")
    assert in_order(page.evaluate(EDGES, [".by", "5 ILCS 805/15(a)"]))
    arabic = page.evaluate(EDGES, [".say h1", "شرطة"])
    assert [left for _top, left in arabic] == sorted((left for _top, left in arabic), reverse=True)


def in_order(edges):
    """Does each character stand to the right of the one before, on one line?"""
    assert edges is not None, "The text is not on the page."
    lefts = [left for _top, left in edges]
    return len({top for top, _left in edges}) == 1 and all(a < b for a, b in itertools.pairwise(lefts))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_weighs_less_than_60_kb_in_each_language(open_page, site, lang):
    page = open_page()
    weights = {}
    page.on("requestfinished", lambda r: weights.update({r.url: r.sizes()}))
    page.goto(f"{site}/{lang}/")
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(site) for url in weights)
    assert 2_000 < sum(s["responseBodySize"] + s["responseHeadersSize"] for s in weights.values()) < 60_000
