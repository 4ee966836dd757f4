"""The root key file is private and whole, or it is not used."""

import os
from pathlib import Path

import pytest

from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.vault import LocalChoice, LocalRoot, create_root, open_root, wants_passphrase
from portal.vault.roots import private_file
from portal.vault.roots.secret_files import read_secret

PASSPHRASE = "correct horse battery staple"
CONTEXT = b"where this key belongs"
KEY = b"\x05" * 32
HEAD = len(b"clear-days/root/2\n") + 1 + 16


@pytest.fixture
def path(tmp_path):
    return tmp_path / "root.key"


def kept(path, content):
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def test_a_root_with_a_passphrase_is_the_same_when_it_is_loaded(path):
    made = LocalRoot.create_file(path, passphrase=PASSPHRASE)
    made.create("one")
    wrapped = made.wrap("one", KEY, CONTEXT)
    loaded = LocalRoot.load(path, passphrase=PASSPHRASE)
    assert loaded.id == made.id
    assert loaded.unwrap("one", wrapped, CONTEXT) == KEY
    loaded.create("two")
    assert made.unwrap("two", loaded.wrap("two", KEY, CONTEXT), CONTEXT) == KEY
    loaded.destroy("one")
    with pytest.raises(CannotOpen):
        made.unwrap("one", wrapped, CONTEXT)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_only_its_owner_can_read_a_key_file_however_often_it_is_replaced(path, passphrase):
    before = os.umask(0)
    try:
        root = LocalRoot.create_file(path, passphrase=passphrase)
        assert list(path.parent.iterdir()) == [path]
        root.create("one")
        root.create("two")
        root.destroy("one")
    finally:
        os.umask(before)
    for each in path.parent.iterdir():
        assert each.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in path.parent.iterdir()} == {"root.key", ".root.key.lock"}


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


def test_a_key_file_that_cannot_be_written_or_read_is_told(tmp_path):
    with pytest.raises(KeysUnavailable, match="cannot be written"):
        LocalRoot.create_file(tmp_path / "no such folder" / "root.key")
    with pytest.raises(KeysUnavailable, match="cannot be read: No such file"):
        LocalRoot.load(tmp_path / "root.key")
    with pytest.raises(KeysUnavailable, match="cannot be read"):
        LocalRoot.load(tmp_path)


def test_a_key_file_taken_away_shuts_a_root_that_was_open(path):
    root = LocalRoot.create_file(path)
    root.create("one")
    wrapped = root.wrap("one", KEY, CONTEXT)
    path.rename(path.with_name("away"))
    for act in (
        lambda: root.unwrap("one", wrapped, CONTEXT),
        lambda: root.create("two"),
        lambda: root.destroy("one"),
    ):
        with pytest.raises(KeysUnavailable, match="cannot be read"):
            act()
    path.with_name("away").rename(path)
    assert root.unwrap("one", wrapped, CONTEXT) == KEY


def test_another_key_file_in_its_place_is_not_taken_for_it(path, tmp_path):
    root = LocalRoot.create_file(path)
    LocalRoot.create_file(tmp_path / "other")
    (tmp_path / "other").replace(path)
    with pytest.raises(KeysUnavailable, match="not the key file it was"):
        root.create("one")


def test_nothing_is_written_that_is_too_large_to_be_read_again(path, monkeypatch):
    root = LocalRoot.create_file(path)
    root.create("one")
    monkeypatch.setattr(private_file, "LARGEST", path.stat().st_size)
    with pytest.raises(KeysUnavailable, match="too large"):
        root.create("two")
    assert LocalRoot.load(path).wrap("one", KEY, CONTEXT)


def test_the_bytes_of_a_slot_destroyed_are_written_over_where_they_lay(path):
    root = LocalRoot.create_file(path)
    root.create("one")
    with path.open("rb") as before:
        secret = before.read()[HEAD + 1 + len("one") :][:32]
        root.destroy("one")
        before.seek(0)
        assert before.read() == bytes(os.fstat(before.fileno()).st_size)
    assert secret not in path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 83,
        b"-----BEGIN PRIVATE KEY-----\n" * 4,
        b"clear-days/root/1\n" + b"\x00" * 65,
        b"clear-days/root/2\n" + b"\x07" * 65,
    ],
    ids=["empty", "zeroes", "foreign", "of an older layout", "of an unknown kind"],
)
def test_foreign_content_is_refused(path, content):
    with pytest.raises(KeysUnavailable, match="not a whole key file"):
        LocalRoot.load(kept(path, content))


