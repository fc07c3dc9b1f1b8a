"""What the site writes down: that something went wrong in the code, and where in the code.

No address, browser, query string or answer goes into any log (the promise about public use). An
error's message may quote what was typed, so the formatter leaves it out.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

LOGGING_CONFIG = "logging.config.dictConfig"


class PlaceOnly(logging.Formatter):
    """One line: level, logger, the kind of error, and the lines of code it passed through."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}"
        if not record.exc_info or record.exc_info[0] is None:
            return line
        frames = traceback.extract_tb(record.exc_info[2])[-6:]
        places = " > ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames)
        return f"{line} {record.exc_info[0].__name__} at {places}"


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"place_only": {"()": "amparo.settings.logs.PlaceOnly"}},
    "handlers": {
        "errors": {"class": "logging.StreamHandler", "level": "ERROR", "formatter": "place_only"},
        "nothing": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
        # These name the host or the address that a visitor sent.
        "django.security": {"handlers": ["nothing"], "propagate": False},
        "django.server": {"handlers": ["nothing"], "propagate": False},
    },
}
