"""What all guarded models share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models


@dataclass(frozen=True)
class Apart:
    """That a backup keeps the rows apart from the data, with the keys, of which there are only the newest.

    `of`: the field that names what a row belongs to. `kind`: where that is a record which is forgotten by the loss of
    its key, what the audit calls it.
    """

    of: str = ""
    kind: str = ""


class Guarded(models.Model):
    """A record behind a wall. Its manager is called `guarded`, so that a way around the doors is seen at once."""

    backup: ClassVar[bool | Apart] = True
    """Do its rows go into a backup?"""
    guarded: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "guarded"
        default_manager_name = "guarded"
