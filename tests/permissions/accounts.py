"""The addresses of one's own account: what nobody, and somebody at each step of signing in, is answered there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from amparo.core.access import invitations, sessions
from amparo.core.access.acting import operating
from amparo.core.models import Staff
from tests.desks import app_codes, client_of
from tests.permissions.world import AID, JAIL, MARK, signed_just_now

PASSWORD, NEW = "seven quiet herons wade", "nine loud geese rest"
CALLERS = ("nobody", "without a second factor", "signed in", "signed in just now")
SIGN_IN, FACTORS, AGAIN, DESK = "sign in", "/en/staff/factors/", "again", "/en/desk/"
GUARDS = (SIGN_IN, FACTORS, AGAIN, 404)
"""Answers at which nothing may have moved."""


@dataclass(frozen=True)
class Page:
    """One address and method, with an answer for each of the callers: a status, or where they are sent on to."""

    name: str
    method: str
    answers: tuple[int | str, ...]
    changes: str = ""
    says: str = ""
    make: Callable = lambda w, me: ({}, {})
    """What is in the address, and what is sent."""
    note: str = ""
    acts: tuple[str, ...] = ()
    """The callers for whom it changes something; by default all who are let in."""
    ends: int = 0
    """How many sessions end."""

    def __str__(self):
        return " ".join(filter(None, (self.name, self.method, self.note)))

    def does(self, caller, answer):
        """Does the page do for this caller what it is for?"""
        return caller in self.acts if self.acts else answer not in GUARDS


def expected(answer, address):
    """Status, and the one or two ways to write where one is sent on to."""
    if answer == SIGN_IN:
        return 302, (f"/en/staff/?next={quote(address)}", f"/en/staff/?next={quote(address, '')}")
    if answer == AGAIN:
        return 302, (f"/en/staff/again/?next={quote(address, '')}",)
    return (302, (answer,)) if isinstance(answer, str) else (answer, (None,))


class Person:
    """Somebody who works at the jail, and the browser in which they are one of the callers."""

    def __init__(self, world, caller):
        self.staff = world.employ({JAIL: ["clerk"]}, name=f"{MARK} Own")
        self.staff.password = _hashed()
        Staff.guarded.filter(pk=self.staff.pk).update(password=self.staff.password)
        app_codes(self.staff)
        RecoveryCodes.activate(self.staff)
        if caller == "nobody":
            self.client = client_of()
            return
        self.client = client_of(self.staff)
        if caller == "without a second factor":
            Authenticator.objects.filter(user_id=self.staff.pk).delete()
        if caller != "signed in":
            signed_just_now(self.client, self.staff)


@cache
def _hashed():
    return make_password(PASSWORD)


# ---- what is in the address ------------------------------------------------------------------------------------
def sent(**data):
    return lambda w, me: ({}, data)


def own(**more):
    return lambda w, me: ({}, {"login": me.email, "email": me.email, **more})


def session(w, me):
    sessions.SessionStore.clear_expired()
    there = {one.id for one in sessions.sessions_of(me)}
    kept = Authenticator.objects.filter(user_id=me.pk).exists()
    client_of(me)
    if not kept:
        Authenticator.objects.filter(user_id=me.pk).delete()
    return {"id": next(one.id for one in sessions.sessions_of(me) if one.id not in there)}, {}


def passkey(**data):
    """One of one's own; somebody without a second factor has none and tries another's."""

    def make(w, me):
        mine = Authenticator.objects.filter(user_id=me.pk).exists()
        return anothers(me if mine else w.advocate)(w, me)[0], data

    return make


def anothers(staff=None, **data):
    """A passkey of somebody else."""

    def make(w, me):
        facts = {"name": f"{MARK} key", "credential": {}}
        return {"pk": Authenticator.objects.create(user=staff or w.advocate, type="webauthn", data=facts).pk}, data

    return make


def reset(key=None, **data):
    return lambda w, me: (
        {"uidb36": user_pk_to_url_str(me), "key": key or default_token_generator.make_token(me)},
        data,
    )


def invited(mine=True, **data):
    return lambda w, me: ({"secret": w.invitation(AID, me.email if mine else None)[1]}, data)


def founder(**data):
    def make(w, me):
        with operating() as act:
            return {"secret": invitations.invite_founder(act, "founder@example.org", timezone.now())[1]}, data

    return make


def spent(**data):
    return lambda w, me: ({"secret": "none"}, data)


# ---- the table -------------------------------------------------------------------------------------------------
LETTER = "core_outboxmessage procrastinate_events procrastinate_jobs"
MOVED = "core_outboxmessage mfa_authenticator procrastinate_events procrastinate_jobs"
CHANGED = "core_outboxmessage core_staff procrastinate_events procrastinate_jobs"
OWN = (SIGN_IN, FACTORS, 200, 200)
FRESH = (SIGN_IN, FACTORS, AGAIN, 200)
FIRST = (SIGN_IN, 200, AGAIN, 200)
JOINED = "core_device core_invitation core_membership core_staff"
PAGES = [
    Page("desk", "get", (SIGN_IN, FACTORS, *["/en/desk/{city}/county-jail/"] * 2)),
    Page("account", "get", OWN),
    Page("account", "post", (SIGN_IN, FACTORS, *["/en/staff/account/"] * 2), "core_staff", "change account",
         sent(name="Other Name")),
    Page("sessions", "get", OWN),
    Page("sessions-end", "post", (SIGN_IN, FACTORS, *["/en/staff/sessions/"] * 2), "",
         "end all session", lambda w, me: session(w, me) and ({}, {}), ends=1),
    Page("session-end", "post", (SIGN_IN, FACTORS, *["/en/staff/sessions/"] * 2), "", "end session",
         session, ends=1),
    Page("session-end", "post", (SIGN_IN, FACTORS, *["/en/staff/sessions/"] * 2), note="another's",
         make=lambda w, me: session(w, w.advocate)),
    Page("account_signup", "get", (404,) * 4),
    Page("account_signup", "post", (404,) * 4, make=sent(email="x@example.org", password1=PASSWORD)),
    Page("account_login", "get", (200, DESK, DESK, DESK)),
    Page("account_login", "post", (200, DESK, DESK, DESK), make=own(password="wrong wrong wrong"), note="wrong"),
    Page("account_login", "post", ("/en/staff/code/", DESK, DESK, DESK), make=own(password=PASSWORD), note="right"),
    Page("account_logout", "get", ("/en/staff/", 200, 200, 200)),
    Page("account_logout", "post", ("/en/staff/",) * 4, says="sign out account", ends=1, acts=CALLERS[1:]),
    Page("account_inactive", "get", (200,) * 4),
    Page("account_reauthenticate", "get", (SIGN_IN, 200, 200, 200)),
    Page("account_reauthenticate", "post", (SIGN_IN, DESK, DESK, DESK), make=sent(password=PASSWORD)),
    Page("account_change_password", "get", OWN),
    Page("account_change_password", "post", (SIGN_IN, FACTORS, *["/en/staff/password/"] * 2), CHANGED,
         "change password", sent(oldpassword=PASSWORD, password1=NEW)),
    Page("account_set_password", "get", (SIGN_IN, FACTORS, *["/en/staff/password/"] * 2)),
    Page("account_set_password", "post", (SIGN_IN, FACTORS, *["/en/staff/password/"] * 2), make=sent(password1=NEW)),
    Page("account_reset_password", "get", (200,) * 4),
    Page("account_reset_password", "post", ("/en/staff/password/reset/sent/",) * 4,
         make=sent(email="nobody@example.org"), note="no account"),
    Page("account_reset_password", "post", ("/en/staff/password/reset/sent/",) * 4, LETTER, "ask for password", own(),
         note="an account"),
    Page("account_reset_password_done", "get", (200,) * 4),
    Page("account_reset_password_from_key_done", "get", (200,) * 4),
    Page("account_reset_password_from_key", "get", (200,) * 4, make=reset("none"), note="wrong"),
    Page("account_reset_password_from_key", "post", (200,) * 4, make=reset("none", password1=NEW), note="wrong"),
    Page("account_reset_password_from_key", "get", ("/en/staff/password/reset/{uidb36}-set-password/",) * 4,
         make=reset(), note="right"),
    Page("mfa_index", "get", (SIGN_IN, 200, 200, 200)),
    Page("mfa_authenticate", "get", ("/en/staff/", DESK, DESK, DESK)),
    Page("mfa_authenticate", "post", ("/en/staff/", DESK, DESK, DESK), make=sent(code="000000")),
    Page("mfa_reauthenticate", "get", (SIGN_IN, "/en/staff/again/", 200, 200)),
    Page("mfa_reauthenticate", "post", (SIGN_IN, "/en/staff/again/", 200, 200), "", "fail factor",
         sent(code="000000"), acts=CALLERS[2:]),
    Page("mfa_activate_totp", "get", (SIGN_IN, 200, AGAIN, "/en/staff/factors/app/remove/")),
    Page("mfa_activate_totp", "post", (SIGN_IN, 200, AGAIN, "/en/staff/factors/app/remove/"),
         make=sent(code="000000")),
    Page("mfa_deactivate_totp", "get", FRESH),
    Page("mfa_deactivate_totp", "post", (SIGN_IN, FACTORS, AGAIN, 200), note="the last"),
    Page("mfa_deactivate_totp", "post", (SIGN_IN, FACTORS, AGAIN, FACTORS), MOVED, "remove factor",
         lambda w, me: passkey()(w, me) and ({}, {}), acts=CALLERS[3:]),
    Page("mfa_view_recovery_codes", "get", FRESH, "mfa_authenticator", note="shown once"),
    Page("mfa_generate_recovery_codes", "get", FRESH),
    Page("mfa_generate_recovery_codes", "post", (SIGN_IN, FACTORS, AGAIN, "/en/staff/factors/codes/"),
         MOVED, "renew recovery codes"),
    Page("mfa_list_webauthn", "get", OWN),
    Page("mfa_add_webauthn", "get", FIRST),
    Page("mfa_add_webauthn", "post", FIRST, make=sent(name="Key", credential="{}")),
    Page("mfa_reauthenticate_webauthn", "get", (SIGN_IN, FACTORS, *["/en/staff/again/"] * 2)),
    Page("mfa_reauthenticate_webauthn", "post", (SIGN_IN, FACTORS, *["/en/staff/again/"] * 2),
         make=sent(credential="{}")),
    Page("mfa_edit_webauthn", "get", FRESH, make=passkey()),
    Page("mfa_edit_webauthn", "post", (SIGN_IN, FACTORS, AGAIN, "/en/staff/factors/passkeys/"), "mfa_authenticator",
         make=passkey(name="Other")),
    Page("mfa_edit_webauthn", "post", (SIGN_IN, FACTORS, AGAIN, 404), make=anothers(name="Other"), note="another's"),
    Page("mfa_remove_webauthn", "get", FRESH, make=passkey()),
    Page("mfa_remove_webauthn", "post", (SIGN_IN, FACTORS, AGAIN, "/en/staff/factors/passkeys/"), MOVED,
         "remove factor", passkey()),
    Page("mfa_remove_webauthn", "post", (SIGN_IN, FACTORS, AGAIN, 404), make=anothers(), note="another's"),
    Page("mfa_login_webauthn", "get", (200, DESK, DESK, DESK)),
    Page("mfa_login_webauthn", "post", (422, DESK, DESK, DESK), make=sent(credential="{}")),
    # ---- invitations ----
    Page("join", "get", (404,) * 4, make=spent(), note="spent"),
    Page("join", "get", (200,) * 4, make=invited(False), note="invited"),
    Page("join", "post", ("/en/staff/factors/app/", 200, 200, 200), JOINED,
         "use invitation, add membership, sign in account",
         invited(False, name="New", way="password", password=PASSWORD), acts=CALLERS[:1]),
    Page("accept", "get", (SIGN_IN, FACTORS, *["/en/staff/join/{secret}/"] * 2), make=invited()),
    Page("accept", "post", (SIGN_IN, FACTORS, DESK, DESK), "core_invitation core_membership",
         "use invitation, add membership", invited()),
    Page("accept", "post", (SIGN_IN, FACTORS, *["/en/staff/join/{secret}/"] * 2), make=invited(False),
         note="another's"),
    Page("found", "get", (404,) * 4, make=spent(), note="spent"),
    Page("found", "post", (404,) * 4, make=spent(place="us/tx"), note="spent"),
    Page("found", "get", (200,) * 4, make=founder(), note="invited"),
    Page("found", "post", (200,) * 4, make=founder(place="us/tx"), note="invited"),
]  # fmt: skip
