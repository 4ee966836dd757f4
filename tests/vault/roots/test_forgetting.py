"""A sealed root and a forgotten key are gone at once, whoever is in the middle of something."""

from dataclasses import replace

import pytest

from portal.errors import KeysUnavailable, Refused
from portal.vault import KeyDoor, KeySwitch, LocalChoice, LocalRoot, SealableRoot, open_root
from portal.vault.keys import CompartmentKeys
from tests.vault.setting import DEPLOYMENT, FIELD, PANEL, STAMP, Clock, CountingRoot

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def choice(tmp_path):
    LocalRoot.create_file(tmp_path / "root.key")
    return LocalChoice(path=tmp_path / "root.key")


@pytest.fixture
def root(choice):
    return SealableRoot(lambda passphrase: open_root(choice, passphrase))


@pytest.fixture
def door(root):
    return KeyDoor(root, DEPLOYMENT, STAMP, Clock())


def test_a_sealed_switch_leaves_no_key_to_open_with(root, door):
    under = door.new_compartment_key(PANEL, epoch=1)
    door.seal(FIELD, b"text", under=under)
    switch = KeySwitch(root, door)
    for _ in range(2):
        switch.seal()
        assert "portal keys seal" in switch.shut_because
        with pytest.raises(KeysUnavailable, match="portal keys seal"):
            door.seal(FIELD, b"text", under=under)
        with pytest.raises(KeysUnavailable):
            door.destroy_compartment_key(under)
        with pytest.raises(KeysUnavailable):
            door.new_compartment_key(PANEL, epoch=2)
    for _ in range(2):
        switch.unseal(None)
        assert not switch.shut_because
    assert door.seal(FIELD, b"text", under=under)


def test_a_key_on_its_way_while_keys_are_forgotten_is_not_kept(choice):
    class Interrupted(CountingRoot):
        def unwrap(self, slot, wrapped, context):
            if self.asked == 0:
                keys.forget()
            return super().unwrap(slot, wrapped, context)

    root = Interrupted(open_root(choice))
    keys = CompartmentKeys(root, DEPLOYMENT, Clock())
    record = keys.create(PANEL, 1)
    for asked in (1, 2, 2):
        keys.unwrap(record)
        assert root.asked == asked


def test_a_root_begins_sealed_where_it_is_told_to(choice, caplog):
    root = SealableRoot(lambda passphrase: open_root(choice, passphrase), sealed=True)
    for act in (
        lambda: root.id,
        lambda: root.create("slot"),
        lambda: root.wrap("slot", bytes(32), b""),
        lambda: root.unwrap("slot", b"", b""),
        lambda: root.destroy("slot"),
    ):
        with pytest.raises(KeysUnavailable, match="portal keys seal"):
            act()
    assert "restricted papers are shut" in caplog.text
    root.unseal(None)
    assert root.id == open_root(choice).id


def test_a_root_whose_passphrase_is_not_configured_begins_sealed(tmp_path, caplog):
    path = tmp_path / "sealed.key"
    made = LocalRoot.create_file(path, passphrase=PASSPHRASE)
    choice = LocalChoice(path=path)
    root = SealableRoot(lambda passphrase: open_root(choice, passphrase))
    assert "portal keys unseal" in caplog.text
    with pytest.raises(KeysUnavailable, match="wants its passphrase"):
        root.create("slot")
    with pytest.raises(KeysUnavailable, match="not the right one"):
        root.unseal("a wrong passphrase")
    assert not root.is_open
    root.unseal(PASSPHRASE)
    assert (root.is_open, root.id, root.cause) == (True, made.id, "")


def test_a_root_that_is_open_stays_open_if_it_cannot_be_opened_afresh(choice):
    root = SealableRoot(lambda passphrase: open_root(choice, passphrase))
    with pytest.raises(KeysUnavailable):
        root.unseal("a passphrase it never had")
    assert root.is_open


def test_no_root_stands_in_for_another(choice, tmp_path):
    """A record names its root; one that is missing is not replaced by one that is there."""
    other = LocalChoice(path=tmp_path / "other.key")
    root = SealableRoot(lambda passphrase: open_root(other, passphrase))
    with pytest.raises(KeysUnavailable, match=r"other\.key"):
        root.wrap("slot", bytes(32), b"")
    with pytest.raises(Refused):
        LocalRoot.create_file(choice.path)
    assert replace(choice, passphrase="x") != choice
