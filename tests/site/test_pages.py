"""Every page answers in both languages, and helps when an address is wrong."""

import re

import pytest

PAGES = [
    "",
    "how/",
    "law/",
    "us/",
    "us/ny/",
    "us/ny/new-york/",
    "us/il/chicago/",
    "us/tx/houston/",
    "us/wy/",
    "us/pr/",
    "us/ny/new-york/situation/detainer_arrives/",
    "us/ny/new-york/question/hold_on_detainer/",
    "us/law/detainers/",
    "us/il/chicago/law/welcoming-city/",
    "us/il/chicago/law/welcoming-city/?on=2019-01-01",
]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("page", PAGES)
def test_a_reader_gets_each_page_in_each_language(client, lang, page):
    response = client.get(f"/{lang}/{page}")
    text = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{lang}"' in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize(
    ("wanted", "given"), [("/es/", "es-MX,es;q=0.9"), ("/fr/", "fr"), ("/en/", "de"), ("/en/", "")]
)
def test_the_bare_address_leads_to_the_readers_language(client, wanted, given):
    response = client.get("/", headers={"accept-language": given})
    assert (response.status_code, response["Location"]) == (302, wanted)


def test_the_language_switch_keeps_the_page_and_the_day(client):
    text = client.get("/en/us/il/chicago/law/welcoming-city/?on=2019-01-01").content.decode()
    assert 'href="/es/us/il/chicago/law/welcoming-city/?on=2019-01-01"' in text
    text = client.get("/es/us/ny/new-york/situation/detainer_arrives/").content.decode()
    assert 'href="/en/us/ny/new-york/situation/detainer_arrives/"' in text


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("us/ny/new-yrok/", "/en/us/ny/new-york/"),
        ("us/ny/new-york/question/hold_on_detaner/", "/question/hold_on_detainer/"),
        ("us/ny/new-york/situation/detainer_arrive/", "/situation/detainer_arrives/"),
        ("us/il/chicago/law/welcoming-cty/", "/law/welcoming-city/"),
    ],
)
def test_a_mistyped_address_offers_what_comes_near(client, address, offered):
    response = client.get(f"/en/{address}")
    assert response.status_code == 404
    assert offered in response.content.decode()


def test_an_address_that_means_nothing_still_gets_a_page(client):
    response = client.get("/es/nada/de/nada/")
    assert response.status_code == 404
    assert "Esta página no existe" in response.content.decode()


def test_a_fault_of_ours_says_so_and_quotes_nothing(client, monkeypatch, logged):
    from amparo.site import ask

    def fail(*_):
        raise RuntimeError("typed: Maria, A-number 012345678")

    monkeypatch.setattr(ask.course, "step", fail)
    client.raise_request_exception = False
    response = client.post("/en/us/ny/new-york/question/hold_on_detainer/", {"f.agency": "police"})
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    written = logged.getvalue()
    assert "RuntimeError" in written
    assert "Maria" not in written
    assert "new-york" not in written


def test_a_state_without_law_of_its_own_says_so_and_offers_federal_law(client):
    text = client.get("/en/us/wy/").content.decode()
    assert "No law of Wyoming is here yet" in text
    assert "/en/us/situation/detainer_arrives/" in text


def test_a_place_shows_only_situations_that_have_law_there(client):
    new_york = client.get("/en/us/ny/new-york/").content.decode()
    houston = client.get("/en/us/tx/houston/").content.decode()
    assert "/situation/warrant_hit_at_stop/" in houston
    assert "/situation/warrant_hit_at_stop/" not in new_york


def test_a_place_names_what_is_not_here(client):
    text = client.get("/en/us/ny/new-york/").content.decode()
    assert "What is not here" in text


def test_public_pages_may_be_kept_and_are_not_sent_twice(client):
    first = client.get("/en/us/ny/new-york/")
    assert "public" in first["Cache-Control"]
    again = client.get("/en/us/ny/new-york/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_style_and_scripts_have_an_address_that_changes_with_them(client):
    text = client.get("/en/").content.decode()
    found = re.search(r'href="(/static/site/site\.css\?[0-9a-f]+)"', text)
    assert found
    served = client.get(found[1])
    assert served.status_code == 200
    assert "max-age=31536000" in served["Cache-Control"]


def test_pages_travel_compressed(client):
    response = client.get("/en/us/ny/new-york/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
