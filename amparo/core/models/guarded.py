"""What all guarded models share."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Guarded(models.Model):
    """A record behind a wall. Its manager is called `guarded`, so that a way around the doors is seen at once."""

    guarded: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "guarded"
        default_manager_name = "guarded"
