"""What must be remembered about messages, as a port: the database keeps it, tests keep it in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Protocol

from amparo.core.messages.port import Sent, Status

# A number (+13125550100) or mail address in small letters to its blind index of 32 bytes: see `core.vault.blind`.
Blind = Callable[[str], bytes]


class Outcome(StrEnum):
    """What `deliver` did with a message."""

    SENT = "sent"
    ALREADY = "already sent or closed"
    BUSY = "being sent by another worker"
    OPTED_OUT = "opted out"
    QUIET = "quiet hours"
    LATER = "failed, to be tried again"
    REFUSED = "refused for good"
    GIVEN_UP = "given up"

    @property
    def final(self) -> bool:
        """Is there nothing more to do for this message?"""
        return self not in (Outcome.BUSY, Outcome.QUIET, Outcome.LATER)


@dataclass(frozen=True)
class Delivery:
    """One attempt at a message: when, what came of it, when to try `again` (UTC), and a sentence of why not."""

    outcome: Outcome
    at: datetime
    again: datetime | None = None
    why: str = ""
    sent: Sent | None = None


@dataclass(frozen=True)
class Receipt:
    """What a vendor tells about a message later. `ref` is the message's own, where the vendor gave it back."""

    provider_id: str
    status: Status
    code: str = ""
    ref: str = ""


class Held(Enum):
    """Why a message cannot be taken."""

    CLOSED = "closed"
    BUSY = "busy"


class Store(Protocol):
    """The memory behind messages. People are known only by the 32-byte blind index of their number or address.

    Each method is one transaction; `take` must be atomic among all workers.
    """

    def take(self, key: str, ref: str, at: datetime, until: datetime) -> int | Held:
        """Claim a message for this worker until `until`: how many attempts have failed (Outcome.LATER) so far.
        Held.CLOSED after a final outcome, Held.BUSY while another worker's claim lasts."""
        ...

    def record(self, key: str, delivery: Delivery) -> None:
        """Keep what came of the attempt, and end the claim. An outcome that is final closes the message."""
        ...

    def opted_out(self, blind: bytes) -> bool:
        """Does this person want no messages? The last word counts."""
        ...

    def opt_out(self, blind: bytes, at: datetime, why: str) -> None:
        """Keep for ever that this person wants no messages: no purge removes it."""
        ...

    def opt_in(self, blind: bytes, at: datetime, why: str) -> None:
        """Keep that this person wants messages again."""
        ...

    def receive(self, receipt: Receipt, at: datetime) -> None:
        """Keep a receipt with its message, found by `ref`, else by `provider_id`; see `port.later` for which status
        stays. It may come before the attempt is recorded. One that fits no message is dropped."""
        ...

    def has_heard(self, token: str) -> bool:
        """Was `heard` called with this token?"""
        ...

    def heard(self, token: str) -> None:
        """Keep that the request with this token was heeded. Again is no error."""
        ...
