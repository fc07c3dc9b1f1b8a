"""Phone numbers as people write them, to the one form in which they are kept and called."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

# Three digits, three digits, four digits: neither group of three begins with 0 or 1, nor is the second 211 to 911.
NORTH_AMERICA = re.compile(r"[2-9][0-9]{2}(?![2-9]11)[2-9][0-9]{6}")
PRICED = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
TOO_LONG = 60


class BadNumber(ValueError):
    """This is no number that can be called or texted. The sentence does not quote it."""


def normal_number(typed: str, region: str = "US") -> str:
    """A number in the form +13125550100. Without + or 011 it is one of the region. BadNumber says what is wrong."""
    if not typed.strip():
        raise BadNumber("Please write a phone number.")
    try:
        number = phonenumbers.parse(typed if len(typed) <= TOO_LONG else "", region)
    except NumberParseException:
        raise BadNumber(f"This is not a phone number. {_example(region)}") from None
    if number.extension:
        raise BadNumber("A number with an extension cannot get texts or automatic calls. Please give a direct number.")
    if re.search(r"[^\W\d_]", typed):
        raise BadNumber(f"Please write the phone number in digits only. {_example(region)}")
    if not _exists(number):
        raise BadNumber(f"This phone number has too few or too many digits, or does not exist. {_example(region)}")
    if phonenumbers.number_type(number) in PRICED:
        raise BadNumber("Calls to this number cost extra, so it cannot be used. Please give another number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _exists(number: phonenumbers.PhoneNumber) -> bool:
    """Each year brings area codes that the library does not know yet, so in North America the shape is enough."""
    if number.country_code == 1:
        return bool(NORTH_AMERICA.fullmatch(str(number.national_number)))
    return phonenumbers.is_valid_number(number)


def _example(region: str) -> str:
    if region == "US":
        return "Write it as (312) 555-0100, or with + and the country code."
    return "Write it with + and the country code."
