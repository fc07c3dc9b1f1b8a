"""Many people at once get public pages from memory, and nothing about any of them is kept with a page."""

import gzip
import io
import threading

import pytest
from django.core.wsgi import get_wsgi_application

from amparo.site.crowd import AROUND, LARGEST, LIFE, ROOM, Crowd, kept_for
from amparo.site.health import ANSWERED

HOME, LAW = "/en/", "/en/us/il/chicago/law/welcoming-city/"
JAIL = "/en/us/ny/new-york/situation/detainer_arrives/"
NOON = 1_790_000_200.0  # well before the end of a quarter of an hour
WHO = {
    "REMOTE_ADDR": "198.51.100.7",
    "REMOTE_PORT": "4711",
    "HTTP_USER_AGENT": "An old phone",
    "HTTP_ACCEPT_LANGUAGE": "ht",
    "HTTP_REFERER": "https://city.example.org/",
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
}


class Site:
    """The site with its memory of pages, a clock that a test sets, and each request that came through to Django."""

    def __init__(self, room=ROOM):
        self.django, self.made, self.time, self.law = get_wsgi_application(), [], NOON, "law-1"
        self.crowd = Crowd(self.through, lambda: self.law, room, lambda: self.time)

    def through(self, environ, start):
        self.made.append(environ)
        return self.django(environ, start)

    def ask(self, address, method="GET", **more):
        """Status, headers and body of an answer."""
        told = []
        answer = self.crowd(request(address, method, **more), lambda *what: told.append(what))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told[-1][0], dict(told[-1][1]), body


def request(address, method="GET", body=b"", **more):
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http", **more,
    }  # fmt: skip


@pytest.fixture
def site():
    return Site()


@pytest.mark.parametrize("address", [HOME, "/ar/us/ny/new-york/", LAW, f"{LAW}?on=2019-01-01", JAIL])
@pytest.mark.parametrize("coding", ["gzip, br", ""])
def test_promise_11_who_comes_second_gets_the_same_page_byte_for_byte_and_it_is_made_once(site, address, coding):
    first = site.ask(address, HTTP_ACCEPT_ENCODING=coding)
    assert site.ask(address, HTTP_ACCEPT_ENCODING=coding) == first
    assert first[0] == "200 OK"
    assert first[1]["Content-Length"] == str(len(first[2]))
    assert len(site.made) == 1


def test_the_page_from_memory_is_the_page_that_django_makes(site, client):
    site.ask(LAW)
    status, headers, body = site.ask(LAW)
    made = client.get(LAW)
    assert (status, body) == ("200 OK", made.content)
    assert headers == dict(made.headers)


def test_each_language_day_and_coding_has_a_page_of_its_own(site):
    addresses = (HOME, "/es/", LAW, f"{LAW}?on=2019-01-01", f"{LAW}?on=2020-01-01")
    bodies = {site.ask(address)[2] for address in addresses}
    packed = site.ask(HOME, HTTP_ACCEPT_ENCODING="gzip")
    assert (len(bodies), len(site.made)) == (5, 6)
    assert packed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == site.ask(HOME)[2]


def test_who_asks_for_the_head_alone_gets_the_same_head(site):
    for _ in range(2):
        assert site.ask(HOME, "HEAD") == ("200 OK", site.ask(HOME)[1], b"")
    assert len(site.made) == 1


