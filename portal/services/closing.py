"""Closing rows: their words go into envelopes and their files become ciphertext."""

import hashlib
import logging
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import Final
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import PUBLIC_SCOPE, Stage, Thing
from portal.policy.restrictions import Covers
from portal.records import visible
from portal.records.tables import (
    AgendaItem,
    Guarded,
    Paper,
    PaperVersion,
    Restriction,
)
from portal.services.restriction_steps import ENDED
from portal.services.work import Work

LOG: Final = logging.getLogger(__name__)

OPEN_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "agenda_item": ("heading", "introduction", "presenter"),
    "minute": ("text",),
    "action": ("text", "owner", "due_text"),
    "forward_plan_entry": ("title", "presenter", "status"),
    "paper": ("title", "author", "text", "stated_extent", "marking"),
}
"""What each table says openly, and seals once it is closed."""

KINDS: Final[Mapping[str, str]] = {
    "agenda_item": "item",
    "minute": "minutes",
    "action": "action",
    "forward_plan_entry": "plan-entry",
    "paper": "paper",
}
"""The log's word for a row of each table."""

WITHDRAW_FIRST: Final = (
    "The public can read this already: withdraw it first, as published by mistake, and close it"
    " then."
)


class Falls(Enum):
    """Under which restriction something new falls, where nobody names one."""

    UNDER_ITS_ITEM = "whatever restriction of the item covers that part, if one does"


def falls_under(work: Work, item_id: UUID, part: Covers, named: UUID | Falls | None) -> UUID | None:
    """Give the restriction that something new falls under: the one named, none, or its item's."""
    if isinstance(named, Falls):
        return restriction_for(work, item_id, part)
    return named


def restriction_for(work: Work, item_id: UUID, part: Covers) -> UUID | None:
    """Find the restriction that closes a part of an item's business; the one decided last.

    Parts of one item may be closed by different restrictions.
    """
    rows = work.session.execute(
        select(Restriction.id, Restriction.covers)
        .where(Restriction.item_id == item_id, Restriction.state.not_in(ENDED))
        .order_by(Restriction.decided_on.desc(), Restriction.proposed_at.desc(), Restriction.id)
    )
    return next((row.id for row in rows if part.value in row.covers.split(",")), None)


def close_row(work: Work, row: Guarded, restriction_id: UUID) -> None:
    """Seal a row under a restriction: its words leave the open columns.  The caller commits.

    Words that have not been in the database yet never come there: neither a row that is new
    nor what was just written into an old one.  What has been there openly can be found in its
    files for some time, whatever is done to the row.

    :raises NotFound: if there is no such restriction.
    :raises Refused: if the item was taken in public, which opens what is exempt (100C(1)(d)).
    """
    with work.session.no_autoflush:
        restriction = work.session.get(Restriction, restriction_id)
        if restriction is None:
            raise NotFound
        item = work.session.get(AgendaItem, getattr(row, "item_id", None) or row.id)  # type: ignore[attr-defined]
    if item is not None and item.stage is Stage.POST_OPEN:
        raise Refused("This item was taken in public, so its business cannot be closed afterwards.")
    seal_row(work, row, restriction.compartment_id)
    row.classification = restriction.classification
    row.restriction_id = restriction_id


def seal_row(work: Work, row: Guarded, compartment: UUID) -> None:
    """Move what a row says openly into an envelope; the caller sets its class and commits.

    Looking for the key would otherwise send the row to the database first, as it was.
    """
    table = str(row.__tablename__)  # type: ignore[attr-defined]
    fields = {column: str(getattr(row, column)) for column in OPEN_COLUMNS[table]}
    with work.session.no_autoflush:
        row.sealed = work.seal(compartment, KINDS[table], row.id, fields)  # type: ignore[attr-defined]
    row.compartment_id = compartment
    row.released = False  # it may have been open by a release, which this takes back
    for column in fields:
        setattr(row, column, "")


