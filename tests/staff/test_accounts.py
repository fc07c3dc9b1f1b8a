"""Accounts keep what they promise: short sessions, sealed secrets, untouched public pages, nothing for strangers."""

from __future__ import annotations

import datetime
import re
import time

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import connections
from django.test.utils import CaptureQueriesContext

from amparo.core.access import cities, invitations, members, outbox, sessions
from amparo.core.access import staff as accounts
from amparo.core.access.acting import operating, working
from amparo.core.access.audit import verify
from amparo.core.access.sessions import SessionStore
from amparo.core.jobs import purge_accounts
from amparo.core.models import AuditLine, Device, Invitation, Membership, OutboxMessage, Session
from amparo.core.storage.walls import standing
from amparo.staff import devices, hashing
from amparo.staff.passwords import Argon2idHasher
from tests.desks import app_codes, client_of, cookie_of, hired

PASSWORD = "seven quiet herons wade"
SECOND, MINUTE, HOUR = (datetime.timedelta(seconds=s) for s in (1, 60, 3600))
PUBLIC = ["", "how/", "law/", "compare/", "simulation/", "us/ny/", "us/ny/new-york/", "us/ny/law/", "nowhere/",
          "us/ny/question/hold_on_detainer/", "style/"]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_counted(storage):
    cache.clear()


def sign_in(client, staff, password=PASSWORD, **more):
    return client.post("/en/staff/", {"login": staff.email, "password": password, **more})


def lines(city):
    with standing(city.pk):
        found = AuditLine.guarded.filter(kind__in=["account", "factor", "session", "password", "recovery codes"])
        return [(x.actor.split()[0], x.action, x.kind) for x in found.order_by("number")]


# ---- public pages ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", PUBLIC)
def test_promise_1_a_public_page_sets_no_cookie_asks_no_database_and_can_be_kept_by_all(path, storage, city):
    client = client_of()
    client.get(f"/en/{path}")
    with CaptureQueriesContext(connections["default"]) as asked:
        page = client.get(f"/en/{path}")
    assert not page.cookies
    assert "Cookie" not in page.headers.get("Vary", "")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == ("public, max-age=300" if page.status_code == 200 else "no-cache")
    assert len(asked) == 0


def test_promise_1_a_public_form_needs_no_cookie_and_no_token(storage):
    from django.test import Client

    page = Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post("/en/", {"zip": "60608"})
    assert page.status_code == 200
    assert not page.cookies


def test_a_page_of_a_desk_is_kept_nowhere_and_its_cookies_are_out_of_the_reach_of_scripts(city):
    page = client_of(hired(city, "jail", "manager")).get(f"/en/desk/{city.slug}/jail/members/")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    for name, one in page.cookies.items():
        assert (name, one["httponly"], one["samesite"]) == (name, True, "Lax")


# ---- sessions --------------------------------------------------------------------------------------------
def test_the_database_holds_neither_a_sessions_key_nor_what_it_holds(city):
    staff = hired(city, "jail", "clerk", password=PASSWORD)
    code, client = app_codes(staff), client_of()
    assert sign_in(client, staff).headers["Location"] == "/en/staff/code/"
    assert client.post("/en/staff/code/", {"code": code()}).headers["Location"] == "/en/desk/"
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_session s WHERE s::text LIKE %s", [f"%{key}%"])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM mfa_authenticator WHERE user_id = %s AND data->>'secret' ~ '^[A-Z2-7]+$'",
                       [staff.pk])  # fmt: skip
        assert cursor.fetchone() == (0,)
    held = SessionStore(key)
    assert staff.email not in str(held.load())
    assert held["_auth_user_id"] == str(staff.pk)
    assert {name for name in held.load() if not name.startswith(("_auth", "account_auth"))} == {"device"}


@pytest.mark.parametrize(("idle", "old", "still"), [
    (29 * MINUTE, 0 * HOUR, True), (31 * MINUTE, 0 * HOUR, False),
    (0 * MINUTE, 12 * HOUR - MINUTE, True), (0 * MINUTE, 12 * HOUR + MINUTE, False),
])  # fmt: skip
def test_promise_5_a_session_ends_after_half_an_hour_unused_and_after_twelve_hours_in_any_case(city, idle, old, still):
    staff = hired(city, "jail", "clerk")
    client, now = client_of(staff), datetime.datetime.now(datetime.UTC)
    row = Session.guarded.filter(staff=staff)
    row.update(seen=now - idle, expires=now - idle + 30 * MINUTE, began=now - old)
    page = client.get("/en/staff/account/")
    assert page.status_code == (200 if still else 302)
    if still and idle:
        assert row.get().expires > now + 29 * MINUTE


