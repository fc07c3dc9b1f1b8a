"""The outer key is read from where only we can read it, and whatever is wrong is said in a sentence."""

import os
import stat
from base64 import urlsafe_b64encode

import pytest

from amparo.core.vault import CityKey, KeyFileOpen, KeyFileThere, LocalOuter, NoKey, add_key, new_key_file
from amparo.core.vault import unwrap_key as unwrap
from amparo.core.vault import wrap_key as wrap


def text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_new_key_file_is_ours_alone_and_works(tmp_path):
    path = tmp_path / "key"
    id = new_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["key"]
    outer = LocalOuter.load(path, {})
    assert (outer.current, outer.ids) == (id, (id,))


def test_a_key_file_that_is_there_is_never_overwritten(tmp_path):
    path = tmp_path / "key"
    new_key_file(path)
    before = path.read_bytes()
    with pytest.raises(KeyFileThere, match="was left as it is"):
        new_key_file(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["key"]


def test_a_rotation_puts_the_new_key_first_and_keeps_the_old(tmp_path):
    path = tmp_path / "key"
    old = new_key_file(path)
    city = CityKey.new()
    wrapped = wrap(city, "nyc", LocalOuter.from_file(path))
    new = add_key(path)
    outer = LocalOuter.from_file(path)
    assert outer.ids == (new, old)
    assert unwrap(CityKey, wrapped, "nyc", outer) == city
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["key"]


def test_the_environment_comes_before_the_file_and_the_file_named_before_the_default(tmp_path):
    named, default = tmp_path / "named", tmp_path / "default"
    first, second = new_key_file(named), new_key_file(default)
    raw = os.urandom(32)
    both = {"AMPARO_KEY": text(raw), "AMPARO_KEY_FILE": str(named)}
    assert LocalOuter.load(default, both).current not in (first, second)
    assert LocalOuter.load(default, {"AMPARO_KEY_FILE": str(named)}).current == first
    assert LocalOuter.load(default, {"AMPARO_KEY_FILE": "", "AMPARO_KEY": ""}).current == second


@pytest.mark.parametrize("between", [" ", "\n", ",", ", ", "=\r\n"])
def test_several_keys_may_stand_in_the_environment(between):
    raws = [os.urandom(32) for _ in range(3)]
    outer = LocalOuter.load(None, {"AMPARO_KEY": between.join(map(text, raws))})
    alone = [LocalOuter.load(None, {"AMPARO_KEY": text(raw)}).current for raw in raws]
    assert list(outer.ids) == alone


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "key"
    new_key_file(path)
    for mode in (0o640, 0o604, 0o660, 0o620, 0o601):
        path.chmod(mode)
        with pytest.raises(KeyFileOpen, match=f"can be read by others \\(its mode is {mode:04o}\\)"):
            LocalOuter.from_file(path)
    path.chmod(0o400)
    assert LocalOuter.from_file(path).current


def test_a_key_file_of_another_user_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "key"
    new_key_file(path)
    us = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: us + 1)
    with pytest.raises(KeyFileOpen, match="belongs to another user"):
        LocalOuter.from_file(path)


def test_a_folder_or_a_pipe_is_no_key_file(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(KeyFileOpen, match="not a plain file"):
            LocalOuter.from_file(path)


def test_no_key_is_said_in_a_sentence(tmp_path):
    with pytest.raises(NoKey, match="set AMPARO_KEY, or AMPARO_KEY_FILE"):
        LocalOuter.load(None, {})
    with pytest.raises(NoKey, match="cannot be opened: No such file"):
        LocalOuter.load(tmp_path / "nothing", {})
    with pytest.raises(NoKey, match="no outer key in AMPARO_KEY"):
        LocalOuter.load(None, {"AMPARO_KEY": " , "})
    with pytest.raises(NoKey):
        LocalOuter([])


@pytest.mark.parametrize("word", ["changeme", text(b"x" * 31), text(bytes(range(33))), "é" * 43, "!" * 43])
def test_what_is_no_key_is_refused_and_not_repeated(word):
    good = text(os.urandom(32))
    with pytest.raises(NoKey, match="Key 2 in AMPARO_KEY is not a key") as caught:
        LocalOuter.load(None, {"AMPARO_KEY": f"{good} {word}"})
    assert word not in str(caught.value)
    assert good not in str(caught.value)


@pytest.mark.parametrize("raw", [bytes(32), b"a" * 32, b"secret" * 5 + b"se"])
def test_a_sample_key_is_refused(raw):
    with pytest.raises(NoKey, match="is not random"):
        LocalOuter.load(None, {"AMPARO_KEY": text(raw)})


def test_an_outer_key_never_shows_itself():
    raw = os.urandom(32)
    outer = LocalOuter.load(None, {"AMPARO_KEY": text(raw)})
    assert repr(outer) == f"<LocalOuter {outer.current}>"
    assert raw.hex() not in repr(vars(outer))
