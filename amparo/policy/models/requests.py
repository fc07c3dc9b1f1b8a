"""A request of an immigration authority: what it was, what became of it, and until when that is kept.

There is no field for a name, a date of birth or a number of the person: who it was is written on the paper only.
"""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.db import models

from amparo.core.models import City, Organisation, Staff
from amparo.core.models.guarded import Apart, Guarded
from amparo.core.storage.walls import ALL, HERE, MINE, Wall, organisation_wall

OWN = f"city_id = {HERE} AND organisation_id = ANY ({MINE})"
LEAVING = (
    f"{OWN} AND EXISTS (SELECT 1 FROM policy_icerequest r WHERE r.id = request_id "  # noqa: S608 - all our own
    "AND r.expires <= current_date + 1 AND NOT r.held)"
)
"""The last day has come, in any time zone, and nobody holds the request."""
NO_DUE = datetime.datetime(6000, 1, 1, tzinfo=datetime.UTC)


class IceRequest(Guarded):
    """One request, with what a list shows of it. Answers and reasons are in its entries, sealed."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        ASK_COUNSEL = "ask_counsel"
        DECIDED = "decided"
        REVIEWED = "reviewed"
        CLOSED = "closed"

    class Channel(models.TextChoices):
        """How it came."""

        ELECTRONIC = "electronic"
        FAX = "fax"
        IN_PERSON = "in_person"
        PHONE = "phone"
        POST = "post"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """Running, by organisation and year."""
    paper = models.CharField(max_length=40)
    """Its name in `corpus/forms`."""
    kind = models.CharField(max_length=40)
    """A label of the corpus's kind `request`."""
    channel = models.CharField(max_length=12, choices=Channel.choices)
    received = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    verdict = models.CharField(max_length=12, blank=True)
    """Of the main question; empty until it is decided."""
    law = models.CharField(max_length=40, blank=True)
    """The exact text of the law by which it was decided."""
    law_day = models.DateField(null=True)
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    next_due = models.DateTimeField(null=True)
    """The first of its open duties."""
    turn = models.DateTimeField()
    """Its place in the list: when it is next due, and without that far in the future, the newest first."""
    entries = models.PositiveIntegerField(default=0)
    expires = models.DateField()
    """On this day it goes, unless it is held."""
    held = models.BooleanField(default=False)
    """Legal hold: it stays until that is lifted."""
    own = models.BinaryField(null=True)
    """The office's own file number, sealed."""
    own_blind = models.BinaryField(null=True)
    """By this the own file number is found."""
    token = models.UUIDField()
    """Of the form that made it: sent twice, it makes one."""

    wall = organisation_wall()

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="one_request_a_number"),
            models.UniqueConstraint(fields=["organisation", "token"], name="one_request_a_form"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "turn", "id"], name="request_turn"),
            models.Index(fields=["organisation", "turn", "id"], name="request_unclosed",
                         condition=~models.Q(state="closed")),
            models.Index(fields=["organisation", "state", "turn", "id"], name="request_state"),
            models.Index(fields=["organisation", "kind", "turn", "id"], name="request_kind"),
            models.Index(fields=["organisation", "kind", "state", "turn", "id"], name="request_kind_state"),
            models.Index(fields=["organisation", "recorded_by", "turn", "id"], name="request_recorded_by"),
            models.Index(fields=["organisation", "reviewed_by", "turn", "id"], name="request_reviewed_by",
                         condition=models.Q(reviewed_by__isnull=False)),
            models.Index(fields=["organisation", "own_blind"], name="request_own",
                         condition=models.Q(own_blind__isnull=False)),
            models.Index(fields=["city", "expires"], name="request_expires", condition=models.Q(held=False)),
        ]  # fmt: skip

    def take_turn(self) -> None:
        """Put it into its place in the list."""
        self.turn = self.next_due or NO_DUE + (NO_DUE - self.received)


class RequestKey(Guarded):
    """The key of a request's fields and entries, sealed to its organisation. Without it nothing of it opens."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    request = models.OneToOneField(IceRequest, models.CASCADE, related_name="+", primary_key=True)
    key = models.BinaryField()

    wall = Wall(("SELECT", "INSERT", "DELETE"), OWN, LEAVING, adds=OWN)
    backup = Apart(of="request", kind="ice request")


class Entry(Guarded):
    """One thing that was done with a request. Entries are added and never changed; they go only with the request,
    when its day has come."""

    class Kind(models.TextChoices):
        """What was done."""

        RECORDED = "recorded"
        ANSWERED = "answered"
        DECIDED = "decided"
        PRINTED = "printed"
        DUTY_DONE = "duty_done"
        DUTY_UNDONE = "duty_undone"
        CORRECTED = "corrected"
        REVIEWED = "reviewed"
        SENT_BACK = "sent_back"
        NOTE = "note"
        HELD = "held"
        LIFTED = "lifted"

    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(IceRequest, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    payload = models.BinaryField()
    """Answers, the verdict as it was, words: sealed."""
    token = models.UUIDField()
    """Of the form that made it: sent twice, it makes one."""

    wall = Wall(("SELECT", "INSERT", "DELETE"), OWN, LEAVING, adds=OWN)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_entry_a_number"),
            models.UniqueConstraint(fields=["request", "token", "kind"], name="one_entry_a_form"),
        ]


class Duty(Guarded):
    """Something that must be done about a request, and by when."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(IceRequest, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    """Of the duty in the corpus, or of the question whose answer is "must"."""
    due = models.DateTimeField(null=True)
    """Null where the law counts no days or a fact is missing: its words are in the entry."""
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    reminded = models.PositiveSmallIntegerField(default=0)
    """1: that it is due soon. 2: that it is overdue."""

    wall = Wall(ALL, OWN, OWN)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "name"], name="one_duty_a_name")]
        indexes: ClassVar = [
            models.Index(fields=["city", "due"], name="duty_due",
                         condition=models.Q(done_at__isnull=True, due__isnull=False, reminded__lt=2)),
            models.Index(fields=["organisation", "due"], name="duty_open",
                         condition=models.Q(done_at__isnull=True, due__isnull=False)),
        ]  # fmt: skip


class Count(Guarded):
    """The last number that an organisation gave in a year. It is taken in the transaction that uses it, so that
    none is left out."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    wall = organisation_wall(grants=("SELECT", "INSERT", "UPDATE"))

    class Meta(Guarded.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "year"], name="one_count_a_year")]
