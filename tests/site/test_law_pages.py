"""The law as pages: plain words beside the rule, examples to try, and any day of its past."""

import re

FILE = "/en/us/il/chicago/law/welcoming-city/"


def test_each_law_file_has_a_page_in_both_languages(client, shelf):
    for file in shelf.law.files.values():
        for lang in ("en", "es"):
            assert client.get(f"/{lang}/{file.place}/law/{file.stem}/").status_code == 200, file.path


def test_each_rule_each_section_and_each_example_is_on_the_page(client, shelf):
    for file in shelf.law.files.values():
        text = client.get(f"/en/{file.place}/law/{file.stem}/").content.decode()
        assert text.count('class="rule ') == len(file.norms) + len(file.defines), file.path
        assert text.count('class="case"') == len(file.cases), file.path
        assert text.count("Left open.") == len(file.opens), file.path


def test_an_example_opens_the_interview_with_its_facts(client):
    text = client.get(FILE).content.decode()
    form = re.search(r'<form method="post" action="([^"]*/question/[^"]*)">(.*?)</form>', text, re.S)
    assert form
    response = client.post(form[1], dict(re.findall(r'name="(.*?)" value="(.*?)"', form[2])))
    assert response.status_code == 200


def test_a_day_before_the_law_shows_its_sections_as_not_in_force(client):
    assert "Not in force on this day" not in client.get(f"{FILE}?on=2026-03-02").content.decode()
    assert "Not in force on this day: from January 27, 2021" in client.get(f"{FILE}?on=2019-01-01").content.decode()


def test_a_day_that_is_none_is_said_and_today_is_shown(client):
    response = client.get(f"{FILE}?on=yesterday")
    assert response.status_code == 422
    assert "is no date" in response.content.decode()


def test_an_answer_links_to_the_very_section(client):
    answers = {"f.request": "immigration_detainer", "f.agency": "police"}
    text = client.post("/en/us/il/chicago/question/hold_on_detainer/", answers).content.decode()
    link = re.search(r'href="(/en/us/il/chicago/law/[^"#]*)#([^"]*)"', text)
    assert link
    assert f'id="{link[2]}"' in client.get(link[1]).content.decode()


def test_the_spanish_page_has_spanish_prose_or_says_that_it_is_english(client, shelf):
    for file in shelf.law.files.values():
        text = client.get(f"/es/{file.place}/law/{file.stem}/").content.decode()
        translated = f"{file.place}/{file.stem}" in shelf.translated
        assert ("están solo en inglés" in text) is not translated, file.path
        assert text.count("Traducción asistida por máquina, sin revisar") == 1


def test_html_in_a_law_file_is_shown_as_text():
    from amparo.site.lawpage import render_prose

    assert "<script>" not in render_prose("Plain <script>alert(1)</script> words")


def test_each_page_names_evidence_review_and_source(client, shelf):
    file = shelf.law.files["us/il/chicago/welcoming-city"]
    text = client.get(FILE).content.decode()
    assert "Not reviewed by a lawyer" in text
    assert file.source in text
