"""Publishing the open part of an import, once it was looked into; the rest is told as withheld."""

from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from portal.audit import Verb
from portal.errors import Refused
from portal.policy import Stage
from portal.records.tables import (
    AgendaItem,
    ForwardPlanEntry,
    ImportBatch,
    ImportState,
    Meeting,
    MeetingState,
    RestrictionState,
    WithheldNotice,
)
from portal.services.agendas import restricted_items
from portal.services.import_review import find_batch, meetings_of
from portal.services.leak_check.gate import refuse_leaking_papers
from portal.services.leak_check.imported import refuse_leaking_import
from portal.services.work import Work

WITHOUT_A_HEADING: Final = "Restricted item"


def accept_batch(work: Work, batch_id: UUID) -> None:
    """Publish the open part of an import, and say of the closed part that it is withheld; commit.

    What came in closed stays sealed.  The public is told that its ground is being decided, and
    nothing of whether minutes were agreed: a publication does not say.

    :raises NotFound: if there is none that the asker may review.
    :raises Refused: if it has been accepted, a doubt has not been looked at, or what the public
        would read was not looked into or tells too much.
    :raises LogUnavailable: if the log cannot be written; then nothing is published.
    """
    line, _ = find_batch(work, batch_id)
    if line.unsettled and not line.accepted:
        raise Refused("Look at every doubt first, and mark each as seen.")
    _claim(work, batch_id)
    refuse_leaking_import(work, batch_id)
    for meeting in meetings_of(work, batch_id):
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
