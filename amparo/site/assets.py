"""Addresses of style sheet and scripts that change with the content: browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class AssetStorage(StaticFilesStorage):
    """`/static/site.css?3f2a…`: no build step, no file copied."""

    def url(self, name: str | None, *args: object) -> str:  # type: ignore[override]
        return f"{super().url(name)}?{digest(name or '')}"


@cache
def digest(name: str) -> str:
    found = finders.find(name)
    if not found or not isinstance(found, str):
        return "0"
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
