"""A backup file that was changed, cut or added to anywhere does not open, and one for another passphrase neither."""

from __future__ import annotations

import os

import pytest

from amparo.core.operations.errors import BackupError, WrongPassphrase
from amparo.core.operations.sealed import CHECK, CHUNK, HEAD, OVER, Kind, Sealer, Secret, Unsealed

WORDS = "correct horse battery staple"
MANIFEST = {"version": "0.1.0"}


@pytest.fixture(scope="module")
def secret():
    return Secret.of(WORDS, passes=1, memory=8192)  # weak, to be quick


@pytest.fixture
def write(tmp_path, secret):
    def call(text, kind=Kind.DATA, name="file"):
        with (tmp_path / name).open("wb") as file:
            sealer = Sealer(file, secret, kind, MANIFEST)
            sealer.write(text)
            sealer.finish()
        return tmp_path / name

    return call


def read(path, words=WORDS, kind=Kind.DATA):
    with Unsealed(path, words, kind) as file:
        return file.manifest, file.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 30, CHUNK - 29, CHUNK - 28, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_was_written_is_read(write, size):
    text = os.urandom(size)
    assert read(write(text)) == (MANIFEST, text)


def test_nothing_of_it_stands_there_to_read(write):
    sealed = write(b"Rosa Delgado " * 10_000).read_bytes()
    assert b"Rosa" not in sealed
    assert b"version" not in sealed
    assert WORDS.encode() not in sealed


def test_one_changed_bit_anywhere_is_noticed(write):
    path = write(b"x" * 300)
    whole = path.read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        with pytest.raises(BackupError):
            read(path)


def test_a_file_cut_anywhere_is_noticed(write):
    path = write(b"x" * 300)
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(BackupError):
            read(path)


def test_a_file_cut_between_two_chunks_is_noticed(write):
    path = write(os.urandom(3 * CHUNK))
    whole = path.read_bytes()
    start = HEAD.size + CHECK
    for chunks in (1, 2, 3):
        path.write_bytes(whole[: start + chunks * (CHUNK + OVER)])
        with pytest.raises(BackupError) as error:
            read(path)
        assert str(error.value) == f"{path} is not whole: it was cut or changed after it was written."


def test_chunks_that_changed_places_are_noticed(write):
    path = write(os.urandom(3 * CHUNK))
    whole, start, one = path.read_bytes(), HEAD.size + CHECK, CHUNK + OVER
    first, second = whole[start : start + one], whole[start + one : start + 2 * one]
    path.write_bytes(whole[:start] + second + first + whole[start + 2 * one :])
    with pytest.raises(BackupError, match="is not whole"):
        read(path)


def test_something_added_at_the_end_is_noticed(write):
    path = write(b"x" * 300)
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(BackupError, match="is not whole"):
        read(path)


def test_another_passphrase_does_not_open_it(write):
    path = write(b"x")
    with pytest.raises(WrongPassphrase) as error:
        read(path, WORDS + ".")
    assert str(error.value) == (
        f"The passphrase does not open {path}. Or the first {HEAD.size + CHECK} bytes of the file were damaged."
    )


def test_an_accent_may_be_typed_in_two_ways(tmp_path):
    with (tmp_path / "file").open("wb") as file:
        sealer = Sealer(file, Secret.of("caf\u00e9 con leche", passes=1, memory=8192), Kind.DATA, MANIFEST)
        sealer.finish()
    assert read(tmp_path / "file", "cafe\u0301 con leche") == (MANIFEST, b"")


def test_keys_are_not_taken_for_data(write):
    path = write(b"x", Kind.KEYS)
    with pytest.raises(BackupError) as error:
        read(path)
    assert str(error.value) == f"{path} holds the keys; the data were to be read from it."


@pytest.mark.parametrize("text", [b"", b"hello", b"x" * 10_000])
def test_a_file_that_is_no_backup_is_told(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_bytes(text)
    with pytest.raises(BackupError) as error:
        read(path)
    assert str(error.value) == f"{path} is no backup of Amparo."


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BackupError) as error:
        read(tmp_path / "none")
    assert str(error.value) == f"{tmp_path / 'none'} cannot be read: No such file or directory."