def test_a_key_file_of_the_wrong_size_is_refused(path):
    LocalRoot.create_file(path).create("one")
    raw = path.read_bytes()
    for wrong in (raw[:-1], raw + b"\x00", raw + raw, raw[: len(raw) // 2], raw[:HEAD]):
        with pytest.raises(KeysUnavailable, match="damaged"):
            LocalRoot.load(kept(path, wrong))


def test_flipping_any_bit_of_a_key_file_is_noticed(path):
    LocalRoot.create_file(path).create("one")
    raw = path.read_bytes()
    for at in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(KeysUnavailable):
            LocalRoot.load(kept(path, bytes(flipped)))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """Make a key file with a passphrase, once: each costs a good part of a second, on purpose."""
    path = tmp_path_factory.mktemp("sealed") / "root.key"
    LocalRoot.create_file(path, passphrase=PASSPHRASE)
    return path.read_bytes()


@pytest.mark.parametrize("at", [HEAD - 1, HEAD, HEAD + 16, HEAD + 40, -1], ids=str)
def test_changing_a_sealed_key_file_is_noticed(path, sealed, at):
    raw = bytearray(sealed)
    raw[at] ^= 1
    with pytest.raises(KeysUnavailable, match="damaged"):
        LocalRoot.load(kept(path, bytes(raw)), passphrase=PASSPHRASE)


def test_the_passphrase_must_be_the_right_one(path, sealed):
    kept(path, sealed)
    with pytest.raises(KeysUnavailable, match="not the right one"):
        LocalRoot.load(path, passphrase=PASSPHRASE + "s")


@pytest.mark.parametrize(
    ("made", "typed"),
    [
        ("Llanfair p\u0175ll gwyn", "Llanfair pw\u0302ll gwyn"),
        ("half a pair \ud83d", "half a pair \ud83d"),
    ],
    ids=["composed otherwise", "half a surrogate pair"],
)
def test_a_passphrase_is_the_same_however_its_letters_are_composed(path, made, typed):
    root = LocalRoot.create_file(path, passphrase=made)
    assert LocalRoot.load(path, passphrase=typed).id == root.id


@pytest.mark.parametrize(
    ("made", "asked", "words"),
    [(None, PASSPHRASE, "configure none"), (PASSPHRASE, None, "portal keys unseal")],
)
def test_a_passphrase_is_neither_ignored_nor_forgotten(path, made, asked, words):
    LocalRoot.create_file(path, passphrase=made)
    with pytest.raises(KeysUnavailable, match=words):
        LocalRoot.load(path, passphrase=asked)
    assert wants_passphrase(LocalChoice(path=path)) is (made is not None)
    assert not wants_passphrase(LocalChoice(path=path, passphrase=PASSPHRASE))


@pytest.mark.parametrize("short", ["", "eleven char"])
def test_a_short_passphrase_is_refused(path, short):
    with pytest.raises(Refused, match="at least 12 characters"):
        LocalRoot.create_file(path, passphrase=short)
    assert not path.exists()


def test_no_slot_shows_in_a_sealed_file(path):
    root = LocalRoot.create_file(path, passphrase=PASSPHRASE)
    root.create("slot-that-must-not-show")
    raw = path.read_bytes()
    assert b"slot-that" not in raw
    assert PASSPHRASE.encode() not in raw


def test_a_root_shows_no_key(path):
    root = LocalRoot.create_file(path, passphrase=PASSPHRASE)
    root.create("one")
    key = root._kept.slots["one"]  # noqa: SLF001 -- the key itself is what must not be found
    assert repr(key) not in repr(root) + repr(vars(root))
    assert PASSPHRASE not in repr(LocalChoice(path=path, passphrase=PASSPHRASE))


def secret(path, text=PASSPHRASE + "\n", mode=0o600):
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path


def test_a_passphrase_may_lie_in_a_private_file(path, tmp_path):
    choice = LocalChoice(path=path, passphrase_file=secret(tmp_path / "passphrase"))
    assert open_root(choice_made(choice)).id == LocalRoot.load(path, passphrase=PASSPHRASE).id


def choice_made(choice):
    create_root(choice)
    return choice


def test_a_name_without_a_slash_is_a_credential_of_systemds(tmp_path):
    secret(tmp_path / "root-passphrase", mode=0o440)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_secret(Path("root-passphrase"), environ) == PASSPHRASE
    with pytest.raises(KeysUnavailable, match="no credentials here"):
        read_secret(Path("root-passphrase"), {})
    with pytest.raises(KeysUnavailable, match="No such file"):
        read_secret(Path("other"), environ)


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("\n", 0o600, "is empty"),
        ("", 0o600, "is empty"),
        ("a passphrase", 0o640, "others may read"),
        ("a passphrase", 0o604, "others may read"),
    ],
)
def test_a_secret_file_that_is_empty_or_open_to_others_is_refused(tmp_path, text, mode, words):
    path = secret(tmp_path / "secret", text, mode)
    with pytest.raises(KeysUnavailable, match=words):
        read_secret(path)


def test_a_secret_file_that_is_no_text_is_refused(tmp_path):
    path = secret(tmp_path / "secret")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KeysUnavailable, match="no text"):
        read_secret(path)


def test_a_secret_is_one_line_as_it_was_written(tmp_path):
    assert read_secret(secret(tmp_path / "secret", " a passphrase \r\n")) == " a passphrase "
