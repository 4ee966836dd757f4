"""Reviewing what was read in: what came, what is doubtful in it, and settling the doubts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import BodyId, Permission
from portal.records.tables import (
    AgendaItem,
    Body,
    ImportBatch,
    ImportDoubt,
    ImportState,
    Meeting,
)
from portal.services.agendas import restricted_items
from portal.services.work import Work

KINDS: Final[Mapping[str, str]] = {"page": "Published meeting page", "pack": "Agenda pack"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One import in the list."""

    id: UUID
    body_name: str
    kind: str
    meeting_at: datetime
    applied_at: datetime
    accepted: bool
    doubts: int
    unsettled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtLine:
    """Something to look at."""

    id: UUID
    sentence: str
    first_line: int
    last_line: int
    item: str
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item of an imported agenda: whether the public will read it."""

    number: str
    heading: str  # empty if the heading itself is closed
    closed: bool  # something under it, or all of it, stays closed


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting that an import brought."""

    id: UUID
    starts_at: datetime
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """One import, for review."""

    line: BatchLine
    counts: tuple[tuple[str, int], ...]
    doubts: tuple[DoubtLine, ...]
    meetings: tuple[MeetingLine, ...]


def read_batches(work: Work) -> tuple[BatchLine, ...]:
    """List the imports for the bodies whose clerk is asking, newest first."""
    return tuple(line for line, _ in _batches(work))


def read_batch(work: Work, batch_id: UUID) -> BatchPage:
    """Give one import with its doubts, and what the public would read of it.

    :raises NotFound: if there is none that the asker may review.
    """
    line, batch = find_batch(work, batch_id)
    return BatchPage(
        line=line,
        counts=tuple((name.replace("_", " "), count) for name, count in batch.counts.items()),
        doubts=_doubts(work, batch_id),
        meetings=tuple(_meeting(work, meeting) for meeting in meetings_of(work, batch_id)),
    )


def settle_doubt(work: Work, batch_id: UUID, doubt_id: UUID) -> None:
    """Note that the clerk has looked at a doubt, and commit.

    :raises NotFound: if there is none that the asker may review.
    :raises LogUnavailable: if the log cannot be written.
    """
    find_batch(work, batch_id)
    doubt = work.session.get(ImportDoubt, doubt_id)
    if doubt is None or doubt.batch_id != batch_id:
        raise NotFound
    if doubt.settled_at is None:
        doubt.settled_at = work.clock()
        doubt.settled_by_id = work.principal.person
        work.journal.note(
            actor=work.actor,
            verb=Verb.IMPORT_REVIEWED,
            objects=(batch_id, doubt_id),
            detail={"answer": "noted"},
        )
        work.commit()


def _batches(work: Work) -> list[tuple[BatchLine, ImportBatch]]:
    doubts = (
        select(
            ImportDoubt.batch_id,
            func.count().label("all"),
            (func.count() - func.count(ImportDoubt.settled_at)).label("unsettled"),
        )
        .group_by(ImportDoubt.batch_id)
        .subquery()
    )
    rows = work.session.execute(
        select(ImportBatch, Body.name, Meeting.starts_at, doubts.c["all"], doubts.c.unsettled)
        .join(Body, Body.id == ImportBatch.body_id)
        .join(Meeting, Meeting.id == ImportBatch.meeting_id)
        .outerjoin(doubts, doubts.c.batch_id == ImportBatch.id)
        .order_by(ImportBatch.applied_at.desc(), ImportBatch.id)
    )
    return [
        (
            BatchLine(
                id=batch.id,
                body_name=name,
                kind=KINDS.get(batch.kind, batch.kind),
                meeting_at=starts_at,
                applied_at=batch.applied_at,
                accepted=batch.state is ImportState.ACCEPTED,
                doubts=every or 0,
                unsettled=unsettled or 0,
            ),
            batch,
        )
        for batch, name, starts_at, every, unsettled in rows
        if work.principal.may(Permission.IMPORT_REVIEW, BodyId(batch.body_id))
    ]


def find_batch(work: Work, batch_id: UUID) -> tuple[BatchLine, ImportBatch]:
    """Find an import.

    :raises NotFound: if there is none that the asker may review.
    """
    for line, batch in _batches(work):
        if line.id == batch_id:
            return line, batch
    raise NotFound


def meetings_of(work: Work, batch_id: UUID) -> list[Meeting]:
    """Give the meetings that an import brought, the earliest first."""
    found = select(Meeting).where(Meeting.import_batch_id == batch_id).order_by(Meeting.starts_at)
    return list(work.session.scalars(found))


def _meeting(work: Work, meeting: Meeting) -> MeetingLine:
    closed = set(work.session.scalars(restricted_items(meeting.id)))
    rows = work.session.execute(
        select(AgendaItem.id, AgendaItem.number, AgendaItem.heading)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position)
    )
    return MeetingLine(
        id=meeting.id,
        starts_at=meeting.starts_at,
        items=tuple(
            ItemLine(number=row.number, heading=row.heading, closed=row.id in closed)
            for row in rows
        ),
    )


def _doubts(work: Work, batch_id: UUID) -> tuple[DoubtLine, ...]:
    rows = work.session.execute(
        select(
            ImportDoubt.id,
            ImportDoubt.sentence,
            ImportDoubt.first_line,
            ImportDoubt.last_line,
            ImportDoubt.settled_at,
            AgendaItem.number,
        )
        .outerjoin(AgendaItem, AgendaItem.id == ImportDoubt.item_id)
        .where(ImportDoubt.batch_id == batch_id)
        .order_by(ImportDoubt.position)
    )
    return tuple(
        DoubtLine(
            id=row.id,
            sentence=row.sentence,
            first_line=row.first_line,
            last_line=row.last_line,
            item=row.number or "",
            settled=row.settled_at is not None,
        )
        for row in rows
    )
