"""Messages on their way out, and who wants none."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from amparo.core.models.cities import City
from amparo.core.models.guarded import Guarded
from amparo.core.storage.walls import WRITE, city_wall


class OutboxMessage(Guarded):
    """A message to be sent, and what came of it. Its words and recipient are sealed, and go when it is done. What the
    vendor called it, and said of it, goes later; its key stays, so that it is never sent again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    """The same for every attempt; says nothing about a person."""
    ref = models.CharField(max_length=32)
    """What vendors give back in receipts."""
    sealed = models.BinaryField(null=True)
    written = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    """Until then one worker works on it."""
    failures = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=40, blank=True)
    closed = models.BooleanField(default=False)
    again = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=20, blank=True)

    wall = city_wall(grants=("SELECT", "INSERT", "UPDATE"))

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "key"], name="one_message_a_key"),
            models.UniqueConstraint(fields=["city", "ref"], name="one_message_a_ref"),
        ]
        indexes: ClassVar = [models.Index(fields=["city", "provider"], name="message_provider")]


class OptOut(Guarded):
    """What a person said about messages, known by a blind index of their number. The last word counts, and none
    is ever removed."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    blind = models.BinaryField()
    at = models.DateTimeField()
    out = models.BooleanField()
    why = models.CharField(max_length=60)

    wall = city_wall(grants=WRITE)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["city", "blind", "-id"], name="optout_last_word")]


class HeardCall(Guarded):
    """A vendor's call that was heard already, by its token, so that a repeated one does nothing."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    token = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    wall = city_wall(grants=WRITE)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "token"], name="heard_once")]
