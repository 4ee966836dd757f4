"""What is special about a token: its PIN, its sessions, and keys that cannot leave it."""

from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.exceptions import PKCS11Error

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault import create_root, kept_root, open_root
from tests.vault.roots.keeping import Kept
from tests.vault.roots.softhsm import LABEL, PIN

# The library complains, where nobody can answer, of a search in a session that was dropped.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

KEY = bytes(range(32))
CONTEXT = b"where this key belongs"
SLOT = "11111111222243338444555555555555-1"


@pytest.fixture(params=[False, True], ids=["AES-GCM", "AES-KW"])
def kept(request, token):
    choice = token.choice(f"clear-days-{request.param:d}-token", key_wrap=request.param)
    root = open_root(choice)
    root.create("root")
    root.create(SLOT)
    return Kept(choice=choice, root=root)


@pytest.fixture
def session(token):
    """Look into the token as its keeper."""
    found = pkcs11.lib(str(token.module)).get_token(token_label=LABEL)
    try:
        opened = found.open(rw=True, user_pin=PIN)
    except pkcs11.exceptions.UserAlreadyLoggedIn:
        opened = found.open(rw=True)
    yield opened
    opened.close()


def keys_in(session, label):
    wanted = {Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: label}
    return list(session.get_objects(wanted))


def test_a_key_cannot_leave_the_token_and_does_one_thing_only(kept, session):
    (key,) = keys_in(session, f"{kept.choice.name}-{SLOT}")
    assert key[Attribute.EXTRACTABLE] is False
    assert key[Attribute.NEVER_EXTRACTABLE] is True
    assert key[Attribute.SENSITIVE] is True
    assert key[Attribute.WRAP] != key[Attribute.ENCRYPT]
    with pytest.raises(PKCS11Error):
        key[Attribute.VALUE]


def test_nothing_that_was_wrapped_is_left_in_the_token(kept, session):
    kept.root.unwrap(SLOT, kept.root.wrap(SLOT, KEY, CONTEXT), CONTEXT)
    kept.root.wrap(SLOT, KEY, CONTEXT)
    wanted = {Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.KEY_TYPE: KeyType.GENERIC_SECRET}
    assert list(session.get_objects(wanted)) == []


def test_a_key_that_its_keeper_deleted_opens_nothing(kept, session):
    wrapped = kept.root.wrap(SLOT, KEY, CONTEXT)
    for key in keys_in(session, f"{kept.choice.name}-{SLOT}"):
        key.destroy()
    with pytest.raises(CannotOpen):
        kept.root.unwrap(SLOT, wrapped, CONTEXT)


def test_two_keys_of_one_name_are_not_chosen_between(kept, session):
    name = f"{kept.choice.name}-{SLOT}"
    second = session.generate_key(KeyType.AES, 256, label=name, store=True)
    with pytest.raises(KeysUnavailable, match="2 keys called"):
        kept.root.wrap(SLOT, KEY, CONTEXT)
    second.destroy()


def test_a_session_that_the_token_dropped_is_opened_again(kept):
    root = kept_root(kept.choice)
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    root._session._session.close()  # noqa: SLF001 -- as a module does that was started again
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY


def test_a_session_that_the_token_dropped_is_not_taken_for_a_wrong_key(kept):
    root = kept_root(kept.choice)
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    root._session._session.close()  # noqa: SLF001 -- likewise
    with pytest.raises(CannotOpen):
        root.unwrap(SLOT, wrapped, b"elsewhere")
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"token": "Another"}, "no token Another"),
        ({"module": Path("/nowhere/library.so")}, "no token"),
        ({"pin_file": Path("/nowhere/pin")}, "cannot be read"),
    ],
    ids=["token", "library", "PIN's file"],
)
def test_what_is_missing_is_named(kept, changes, words):
    asked = open_root(replace(kept.choice, **changes))
    with pytest.raises(KeysUnavailable, match=words):
        asked.wrap(SLOT, KEY, CONTEXT)


def test_a_wrong_pin_is_tried_once(token, tmp_path):
    """Each try counts towards the token's being locked for everybody."""
    pin = tmp_path / "pin"
    pin.touch(mode=0o600)
    pin.write_text("wrong\n")
    root = kept_root(replace(token.choice("clear-days-pin"), pin_file=pin))
    library = pkcs11.lib(str(token.module))
    library.reinitialize()  # so that nobody is logged in
    with pytest.raises(KeysUnavailable, match="refuses: PinIncorrect"):
        root.wrap("root", KEY, CONTEXT)
    with pytest.raises(KeysUnavailable, match="not tried again"):
        root.wrap("root", KEY, CONTEXT)
    pin.write_text(f"{PIN}\n")
    root.create("root")
    assert root.unwrap("root", root.wrap("root", KEY, CONTEXT), CONTEXT) == KEY


def test_a_key_that_can_be_taken_out_is_told(token, session):
    choice = token.choice("clear-days-loose")
    label = "clear-days-loose-root"
    loose = session.generate_key(
        KeyType.AES,
        256,
        label=label,
        store=True,
        template={Attribute.EXTRACTABLE: True, Attribute.SENSITIVE: False},
    )
    ((words, _),) = kept_root(choice).faults()
    assert "can be taken out" in words
    loose.destroy()
    with pytest.raises(CannotOpen):
        kept_root(choice).faults()
    assert create_root(choice).id == "pkcs11:clear-days-loose"
