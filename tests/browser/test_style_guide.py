"""The style guide in a browser: nothing for axe to find, keys, notices, both looks and both directions of reading."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_site_with_scripts import RULES

pytestmark = pytest.mark.browser
GUIDE, DESK, QUESTION = "en/style/", "en/style/desk/", "en/style/question/"
LOOKS = [(360, "light", "rtl"), (360, "dark", "ltr"), (1280, "light", "ltr"), (1280, "dark", "rtl")]
"""Each width, look and direction with each other, two and two."""


def in_focus(page):
    """The words of what the keyboard is at."""
    return page.evaluate("document.activeElement.innerText || document.activeElement.value || ''").strip()


@pytest.mark.parametrize(("width", "scheme", "direction"), LOOKS)
@pytest.mark.parametrize("path", [GUIDE, DESK, f"{DESK}?open=1", QUESTION, f"{QUESTION}?asked-signed="])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, site, path, width, scheme, direction):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(f"{site}/{path}")
    page.evaluate("way => { document.documentElement.dir = way }", direction)
    page.evaluate("document.querySelectorAll('details:not(.tongues)').forEach(d => { d.open = true })")
    page.wait_for_timeout(200)  # notices come back into their place
    found = Axe().run(page, options=RULES).response["violations"]
    assert not [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_looks_chosen_by_hand_hold_for_axe_too(open_page, site, look):
    other = {"light": "dark", "dark": "light"}[look]
    page = open_page(color_scheme=other, viewport={"width": 1280, "height": 800})
    page.goto(f"{site}/{GUIDE}?look={look}")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(250, 247, 240)", "dark": "rgb(34, 30, 26)"}[look]
    assert not [v["id"] for v in Axe().run(page, options=RULES).response["violations"]]


def test_a_clerk_goes_through_a_list_by_keys_and_opens_a_row_beside_it(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/{DESK}")
    page.keyboard.press("j")
    assert in_focus(page).startswith("R-2041")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert in_focus(page).startswith("R-2042")
    page.keyboard.press("ArrowDown")
    assert in_focus(page).startswith("R-2043")
    page.keyboard.press("Enter")
    page.wait_for_url("**open=2")
    assert page.locator(".beside h2").inner_text() == "R-2043"
    row, beside = page.locator("[aria-current=true].item").bounding_box(), page.locator(".beside").bounding_box()
    assert beside["x"] >= row["x"] + row["width"]
    page.keyboard.press("j")  # from the row that is open
    assert in_focus(page).startswith("R-2044")


def test_rows_are_36_pixels_high(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/{DESK}")
    heights = page.evaluate("[...document.querySelectorAll('.list li')].map(r => r.getBoundingClientRect().height)")
    assert heights == [36] * 5


def test_a_slash_leads_to_the_filter_and_escape_out_of_it(page, site):
    page.goto(f"{site}/{DESK}")
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.locator("[data-filter]").input_value() == "jk?"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_a_question_mark_opens_the_list_of_keys(page, site):
    page.goto(f"{site}/{DESK}")
    assert not page.locator(".keys dl").is_visible()
    page.keyboard.press("?")
    assert page.locator(".keys dl").is_visible()
    assert in_focus(page) == "Keys"
    page.keyboard.press("?")
    assert not page.locator(".keys dl").is_visible()


def test_whoever_speaks_to_the_computer_turns_single_keys_off_for_good(page, site):
    page.goto(f"{site}/{DESK}")
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert not page.locator(".keys dl").is_visible()
    assert page.evaluate("document.activeElement === document.body")


def test_a_notice_goes_by_itself_but_not_while_it_is_in_focus_and_one_with_undo_stays(page, site):
    page.goto(f"{site}/{DESK}")
    saved, closed = page.locator(".toast", has_text="Saved."), page.locator(".toast", has_text="R-2040 was closed.")
    saved.get_by_role("button", name="Close").focus()
    page.wait_for_timeout(2500)  # the sample's notices stay for two seconds
    assert saved.is_visible()
    page.evaluate("document.activeElement.blur()")
    saved.wait_for(state="detached", timeout=5000)
    assert closed.is_visible()
    page.keyboard.press("u")
    assert in_focus(page) == "Undo"
    closed.get_by_role("button", name="Close").click()
    assert closed.count() == 0


def test_undo_is_a_button_that_needs_no_script(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/{DESK}")
    undo = page.locator(".toast form[method=post] button")
    assert undo.is_visible()
    assert not page.locator("[data-close]").first.is_visible()
    assert page.locator(".toast form").get_attribute("action") == "/en/style/desk/"


def test_without_scripts_a_link_leads_to_the_keys_where_there_is_room_for_it(open_page, site):
    page = open_page(java_script_enabled=False, viewport={"width": 1280, "height": 740})
    page.goto(f"{site}/{DESK}")
    page.get_by_role("link", name="Keys").click()
    assert page.url.endswith("#keys")
    page.locator("#keys summary").click()
    assert page.locator(".keys dl").is_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.get_by_role("link", name="Keys").count() == 0


def test_without_scripts_a_row_opens_in_place_of_the_list_on_a_phone(open_page, site):
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"{site}/{DESK}")
    page.locator(".item").nth(1).click()
    assert page.locator(".beside h2").inner_text() == "R-2042"
    assert not page.locator(".list").is_visible()
    page.get_by_role("link", name="Back to the list").click()
    assert page.locator(".list").is_visible()


def test_a_clerk_answers_a_question_with_a_digit_and_enter(page, site):
    page.goto(f"{site}/{QUESTION}")
    started = time.monotonic()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your answer: There is no warrant").wait_for()
    assert time.monotonic() - started < 5


def test_a_digit_without_a_choice_and_a_digit_elsewhere_choose_nothing(page, site):
    page.goto(f"{site}/{QUESTION}")
    page.keyboard.press("9")
    page.get_by_role("button", name="Continue").focus()
    page.keyboard.press("2")
    assert page.locator(".choices input:checked").count() == 0


def test_the_keyboard_starts_at_what_is_wrong(page, site):
    page.goto(f"{site}/{QUESTION}?asked-signed=")
    assert in_focus(page).startswith("Please check this")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "radio"


def test_on_paper_there_is_no_frame_and_no_button(page, site):
    page.goto(f"{site}/{DESK}?open=1")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".desk-top", ".desk-nav", ".toasts", ".filters", ".desk-foot", ".beside .button"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".item").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_with_colours_of_ones_own_the_open_row_and_the_choice_still_show(open_page, site):
    page = open_page(forced_colors="active")
    page.goto(f"{site}/{DESK}?open=1")
    underlined = "row => getComputedStyle(row).textDecorationLine"
    assert page.locator(".item").nth(1).evaluate(underlined) == "underline"
    assert page.locator(".item").nth(0).evaluate(underlined) == "none"
    page.goto(f"{site}/{QUESTION}")
    page.check("input[value=judge]")
    width = page.locator(".choice:has(:checked)").evaluate("choice => getComputedStyle(choice).outlineWidth")
    assert width == "3px"


def test_nothing_moves_for_whoever_asked_for_that(open_page, site):
    page = open_page(reduced_motion="reduce")
    page.goto(f"{site}/{GUIDE}")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_no_page_of_the_guide_breaks_its_own_content_policy(page, site):
    said = []
    page.on("console", lambda message: said.append(message.text))
    for path in (GUIDE, DESK, f"{DESK}?open=1", QUESTION):
        page.goto(f"{site}/{path}")
    assert not said
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()") == "#2c5f2d"
