"""Keys lie under keys: each opens what is below it and nothing beside it, and rotation rewrites no field."""

import copy
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.vault import (
    CityKey,
    DataKey,
    DoesNotOpen,
    IndexKey,
    LocalOuter,
    NoKey,
    OuterKey,
    PhraseKey,
    PrivateKey,
    Record,
    SiteKey,
    UnknownKey,
    UnknownVersion,
    VaultError,
    blind,
    key_id,
    open_field,
    open_key,
    open_with,
    public_id,
    reseal_key,
    rewrap_key,
    seal_field,
    seal_key,
    seal_to,
    unwrap_key,
    wrap_key,
)

ANA = Record("nyc", "person", "42")
NYC = Record("nyc", "city", "nyc")
KINDS = [OuterKey, CityKey, SiteKey, PhraseKey, DataKey, IndexKey, PrivateKey]


def flipped(value, bit):
    """The bytes with one bit changed."""
    out = bytearray(value)
    out[bit // 8] ^= 1 << bit % 8
    return bytes(out)


# ---- keys keep to themselves -----------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_a_key_never_shows_itself(kind):
    key = kind.new()
    for shown in (repr(key), str(key), f"{key}", repr([key]), repr({"key": key})):
        assert shown.count(key.id) == 1
        assert key.raw.hex() not in shown
        assert repr(key.raw)[2:12] not in shown
    with pytest.raises(TypeError, match="secret"):
        pickle.dumps(key)
    with pytest.raises(TypeError, match="secret"):
        copy.deepcopy(key)


@pytest.mark.parametrize("raw", [b"", b"x" * 31, b"x" * 33, "x" * 32, bytearray(32), None])
def test_what_is_not_32_bytes_is_no_key(raw):
    with pytest.raises((NoKey, TypeError)):
        DataKey(raw)


def test_keys_of_different_kinds_are_never_equal():
    raw = CityKey.new().raw
    assert CityKey(raw) == CityKey(raw)
    assert len({kind(raw) for kind in KINDS}) == len(KINDS)


def test_a_report_of_an_error_with_all_its_variables_shows_no_key():
    city, data, member = CityKey.new(), DataKey.new(), PrivateKey.new()
    field = seal_field(data, "x", record=ANA, field="story")
    sealed, boxed = seal_key(data, ANA, city), seal_to(data, ANA, member.public)
    elsewhere = Record("nyc", "person", "43")
    for attempt in (
        lambda: open_field(data, field, record=elsewhere, field="story"),
        lambda: open_key(DataKey, sealed, elsewhere, city),
        lambda: open_with(boxed[:-1], ANA, member),
    ):
        with pytest.raises(DoesNotOpen) as caught:
            attempt()
        report = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
        assert "sealed" in report
        for key in (city, data, member):
            assert repr(key.raw)[2:-1] not in report


# ---- under the outer key ---------------------------------------------------------------------
@pytest.mark.parametrize("kind", [CityKey, SiteKey])
def test_a_key_under_the_outer_key_comes_back_for_its_owner_only(kind):
    outer, key = LocalOuter([OuterKey.new()]), kind.new()
    wrapped = wrap_key(key, "nyc", outer)
    assert unwrap_key(kind, wrapped, "nyc", outer) == key
    with pytest.raises(DoesNotOpen):
        unwrap_key(kind, wrapped, "chicago", outer)
    other = SiteKey if kind is CityKey else CityKey
    with pytest.raises(DoesNotOpen):
        unwrap_key(other, wrapped, "nyc", outer)


def test_another_outer_key_is_named_as_unknown():
    first, second = OuterKey.new(), OuterKey.new()
    wrapped = wrap_key(CityKey.new(), "nyc", LocalOuter([first]))
    with pytest.raises(UnknownKey, match=f"sealed under the key {first.id}, which is not among"):
        unwrap_key(CityKey, wrapped, "nyc", LocalOuter([second]))


def test_rotating_the_outer_key_changes_wrapped_keys_and_not_what_they_seal():
    old, new, city = OuterKey.new(), OuterKey.new(), CityKey.new()
    wrapped = wrap_key(city, "nyc", LocalOuter([old]))
    below = seal_key(DataKey.new(), ANA, city)
    both = LocalOuter([new, old])
    assert unwrap_key(CityKey, wrapped, "nyc", both) == city
    rewrapped = rewrap_key(CityKey, wrapped, "nyc", both)
    assert (key_id(wrapped), key_id(rewrapped), both.current) == (old.id, new.id, new.id)
    again = unwrap_key(CityKey, rewrapped, "nyc", LocalOuter([new]))
    assert open_key(DataKey, below, ANA, again)


class Elsewhere:
    """A key management service, as small as can be: it keeps what it was given and hands out a number."""

    current = "projects/city/keys/1"

    def __init__(self):
        self.kept = []

    def wrap(self, key, context):
        self.kept.append((key, context))
        return str(len(self.kept) - 1).encode()

    def unwrap(self, wrapped, context):
        key, bound = self.kept[int(wrapped)]
        if bound != context:
            raise DoesNotOpen("wrapped key")
        return key


def test_a_key_management_service_can_stand_in_for_the_file():
    outer, city = Elsewhere(), CityKey.new()
    wrapped = wrap_key(city, "nyc", outer)
    assert unwrap_key(CityKey, rewrap_key(CityKey, wrapped, "nyc", outer), "nyc", outer) == city
    with pytest.raises(DoesNotOpen):
        unwrap_key(CityKey, wrapped, "chicago", outer)


# ---- under the city key ----------------------------------------------------------------------
@pytest.mark.parametrize("kind", [DataKey, IndexKey, PrivateKey])
@pytest.mark.parametrize("holder", [CityKey, PhraseKey])
def test_a_key_of_a_record_comes_back_for_that_record_only(kind, holder):
    key, under = kind.new(), holder.new()
    sealed = seal_key(key, ANA, under)
    assert open_key(kind, sealed, ANA, under) == key
    for other in (Record("nyc", "person", "43"), Record("chicago", "person", "42"), Record("nyc", "case", "42")):
        with pytest.raises(DoesNotOpen):
            open_key(kind, sealed, other, under)
    with pytest.raises(DoesNotOpen):
        open_key(IndexKey if kind is DataKey else DataKey, sealed, ANA, under)
    with pytest.raises(UnknownKey):
        open_key(kind, sealed, ANA, holder.new())
    with pytest.raises(UnknownKey):
        open_key(kind, sealed, ANA)


@given(st.data())
def test_any_flipped_bit_of_a_sealed_key_refuses(data):
    city, private = CityKey.new(), PrivateKey.new()
    sealed = seal_key(DataKey.new(), ANA, city)
    boxed = seal_to(DataKey.new(), ANA, private.public)
    with pytest.raises((UnknownVersion, UnknownKey, DoesNotOpen)):
        open_key(DataKey, flipped(sealed, data.draw(st.integers(0, len(sealed) * 8 - 1))), ANA, city)
    with pytest.raises((UnknownVersion, UnknownKey, DoesNotOpen)):
        open_with(flipped(boxed, data.draw(st.integers(0, len(boxed) * 8 - 1))), ANA, private)


@given(st.integers(0, 110))
def test_a_sealed_key_cut_short_refuses(length):
    city, private = CityKey.new(), PrivateKey.new()
    with pytest.raises(VaultError):
        open_key(DataKey, seal_key(DataKey.new(), ANA, city)[: min(length, 76)], ANA, city)
    with pytest.raises(VaultError):
        open_with(seal_to(DataKey.new(), ANA, private.public)[:length], ANA, private)


def test_rotating_a_city_key_rewraps_data_keys_and_every_field_still_opens():
    old, new, data = CityKey.new(), CityKey.new(), DataKey.new()
    field = seal_field(data, "hola", record=ANA, field="story")
    sealed = seal_key(data, ANA, old)
    # While it goes on, rows are under either key.
    assert open_key(DataKey, sealed, ANA, new, old) == data
    moved = reseal_key(DataKey, sealed, ANA, old, new)
    assert key_id(moved) == new.id
    assert open_field(open_key(DataKey, moved, ANA, new), field, record=ANA, field="story") == "hola"
    with pytest.raises(UnknownKey):
        open_key(DataKey, moved, ANA, old)


def test_a_rotation_broken_off_can_start_again():
    old, new = CityKey.new(), CityKey.new()
    once = reseal_key(DataKey, seal_key(DataKey.new(), ANA, old), ANA, old, new)
    assert reseal_key(DataKey, memoryview(once), ANA, old, new) == once


def test_blind_indexes_outlive_a_rotation_of_the_city_key():
    old, new, index = CityKey.new(), CityKey.new(), IndexKey.new()
    moved = reseal_key(IndexKey, seal_key(index, NYC, old), NYC, old, new)
    again = open_key(IndexKey, moved, NYC, new)
    assert blind(again, "opt-out", "+12125550100") == blind(index, "opt-out", "+12125550100")


@given(st.text(st.characters(exclude_categories=("Cs",))), st.text(st.characters(exclude_categories=("Cs",))))
def test_blind_values_match_for_the_same_text_and_purpose_only(one, other):
    key = IndexKey.new()
    assert (blind(key, "opt-out", one) == blind(key, "opt-out", other)) == (one == other)
    assert blind(key, "opt-out", one) != blind(key, "name", one)
    assert blind(key, "opt-out", one) != blind(IndexKey.new(), "opt-out", one)
    assert len(blind(key, "opt-out", one)) == 32


# ---- organisations ---------------------------------------------------------------------------
def test_promise_5_an_organisation_opens_a_record_sealed_to_it_and_no_other_does():
    city, data, lawyers, jail = CityKey.new(), DataKey.new(), PrivateKey.new(), PrivateKey.new()
    office = Record("nyc", "organisation", "legal-aid")
    kept = seal_key(lawyers, office, city)
    sealed = seal_to(data, ANA, lawyers.public)
    notes = seal_field(data, "privileged", record=ANA, field="notes")
    with pytest.raises(UnknownKey, match=public_id(lawyers.public)):
        open_with(sealed, ANA, jail)
    with pytest.raises(DoesNotOpen):
        open_with(sealed, Record("nyc", "person", "43"), lawyers)
    with pytest.raises(VaultError):
        open_key(DataKey, sealed, ANA, city)
    opened = open_with(sealed, ANA, open_key(PrivateKey, kept, office, city))
    assert (opened, open_field(opened, notes, record=ANA, field="notes")) == (data, "privileged")


@pytest.mark.parametrize("public", [b"", b"x" * 31, bytes(32), b"\1" + bytes(31)])
def test_nothing_is_sealed_to_what_is_no_public_key(public):
    with pytest.raises(ValueError, match="not the public half"):
        seal_to(DataKey.new(), ANA, public)


# ---- deletion --------------------------------------------------------------------------------
def test_promise_3_when_the_data_key_is_forgotten_no_key_opens_the_field():
    outer, city, member, person = OuterKey.new(), CityKey.new(), PrivateKey.new(), PhraseKey.new()
    data = DataKey.new()
    field = seal_field(data, "what happened to me", record=ANA, field="story")
    kept = {
        "city": seal_key(data, ANA, city),
        "phrase": seal_key(data, ANA, person),
        "member": seal_to(data, ANA, member.public),
    }
    raw = data.raw
    assert open_field(open_key(DataKey, kept["city"], ANA, city), field, record=ANA, field="story")
    kept.clear()
    del data
    for key in (outer, city, member, person, IndexKey.new()):
        with pytest.raises(DoesNotOpen):
            open_field(DataKey(key.raw), field, record=ANA, field="story")
        with pytest.raises(VaultError):
            open_key(DataKey, field, ANA, CityKey(key.raw))
    with pytest.raises(VaultError):
        open_with(field, ANA, member)
    # The field itself is whole: only the key is gone.
    assert open_field(DataKey(raw), field, record=ANA, field="story") == "what happened to me"
