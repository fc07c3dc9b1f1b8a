"""A message, and the small port through which every kind of message leaves."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zoneinfo
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum
from typing import Protocol

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"


class Kind(StrEnum):
    """What a message is for."""

    SIGN_IN = "sign-in notice"
    ACCOUNT = "account notice"
    INVITATION = "invitation"
    REMINDER = "reminder"
    REVIEW = "review asked"
    COPY_READY = "copy ready"
    CALL_BACK = "call-back"
    NEWS = "news"

    @property
    def transactional(self) -> bool:
        """Does it answer something that the person did? All other mail offers a way to stop it."""
        return self not in (Kind.REMINDER, Kind.NEWS)

    @property
    def guards(self) -> bool:
        """Does it guard the account of somebody who works here? Mail of this kind cannot be stopped: whoever took an
        account over would stop it first."""
        return self in (Kind.SIGN_IN, Kind.ACCOUNT)


class Status(StrEnum):
    """How far a message came, as its vendor tells it."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"


ORDER = list(Status)


def later(old: Status | None, new: Status) -> Status:
    """The status to keep when receipts come in any order: a late "sent" never hides "delivered"."""
    return new if old is None else max(old, new, key=ORDER.index)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one person. `to` is a mail address, or a number as +13125550100.

    `key` is the same for every attempt at the same message and for no other message; it says nothing about a person.
    `zone` is the recipient's time zone (IANA), without which nothing that rings is sent. `unsubscribe` is the https
    address behind a mail's unsubscribe button. `dial` is a number that a call connects to after `body` is spoken.
    Its repr shows neither recipient nor words, so that no log can. ValueError where it could never be sent.
    """

    channel: Channel
    kind: Kind
    key: str = field(repr=False)
    to: str = field(repr=False)
    body: str = field(repr=False)
    subject: str = field(default="", repr=False)
    lang: str = "en"
    urgent: bool = False
    zone: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)
    dial: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        problem = next(_problems(self), None)
        if problem:
            raise ValueError(problem)

    @property
    def ref(self) -> str:
        """32 hexadecimal digits that stand for `key` in file names, Message-IDs and addresses of receipts."""
        return hashlib.sha256(b"amparo message\0" + self.key.encode()).hexdigest()[:32]

    @property
    def recipient(self) -> str:
        """The one way in which `to` is looked up: mail addresses are the same whatever their case."""
        return self.to.casefold()


def _problems(message: Message):
    """Sentences about what is wrong with a message. None quotes the message."""
    if not message.key:
        yield "A message needs a key that is the same for each attempt to send it."
    if not message.body.strip():
        yield "The message has no words."
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in message.body):
        yield "The message has control characters, which no phone can show."
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in message.subject):
        yield "The subject has control characters; it must be one line."
    if message.channel is Channel.EMAIL:
        yield from _mail_problems(message)
        return
    if not E164.fullmatch(message.to):
        yield "The recipient is not a phone number in the form +13125550100."
    if message.dial and not E164.fullmatch(message.dial):
        yield "The number to connect to is not a phone number in the form +13125550100."
    if message.subject or message.unsubscribe:
        yield "Only mail has a subject and an unsubscribe address."
    if message.dial and message.channel is Channel.SMS:
        yield "Only a call can connect to another number."
    if not known_zone(message.zone):
        yield "The recipient's time zone is missing or unknown; it is needed to leave people in peace at night."


def _mail_problems(message: Message):
    if not message.to.isascii():
        yield "Mail can go only to addresses in unaccented Latin letters, digits and signs."
    if not _is_address(message.to):
        yield "The recipient is not a mail address."
    if not message.subject.strip():
        yield "A mail needs a subject."
    if message.dial:
        yield "Only a call can connect to another number."
    if message.unsubscribe and not re.fullmatch(r"https://[!-;=?-~]+", message.unsubscribe):
        yield "The unsubscribe address must begin with https:// and have no blanks."


def _is_address(text: str) -> bool:
    """Is this one mail address, and one that the library for mail can write?"""
    if not ADDRESS.fullmatch(text):
        return False
    try:
        return Address(addr_spec=text).addr_spec == text
    except (ValueError, MessageError, IndexError):
        return False


def known_zone(name: str) -> bool:
    """Is this the name of a time zone?"""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


@dataclass(frozen=True)
class Sent:
    """A vendor took the message. `provider_id` is the vendor's name for it."""

    provider_id: str
    status: Status


class NotSent(Exception):
    """The message did not go. The sentence names no recipient and quotes nothing.

    `retry`: may the same message succeed later? `opted_out`: does the vendor know that the person wants no messages?
    """

    def __init__(self, sentence: str, *, retry: bool, opted_out: bool = False):
        super().__init__(sentence)
        self.retry, self.opted_out = retry, opted_out


class Sender(Protocol):
    """Sends messages of one channel."""

    def send(self, message: Message) -> Sent:
        """Hand the message to the vendor once. NotSent where that did not work."""
        ...
