"""The library's forms, in our words and without what would keep an address in a session."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.internal import flows
from allauth.mfa.base import forms as code
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from amparo.core.access import staff as accounts


class Plain(forms.Form):
    """Without words inside the fields, which vanish as one types."""

    names: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            one.widget.attrs.pop("placeholder", None)
            one.label = self.names.get(name, one.label)


EMAIL, PASSWORD, NEW = _("Mail address"), _("Password"), _("New password")
PASSWORD_HELP = _("At least 12 characters. Several words in a row are easy to keep in mind.")


class SignInForm(Plain, account.LoginForm):
    """Address and password."""

    names = {"login": EMAIL, "password": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "autofocus": True})
        self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if hasattr(self, "_login"):
            self._login.email = None
        return cleaned

    def _login_with_password(self, request: Any, redirect_url: str | None, credentials: dict[str, Any]) -> Any:
        self._login.redirect_url = redirect_url
        return flows.login.perform_password_login(request, {}, self._login)


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more."""

    names = {"password": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""


class NewPassword(Plain):
    """Says what a password must be."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password1"].widget.attrs["autocomplete"] = "new-password"


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    """The old password and a new one."""

    names = {"oldpassword": _("Your password now"), "password1": NEW}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class SetPasswordForm(NewPassword, account.SetPasswordForm):
    """A password for an account that has none."""

    names = {"password1": NEW}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """The address to which the way to a new password goes."""

    names = {"email": EMAIL}


class ResetPasswordKeyForm(NewPassword, account.ResetPasswordKeyForm):
    """A new password, after the letter."""

    names = {"password1": NEW}


class Code(Plain):
    """A code from an app, or a recovery code."""

    names = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autofocus": True, "maxlength": 20})
        self.fields["code"].help_text = _("Six digits from your app, or one of your recovery codes.")

    def clean_code(self) -> str:
        """A code from an app works once, on whatever server it is typed."""
        typed = super().clean_code()  # type: ignore[misc]
        used = self.authenticator  # type: ignore[attr-defined]
        if used.type == used.Type.TOTP and not accounts.spend(used.pk, typed):
            self._emit_authentication_failed(used)  # type: ignore[attr-defined]
            raise code.get_adapter().validation_error("incorrect_code")
        return typed

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        accounts.on_record(self.user, "fail", "factor", authenticator.pk)  # type: ignore[attr-defined]
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]


class CodeForm(Code, code.AuthenticateForm):
    """While signing in."""


class CodeAgainForm(Code, code.ReauthenticateForm):
    """Before something that needs it again."""


class AppForm(Plain, ActivateTOTPForm):
    """The first code of a new app."""

    names = {"code": _("Code from the app")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "maxlength": 10})


class PasskeyForm(Plain, AddWebAuthnForm):
    """A new passkey."""

    names = {"name": _("What you call this passkey")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)


class PasskeyNameForm(Plain, EditWebAuthnForm):
    """Another name for a passkey."""

    names = PasskeyForm.names


class JoinForm(forms.Form):
    """What somebody who was invited tells of themselves."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("Your colleagues see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("How do you want to sign in?"), initial="password", widget=forms.RadioSelect,
        choices=[
            ("password", _("With a password and a code from my phone")),
            ("passkey", _("With a passkey: this device's fingerprint, face or PIN, or a security key")),
        ],
    )  # fmt: skip
    password = forms.CharField(
        label=PASSWORD, strip=False, help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        one = self.fields["password"]
        one.required = self.data.get("way") != "passkey"
        one.error_messages["required"] = _("Choose a password, or choose a passkey above.")

    def clean_password(self) -> str | None:
        """None where a passkey is to open the account."""
        if self.data.get("way") == "passkey":
            return None
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]
