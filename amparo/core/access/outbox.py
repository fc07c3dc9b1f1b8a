"""Messages: written with the act that they tell of, sent by a worker, and remembered without anyone's number."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from amparo.core import vault
from amparo.core.access import keyring
from amparo.core.access.acting import Act
from amparo.core.messages import port, store
from amparo.core.models import City, HeardCall, OptOut, OutboxMessage
from amparo.core.storage.walls import standing

PURPOSE = "message opt-out"


def post(act: Act, message: port.Message, at: datetime | None = None) -> UUID:
    """Write a message: it leaves if this act is done, and it is never lost or doubled. A key that was used before
    writes nothing. `at`: not before then."""
    from amparo.core.jobs import deliver_message

    assert act.city is not None
    row = OutboxMessage(city=act.city, key=message.key, ref=message.ref, written=datetime.now(UTC))
    words = {name: value for name, value in asdict(message).items() if name != "key"}
    row.sealed = vault.seal_json(keyring.message_key(act.city.pk), words, record=_record(row), field="message")
    # Of two acts that write the same message at the same moment, one waits for the other, and then writes nothing.
    OutboxMessage.guarded.bulk_create([row], ignore_conflicts=True)
    there = OutboxMessage.guarded.get(city=act.city, key=message.key)
    if there.pk != row.pk:
        return there.pk
    deliver_message.configure(schedule_at=at).defer(city=act.city.pk, message=str(row.pk))
    return row.pk


def waiting(city: City, id: UUID) -> port.Message | None:
    """A message that still has to go; None when it is done."""
    with standing(city.pk):
        row = OutboxMessage.guarded.filter(pk=id, closed=False).first()
        if row is None or row.sealed is None:
            return None
        words: dict[str, Any] = vault.open_json(
            keyring.message_key(city.pk), row.sealed, record=_record(row), field="message"
        )
    words |= {"channel": port.Channel(words["channel"]), "kind": port.Kind(words["kind"])}
    return port.Message(key=row.key, **words)


def blind(city: City) -> Callable[[str], bytes]:
    """What a number or mail address is known by in this city."""
    with standing(city.pk):
        return functools.partial(vault.blind, keyring.index_key(city.pk), PURPOSE)


class CityStore:
    """A city's memory of messages: the port `store.Store` over PostgreSQL."""

    def __init__(self, city: City):
        self.city = city

    def take(self, key: str, ref: str, at: datetime, until: datetime) -> int | store.Held:
        """See `store.Store`."""
        with self._row(key=key) as row:
            if row is None or row.closed:
                return store.Held.CLOSED
            if row.claimed and row.claimed > at:
                return store.Held.BUSY
            row.claimed = until
            row.save(update_fields=["claimed"])
            return row.failures

    def record(self, key: str, delivery: store.Delivery) -> None:
        """See `store.Store`. The words of a message that is done are destroyed."""
        with self._row(key=key) as row:
            assert row is not None
            row.claimed, row.outcome, row.again, row.why = None, delivery.outcome.value, delivery.again, delivery.why
            row.failures += delivery.outcome is store.Outcome.LATER
            if delivery.sent:
                row.provider = delivery.sent.provider_id
                row.status = port.later(_status(row), delivery.sent.status)
            if delivery.outcome.final:
                row.closed, row.sealed = True, None
            row.save()

    def opted_out(self, blind: bytes) -> bool:
        """See `store.Store`."""
        with standing(self.city.pk):
            last = OptOut.guarded.filter(city=self.city, blind=blind).order_by("-id").first()
            return last is not None and last.out

    def opt_out(self, blind: bytes, at: datetime, why: str) -> None:
        """See `store.Store`."""
        self._say(blind, at, True, why)

    def opt_in(self, blind: bytes, at: datetime, why: str) -> None:
        """See `store.Store`."""
        self._say(blind, at, False, why)

    def receive(self, receipt: store.Receipt, at: datetime) -> None:
        """See `store.Store`."""
        known = {"ref": receipt.ref} if receipt.ref else {"provider": receipt.provider_id}
        with self._row(**known) as row:
            if row is not None:
                row.provider = receipt.provider_id
                if port.later(_status(row), receipt.status) == receipt.status:
                    row.status, row.code = receipt.status, receipt.code
                row.save(update_fields=["provider", "status", "code"])

    def has_heard(self, token: str) -> bool:
        """See `store.Store`."""
        with standing(self.city.pk):
            return HeardCall.guarded.filter(city=self.city, token=token).exists()

    def heard(self, token: str) -> None:
        """See `store.Store`. It is never forgotten: vendors sign no time, so an old START could be sent again."""
        with standing(self.city.pk):
            HeardCall.guarded.bulk_create([HeardCall(city=self.city, token=token)], ignore_conflicts=True)

    @contextmanager
    def _row(self, **known: str):
        """The message of a key, ref or provider's id, held against all other workers."""
        with standing(self.city.pk):
            yield OutboxMessage.guarded.select_for_update().filter(city=self.city, **known).first()

    def _say(self, blind: bytes, at: datetime, out: bool, why: str) -> None:
        with standing(self.city.pk):
            OptOut(city=self.city, blind=blind, at=at, out=out, why=why).save(force_insert=True)


def _status(row: OutboxMessage) -> port.Status | None:
    return port.Status(row.status) if row.status else None


def _record(row: OutboxMessage) -> vault.Record:
    return keyring.record_of("message", row.city_id, row.pk)