def test_ending_sessions_elsewhere_leaves_this_one_and_nobody_elses(city):
    staff, other = hired(city, "jail", "clerk"), hired(city, "jail", "clerk")
    here, there, theirs = client_of(staff), client_of(staff), client_of(other)
    [foreign] = sessions.sessions_of(other)
    assert here.post(f"/en/staff/sessions/{foreign.id}/end/").status_code == 302
    assert here.post("/en/staff/sessions/end/").status_code == 302
    told = [c.get("/en/staff/account/").status_code for c in (here, there, theirs)]
    assert told == [200, 302, 200]
    assert lines(city) == [("staff", "end all", "session")]


def test_a_session_that_was_ended_does_not_come_back_to_life(city):
    staff = hired(city, "jail", "clerk")
    store = SessionStore(cookie_of(staff))
    store["more"] = 1
    sessions.end_sessions(staff)
    with pytest.raises(sessions.UpdateError):
        store.save()
    assert Session.guarded.filter(staff=staff).count() == 0


# ---- signing in ------------------------------------------------------------------------------------------
def test_promise_5_without_a_second_factor_one_sees_only_the_pages_to_set_one_up(city):
    staff, client = hired(city, "jail", "manager", password=PASSWORD), client_of()
    sign_in(client, staff)
    for path in ("desk/", f"desk/{city.slug}/jail/members/", "staff/account/", "staff/sessions/", "staff/password/"):
        assert client.get(f"/en/{path}").headers["Location"] == "/en/staff/factors/"
    assert client.get("/en/staff/factors/").status_code == 200
    assert client.get("/en/staff/factors/app/").status_code == 200


def test_whoever_guesses_learns_nothing_of_which_accounts_there_are(city):
    staff = hired(city, "jail", "clerk", password=PASSWORD)
    pages = []
    for address in (staff.email, "nobody@example.org"):
        client = client_of()
        wrong = client.post("/en/staff/", {"login": address, "password": "not it at all"})
        lost = client.post("/en/staff/password/reset/", {"email": address})
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", wrong.content.decode().replace(address, ""))
        pages.append((wrong.status_code, text, lost.status_code, lost.headers["Location"]))
    assert pages[0] == pages[1]


def test_promise_12_after_five_wrong_passwords_the_right_one_has_to_wait(city):
    staff, client = hired(city, "jail", "clerk", password=PASSWORD), client_of()
    for _ in range(5):
        assert "do not belong together" in sign_in(client, staff, "wrong wrong wrong").content.decode()
    assert "Wait five minutes" in sign_in(client, staff).content.decode()


def test_promise_12_what_is_counted_by_is_a_keyed_hash_that_changes(monkeypatch):
    first = hashing.cache_key("allauth:rl:ip:192.0.2.7", "", 1)
    assert (len(first), "192" in first, hashing.cache_key("allauth:rl:ip:192.0.2.7", "", 1)) == (48, False, first)
    now = time.time()
    monkeypatch.setattr(hashing.time, "time", lambda: now + hashing.ROTATES)
    assert hashing.cache_key("allauth:rl:ip:192.0.2.7", "", 1) != first


def test_a_wrong_second_factor_and_a_sign_in_go_on_record_with_no_address(city):
    staff = hired(city, "jail", "clerk", password=PASSWORD)
    code, client = app_codes(staff), client_of()
    sign_in(client, staff)
    client.post("/en/staff/code/", {"code": "000000" if code() != "000000" else "111111"})
    client.post("/en/staff/code/", {"code": code()})
    assert lines(city) == [("staff", "fail", "factor"), ("staff", "sign in", "account")]


def test_an_account_that_works_nowhere_is_on_record_with_the_platform(city):
    staff = hired(city, "jail", "clerk")
    end_membership(city, staff)
    accounts.on_record(staff, "sign in", "account", staff.pk)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM core_auditline WHERE city_id IS NULL AND actor = %s", [f"staff {staff.pk}"]
        )
        assert cursor.fetchone() == (1,)
    assert {chain.fault for chain in verify() if chain.city in ("platform", city.slug)} == {None}


def end_membership(city, staff):
    with standing(city.pk):
        Membership.guarded.filter(staff=staff).update(ended=datetime.datetime.now(datetime.UTC))


def test_promise_5_a_device_is_new_once_for_each_account_and_only_its_hash_is_kept(city):
    staff, other = hired(city, "jail", "clerk"), hired(city, "jail", "clerk")
    now = datetime.datetime.now(datetime.UTC)
    assert [accounts.remember_device(s, "number-1", now) for s in (staff, staff, other)] == [True, False, True]
    assert b"number-1" not in bytes(Device.guarded.get(staff=staff).mark)


