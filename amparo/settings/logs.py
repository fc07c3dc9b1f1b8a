"""What is written down: what went wrong in the code and where, and if AMPARO_LOG asks for it, that a page was made.

No address, browser, path, query string or answer goes into any log (the promise about public use). A message may
quote what was typed, so messages are left out, whoever wrote them; only our own events have words.

AMPARO_LOG=json writes one line of JSON for each request, job and error, AMPARO_LOG=plain the same as text; without it
only errors are told. All goes to standard error.
"""

from __future__ import annotations

import contextvars
import datetime
import json
import logging
import os
import traceback
from typing import Any

_FORM = os.environ.get("AMPARO_LOG", "")
LOGGING_CONFIG = "logging.config.dictConfig"
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")
"""A random number for the request at hand: it joins the lines about it, and says nothing about who sent it."""


def request_done(route: str, method: str, status: str, seconds: float) -> None:
    """Write down that a request was answered. `route` is the name of a route, `status` a class like 2xx."""
    ms = round(seconds * 1000, 1)
    _tell(event="request", route=route, method=method, status=status, ms=ms)


def job_done(name: str, good: bool, seconds: float) -> None:
    """Write down that a job was done, or went wrong. `name` is that of its function."""
    _tell(event="job", job=name, good=good, ms=round(seconds * 1000, 1))


def _tell(**event: Any) -> None:
    logging.getLogger("amparo.events").info("", extra={"facts": event})


class Lines(logging.Formatter):
    """One line: level, logger, and either our own event, or the kind of error and the lines of code it passed."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        facts = {"at": at, "level": record.levelname, "logger": record.name, **self.facts(record)}
        if request_id.get():
            facts["request"] = request_id.get()
        if _FORM == "json":
            return json.dumps(facts)
        rest = [f"{name}={value}" for name, value in facts.items() if name not in ("at", "level", "logger")]
        return " ".join([record.levelname, record.name, *rest])

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """What the record says that may be told."""
        if record.name == "amparo.events":
            return getattr(record, "facts", {})
        if record.name == "_granian" and isinstance(record.msg, str):
            return {"server": record.msg.partition("\n")[0]}  # of processes; after it may come an error's message
        if not record.exc_info or record.exc_info[0] is None:
            return {}
        frames = traceback.extract_tb(record.exc_info[2])[-6:]
        places = " > ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames)
        return {"error": record.exc_info[0].__name__, "places": places}


def _is_news(record: logging.LogRecord) -> bool:
    """A part that is away is told once, by whoever keeps it running, and not for each page that needs it."""
    return getattr(record, "status_code", 0) != 503


def _logger(level: str) -> dict[str, Any]:
    return {"handlers": ["lines"], "level": level, "propagate": False}


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "amparo.settings.logs.Lines"}},
    "filters": {"news": {"()": "django.utils.log.CallbackFilter", "callback": _is_news}},
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["news"]},
        "nothing": {"class": "logging.NullHandler"},
    },
    # Libraries would otherwise write their warnings in full.
    "root": {"handlers": ["lines"], "level": "ERROR"},
    "loggers": {
        "amparo.events": _logger("INFO" if _FORM else "WARNING"),
        "django": _logger("ERROR"),
        "_granian": _logger("WARNING"),
        # These name the host or the address that a visitor sent.
        "django.security": {"handlers": ["nothing"], "propagate": False},
        "django.server": {"handlers": ["nothing"], "propagate": False},
    },
}
