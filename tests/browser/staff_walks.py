"""Ways to the pages of signing in, joining and of one's own account, each for a `Visit`."""

from __future__ import annotations

from tests.browser.staff_house import PASSWORD
from tests.desks import app_codes, cookie_of

TRIES = 11
"""So many wrong passwords in a minute are one too many."""


# ---- signing in ----------------------------------------------------------------------------------------
def sign_in(v):
    v.go("staff/")


def sign_in_wrong(v):
    v.go("staff/")
    v.page.fill("#id_login", "nobody@example.org")
    v.page.fill("#id_password", "wrong wrong wrong")
    v.send()


def second_factor(v):
    app_codes(one := v.house._named("", "jail", "clerk", password=PASSWORD))
    v.go("staff/")
    v.page.fill("#id_login", one.email)
    v.page.fill("#id_password", PASSWORD)
    v.send()


def second_factor_wrong(v):
    second_factor(v)
    v.page.fill("#id_code", "000000")
    v.send()


def passkey(v):
    v.go("staff/passkey/")


def password_reset(v):
    v.go("staff/password/reset/")


def password_reset_sent(v):
    v.go("staff/password/reset/sent/")


def password_from_letter(v):
    from allauth.account.utils import user_pk_to_url_str
    from django.contrib.auth.tokens import default_token_generator

    one = v.house.guest
    one.refresh_from_db()
    v.go(f"staff/password/reset/{user_pk_to_url_str(one)}-{default_token_generator.make_token(one)}/")


def password_link_spent(v):
    v.go("staff/password/reset/1-none/")


def password_reset_done(v):
    v.go("staff/password/reset/done/")


def inactive(v):
    v.go("staff/inactive/")


# ---- joining -------------------------------------------------------------------------------------------
def join(v):
    v.go(f"staff/join/{v.house.invited('join@example.org')}/")


def join_wrong(v):
    join(v)
    v.page.fill("#id_password", "short")
    v.send()


def join_with_account(v):
    v.go(f"staff/join/{v.house.invited(v.house.advocate.email)}/")


def accept(v):
    v.as_(v.house.advocate)
    join_with_account(v)


def accept_as_another(v):
    v.as_(v.house.clerk)
    join_with_account(v)


def spent(v):
    v.go("staff/join/none/")


def found_where(v):
    v.go(f"staff/found/{v.house.founding()}/")


def found_city(v):
    found_where(v)
    v.page.select_option("#id_place", "us/tx")
    v.send()


def found_city_wrong(v):
    found_city(v)
    v.page.fill("#id_name", "")
    v.page.fill("#id_slug", "not a name")
    v.page.fill("#id_hotlines", "nothing")
    v.send()


# ---- one's own account ---------------------------------------------------------------------------------
def no_factor_yet(v):
    v.as_(v.house._named("", "jail", "clerk"), factor=False).go("staff/factors/")


def app(v):
    v.as_(v.house._named("", "jail", "clerk"), recently=True, factor=False).go("staff/factors/app/")


def app_wrong(v):
    app(v)
    v.page.fill("#id_code", "000000")
    v.send()


def codes_shown(v):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    one = v.house._named("", "jail", "clerk")
    v.as_(one, recently=True)
    RecoveryCodes.activate(one)
    v.go("staff/factors/codes/")


def codes_kept(v):
    codes_shown(v)
    v.go("staff/factors/codes/")


def codes_new(v):
    v.as_(v.house.clerk, recently=True).go("staff/factors/codes/new/")


def account(v):
    v.as_(v.house.both).go("staff/account/")


def account_wrong(v):
    account(v)
    v.page.fill("#id_name", "")
    v.page.locator("main form button").first.click()


def factors(v):
    v.as_(v.house.with_key()[0]).go("staff/factors/")


def passkeys(v):
    v.as_(v.house.with_key()[0]).go("staff/factors/passkeys/")


def passkey_add(v):
    v.as_(v.house.clerk, recently=True).go("staff/factors/passkeys/add/")


def passkey_rename(v):
    staff, key = v.house.with_key()
    v.as_(staff, recently=True).go(f"staff/factors/passkeys/{key}/")


def passkey_remove(v):
    staff, key = v.house.with_key()
    app_codes(staff)
    v.as_(staff, recently=True).go(f"staff/factors/passkeys/{key}/remove/")


def passkey_last(v):
    staff, key = v.house.with_key()
    v.as_(staff, recently=True).go(f"staff/factors/passkeys/{key}/remove/")
    v.send()


def app_remove(v):
    staff, _key = v.house.with_key()
    app_codes(staff)
    v.as_(staff, recently=True).go("staff/factors/app/remove/")


def app_last(v):
    v.as_(v.house.clerk, recently=True).go("staff/factors/app/remove/")


def sessions(v):
    cookie_of(v.house.clerk, "Chrome on Android")
    v.as_(v.house.clerk).go("staff/sessions/")


def password_change(v):
    v.as_(v.house.clerk).go("staff/password/")


def password_change_wrong(v):
    password_change(v)
    v.page.fill("#id_oldpassword", "wrong wrong wrong")
    v.page.fill("#id_password1", "short")
    v.send()


def password_choose(v):
    v.as_(v.house.with_key()[0]).go("staff/password/new/")


def again(v):
    v.as_(v.house.clerk).go("staff/again/")


def code_again(v):
    v.as_(v.house.clerk).go("staff/code/again/")


def sign_out(v):
    v.as_(v.house.clerk).go("staff/leave/")


def too_many_tries(v):
    v.as_(v.house.hasty).go("staff/again/")
    for _ in range(TRIES):
        if not v.page.locator("#id_password").count():
            break
        v.page.fill("#id_password", "wrong wrong wrong")
        v.send()


def refused(v):
    v.go("staff/")
    v.page.locator("[name=csrfmiddlewaretoken]").first.evaluate("one => one.value = 'x'")
    v.page.fill("#id_login", "nobody@example.org")
    v.page.fill("#id_password", "x")
    v.send()
