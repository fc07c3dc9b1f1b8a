"""What was stored years ago opens today: values once sealed, written out, so that no format changes unseen."""

import hashlib

import pytest

from amparo.core.vault import (
    CityKey,
    DataKey,
    IndexKey,
    LocalOuter,
    OuterKey,
    PrivateKey,
    Record,
    SiteKey,
    UnknownVersion,
    blind,
    key_id,
    lookup,
    open_field,
    open_json,
    open_key,
    open_with,
    phrase_key,
    read_phrase,
    seal_field,
    seal_key,
    seal_to,
    site_secrets,
    unwrap_key,
    wrap_key,
)
from amparo.core.vault.wordlists import FOLDER, LANGUAGES


def raw(first):
    """32 bytes that count from `first`."""
    return bytes((first + i) % 256 for i in range(32))


OUTER = LocalOuter([OuterKey(raw(0))])
CITY, DATA, SITE, INDEX, PRIVATE = (
    CityKey(raw(32)), DataKey(raw(64)), SiteKey(raw(96)), IndexKey(raw(128)), PrivateKey(raw(160)),
)  # fmt: skip
ANA = Record("nyc", "person", "42")

FIELD = (
    "01e8ecb1696bba0a37d630903090ef3f30a8e59e564fd4fb0f33fe68d0e4cde30a97ab5b0a46ce40abc97a1c31345d9e7532802b4bda74cc"
    "d75d48a7fd0af58cd5a6c62cec6cde51f3"
)
FAMILY = (
    "015ff249218a5320b1b7087d4c7ecfb7487485a52699e73ddf83d8ae7f304c74a13a071d20b2a629424bc866d4106ef57721f89388cdebae"
    "d6d5a1b75299668a3baeb14f3f94e83fe0"
)
CITY_KEY = (
    "01cf95b264a3caeb90df1891cbd562baa954d777ccfd60ba3f65f5fd9206ca51d3f0df17e3b2afdf0664f7b6a98e7a0c8bc52d725ec2202b"
    "b3978c91e25d0f3139302d1c94a401193507ac07d4"
)
DATA_KEY = (
    "0182b28e78924813e01fe282a35172ea1e27d1ebbfeb67c0e5cc24a661e73eca74447a48974862c9f284f505bafa7b641a0e79d5247734d5"
    "5341716905dd4072fec0cae9372731ff19a6f4b3cf"
)
PRIVATE_KEY = (
    "0182b28e785f72107b9ea14f18d36c651c3a2ee6e60452cf7a2623083b617e5aca13b4d57b4eecb26f4738c8cbed1c8e3aca1ee9e1d8e7d5"
    "db541f64dca923cbb1e3bccb9578fdd1729ba0600a"
)
TO_MEMBER = (
    "012a3f8ecb1cbf67c67365ddbd28c89f434f2107557abb696567bbba991d25baa709b6204ea0b747d5fc1bc4054c7b6db4ca6bebc432fd3e"
    "30187b78e942fa811cecb3f7400d33be958ee250e2e6f429d8192711082c0842aac338baa48832d0e5754a33ddb4462d98443872a0ff13d0"
    "376b6710f1"
)
OPT_OUT = "178d9fa094861ffab4e6cc45c399ba03bc389bc47c42f737c458eb2ad4a5afa1"
FOUND_BY = "2d219a05f1ad226639b9851dc3a7c14094ce9511ef4558f0064deb7a09cc886a"
OPENED_BY = "e80c671aeeaa06770051810393f8038efa118c1d663671ce3afff1c6b0e2c4e2"

DIGESTS = {
    "en": "b94d0a4aa628abbc4dced72d0bd79fa628c8a6ed3671f49352edf62e1843f167",
    "es": "946c63136b3e21b38980f7975d7549d40dc1929b9bd216c1cf2a61cfb2eed6b5",
    "fr": "e02470f46d49e56e2d5033a41704786e3411691935fe9cdfeb6d74a945b5eacf",
    "ko": "6af479f0de681ce44c1b64c874e4a604786c8716155537dfe5293863049d1562",
    "pt": "b7d98ee917b520171f9104722a803e4ec28b7f63959d5316c8b29a4b645959fd",
    "ru": "87da1d6cc1e31beba282674ee8fa9411c346f9b9fe32305d7c027b036ebecefb",
    "zh-hans": "d3900773aceeb28a93f48e181172db22a059689aee172be076767186ced591cf",
    "zh-hant": "c68c8274bd9c8f4ba64e8e457b8cdbab79f0e2004e9257e9030814d47fa4cea2",
}


def test_fields_sealed_long_ago_open():
    assert open_field(DATA, bytes.fromhex(FIELD), record=ANA, field="story") == "¿Dónde está mi hermana?"
    assert open_json(DATA, bytes.fromhex(FAMILY), record=ANA, field="family") == {"children": [7, 9], "safe": True}


def test_keys_sealed_long_ago_open():
    assert unwrap_key(CityKey, bytes.fromhex(CITY_KEY), "nyc", OUTER) == CITY
    assert open_key(DataKey, bytes.fromhex(DATA_KEY), ANA, CITY) == DATA
    assert open_key(PrivateKey, bytes.fromhex(PRIVATE_KEY), ANA, CITY) == PRIVATE
    assert open_with(bytes.fromhex(TO_MEMBER), ANA, PRIVATE) == DATA
    assert (key_id(bytes.fromhex(CITY_KEY)), key_id(bytes.fromhex(DATA_KEY))) == ("cf95b264", "82b28e78")


def test_what_is_sealed_today_has_the_same_shape():
    assert seal_field(DATA, "¿Dónde está mi hermana?", record=ANA, field="story")[:1].hex() == "01"
    assert len(seal_field(DATA, "¿Dónde está mi hermana?", record=ANA, field="story")) == len(FIELD) // 2
    for today, then, head in (
        (wrap_key(CITY, "nyc", OUTER), CITY_KEY, 5),
        (seal_key(DATA, ANA, CITY), DATA_KEY, 5),
        (seal_key(PRIVATE, ANA, CITY), PRIVATE_KEY, 5),
        (seal_to(DATA, ANA, PRIVATE.public), TO_MEMBER, 5),
    ):
        assert len(today) == len(then) // 2
        assert today[:head].hex() == then[: 2 * head]


def test_a_blind_index_made_long_ago_still_finds():
    assert blind(INDEX, "opt-out", "+12125550100").hex() == OPT_OUT


def test_a_phrase_given_long_ago_still_finds_and_opens():
    secrets, given = site_secrets(SITE), read_phrase("camino cambio abeja deber resto abedul envío", "es")
    assert lookup(given, secrets).hex() == FOUND_BY
    assert phrase_key(given, secrets).raw.hex() == OPENED_BY


def test_no_word_list_has_changed_since_phrases_were_given_out():
    found = {code: hashlib.sha256((FOLDER / f"{code}.txt").read_bytes()).hexdigest() for code in LANGUAGES}
    assert found == DIGESTS


@pytest.mark.parametrize("version", [0, 2, 255])
def test_a_value_of_another_version_says_so(version):
    later = bytes([version]) + bytes.fromhex(FIELD)[1:]
    with pytest.raises(UnknownVersion, match=f"the format number {version}, which this version of Amparo cannot read"):
        open_field(DATA, later, record=ANA, field="story")
    with pytest.raises(UnknownVersion):
        open_key(DataKey, bytes([version]) + bytes.fromhex(DATA_KEY)[1:], ANA, CITY)