def close_what_there_is(
    work: Work, restriction: Restriction, item: AgendaItem, papers: Collection[UUID]
) -> None:
    """Close the item itself and the papers chosen, unless the public can read them already.

    What is put under the item later is closed as it comes.  The caller commits; the open files
    are removed once that is done.

    :raises NotFound: if a paper is not one of the item's.
    :raises Refused: if the public can read something of it: that is a mistaken publication.
    """
    covers = restriction.covers.split(",")
    if item.compartment_id is None and {Covers.TITLE, Covers.TEXT} & set(covers):
        if PUBLIC_SCOPE.admits(_thing(work, item)):
            raise Refused(WITHDRAW_FIRST)
        close_row(work, item, restriction.id)
    for identifier in papers:
        paper = work.session.get(Paper, identifier)
        if paper is None or paper.item_id != item.id or paper.disposed_at is not None:
            raise NotFound
        if paper.compartment_id is None:
            if PUBLIC_SCOPE.admits(_thing(work, paper)):
                raise Refused(WITHDRAW_FIRST)
            close_row(work, paper, restriction.id)
            seal_files(work, paper)
    work.session.flush()


def seal_files(work: Work, paper: Paper) -> None:
    """Seal the stored files of a paper that has just been closed.

    The ciphertext is written beside the open file; the open one goes when the record is kept,
    and the sealed one if it is not.  Each is pinned in the log, as at upload (ENC-05).

    :raises Refused: if the paper is open.
    """
    compartment = paper.compartment_id
    if compartment is None:
        raise Refused("Close the paper first: its files go with it.")
    of_paper = select(PaperVersion).where(
        PaperVersion.paper_id == paper.id, PaperVersion.sealed_key.is_(None)
    )
    for version in work.session.scalars(of_paper.order_by(PaperVersion.number)).all():
        _seal_file(work, compartment, version)


def _seal_file(work: Work, compartment: UUID, version: PaperVersion) -> None:
    sealer = work.file_sealer(compartment, version.id)
    digest = hashlib.sha256()
    clear, sealed = version.blob, beside(version.blob)
    _remove_when_settled(work, kept=clear, not_kept=sealed)

    def ciphertext() -> Iterator[bytes]:
        for piece in work.blobs.stream(clear, 0, work.blobs.size(clear)):
            out = sealer.update(piece)
            digest.update(out)
            yield out
        last = sealer.finish()
        digest.update(last)
        yield last

    work.blobs.delete(sealed)  # of an attempt that was broken off
    work.blobs.write(sealed, ciphertext())
    name = work.seal(compartment, "paper_version", version.id, {"file_name": version.file_name})
    version.blob = sealed
    version.file_name = version.sha256 = ""
    version.size, version.sealed_size = sealer.size, sealer.sealed_size
    version.sealed_key, version.sealed_name = sealer.sealed_key, name
    work.journal.note(
        actor=work.actor,
        verb=Verb.VERSION_SEALED,
        objects=(version.id, version.paper_id),
        detail={
            "version": version.number,
            "data_key": sealer.data_key_id,
            "length": sealer.sealed_size,
            "sha256": digest.hexdigest(),
        },
    )


def beside(blob: UUID) -> UUID:
    """Name the sealed copy of a file that is open, or the other way round."""
    return UUID(int=blob.int ^ 1)


def _remove_when_settled(work: Work, *, kept: UUID, not_kept: UUID) -> None:
    """Remove one file once the transaction is kept, or the other once it is not."""
    settled: list[UUID] = []

    def remove(blob: UUID) -> None:
        if settled:
            return
        settled.append(blob)
        try:
            work.blobs.delete(blob)
        except OSError:
            LOG.error("a copy of blob %s is still to be removed", blob)  # noqa: TRY400 -- names none

    @event.listens_for(work.session, "after_commit")
    def _kept(_session: Session) -> None:
        remove(kept)

    @event.listens_for(work.session, "after_rollback")
    def _not_kept(_session: Session) -> None:
        remove(not_kept)


def _thing(work: Work, row: AgendaItem | Paper) -> Thing:
    thing = visible.thing(work.session, type(row), row.id)
    if thing is None:
        raise NotFound
    return thing
