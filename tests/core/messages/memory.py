"""A memory that forgets when the test ends: it stands in for the database behind `Store`."""

from amparo.core.messages.port import later
from amparo.core.messages.store import Held, Outcome


class MemoryStore:
    def __init__(self):
        self.claims, self.deliveries, self.refs, self.people, self.seen, self.statuses = {}, {}, {}, {}, set(), {}

    def take(self, key, ref, at, until):
        self.refs[ref] = key
        past = self.deliveries.setdefault(key, [])
        if any(d.outcome.final for d in past):
            return Held.CLOSED
        if key in self.claims and at < self.claims[key]:
            return Held.BUSY
        self.claims[key] = until
        return sum(d.outcome is Outcome.LATER for d in past)

    def record(self, key, delivery):
        self.deliveries[key].append(delivery)
        self.claims.pop(key, None)

    def opted_out(self, blind):
        return self.people.get(blind, [("in",)])[-1][0] == "out"

    def opt_out(self, blind, at, why):
        assert isinstance(blind, bytes)
        assert len(blind) == 32
        self.people.setdefault(blind, []).append(("out", at, why))

    def opt_in(self, blind, at, why):
        self.people.setdefault(blind, []).append(("in", at, why))

    def receive(self, receipt, at):
        key = self.refs.get(receipt.ref) or receipt.provider_id
        self.statuses[key] = later(self.statuses.get(key), receipt.status)

    def has_heard(self, token):
        return token in self.seen

    def heard(self, token):
        self.seen.add(token)
