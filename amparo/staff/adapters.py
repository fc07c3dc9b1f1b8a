"""What the library of accounts asks us: who may sign up (nobody), what a letter says, how secrets are sealed."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.core.access import sessions
from amparo.core.access import staff as accounts
from amparo.core.models import Staff
from amparo.core.printing.qr import squares
from amparo.core.web import me
from amparo.staff import devices, letters

RECORDED = {
    "mfa/email/totp_activated": ("add", "factor"),
    "mfa/email/totp_deactivated": ("remove", "factor"),
    "mfa/email/webauthn_added": ("add", "factor"),
    "mfa/email/webauthn_removed": ("remove", "factor"),
    "mfa/email/recovery_codes_generated": ("renew", "recovery codes"),
    "account/email/password_changed": ("change", "password"),
    "account/email/password_set": ("set", "password"),
    "account/email/password_reset": ("reset", "password"),
}
"""Of what the library tells somebody, and how it stands in the audit."""


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and all that is sent about it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Address and password do not belong together. Check both and try again."),
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one and type that."),
        "incorrect_password": _("This is not your password. Check it and try again."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: one is invited."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, with a coarse name of the device beside the session."""
        super().login(request, user)
        sessions.SessionStore.clear_expired()
        request.session["device"] = devices.label(request.META.get("HTTP_USER_AGENT", ""))
        accounts.on_record(user, "sign in", "account", user.pk)

    def logout(self, request: HttpRequest) -> None:
        """Sign out."""
        accounts.on_record(me(request), "sign out", "account", me(request).pk)
        super().logout(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Then notice a new device."""
        response = super().post_login(request, user, **kwargs)
        devices.notice(request, response, user, first=bool(kwargs.get("signup")))
        return response

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Is this the password of whoever is signed in?"""
        return user.check_password(password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within some minutes of signing in: setting up a factor follows joining at once."""
        request = _request()
        records = get_authentication_records(request, me(request))
        latest = max((r["at"] for r in records), default=0)
        return time.time() - latest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_client_ip(self, request: HttpRequest) -> str:
        """From where somebody comes, to count their tries by: see `amparo.staff.hashing`."""
        try:
            return truncate_ip(super().get_client_ip(request))
        except PermissionDenied:
            return "unknown"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one letter that the library itself has to write."""
        if template_prefix == "account/email/password_reset_key":
            key = urlsplit(context["password_reset_url"]).path.rstrip("/").rpartition("/")[2]
            accounts.on_record(context["user"], "ask for", "password")
            letters.password_reset(self.request or _request(), context["user"], *key.split("-", 1))

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Something about an account changed: it goes on record, and its owner is told."""
        if found := RECORDED.get(template_prefix):
            request = self.request or _request()
            if found[1] == "password":
                sessions.end_sessions(user, but=request.session.session_key or "")
            accounts.on_record(user, *found)
            letters.account_changed(request, user)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves what happened."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first."),
    }

    def encrypt(self, text: str) -> str:
        """What an app's codes and the recovery codes are made from, sealed."""
        return accounts.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` sealed."""
        return accounts.open_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last one stays."""
        return not accounts.is_last_factor(authenticator.user, authenticator.pk)

    def build_totp_svg(self, url: str) -> str:
        """The picture that an app reads, without a style of its own. The key stands beside it in letters."""
        rows = squares(url)
        side = len(rows) + 8
        path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, s in enumerate(row) if s == "1")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" class="qr" aria-hidden="true" '
            f'focusable="false">'
            f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
        )

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A passkey is called by the device on which it is made."""
        return devices.label(_request().META.get("HTTP_USER_AGENT", "")) or "Passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _request() -> HttpRequest:
    """The page that is being made."""
    assert context.request is not None
    return context.request


def shown_name(user: Staff) -> str:
    """How somebody is called."""
    return user.name or user.email
