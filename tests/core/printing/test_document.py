"""What is printed is what was handed over: nothing is carried out, nothing is lost, nothing is added."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from amparo.core.printing import document, fonts
from amparo.core.printing.document import MissingSign, PrintError, pdf
from tests.core.printing import reading

SAMPLES = {
    "en": ("Pack my box with five dozen liquor jugs: § 9-131(b), I-247A “quote” – $5 – 100%…", {"NotoSans"}),
    "es": ("El pingüino Wenceslao hizo kilómetros; ¿exhausto? ¡Ñandú!", {"NotoSans"}),
    "zh-hans": ("警察不得因该请求扣留此人。“骨直角返”555-0100，请致电！", {"NotoSans", "NotoSansCJKtc"}),
    "ht": ("Lapolis pa gen dwa kenbe moun sa a; rele nimewo a: wè, kò, anpè.", {"NotoSans"}),
    "ar": ("يجب ألا تحتجز الشرطة هذا الشخص؛ صِف خَلقَ خَودٍ كَمِثلِ الشَمسِ ٥٥٪؟", {"NotoSansArabic"}),
    "fr": ("Portez ce vieux whisky au juge blond : œuvre, naïve, ça, « où », àé.", {"NotoSans"}),
    "ru": ("Съешь же ещё этих мягких французских булок, да выпей чаю №5.", {"NotoSans"}),
    "bn": ("পুলিশ এই ব্যক্তিকে আটকে রাখতে পারবে না। ক্ষ জ্ঞ ৫৫৫ ঐ ঔ ৎ ং ঃ ঁ", {"NotoSansBengali"}),
    "ko": ("경찰은 이 사람을 구금해서는 안 됩니다. 다람쥐 헌 쳇바퀴에 타고파 555-0100", {"NotoSans", "NotoSansCJKtc"}),
    "vi": ("Cảnh sát không được giữ người này: ựỗềẵỵ, đường phố, Ắ Ặ Ữ.", {"NotoSans"}),
}
NASTY = "#read(\"/etc/passwd\") $x$ *bold* _it_ `raw` <tag> @ref \\u{41} // no /* no */ [a] #let x = 1; -- ... 'q'"


def words(text, **more):
    return {"title": "Sheet", "text": text, "look": {}, **more}


@pytest.fixture(autouse=True)
def plain_template(monkeypatch, tmp_path):
    """A template with one line of text in it, beside ours."""
    (tmp_path / "base.typ").write_text((document.TEMPLATES / "base.typ").read_text())
    (tmp_path / "plain.typ").write_text(
        '#import "base.typ": *\n#show: sheet.with(title: data.title, city: "C", name: "N", pages: "1")\n'
        "#heading(data.title)\n#data.text"
    )
    (tmp_path / "thief.typ").write_text('#import "base.typ": *\n#read(data.text)')
    monkeypatch.setattr(document, "TEMPLATES", tmp_path)
    document._compiler.cache_clear()
    yield
    document._compiler.cache_clear()


@pytest.mark.parametrize("lang", SAMPLES)
def test_each_language_is_drawn_with_its_own_font_and_no_empty_box(lang):
    text, families = SAMPLES[lang]
    drawn = reading.marks(pdf("plain", words(text), lang))
    body = [m for m in drawn if m.text not in ("C", "N", "1")]
    assert not [m for m in drawn if m.number == 0]
    assert {re.match("[A-Za-z]+", m.font)[0] for m in body} >= families
    if lang not in ("ar", "bn"):  # their letters change shape and place with their neighbours
        assert text.replace(" ", "") in "".join(m.text for m in drawn).replace(" ", "").replace("\u00a0", "")


def test_all_ten_languages_are_there():
    assert set(SAMPLES) == set(fonts.SETTINGS)
    with pytest.raises(ValueError, match=r"Sheets are not printed in 'tlh'\. They are in: en, es, "):
        pdf("plain", words("x"), "tlh")


def test_chinese_and_korean_have_forms_of_their_own():
    def glyphs(lang):
        font = re.compile(rb"/FontFile3 (\d+) 0 R")
        made = pdf("plain", words("骨直角返"), lang)
        number = int(font.search(made)[1])
        return reading._stream(re.search(rb"\n%d 0 obj\n(.*?)\nendobj" % number, made, re.S)[1])

    assert len({glyphs("zh-hans"), glyphs("ko"), glyphs("en")}) == 3


def test_every_sheet_can_print_a_name_in_any_of_the_scripts():
    drawn = reading.text(pdf("plain", words("김철수 王小明 Nguyễn Щукин"), "en"))
    assert "김철수王小明NguyễnЩукин" in drawn


@pytest.mark.parametrize("lang", ["en", "ar", "ko"])
def test_a_sign_that_no_font_has_is_an_error_that_names_it(lang):
    with pytest.raises(MissingSign) as error:
        pdf("plain", words("Ana \U0001f600"), lang)
    assert str(error.value) == ("None of the fonts has a sign for U+1F600 GRINNING FACE. Write it with other letters.")
    assert pdf("plain", words("Ana"), lang)


def test_text_is_never_carried_out():
    assert NASTY.replace(" ", "") in reading.text(pdf("plain", words(NASTY), "en"))
    made = pdf("plain", words("Ana\n= Heading\n- item\n+ one"), "en")
    assert "Ana=Heading-item+one" in reading.text(made)
    assert re.findall(rb"/S/H\d", made) == [b"/S/H1"]


def test_templates_evaluate_nothing_and_fetch_nothing(root):
    for template in (root / "amparo/core/printing/templates").glob("*.typ"):
        assert not re.search(r"\beval\(|\"@|\bread\(|\bplugin\(|https?:", template.read_text()), template.name


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../../../etc/passwd", "/../../etc/passwd"])
def test_typst_reads_nothing_but_templates(path):
    with pytest.raises(PrintError, match="cannot be set"):
        pdf("thief", words(path), "en")


@pytest.mark.parametrize("name", ["../plain", "none", "/etc/passwd", ""])
def test_only_our_templates_are_set(name):
    with pytest.raises(ValueError, match="There is no template"):
        pdf(name, words("x"), "en")


def test_arabic_keeps_numbers_in_their_order():
    made = pdf("plain", words("اتصل بالرقم 555-0100 أو (312) 555-0101 قبل 2026-11-03 والنموذج I-247A."), "ar")
    (line,) = reading.line(made, "555")
    # A bracket is one glyph with its mirror image, so the line is compared without them.
    parts = [part for part in re.split("[^-0-9A-Z]+", line) if part.strip("-")]
    assert parts == ["I-247A", "2026-11-03", "312", "555-0101", "555-0100"]


def test_without_isolates_the_number_would_be_turned_round(monkeypatch):
    monkeypatch.setattr(document, "isolate", lambda text, lang: text)
    (line,) = reading.line(pdf("plain", words("اتصل بالرقم 555-0100 اليوم."), "ar"), "555")
    assert "0100-555" in line


def test_copied_arabic_has_no_controls_in_it_and_each_letter_once():
    made = pdf("plain", words("اتصل بالرقم 555-0100 اليوم يجب تثبيت"), "ar")
    (line,) = reading.line(made, "555")
    assert line[::-1].replace("0010-555", "555-0100") == "اتصل بالرقم 555-0100 اليوم يجب تثبيت"


def test_controls_in_a_name_are_left_out():
    made = reading.text(pdf("plain", words("A\x00n\x07a\u202e \u2066Lo\ufeffp\r\nez\ud800"), "en"))
    assert "AnaLopez?" in made


def test_a_section_sign_stays_with_its_number():
    made = "".join(m.text for m in reading.marks(pdf("plain", words("Code § 9-131"), "en")))
    assert "Code §\u00a09-131" in made


def test_the_pdf_names_no_author_and_no_time():
    made = pdf("plain", words("x"), "ar")
    told = reading.metadata(made)
    assert not re.search("Author|creator>|CreationDate|ModDate|CreateDate|ModifyDate|Producer", told)
    assert "<dc:language><rdf:Bag><rdf:li>ar<" in told


def test_the_pdf_is_tagged_for_screen_readers():
    made = pdf("plain", words("x"), "zh-hans")
    assert "<pdfuaid:part>1</pdfuaid:part>" in reading.metadata(made)
    assert b"/MarkInfo<</Marked true" in made
    assert b"/Lang(zh-CN)" in made


def test_threads_take_turns():
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda n: reading.text(pdf("plain", words(f"number {n}"), "en")), range(24)))
    assert all(f"number{n}" in text for n, text in enumerate(made))
