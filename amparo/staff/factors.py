"""The library's pages for passkeys, with what a browser needs in the page itself: it fetches nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amparo.core.access import staff as accounts
from amparo.core.web import me


class Index(IndexView):
    """One's second factors."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "has_factor": accounts.has_factor(me(self.request))}


class AddPasskey(AddWebAuthnView):
    """A passkey opens the account by itself, so it always asks for finger, face or PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)  # type: ignore[arg-type]
        return {**found, "form": kwargs.get("form", found["form"]), "options": options["publicKey"]}


class RemovePasskey(RemoveWebAuthnView):
    """The last factor stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        if accounts.is_last_factor(me(self.request), self.get_object().pk):
            return render(self.request, "staff/last_factor.html", status=422)
        return super().form_valid(form)


class SignInWithPasskey(LoginWebAuthnView):
    """Sign in with a passkey alone."""

    template_name = "staff/passkey.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = auth.begin_authentication(user=None)
        return {**super().get_context_data(**kwargs), "options": options["publicKey"]}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes, once, with a way to keep them as a file."""

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows nothing, so the codes are still to be shown."""
        return HttpResponse()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        text = "\r\n".join(found["unused_codes"])
        return {**found, "file": "data:text/plain;charset=utf-8," + quote(text)}