@pytest.mark.parametrize("coding", ["gzip", ""])
def test_who_has_the_page_already_is_told_so(site, coding):
    _status, headers, _body = site.ask(HOME, HTTP_ACCEPT_ENCODING=coding)
    for known in (headers["ETag"], headers["ETag"].removeprefix("W/"), f'"other", {headers["ETag"]}', "*"):
        status, told, body = site.ask(HOME, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=known)
        assert (status, body) == ("304 Not Modified", b"")
        assert told["ETag"] == headers["ETag"]
        assert told["Cache-Control"] == headers["Cache-Control"] == "public, max-age=300"
        assert "Content-Length" not in told
    assert site.ask(HOME, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"
    assert len(site.made) == 1


def test_who_has_the_page_is_told_so_even_when_it_must_be_made_anew(site):
    tag = site.ask(HOME)[1]["ETag"]
    site.time += LIFE
    assert site.ask(HOME, HTTP_IF_NONE_MATCH=tag)[0] == "304 Not Modified"
    assert site.ask(HOME)[0] == "200 OK"
    assert len(site.made) == 2


def test_promise_8_a_page_is_kept_for_a_minute_at_most(site):
    site.ask(HOME)
    site.time += 59.9
    site.ask(HOME)
    assert len(site.made) == 1
    site.time += 0.1
    site.ask(HOME)
    assert len(site.made) == 2


@pytest.mark.parametrize("midnight", [1_790_049_600, 1_790_053_200, 1_790_014_500])
def test_no_page_of_yesterday_is_shown_today(site, midnight):
    # In New York, in Chicago, and in Nepal, where it comes at a quarter past an hour.
    site.time = midnight - 1.0
    site.ask(HOME)
    site.time = midnight - 0.1
    site.ask(HOME)
    assert len(site.made) == 1
    site.time = float(midnight)
    site.ask(HOME)
    assert len(site.made) == 2


def test_a_clock_that_was_set_back_keeps_no_page_longer(site):
    site.ask(HOME)
    site.time -= 3600
    site.ask(HOME)
    assert len(site.made) == 2


def test_when_the_law_changes_every_page_is_made_anew(site):
    site.ask(HOME)
    site.law = "law-2"
    site.ask(HOME)
    assert len(site.made) == 2


def test_promise_1_answers_to_a_form_are_made_for_each_and_kept_nowhere(site):
    answers = b"f.agency=city_jail&f.warrant_signed_by=no_one&show=now"
    first = site.ask(JAIL, "POST", body=answers)
    assert first[0] == "200 OK"
    assert site.ask(JAIL, "POST", body=answers)[2] == first[2]
    assert (len(site.made), len(site.crowd.pages)) == (2, 0)


@pytest.mark.parametrize(
    "address",
    [
        "/en/desk/", "/en/desk/springfield/requests/", "/es/staff/", "/en/return/", "/en/return/springfield/",
        "/hooks/twilio/springfield/sms", "/health", "/health/ready", "/metrics", "/api/v1/ask", "/", "/static/site.css",
        "/en/?words=seven", f"{LAW}?on=2019-01-01&name=somebody", "/xx/", "/en/Maria/",
    ],
)  # fmt: skip
def test_promise_4_private_addresses_and_made_up_ones_are_never_kept(site, address):
    assert site.crowd.key(request(address)) is None


@pytest.mark.parametrize("address", ["/en/nothing/", f"{LAW}?on=yesterday", "/en/compare/?place=us%2Fxx"])
def test_a_page_that_says_that_something_is_wrong_is_not_kept(site, address):
    assert site.ask(address)[0].startswith("4")
    assert len(site.crowd.pages) == 0


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        ("200 OK", {"Cache-Control": "public, max-age=300"}, LIFE),
        ("200 OK", {"Cache-Control": "public, max-age=5", "Vary": "Accept-Encoding"}, 5),
        ("200 OK", {}, 0),
        ("200 OK", {"Cache-Control": "public"}, 0),
        ("200 OK", {"Cache-Control": "max-age=300"}, 0),
        ("200 OK", {"Cache-Control": "private, no-store"}, 0),
        ("200 OK", {"Cache-Control": "public, no-cache, max-age=300"}, 0),
        ("200 OK", {"Cache-Control": "public, max-age=300", "Set-Cookie": "a=b"}, 0),
        ("200 OK", {"Cache-Control": "public, max-age=300", "Vary": "Accept-Encoding, Cookie"}, 0),
        ("404 Not Found", {"Cache-Control": "public, max-age=300"}, 0),
        ("206 Partial Content", {"Cache-Control": "public, max-age=300"}, 0),
    ],
)
def test_only_an_answer_that_says_itself_that_it_is_public_is_kept(status, headers, seconds):
    assert kept_for(status, list(headers.items())) == seconds


