"""For trying things out: each message is a file, .eml for mail and .txt for the rest."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from amparo.core.messages import mail
from amparo.core.messages.console import as_text
from amparo.core.messages.port import Channel, Message, NotSent, Sent, Status


class FilesSender:
    """Writes each message into a folder, whole or not at all, readable by this user only. The same message again
    replaces its file. NotSent (to be tried again) where the folder cannot be written."""

    def __init__(self, folder: Path, sender: str = "amparo@localhost", name: str = "Amparo"):
        self.folder, self.sender, self.name = folder, sender, name

    def send(self, message: Message) -> Sent:
        if message.channel is Channel.EMAIL:
            data, ending = mail.build(message, self.sender, self.name, datetime.now(UTC)).as_bytes(), ".eml"
        else:
            data, ending = as_text(message).encode() + b"\n", ".txt"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self.folder / (message.ref + ending), data)
            return Sent(message.ref, Status.SENT)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "the folder cannot be written"
        raise NotSent(f"The message could not be written to its folder: {reason}.", retry=True)


def _write(path: Path, data: bytes) -> None:
    """Write beside the file, then move it into its place. The beginning is readable by this user only."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