def test_of_a_browser_only_its_kind_is_kept():
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone = "Mozilla/5.0 (Linux; Android 9; SM-J330F) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
    assert [devices.label(a) for a in (agent, phone, "curl/8")] == ["Firefox on Linux", "Chrome on Android", ""]


def test_a_forgotten_password_is_chosen_anew_by_a_letter_and_the_second_factor_still_asked_for(city):
    staff, client = hired(city, "jail", "clerk", password=PASSWORD), client_of()
    app_codes(staff)
    client.post("/en/staff/password/reset/", {"email": staff.email})
    with standing(city.pk):
        [row] = OutboxMessage.guarded.filter(city=city)
    link = re.search(r"http://localhost(/en/staff/password/reset/\S+)", outbox.waiting(city, row.pk).body)[1]
    to = client.get(link).headers["Location"]
    new = "nine loud geese rest"
    assert client.post(to, {"password1": new}).status_code == 302
    assert client.get(link).status_code == 200
    assert "no longer works" in client.get(link).content.decode()
    assert sign_in(client_of(), staff, new).headers["Location"] == "/en/staff/code/"


def test_the_last_second_factor_cannot_be_removed(city):
    from allauth.mfa.models import Authenticator

    staff = hired(city, "jail", "clerk", password=PASSWORD)
    code, client = app_codes(staff), client_of()
    sign_in(client, staff)
    client.post("/en/staff/code/", {"code": code()})
    page = client.post("/en/staff/factors/app/remove/")
    assert "This is your only second factor. Add another one first." in page.content.decode()
    assert Authenticator.objects.filter(user_id=staff.pk, type="totp").count() == 1


@pytest.mark.parametrize(("password", "told"), [("short", "12 characters"), ("1q2w3e4r5t6y", "common")])
def test_a_password_that_is_short_or_common_is_refused(password, told, city):
    staff, client = hired(city, "jail", "clerk", password=PASSWORD), client_of()
    code = app_codes(staff)
    sign_in(client, staff)
    client.post("/en/staff/code/", {"code": code()})
    page = client.post("/en/staff/password/", {"oldpassword": PASSWORD, "password1": password})
    assert told in page.content.decode()
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_passwords_are_kept_as_argon2id_and_made_anew_when_the_costs_change(monkeypatch):
    kept = make_password(PASSWORD)
    assert kept.startswith("argon2id$argon2id$v=19$m=65536,t=3,p=1$")
    assert (check_password(PASSWORD, kept), check_password(PASSWORD + " ", kept)) == (True, False)
    assert not Argon2idHasher().must_update(kept)
    assert Argon2idHasher().must_update(kept.replace("t=3", "t=2"))


# ---- four callers ----------------------------------------------------------------------------------------
def test_promise_4_nobody_but_a_manager_of_the_organisation_gets_at_its_members(city, other_city):
    head, clerk = hired(city, "jail", "manager"), hired(city, "jail", "clerk")
    with operating(city) as act:
        jail = cities.organisation(act, "jail")
        target = next(m for m in members.members(act, jail) if m.staff_id == clerk.pk)
        made, _secret = invitations.invite(act, jail, "x@example.org", ["clerk"], datetime.datetime.now(datetime.UTC))
    base = f"/en/desk/{city.slug}/jail/members/"
    walks = [("get", base, {}), ("post", base, {"email": "y@example.org", "roles": ["manager"]}),
             ("get", f"{base}{target.pk}/", {}), ("post", f"{base}{target.pk}/", {"roles": ["manager"]}),
             ("post", f"{base}{target.pk}/end/", {}), ("post", f"{base}{target.pk}/restore/", {}),
             ("post", f"{base}invitations/{made.pk}/withdraw/", {}),
             ("get", f"/en/desk/{city.slug}/first-managers/", {}),
             ("post", f"/en/desk/{city.slug}/first-managers/", {"organisation": "legal-aid", "email": "z@example.org"}),
             ]  # fmt: skip
    strangers = {
        "nobody": (None, 302), "another city": (hired(other_city, "jail", "manager"), 404),
        "without the right": (clerk, 404), "another organisation": (hired(city, "legal-aid", "manager"), 404),
    }  # fmt: skip
    before = counts(city)
    for who, (staff, status) in strangers.items():
        client = client_of(staff)
        for how, path, sent in walks:
            page = getattr(client, how)(path, sent)
            assert (who, path, page.status_code) == (who, path, status)
            assert clerk.email not in page.content.decode()
    assert counts(city) == before
    client = client_of(head)
    told = [getattr(client, how)(path, sent).status_code for how, path, sent in walks]
    assert told == [200, 302, 200, 302, 302, 302, 302, 404, 404]
    assert counts(city) != before


