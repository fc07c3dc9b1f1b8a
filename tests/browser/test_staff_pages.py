"""Every page of accounts, members, people, cities and coming back: nothing for axe to find, nothing sticks out."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import staff_desks as desks
from tests.browser import staff_walks as walks
from tests.browser.staff_house import House, Visit
from tests.desks import ready

ready()
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk site")]

PAGES = [
    walks.sign_in, walks.sign_in_wrong, walks.second_factor, walks.second_factor_wrong, walks.passkey,
    walks.password_reset, walks.password_reset_sent, walks.password_from_letter, walks.password_link_spent,
    walks.password_reset_done, walks.inactive, walks.join, walks.join_wrong, walks.join_with_account, walks.accept,
    walks.accept_as_another, walks.spent, walks.found_where, walks.found_city, walks.found_city_wrong,
    walks.no_factor_yet, walks.app, walks.app_wrong, walks.codes_shown, walks.codes_kept, walks.codes_new,
    walks.account, walks.account_wrong, walks.factors, walks.passkeys, walks.passkey_add, walks.passkey_rename,
    walks.passkey_remove, walks.passkey_last, walks.app_remove, walks.app_last, walks.sessions,
    walks.password_change, walks.password_change_wrong, walks.password_choose, walks.again, walks.code_again,
    walks.sign_out, walks.too_many_tries, walks.refused, desks.desks, desks.desks_later, desks.no_desk,
    desks.no_page, desks.member_list, desks.member_ended, desks.member_list_wrong, desks.member, desks.member_wrong,
    desks.first_managers, desks.city_settings, desks.city_settings_wrong, desks.audit, desks.people,
    desks.nobody_on_record, desks.person_add, desks.person_add_wrong, desks.person_phrase, desks.person,
    desks.person_without_reason, desks.person_open, desks.person_without_tick, desks.person_guarded,
    desks.person_partly, desks.consents, desks.no_consents, desks.return_choose, desks.return_ask,
    desks.return_wrong, desks.return_record, desks.return_record_held, desks.return_without_tick, desks.return_gone,
]  # fmt: skip
"""Every sort of page there is, each with the steps that lead there."""


@pytest.fixture(scope="module")
def house(storage):
    return House()


@pytest.fixture(scope="module", params=[("en", 1280, "light"), ("es", 360, "dark")], ids=["wide", "narrow"])
def shape(request, browser):
    """A language, a width, and a browser of that width in light or dark."""
    lang, width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    yield lang, width, context
    context.close()


@pytest.fixture
def visit(shape, desk_site, house):
    """A new page of that browser, in which nobody is signed in."""
    lang, _width, context = shape
    context.clear_cookies()
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    yield Visit(page, desk_site, house, lang)
    page.close()


@pytest.mark.parametrize("steps", PAGES, ids=lambda steps: steps.__name__)
def test_axe_finds_nothing_and_nothing_sticks_out(visit, shape, steps):
    v, width = visit, shape[1]
    steps(v)
    found = Axe().run(v.page)
    assert found.violations_count == 0, found.generate_report()
    wide = v.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"The page is {wide} wide."
