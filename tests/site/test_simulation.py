"""What the law would say of past requests: exact figures with what they are of, and public choices alone."""

import csv
import io
import re
import subprocess
import sys

import pytest


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr("amparo.site.waiting.PATIENCE", 300)


def part(text, name):
    """One figure of the page."""
    return re.search(rf'<section class="figure-part" id="{name}".*?</section>', text, re.S)[0]


def table(text, name):
    """The cells of a figure's table, by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", part(text, name), re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]


@pytest.mark.parametrize(
    ("lang", "said", "undecided"),
    [("en", "58,430 of 63,377 requests", "not decided yet"), ("es", "58,430 de 63,377 solicitudes", "sin decidir")],
)
def test_a_reader_sees_first_what_the_figures_are_of(client, lang, said, undecided):
    text = client.get(f"/{lang}/simulation/").content.decode()
    assert text.index(said) < text.index("4,947") < text.index("<svg viewBox")
    assert undecided in text


def test_the_verdicts_stand_beside_what_was_recorded(client):
    heads, *rows = table(client.get("/en/simulation/").content.decode(), "outcomes")
    assert heads == ["Recorded outcome", "Records", "must not", "not decided yet"]
    assert rows[0] == ["All", "58,430", "8,813", "49,617"]
    assert rows[1] == ["Declined by the agency", "4,502", "1,762", "2,740"]
    assert len(rows) == 7


def test_map_and_months_are_drawn_each_with_its_table(client):
    text = client.get("/en/simulation/").content.decode()
    assert part(text, "map").count("<path d=") >= 52
    assert ["California", "■ must not", "8,155", "10,072", "81%"] in table(text, "map")
    months = table(text, "month")
    assert len(months) == 1 + 1 + 10
    assert months[2][:4] == ["October 2014", "8,724", "1,429", "7,295"]
    for name in ("outcomes", "map", "month", "jail", "missing"):
        assert "<details" in part(text, name)
        assert "<svg" in part(text, name)


def test_of_two_thousand_jails_the_page_has_the_largest_and_the_file_has_all(client):
    text = client.get("/en/simulation/").content.decode()
    assert "The first 30 of 1,999 rows." in part(text, "jail")
    assert len(table(text, "jail")) == 1 + 30
    address = re.search(r'href="([^"]*jail\.csv[^"]*)"', text)[1].replace("&amp;", "&")
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert len(rows) == 1 + 1999
    assert rows[1][:4] == ["All", "58430", "8813", "49617"]


@pytest.mark.parametrize(
    ("lang", "law", "day"),
    [("en", "the law of Texas", "on the day of each record"), ("es", "la ley de Texas", "el día de cada registro")],
)
def test_a_visitor_chooses_whose_law_and_of_which_day(client, lang, law, day):
    text = client.get(f"/{lang}/simulation/?law=us/tx&day=then").content.decode()
    assert law in text
    assert day in text
    assert '<option value="us/tx" selected>' in text
    assert re.search(r'value="then" checked', text)


def test_a_place_that_is_not_here_offers_what_comes_near(client):
    response = client.get("/en/simulation/?law=us/txx")
    assert response.status_code == 404
    assert 'href="/en/simulation/?law=us/tx"' in response.content.decode()


def test_a_day_that_is_no_choice_is_said_in_a_sentence(client):
    response = client.get("/en/simulation/?day=yesterday")
    assert response.status_code == 400
    assert "There is no such choice of days." in response.content.decode()
    assert client.get("/en/simulation/jail.csv?day=yesterday").status_code == 400


def test_a_table_of_another_name_is_not_here(client):
    response = client.get("/es/simulation/jails.csv")
    assert response.status_code == 404
    assert "Aquí no hay ninguna tabla con ese nombre." in response.content.decode()


def test_promise_1_only_public_choices_stand_in_an_address(client):
    response = client.get("/en/simulation/")
    text = response.content.decode()
    for form in re.findall(r'<form method="get".*?</form>', text, re.S):
        assert set(re.findall(r'name="(.*?)"', form)) == {"law", "day"}
    assert 'method="post"' not in text
    assert not response.cookies


def test_promise_9_drawings_hold_no_inline_code_or_style(client):
    response = client.get("/es/simulation/")
    text = response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r'\son[a-z]+="|\sstyle="|<style', text)


def test_the_site_starts_without_what_only_these_pages_need():
    code = "import amparo.site.wsgi, sys; assert not {'z3', 'polars'} & set(sys.modules)"
    quiet = "import amparo.site.warm as w; w.start_warming = lambda shelf: None; "
    subprocess.run([sys.executable, "-c", quiet + code], check=True, timeout=120)