def counts(city):
    with standing(city.pk):
        return (
            sorted((m.pk, tuple(m.roles), m.ended) for m in Membership.guarded.filter(city=city)),
            sorted((str(i.pk), i.withdrawn) for i in Invitation.guarded.filter(city=city)),
            OutboxMessage.guarded.filter(city=city).count(),
        )


def test_what_was_typed_wrong_stands_beside_its_field_and_what_was_typed_is_kept(city):
    client = client_of(hired(city, "jail", "manager"))
    sent = {"email": "new@example.org", "roles": ["clerk"], "starts": "2099-03-02T09:00", "ends": "2099-03-02T20:00"}
    page = client.post(f"/en/desk/{city.slug}/jail/members/", sent)
    words = page.content.decode()
    print(words[words.index("<main") :][:3000])
    assert page.status_code == 422
    assert re.search(r'<a href="#id_ends">.*A slot lasts at most 10 hours\.</a>', words)
    assert '<p class="error" id="id_ends_error">A slot lasts at most 10 hours.</p>' in words
    assert 'value="new@example.org"' in words
    assert 'value="2099-03-02T20:00"' in words
    assert re.search(r'value="clerk" id="id_roles_0" checked|value="clerk"[^>]*checked', words)


def test_an_organisation_keeps_one_manager(city):
    head = hired(city, "jail", "manager")
    client = client_of(head)
    with working(head, city, datetime.datetime.now(datetime.UTC)) as act:
        [own] = members.members(act, act.organisation("jail"))
    base = f"/en/desk/{city.slug}/jail/members/{own.pk}/"
    assert "the only manager" in client.post(base, {"roles": ["clerk"]}).content.decode()
    client.post(f"{base}end/")
    assert "the only manager" in client.get(f"/en/desk/{city.slug}/jail/members/").content.decode()
    with standing(city.pk):
        one = Membership.guarded.get(pk=own.pk)
    assert (one.roles, one.ended) == (["manager"], None)


def test_a_new_password_ends_all_other_sessions_and_is_told_of_by_mail(city):
    staff = hired(city, "jail", "clerk", password=PASSWORD)
    code, here, there = app_codes(staff), client_of(), client_of(staff)
    sign_in(here, staff)
    here.post("/en/staff/code/", {"code": code()})
    here.post("/en/staff/password/", {"oldpassword": PASSWORD, "password1": "nine loud geese rest"})
    assert [c.get("/en/staff/account/").status_code for c in (here, there)] == [200, 302]
    assert len(sessions.sessions_of(staff)) == 1
    assert lines(city)[-1] == ("staff", "change", "password")
    with standing(city.pk):
        assert OutboxMessage.guarded.filter(city=city, key__startswith="account_changed").count() == 1


def test_promise_7_what_is_left_of_accounts_leaves_by_itself(city):
    """Invitations of a city and to found one, sessions, devices: each goes when its time is over, and not before."""
    now, day = datetime.datetime.now(datetime.UTC), 24 * HOUR
    head = hired(city, "jail", "manager")
    cookie_of(head)
    accounts.remember_device(head, "its number", now)
    with working(head, city, now) as act:
        invitations.invite(act, act.organisation("jail"), "late@example.org", ["clerk"], now)
    with operating() as act:
        founding = invitations.invite_founder(act, "founder@example.org", now)[0]

    def left():
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT array_agg(email ORDER BY email) FROM core_invitation WHERE city_id = %(city)s OR id = "
                "%(id)s), (SELECT count(*) FROM core_session WHERE staff_id = %(staff)s), "
                "(SELECT count(*) FROM core_device WHERE staff_id = %(staff)s)",
                {"city": city.pk, "id": founding.pk, "staff": head.pk},
            )
            return cursor.fetchone()

    purge_accounts(int((now + 7 * day - MINUTE).timestamp()))
    assert left() == (["founder@example.org", "late@example.org"], 1, 1)
    Session.guarded.filter(staff=head).update(expires=now - SECOND)
    purge_accounts(int((now + 7 * day + MINUTE).timestamp()))
    assert left() == (["", ""], 0, 1)
    purge_accounts(int((now + 366 * day).timestamp()))
    assert left() == (["", ""], 0, 0)


def test_nobody_signs_up(storage):
    client = client_of()
    assert client.get("/en/staff/signup/").status_code == 404
    assert client.post("/en/staff/signup/", {"email": "x@example.org", "password1": PASSWORD}).status_code == 404


def test_a_form_from_elsewhere_changes_nothing(city):
    from django.test import Client

    staff = hired(city, "jail", "clerk")
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie_of(staff)
    page = client.post("/en/staff/sessions/end/", headers={"origin": "https://elsewhere.example.org"})
    assert page.status_code == 403
    assert "Nothing was changed." in page.content.decode()
