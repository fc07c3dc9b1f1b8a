"""Cities and the organisations that work in them."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from amparo.core.models.guarded import Guarded
from amparo.core.storage.walls import HERE, Wall, city_wall

SLUG = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Small letters, digits and single hyphens, like new-york.")


NOT_AN_ORGANISATION = RegexValidator(
    r"^(first-managers|record|settings)\Z", "Choose another name: a page of the city has this address.",
    inverse_match=True,
)  # fmt: skip


class City(Guarded):
    """A city that runs Amparo. All of it is public: it stands on the city's pages."""

    slug = models.CharField(max_length=60, unique=True, validators=[SLUG])
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    """Its place in the law: `us/ny/new-york`."""
    languages = ArrayField(models.CharField(max_length=8))
    """Codes of the languages that it offers, the first one first."""
    time_zone = models.CharField(max_length=60)
    """An IANA name: `America/New_York`."""
    colour = models.CharField(max_length=7)
    """Its accent colour, #rrggbb, dark enough to read on paper."""
    hotlines = models.JSONField(default=list)
    """[{"name": …, "number": …, "hours": …}]: names and hours by language."""
    added = models.DateField()

    wall = Wall(("SELECT", "INSERT", "UPDATE"), "true", f"id = {HERE}")

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(colour__regex=r"^#[0-9a-f]{6}$"), name="colour_is_rrggbb"),
            models.CheckConstraint(condition=models.Q(languages__len__gt=0), name="some_language"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Its time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: datetime.datetime) -> datetime.date:
        """The day in the city at a moment."""
        return now.astimezone(self.zone).date()


class Organisation(Guarded):
    """An organisation in a city: an office, a jail, a legal aid society."""

    class Kind(models.TextChoices):
        """What it is for."""

        CITY_OFFICE = "city_office", "City office"
        POLICE = "police", "Police"
        JAIL = "jail", "Jail"
        COURT = "court", "Court or clerk"
        SCHOOL = "school", "School"
        HOSPITAL = "hospital", "Hospital"
        LEGAL_AID = "legal_aid", "Legal aid"
        COMMUNITY_GROUP = "community_group", "Community group"
        BUSINESS = "business", "Business"

    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    slug = models.CharField(max_length=60, validators=[SLUG, NOT_AN_ORGANISATION])
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    agency = models.CharField(max_length=40, blank=True)
    """What the law calls it: a label of the corpus's kind `agency`."""
    two_person = models.BooleanField(default=False)
    """Who somebody is, is shown only once a custodian has consented: see `amparo.core.access.consent`."""
    public_key = models.BinaryField(null=True, editable=False)
    """To this, records of the organisation are sealed, also by people who may not open them."""

    wall = city_wall(grants=("SELECT", "INSERT", "UPDATE"))

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "slug"], name="one_slug_in_a_city"),
        ]

    def __str__(self) -> str:
        return self.slug
