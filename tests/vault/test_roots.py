"""The root key file is private and whole, or it is not used."""

import os
from uuid import UUID

import pytest

from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.vault import LocalRoot

PASSPHRASE = "correct horse battery staple"
CONTEXT = b"where this key belongs"
KEY = b"\x05" * 32


@pytest.fixture
def path(tmp_path):
    return tmp_path / "root.key"


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_root_is_the_same_when_it_is_loaded(path, passphrase):
    made = LocalRoot.create_file(path, passphrase=passphrase)
    loaded = LocalRoot.load(path, passphrase=passphrase)
    assert loaded.id == made.id
    assert loaded.unwrap(made.wrap(KEY, CONTEXT), CONTEXT) == KEY


def test_no_two_roots_are_alike(tmp_path):
    one, other = LocalRoot.create_file(tmp_path / "one"), LocalRoot.create(tmp_path / "other")
    assert one.id != other.id
    with pytest.raises(CannotOpen):
        other.unwrap(one.wrap(KEY, CONTEXT), CONTEXT)


def test_a_wrapped_key_opens_in_its_context_only(path):
    root = LocalRoot.create_file(path)
    wrapped = root.wrap(KEY, CONTEXT)
    for changed, context in [(wrapped, b"elsewhere"), (wrapped[:-1], CONTEXT), (b"", CONTEXT)]:
        with pytest.raises(CannotOpen):
            root.unwrap(changed, context)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_only_its_owner_can_read_a_new_key_file(path, passphrase):
    before = os.umask(0)
    try:
        LocalRoot.create_file(path, passphrase=passphrase)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o644, 0o777])
def test_a_key_file_open_to_others_is_refused(path, mode):
    LocalRoot.create_file(path)
    path.chmod(mode)
    with pytest.raises(KeysUnavailable, match="others may read"):
        LocalRoot.load(path)


def test_a_file_that_is_there_is_left_as_it_is(path):
    path.write_bytes(b"something else")
    with pytest.raises(Refused, match="left as it is"):
        LocalRoot.create_file(path)
    assert path.read_bytes() == b"something else"
    assert list(path.parent.iterdir()) == [path]


def test_a_key_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(KeysUnavailable, match="cannot be written"):
        LocalRoot.create_file(tmp_path / "no such folder" / "root.key")


def test_a_key_file_that_is_not_there_is_told(path):
    with pytest.raises(KeysUnavailable, match="cannot be read: No such file"):
        LocalRoot.load(path)


def test_a_folder_is_no_key_file(tmp_path):
    with pytest.raises(KeysUnavailable, match="cannot be read"):
        LocalRoot.load(tmp_path)


def kept(path, content):
    path.write_bytes(content)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 83,
        b"-----BEGIN PRIVATE KEY-----\n" * 4,
        b"clear-days/root/1\n" + b"\x07" * 65,
    ],
    ids=["empty", "zeroes", "foreign", "of an unknown kind"],
)
def test_foreign_content_is_refused(path, content):
    with pytest.raises(KeysUnavailable, match="not a whole key file"):
        LocalRoot.load(kept(path, content))


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_key_file_of_the_wrong_size_is_refused(path, passphrase):
    LocalRoot.create_file(path, passphrase=passphrase)
    raw = path.read_bytes()
    for wrong in (raw[:-1], raw + b"\x00", raw + raw, raw[: len(raw) // 2], raw[:18]):
        with pytest.raises(KeysUnavailable, match="not a whole key file"):
            LocalRoot.load(kept(path, wrong), passphrase=passphrase)


def test_flipping_any_bit_of_a_key_file_is_noticed(path):
    LocalRoot.create_file(path)
    raw = path.read_bytes()
    for at in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(KeysUnavailable):
            LocalRoot.load(kept(path, bytes(flipped)))


@pytest.mark.parametrize("at", [19, 34, 35, 50, 51, 154], ids=str)
def test_changing_a_sealed_key_file_is_noticed(path, at):
    LocalRoot.create_file(path, passphrase=PASSPHRASE)
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    with pytest.raises(KeysUnavailable, match="damaged"):
        LocalRoot.load(kept(path, bytes(raw)), passphrase=PASSPHRASE)


def test_the_passphrase_must_be_the_right_one(path):
    LocalRoot.create_file(path, passphrase=PASSPHRASE)
    with pytest.raises(KeysUnavailable, match="not the right one"):
        LocalRoot.load(path, passphrase=PASSPHRASE + "s")


def test_a_passphrase_is_the_same_however_its_letters_are_composed(path):
    made = LocalRoot.create_file(path, passphrase="Llanfair p\u0175ll gwyn")
    assert LocalRoot.load(path, passphrase="Llanfair pw\u0302ll gwyn").id == made.id


@pytest.mark.parametrize(("made", "asked"), [(None, PASSPHRASE), (PASSPHRASE, None)])
def test_a_passphrase_is_neither_ignored_nor_forgotten(path, made, asked):
    LocalRoot.create_file(path, passphrase=made)
    with pytest.raises(KeysUnavailable, match="with a passphrase, or without"):
        LocalRoot.load(path, passphrase=asked)


@pytest.mark.parametrize("short", ["", "eleven char"])
def test_a_short_passphrase_is_refused(path, short):
    with pytest.raises(Refused, match="at least 12 characters"):
        LocalRoot.create_file(path, passphrase=short)
    assert not path.exists()


def test_the_key_of_a_sealed_file_is_not_in_it(path):
    LocalRoot.create_file(path, passphrase=PASSPHRASE)
    root = LocalRoot.load(path, passphrase=PASSPHRASE)
    assert root._key not in path.read_bytes()  # noqa: SLF001 -- the key itself is what must not be found


def test_a_root_is_called_by_its_own_identity():
    assert LocalRoot(UUID(int=7), KEY).id == "local:00000000-0000-0000-0000-000000000007"
