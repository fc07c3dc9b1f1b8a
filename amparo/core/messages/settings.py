"""Which vendor carries which channel, read from environment variables.

AMPARO_MAIL   console, files:/path, smtps://user:password@host:port, or smtp://user:password@host:port?starttls=1
              (ca=/path names the certificates to trust; starttls=0 allows mail in the clear, never a password)
AMPARO_SMS    console, files:/path or twilio
AMPARO_VOICE  console, files:/path or twilio
AMPARO_MAIL_FROM and AMPARO_MAIL_NAME: the address that mail comes from, and the name beside it
TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, and TWILIO_FROM or TWILIO_MESSAGING_SERVICE (calls need TWILIO_FROM)
TWILIO_STATUS_URL: our address for receipts; TWILIO_EDGE, TWILIO_REGION, TWILIO_BASE_URL: another place of the vendor
A channel whose variable is not set is not in use.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from amparo.core.messages.console import ConsoleSender
from amparo.core.messages.files import FilesSender
from amparo.core.messages.numbers import BadNumber, normal_number
from amparo.core.messages.port import ADDRESS, Channel, Sender
from amparo.core.messages.smtp import Security, SmtpSender
from amparo.core.messages.twilio_api import Account, TwilioSender

VARIABLES = {Channel.EMAIL: "AMPARO_MAIL", Channel.SMS: "AMPARO_SMS", Channel.VOICE: "AMPARO_VOICE"}
HERE = {"localhost", "127.0.0.1", "::1"}
MAIL_FORMS = "console, files:/path, smtps://user:password@host:465 or smtp://user:password@host:587?starttls=1"


class BadSettings(ValueError):
    """Variables are missing or cannot be read: `sentences` says which and what would be right, and quotes none."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class _Wrong(Exception):
    """One variable is missing or cannot be read."""


def senders(env: Mapping[str, str]) -> dict[Channel, Sender]:
    """The sender of each channel that is in use. BadSettings lists all that is wrong."""
    found: dict[Channel, Sender] = {}
    wrong: dict[str, None] = {}
    for channel, variable in VARIABLES.items():
        value = env.get(variable, "").strip()
        if not value:
            continue
        try:
            found[channel] = _sender(channel, variable, value, env)
        except _Wrong as error:
            wrong.update(dict.fromkeys(error.args))
    if wrong:
        raise BadSettings(list(wrong))
    return found


def _sender(channel: Channel, variable: str, value: str, env: Mapping[str, str]) -> Sender:
    mail = channel is Channel.EMAIL
    if value == "console":
        return ConsoleSender()
    if value.startswith("files:"):
        return FilesSender(_folder(variable, value), *(_from(env) if mail and env.get("AMPARO_MAIL_FROM") else ()))
    if mail and value.startswith(("smtp://", "smtps://")):
        return _smtp(value, env)
    if not mail and value == "twilio":
        return TwilioSender(_account(channel, env))
    raise _Wrong(f"{variable} must be {MAIL_FORMS if mail else 'console, files:/path or twilio'}.")


def _folder(variable: str, value: str) -> Path:
    folder = Path(value.removeprefix("files:"))
    if not folder.is_absolute() or "\0" in value:
        raise _Wrong(f"{variable} must name a folder from the root on, such as files:/var/lib/amparo/messages.")
    return folder


def _from(env: Mapping[str, str]) -> tuple[str, str]:
    address, name = env.get("AMPARO_MAIL_FROM", "").strip(), env.get("AMPARO_MAIL_NAME", "").strip()
    if not ADDRESS.fullmatch(address) or not address.isascii():
        raise _Wrong("AMPARO_MAIL_FROM must be the address that mail comes from, such as help@city.example.org.")
    if not name.isprintable():
        raise _Wrong("AMPARO_MAIL_NAME must be one line.")
    return address, name


