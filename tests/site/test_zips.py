"""A ZIP code leads to places for the person to confirm, and never decides by itself."""

import pytest


@pytest.mark.parametrize(
    ("code", "cities", "state"),
    [
        ("10001", ["us/ny/new-york"], "ny"),
        ("11004", ["us/ny/new-york"], "ny"),
        ("11050", [], "ny"),
        ("60608", ["us/il/chicago"], "il"),
        ("62701", [], "il"),
        ("94110", ["us/ca/san-francisco"], "ca"),
        ("90012", ["us/ca/los-angeles"], "ca"),
        ("91340", [], "ca"),
        ("77002", ["us/tx/houston"], "tx"),
        ("78701", ["us/tx/austin"], "tx"),
        ("82001", [], "wy"),
        ("00901", [], "pr"),
        ("09001", [], None),
    ],
)
def test_a_zip_code_points_to_city_and_state(shelf, code, cities, state):
    from amparo.site.zips import guess

    found = guess(shelf.law, code)
    assert (list(found.cities), found.state) == (cities, state)


@pytest.mark.parametrize(
    ("typed", "read"),
    [(" 60608 ", "60608"), ("60608-1234", "60608"), ("606", None), ("O6060", None)],
)
def test_a_zip_code_is_read_as_people_write_it(typed, read):
    from amparo.site.zips import read_zip

    assert read_zip(typed) == read


def test_the_person_confirms_the_place(client):
    text = client.post("/en/", {"zip": "11004"}).content.decode()
    assert "ZIP codes do not follow city limits" in text
    assert "/en/us/ny/new-york/" in text
    assert "Elsewhere in New York State" in text


@pytest.mark.parametrize(("typed", "said"), [("12", "five digits"), ("09001", "do not know this ZIP code")])
def test_a_zip_code_that_leads_nowhere_gets_a_sentence_and_is_kept(client, typed, said):
    response = client.post("/en/", {"zip": typed})
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert f'value="{typed}"' in text


def test_a_state_is_chosen_without_any_script(client):
    assert client.post("/es/", {"place": "us/wy"})["Location"] == "/es/us/wy/"
    assert client.post("/es/", {"place": "us/atlantis"}).status_code == 422
