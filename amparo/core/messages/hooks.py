"""What comes in from the vendor of text messages and calls: texts and calls of people, and receipts.

A view checks `genuine` first, then calls `answer` for a text, `connect` for a call, or `receipt` and `Store.receive`
for a receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from amparo.core.messages import keywords, wording
from amparo.core.messages.keywords import Action
from amparo.core.messages.numbers import BadNumber, normal_number
from amparo.core.messages.port import E164
from amparo.core.messages.store import Blind, Receipt, Store
from amparo.core.messages.twilio_api import status

REPLIES = {Action.STOP: "opt_out.sms", Action.START: "opt_in.sms", Action.HELP: "help.sms"}


@dataclass(frozen=True)
class Incoming:
    """A text message to us. `answered`: has the vendor replied to the keyword already? Its repr shows no person."""

    action: Action
    lang: str | None
    answered: bool
    provider_id: str = field(repr=False)
    sender: str = field(repr=False)
    body: str = field(repr=False)


class NotUnderstood(ValueError):
    """A genuine request without the fields that it should have."""


def genuine(token: str, url: str, form: Mapping[str, str], signature: str) -> bool:
    """Did the vendor sign this request? `url` is the public address with its query, as the vendor knows it; `form`
    may be Django's QueryDict; `token` is the account's auth token."""
    if not token or not signature or not signature.isascii():
        return False
    return RequestValidator(token).validate(url, form, signature)


def incoming(form: Mapping[str, str]) -> Incoming:
    """The text message in a request. NotUnderstood where it has no sender."""
    sender = form.get("From", "")
    if not E164.fullmatch(sender) and not (sender.isascii() and sender.isdigit()):
        raise NotUnderstood("A text message must come from a number.")
    body = form.get("Body", "")
    asked = keywords.read_keyword(body)
    # Where the vendor manages keywords itself it says what it understood, and has replied.
    managed = form.get("OptOutType", "").lower()
    action = Action(managed) if managed in ("stop", "start", "help") else asked.action
    return Incoming(action, asked.lang, bool(managed), form.get("MessageSid", ""), sender, body)


def answer(
    text: Incoming, store: Store, blind: Blind, now: datetime, *, city: str, hotline: str, lang: str = "en"
) -> str:
    """Do what the text message asks for, once however often it comes, and give the reply as TwiML. The reply is in
    the language of the keyword, else in `lang`, and empty for anything but a keyword, and without a hotline to name."""
    response = MessagingResponse()
    token = f"text {text.provider_id}"
    if text.provider_id and store.has_heard(token):
        return str(response)
    if text.action is Action.STOP:
        store.opt_out(blind(text.sender), now, "asked by text message")
    elif text.action is Action.START:
        store.opt_in(blind(text.sender), now, "asked by text message")
    # Only now: if we die before this line, the vendor asks again, and is heard again.
    if text.provider_id:
        store.heard(token)
    if text.action in REPLIES and not text.answered and hotline:
        response.message(wording.text(REPLIES[text.action], text.lang or lang, city=city, hotline=hotline))
    return str(response)


def connect(hotline: str) -> str:
    """TwiML for somebody who calls our number: they are connected to the hotline, or the call ends."""
    response = VoiceResponse()
    try:
        response.dial(normal_number(hotline))
    except BadNumber:
        response.hangup()
    return str(response)


def receipt(form: Mapping[str, str], ref: str = "") -> Receipt:
    """What a request tells about a message or call that we sent; `ref` comes from its address.
    NotUnderstood where it names none."""
    provider_id = form.get("MessageSid") or form.get("CallSid") or form.get("SmsSid") or ""
    words = form.get("MessageStatus") or form.get("CallStatus") or form.get("SmsStatus") or ""
    if not provider_id or not words:
        raise NotUnderstood("A receipt must name its message and how far it came.")
    code = form.get("ErrorCode", "")
    return Receipt(provider_id, status(words.lower()), code if code.isdigit() else "", ref)
