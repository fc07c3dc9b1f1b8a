"""A person answers one question after another, changes their mind, and gets the verdict."""

import html
import re

import pytest

JAIL = "/en/us/ny/new-york/situation/detainer_arrives/"
HOLD = "/en/us/ny/new-york/question/hold_on_detainer/"


def text_of(response):
    return html.unescape(response.content.decode())


def state(response):
    """The hidden fields of the form on the page: what the next sending carries along."""
    form = response.content.decode().split('id="answers"')[1].split("</form>")[0]
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)"', form):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def asked(response):
    return state(response).get("now", [None])[0]


def test_a_clerk_in_a_hurry_gets_a_firm_verdict_after_few_questions(client):
    pick = {"agency": "city_jail", "warrant_signed_by": "no_one"}
    page = client.get(JAIL)
    for _ in range(12):
        name = asked(page)
        if name is None:
            break
        answer = {f"f.{name}": pick[name]} if name in pick else {"do": "unknown"}
        page = client.post(JAIL, {**state(page), **answer})
    text = text_of(page)
    assert "The New York City jail must not hold this person past release on the detainer." in text
    assert "§ 9-131(b)(1)" in text
    assert "Information, not legal advice." in text


def test_a_situation_shows_every_verdict_and_goes_on_while_one_is_open(client):
    page = client.post(JAIL, {"f.agency": "city_jail", "f.warrant_signed_by": "no_one"})
    assert asked(page)
    assert "Decided already" in text_of(page)
    shown = text_of(client.post(JAIL, {**state(page), "show": "now"}))
    assert "must not hold this person" in shown
    assert "Go on with the questions" in shown
    assert shown.count('<article class="verdict') == 3


def test_a_question_says_why_it_is_asked_and_how_many_may_follow(client):
    text = text_of(client.get(JAIL))
    assert "Why we ask:" in text
    assert re.search(r"At most \d+ questions after this one", text)


def test_an_empty_answer_gets_a_sentence_above_and_beside_the_field(client):
    response = client.post(JAIL, {"now": "agency"})
    assert response.status_code == 422
    text = text_of(response)
    assert text.count("Choose an answer. If you do not know, say so: that is an answer too.") == 2


def test_i_do_not_know_is_an_answer_and_is_not_asked_again(client):
    page = client.post(HOLD, {"now": "agency", "f.agency": "?"})
    assert asked(page) != "agency"
    assert "You do not know" in text_of(page)
    assert state(page)["f.agency"] == ["?"]


def test_change_leads_back_to_a_question_and_keeps_the_other_answers(client):
    answers = {
        "f.agency": "police",
        "f.request": "immigration_detainer",
        "f.warrant_signed_by": "no_one",
    }
    page = client.post(HOLD, {**answers, "ask": "agency"})
    assert asked(page) == "agency"
    assert state(page)["f.warrant_signed_by"] == ["no_one"]
    assert re.search(r'value="police" checked', text_of(page))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("on", "2026-13-45"), ("release_due.date", "soon"), ("minutes_waited", "ten")],
)
def test_what_cannot_be_read_is_kept_with_a_sentence_that_says_what_would_be_right(client, name, typed):
    fact = name.split(".")[0]
    field = name if name == "on" else f"f.{name}"
    response = client.post("/en/us/tx/austin/question/hold_on_detainer/", {"now": fact, field: typed})
    assert response.status_code == 422
    text = text_of(response)
    assert typed in text
    assert "like" in text


def test_a_value_that_is_no_choice_is_asked_again(client):
    response = client.post(HOLD, {"f.agency": "navy"})
    assert response.status_code == 422
    assert asked(response) == "agency"


def test_names_that_are_no_facts_change_nothing(client):
    plain = client.post(JAIL, {"f.agency": "city_jail"})
    odd = client.post(JAIL, {"f.agency": "city_jail", "f.no_such_fact": "1", "f.": "", "x": "y"})
    assert state(plain) == state(odd)


