"""People who work here, what they may do in which organisation, and where they are signed in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amparo.core.models.cities import City, Organisation
from amparo.core.models.guarded import Guarded
from amparo.core.storage.walls import ALL, HERE, OPEN, Wall


class StaffManager(BaseUserManager["Staff"]):
    """Makes accounts; only an invitation calls it."""

    def create_user(self, email: str, password: str | None = None, **more: str) -> Staff:
        """An account. Without a password it is opened by a passkey."""
        staff = self.model(email=self.normalize_email(email).lower(), **more)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class LibraryManager(models.Manager["Staff"]):
    """For the library of accounts, which knows no other name, in its migrations too; our own code may not use it."""

    use_in_migrations = True


class Staff(AbstractBaseUser):
    """A person with an account: who it is, and nothing about what they may do."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    wall = OPEN
    guarded: ClassVar[StaffManager] = StaffManager()
    objects: ClassVar[LibraryManager] = LibraryManager()

    class Meta:
        base_manager_name = "guarded"
        default_manager_name = "guarded"

    def __str__(self) -> str:
        return f"staff {self.pk}"


class Membership(Guarded):
    """That a person works for an organisation, in which roles, and from when to when."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=20))
    """Names of roles: see `amparo.core.rights`."""
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    """Null: until it is ended."""
    ended = models.DateTimeField(null=True, blank=True)
    """When somebody ended it: from then on it gives no right. The rest stays, so that it can be undone."""

    # One sees one's own memberships everywhere, and those of the city where one stands.
    wall = Wall(ALL, f"city_id = {HERE} OR staff_id = (SELECT amparo_staff())", f"city_id = {HERE}")

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "organisation"], name="one_membership_in_an_organisation"),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="ends_after_it_starts",
            ),
        ]


class Session(Guarded):
    """Where somebody is signed in, or about to be. Neither its key nor what it holds can be read from the row."""

    key = models.BinaryField(primary_key=True)  # pyrefly: ignore[bad-override-mutable-attribute]
    """A hash of what the browser shows."""
    sealed = models.BinaryField()
    staff = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="+")
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # pyrefly: ignore[bad-override-mutable-attribute]
    """By this its owner ends it."""
    device = models.CharField(max_length=60, blank=True)
    """`Firefox on Linux`: as much as its owner needs to know it again."""
    began = models.DateTimeField()
    seen = models.DateTimeField()
    expires = models.DateTimeField()

    wall = OPEN

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["expires"], name="session_expires")]


class Device(Guarded):
    """A browser on which somebody has signed in: by a keyed hash of the random number that it keeps."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    mark = models.BinaryField()
    seen = models.DateTimeField()

    wall = OPEN

    class Meta(Guarded.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "mark"], name="one_mark_a_device")]
