"""The look: colours that can be read, forms that say what is wrong, parts that stand in the guide."""

import re
from pathlib import Path

import pytest
from django import forms

from amparo.core.colours import contrast
from tests.site.conftest import LANGUAGES

SITE = Path(__file__).parents[2] / "amparo" / "site"
STATIC = SITE / "static" / "site"
GROUNDS = ("paper", "sheet", "wash")
LETTERS = ("ink", "soft", "accent", "due", "no", "yes", "must", "clash", "unsure")


def colours(css, selector):
    """The colours of the first rule with this selector."""
    body = re.search(rf"(?:^|\n)\s*{re.escape(selector)} {{(.*?)}}", css, re.S)[1]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", body))


def tokens():
    """The colours of the light and of the dark."""
    light, dark = (STATIC / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    return colours(light, ":root"), colours(dark, ":root")


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_a_reader_has_contrast_on_every_ground(look):
    known = tokens()[look]
    assert min(contrast(known["ink"], known[ground]) for ground in GROUNDS) >= 12
    assert min(contrast(known[name], known[ground]) for name in LETTERS for ground in GROUNDS) >= 4.5
    assert contrast(known["accent"], known["on-accent"]) >= 4.5


def test_the_guide_shows_the_colours_that_the_pages_have():
    guide = (STATIC / "guide.css").read_text()
    assert (colours(guide, ".light"), colours(guide, ".dark")) == tokens()


@pytest.mark.parametrize("colour", ["10599b", "000000", "ffffff", "777777", "ff0000", "8f3d10", "ffff00"])
def test_a_city_of_any_colour_can_be_read_in_the_light_and_in_the_dark(client, colour):
    response = client.get(f"/en/style/{colour}.css")
    light, dark = re.findall(r"--accent: (#[0-9a-f]{6})", response.content.decode())
    for accent, known in zip((light, dark), tokens(), strict=True):
        assert min(contrast(accent, known[ground]) for ground in GROUNDS) >= 4.5
        assert contrast(accent, known["on-accent"]) >= 4.5
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=86400"


def test_a_colour_that_can_be_read_in_the_light_stays_as_the_city_chose_it(client):
    assert b":root { --accent: #10599b }" in client.get("/en/style/10599b.css").content


@pytest.mark.parametrize("colour", ["10599", "10599B", "red", "10599b0", "}body{"])
def test_what_is_no_colour_has_no_style_sheet(client, colour):
    assert client.get(f"/en/style/{colour}.css").status_code == 404


def test_no_style_sheet_waits_for_another():
    assert [path.name for path in STATIC.glob("*.css") if "@import" in path.read_text()] == []


def test_no_style_sheet_says_left_or_right_where_the_direction_of_reading_decides():
    sided = re.compile(
        r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|(?:^|[{;] ?)(?:left|right):"
    )
    found = [
        (path.name, line)
        for path in STATIC.glob("*.css")
        for line in path.read_text().splitlines()
        if sided.search(line) and not line.strip().startswith("[dir=rtl]") and "float: inline-start" not in line
    ]
    assert found == []


def test_every_part_stands_in_the_guide(client):
    page = client.get("/en/style/").content.decode()
    inner = {"field", "field_error", "field_help", "field_optional", "choices"}  # drawn by the form
    parts = {path.stem for path in (SITE / "templates" / "parts").glob("*.html")} - inner
    assert set(re.findall(r'<section class="sample" id="(\w+)">', page)) == parts | {"printed"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["", "?look=dark&dir=rtl", "desk/?open=1", "question/"])
def test_the_guide_holds_no_secret_and_can_be_kept_by_anyone(client, page, lang):
    first, second = (client.get(f"/{lang}/style/{page}") for _ in range(2))
    assert first.status_code == 200
    assert first.content == second.content
    assert first["Cache-Control"] == "public, max-age=300"
    assert not client.cookies
    assert b"csrf" not in first.content


class Call(forms.Form):
    """What a hotline worker writes down."""

    number = forms.CharField(label="Number", help_text="With area code.", error_messages={"required": "Write it."})
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "Raid <now>"), ("?", "I do not know")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)

    def clean(self):
        if self.cleaned_data.get("note") == "x":
            raise forms.ValidationError("A note of one letter says nothing.")


@pytest.fixture
def drawn():
    from amparo.site.forms import Drawn

    return lambda data=None: str(Call(data, renderer=Drawn()))


def test_a_field_names_its_help_and_its_error_to_a_screen_reader(drawn):
    html = drawn({"number": "", "kind": "a"})
    field = re.search(r'<input type="text" name="number".*?>', html)[0]
    assert 'aria-describedby="id_number_helptext id_number_error"' in field
    assert 'aria-invalid="true"' in field
    assert '<p class="hint" id="id_number_helptext">With area code.</p>' in html
    assert '<p class="error" id="id_number_error">Write it.</p>' in html


def test_the_summary_leads_to_each_wrong_field_and_to_the_first_of_its_choices(drawn):
    html = drawn({"number": "", "note": "x"})
    summary = re.search(r'<div class="wrong" role="alert" tabindex="-1" data-focus>.*?</div>', html, re.S)[0]
    assert re.findall(r'href="#(\w+)"', summary) == ["id_number", "id_kind_0"]
    assert "<strong>Number</strong> Write it." in summary
    assert "<li>A note of one letter says nothing.</li>" in summary
    assert 'id="id_kind_0"' in html.replace(summary, "")


def test_what_was_typed_is_kept_and_shown_as_text(drawn):
    html = drawn({"number": '"><script>', "kind": ""})
    assert 'value="&quot;&gt;&lt;script&gt;"' in html
    assert "Raid &lt;now&gt;" in html


def test_an_empty_form_finds_nothing_wrong_and_says_what_may_be_left_out(drawn):
    html = drawn()
    assert "data-focus" not in html
    assert "is-wrong" not in html
    assert html.count("(optional)") == 1
    assert html.count("choice unsure") == 1


def test_only_an_address_of_this_site_is_offered_as_undo():
    from types import SimpleNamespace

    from django.template.loader import render_to_string

    def toast(address):
        told = SimpleNamespace(message="Closed.", level_tag="success", extra_tags=address)
        return render_to_string("parts/toasts.html", {"messages": [told], "csrf_token": "token"})

    assert '<form method="post" action="/desk/undo/7/"><input type="hidden" name="csrfmiddlewaretoken"' in toast(
        "/desk/undo/7/"
    )
    assert "<form" not in toast("") + toast("https://example.org/") + toast("safe")
