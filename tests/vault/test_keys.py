"""A compartment's key is the one that was pinned, and is not kept for long."""

import hmac
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault.keys import KEPT_FOR, CompartmentKeys
from tests.vault.setting import DEPLOYMENT, OTHER_PANEL, PANEL, a_root


@pytest.fixture
def keys(setting):
    return CompartmentKeys(setting.root, DEPLOYMENT, setting.clock)


@pytest.fixture
def record(keys):
    return keys.create(PANEL, 3)


def test_a_record_gives_its_key_back(keys, record, setting):
    key = keys.unwrap(record)
    assert len(key) == 32
    assert CompartmentKeys(setting.root, DEPLOYMENT, setting.clock).unwrap(record) == key
    assert key not in record.wrapped


def test_the_check_value_is_the_documented_one(keys, record):
    said = b"clear-days/kcv/v1" + DEPLOYMENT.bytes + PANEL.bytes + (3).to_bytes(4)
    assert record.check_value == hmac.digest(keys.unwrap(record), said, "sha512")[:16]


def test_no_two_keys_are_alike(keys, record):
    again = keys.create(PANEL, 3)
    assert keys.unwrap(again) != keys.unwrap(record)
    assert again.check_value != record.check_value


def test_a_key_swapped_in_the_record_is_found_out_by_the_pinned_value(keys, record, caplog):
    """Somebody who can write the database makes a key of their own, at the same root."""
    swapped = keys.create(PANEL, 3)
    believed = replace(swapped, check_value=record.check_value)
    with caplog.at_level(logging.ERROR, "portal.vault"), pytest.raises(CannotOpen):
        keys.unwrap(believed)
    assert caplog.messages == [f"missing key: object {PANEL} in compartment {PANEL}"]


def test_a_key_already_in_use_does_not_vouch_for_a_swapped_one(keys, record):
    keys.unwrap(record)
    swapped = keys.create(PANEL, 3)
    keys.unwrap(swapped)
    with pytest.raises(CannotOpen):
        keys.unwrap(replace(swapped, check_value=record.check_value))
    with pytest.raises(CannotOpen):
        keys.unwrap(replace(record, check_value=swapped.check_value))


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_check_value_of_another_length_matches_nothing(keys, record, length):
    with pytest.raises(CannotOpen):
        keys.unwrap(replace(record, check_value=(record.check_value + b"\x00")[:length]))


@pytest.mark.parametrize(
    "changed",
    [
        {"compartment": OTHER_PANEL},
        {"epoch": 4},
        {"root": "local:another"},
        {"wrapped": b""},
        {"wrapped": b"\x00" * 104},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_record_changed_in_any_part_gives_no_key(keys, record, changed):
    with pytest.raises(CannotOpen):
        keys.unwrap(replace(record, **changed))


def test_a_record_of_another_deployment_gives_no_key(record, setting):
    other = CompartmentKeys(setting.root, PANEL, setting.clock)
    with pytest.raises(CannotOpen):
        other.unwrap(record)


def test_a_root_under_another_name_does_not_own_the_record(record, setting):
    """The same key material, restored as another root, is another root."""
    other = a_root()
    keys = CompartmentKeys(other, DEPLOYMENT, setting.clock)
    for claimed in (record, replace(record, root=other.id)):
        with pytest.raises(CannotOpen):
            keys.unwrap(claimed)


def test_a_key_is_kept_for_a_quarter_of_an_hour_and_no_longer(keys, record, setting):
    keys.unwrap(record)
    setting.clock.advance(KEPT_FOR - timedelta(microseconds=1))
    keys.unwrap(record)
    assert setting.root.asked == 1
    setting.clock.advance(timedelta(microseconds=1))
    keys.unwrap(record)
    assert setting.root.asked == 2


def test_using_a_key_does_not_keep_it_longer(keys, record, setting):
    for _ in range(4):
        keys.unwrap(record)
        setting.clock.advance(timedelta(minutes=5))
    keys.unwrap(record)
    assert setting.root.asked == 2


def test_a_clock_set_back_does_not_keep_a_key_longer(keys, record, setting):
    keys.unwrap(record)
    setting.clock.advance(timedelta(days=-1))
    keys.unwrap(record)
    assert setting.root.asked == 2


def test_an_old_key_is_dropped_when_another_is_asked_for(keys, record, setting):
    keys.unwrap(record)
    setting.clock.advance(KEPT_FOR)
    keys.unwrap(keys.create(OTHER_PANEL, 1))
    assert [each.compartment for each in keys._kept] == [OTHER_PANEL]  # noqa: SLF001 -- what is left in memory is the point


def test_a_root_out_of_reach_is_not_called_a_wrong_key(record, setting):
    class Sealed:
        id = record.root

        def create(self, *_):
            raise KeysUnavailable("the root is sealed")

        wrap = unwrap = destroy = create

    keys = CompartmentKeys(Sealed(), DEPLOYMENT, setting.clock)
    with pytest.raises(KeysUnavailable):
        keys.unwrap(record)
    with pytest.raises(KeysUnavailable):
        keys.create(PANEL, 1)
    with pytest.raises(KeysUnavailable):
        keys.destroy(record)


def test_the_root_is_asked_for_one_key_once(keys, record, setting):
    """No second key is tried when the first is not the right one."""
    with pytest.raises(CannotOpen):
        keys.unwrap(replace(record, check_value=b"\x00" * 16))
    assert setting.root.asked == 1
