"""People who write: each sends a form until it is acknowledged, as a browser's user would who presses the button
again."""

from __future__ import annotations

import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

PATIENCE = 8
"""Seconds that a form may take before it is sent again."""


@dataclass
class Acknowledged:
    """What the site said it had done."""

    requests: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    tries: int = 0

    @property
    def many(self) -> int:
        """All of it."""
        return len(self.requests) + len(self.answers) + len(self.invitations)


class Writer(threading.Thread):
    """One who writes until told to stop. `cookie`: name and value of the session's cookie."""

    def __init__(self, site: str, desk: str, cookie: tuple[str, str], done: Acknowledged, seed: int):
        super().__init__(daemon=True)
        self.site, self.desk, self.done = site, desk, done
        self.stopping = threading.Event()
        self.random = random.Random(seed)
        self.http = requests.Session()
        self.http.cookies.set(*cookie)
        self.wrong: list[str] = []

    def run(self) -> None:
        """Write, one form after the other."""
        while not self.stopping.is_set():
            self.write()

    def write(self) -> None:
        """One piece of work."""
        raise NotImplementedError

    def get(self, path: str) -> str:
        """A page, asked for until it comes; empty once one is to stop."""
        answer = self._until(lambda: self.http.get(self.site + path, **self._how()), 200)
        return answer.text if answer is not None else ""

    def led_to(self, path: str) -> str:
        """Where an address that only leads on leads: a form that was sent again leads to the next question so."""
        answer = self._until(lambda: self.http.get(self.site + path, **self._how()), 302)
        return answer.headers["Location"] if answer is not None else ""

    def post(self, path: str, page: str, data: dict[str, Any]) -> str:
        """Send a form until it is acknowledged; where it led to."""
        secret = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if secret is None:
            return ""
        data = {**data, "csrfmiddlewaretoken": secret[1]}
        answer = self._until(lambda: self.http.post(self.site + path, data, **self._how()), 302)
        return answer.headers["Location"] if answer is not None else ""

    def _how(self) -> dict[str, Any]:
        return {"timeout": PATIENCE, "allow_redirects": False}

    def _until(self, send: Any, status: int) -> Any:
        while not self.stopping.is_set():
            self.done.tries += 1
            try:
                answer = send()
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code == status:
                return answer
            if answer is not None and answer.status_code < 500:
                self.wrong.append(f"{answer.request.method} was answered {answer.status_code}")
                time.sleep(1)
                return None
            time.sleep(0.1)
        return None


class Clerk(Writer):
    """Records requests and answers their first questions with "I do not know"."""

    def write(self) -> None:
        """A request and up to two answers."""
        path = f"{self.desk}requests/new/"
        page, token = self.get(path), str(uuid.uuid4())
        papers = re.findall(r'name="paper" value="([\w.-]+)"', page)
        now = re.search(r'name="received" value="([\dT:-]+)"', page)
        led = self.post(path, page, {
            "paper": self.random.choice(papers), "received": now[1],
            "channel": "fax", "own": f"CHAOS {token[:8]}", "token": token,
        }) if papers and now else ""  # fmt: skip
        if not led:
            return
        self.done.requests.append(token)
        for _ in range(2):
            if led.endswith("/question/"):
                led = self.led_to(led)
            if "/question/" not in led:
                return
            page = self.get(led)
            ours = re.search(r'name="token" value="([\w-]+)"', page)
            if ours is None:
                return
            led_on = self.post(led, page, {"do": "unknown", "token": ours[1]})
            if not led_on:
                return
            self.done.answers.append(ours[1])
            led = led_on


class Manager(Writer):
    """Invites people, so that letters leave."""

    def write(self) -> None:
        """An invitation."""
        path = f"{self.desk}members/"
        page, email = self.get(path), f"chaos-{uuid.uuid4().hex[:12]}@example.org"
        if page and self.post(path, page, {"email": email, "roles": ["clerk"], "starts": "", "ends": ""}):
            self.done.invitations.append(email)
        time.sleep(0.3)
