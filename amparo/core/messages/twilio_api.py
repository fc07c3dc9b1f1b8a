"""Text messages and calls through Twilio, by its own client library."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.twiml.voice_response import VoiceResponse

from amparo.core.messages.port import Channel, Message, NotSent, Sent, Status, later

SECONDS = 15.0
LONGEST_SMS = 1600
OPTED_OUT = 21610
VENDOR = "https://api.twilio.com"

# What the vendor says of messages and calls, in our words. What is not here counts as queued.
STATUSES = {
    "sent": Status.SENT, "in-progress": Status.SENT, "ringing": Status.SENT,
    "delivered": Status.DELIVERED, "read": Status.DELIVERED, "completed": Status.DELIVERED,
    "undelivered": Status.UNDELIVERED, "busy": Status.UNDELIVERED, "no-answer": Status.UNDELIVERED,
    "failed": Status.FAILED, "canceled": Status.FAILED,
}  # fmt: skip

# The vendor's own text names the number, so the sentences are ours.
REASONS = {
    21211: "This is not a number that can get messages",
    21214: "This number cannot be called",
    21216: "The vendor does not call this number",
    21217: "This is not a number that can be called",
    21408: "Messages to this country are not switched on at the vendor",
    OPTED_OUT: "The person has told the vendor to send no messages",
    21612: "No message can go from our number to this number",
    21614: "This number is not a mobile phone",
    21617: "The text is too long for a text message",
}

# Voice and locale for each language. The vendor has no voice for Haitian Creole.
VOICES = {
    "en": ("Polly.Joanna", "en-US"),
    "es": ("Polly.Lupe", "es-US"),
    "zh-hans": ("Polly.Zhiyu", "cmn-CN"),
    "ar": ("Polly.Zeina", "arb"),
    "fr": ("Polly.Lea", "fr-FR"),
    "ru": ("Polly.Tatyana", "ru-RU"),
    "bn": ("Google.bn-IN-Standard-C", "bn-IN"),
    "ko": ("Polly.Seoyeon", "ko-KR"),
    "vi": ("Google.vi-VN-Standard-A", "vi-VN"),
}


class SilentClient(TwilioHttpClient):
    """The library's HTTP client, which writes no log, keeps no copy of what it sent, and may be pointed elsewhere."""

    def __init__(self, seconds: float, base: str):
        silent = logging.Logger("amparo.silent", logging.CRITICAL + 1)
        super().__init__(timeout=seconds, logger=silent, max_retries=0)
        self.base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self.base and url.startswith(VENDOR):
            url = self.base.rstrip("/") + url.removeprefix(VENDOR)
        try:
            return super().request(method, url, *args, **kwargs)
        finally:
            self._test_only_last_request = self._test_only_last_response = None


@dataclass(frozen=True)
class Account:
    """An account at Twilio. `service` is a messaging service, used for texts instead of the number `sender`.
    `receipts` is our address to which the vendor reports; each message adds /REF. `base` replaces the vendor's own
    address, `edge` and `region` choose among its places."""

    sid: str
    token: str = field(repr=False)
    sender: str = ""
    service: str = ""
    receipts: str = ""
    base: str = ""
    edge: str = ""
    region: str = ""
    seconds: float = SECONDS

    def client(self) -> Client:
        # The environment is named, or the library would read the one of the process.
        places = {"TWILIO_EDGE": self.edge, "TWILIO_REGION": self.region}
        return Client(self.sid, self.token, http_client=SilentClient(self.seconds, self.base), environment=places)

    def reports(self, message: Message) -> dict[str, str]:
        """Where the vendor reports what became of the message."""
        return {"status_callback": f"{self.receipts.rstrip('/')}/{message.ref}"} if self.receipts else {}


class TwilioSender:
    """Sends text messages and calls. A timeout leaves open whether the message went; trying again may then send it
    twice, which is better than never."""

    def __init__(self, account: Account):
        self.account, self.client = account, account.client()

    def send(self, message: Message) -> Sent:
        # The library's errors carry the number: what leaves here is raised outside of `except`, not chained to them.
        try:
            made = self._call(message) if message.channel is Channel.VOICE else self._text(message)
            return Sent(str(made.sid), later(None, status(str(made.status))))
        except NotSent as error:
            problem = error
        except TwilioRestException as error:
            problem = _refused(error.status, int(error.code or 0))
        except requests.Timeout:
            problem = NotSent("The vendor of messages did not answer in time.", retry=True)
        except requests.ConnectionError:
            problem = NotSent("The vendor of messages cannot be reached.", retry=True)
        except (TwilioException, requests.RequestException, ValueError, TypeError, AttributeError, KeyError):
            problem = NotSent("The answer of the vendor of messages cannot be read.", retry=True)
        raise problem

    def _text(self, message: Message):
        if len(message.body) > LONGEST_SMS:
            raise NotSent(f"A text message can have at most {LONGEST_SMS} characters.", retry=False)
        source = (
            {"messaging_service_sid": self.account.service} if self.account.service else {"from_": self.account.sender}
        )
        return self.client.messages.create(to=message.to, body=message.body, **source, **self.account.reports(message))

    def _call(self, message: Message):
        if not self.account.sender:
            raise NotSent("A call needs a number of ours to come from.", retry=True)
        reports = self.account.reports(message)
        events = {"status_callback_event": ["completed"]} if reports else {}
        return self.client.calls.create(
            to=message.to, from_=self.account.sender, twiml=spoken(message), timeout=40, **reports, **events
        )


def status(words: str) -> Status:
    """The vendor's word for how far a message or call came, in ours."""
    return STATUSES.get(words, Status.QUEUED)


def spoken(message: Message) -> str:
    """TwiML that speaks the words of a call in its language, then connects it to another number if there is one.
    NotSent where the vendor has no voice for the language."""
    voice = VOICES.get(message.lang)
    if voice is None:
        raise NotSent("The vendor has no voice for this language; a person must call.", retry=False)
    response = VoiceResponse()
    response.say(message.body, voice=voice[0], language=voice[1])
    if message.dial:
        response.dial(message.dial)
    return str(response)


def _refused(http: int, code: int) -> NotSent:
    """Only what is wrong with the message itself is refused for good; accounts and vendors recover."""
    shown = f"code {code or http}"
    if http in (401, 403, 404) and code not in REASONS:
        return NotSent(f"The vendor did not accept our account ({shown}).", retry=True)
    if http in (408, 409, 429) or http >= 500 or http < 400:
        return NotSent(f"The vendor of messages cannot take the message now ({shown}).", retry=True)
    reason = REASONS.get(code, "The vendor refused the message")
    return NotSent(f"{reason} ({shown}).", retry=False, opted_out=code == OPTED_OUT)
