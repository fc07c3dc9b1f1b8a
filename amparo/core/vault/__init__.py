"""The vault: sealed fields, the keys that open them, and return phrases. Functions over bytes; knows no database.

Start at `keys` for which key lies under which. Values are sealed with `fields`, found again with `index`, shared with
members by `members`; `outer` reads the key that lies outside the database; `phrase` is for people without an account.
"""

from amparo.core.vault.derived import derived
from amparo.core.vault.errors import (
    BrokenPhrase,
    DoesNotOpen,
    KeyFileOpen,
    KeyFileThere,
    NoKey,
    NotText,
    SameSecrets,
    TooBusy,
    UnknownKey,
    UnknownVersion,
    VaultError,
    WrongKey,
)
from amparo.core.vault.fields import open_bytes, open_field, open_json, seal_field, seal_json
from amparo.core.vault.index import blind
from amparo.core.vault.keys import (
    CityKey,
    DataKey,
    Holder,
    IndexKey,
    Key,
    OuterKey,
    PhraseKey,
    PrivateKey,
    Record,
    SiteKey,
    key_id,
    open_key,
    reseal_key,
    rewrap_key,
    seal_key,
    unwrap_key,
    wrap_key,
)
from amparo.core.vault.members import open_with, public_id, seal_to
from amparo.core.vault.outer import LocalOuter, Outer, add_key, new_key_file
from amparo.core.vault.phrase import Phrase, SiteSecrets, lookup, new_phrase, phrase_key, read_phrase, site_secrets
from amparo.core.vault.wordlists import list_for

__all__ = [
    "BrokenPhrase",
    "CityKey",
    "DataKey",
    "DoesNotOpen",
    "Holder",
    "IndexKey",
    "Key",
    "KeyFileOpen",
    "KeyFileThere",
    "LocalOuter",
    "NoKey",
    "NotText",
    "Outer",
    "OuterKey",
    "Phrase",
    "PhraseKey",
    "PrivateKey",
    "Record",
    "SameSecrets",
    "SiteKey",
    "SiteSecrets",
    "TooBusy",
    "UnknownKey",
    "UnknownVersion",
    "VaultError",
    "WrongKey",
    "add_key",
    "blind",
    "derived",
    "key_id",
    "list_for",
    "lookup",
    "new_key_file",
    "new_phrase",
    "open_bytes",
    "open_field",
    "open_json",
    "open_key",
    "open_with",
    "phrase_key",
    "public_id",
    "read_phrase",
    "reseal_key",
    "rewrap_key",
    "seal_field",
    "seal_json",
    "seal_key",
    "seal_to",
    "site_secrets",
    "unwrap_key",
    "wrap_key",
]
