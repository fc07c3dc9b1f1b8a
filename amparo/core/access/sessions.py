"""Where people are signed in. The database can show neither what a browser holds nor what a session does.

A session ends after a time without use, and after a longer time whatever happens: see `amparo.settings.accounts`.
It holds the account's number and how it was signed in to, and nothing else about a person.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.core import vault
from amparo.core.access import keyring
from amparo.core.models import Session, Staff

PRIVATE = ("email", "username", "phone")
"""What the library of accounts puts beside a way of signing in, and is left out."""


class SessionStore(SessionBase):
    """Django's sessions, sealed, under a hash of their keys."""

    row: Session | None = None

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what has ended."""
        Session.guarded.filter(expires__lte=timezone.now()).delete()

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing if it has ended."""
        now = timezone.now()
        oldest = now - datetime.timedelta(seconds=settings.SESSION_LONGEST)
        self.row = Session.guarded.filter(key=_hash(self._session_key or ""), expires__gt=now, began__gt=oldest).first()
        if self.row is None:
            self._session_key = None
            return {}
        return vault.open_json(keyring.account_key(), self.row.sealed, record=_record(self.row.key), field="session")

    def exists(self, session_key: str) -> bool:
        """Is there such a session?"""
        return Session.guarded.filter(key=_hash(session_key)).exists()

    def create(self) -> None:
        """A new key, and a row under it."""
        while True:
            self._session_key, self.row = self._get_new_session_key(), None  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Keep it. Raises UpdateError where it was ended meanwhile, so that it does not come back to life."""
        if self.session_key is None:
            return self.create()
        now, key = timezone.now(), _hash(self.session_key)
        held = _without_private(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        facts = {
            "sealed": vault.seal_json(keyring.account_key(), held, record=_record(key), field="session"),
            "staff_id": int(held[SESSION_KEY]) if SESSION_KEY in held else None,
            "device": held.get("device", ""), "seen": now, "expires": _end(now),
        }  # fmt: skip
        if not must_create:
            if not Session.guarded.filter(key=key).update(**facts):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                Session(key=key, began=now, **facts).save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        if key := session_key or self.session_key:
            Session.guarded.filter(key=_hash(key)).delete()

    def touch(self) -> None:
        """Put off its end, at most once a minute."""
        now = timezone.now()
        if self.row is not None and now - self.row.seen > datetime.timedelta(seconds=settings.SESSION_TOUCH):
            Session.guarded.filter(key=self.row.key).update(seen=now, expires=_end(now))


# ---- for their owner ---------------------------------------------------------------------------------
def sessions_of(staff: Staff) -> Sequence[Session]:
    """Where an account is signed in, the last used first."""
    now = timezone.now()
    oldest = now - datetime.timedelta(seconds=settings.SESSION_LONGEST)
    return list(Session.guarded.filter(staff=staff, expires__gt=now, began__gt=oldest).order_by("-seen"))


def is_current(session: Session, key: str) -> bool:
    """Is this the session whose key the browser shows?"""
    return bytes(session.key) == _hash(key)


def end_session(staff: Staff, id: uuid.UUID) -> bool:
    """End one of one's own sessions. Returns whether there was one."""
    return bool(Session.guarded.filter(staff=staff, id=id).delete()[0])


def end_sessions(staff: Staff, but: str = "") -> int:
    """End all of an account's sessions but the one with this key. Returns how many there were."""
    return Session.guarded.filter(staff=staff).exclude(key=_hash(but)).delete()[0]


def _end(now: datetime.datetime) -> datetime.datetime:
    return now + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _hash(key: str) -> bytes:
    # The key is random and long, so nobody can try them all: no secret is needed.
    return blake2b(key.encode(), digest_size=32, person=b"amparo-session").digest()


def _record(key: bytes) -> vault.Record:
    return keyring.record_of("session", "site", bytes(key).hex())


def _without_private(held: dict[str, Any]) -> dict[str, Any]:
    ways = held.get("account_authentication_methods")
    if not isinstance(ways, list):
        return held
    kept = [{name: value for name, value in way.items() if name not in PRIVATE} for way in ways]
    return {**held, "account_authentication_methods": kept}
