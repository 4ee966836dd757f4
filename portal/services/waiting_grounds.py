"""What is closed and waits for its ground: read in under a label alone, or taken down in haste."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from portal.errors import Refused
from portal.policy.restrictions import Covers
from portal.records.tables import (
    Action,
    AgendaItem,
    Compartment,
    Guarded,
    Meeting,
    Minute,
    Paper,
    Restriction,
    WithheldNotice,
)
from portal.services.public_faces import PublicFace, notice_of
from portal.services.work import Work


def refuse_elsewhere(work: Work, item: UUID, restriction: Restriction) -> None:
    """Refuse a restriction in another compartment than what waits for it.

    :raises Refused: naming the compartment to choose; what waits would have to be opened.
    """
    for row in _waiting(work, item, restriction):
        if row.compartment_id != restriction.compartment_id:
            lies = work.session.get_one(Compartment, row.compartment_id)
            raise Refused(
                f"What waits here for its ground lies in the compartment “{lies.name}”: choose it."
            )


def bind_what_waits(work: Work, restriction: Restriction) -> None:
    """Hang under a decided restriction what was closed before there was a ground.

    The caller commits.  A label had closed it; now a decision does, and says who may read it.
    """
    if restriction.item_id is None:
        return
    for row in _waiting(work, restriction.item_id, restriction):
        if row.compartment_id == restriction.compartment_id:
            row.restriction_id, row.classification = restriction.id, restriction.classification


def notice_for(
    work: Work, item: AgendaItem, meeting: Meeting, restriction: Restriction, face: PublicFace
) -> WithheldNotice:
    """Give the notice of a restriction: the one that said the ground was being decided, or anew.

    Its address stays, so that whoever was sent there reads the ground in the same place.
    """
    made = notice_of(work, item, meeting, restriction, face)
    before = work.session.scalar(
        select(WithheldNotice)
        .where(
            WithheldNotice.meeting_id == meeting.id,
            WithheldNotice.position == item.position,
            WithheldNotice.pending.is_(True),
            WithheldNotice.restriction_id.is_(None),
            or_(WithheldNotice.item_id == item.id, WithheldNotice.item_id.is_(None)),
        )
        .order_by(WithheldNotice.published_at, WithheldNotice.id)
        .limit(1)
    )
    if before is None:
        return made
    for column in WithheldNotice.__table__.columns:
        if column.key not in {"id", "published_at"}:
            setattr(before, column.key, getattr(made, column.key))
    before.pending, before.ended_because = False, ""
    return before


def _waiting(work: Work, item: UUID, restriction: Restriction) -> Iterator[Guarded]:
    """Find what of an item is closed without a ground, in the parts that a restriction covers."""
    covers = set(restriction.covers.split(","))
    of_parts: tuple[tuple[type[Guarded], ColumnElement[bool], set[str]], ...] = (
        (AgendaItem, AgendaItem.id == item, {Covers.TITLE, Covers.TEXT}),
        (Paper, Paper.item_id == item, {Covers.PAPERS}),
        (Minute, Minute.item_id == item, {Covers.MINUTES, Covers.DECISION}),
        (Action, Action.item_id == item, {Covers.ACTIONS}),
    )
    for table, belongs, parts in of_parts:
        if parts & covers:
            yield from work.session.scalars(
                select(table).where(
                    belongs, table.compartment_id.is_not(None), table.restriction_id.is_(None)
                )
            )
