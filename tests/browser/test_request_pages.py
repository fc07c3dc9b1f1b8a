"""The pages of the request desk as they look and feel: nothing for axe to find, big targets, a row beside the list."""

from __future__ import annotations

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_site_with_scripts import RULES
from tests.desks import hired
from tests.policy.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk site")]
SIZES = {"phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
         "wide": {"viewport": {"width": 1280, "height": 800}}}  # fmt: skip
LOOKS = [("phone", "light", "es"), ("phone", "dark", "en"), ("wide", "light", "en"), ("wide", "dark", "es")]
"""Each size, look and language with each other, two and two."""
SMALL = """[...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')].filter(
  e => e.checkVisibility() && !e.matches('.skip, p a, li a:only-child, dd a, .over') && !e.closest('.thread, .wrong'))
  .map(e => [e, (e.matches('[type=radio], [type=checkbox]') && e.closest('label') || e).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5).map(([e, box]) => `${e.outerHTML.slice(0, 90)} ${box.height}`)"""
"""What a finger would miss: lower than 44 px, and no link in running text."""


@pytest.fixture(scope="module")
def office(storage):
    """A desk with requests in every state, somebody who may do everything there, and its pages."""
    from amparo.core.access import cities, members
    from amparo.core.access.acting import operating
    from amparo.core.rights import Right
    from amparo.policy.access import entries, leaving, listing

    desk = Desk()
    clerk, chief = desk.hire("clerk"), desk.hire("supervisor")
    with operating(desk.city) as act:
        cities.add_organisation(act, {"slug": "city-hall", "name": "City Hall", "kind": "city_office"})
        members.add_member(act, chief, cities.organisation(act, "city-hall"), ["manager"],
                           datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), None)  # fmt: skip
    opened = desk.record(chief, "interview")
    made = desk.record(clerk, own="B-77")
    desk.change(clerk, made, entries.decided, desk.decision(made))
    old = desk.record(clerk, "i-200", today=datetime.date(2023, 11, 30))
    desk.change(chief, old, leaving.hold, True, "Lawsuit.", right=Right.REQUESTS_REVIEW)
    for _ in range(listing.PAGE):
        desk.record(clerk, "access")
    with desk.act(chief) as act:
        listing.save_filter(act, desk.office, chief, "For counsel", "state=ask_counsel")
    pages = {name: desk.url(path) for name, path in {
        "list": "", "filtered": "?state=ask_counsel", "nothing": "?due=overdue", "row": f"?row={made.pk}",
        "open row": f"?row={opened.pk}", "new": "new/", "question": f"{opened.pk}/question/", "request": f"{made.pk}/",
        "leaving": "leaving/", "calendar": "calendar/"}.items()}  # fmt: skip
    pages["schedule"] = f"/en/desk/{desk.city.slug}/requests/schedule/"
    return desk, chief, made, pages


def faults(page, width):
    """What axe finds, and what sticks out."""
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found] + ([wide] if wide > width else [])


@pytest.mark.parametrize(("size", "scheme", "lang"), LOOKS)
def test_axe_finds_nothing_nothing_sticks_out_and_a_finger_finds_every_target(
    desk_site, open_page, office, size, scheme, lang
):
    _desk, chief, _made, pages = office
    page = open_page(color_scheme=scheme, **SIZES[size])
    desk_site.sign_in(page, chief)
    width, told = SIZES[size]["viewport"]["width"], {}
    for name, path in pages.items():
        answer = page.goto(desk_site.url(path.replace("/en/", f"/{lang}/")))
        assert answer.status == 200, name
        told[name] = faults(page, width) + (page.evaluate(SMALL) if size == "phone" else [])
    page.goto(desk_site.url(pages["new"].replace("/en/", f"/{lang}/")))
    page.locator("input[name=received]").fill("2100-01-01T10:00")
    page.locator("form.record button.main").click()
    page.locator(".wrong").wait_for()
    assert page.locator("input[name=received]").input_value() == "2100-01-01T10:00"
    told["new, sent with mistakes"] = faults(page, width) + (page.evaluate(SMALL) if size == "phone" else [])
    assert {name: found for name, found in told.items() if found} == {}


def test_a_clerk_goes_through_the_list_by_keys_and_each_row_opens_beside_it(desk_site, open_page, office):
    _desk, chief, _made, pages = office
    page = open_page(**SIZES["wide"])
    desk_site.sign_in(page, chief)
    page.goto(desk_site.url(pages["list"]))
    heights = page.evaluate("[...document.querySelectorAll('.list li')].map(r => r.getBoundingClientRect().height)")
    assert heights == [36] * 30
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**?row=*")
    first = page.locator(".beside h2").inner_text()
    assert page.evaluate("document.activeElement.textContent") == first
    row, beside = page.locator("[aria-current=true].item").bounding_box(), page.locator(".beside").bounding_box()
    assert beside["x"] >= row["x"] + row["width"]
    heights = page.evaluate("[...document.querySelectorAll('.list li')].map(r => r.getBoundingClientRect().height)")
    assert heights == [36] * 30
    page.keyboard.press("j")
    at = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != at)
    assert page.locator(".beside h2").inner_text() != first
    page.go_back()
    assert page.locator(".beside h2").count() == 0


def test_without_scripts_a_click_on_a_wide_screen_opens_the_row_beside_the_list(desk_site, open_page, office):
    _desk, chief, made, pages = office
    page = open_page(java_script_enabled=False, **SIZES["wide"])
    desk_site.sign_in(page, chief)
    page.goto(desk_site.url(pages["filtered"]))
    page.mouse.click(*middle(page.locator(".list li").first))
    page.wait_for_url(desk_site.url(f"{pages['filtered']}&row={made.pk}"))
    assert "must not hold this person" in page.locator(".beside").inner_text()
    page.locator(".beside .close").click()
    page.wait_for_url(desk_site.url(pages["filtered"]))


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_a_row_leads_straight_to_its_page(desk_site, open_page, office, scripts):
    desk, chief, made, pages = office
    page = open_page(java_script_enabled=scripts, **SIZES["phone"])
    desk_site.sign_in(page, chief)
    page.goto(desk_site.url(pages["filtered"]))
    page.touchscreen.tap(*middle(page.locator(".list li").first))
    page.wait_for_url(desk_site.url(desk.url(f"{made.pk}/")))


def test_what_comes_next_is_one_button_beside_the_list_and_prints_the_note(desk_site, open_page, office):
    desk, _chief, made, pages = office
    page = open_page(**SIZES["wide"])
    desk_site.sign_in(page, hired(desk.city, "county-jail", "clerk"))
    page.goto(desk_site.url(pages["row"]))
    with page.expect_response(f"**/{made.pk}/sheet/") as sheet:
        page.get_by_role("button", name="Print the note to counsel").click()
    assert (sheet.value.status, sheet.value.headers["content-type"]) == (200, "application/pdf")


def middle(found):
    """The middle of something on the page."""
    box = found.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
