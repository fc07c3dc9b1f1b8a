"""Everything works in a browser that runs no scripts, on a small phone, in both languages."""

import gzip
import urllib.request

import pytest
from playwright.sync_api import Error

from tests.browser import walks

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", walks.PAGES)
def test_each_page_opens_without_scripts_and_fits_a_small_phone(open_page, site, name, lang):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    walks.PAGES[name](page, site, lang)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").inner_text().strip()
    for locator in ("body", "main", "header", "footer"):
        box = page.locator(locator).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    assert not page.context.cookies()


def test_a_jail_clerk_decides_a_new_york_detainer(open_page, site):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{site}/en/")
    page.click("text=New York City")
    page.click("text=ICE sent a detainer")
    walks.until_verdict(page, {"agency": "city_jail", "warrant_signed_by": "no_one"})
    first = page.locator("article.verdict").first
    assert "The New York City jail must not hold this person" in first.locator("h2").inner_text()
    first.locator("summary", has_text="The law").click()
    link = first.get_by_role("link", name="N.Y.C. Administrative Code, § 9-131(b)(1)").first
    link.click()
    assert "9-131" in page.url


def test_change_takes_one_answer_back_and_keeps_the_others(open_page, site):
    page = open_page(java_script_enabled=False)
    walks.several_verdicts(page, site, "en")
    page.click('button[name="ask"][value="agency"]')
    assert page.locator('input[value="city_jail"]').is_checked()
    walks.choose(page, "agency", "police")
    page.locator(".thread dd", has_text="City police").wait_for()
    assert page.locator(".thread dd", has_text="there is no warrant").count() == 1


def test_the_other_language_keeps_the_verdict(open_page, site):
    page = open_page(java_script_enabled=False)
    walks.one_verdict(page, site, "en")
    page.click(".tongues > summary")
    page.click('.tongues [lang="es"]')
    assert page.locator("html").get_attribute("lang") == "es"
    assert "no debe" in page.locator("h1").inner_text()


def test_enter_in_a_list_adds_the_entry_and_removes_none(open_page, site):
    page = open_page(java_script_enabled=False)
    walks.convictions(page, site, "en")
    before = page.locator(".rows li").count()
    assert before
    page.fill('[name="new.date"]', "2010-02-01")
    page.press('[name="new.date"]', "Enter")
    assert page.locator(".rows li").count() == before + 1


def test_leaving_works_as_a_plain_link(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/en/")
    link = page.locator("[data-leave]")
    assert link.get_attribute("href").startswith("https://")
    assert "noreferrer" in link.get_attribute("rel")


def test_the_first_page_weighs_less_than_60_kb_over_the_wire(open_page, site):
    page = open_page()
    weights = {}
    page.on("requestfinished", lambda r: weights.update({r.url: r.sizes()}))
    page.goto(f"{site}/en/")
    page.wait_for_load_state("networkidle")
    total = sum(s["responseBodySize"] + s["responseHeadersSize"] for s in weights.values())
    assert all(url.startswith(site) for url in weights)
    assert 2_000 < total < 60_000


def test_pages_are_compressed_by_the_server(site):
    request = urllib.request.Request(f"{site}/en/law/", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        body = response.read()
    assert b"</html>" in gzip.decompress(body)


def printed(page):
    """The page as Letter paper; tried once more, since Chromium's own printing process may die on a busy machine."""
    for last in (False, True):
        try:
            return page.pdf(format="Letter", prefer_css_page_size=False)
        except Error:
            if last:
                raise


def test_the_sheet_of_one_verdict_prints_on_one_page(open_page, site):
    page = open_page()
    walks.sheet(page, site, "en")
    pdf = printed(page)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.get_by_text("Signature").is_visible()
