"""People write their number as they like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.messages.numbers import BadNumber, normal_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+1 (312) 555-0100", "+13125550100"),
        ("312.555.0100", "+13125550100"),
        (" 3125550100 ", "+13125550100"),
        ("1-312-555-0100", "+13125550100"),
        ("(312)5550100", "+13125550100"),
        ("٣١٢٥٥٥٠١٠٠", "+13125550100"),
        ("３１２－５５５－０１００", "+13125550100"),
        ("+52 55 1234 5678", "+525512345678"),
        ("011 52 55 1234 5678", "+525512345678"),
        ("+880 1712-345678", "+8801712345678"),
        # An area code that is not in use yet.
        ("235 555 0100", "+12355550100"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_written(typed, kept):
    assert normal_number(typed) == kept


EXAMPLE = "Write it as (312) 555-0100, or with + and the country code."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Please write a phone number."),
        ("no phone", f"This is not a phone number. {EXAMPLE}"),
        ("1" * 200, f"This is not a phone number. {EXAMPLE}"),
        (
            "312.555.0100 x12",
            "A number with an extension cannot get texts or automatic calls. Please give a direct number.",
        ),
        ("call me at 3125550100", f"Please write the phone number in digits only. {EXAMPLE}"),
        ("1-312-FLOWERS", f"Please write the phone number in digits only. {EXAMPLE}"),
        ("555-0100", f"This phone number has too few or too many digits, or does not exist. {EXAMPLE}"),
        ("112 555 0100", f"This phone number has too few or too many digits, or does not exist. {EXAMPLE}"),
        ("312 911 0100", f"This phone number has too few or too many digits, or does not exist. {EXAMPLE}"),
        ("+1 312 555 010", f"This phone number has too few or too many digits, or does not exist. {EXAMPLE}"),
        ("900 555 0100", "Calls to this number cost extra, so it cannot be used. Please give another number."),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence_that_does_not_quote_it(typed, sentence):
    with pytest.raises(BadNumber) as error:
        normal_number(typed)
    assert str(error.value) == sentence


@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_a_number_or_a_sentence(typed):
    try:
        kept = normal_number(typed)
    except BadNumber as error:
        sentence = str(error)
        kept = ""
    assert sentence.endswith(".") if not kept else normal_number(kept) == kept
