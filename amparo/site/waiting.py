"""Work that may take seconds: done once, one piece at a time, in the background of this process.

A page waits a little for it. If that is not enough, it says so and can be asked again; the work goes on.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PATIENCE = 2.0
"""Seconds that a page waits before it says that it takes longer."""
MOST_WAITING = 12
"""Pieces of work that may stand in line; whoever comes after them is told to ask again."""


class NotYet(Exception):
    """The work is not done yet. It is under way, or there is too much before it."""


class Bench:
    """Does work in a thread of its own and keeps what was found last, `kept` pieces of it."""

    def __init__(self, kept: int):
        self.kept = kept
        self._found: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._started = False

    def get(self, key: Hashable, work: Callable[[], Any], patience: float | None = None) -> Any:
        """What `work` finds, from before if it was done before. Raises NotYet, and what `work` raises."""
        future = self._future(key, work)
        try:
            return future.result(PATIENCE if patience is None else patience)
        except TimeoutError:
            if not future.done():
                raise NotYet from None
            return future.result()
        finally:
            if future.done() and future.exception() is not None:
                with self._lock:
                    self._found.pop(key, None)

    def _future(self, key: Hashable, work: Callable[[], Any]) -> Future[Any]:
        with self._lock:
            future = self._found.get(key)
            if future is not None:
                self._found.move_to_end(key)
                return future
            done = [k for k, f in self._found.items() if f.done()]
            if len(self._found) - len(done) >= MOST_WAITING:
                raise NotYet
            for old in done[: max(0, len(done) - self.kept + 1)]:
                del self._found[old]
            future = self._found[key] = Future()
            self._jobs.put((future, work))
            if not self._started:
                threading.Thread(target=self._run, daemon=True, name="bench").start()
                self._started = True
            return future

    def _run(self) -> None:
        while True:
            future, work = self._jobs.get()
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)


def wait_page(request: HttpRequest) -> HttpResponse:
    """The page that says that it takes longer, at the same address; it is not kept."""
    return render(request, "site/waiting.html", {"again": request.get_full_path()}, status=202)
