"""Places side by side: the grid is what was proved, and every difference holds in the interview."""

import re

import pytest

PAIR = "place=us/il/chicago&place=us/ny/new-york"
DETAINER = f"/en/compare/hold_on_detainer/?{PAIR}"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr("amparo.site.waiting.PATIENCE", 300)


def plain(html):
    """The words of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def grid(text):
    """Question, then what each place says, by row, from both grids of a page."""
    rows = re.findall(r'<tr role="row"><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', text, re.S)
    cells = r'<span class="at">.*?</span><span class="may">(.*?)</td>'
    return {
        question: [re.findall(r'class="one is-(\w+)"', c) for c in re.findall(cells, r, re.S)] for question, r in rows
    }


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_grid_says_for_each_question_what_is_proved(client, shelf, lang):
    from amparo.law.prove_table import grid as proved

    places = ("us/il/chicago", "us/ny/new-york", "us/tx")
    cells = proved(shelf.law, places)
    query = "&".join(f"place={p}" for p in places)
    shown = grid(client.get(f"/{lang}/compare/?{query}").content.decode())
    for name in shelf.law.words.questions:
        found = [cells[name, p] for p in places]
        words = shelf.words[lang].question(name).replace("'", "&#x27;")
        if all(cell.summary == "no_law" for cell in found):
            assert words not in shown
        else:
            assert [set(v) for v in shown[words]] == [
                set() if cell.summary == "no_law" else set(cell.verdicts) for cell in found
            ], name


def test_a_cell_has_words_beside_its_signs_and_leads_to_the_differences(client):
    text = client.get(f"/en/compare/?{PAIR}").content.decode()
    row = re.search(r"Arrest a person on an administrative warrant</th>(.*?)</tr>", text, re.S)[1]
    assert plain(row).startswith("Chicago It depends: must not ; may New York City must not Differences")
    assert f'href="/en/compare/arrest_on_administrative_warrant/?{PAIR.replace("&", "&amp;")}"' in row


def test_theorems_hold_by_question_in_both_directions(client, shelf):
    from amparo.law.prove import at_least, side

    text = client.get(f"/en/compare/?{PAIR}").content.decode()
    first, second = re.findall(r'<article class="theorem">(.*?)</article>', text, re.S)
    assert "Does Chicago allow what New York City forbids?" in first
    assert "Does New York City allow what Chicago forbids?" in second
    law = shelf.law
    for part, (x, y) in (
        (first, ("us/il/chicago", "us/ny/new-york")),
        (second, ("us/ny/new-york", "us/il/chicago")),
    ):
        never, some = part.split("In some situations, on")
        assert re.search(r"Never, on \d+ of \d+ questions:", never)
        for listed, holds in ((never, True), (some, False)):
            names = re.findall(r'href="/en/compare/(\w+)/', listed)
            assert names
            for name in names[:3]:
                assert at_least(name, side(law, x), side(law, y), most=1).holds is holds, (name, x, y)


def test_of_many_places_the_numbers_lead_to_the_pair(client):
    text = client.get(f"/en/compare/?{PAIR}&place=us/tx/houston").content.decode()
    assert "Chicago, New York City and Houston" in text
    cell = re.search(r'<a href="([^"]*)#proved">(\d+) of (\d+)<span class="hear">: Chicago, Houston', text)
    assert cell
    pair = client.get(cell[1].replace("&amp;", "&")).content.decode()
    assert f"{cell[2]} of {cell[3]} questions" in pair


@pytest.mark.parametrize(
    "address",
    [
        DETAINER,
        "/en/compare/share_personal_information/?place=us/ca/los-angeles&place=us/tx/houston",
        "/en/compare/notify_release/?place=us/ca&place=us/ny/new-york",
    ],
)
def test_each_difference_opens_in_the_interview_with_the_same_answer(client, address):
    text = client.get(address).content.decode()
    sides = re.findall(r'<div class="side-answer">(.*?)</div>', text, re.S)
    assert len(sides) == 2 * text.count('class="case difference"') > 4
    for part in sides:
        headline = re.search(r"<strong>.*?</strong> (.*?)(?: <span|</span>)", part, re.S)[1].strip()
        form = re.search(r'<form method="post" action="([^"]*)">', part)
        fields = {}
        for name, value in re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', part):
            fields.setdefault(name, []).append(value)
        told = client.post(form[1], {**fields, "show": ["now"]}).content.decode()
        assert headline in told, (part, fields)


def test_differences_are_grouped_by_the_pair_of_verdicts_shortest_first(client):
    text = client.get(DETAINER).content.decode()
    groups = re.findall(r'<section class="difference-group">(.*?)</section>', text, re.S)
    assert plain(re.search(r"<h2>(.*?)</h2>", groups[0], re.S)[1]) == "Chicago: must not ; New York City: may"
    assert sum(g.count('class="case difference"') for g in groups) == 20
    for group in groups:
        numbers = [len(re.findall("<li>", re.sub(r"<details.*?</details>", "", f, flags=re.S)))
                   for f in re.findall(r'<ul class="facts">(.*?)</ul>\s*<div', group, re.S)]  # fmt: skip
        assert numbers == sorted(numbers)
    assert "There are more differences. Shown are the 20 that need the fewest facts." in text


def test_no_difference_is_said_to_be_proved(client):
    text = client.get("/es/compare/certify_u_visa/?place=us/tx&place=us/tx/houston").content.decode()
    assert "No hay diferencia: los dos responden igual" in text
    assert 'class="case' not in text


def test_spanish_draws_words_together(client):
    text = client.get("/es/compare/hold_on_detainer/?place=us/ny&place=us/ca").content.decode()
    assert "la ley del estado de Nueva York y la de California" in text
    assert "de el " not in text


def test_without_a_choice_there_is_one_to_make(client):
    text = client.get("/en/compare/").content.decode()
    assert text.count('type="checkbox" name="place"') == 11
    assert 'class="grid"' not in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("compare/?place=us/tx", "Choose two places or more."),
        ("compare/?place=us/tx&place=us/tx", "Choose two places or more."),
        ("compare/hold_on_detainer/", "Choose two places, neither more nor fewer."),
        ("compare/hold_on_detainer/?place=us/tx", "Choose two places, neither more nor fewer."),
        ("compare/hold_on_detainer/?place=us/tx&place=us/tx", "Choose two different places."),
        ("compare/hold_on_detainer/?place=us/tx&place=us/il&place=us/ny", "neither more nor fewer."),
    ],
)
def test_a_choice_that_does_not_do_is_said_in_a_sentence(client, address, said):
    response = client.get(f"/en/{address}")
    assert response.status_code == 400
    assert said in response.content.decode()


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("compare/?place=us/tx&place=us/il/chicgo", "/en/compare/?place=us/tx&amp;place=us/il/chicago"),
        (f"compare/hold_on_detaner/?{PAIR}", DETAINER.replace("&", "&amp;")),
        ("compare/hold_on_detainer/?place=us/tx&place=us/nyy", "?place=us/tx&amp;place=us/ny"),
    ],
)
def test_a_name_that_is_not_here_offers_what_comes_near(client, address, offered):
    response = client.get(f"/en/{address}")
    assert response.status_code == 404
    assert offered in response.content.decode()


@pytest.mark.parametrize("address", ["/en/compare/", f"/en/compare/?{PAIR}", DETAINER])
def test_promise_1_places_alone_stand_in_an_address_and_facts_are_sent_as_a_form(client, address):
    response = client.get(address)
    text = response.content.decode()
    assert not response.cookies
    assert not re.search(r'(?:href|action)="[^"]*f\.', text)
    for form in re.findall(r'<form method="get".*?</form>', text, re.S):
        assert set(re.findall(r'name="(.*?)"', form)) == {"place"}
    assert not re.search(r'\son[a-z]+="|\sstyle="', text)
    assert "unsafe" not in response["Content-Security-Policy"]
