"""A clerk decides a detainer by keyboard alone, on the running site, in less than twenty seconds."""

from __future__ import annotations

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.desks import app_codes, hired
from tests.policy.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk site")]
PASSWORD = "correct horse battery staple"
MOST_QUESTIONS = 15


def tab_to(page, words):
    """Press Tab until something with these words has the focus."""
    for _ in range(60):
        if words in page.evaluate("document.activeElement.textContent || ''") and page.evaluate(
            "/^(A|BUTTON)$/.test(document.activeElement.tagName)"
        ):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No Tab leads to “{words}”.")


def test_a_detainer_is_decided_and_printed_by_keyboard_in_twenty_seconds(desk_site, page):
    desk = Desk()
    staff = hired(desk.city, "county-jail", "clerk", password=PASSWORD)
    code = app_codes(staff)
    start = time.perf_counter()
    page.goto(desk_site.url("staff/"))
    page.locator("input[type=email]").focus()
    page.keyboard.type(staff.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=code]")).to_be_focused()
    page.keyboard.type(code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests/")
    tab_to(page, "Record a request")
    page.keyboard.press("Enter")
    page.wait_for_url("**/new/")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests/*-*/**")
    for _ in range(MOST_QUESTIONS):
        if "/question/" not in page.url:
            break
        at = page.url
        assert page.locator(".choices input").first.is_visible()
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, at=at: url != at)
    assert "must not hold this person past release on the detainer" in page.locator(".headline").first.inner_text()
    tab_to(page, "Print the decision sheet")
    with page.expect_response("**/sheet/") as sheet:
        page.keyboard.press("Enter")
    took = time.perf_counter() - start
    assert (sheet.value.status, sheet.value.headers["content-type"]) == (200, "application/pdf")
    assert took < 20, f"It took {took:.1f} seconds."


def test_the_back_button_leads_to_the_question_before_with_its_answer(desk_site, page):
    desk = Desk()
    staff = desk.hire("clerk")
    desk_site.sign_in(page, staff)
    page.goto(desk_site.url(desk.url("new/")))
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/**")
    first = page.url
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)
    page.go_back()
    page.wait_for_url(first)
    assert page.locator(".choices input").nth(1).is_checked()


def test_a_clerk_whose_browser_dies_finds_every_answer_again(desk_site, page, at_desk):
    desk = Desk()
    staff = desk.hire("clerk")
    desk_site.sign_in(page, staff)
    page.goto(desk_site.url(desk.url("new/")))
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/**")
    first = page.url
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)
    request = page.url.split("/question/")[0]
    page.close()
    again = at_desk(staff)
    again.goto(f"{request}/question/")
    assert again.url != first
    assert again.locator(".thread dt").count() >= 4


@pytest.fixture
def at_desk(open_page, desk_site):
    """A browser of its own, signed in."""

    def make(staff, **settings):
        page = open_page(**settings)
        desk_site.sign_in(page, staff)
        return page

    return make


@pytest.fixture(scope="module")
def shown(storage):
    """A desk with a request that is decided, and somebody who may do everything there."""
    from amparo.policy.access import entries

    desk = Desk()
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    request = desk.record(clerk)
    desk.change(clerk, request, entries.decided, desk.decision(request))
    return desk, chief, ["", "new/", f"{request.pk}/question/purpose/", f"{request.pk}/", "leaving/"]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desk_and_nothing_sticks_out(desk_site, at_desk, shown, lang, width, scheme):
    desk, chief, paths = shown
    page = at_desk(chief, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in paths:
        page.goto(desk_site.url(desk.url(path).replace("/en/", f"/{lang}/")))
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide."
