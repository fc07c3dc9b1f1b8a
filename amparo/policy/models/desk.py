"""What belongs to the desk and to no request: filters that somebody saved, addresses for calendar programs, and how
long records are kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from amparo.core.models import City, Organisation, Staff
from amparo.core.models.guarded import Guarded
from amparo.core.storage.walls import ALL, HERE, MINE, Wall, city_wall

THERE = f"city_id = {HERE} AND organisation_id = ANY ({MINE})"
OWN = f"{THERE} AND staff_id = (SELECT amparo_staff())"


class SavedFilter(Guarded):
    """A view of the list that a member of staff uses again. It holds no file number."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=200)

    # Nobody but the one who saved it sees it.
    wall = Wall(("SELECT", "INSERT", "DELETE"), OWN, OWN)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "organisation", "name"], name="one_filter_a_name")
        ]


class CalendarFeed(Guarded):
    """An address at which a calendar program finds the deadlines of an office. The secret in it is kept nowhere."""

    lookup = models.BinaryField(unique=True)
    """32 bytes by which the secret finds it."""
    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    fetched = models.DateField(null=True)
    """The last day, in the city, on which a program came for it."""

    # Whoever holds the secret finds it, and at the desk nobody else's is seen; what has expired can be removed.
    wall = Wall(
        ALL,
        f"({OWN}) OR ({THERE} AND expires <= now()) OR lookup = (SELECT amparo_lookup())",
        f"({OWN}) OR ({THERE} AND expires <= now())",
        adds=OWN,
    )
    # An address that was ended would be good again after a restore: they are made anew.
    backup = False

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["organisation", "expires"], name="feed_expires")]


class Retention(Guarded):
    """For how many days a city keeps requests of a kind: its record schedule."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    days = models.PositiveIntegerField()

    wall = city_wall()

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "kind"], name="one_period_a_kind"),
            models.CheckConstraint(condition=models.Q(days__gt=0), name="kept_a_day_or_more"),
        ]
