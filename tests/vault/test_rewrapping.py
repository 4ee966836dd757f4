"""A data key goes to another epoch's key; what it seals stays as it is, and opens as it did."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from portal.errors import CannotOpen, KeysUnavailable, ReceiptRefused
from portal.vault import (
    Label,
    Purpose,
    born_in,
    cobblestone,
    envelope,
    epoch_that_sealed,
    sealing_of,
    wrapped_by,
)
from tests.vault.setting import ELSEWHERE, FIELD, OTHER_PANEL, PANEL, Setting, a_root, whole

HERE = Setting()
LATER = HERE.door.new_compartment_key(PANEL, epoch=2)
TEXT = b"Item 41: an invented case"
VECTORS = json.loads(Path(__file__).with_name("envelope_vectors.json").read_text(encoding="utf-8"))


def opened(sealed, under, label=FIELD):
    return HERE.door.open(HERE.receipt(label.object), label, sealed, under=under)


def moved(sealed, *, label=FIELD, under=HERE.under, onto=LATER):
    return HERE.door.rewrap(label, sealed, under=under, onto=onto)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_published_envelopes_open_as_published(vector):
    label = Label(
        purpose=Purpose(vector["label"]["purpose"]),
        compartment=UUID(vector["label"]["compartment"]),
        object_type=vector["label"]["object_type"],
        object=UUID(vector["label"]["object"]),
        field=vector["label"]["field"],
        version=vector["label"]["version"],
    )
    sealed = bytes.fromhex(vector["envelope"])
    assert sealing_of(sealed[:9]) == (vector["wrapped_by"], vector["born_in"])
    data_key = envelope.recover(
        bytes.fromhex(vector["compartment_key"]),
        label,
        UUID(vector["deployment"]),
        sealed[: envelope.SEALED_KEY],
    )
    assert data_key.key.hex() == vector["data_key"]
    text = cobblestone.unseal(data_key.key, data_key.context, sealed[envelope.SEALED_KEY :])
    assert text.decode() == vector["text"]


def test_the_ciphertext_stays_and_the_key_moves():
    before = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    after = moved(before)
    assert after[:9] == bytes.fromhex("02 00000002 00000001")
    assert after[9:25] == before[9:25]
    assert after[25:129] != before[25:129]
    assert after[129:] == before[129:]
    assert opened(after, LATER) == TEXT
    with pytest.raises(CannotOpen):
        opened(after, HERE.under)


def test_it_can_move_on_and_back_and_is_still_what_it_was():
    third = HERE.door.new_compartment_key(PANEL, epoch=3)
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    there = moved(moved(sealed), under=LATER, onto=third)
    assert sealing_of(there[:9]) == (3, 1)
    assert opened(moved(there, under=third, onto=HERE.under), HERE.under) == TEXT


def test_a_files_key_moves_without_the_file():
    label = replace(FIELD, purpose=Purpose.FILE)
    sealed_key, ciphertext = HERE.seal_file(TEXT, label)
    after = moved(sealed_key, label=label)
    assert len(after) == len(sealed_key)
    assert whole(HERE.reader(after, ciphertext, len(TEXT), label=label, under=LATER)) == TEXT


def test_flipping_any_bit_of_what_was_moved_spoils_it():
    after = moved(HERE.door.seal(FIELD, b"small", under=HERE.under))
    for at in range(len(after) * 8):
        flipped = bytearray(after)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(CannotOpen):
            opened(bytes(flipped), LATER)


@pytest.mark.parametrize("part", ELSEWHERE)
def test_nothing_is_moved_to_another_place(part):
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    with pytest.raises(CannotOpen):
        moved(sealed, label=replace(FIELD, **{part: ELSEWHERE[part]}))


def test_nothing_is_moved_to_another_compartment():
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    elsewhere = HERE.door.new_compartment_key(OTHER_PANEL, epoch=2)
    with pytest.raises(CannotOpen):
        moved(sealed, onto=elsewhere)


def test_nothing_is_moved_onto_a_key_that_was_swapped():
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    swapped = HERE.door.new_compartment_key(PANEL, epoch=2)
    with pytest.raises(CannotOpen):
        moved(sealed, onto=replace(swapped, check_value=LATER.check_value))


@pytest.mark.parametrize("epoch", [0, 2, 9])
def test_nothing_is_moved_from_an_epoch_it_is_not_of(epoch):
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    with pytest.raises(CannotOpen):
        moved(wrapped_by(epoch) + sealed[5:])


def test_what_was_born_elsewhere_does_not_open():
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    with pytest.raises(CannotOpen):
        opened(sealed[:5] + (2).to_bytes(4) + sealed[9:], HERE.under)


@pytest.mark.parametrize("head", [b"", b"\x02" + bytes(7), b"\x01" + bytes(8), b"\x02" + bytes(9)])
def test_what_no_vault_wrote_is_of_no_epoch(head):
    assert sealing_of(head) == (0, 0)


def test_an_envelope_says_which_epochs_key_opens_it():
    sealed = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    assert epoch_that_sealed(sealed) == epoch_that_sealed(sealed[:129]) == 1
    assert sealed.startswith(wrapped_by(1))
    assert sealed.startswith(born_in(1))
    assert (epoch_that_sealed(moved(sealed)), moved(sealed)[:9]) == (2, wrapped_by(2) + sealed[5:9])
    for nothing in (b"", sealed[:128], b"\x01" + sealed[1:]):
        with pytest.raises(CannotOpen):
            epoch_that_sealed(nothing)


def test_the_door_names_its_root():
    assert HERE.door.root == HERE.root.id == HERE.under.root


def test_sealed_anew_it_has_another_key_and_another_text():
    before = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    receipt = HERE.receipt(FIELD.object)
    after = HERE.door.seal_anew(receipt, FIELD, before, under=HERE.under, onto=LATER)
    assert sealing_of(after[:9]) == (2, 2)
    assert not {before[9:25], before[129:]} & {after[9:25], after[129:]}
    assert opened(after, LATER) == TEXT


def test_nothing_is_sealed_anew_without_a_receipt():
    before = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    with pytest.raises(ReceiptRefused):
        HERE.door.seal_anew(None, FIELD, before, under=HERE.under, onto=LATER)


def test_a_key_goes_to_another_root_and_is_the_same_there():
    here, other = Setting(), a_root()
    there = here.door.wrap_for(other, here.under)
    assert (there.root, there.check_value) == (other.id, here.under.check_value)
    moved_in = Setting(root=other)
    sealed = here.door.seal(FIELD, TEXT, under=here.under)
    assert moved_in.door.open(moved_in.receipt(), FIELD, sealed, under=there) == TEXT
    for door, record in ((here.door, there), (moved_in.door, here.under)):
        with pytest.raises(CannotOpen):
            door.prove(record)
    here.door.prove(here.under)
    moved_in.door.prove(there)


def test_a_root_that_does_not_give_the_key_back_gets_none():
    class Forgetful:
        id = "local:forgetful"

        def create(self, *_):
            pass

        def wrap(self, *_):
            return b"wrapped"

        def unwrap(self, *_):
            return bytes(32)

    here = Setting()
    with pytest.raises(KeysUnavailable, match="does not give back"):
        here.door.wrap_for(Forgetful(), here.under)


def test_a_swapped_key_does_not_go_to_another_root():
    here = Setting()
    swapped = here.door.new_compartment_key(PANEL, epoch=1)
    with pytest.raises(CannotOpen):
        here.door.wrap_for(a_root(), replace(swapped, check_value=here.under.check_value))


def test_a_destroyed_key_is_gone_at_once_and_no_other():
    here = Setting()
    later = here.door.new_compartment_key(PANEL, epoch=2)
    here.door.prove(here.under)
    here.door.prove(later)
    assert here.door.destroy_compartment_key(here.under).final_at is None
    with pytest.raises(CannotOpen):
        here.door.prove(here.under)
    here.door.prove(later)
    with pytest.raises(CannotOpen):
        here.door.destroy_compartment_key(replace(later, root=a_root().id))
