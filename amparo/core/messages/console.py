"""For development: messages are written to the screen, words and recipient and all."""

from __future__ import annotations

import sys
from typing import TextIO

from amparo.core.messages.port import Message, Sent, Status


class ConsoleSender:
    """Writes each message to `out`, by default whatever is the standard output at that moment."""

    def __init__(self, out: TextIO | None = None):
        self.out = out

    def send(self, message: Message) -> Sent:
        print(as_text(message), file=self.out or sys.stdout, flush=True)
        return Sent(message.ref, Status.SENT)


def as_text(message: Message) -> str:
    """A message for a developer's eyes."""
    lines = [f"--- {message.channel}: {message.kind} ({message.lang})", f"To: {message.to}"]
    if message.subject:
        lines.append(f"Subject: {message.subject}")
    if message.dial:
        lines.append(f"Then connect to: {message.dial}")
    return "\n".join([*lines, "", message.body.rstrip("\n"), "---"])
