"""What was done and by whom: lines that can be added and never changed, each sealed to the one before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from amparo.core.models.cities import City
from amparo.core.models.guarded import Guarded
from amparo.core.storage.walls import HERE, WRITE, Wall


class AuditLine(Guarded):
    """One line: who, what kind of record, which one, what was done, why. No values, ever.

    The database itself numbers, dates and chains it (see migration 0002); what stands here on the way in is
    written over. A line without a city is about the platform.
    """

    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    number = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=40)
    """`staff 12`, `operator`, `system`, `person`."""
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    record = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=60, blank=True)
    previous = models.BinaryField(default=b"")
    hash = models.BinaryField(default=b"")

    wall = Wall(WRITE, f"city_id = {HERE}", f"city_id IS NOT DISTINCT FROM {HERE}")

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "number"], name="one_line_a_number", nulls_distinct=False),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__regex": r"^[a-z0-9 ._-]*$"}), name=f"{name}_is_a_word"
                )
                for name in ("actor", "action", "kind", "record", "why")
            ),
        ]
