"""A second person's consent to the opening of an identity."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from amparo.core.models.cities import City, Organisation
from amparo.core.models.guarded import Guarded
from amparo.core.models.staff import Staff
from amparo.core.storage.walls import ALL, organisation_wall


class Consent(Guarded):
    """That somebody asked to see who a person is, why, and what a custodian decided."""

    class Why(models.TextChoices):
        """Reasons; there is no room for more words, which might tell of the person."""

        CALL_BACK = "call back", "To call the person back"
        APPOINTMENT = "appointment", "To agree on an appointment"
        REPRESENTATION = "representation", "To represent the person"
        EMERGENCY = "emergency", "An emergency"
        OWN_WISH = "own wish", "The person asks for it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.UUIDField()
    """The person's number, which leads nowhere once they are forgotten."""
    asker = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    why = models.CharField(max_length=20, choices=Why.choices)
    asked = models.DateTimeField()
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, models.CASCADE, null=True, blank=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    """Null once decided: it was refused."""

    wall = organisation_wall(ALL)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asker")),
                name="another_person_decides",
            ),
            models.CheckConstraint(condition=models.Q(until__isnull=True) | models.Q(decided__isnull=False),
                                   name="decided_before_it_lasts"),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["person", "asker", "until"], name="consent_in_force")]
