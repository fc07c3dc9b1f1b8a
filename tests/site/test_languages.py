"""Ten languages: each page in each of them, its direction, the menu between them, and what is not translated."""

import re

import pytest

from amparo.languages import LANGUAGES, NAMES, REVIEWED

HOLD = "us/il/chicago/question/hold_on_detainer/"
FACTS = {"f.agency": "police", "f.request": "immigration_detainer"}
PAGES = {
    "home": "",
    "how": "how/",
    "all law": "law/",
    "country": "us/",
    "city": "us/ny/new-york/",
    "state without law": "us/wy/",
    "situation": "us/ny/new-york/situation/detainer_arrives/",
    "question": HOLD,
    "law file": "us/il/chicago/law/police-orders/",
    "law file of another day": "us/il/chicago/law/welcoming-city/?on=2019-01-01",
    "places to compare": "compare/",
    "past requests": "simulation/",
}
FORMS = {
    "ZIP code": ("", {"zip": "10001"}, 200),
    "wrong ZIP code": ("", {"zip": "12"}, 422),
    "nothing chosen": (HOLD, {"now": "agency"}, 422),
    "list": ("us/ny/new-york/question/hold_on_detainer/", {"f.agency": "city_jail", "ask": "convictions"}, 200),
    "verdict": (HOLD, {**FACTS, "show": "now"}, 200),
    "sheet": (HOLD, {**FACTS, "show": "sheet"}, 200),
}
DIGITS = re.compile(r">[^<]*[0-9][^<]*<")


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_reader_gets_each_sort_of_page_in_each_language(client, lang, page):
    response = client.get(f"/{lang}/{PAGES[page]}")
    assert response.status_code in ((200, 202) if page == "past requests" else (200,))
    direction = "rtl" if lang == "ar" else "ltr"
    assert f'<html lang="{lang}" dir="{direction}"' in text_of(response)
    assert text_of(response).count("<h1") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_reader_gets_an_answer_to_each_form_in_each_language(client, lang, form):
    address, data, status = FORMS[form]
    response = client.post(f"/{lang}/{address}", data)
    assert response.status_code == status
    assert f'<html lang="{lang}"' in text_of(response)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_that_is_not_there_says_so_in_the_language(client, lang):
    response = client.get(f"/{lang}/us/ny/new-yrok/")
    assert response.status_code == 404
    assert f'href="/{lang}/us/ny/new-york/"' in text_of(response)


@pytest.mark.parametrize(
    ("told", "given"), [("ht", "ht"), ("zh-hans", "zh-CN,zh;q=0.9"), ("ar", "ar-EG"), ("bn", "bn-BD"), ("en", "xx")]
)
def test_the_bare_address_leads_to_the_language_of_the_phone(client, told, given):
    response = client.get("/", headers={"accept-language": given})
    assert response["Location"] == f"/{told}/"


# ---- the menu ----------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_leads_to_the_same_page_in_each_other_language(client, lang):
    text = text_of(client.get(f"/{lang}/us/il/chicago/law/welcoming-city/?on=2019-01-01"))
    menu = re.search(r'<details class="tongues">(.*?)</details>', text, re.S)[1]
    rest = "us/il/chicago/law/welcoming-city/?on=2019-01-01"
    for code, name in NAMES.items():
        link = f'<a class="tongue" href="/{code}/{rest}" lang="{code}" hreflang="{code}"'
        assert (link in menu) is (code != lang)
        assert name in menu
    assert menu.count("<li>") == len(LANGUAGES) - 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_keeps_the_answers_after_a_form(client, lang):
    text = text_of(client.post(f"/{lang}/{HOLD}", {**FACTS, "show": "now"}))
    form = re.search(r'<details class="tongues">.*?<form method="post"[^>]*>(.*?)</form>', text, re.S)[1]
    fields = dict(re.findall(r'name="(.*?)" value="(.*?)"', form))
    assert {k: v for k, v in fields.items() if k != "on"} == {**FACTS, "show": "now"}
    for code in LANGUAGES:
        button = f'<button class="link tongue" formaction="/{code}/{HOLD}" lang="{code}"'
        assert (button in form) is (code != lang)
    target = "ar" if lang != "ar" else "ko"
    there = client.post(f"/{target}/{HOLD}", fields)
    assert 'class="verdict is-forbidden"' in text_of(there)


