"""Reviewing what was read in: a clerk settles the doubts, then lets the open part be published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import BodyId, Permission, Stage
from portal.records.tables import (
    AgendaItem,
    Body,
    ForwardPlanEntry,
    ImportBatch,
    ImportDoubt,
    ImportState,
    Meeting,
    MeetingState,
    RestrictionState,
    WithheldNotice,
)
from portal.services.agendas import restricted_items
from portal.services.leak_check.gate import refuse_leaking_papers
from portal.services.leak_check.imported import refuse_leaking_import
from portal.services.work import Work

WITHOUT_A_HEADING: Final = "Restricted item"
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
    line, batch = _batch(work, batch_id)
    return BatchPage(
        line=line,
        counts=tuple((name.replace("_", " "), count) for name, count in batch.counts.items()),
        doubts=_doubts(work, batch_id),
        meetings=tuple(_meeting(work, meeting) for meeting in _meetings(work, batch_id)),
    )


def settle_doubt(work: Work, batch_id: UUID, doubt_id: UUID) -> None:
    """Note that the clerk has looked at a doubt, and commit.

    :raises NotFound: if there is none that the asker may review.
    :raises LogUnavailable: if the log cannot be written.
    """
    _batch(work, batch_id)
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


def accept_batch(work: Work, batch_id: UUID) -> None:
    """Publish the open part of an import, and say of the closed part that it is withheld; commit.

    What came in closed stays sealed.  The public is told that its ground is being decided, and
    nothing of whether minutes were agreed: a publication does not say.

    :raises NotFound: if there is none that the asker may review.
    :raises Refused: if it has been accepted, a doubt has not been looked at, or what the public
        would read was not looked into or tells too much.
    :raises LogUnavailable: if the log cannot be written; then nothing is published.
    """
    line, _ = _batch(work, batch_id)
    if line.unsettled and not line.accepted:
        raise Refused("Look at every doubt first, and mark each as seen.")
    _claim(work, batch_id)
    refuse_leaking_import(work, batch_id)
    for meeting in _meetings(work, batch_id):
        refuse_leaking_papers(work, meeting.id)
        _publish(work, meeting)
    work.session.execute(
        update(ForwardPlanEntry)
        .where(ForwardPlanEntry.import_batch_id == batch_id)
        .values(draft=False)
    )
    work.commit()


def _claim(work: Work, batch_id: UUID) -> None:
    """Mark an import as accepted, unless it is: of two clerks at once, one waits here.

    :raises Refused: if it has been accepted.
    """
    claimed = work.session.scalars(
        update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.state == ImportState.AWAITING_REVIEW)
        .values(
            state=ImportState.ACCEPTED,
            accepted_at=work.clock(),
            accepted_by_id=work.principal.person,
        )
        .returning(ImportBatch.id)
    ).one_or_none()
    if claimed is None:
        raise Refused("This import has been published already.")


def _publish(work: Work, meeting: Meeting) -> None:
    held = meeting.starts_at <= work.clock()
    meeting.published_at, meeting.announced = work.clock(), True
    meeting.state = MeetingState.HELD if held else MeetingState.AGENDA_PUBLISHED
    closed = set(work.session.scalars(restricted_items(meeting.id)))
    items = work.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    ).all()
    for item in items:
        item.stage = _stage(held=held, closed=item.id in closed)
        if item.id in closed:
            work.session.add(_pending_notice(work, meeting, item))
    work.journal.note(actor=work.actor, verb=Verb.MEETING_PUBLISHED, objects=(meeting.id,))


def _stage(*, held: bool, closed: bool) -> Stage:
    if not held:
        return Stage.ISSUED_PRE
    return Stage.POST_CLOSED if closed else Stage.POST_OPEN


def _pending_notice(work: Work, meeting: Meeting, item: AgendaItem) -> WithheldNotice:
    whole = item.compartment_id is not None
    return WithheldNotice(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=None if whole else item.id,
        position=item.position,
        number=item.number,
        heading=WITHOUT_A_HEADING if whole else item.heading,
        # The class is not said: which kind of thing is closed is part of what is being decided.
        classification=item.classification,
        pending=True,
        state=RestrictionState.PROPOSED,
        published_at=work.clock(),
    )


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


def _batch(work: Work, batch_id: UUID) -> tuple[BatchLine, ImportBatch]:
    for line, batch in _batches(work):
        if line.id == batch_id:
            return line, batch
    raise NotFound


def _meetings(work: Work, batch_id: UUID) -> list[Meeting]:
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
