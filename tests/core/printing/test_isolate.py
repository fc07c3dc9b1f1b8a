"""A phone number, a section, a form or an address in Arabic text reads as it was written."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.core.printing.isolate import direction, isolate, isolate_html

MARKED = str.maketrans("⟦⟧", "\u2066\u2069")


@pytest.mark.parametrize(
    "marked",
    [
        "اتصل بالرقم ⟦555-0100⟧.",
        "اتصل بالرقم ⟦(312) 555-0100⟧ أو ⟦+1 312-555-0100⟧.",
        "المادة ⟦9-131(b)(1)⟧، الفقرة ⟦§ 8⟧",
        "⟦8 U.S.C. § 1373⟧ من القانون",
        "انظر ⟦8 U.S.C.⟧",
        "⟦N.Y.C. Admin. Code § 14-154⟧ في المدينة",
        "في ⟦March 3, 2026⟧ الساعة ⟦9:15 a.m.⟧",
        "في ⟦2026-11-03⟧ من ⟦9:00⟧ إلى ⟦17:00⟧.",
        "المبلغ ⟦$1,500.00⟧ أو ⟦5%⟧ أو ⟦-$5⟧",
        "راسل ⟦counsel@larkfield.example⟧، أو ⟦https://larkfield.example/a/?b=c#d⟧.",
        "النموذج ⟦I-247A⟧ (من ⟦2026⟧)",
        "⟦٥٥٥-٠١٠٠⟧ اليوم",
        "صفحة {page} من {pages}",
        "⟦Information. See § 5.⟧",
        "لا شيء هنا",
        "",
    ],
)
def test_what_reads_from_left_to_right_is_set_apart(marked):
    expected = marked.translate(MARKED)
    plain = marked.replace("⟦", "").replace("⟧", "")
    assert isolate(plain, "ar") == expected
    assert isolate(expected, "ar") == expected


@pytest.mark.parametrize("lang", ["en", "es", "zh-hans", "ht", "fr", "ru", "bn", "ko", "vi"])
def test_other_languages_stay_as_they_are(lang):
    assert direction(lang) == "ltr"
    assert isolate("Call 555-0100 أو", lang) == "Call 555-0100 أو"


def test_arabic_runs_from_right_to_left():
    assert [direction(lang) for lang in ("ar", "ar-EG", "fa", "he")] == ["rtl"] * 4


def test_html_is_escaped_once():
    made = isolate_html('<b>"اتصل" 555-0100 & I-247A')
    assert made == (
        '&lt;<bdi dir="ltr">b</bdi>&gt;&quot;اتصل&quot; '
        '<bdi dir="ltr">555-0100 &amp; I-247A</bdi>'
    )  # fmt: skip
    assert isolate_html(made) == made
    assert isolate_html("a < 5", "en") == "a &lt; 5"


@given(st.text(alphabet="اب،aB1 ٢.,-/()§$%@:\n{}\u2066\u2069", max_size=40))
@settings(max_examples=300, deadline=None)
def test_twice_is_once_and_no_letter_is_lost(text):
    once = isolate(text, "ar")
    assert isolate(once, "ar") == once
    bare = str.maketrans("", "", "\u2066\u2069")
    assert once.translate(bare) == text.translate(bare)


@pytest.mark.parametrize("bait", ["a.", "1-", "(", "(a", "a, ", "http://", "\u2066", "{a", "$ ", "a@b."])
def test_long_odd_text_costs_no_time(bait):
    start = time.perf_counter()
    isolate("ا" + bait * 20_000 + "!", "ar")
    assert time.perf_counter() - start < 2


X_OF = """([holds, text]) => {
  const node = [...document.querySelectorAll('p')].flatMap(p => {
    const found = [], walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) found.push(walk.currentNode);
    return found;
  }).find(n => n.data.includes(holds));
  const range = document.createRange(), at = node.data.indexOf(text);
  range.setStart(node, at); range.setEnd(node, at + text.length);
  return range.getClientRects()[0].x;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("way", ["bdi", "isolates", "nothing"])
def test_a_browser_shows_the_number_in_its_order(page, way):
    text = "اتصل بالرقم 555-0100 اليوم."
    shown = {"bdi": isolate_html(text), "isolates": isolate(text, "ar"), "nothing": text}[way]
    page.set_content(f'<html dir="rtl" lang="ar"><p>{shown}</p></html>')
    left, right = (page.evaluate(X_OF, ["555-0100", part]) for part in ("555", "0100"))
    assert (left < right) == (way != "nothing")
