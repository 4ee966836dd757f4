"""The catalogue of sealed columns knows every one, and labels what is in it as it was labelled."""

from sqlalchemy import Column, LargeBinary, MetaData, Table

from portal.records.base import Base
from portal.services.key_management.sealed_things import ELSEWHERE, SEALED
from tests.services.keys.stock import sealed_rows, unreadable


def unknown(metadata: MetaData) -> set[str]:
    """Name the columns of ciphertext, or what looks like it, that the catalogue leaves out."""
    known = {each.name for each in SEALED} | ELSEWHERE.keys()
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.startswith("sealed")
    }
    return columns ^ known


def test_the_catalogue_knows_every_sealed_column_and_no_other():
    assert unknown(Base.metadata) == set()


def test_a_column_that_was_forgotten_would_be_named():
    grown = MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(grown)
    Table("afterthought", grown, Column("sealed_note", LargeBinary))
    assert unknown(grown) == {"afterthought.sealed_note"}


def test_no_column_is_there_twice():
    assert len({(each.name) for each in SEALED}) == len(SEALED)


def test_everything_sealed_carries_the_label_that_the_catalogue_makes(stocked, operator):
    work = operator()
    found = {
        each.name
        for compartment in stocked.compartments.values()
        for each, _row, _sealed in sealed_rows(work.session, compartment)
    }
    # Files at the door are sent in test_at_the_door: they are not sealed anew.
    at_the_door = {"upload.sealed_key", "upload.sealed_name"}
    assert found == {each.name for each in SEALED} - at_the_door
    for compartment in stocked.compartments.values():
        assert unreadable(work, compartment) == []
