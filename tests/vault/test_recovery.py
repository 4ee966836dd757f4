"""The recovery key at its root and at the next, and the copies that it alone opens (ENC-11)."""

from dataclasses import replace
from uuid import UUID

import pytest

from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.vault.recovery import slot_of_set
from tests.vault.setting import Setting, a_root

SET = UUID("5eb1d0c4-93a2-4f67-8c5e-1b2a3c4d5e6f")


@pytest.fixture
def here() -> Setting:
    return Setting()


@pytest.fixture
def next_root():
    return a_root()


def drawn(setting: Setting):
    """Draw a key; give it, its shares, what they are held to, and the key as it is stored."""
    key, shares, statement = setting.door.recovery.draw(SET, threshold=3, count=5)
    return key, shares, statement, setting.door.recovery.wrapped(key)


def test_the_root_gives_it_back_and_three_shares_give_the_same(here):
    key, shares, statement, record = drawn(here)
    recovery = here.door.recovery
    assert recovery.unwrapped(record) == key == recovery.joined(statement, shares[2:])
    assert (record.root, record.check_value) == (here.root.id, statement.check_value)
    other = replace(statement, check_value=bytes(16))
    with pytest.raises(Refused, match="do not give the key that the log knows of"):
        recovery.joined(other, shares[:3])


def test_the_next_root_wraps_the_same_key_beside(here, next_root):
    key, _, _, record = drawn(here)
    there = here.door.recovery.wrap_for(next_root, record)
    assert (there.root, there.check_value) == (next_root.id, record.check_value)
    assert there.wrapped != record.wrapped
    assert here.door.recovery.unwrapped(record) == key
    after = Setting(root=next_root)
    assert after.door.recovery.unwrapped(there) == key
    here.root.destroy(slot_of_set(SET))
    assert after.door.recovery.unwrapped(there) == key
    with pytest.raises(CannotOpen):
        here.door.recovery.wrap_for(next_root, record)


def test_a_next_root_that_gives_something_else_back_is_not_believed(here, next_root, monkeypatch):
    *_, record = drawn(here)
    monkeypatch.setattr(next_root, "unwrap", lambda *_: bytes(32))
    with pytest.raises(KeysUnavailable, match="does not give back"):
        here.door.recovery.wrap_for(next_root, record)


@pytest.mark.parametrize(
    "change",
    [
        {"root": "local:another"},
        {"wrapped": b"what no root wrapped"},
        {"check_value": bytes(16)},
        {"set_id": UUID(int=7)},
    ],
)
def test_whatever_is_wrong_with_its_record_it_does_not_open(here, next_root, change):
    *_, record = drawn(here)
    spoilt = replace(record, **change)
    with pytest.raises(CannotOpen):
        here.door.recovery.unwrapped(spoilt)
    with pytest.raises(CannotOpen):
        here.door.recovery.wrap_for(next_root, spoilt)


def test_what_the_next_root_wrapped_is_bound_to_it(here, next_root):
    *_, record = drawn(here)
    there = here.door.recovery.wrap_for(next_root, record)
    with pytest.raises(CannotOpen):
        here.door.recovery.unwrapped(replace(there, root=here.root.id))
    elsewhere = Setting(root=next_root, deployment=UUID(int=5))
    with pytest.raises(CannotOpen):
        elsewhere.door.recovery.unwrapped(there)


def test_a_copy_is_adopted_by_a_root_that_never_had_the_key(here, next_root):
    key, *_ = drawn(here)
    copy = here.door.recovery.copied(here.under, key)
    clean = Setting(root=next_root)
    adopted = clean.door.recovery.adopted(copy, here.under, key)
    assert adopted.root == next_root.id
    clean.door.prove(adopted)
    with pytest.raises(CannotOpen):
        clean.door.recovery.adopted(copy, replace(here.under, epoch=2), key)
    with pytest.raises(CannotOpen):
        clean.door.recovery.adopted(copy, replace(here.under, check_value=bytes(16)), key)


def test_once_destroyed_the_root_gives_it_no_more(here):
    *_, record = drawn(here)
    assert here.door.recovery.destroyed(SET).final_at is None
    with pytest.raises(CannotOpen):
        here.door.recovery.unwrapped(record)
