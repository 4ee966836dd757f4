"""Unsealing: what two people decided to release goes back into the open, all of it or nothing.

A file's open copy is written beside the sealed one, under a name that follows from it, before
the record says anything; the copy that the record does not name is then removed.  Whichever
moment it is broken off at, the record names a file that is there, and :func:`settle_files`
finds the other one.
"""

import hashlib
import logging
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError

from portal.audit import Outcome
from portal.errors import LogUnavailable, NotFound
from portal.policy import Classification, Thing
from portal.receipts import Receipt
from portal.records import visible
from portal.records.tables import (
    Action,
    AgendaItem,
    ForwardPlanEntry,
    Minute,
    MistakenPublication,
    Paper,
    PaperVersion,
    Release,
    ReleasedPart,
)
from portal.records.things import GUARDED, GuardedTable
from portal.services.leak_check.gate import forget_phrases
from portal.services.leak_check.standing import sealed_versions
from portal.services.restricting import KINDS, OPEN_COLUMNS
from portal.services.work import Closed, Work

LOG: Final = logging.getLogger(__name__)
GuardedRow = AgendaItem | Paper | Minute | Action | ForwardPlanEntry
_OTHER: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A closed row of a restriction; ``noun`` is its table, ``digest`` tells it from any other."""

    noun: str
    id: UUID
    item: UUID | None
    classification: Classification
    digest: str
    row: GuardedRow = field(repr=False)


def other_copy(blob: UUID) -> UUID:
    """Name the copy of a file that is open while this one is sealed, or the other way round."""
    return UUID(int=blob.int ^ _OTHER)


def shut_rows(work: Work, restriction_id: UUID) -> list[Shut]:
    """Find what is closed under a restriction, locked against whoever would change it."""
    shut: list[Shut] = []
    for table in GUARDED:
        rows = (
            select(table)
            .where(table.restriction_id == restriction_id, *_still_there(table))
            .order_by(table.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        shut += [_shut(work, cast("GuardedRow", row)) for row in work.session.scalars(rows)]
    return shut


def _still_there(table: GuardedTable) -> tuple[ColumnElement[bool], ...]:
    """Leave out what was disposed of: of that there is nothing to open."""
    return (Paper.disposed_at.is_(None),) if table is Paper else ()


@contextmanager
def unseal(work: Work, release: Release, rows: Sequence[Shut]) -> Iterator[None]:
    """Put rows and their files back into the open; the body of the ``with`` commits.

    If that fails anywhere, nothing has been opened.

    :raises NotPermitted: unless two people decided on just these rows.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    :raises CannotOpen, KeysUnavailable: if something does not open.
    """
    papers = {row.id for row in rows if row.noun == Paper.__tablename__}
    versions = sealed_versions(work, papers)
    closed = [as_closed(work, row) for row in rows]
    names = [_name_of(work, version) for version in versions]
    receipt, words = work.unseal(release.id, [*closed, *names])
    outcome = Outcome.FAILED
    try:
        files = [_pieces(work, receipt, each) for each in versions]
        for version, pieces in zip(versions, files, strict=True):
            _open_file(work, version, pieces, words[version.id]["file_name"])
        for row in rows:
            _open_row(row, words[row.id])
        forget_phrases(work, [each.id for each in versions])
        yield
        outcome = Outcome.DONE
    finally:
        if outcome is Outcome.FAILED:
            work.session.rollback()
        try:
            work.journal.conclude(receipt, outcome, {"count": len(rows)})
        except LogUnavailable:
            LOG.error("the outcome of entry %d could not be written", receipt.index)  # noqa: TRY400 -- the log said why
        try:
            settle_files(work, papers)
        except SQLAlchemyError:
            LOG.error("files of a release are still to be settled")  # noqa: TRY400 -- a trace would name records


def settle_files(work: Work, papers: Collection[UUID]) -> int:
    """Remove, of files that were unsealed or sealed, the copy that the record does not name.

    :returns: how many papers were looked at.
    """
    work.begin_writing()
    # Whoever is unsealing or sealing one of these papers holds it until the record is kept.
    held = list(
        work.session.scalars(
            select(Paper.id).where(Paper.id.in_(papers)).order_by(Paper.id).with_for_update()
        )
    )
    named = select(PaperVersion.blob).where(PaperVersion.paper_id.in_(held))
    for blob in list(work.session.scalars(named)):
        try:
            work.blobs.delete(other_copy(blob))
        except OSError:
            LOG.error("a copy of blob %s is still to be removed", blob)  # noqa: TRY400 -- names none
    work.session.rollback()
    return len(held)


def settle_all_files(work: Work) -> int:
    """Do :func:`settle_files` for whatever is closed, or was, after a crash.

    A file that was sealed where it lay leaves an open copy if the process died before it could
    be removed.
    """
    noun = Paper.__tablename__
    touched = {
        *work.session.scalars(select(Paper.id).where(Paper.compartment_id.is_not(None))),
        *work.session.scalars(select(ReleasedPart.row_id).where(ReleasedPart.noun == noun)),
        *work.session.scalars(
            select(MistakenPublication.row_id).where(MistakenPublication.noun == noun)
        ),
    }
    work.session.rollback()
    return settle_files(work, touched) if touched else 0


def _shut(work: Work, row: GuardedRow) -> Shut:
    noun, identifier = row.__tablename__, row.id
    digest = hashlib.sha256(row.sealed or b"")
    if noun == Paper.__tablename__:
        for version in sealed_versions(work, {identifier}):
            digest.update(version.id.bytes + version.blob.bytes)
    item = identifier if noun == "agenda_item" else getattr(row, "item_id", None)
    return Shut(
        noun=noun,
        id=identifier,
        item=item,
        classification=row.classification,
        digest=digest.hexdigest(),
        row=row,
    )


def thing_of(work: Work, shut: Shut) -> Thing | None:
    """Say what a closed row is to the policy."""
    table = next(each for each in GUARDED if each.__tablename__ == shut.noun)
    return visible.thing(work.session, table, shut.id)


def as_closed(work: Work, shut: Shut) -> Closed:
    """Give a closed row as what is to be opened."""
    thing = thing_of(work, shut)
    if thing is None or shut.row.sealed is None or shut.row.compartment_id is None:
        raise NotFound
    return Closed(
        id=shut.id,
        kind=KINDS[shut.noun],
        compartment=shut.row.compartment_id,
        sealed=shut.row.sealed,
        thing=thing,
    )


def _name_of(work: Work, version: PaperVersion) -> Closed:
    thing = visible.thing(work.session, Paper, version.paper_id)
    paper = work.session.get_one(Paper, version.paper_id)
    if thing is None or version.sealed_name is None or paper.compartment_id is None:
        raise NotFound
    return Closed(
        id=version.id,
        kind="paper_version",
        compartment=paper.compartment_id,
        sealed=version.sealed_name,
        thing=thing,
    )


def _pieces(work: Work, receipt: Receipt, version: PaperVersion) -> Iterator[bytes]:
    """Open a file; every one is opened before the first is read, while the receipt is fresh."""
    paper = work.session.get_one(Paper, version.paper_id)
    if paper.compartment_id is None or version.sealed_key is None or version.sealed_size is None:
        raise NotFound
    reader = work.file_reader(
        receipt,
        compartment=paper.compartment_id,
        version=version.id,
        sealed_key=version.sealed_key,
        size=version.size,
        sealed_size=version.sealed_size,
        source=work.blobs.read_at(version.blob),
    )
    return reader.read(0, reader.size)


def _open_file(work: Work, version: PaperVersion, pieces: Iterator[bytes], file_name: str) -> None:
    digest = hashlib.sha256()

    def watched() -> Iterator[bytes]:
        for piece in pieces:
            digest.update(piece)
            yield piece

    opened = other_copy(version.blob)
    work.blobs.delete(opened)  # what a crash may have left; nothing names it
    work.blobs.write(opened, watched())
    version.blob = opened
    version.sealed_key = version.sealed_name = version.sealed_size = None
    version.file_name = file_name
    version.sha256 = digest.hexdigest()
    version.etag = secrets.token_hex(16)


def _open_row(shut: Shut, words: dict[str, str]) -> None:
    row = shut.row
    row.sealed = row.compartment_id = row.restriction_id = None
    row.classification = Classification.PUB
    row.released = True
    for column in OPEN_COLUMNS[shut.noun]:
        setattr(row, column, words.get(column, ""))