def _smtp(value: str, env: Mapping[str, str]) -> SmtpSender:
    url, port = _split(value)
    extra = parse_qs(url.query, keep_blank_values=True)
    unknown = set(extra) - {"starttls", "ca"}
    if unknown or any(len(values) > 1 for values in extra.values()):
        raise _Wrong("AMPARO_MAIL may have starttls=1 and ca=/path after the question mark, each once, and no more.")
    if url.path not in ("", "/") or url.fragment:
        raise _Wrong("AMPARO_MAIL has something after the port. A /, ? or # in a password is written %2F, %3F or %23.")
    host = url.hostname or ""
    user, password = unquote(url.username or ""), unquote(url.password or "")
    security = _security(url.scheme, extra.get("starttls", [""])[0], host)
    if bool(user) != bool(password):
        raise _Wrong("AMPARO_MAIL must have both user and password, or neither.")
    if user and security is Security.NONE and host not in HERE:
        raise _Wrong("AMPARO_MAIL would send the password in the clear. Use smtps:// or starttls=1.")
    ca = extra.get("ca", [""])[0]
    if ca and not Path(ca).is_file():
        raise _Wrong("AMPARO_MAIL names a file of certificates (ca=) that is not there.")
    sender, name = _from(env)
    port = port or {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}[security]
    return SmtpSender(host, port, sender, name, user, password, security, Path(ca) if ca else None)


def _split(value: str) -> tuple[SplitResult, int | None]:
    """Python's own errors about addresses quote them, so they go no further than here."""
    try:
        url = urlsplit(value)
        port, host = url.port, url.hostname
    except ValueError:
        url, port, host = None, None, None
    if url is None or not host or port == 0:
        raise _Wrong(f"AMPARO_MAIL has no host, or a port that is no number. It must be {MAIL_FORMS}.")
    return url, port


def _security(scheme: str, starttls: str, host: str) -> Security:
    if scheme == "smtps":
        if starttls:
            raise _Wrong("AMPARO_MAIL with smtps:// is encrypted from the start; take starttls away.")
        return Security.TLS
    if starttls == "1":
        return Security.STARTTLS
    if starttls == "0" or (not starttls and host in HERE):
        return Security.NONE
    raise _Wrong("AMPARO_MAIL must say ?starttls=1, or begin with smtps://, to keep mail from being read on its way.")


def _account(channel: Channel, env: Mapping[str, str]) -> Account:
    given = {name: env.get(f"TWILIO_{name}", "").strip() for name in (
        "ACCOUNT_SID", "AUTH_TOKEN", "FROM", "MESSAGING_SERVICE", "STATUS_URL", "BASE_URL", "EDGE", "REGION",
    )}  # fmt: skip
    wrong = [f"TWILIO_{name} is missing." for name in ("ACCOUNT_SID", "AUTH_TOKEN") if not given[name]]
    if channel is Channel.VOICE and not given["FROM"]:
        wrong.append("TWILIO_FROM is missing: a call needs a number of ours to come from.")
    elif not given["FROM"] and not given["MESSAGING_SERVICE"]:
        wrong.append("TWILIO_FROM or TWILIO_MESSAGING_SERVICE is missing: a text message needs one of them.")
    number = _own_number(given["FROM"], wrong)
    if given["ACCOUNT_SID"] and not given["ACCOUNT_SID"].startswith("AC"):
        wrong.append("TWILIO_ACCOUNT_SID must begin with AC.")
    if given["MESSAGING_SERVICE"] and not given["MESSAGING_SERVICE"].startswith("MG"):
        wrong.append("TWILIO_MESSAGING_SERVICE must begin with MG.")
    wrong += [
        f"TWILIO_{name} must begin with https://." for name in ("STATUS_URL", "BASE_URL") if not _private(given[name])
    ]
    if wrong:
        raise _Wrong(*wrong)
    return Account(
        given["ACCOUNT_SID"], given["AUTH_TOKEN"], number, given["MESSAGING_SERVICE"], given["STATUS_URL"],
        given["BASE_URL"], given["EDGE"], given["REGION"],
    )  # fmt: skip


def _own_number(typed: str, wrong: list[str]) -> str:
    """Our number in the form +13125550100, or a short code as it is; what is wrong is added to the list."""
    if not typed or (typed.isascii() and typed.isdigit() and len(typed) in (5, 6)):
        return typed
    try:
        return normal_number(typed)
    except BadNumber:
        wrong.append("TWILIO_FROM must be a phone number such as +13125550100, or a short code of 5 or 6 digits.")
    return ""


def _private(url: str) -> bool:
    """Is the way there encrypted, or inside this computer, or not used?"""
    return not url or url.startswith("https://") or url.startswith(tuple(f"http://{host}:" for host in HERE))
