"""What holds for every root, whoever keeps it."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.errors import CannotOpen, Refused
from portal.vault import KeyDoor, LocalChoice, create_root, kept_root
from tests.vault.setting import DEPLOYMENT, FIELD, PANEL, STAMP, Clock

KEY = bytes(range(32))
CONTEXT = b"where this key belongs"
SLOT, OTHER = "11111111222243338444555555555555-1", "11111111222243338444555555555555-2"


@pytest.fixture
def root(kept):
    kept.root.create(SLOT)
    return kept.root


def test_a_key_comes_back_in_its_slot_and_context_from_another_process_too(kept, root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY
    assert kept.again().unwrap(SLOT, wrapped, CONTEXT) == KEY
    assert kept.again().id == root.id
    assert KEY not in wrapped


def test_what_was_changed_in_any_part_does_not_open(root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    flipped = [
        wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :]
        for at in (0, 1, 2, len(wrapped) // 2, len(wrapped) - 1)
    ]
    for changed in (*flipped, b"", wrapped[:1], wrapped[:-1], wrapped + b"\x00", wrapped * 2):
        with pytest.raises(CannotOpen):
            root.unwrap(SLOT, changed, CONTEXT)
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY


def test_a_key_opens_in_no_other_context(root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    for other in (b"", b"elsewhere", CONTEXT + b"\x00", CONTEXT[:-1]):
        with pytest.raises(CannotOpen):
            root.unwrap(SLOT, wrapped, other)


def test_a_key_opens_in_no_other_slot_and_no_other_root(keeper, root):
    root.create(OTHER)
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    with pytest.raises(CannotOpen):
        root.unwrap(OTHER, wrapped, CONTEXT)
    stranger = keeper.new().root
    stranger.create(SLOT)
    assert stranger.id != root.id
    with pytest.raises(CannotOpen):
        stranger.unwrap(SLOT, wrapped, CONTEXT)


def test_without_its_slot_nothing_is_wrapped_or_opened(root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    with pytest.raises(CannotOpen):
        root.wrap(OTHER, KEY, CONTEXT)
    with pytest.raises(CannotOpen):
        root.unwrap(OTHER, wrapped, CONTEXT)
    with pytest.raises(ValueError, match="small letters"):
        root.create("../Other")


def test_a_slot_that_is_there_is_left_as_it_is(root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    root.create(SLOT)
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY


def test_a_slot_destroyed_opens_nothing_anywhere_and_the_others_go_on(kept, root):
    root.create(OTHER)
    old, kept_on = root.wrap(SLOT, KEY, CONTEXT), root.wrap(OTHER, KEY, CONTEXT)
    witness = kept.again()
    assert witness.unwrap(SLOT, old, CONTEXT) == KEY
    for _ in range(2):
        destroyed = root.destroy(SLOT)
        assert SLOT in destroyed.evidence
        assert destroyed.final_at is None
    for each in (root, witness, kept.again()):
        with pytest.raises(CannotOpen):
            each.unwrap(SLOT, old, CONTEXT)
        with pytest.raises(CannotOpen):
            each.wrap(SLOT, KEY, CONTEXT)
        assert each.unwrap(OTHER, kept_on, CONTEXT) == KEY


def test_threads_share_a_root(root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: root.unwrap(SLOT, wrapped, CONTEXT), range(16)))
    assert opened == [KEY] * 16


def test_a_child_opens_what_its_parent_opened_and_both_go_on(root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    child = os.fork()
    if child == 0:
        try:
            same = all(root.unwrap(SLOT, wrapped, CONTEXT) == KEY for _ in range(2))
            os._exit(0 if same else 1)
        finally:
            os._exit(2)
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert root.unwrap(SLOT, wrapped, CONTEXT) == KEY


def test_a_root_is_made_once(kept):
    with pytest.raises(Refused, match="left as it"):
        create_root(kept.choice)
    kept.again().create(SLOT)


def test_a_root_has_nothing_amiss_when_it_was_made(kept):
    if not isinstance(kept.choice, LocalChoice):
        assert kept_root(kept.choice).faults() == []


def test_a_key_that_somebody_wraps_at_the_root_for_a_compartment_is_not_the_pinned_one(kept):
    """RSA wraps by a public key; and who may wrap at all could swap a compartment's key."""
    clock = Clock()
    door = KeyDoor(kept.root, DEPLOYMENT, STAMP, clock)
    record = door.new_compartment_key(PANEL, epoch=1)
    envelope = door.seal(FIELD, b"text", under=record)
    contexts = []

    class Listening:
        id = kept.root.id

        def unwrap(self, slot, wrapped, context):
            contexts.append((slot, context))
            return kept.root.unwrap(slot, wrapped, context)

    receipt = STAMP.issue(index=1, entry=b"leaf", objects=(FIELD.object,), at=clock())
    asked = KeyDoor(Listening(), DEPLOYMENT, STAMP, clock)
    assert asked.open(receipt, FIELD, envelope, under=record) == b"text"
    ((slot, context),) = contexts
    swapped = replace(record, wrapped=kept.root.wrap(slot, KEY, context))
    with pytest.raises(CannotOpen):
        door.open(receipt, FIELD, envelope, under=swapped)
    with pytest.raises(CannotOpen):
        KeyDoor(kept.again(), DEPLOYMENT, STAMP, clock).seal(FIELD, b"text", under=swapped)
