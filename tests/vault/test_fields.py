"""A field opens for a receipt, under its key, for its label: whole, or not at all."""

import logging
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import CannotOpen, ReceiptRefused
from portal.receipts import LIFETIME, ReceiptStamp
from portal.vault import KeyDoor
from portal.vault.cobblestone import unseal
from portal.vault.context import Context
from portal.vault.envelope import SEALED_KEY
from portal.vault.keys import CompartmentKeys
from tests.vault.setting import (
    ELSEWHERE,
    FIELD,
    OTHER_PANEL,
    OTHER_PAPER,
    PAPER,
    STAMP,
    Setting,
)

HERE = Setting()
TEXT = b"Item 41: an invented case"


def opened(envelope, label=FIELD, setting=HERE, under=None):
    receipt = setting.receipt(label.object)
    return setting.door.open(receipt, label, envelope, under=under or setting.under)


def refused(*args, **kwargs):
    with pytest.raises(CannotOpen) as caught:
        opened(*args, **kwargs)
    return str(caught.value) == ""


@given(st.binary(max_size=40_000))
def test_what_is_sealed_can_be_opened(plaintext):
    assert opened(HERE.door.seal(FIELD, plaintext, under=HERE.under)) == plaintext


def test_no_two_envelopes_share_a_key_or_a_byte_of_ciphertext():
    one, other = (HERE.door.seal(FIELD, TEXT, under=HERE.under) for _ in range(2))
    assert one[:9] == other[:9]
    assert one[9:25] != other[9:25]
    assert one[25:SEALED_KEY] != other[25:SEALED_KEY]
    assert one[SEALED_KEY:] != other[SEALED_KEY:]


def test_the_layout_is_the_documented_one():
    envelope = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    assert SEALED_KEY == 129
    assert len(envelope) == 129 + 72 + len(TEXT)
    assert envelope[:9] == bytes.fromhex("02 00000001 00000001")
    assert UUID(bytes=envelope[9:25]).version == 4


def test_both_halves_are_bound_to_the_documented_contexts():
    envelope = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    context = Context(
        purpose="field",
        deployment=HERE.deployment,
        compartment=FIELD.compartment,
        object_type="paper",
        object=PAPER,
        field="sealed",
        version=3,
        data_key=UUID(bytes=envelope[9:25]),
        epoch=1,
    )
    wrapping = replace(context, purpose="data-key/field")
    key = CompartmentKeys(HERE.root, HERE.deployment, HERE.clock).unwrap(HERE.under)
    data_key = unseal(key, wrapping.encode(), envelope[25:129])
    assert unseal(data_key, context.encode(), envelope[129:]) == TEXT


