"""People who are helped: as little as can be, sealed, with the day on which it all goes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from amparo.core.models.cities import City, Organisation
from amparo.core.models.guarded import Apart, Guarded
from amparo.core.storage.walls import ALL, HERE, MINE, Wall, city_wall, organisation_wall

PHRASE = "(SELECT amparo_lookup())"
CITY = f"city_id = {HERE}"
OWN = f"{CITY} AND (organisation_id = ANY ({MINE}) OR lookup = {PHRASE})"
PART = f"{CITY} AND EXISTS (SELECT 1 FROM core_person p WHERE p.id = person_id)"  # noqa: S608 - all our own
"""The walls of core_person hold inside this too: a part is seen by whoever sees the person."""


class SiteKey(Guarded):
    """The key of the whole site, wrapped by the key outside the database: return phrases hang on it."""

    wrapped = models.BinaryField()

    wall = Wall(("SELECT",))
    backup = Apart()


class CityKey(Guarded):
    """The key of a city, wrapped by the key outside the database; and under it the key of its blind indexes and
    that of its messages, which a new city key leaves as they are."""

    city = models.OneToOneField(City, models.CASCADE, related_name="+")
    wrapped = models.BinaryField()
    index = models.BinaryField()
    messages = models.BinaryField()

    wall = city_wall(grants=("SELECT", "INSERT"))
    backup = Apart(of="city")


class OrganisationKey(Guarded):
    """The private half of an organisation's pair, under the city's key. Records are sealed to the other half.
    Nobody who stands for another organisation sees it, not even in the same city."""

    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    private = models.BinaryField()

    wall = organisation_wall(grants=("SELECT", "INSERT"))
    backup = Apart(of="organisation")


class Person(Guarded):
    """A person who is helped by an organisation. What is known about them is in sealed fields."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    began = models.DateField()
    expires = models.DateField()
    """On this day the record goes, unless it is held."""
    held = models.BooleanField(default=False)
    """Legal hold: the record stays until it is lifted."""
    lookup = models.BinaryField(null=True)
    """32 bytes by which the return phrase finds the record; the phrase itself is kept nowhere."""

    # Whoever stands in a city may add a person to one of its organisations, and then sees them no more.
    wall = Wall(ALL, OWN, OWN, adds=CITY)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "lookup"], name="one_person_a_phrase"),
            models.CheckConstraint(condition=models.Q(expires__gt=models.F("began")), name="expires_after_it_began"),
        ]
        indexes: ClassVar = [models.Index(fields=["city", "expires"], name="person_expires")]


class PersonKey(Guarded):
    """The key of a person's fields, sealed to one who may open it. Without a row there is no way to open them."""

    class Holder(models.TextChoices):
        """To whom it is sealed."""

        ORGANISATION = "organisation"
        PHRASE = "phrase"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    holder = models.CharField(max_length=12, choices=Holder.choices)
    key = models.BinaryField()

    wall = Wall(ALL, PART, PART, adds=CITY)
    backup = Apart(of="person", kind="person")

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "holder"], name="one_key_a_holder"),
        ]


IDENTITY = ("name", "phone", "email", "address")
"""The fields that tell who somebody is. Where two persons are needed to see them, see `Organisation.two_person`."""


class SealedField(Guarded):
    """One thing known about a person, sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    value = models.BinaryField()

    wall = Wall(ALL, PART, PART, adds=CITY)

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="one_value_a_field"),
            models.CheckConstraint(condition=models.Q(name__regex=r"^[a-z_]+$"), name="field_has_a_plain_name"),
        ]
