"""Work that takes seconds is done once, in the background, and a page never hangs without a word."""

import threading

import pytest

from amparo.site.waiting import MOST_WAITING, Bench, NotYet


def test_work_is_done_once_however_many_ask():
    bench, done = Bench(4), []
    for _ in range(3):
        assert bench.get("a", lambda: done.append(1) or "found", 5) == "found"
    assert done == [1]


def test_who_asks_too_early_is_told_and_finds_it_later():
    bench, go = Bench(4), threading.Event()
    work = lambda: go.wait(5) and "found"  # noqa: E731
    with pytest.raises(NotYet):
        bench.get("a", work, 0)
    go.set()
    assert bench.get("a", work, 5) == "found"


def test_a_fault_reaches_who_asked_and_is_not_kept():
    bench = Bench(4)
    with pytest.raises(ZeroDivisionError):
        bench.get("a", lambda: 1 / 0, 5)
    assert bench.get("a", lambda: "found", 5) == "found"


def test_only_what_was_asked_last_is_kept():
    bench, done = Bench(2), []
    for key in ("a", "b", "c", "a"):
        bench.get(key, lambda key=key: done.append(key), 5)
    assert done == ["a", "b", "c", "a"]


def test_promise_12_a_line_that_is_too_long_takes_no_more():
    bench, go, done = Bench(4), threading.Event(), []
    for key in range(MOST_WAITING + 3):
        with pytest.raises(NotYet):
            bench.get(key, lambda key=key: go.wait(5) and done.append(key), 0)
    go.set()
    bench.get(MOST_WAITING - 1, lambda: None, 5)
    assert done == list(range(MOST_WAITING))


@pytest.mark.parametrize(("lang", "said"), [("en", "This takes a few seconds"), ("es", "Esto tarda unos segundos")])
def test_a_page_that_takes_longer_says_so_and_is_not_kept(client, monkeypatch, lang, said):
    from amparo.site import compare

    def later(*_):
        raise NotYet

    monkeypatch.setattr(compare, "compared", later)
    address = f"/{lang}/compare/?place=us/tx&place=us/il"
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 202
    assert said in text
    assert f'href="{address.replace("&", "&amp;")}"' in text
    assert "no-cache" in response["Cache-Control"]
    assert not response.cookies
