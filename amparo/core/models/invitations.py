"""Invitations to work for an organisation: the only way to an account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amparo.core.models.cities import City, Organisation
from amparo.core.models.guarded import Guarded
from amparo.core.models.staff import Staff
from amparo.core.storage.walls import ALL, HERE, Wall


class Invitation(Guarded):
    """Who is asked to join which organisation, in which roles. The secret itself stands in the letter alone.

    Without organisation and city it asks somebody to found a city.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    lookup = models.BinaryField(unique=True)
    """32 bytes by which the secret finds it."""
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    """Empty once it is used or withdrawn."""
    roles = ArrayField(models.CharField(max_length=20), blank=True, default=list)
    starts = models.DateTimeField(null=True, blank=True)
    """The slot of a volunteer; null: from when it is used."""
    ends = models.DateTimeField(null=True, blank=True)
    made = models.DateTimeField()
    made_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    """Null: an operator."""
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn = models.DateTimeField(null=True, blank=True)

    # Whoever holds the secret sees the one invitation; else only those of the city where one stands.
    wall = Wall(
        ALL,
        f"city_id = {HERE} OR lookup = (SELECT amparo_lookup())",
        f"city_id IS NOT DISTINCT FROM {HERE} OR lookup = (SELECT amparo_lookup())",
    )

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True) | models.Q(city__isnull=False),
                name="an_organisation_has_its_city",
            ),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(starts__isnull=False, ends__gt=models.F("starts")),
                name="slot_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "expires"], name="invitation_open")]