def test_flipping_any_bit_spoils_it():
    envelope = HERE.door.seal(FIELD, b"small", under=HERE.under)
    for at in range(len(envelope) * 8):
        flipped = bytearray(envelope)
        flipped[at // 8] ^= 1 << at % 8
        assert refused(bytes(flipped)), f"bit {at}"


def test_cutting_or_extending_it_spoils_it():
    envelope = HERE.door.seal(FIELD, b"small", under=HERE.under)
    assert all(refused(envelope[:length]) for length in range(len(envelope)))
    assert refused(envelope + b"\x00")
    assert refused(b"\x00" + envelope)


@pytest.mark.parametrize("part", ELSEWHERE)
def test_it_opens_in_no_other_place(part):
    other = replace(FIELD, **{part: ELSEWHERE[part]})
    moved = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    assert refused(moved, other)
    under = HERE.door.new_compartment_key(OTHER_PANEL, epoch=1)
    assert refused(moved, other, under=under)


def test_an_older_version_does_not_open_as_a_newer_one():
    older = HERE.door.seal(replace(FIELD, version=2), TEXT, under=HERE.under)
    assert refused(older)


def test_the_key_and_the_text_of_two_envelopes_do_not_mix():
    one, other = (HERE.door.seal(FIELD, TEXT, under=HERE.under) for _ in range(2))
    assert refused(one[:SEALED_KEY] + other[SEALED_KEY:])


def test_another_epoch_does_not_open_it():
    envelope = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    next_epoch = HERE.door.new_compartment_key(FIELD.compartment, epoch=2)
    assert refused(envelope, under=next_epoch)
    relabelled = envelope[:1] + (2).to_bytes(4) + envelope[5:]
    assert refused(relabelled, under=next_epoch)


def test_another_key_of_the_same_compartment_and_epoch_does_not_open_it():
    envelope = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    assert refused(envelope, under=HERE.door.new_compartment_key(FIELD.compartment, epoch=1))


def test_another_deployment_does_not_open_it():
    envelope = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    assert refused(envelope, setting=Setting(deployment=UUID(int=9)), under=HERE.under)


def test_another_root_does_not_open_it():
    envelope = HERE.door.seal(FIELD, TEXT, under=HERE.under)
    other = Setting()
    assert refused(envelope, setting=other, under=HERE.under)
    assert refused(envelope, setting=other, under=replace(HERE.under, root=other.root.id))


def test_nothing_is_sealed_under_another_compartments_key(setting):
    under = setting.door.new_compartment_key(OTHER_PANEL, epoch=1)
    with pytest.raises(CannotOpen):
        setting.door.seal(FIELD, TEXT, under=under)
    with pytest.raises(CannotOpen):
        setting.door.file_sealer(FIELD, under=under)


def receipts(setting):
    """Receipts of every bad kind, each with what the refusal says."""
    now = setting.clock()
    good = setting.receipt()
    other_log = ReceiptStamp(b"somebody else's stamp, as long as it" * 2)
    issued = {"index": 1, "entry": b"leaf", "objects": (PAPER,)}
    return {
        "absent": (None, "there is no receipt"),
        "not a receipt": (object(), "there is no receipt"),
        "another log's": (other_log.issue(**issued, at=now), "not issued by this log"),
        "for another object": (setting.receipt(OTHER_PAPER), "for something else"),
        "for no object": (STAMP.issue(**issued | {"objects": ()}, at=now), "for something else"),
        "expired": (STAMP.issue(**issued, at=now - LIFETIME), "has expired"),
        "extended": (
            replace(good, expires_at=now + timedelta(days=1)),
            "not issued by this log",
        ),
        "made to name the object": (
            replace(setting.receipt(OTHER_PAPER), objects=(PAPER,)),
            "not issued by this log",
        ),
        "of another entry": (replace(good, entry=b"other"), "not issued by this log"),
        "of another index": (replace(good, index=2), "not issued by this log"),
    }


@pytest.mark.parametrize("kind", receipts(HERE))
def test_without_a_good_receipt_no_key_is_touched(setting, kind):
    envelope = setting.door.seal(FIELD, TEXT, under=setting.under)
    setting.clock.advance(timedelta(hours=1))  # nothing is kept from sealing
    asked = setting.root.asked
    receipt, saying = receipts(setting)[kind]
    with pytest.raises(ReceiptRefused, match=saying):
        setting.door.open(receipt, FIELD, envelope, under=setting.under)

    def never(*where):
        raise AssertionError(f"the file was read: {where}")

    with pytest.raises(ReceiptRefused, match=saying):
        setting.door.file_reader(
            receipt,
            FIELD,
            under=setting.under,
            sealed_key=envelope[:SEALED_KEY],
            size=0,
            sealed_size=72,
            source=never,
        )
    assert setting.root.asked == asked


def test_one_receipt_opens_each_object_that_it_names(setting):
    receipt = setting.receipt(OTHER_PAPER, PAPER)
    for each in (PAPER, OTHER_PAPER):
        label = replace(FIELD, object=each)
        envelope = setting.door.seal(label, TEXT, under=setting.under)
        assert setting.door.open(receipt, label, envelope, under=setting.under) == TEXT


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (lambda envelope: envelope[:-1] + bytes([envelope[-1] ^ 1]), "decryption failure"),
        (lambda envelope: envelope[:100], "decryption failure"),
        (lambda envelope: envelope[:1] + (9).to_bytes(4) + envelope[5:], "missing key"),
    ],
    ids=["changed", "cut", "of another epoch"],
)
def test_the_operator_learns_the_cause_and_ids_and_no_more(setting, caplog, spoil, cause):
    envelope = setting.door.seal(FIELD, TEXT, under=setting.under)
    with caplog.at_level(logging.ERROR, "portal.vault"), pytest.raises(CannotOpen):
        opened(spoil(envelope), setting=setting)
    assert [each.getMessage() for each in caplog.records] == [
        f"{cause}: object {FIELD.object} in compartment {FIELD.compartment}"
    ]
    assert caplog.records[0].exc_info is None


def test_the_door_shows_no_key(setting):
    assert isinstance(setting.door, KeyDoor)
    assert [each for each in dir(setting.door) if not each.startswith("_")] == [
        "destroy_compartment_key",
        "file_reader",
        "file_sealer",
        "forget",
        "keepsakes",
        "new_compartment_key",
        "open",
        "prove",
        "recovery",
        "rewrap",
        "root",
        "seal",
        "seal_anew",
        "wrap_for",
    ]
