"""A keepsake opens for a receipt, its person, its row and a key that only a browser holds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import CannotOpen, ReceiptRefused
from portal.vault import cobblestone
from portal.vault.context import Context, decode
from portal.vault.keepsake import Keepsakes, context_of
from tests.vault.setting import BEGIN, DEPLOYMENT, OTHER_PANEL, OTHER_PAPER, PANEL, PAPER, STAMP

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
ROW, OTHER_ROW = PAPER, OTHER_PAPER
PERSON, OTHER_PERSON = PANEL, OTHER_PANEL
TEXT = b"A long answer that somebody had nearly finished."


def keepsakes(deployment=DEPLOYMENT, at=BEGIN):
    return Keepsakes(deployment, STAMP, lambda: at)


def receipt(*rows):
    return STAMP.issue(index=7, entry=b"e" * 32, objects=rows or (ROW,), at=BEGIN)


SEALED = keepsakes().seal(ROW, PERSON, KEY, TEXT)


def test_it_opens_as_it_was_sealed():
    assert keepsakes().open(receipt(), ROW, PERSON, KEY, SEALED) == TEXT
    assert TEXT not in SEALED
    assert KEY not in SEALED


def test_it_is_the_one_construction_in_the_canonical_context():
    context = decode(context_of(DEPLOYMENT, ROW, PERSON))
    assert isinstance(context, Context)
    assert (context.purpose, context.object, context.compartment) == ("keepsake", ROW, PERSON)
    assert cobblestone.unseal(KEY, context.encode(), SEALED) == TEXT


@pytest.mark.parametrize(
    ("deployment", "row", "person", "key"),
    [
        (DEPLOYMENT, ROW, PERSON, OTHER_KEY),
        (DEPLOYMENT, ROW, OTHER_PERSON, KEY),
        (DEPLOYMENT, OTHER_ROW, PERSON, KEY),
        (OTHER_ROW, ROW, PERSON, KEY),
        (DEPLOYMENT, ROW, PERSON, b""),
        (DEPLOYMENT, ROW, PERSON, KEY[:31]),
    ],
    ids=["key", "person", "row", "deployment", "no key", "short key"],
)
def test_it_opens_nowhere_else(deployment, row, person, key):
    with pytest.raises(CannotOpen):
        keepsakes(deployment).open(receipt(ROW, OTHER_ROW), row, person, key, SEALED)


@given(at=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused(at, bit):
    spoilt = SEALED[:at] + bytes([SEALED[at] ^ 1 << bit]) + SEALED[at + 1 :]
    with pytest.raises(CannotOpen):
        keepsakes().open(receipt(), ROW, PERSON, KEY, spoilt)


@given(length=st.integers(0, len(SEALED) - 1))
def test_a_shortened_one_is_refused(length):
    with pytest.raises(CannotOpen):
        keepsakes().open(receipt(), ROW, PERSON, KEY, SEALED[:length])


@pytest.mark.parametrize("slip", [None, "a receipt", receipt(OTHER_ROW)])
def test_nothing_opens_without_the_logs_receipt_for_this_row(slip):
    with pytest.raises(ReceiptRefused):
        keepsakes().open(slip, ROW, PERSON, KEY, SEALED)


def test_a_key_must_have_its_length():
    with pytest.raises(ValueError, match=re.compile("key", re.IGNORECASE)):
        keepsakes().seal(ROW, PERSON, KEY[:31], TEXT)


def test_a_refusal_names_no_person(caplog):
    with pytest.raises(CannotOpen):
        keepsakes().open(receipt(), ROW, PERSON, OTHER_KEY, SEALED)
    assert str(ROW) in caplog.text
    assert str(PERSON) not in caplog.text