def test_promise_1_a_page_is_made_for_nobody_in_particular(site):
    site.ask(HOME, HTTP_ACCEPT_ENCODING="gzip;q=0.7", **WHO)
    assert not WHO.keys() & site.made[0].keys()
    assert site.made[0]["HTTP_ACCEPT_ENCODING"] == "gzip"
    kept = repr(site.crowd.pages)
    assert not [value for value in WHO.values() if len(value) > 2 and value in kept]
    assert str(NOON) not in kept


def test_who_is_signed_in_gets_the_same_public_page_and_leaves_none_behind(site):
    before = site.ask(HOME, HTTP_COOKIE="sessionid=abc")
    assert (len(site.made), len(site.crowd.pages)) == (1, 0)
    assert site.ask(HOME)[2] == before[2]
    assert site.ask(HOME, HTTP_COOKIE="sessionid=abc") == site.ask(HOME)
    assert len(site.made) == 2


def test_a_name_that_is_not_ours_is_refused_though_the_page_is_kept(site):
    page = site.ask(HOME)
    assert site.ask(HOME, HTTP_HOST="127.0.0.1:8000") == page
    assert site.ask(HOME, HTTP_HOST="evil.example.org")[0] == "400 Bad Request"
    assert len(site.crowd.pages) == 1


def test_promise_12_memory_is_bounded_and_the_page_unasked_for_longest_makes_way():
    sample = Site()
    sample.ask("/en/how/")
    site = Site(room=LARGEST * (sample.crowd.size + AROUND))
    site.ask("/en/how/")
    for day in range(1, 29):
        site.ask(f"/en/us/law/detainers/?on=2020-01-{day:02}")
        site.ask("/en/how/")
    assert site.crowd.size == sum(page.size for page in site.crowd.pages.values()) <= site.crowd.room
    addresses = [(path, query) for _law, _scheme, _root, path, query, _coding in site.crowd.pages]
    assert ("/en/how/", "") in addresses
    assert [made["PATH_INFO"] for made in site.made].count("/en/how/") == 1


def test_promise_12_a_page_as_large_as_the_room_is_not_kept():
    site = Site(room=20_000)
    assert site.ask(HOME)[0] == "200 OK"
    assert (len(site.crowd.pages), site.crowd.size) == (0, 0)


def test_promise_11_a_crowd_that_comes_at_the_same_moment_has_the_page_made_once(site):
    together, answers = threading.Barrier(12), []

    def visit():
        together.wait(10)
        answers.append(site.ask(LAW))

    crowd = [threading.Thread(target=visit) for _ in range(12)]
    for visitor in crowd:
        visitor.start()
    for visitor in crowd:
        visitor.join(30)
    assert len(answers) == 12
    assert all(answer == answers[0] for answer in answers)
    assert len(site.made) == 1


def test_after_a_fault_the_next_visitor_gets_the_page(site):
    def broken(environ, start):
        raise RuntimeError

    well, site.crowd.app = site.crowd.app, broken
    with pytest.raises(RuntimeError):
        site.ask(HOME)
    site.crowd.app = well
    assert site.ask(HOME)[0] == "200 OK"


def test_pages_from_memory_are_counted_like_all_others(site):
    def counted(status):
        return ANSWERED.labels("law", "GET", status)._value.get()

    good, same = counted("2xx"), counted("3xx")
    tag = site.ask(LAW)[1]["ETag"]
    site.ask(LAW)
    site.ask(LAW, HTTP_IF_NONE_MATCH=tag)
    assert (counted("2xx"), counted("3xx")) == (good + 2, same + 1)
