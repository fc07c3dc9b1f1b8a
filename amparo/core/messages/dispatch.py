"""The only way out for a message: it obeys opt-outs and quiet hours, sends once, and tries again when it may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from amparo.core.messages.port import Channel, Message, NotSent, Sender
from amparo.core.messages.quiet import may_send
from amparo.core.messages.store import Blind, Delivery, Held, Outcome, Store

# After the first failure, the second, and so on; after the last the message is given up.
DELAYS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
# A worker that died holds a message for so long; no sender takes so long.
CLAIM = timedelta(minutes=4)


def deliver(
    message: Message,
    store: Store,
    senders: Mapping[Channel, Sender],
    clock: Callable[[], datetime],
    blind: Blind,
) -> Delivery:
    """Try once to send a message; `clock` gives the moment in UTC. Call it again at `again`, if there is one.

    A message whose key was sent or closed is never sent again. Someone who opted out gets nothing, however urgent,
    but the mail that guards their own account. If this process dies between sending and recording, the message goes
    again after the claim ends: mail then arrives as one, a text twice.
    """
    now = clock()
    failed = store.take(message.key, message.ref, now, now + CLAIM)
    if failed is Held.CLOSED:
        return Delivery(Outcome.ALREADY, now)
    if failed is Held.BUSY:
        return Delivery(Outcome.BUSY, now, now + CLAIM)
    done = _kept_back(message, store, now, blind) or _attempt(message, store, senders, clock, blind, failed)
    store.record(message.key, done)
    return done


def _kept_back(message: Message, store: Store, now: datetime, blind: Blind) -> Delivery | None:
    """Why the message must not go now, if so."""
    unstoppable = message.kind.guards and message.channel is Channel.EMAIL
    if not unstoppable and store.opted_out(blind(message.recipient)):
        return Delivery(Outcome.OPTED_OUT, now, why="The person asked for no messages.")
    if message.channel is not Channel.EMAIL:
        again = may_send(now, message.zone, urgent=message.urgent)
        if again > now:
            return Delivery(Outcome.QUIET, now, again, "It is night where the person lives.")
    return None


def _attempt(
    message: Message,
    store: Store,
    senders: Mapping[Channel, Sender],
    clock: Callable[[], datetime],
    blind: Blind,
    failed: int,
) -> Delivery:
    sender = senders.get(message.channel)
    try:
        if sender is None:
            raise NotSent(f"No way to send by {message.channel} is set up.", retry=True)
        return Delivery(Outcome.SENT, clock(), sent=sender.send(message))
    except NotSent as error:
        problem = error
    now = clock()
    if problem.opted_out:
        store.opt_out(blind(message.recipient), now, "told by the vendor")
        return Delivery(Outcome.OPTED_OUT, now, why=str(problem))
    if not problem.retry:
        return Delivery(Outcome.REFUSED, now, why=str(problem))
    if failed >= len(DELAYS):
        return Delivery(Outcome.GIVEN_UP, now, why=str(problem))
    return Delivery(Outcome.LATER, now, now + DELAYS[failed], str(problem))
