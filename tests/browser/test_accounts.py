"""People who work here, in a real browser: invited, with a second factor, at their desk; and what keeps others out."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import expect

from tests.desks import app_codes, hired, new_city, ready

ready()
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk site")]
PASSWORD = "seven quiet herons wade"


def manager(city):
    return hired(city, "jail", "manager", password=PASSWORD)


def members_url(desk_site, city):
    return desk_site.url(f"desk/{city.slug}/jail/members/")


def link_to(desk_site, address):
    [(_subject, words)] = desk_site.mail(address)
    return re.search(r"http://localhost:\d+/en/staff/join/\S+", words)[0]


def code_of(secret):
    import time

    from allauth.mfa.totp.internal import auth

    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def desk(open_page, desk_site):
    """A browser of its own, which reaches nothing but the site."""

    def make(**settings):
        page = open_page(**settings)
        page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
        return page

    return make


def test_somebody_is_invited_joins_sets_up_an_app_keeps_the_codes_and_is_at_their_desk(desk_site, desk, storage):
    city = new_city()
    page = desk()
    desk_site.sign_in(page, manager(city))
    page.goto(members_url(desk_site, city))
    page.get_by_label("Mail address").fill("New.Clerk@example.org")
    page.get_by_label("Clerk: records requests and reads them").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("The invitation is on its way.")
    expect(page.get_by_text("new.clerk@example.org (Clerk)")).to_be_visible()

    guest = desk(java_script_enabled=False)
    guest.goto(link_to(desk_site, "new.clerk@example.org"))
    expect(guest.get_by_role("heading", level=1)).to_have_text(f"Join County jail in {city.name}")
    guest.get_by_label("Your name").fill("Rosa Ejemplo")
    guest.get_by_label("Password", exact=True).fill("short")
    guest.get_by_role("button", name="Join").click()
    expect(guest.get_by_role("alert")).to_contain_text("at least 12 characters")
    assert guest.get_by_label("Your name").input_value() == "Rosa Ejemplo"
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Join").click()

    expect(guest.get_by_role("heading", level=1)).to_have_text("Set up an app for codes")
    guest.goto(desk_site.url("desk/"))
    expect(guest.get_by_role("heading", level=1)).to_have_text("Second factor")
    guest.get_by_role("link", name="Set up an app").click()
    guest.get_by_label("Code from the app").fill(code_of(guest.locator("code.secret").inner_text()))
    guest.get_by_role("button", name="Continue").click()
    expect(guest.locator(".codes li")).to_have_count(10)
    with guest.expect_download() as kept:
        guest.get_by_role("link", name="Keep them as a file").click()
    codes = guest.locator(".codes li").all_inner_texts()
    assert kept.value.path().read_text().split() == codes
    guest.get_by_role("link", name="I have kept them, on to my desk").click()
    guest.wait_for_url(f"**/desk/{city.slug}/jail/**")
    guest.goto(desk_site.url("staff/factors/codes/"))
    assert codes[0] not in guest.content()


def test_one_signs_in_with_the_keyboard_alone_and_a_code_works_once(desk_site, desk, storage):
    city = new_city()
    one = manager(city)
    code = app_codes(one)
    page = desk()
    page.goto(desk_site.url("staff/"))
    page.keyboard.type(one.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/code/")
    used = code()
    page.keyboard.type(used)
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Members")

    other = desk()
    other.goto(desk_site.url("staff/"))
    other.get_by_label("Mail address").fill(one.email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_label("Code").fill(used)
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_role("alert")).to_contain_text("was used before")


def test_a_passkey_is_added_and_then_opens_the_account_by_itself(desk_site, desk, storage):
    city = new_city()
    one = manager(city)
    page = desk()
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    code = app_codes(one)
    page.goto(desk_site.url("staff/"))
    page.get_by_label("Mail address").fill(one.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/members/")
    page.goto(desk_site.url("staff/factors/"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What you call this passkey").fill("Desk computer")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/codes/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/staff/")

    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/members/")
    page.goto(desk_site.url("staff/factors/"))
    expect(page.get_by_text("Desk computer")).to_be_visible()


def test_a_recovery_code_lets_in_once(desk_site, desk, storage):
    city = new_city()
    one = manager(city)
    app_codes(one)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(one).get_unused_codes()[3]
    for first in (True, False):
        page = desk()
        page.goto(desk_site.url("staff/"))
        page.get_by_label("Mail address").fill(one.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Continue").click()
        if first:
            page.wait_for_url("**/members/")
        else:
            expect(page.get_by_role("alert")).to_contain_text("This code is not right")


def test_whoever_is_idle_is_signed_out_and_comes_back_to_the_same_page(desk_site, desk, storage):
    from amparo.core.models import Session

    city = new_city()
    one, page = manager(city), desk()
    desk_site.sign_in(page, one)
    page.goto(members_url(desk_site, city))
    expect(page.get_by_role("heading", level=1)).to_have_text("Members")
    now = datetime.datetime.now(datetime.UTC)
    Session.guarded.filter(staff=one).update(expires=now - datetime.timedelta(seconds=1))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to your desk")
    page.get_by_label("Mail address").fill(one.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/code/")


def test_a_session_elsewhere_is_ended_at_once_and_a_new_device_is_told_of_by_mail(desk_site, desk, storage):
    city = new_city()
    one, here, there = manager(city), desk(), desk()
    code = app_codes(one)
    there.goto(desk_site.url("staff/"))
    there.get_by_label("Mail address").fill(one.email)
    there.get_by_label("Password", exact=True).fill(PASSWORD)
    there.get_by_role("button", name="Sign in").click()
    there.get_by_label("Code").fill(code())
    there.get_by_role("button", name="Continue").click()
    there.wait_for_url("**/members/")
    [(subject, words)] = desk_site.mail(one.email)
    assert subject == f"New sign-in to your {city.name} account"
    assert f"{desk_site.address}/en/staff/sessions/" in words

    desk_site.sign_in(here, one)
    here.goto(desk_site.url("staff/sessions/"))
    rows = here.get_by_role("row").all_inner_texts()[1:]
    assert len(rows) == 2
    assert sum("This device" in row for row in rows) == 1
    assert any(row.startswith("Chrome on Linux") for row in rows)
    here.get_by_role("row", name=re.compile("Chrome on Linux")).get_by_role("button", name="Sign out").click()
    expect(here.get_by_role("status")).to_contain_text("That device is signed out.")
    there.reload()
    expect(there.get_by_role("heading", level=1)).to_have_text("Sign in to your desk")


def test_ending_a_membership_is_undone_with_one_press(desk_site, desk, storage):
    city = new_city()
    clerk = hired(city, "jail", "clerk")
    page = desk()
    desk_site.sign_in(page, manager(city))
    page.goto(members_url(desk_site, city))
    page.get_by_role("button", name=re.compile(rf"End\s*: {clerk.email}")).click()
    expect(page.get_by_role("status")).to_contain_text(f"{clerk.email} no longer works here.")
    expect(page.get_by_role("row", name=re.compile(clerk.email)).get_by_text("ended")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(f"{clerk.email} works here again.")
    expect(page.get_by_role("button", name=re.compile(rf"End\s*: {clerk.email}"))).to_be_visible()