# ---- what the page says of itself -----------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_that_nobody_has_reviewed_says_so_in_its_language(client, lang):
    from django.utils.translation import gettext, override

    with override(lang):
        notice = gettext("Machine-assisted translation, not reviewed.")
    assert (notice in text_of(client.get(f"/{lang}/"))) is (lang not in REVIEWED)
    assert lang == "en" or notice != "Machine-assisted translation, not reviewed."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_of_the_law_is_marked_as_english_where_it_is(client, shelf, lang):
    from django.utils.translation import gettext, override

    with override(lang):
        note = gettext("The text of the law is in English.")
    text = text_of(client.get(f"/{lang}/us/il/chicago/law/police-orders/"))
    translated = lang == "en" or lang in shelf.translated["us/il/chicago/police-orders"]
    way = ' dir="ltr"' if lang == "ar" else ""
    assert (f'<span lang="en"{way}>Orders of the Chicago Police Department</span>' in text) is not translated
    assert ("Two special orders of the department" in text) is not (translated and lang != "en")
    assert (note in text) is (not translated)
    assert (note in text_of(client.get(f"/{lang}/law/"))) is (not translated)


def test_a_page_claims_translated_rules_only_where_all_their_words_are(client, shelf):
    from django.utils.translation import gettext, override

    from amparo.law.words import Words

    claims = 0
    for file in shelf.law.files.values():
        with override("ar"):
            claim = gettext(
                "The plain words of this page are in English only. The rules beside them are in your language."
            )
        text = text_of(client.get(f"/ar/{file.place}/law/{file.stem}/"))
        said = Words(shelf.law, "ar")
        for item in (*file.norms, *file.opens):
            said.rule(file, item)
        if claim in text:
            claims += 1
            assert not said.english, file.path
            assert not said.missing, file.path
    assert claims < len(shelf.law.files)


# ---- from right to left --------------------------------------------------------------------------
def test_numbers_and_citations_in_arabic_text_are_set_apart_whole(client):
    text = text_of(client.post(f"/ar/{HOLD}", {**FACTS, "show": "now"}))
    assert '<a href="/ar/us/il/law/' in text
    assert re.search(r'<a href="[^"]*" lang="en" dir="ltr">5 ILCS 805/15\(a\)</a>', text)
    body = text[text.index("<body") :]
    outside = re.sub(r'<(\w+)[^>]* dir="ltr"[^>]*>.*?</\1>|<svg.*?</svg>|<option.*?</option>', "", body, flags=re.S)
    left = [t for t in DIGITS.findall(outside) if not re.search("\u2066[^\u2069]*[0-9]", t)]
    assert left == []


def test_arabic_pages_keep_what_was_typed_and_what_forms_send(client):
    text = text_of(client.post("/ar/", {"zip": "12<b>"}))
    assert 'value="12&lt;b&gt;"' in text
    assert "<b>" not in text
    assert "\u2066" not in re.sub(r">[^<]*<", "><", text)


def test_setting_apart_changes_nothing_but_directions(client, monkeypatch):
    from amparo.site.templatetags import languages

    shown = text_of(client.get(f"/ar/{PAGES['law file']}"))
    monkeypatch.setattr(languages, "direction", lambda lang: "ltr")
    plain = text_of(client.get(f"/ar/{PAGES['law file']}"))
    bare = re.sub('</?bdi[^>]*>| dir="ltr"|[\u2066\u2069]', "", shown)
    assert bare.count("lang=") > 20
    assert re.sub("[\u2066\u2069]", "", plain).replace("&quot;", '"') == bare.replace("&quot;", '"')
