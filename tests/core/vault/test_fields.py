"""A sealed field opens with its own key, in its own place, as it was written; and in no other way."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.vault import (
    DataKey,
    DoesNotOpen,
    NotText,
    Record,
    UnknownVersion,
    VaultError,
    open_bytes,
    open_field,
    open_json,
    seal_field,
    seal_json,
)

KEY = DataKey.new()
ANA = Record("nyc", "person", "42")
PLAINTEXT = "Ana Pérez, A-number 012345678"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def chain(error):
    """An error and all that hangs from it, as a log would write it."""
    found = []
    while error is not None:
        found.append(repr(error) + str(vars(error)))
        error = error.__cause__ or error.__context__
    return " ".join(found)


@given(st.text())
def test_a_text_comes_back_as_it_was_written(text):
    assert open_field(KEY, seal_field(KEY, text, record=ANA, field="story"), record=ANA, field="story") == text


@given(st.binary(max_size=5000))
def test_bytes_come_back_as_they_were_also_with_zeros_at_the_end(value):
    value += b"\0\x80\0"[: len(value) % 4]
    assert open_bytes(KEY, seal_field(KEY, value, record=ANA, field="scan"), record=ANA, field="scan") == value


@given(json_values)
def test_json_comes_back_as_it_was(value):
    assert open_json(KEY, seal_json(KEY, value, record=ANA, field="family"), record=ANA, field="family") == value


def test_a_database_may_return_a_memoryview():
    sealed = memoryview(seal_field(KEY, "hola", record=ANA, field="story"))
    assert open_field(KEY, sealed, record=ANA, field="story") == "hola"


@given(st.data())
def test_any_flipped_bit_refuses(data):
    sealed = bytearray(seal_field(KEY, PLAINTEXT, record=ANA, field="story"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(UnknownVersion if bit < 8 else DoesNotOpen):
        open_field(KEY, bytes(sealed), record=ANA, field="story")


@given(st.integers(0, 200))
def test_a_value_cut_short_refuses(length):
    sealed = seal_field(KEY, PLAINTEXT, record=ANA, field="story")
    with pytest.raises(DoesNotOpen):
        open_field(KEY, sealed[: min(length, len(sealed) - 1)], record=ANA, field="story")


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Record("nyc", "person", "43"), "story"),
        (Record("chicago", "person", "42"), "story"),
        (Record("nyc", "case", "42"), "story"),
        (Record("nyc", "person", "4"), "2story"),
        (ANA, "stories"),
        (ANA, "name"),
    ],
)
def test_a_value_moved_to_another_city_person_or_field_does_not_open(record, field):
    sealed = seal_field(KEY, PLAINTEXT, record=ANA, field="story")
    with pytest.raises(DoesNotOpen):
        open_field(KEY, sealed, record=record, field=field)


names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)


@given(st.tuples(names, names, names, names), st.tuples(names, names, names, names))
def test_two_places_are_never_taken_for_one(here, there):
    sealed = seal_field(KEY, "x", record=Record(*here[:3]), field=here[3])
    if here == there:
        assert open_field(KEY, sealed, record=Record(*there[:3]), field=there[3]) == "x"
    else:
        with pytest.raises(DoesNotOpen):
            open_field(KEY, sealed, record=Record(*there[:3]), field=there[3])


def test_another_key_does_not_open():
    with pytest.raises(DoesNotOpen, match="The field 'story' of a person does not open"):
        open_field(DataKey.new(), seal_field(KEY, PLAINTEXT, record=ANA, field="story"), record=ANA, field="story")


def test_the_same_text_is_never_sealed_twice_alike():
    assert len({seal_field(KEY, "no", record=ANA, field="detained") for _ in range(100)}) == 100


def test_yes_and_no_and_every_name_of_up_to_31_bytes_have_one_length():
    assert {len(seal_field(KEY, "x" * n, record=ANA, field="name")) for n in range(32)} == {1 + 24 + 32 + 16}


def test_lengths_are_few_and_cost_at_most_an_eighth_more():
    sizes = [len(seal_field(KEY, b"x" * n, record=ANA, field="f")) - 41 for n in range(20_000)]
    assert sorted(set(sizes))[:12] == [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384]
    assert len(set(sizes)) < 60
    assert all(n < size <= max(n + 32, (n + 1) * 1.125) for n, size in enumerate(sizes))
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("parts", [("", "person", "1"), ("nyc", "", "1"), ("nyc", "person", "")])
def test_a_record_without_a_name_is_refused(parts):
    with pytest.raises(ValueError, match="A name in the vault"):
        Record(*parts)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"x", object()])
def test_what_json_cannot_write_is_refused(value):
    with pytest.raises(NotText):
        seal_json(KEY, value, record=ANA, field="family")


def test_no_error_tells_the_plaintext_or_the_key():
    sealed = seal_field(KEY, PLAINTEXT, record=ANA, field="story")
    broken = bytes(random.Random(1).randbytes(len(sealed)))
    bytes_there = seal_field(KEY, PLAINTEXT.encode() + b"\xff", record=ANA, field="story")
    tries = [
        lambda: open_field(DataKey.new(), sealed, record=ANA, field="story"),
        lambda: open_field(KEY, broken, record=ANA, field="story"),
        lambda: open_field(KEY, bytes_there, record=ANA, field="story"),
        lambda: open_json(KEY, sealed, record=ANA, field="story"),
        lambda: seal_field(KEY, PLAINTEXT + "\ud800", record=ANA, field="story"),
        lambda: seal_json(KEY, {PLAINTEXT: "\ud800"}, record=ANA, field="story"),
        lambda: seal_json(KEY, {PLAINTEXT: float("inf")}, record=ANA, field="story"),
    ]
    for attempt in tries:
        with pytest.raises(VaultError) as caught:
            attempt()
        said = chain(caught.value)
        assert "012345678" not in said
        assert KEY.raw.hex() not in said
        assert repr(KEY.raw) not in said
