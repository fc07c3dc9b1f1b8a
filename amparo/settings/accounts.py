"""Accounts of people who work here: how they sign in, for how long, and what their browsers are given.

AMPARO_HTTPS=0 lets cookies go over plain http; without it they do so only where the site answers to no name but this
computer's own. AMPARO_IDLE_MINUTES and AMPARO_LONGEST_HOURS may shorten a session. AMPARO_PROXIES is the number of
proxies before the site, which name the visitor's address. AMPARO_URL is the address that letters lead to.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from amparo.settings.security import ALLOWED_HOSTS

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
HERE_ONLY = set(ALLOWED_HOSTS) <= LOOPBACK
SECURE = os.environ.get("AMPARO_HTTPS", "0" if HERE_ONLY else "1") != "0"
HOST_PREFIX = "__Host-" if SECURE else ""
SITE_ADDRESS = os.environ.get("AMPARO_URL", "").rstrip("/")
LOCAL_ADDRESS = "http://localhost:8000"
"""Where letters lead that no request brings about, as long as SITE_ADDRESS is empty."""


def _number(name: str, otherwise: int) -> int:
    """A whole number of the environment. Raises ImproperlyConfigured."""
    given = os.environ.get(name, "").strip()
    if given and not given.isdecimal():
        raise ImproperlyConfigured(f"{name} is '{given}'. Write a whole number, like {otherwise}.")
    return int(given) if given else otherwise


def _at_most(name: str, most: int) -> int:
    return min(_number(name, most) or most, most)


# ---- sessions -----------------------------------------------------------------------------------------
SESSION_ENGINE = "amparo.core.access.sessions"
SESSION_COOKIE_NAME = f"{HOST_PREFIX}amparo"
SESSION_COOKIE_AGE = 60 * _at_most("AMPARO_IDLE_MINUTES", 30)
"""Seconds without use after which a session ends."""
SESSION_LONGEST = 3600 * _at_most("AMPARO_LONGEST_HOURS", 12)
"""Seconds after which it ends in any case."""
SESSION_TOUCH = min(60, SESSION_COOKIE_AGE // 10)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
DEVICE_COOKIE = f"{HOST_PREFIX}amparo-device"
DEVICE_COOKIE_AGE = 365 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---- forged forms -------------------------------------------------------------------------------------
# A cookie is set by the pages of a desk only; public forms change nothing and need none.
CSRF_COOKIE_NAME = f"{HOST_PREFIX}amparo-form"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "amparo.staff.refusals.form_refused"
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS if name not in LOOPBACK and name != "*"]

# ---- signing in ---------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
PASSWORD_HASHERS = ["amparo.staff.passwords.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "amparo.staff.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "amparo.staff.adapters.shown_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation came by mail
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "amparo.staff.forms.SignInForm",
    "reauthenticate": "amparo.staff.forms.ReauthenticateForm",
    "change_password": "amparo.staff.forms.ChangePasswordForm",
    "set_password": "amparo.staff.forms.SetPasswordForm",
    "reset_password": "amparo.staff.forms.ResetPasswordForm",
    "reset_password_from_key": "amparo.staff.forms.ResetPasswordKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = _number("AMPARO_PROXIES", 0)

# ---- the second factor --------------------------------------------------------------------------------
MFA_ADAPTER = "amparo.staff.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Amparo"
MFA_TOTP_TOLERANCE = 1
"""A phone's clock may be half a minute off. A code works once all the same: see `amparo.core.access.staff.spend`."""
MFA_FORMS = {
    "authenticate": "amparo.staff.forms.CodeForm",
    "reauthenticate": "amparo.staff.forms.CodeAgainForm",
    "activate_totp": "amparo.staff.forms.AppForm",
    "add_webauthn": "amparo.staff.forms.PasskeyForm",
    "edit_webauthn": "amparo.staff.forms.PasskeyNameForm",
}

# ---- limits -------------------------------------------------------------------------------------------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "amparo.staff.hashing.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
