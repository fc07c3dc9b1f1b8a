"""Public pages from memory, in front of everything else: what many people ask for at once is made once.

Kept are whole pages that are the same for everybody, for a minute at most and never past the end of a day anywhere.
Each is made anew for nobody in particular: without the cookie, the browser, the language or the network address of
whoever asked first. With a page stands nothing about who asked for it, when, or how often. Answers to forms are not
kept, nor is any address with words in it that a visitor made up.
"""

from __future__ import annotations

import io
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.middleware.gzip import re_accepts_gzip
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import parse_etags

from amparo.languages import LANGUAGES
from amparo.site.health import count

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]
Key = tuple[str, ...]

ROOM = 64 * 2**20
"""Bytes of pages that a process keeps; what was asked for longest ago makes way."""
LIFE = 60
"""Seconds that a page is kept at most, so that what is taken back goes within a minute."""
QUARTER = 900
"""Seconds of a quarter of an hour. In every time zone there is, a day begins with one."""
PATIENCE = 2.0
"""Seconds that others wait for whoever makes the page; then they make it themselves."""
AROUND = 600
"""Bytes that a page takes beside its text."""
LARGEST = 16
"""No page may take more than this part of the room."""

PAGES = re.compile(rf"/(?:{'|'.join(LANGUAGES)})/(?!(?:desk|staff|return|api|hooks|health|metrics)\b)[a-z0-9/._-]*")
"""The addresses of public pages: of their language, without any record and anybody's account."""
QUERY = re.compile(r"(?:(?:on|place|law|day)=(?:[a-z0-9/-]|%2F){1,60}(?:&|$))*")
"""Ends of addresses that are of the law: days and places."""
SENT = re.compile("HTTP_|REMOTE_|CONTENT_")
"""What of a request says something about who sent it."""
OF_A_BODY = {"content-type", "content-length", "content-encoding", "content-disposition", "content-language"}


@dataclass(frozen=True)
class Kept:
    """A page in memory: good until `ends`, a moment of the clock; `route` is the name that it is counted under."""

    status: str
    headers: Headers
    body: bytes
    ends: float
    route: str
    etag: str

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + AROUND


class Crowd:
    """The application `app`, with its public pages kept in memory. `version` names the law that it answers from, and
    `now` is the clock, in seconds."""

    def __init__(self, app: App, version: Callable[[], str], room: int = ROOM, now: Callable[[], float] = time.time):
        self.app, self.version, self.room, self.now = app, version, room, now
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.size = 0
        self._lock = threading.Lock()
        self._under_way: dict[Key, threading.Event] = {}

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        key = self.key(environ)
        if key is None:
            return self.app(environ, start)
        page = self.find(key)
        if page is None and ("HTTP_COOKIE" in environ or "HTTP_AUTHORIZATION" in environ):
            return self.app(environ, start)
        if page is None:
            return self._first(key, environ, start)
        return _send(page, environ, start, began)

    def key(self, environ: Environ) -> Key | None:
        """What a page is kept under, or None if none is kept for such a request."""
        method, path, query = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"]
        public = method in ("GET", "HEAD") and PAGES.fullmatch(path) and QUERY.fullmatch(query)
        if not public or scheme not in ("http", "https") or not _host_is_ours(environ):
            return None
        coding = "gzip" if re_accepts_gzip.search(environ.get("HTTP_ACCEPT_ENCODING", "")) else ""
        return self.version(), scheme, environ.get("SCRIPT_NAME", ""), path, query, coding

    def find(self, key: Key) -> Kept | None:
        """The page in memory, if it is still good."""
        with self._lock:
            page = self.pages.get(key)
            if page is not None and not page.ends - LIFE <= self.now() < page.ends:
                self._drop(key)
                page = None
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def _first(self, key: Key, environ: Environ, start: Start) -> Iterable[bytes]:
        """Make the page, or wait for whoever is at it."""
        with self._lock:
            done = self._under_way.get(key)
            mine = done is None
            if done is None:
                done = self._under_way[key] = threading.Event()
        if not mine:
            began = time.perf_counter()
            done.wait(PATIENCE)
            page = self.find(key)
            return _send(page, environ, start, began) if page else self.app(environ, start)
        try:
            return self._make(key, environ, start)
        finally:
            with self._lock:
                del self._under_way[key]
            done.set()

    def _make(self, key: Key, environ: Environ, start: Start) -> Iterable[bytes]:
        began, told = self.now(), []
        answer = self.app(for_nobody(environ, key), lambda *what: told.append(what))
        status, headers = told[-1][:2]
        life = kept_for(status, headers)
        if life <= 0:
            start(*told[-1])
            return answer
        body = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        ends = min(began + life, began - began % QUARTER + QUARTER)
        page = Kept(status, list(headers), body, ends, _route(environ["PATH_INFO"]), etag)
        self._keep(key, page)
        return _send(page, environ, start)

    def _keep(self, key: Key, page: Kept) -> None:
        if page.size > self.room // LARGEST:
            return
        with self._lock:
            self._drop(key)
            self.pages[key] = page
            self.size += page.size
            while self.size > self.room:
                self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        page = self.pages.pop(key, None)
        self.size -= page.size if page else 0


def for_nobody(environ: Environ, key: Key) -> Environ:
    """The request for a page, without anything that tells one visitor from another."""
    clean = {name: value for name, value in environ.items() if not SENT.match(name)}
    more = {name: environ[name] for name in ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO") if name in environ}
    return {**clean, **more, "REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": key[-1], "wsgi.input": io.BytesIO()}


def kept_for(status: str, headers: Headers) -> int:
    """Seconds for which an answer may be kept: zero unless it says itself that it is public."""
    said: dict[str, str] = {}
    for name, value in headers:
        said[name.lower()] = f"{said[name.lower()]}, {value}" if name.lower() in said else value
    words = {word.strip().lower() for word in said.get("cache-control", "").split(",")}
    varies = {word.strip().lower() for word in said.get("vary", "").split(",") if word.strip()}
    age = next((word[8:] for word in words if word.startswith("max-age=")), "")
    public = "public" in words and not words & {"private", "no-store", "no-cache"} and age.isdigit()
    if not status.startswith("200 ") or not public or "set-cookie" in said or varies - {"accept-encoding"}:
        return 0
    return min(LIFE, int(age))


def _send(page: Kept, environ: Environ, start: Start, began: float | None = None) -> Iterable[bytes]:
    """Answer with the page, or that it has not changed. `began` is given where nobody else counts the answer."""
    method, sent = environ["REQUEST_METHOD"], parse_etags(environ.get("HTTP_IF_NONE_MATCH", ""))
    same = page.etag and (sent == ["*"] or page.etag.removeprefix("W/") in (tag.removeprefix("W/") for tag in sent))
    if same:
        start("304 Not Modified", [h for h in page.headers if h[0].lower() not in OF_A_BODY])
    else:
        start(page.status, list(page.headers))
    if began is not None:
        count(page.route, method, "3xx" if same else "2xx", time.perf_counter() - began)
    return [] if same or method == "HEAD" else [page.body]


def _route(path: str) -> str:
    with translation.override(path.split("/")[1]):
        try:
            return resolve(path).view_name or "none"
        except Resolver404:
            return "none"


def _host_is_ours(environ: Environ) -> bool:
    """Does the site answer to the name that was asked for? If not, the refusal is the application's."""
    domain, _port = split_domain_port(environ.get("HTTP_HOST") or environ.get("SERVER_NAME", ""))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
