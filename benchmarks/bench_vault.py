"""How fast are sealed fields opened, and how far from the bare cipher? And what does a return phrase cost?

Fields of ordinary length are opened through `open_field`, and their ciphertexts with the cipher of PyNaCl's bindings
alone, in turns within one run. Figures are medians over the runs, of one core. One JSON line.

    python benchmarks/bench_vault.py [RUNS]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

from amparo.core import vault
from amparo.core.vault.fields import padded

FIELDS = 5_000
LENGTHS = (2, 11, 24, 40, 120, 400)
"""A yes, a phone number, a name, an address, a short and a longer note, in characters."""


def microseconds(action: Callable[[Any], object], values: list[Any]) -> float:
    """How long the action takes on one value."""
    start = time.perf_counter()
    for value in values:
        action(value)
    return (time.perf_counter() - start) / len(values) * 1e6


def main(runs: int) -> None:
    key, record = vault.DataKey.new(), vault.Record("nyc", "person", "7d1c9a52-0d8b-4e0a-9a53-3f6b1b9f5d10")
    city, member = vault.CityKey.new(), vault.PrivateKey.new()
    texts = ["x" * LENGTHS[i % len(LENGTHS)] for i in range(FIELDS)]
    sealed = [vault.seal_field(key, text, record=record, field="note") for text in texts]
    nonce, context = bytes(24), bytes(64)
    bare = [encrypt(padded(text.encode()), context, nonce, key.raw) for text in texts]
    data_keys = [vault.seal_key(key, record, city) for _ in range(FIELDS // 5)]
    boxes = [vault.seal_to(key, record, member.public) for _ in range(FIELDS // 10)]
    secrets, phrase = vault.site_secrets(vault.SiteKey.new()), vault.new_phrase("en")
    wrong = sum(vault.open_field(key, s, record=record, field="note") != t for s, t in zip(sealed, texts, strict=True))
    actions: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
        "open_field_us": (lambda s: vault.open_field(key, s, record=record, field="note"), sealed),
        "bare_cipher_us": (lambda s: decrypt(s, context, nonce, key.raw), bare),
        "seal_field_us": (lambda t: vault.seal_field(key, t, record=record, field="note"), texts),
        "open_data_key_us": (lambda s: vault.open_key(vault.DataKey, s, record, city), data_keys),
        "open_as_member_us": (lambda s: vault.open_with(s, record, member), boxes),
        "phrase_lookup_us": (lambda p: vault.lookup(p, secrets), [phrase]),
    }
    found: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(runs):
        for name, (action, values) in actions.items():
            found[name].append(microseconds(action, values))
    ratios = [ours / theirs for ours, theirs in zip(found["open_field_us"], found["bare_cipher_us"], strict=True)]
    figures = {name: round(median(times), 1) for name, times in found.items()}
    phrase_ms = round(figures.pop("phrase_lookup_us") / 1000, 1)
    print(json.dumps({
        "benchmark": "vault", "runs": runs, **figures, "open_field_s": round(1e6 / median(found["open_field_us"])),
        "slowest_open_field_s": round(1e6 / max(found["open_field_us"])), "times_bare_cipher": round(median(ratios), 2),
        "phrase_lookup_ms": phrase_ms, "wrong": wrong,
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
