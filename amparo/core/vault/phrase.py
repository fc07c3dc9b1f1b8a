"""Return phrases: seven words with which a person without an account comes back to what they wrote.

A phrase gives two values that tell nothing about each other. `lookup` is stored, and finds the record. `phrase_key`
is never stored, and opens the record's data key. Who has the database has neither the phrase nor the key; who
also has the site key must still try 2^77 phrases or more, each at the price of an Argon2id run.
"""

from __future__ import annotations

import re
import secrets as randomness
import threading
from dataclasses import dataclass, field
from hashlib import blake2b

from nacl.pwhash import argon2id

from amparo.core.vault.errors import BrokenPhrase, NoKey, SameSecrets, TooBusy
from amparo.core.vault.keys import SIZE, PhraseKey, SiteKey, Unwritten
from amparo.core.vault.wordlists import LANGUAGES, WordList, folded, list_for, words_of

WORDS = 7
LONGEST = 1000
"""A longer text is no phrase, in characters."""
PASSES = 1
MEMORY = 64 * 1024 * 1024
"""What one run of Argon2id costs: passes over so many bytes."""
AT_ONCE = 2
"""So many runs go on in one process; others wait, or a crowd would fill the memory of a small server."""
PATIENCE = 10.0
"""So many seconds a run waits for its turn."""

_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Phrase(Unwritten):
    """A return phrase as people read it, and the language of its list. It shows no word unless asked for `text`."""

    words: tuple[str, ...] = field(repr=False)
    language: str

    @property
    def text(self) -> str:
        """The words with spaces between: for the person's eyes."""
        return " ".join(self.words)

    @property
    def letters(self) -> bytes:
        """What the two values are made from: the same for every spelling that `read_phrase` forgives."""
        return " ".join(map(folded, self.words)).encode()


@dataclass(frozen=True, slots=True)
class SiteSecrets(Unwritten):
    """What goes into a phrase's two values besides the phrase. Raises SameSecrets when both are equal."""

    finding: bytes = field(repr=False)
    opening: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.finding) != SIZE or len(self.opening) != SIZE:
            raise NoKey("A site secret is not 32 bytes long.")
        if self.finding == self.opening:
            raise SameSecrets


def site_secrets(key: SiteKey) -> SiteSecrets:
    """The two secrets of an installation."""
    finding = blake2b(key=key.raw, digest_size=SIZE, person=b"amparo-finding").digest()
    opening = blake2b(key=key.raw, digest_size=SIZE, person=b"amparo-opening").digest()
    return SiteSecrets(finding, opening)


def new_phrase(language: str) -> Phrase:
    """Seven random words in a language, or in English where `list_for` has no list of it."""
    words = words_of(list_for(language))
    return Phrase(tuple(randomness.choice(words.words) for _ in range(WORDS)), words.language)


def read_phrase(text: str, language: str) -> Phrase:
    """The phrase that somebody typed on a page in `language`; the phrase itself may be in any.

    Forgives case, accents, spaces, hyphens, commas and numbers, and takes the beginning of a word for the word
    where only one begins so. Raises BrokenPhrase, which knows the words that may be meant.
    """
    if len(text) > LONGEST:
        raise BrokenPhrase(f"This is too long. A return phrase has {WORDS} words.")
    first = list_for(language)
    lists = [words_of(code) for code in (first, *(code for code in LANGUAGES if code != first))]
    plain = folded(text)
    for words in lists:
        typed = _split(plain, words)
        if len(typed) == WORDS and all(word in words.by_letters for word in typed):
            return Phrase(tuple(words.by_letters[word] for word in typed), words.language)
    tried: list[tuple[int, WordList, list[str], list[str | None]]] = []
    for words in lists:
        typed = _split(plain, words)
        found = [words.find(word) for word in typed[: WORDS + 1]]
        read = tuple(word for word in found if word)
        if len(typed) == WORDS == len(read):
            return Phrase(read, words.language)
        tried.append((len(read), words, typed, found))
    # Speak of the list in which most words are, if that is most of a phrase; else of the page's own.
    most = max(tried, key=lambda one: one[0])
    _, words, typed, found = most if most[0] > WORDS // 2 else tried[0]
    raise _broken(words, typed, found)


def lookup(phrase: Phrase, secrets: SiteSecrets) -> bytes:
    """32 bytes to store and to find the record by. Takes about a tenth of a second. Raises TooBusy."""
    return _hard(phrase, secrets.finding)


def phrase_key(phrase: Phrase, secrets: SiteSecrets) -> PhraseKey:
    """The key that opens the record's data key. Work it out once `lookup` has found a record. Raises TooBusy."""
    return PhraseKey(_hard(phrase, secrets.opening))


def _hard(phrase: Phrase, secret: bytes) -> bytes:
    password = blake2b(phrase.letters, key=secret, digest_size=SIZE, person=b"amparo-phrase").digest()
    salt = blake2b(key=secret, digest_size=argon2id.SALTBYTES, person=b"amparo-salt").digest()
    if not _turns.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        return argon2id.kdf(SIZE, password, salt, opslimit=PASSES, memlimit=MEMORY)
    finally:
        _turns.release()


def _split(plain: str, words: WordList) -> list[str]:
    """The words of a folded text: runs of letters, or single characters where the list's words are such."""
    runs = re.findall(r"[^\W\d_]+", plain)
    return list("".join(runs)) if words.single else runs


def _broken(words: WordList, typed: list[str], found: list[str | None]) -> BrokenPhrase:
    if len(typed) != WORDS:
        count = "no word was" if not typed else "1 word was" if len(typed) == 1 else f"{len(typed)} words were"
        return BrokenPhrase(f"A return phrase has {WORDS} words, and {count} typed.")
    near = {place: words.near(typed[place - 1]) for place, word in enumerate(found, 1) if not word}
    places = [str(place) for place in near]
    named = " and ".join(filter(None, [", ".join(places[:-1]), places[-1]]))
    if len(places) == 1:
        return BrokenPhrase(f"Word {named} is not in our list, or could be several words.", near)
    return BrokenPhrase(f"Words {named} are not in our list, or could be several words.", near)
