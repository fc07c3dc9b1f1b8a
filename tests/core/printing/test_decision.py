"""The decision sheet: complete, on one page, in order, and the same in grey."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest

from amparo.core.printing import decision
from amparo.core.printing.decision import Duty, decision_sheet
from tests.core.printing import reading
from tests.core.printing.examples import ARABIC, ENGLISH, EXAMPLES, LONG, SPANISH


def pages(made):
    return max(m.page for m in reading.marks(made))


@pytest.mark.parametrize("lang", EXAMPLES)
def test_an_ordinary_decision_is_one_page_of_letter_paper(lang):
    made = decision_sheet(EXAMPLES[lang])
    assert pages(made) == 1
    assert b"/MediaBox[0 0 612 792]" in made


def test_all_that_was_decided_is_on_the_sheet_and_in_order():
    printed = reading.text(decision_sheet(ENGLISH))
    at = 0
    for said in [
        *("R-2026-0142", "Our number", "Received", "November 3, 2026, 9:15 a.m.", "Requesting agency"),
        *(ENGLISH.agency, "Person named in the request (write by hand)", ENGLISH.verdict, "Because"),
        *(part for reason in ENGLISH.because for part in reason),
        *("You must also", *(part for duty in ENGLISH.duties for part in duty), "Facts as answered"),
        *(part for fact in ENGLISH.facts for part in fact),
        *(ENGLISH.law_day, *ENGLISH.notices),
        *(
            "Decided by (clerk)",
            "Name",
            "Signature",
            "Date and time",
            "Checked by (supervisor)",
            "This decision online",
        ),
        *("Information, not legal advice.", "Law version 7f3a91c2", "Page 1 of 1"),
    ]:
        found = printed.find(said.replace(" ", ""), at)
        assert found >= 0, said
        at = found


def test_an_undecided_sheet_says_what_to_ask_counsel():
    printed = reading.text(decision_sheet(SPANISH))
    for said in ("Pregunte al abogado de la ciudad", *SPANISH.open_facts, "Página 1 de 1"):
        assert said.replace(" ", "") in printed
    assert "Pregunte" not in reading.text(decision_sheet(replace(SPANISH, open_facts=[])))


def test_a_long_decision_takes_two_pages_and_each_names_the_file():
    made = decision_sheet(LONG)
    marks = reading.marks(made)
    assert pages(made) == 2
    for page, others in ((1, "Page 1 of 2"), (2, "Page 2 of 2")):
        text = "".join(m.text for m in marks if m.page == page)
        assert ENGLISH.reference in text
        assert others in text
        assert "Law version 7f3a91c2" in text
    assert "Checked by (supervisor)" in "".join(m.text for m in marks if m.page == 2)


@pytest.mark.parametrize("sheet", [*EXAMPLES.values(), LONG], ids=[*EXAMPLES, "long"])
def test_nothing_is_printed_outside_the_margins(sheet):
    for mark in reading.marks(decision_sheet(sheet)):
        if mark.text.strip():
            assert 53 <= mark.x <= 560, mark
            assert 25 <= mark.y <= 770, mark


@pytest.mark.parametrize("shape", ["square", "circle", "triangle", "diamond", "dash", "open"])
def test_each_verdict_has_a_shape_of_its_own(shape):
    made = {
        s: decision_sheet(replace(ENGLISH, shape=s))
        for s in ("square", "circle", "triangle", "diamond", "dash", "open")
    }
    assert len(set(made.values())) == 6
    texts = {reading.text(one) for one in made.values()}
    assert len(texts) == 1  # drawn, not written in a font


def test_arabic_stands_on_the_right_and_its_numbers_read_from_the_left():
    made = decision_sheet(ARABIC)
    title = [m for m in reading.marks(made) if m.y > 680 and m.text == "ق"]
    assert max(m.x for m in title) > 400
    (line,) = reading.line(made, "$")
    assert "$1,500.00" in line
    assert all("0142-555" not in one for one in reading.line(made, "555"))


def test_a_code_leads_to_a_web_address_only():
    with pytest.raises(ValueError, match="leads to an http or https address"):
        decision_sheet(replace(ENGLISH, address="javascript:alert(1)"))
    without = decision_sheet(replace(ENGLISH, address=""))
    assert "Thisdecisiononline" not in reading.text(without)


def test_a_name_typed_into_a_duty_is_printed_as_it_stands():
    made = decision_sheet(replace(ENGLISH, duties=[Duty("#panic() $a$ *b* \n= c", "<d>", "@e")]))
    assert "#panic()$a$*b*=c<d>@e" in reading.text(made)


def test_the_code_holds_the_address():
    rows = decision.squares("https://larkfield.example/r/2026-0142")
    assert len(rows) == len(rows[0]) == 29
    assert rows[0].startswith("1111111")
    assert rows[6].startswith("1111111010101")


def test_a_sheet_takes_less_than_a_third_of_a_second():
    decision_sheet(ENGLISH)
    took = []
    for n in range(5):
        start = time.perf_counter()
        decision_sheet(replace(ENGLISH, reference=f"R-2026-{n:04}"))
        took.append(time.perf_counter() - start)
    assert min(took) < 0.3


def test_the_same_decision_gives_the_same_bytes_here_and_in_another_process(root):
    code = (
        "import sys; from amparo.core.printing.decision import decision_sheet; "
        "from tests.core.printing.examples import ARABIC; sys.stdout.buffer.write(decision_sheet(ARABIC))"
    )
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root).stdout
    assert decision_sheet(ARABIC) == decision_sheet(ARABIC) == elsewhere