def test_convictions_are_entered_one_by_one(client):
    page = client.post(HOLD, {"f.agency": "city_jail", "ask": "convictions"})
    page = client.post(HOLD, {**state(page), "do": "add", "new.date": "2020-01-05", "new.level": "felony"})
    assert asked(page) == "convictions"
    assert "January 5, 2020" in text_of(page)
    page = client.post(HOLD, {**state(page), "do": "all", "new.date": "2010-02-01"})
    kept = state(page)
    assert kept["f.convictions"] == ["done"]
    assert kept["f.convictions.0.date"] == ["2020-01-05"]
    assert kept["f.convictions.1.date"] == ["2010-02-01"]


def rows(response):
    return [k for k in state(response) if re.fullmatch(r"f\.convictions\.\d+", k)]


def test_an_entry_on_the_page_travels_with_the_form_and_can_be_removed(client):
    page = client.post(HOLD, {"now": "convictions", "do": "add", "new.date": "2020-01-05"})
    assert len(rows(page)) == 1
    page = client.post(HOLD, {**state(page), "do": "remove.0"})
    assert not rows(page)


def test_there_are_none_is_an_answer(client):
    page = client.post(HOLD, {"f.agency": "city_jail", "now": "convictions", "do": "none"})
    assert state(page)["f.convictions"] == ["done"]
    assert not rows(page)


def test_an_entry_with_a_date_that_is_none_is_kept_for_correction(client):
    response = client.post(HOLD, {"now": "convictions", "do": "add", "new.date": "5 Jan"})
    assert response.status_code == 422
    assert 'value="5 Jan"' in text_of(response)


def test_an_entry_asks_only_what_the_law_of_the_place_looks_at(client):
    text = text_of(client.post(HOLD, {"f.agency": "city_jail", "ask": "convictions"}))
    assert "667.5(c)" not in text


def test_the_day_asked_about_can_be_changed(client):
    page = client.post(HOLD, {"f.agency": "city_jail", "ask": "on"})
    assert asked(page) == "on"
    page = client.post(HOLD, {**state(page), "on": "2013-06-01", "show": ""})
    assert state(page)["on"] == ["2013-06-01"]


def test_a_day_that_can_be_counted_is_named_and_one_that_cannot_asks_for_what_is_missing(client):
    answers = {"f.request": "immigration_detainer", "f.agency": "police", "on": "2026-03-02"}
    text = text_of(client.post("/en/us/il/chicago/question/hold_on_detainer/", answers))
    assert "You must also" in text
    assert re.search(r"by \w+ \d+, 202\d", text)


def test_the_sheet_has_facts_sections_version_and_lines_to_sign(client, shelf):
    answers = {
        "f.agency": "city_jail",
        "f.warrant_signed_by": "no_one",
        "show": "sheet",
        "on": "2026-03-02",
    }
    text = text_of(client.post(JAIL, answers))
    for wanted in (
        "March 2, 2026",
        shelf.law.digest.split("-")[0],
        "Facts used",
        "The agency is: City jail",
        "§ 9-131(b)(1)",
        "Signature",
        "Information, not legal advice.",
    ):
        assert wanted in text


def test_the_other_language_keeps_answers_and_question(client):
    text = text_of(client.post(JAIL, {"f.agency": "city_jail"}))
    form = re.search(r'<form method="post" action="(/es/[^"]*)" class="tongue-form">(.*?)</form>', text, re.S)
    assert form
    fields = dict(re.findall(r'name="(.*?)" value="(.*?)"', form[2]))
    assert fields["f.agency"] == "city_jail"
    there = client.post(form[1], fields)
    assert there.status_code == 200
    assert asked(there) == fields["ask"]


def test_a_worked_example_of_each_law_file_opens_with_the_verdict_it_names(client, shelf):
    from amparo.law.cases import case_day, case_facts
    from amparo.law.days import iso
    from amparo.site.answers import raw_fields

    for file in shelf.law.files.values():
        case = next((c for c in file.cases if c.thens), None)
        if case is None:
            continue
        then, place = case.thens[0], case.place or file.place
        data = {"show": ["now"]}
        for name, value in raw_fields(case_facts(case), iso(case_day(file, case))):
            data.setdefault(name, []).append(value)
        text = text_of(client.post(f"/en/{place}/question/{then.question}/", data))
        assert f'class="verdict is-{then.outcome}"' in text, (file.path, case.at.line)
