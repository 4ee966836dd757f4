"""Corruption and swaps of sealed columns, TEST-08 and TEST-09: each opens in its place only."""

import logging
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary

from portal.audit import Verb
from portal.errors import CannotOpen
from portal.records.base import Base
from portal.services.work import Closed
from portal.vault.envelope import SEALED_KEY
from tests.support.furnishing import CLERK

WORDS = {"title": "Lapwing", "text": "Nobody else reads this."}
COLUMNS = sorted(
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, LargeBinary)
    and column.name.startswith("sealed")
    and column.name != "sealed_key"  # a file's: flipped with the file
)
SLUGS = ("general", "dhr", "prevent", "domestic_abuse")


class Envelopes:
    """Seals rows, and tries to open them from anywhere, as a reading does once it is allowed."""

    def __init__(self, work, furnished):
        self.work = work
        self.compartments = [furnished.compartments[slug] for slug in SLUGS]

    def seal(self, kind, number):
        compartment = self.compartments[number % len(SLUGS)]
        row = UUID(int=number, version=4)
        sealed = self.work.seal(compartment, kind, row, WORDS | {"number": str(number)})
        return Closed(id=row, kind=kind, compartment=compartment, sealed=sealed, thing=None)

    def open(self, row, sealed):
        """Open what now lies in a row, with a receipt for that row."""
        receipt = self.work.journal.intend(
            actor=self.work.actor,
            verb=Verb.TITLES_LISTED,
            objects=(row.id,),
            detail={"count": 1},
        )
        return self._attempt(receipt, row, sealed)

    def attempts(self, row, every):
        """Try many things in one row's place; give those that opened."""
        receipt = self.work.journal.intend(
            actor=self.work.actor,
            verb=Verb.TITLES_LISTED,
            objects=(row.id,),
            detail={"count": 1},
        )
        return [each for each in every if self._attempt(receipt, row, each) is not None]

    def _attempt(self, receipt, row, sealed):
        try:
            key = self.work.keys.that_sealed(self.work.session, row.compartment, row.sealed)
            label = Closed(
                id=row.id, kind=row.kind, compartment=row.compartment, sealed=sealed, thing=None
            )
            return self.work._fields(receipt, label, key)
        except CannotOpen:
            return None


@pytest.fixture
def envelopes(work_of, furnished):
    return Envelopes(work_of(CLERK), furnished)


def flips(text):
    for bit in range(len(text) * 8):
        changed = bytearray(text)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def test_the_record_seals_as_many_columns_as_are_tried():
    assert len(COLUMNS) >= 17
    assert "paper_version.sealed_name" in COLUMNS


@pytest.mark.parametrize(
    "column",
    [COLUMNS[0], *(pytest.param(each, marks=pytest.mark.slow) for each in COLUMNS[1:])],
)
def test_every_bit_of_a_sealed_column(envelopes, column, caplog):
    caplog.set_level(logging.ERROR, "portal.vault")
    row = envelopes.seal(column.partition(".")[0], 1)
    assert envelopes.open(row, row.sealed)["title"] == "Lapwing"
    assert envelopes.attempts(row, flips(row.sealed)) == []
    assert len(caplog.records) >= (len(row.sealed) - SEALED_KEY) * 8
    assert all(str(row.id) in each.getMessage() for each in caplog.records)


def test_cut_lengthened_and_emptied_envelopes(envelopes):
    row = envelopes.seal("paper", 1)
    cuts = [row.sealed[:length] for length in range(len(row.sealed))]
    longer = [row.sealed + each for each in (b"\0", row.sealed, bytes(16_400))]
    assert envelopes.attempts(row, [*cuts, *longer, bytes(len(row.sealed))]) == []


def test_every_envelope_with_every_other_of_twenty_rows(envelopes):
    kinds = ("paper", "minutes", "action", "plan-entry", "item")
    rows = [envelopes.seal(kinds[number % len(kinds)], number) for number in range(20)]
    pairs = list(permutations(rows, 2))
    assert len(pairs) == 380
    for row in rows:
        others = [other.sealed for one, other in pairs if one is row]
        assert envelopes.attempts(row, others) == []
        assert envelopes.open(row, row.sealed)["number"] == str(row.id.int & 0xFF)


def test_a_key_of_one_envelope_with_the_text_of_every_other(envelopes):
    rows = [envelopes.seal("paper", number) for number in range(20)]
    for row in rows:
        rest = [other for other in rows if other is not row]
        mixed = [row.sealed[:SEALED_KEY] + other.sealed[SEALED_KEY:] for other in rest]
        mixed += [other.sealed[:SEALED_KEY] + row.sealed[SEALED_KEY:] for other in rest]
        assert envelopes.attempts(row, mixed) == []
