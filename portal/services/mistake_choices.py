"""What can be taken down under a paper's or an item's address, and into which compartment."""

from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import Classification
from portal.records.tables import (
    Action,
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    Minute,
    Paper,
)
from portal.services.legal_words import legal_words
from portal.services.lost_votes import live_restrictions
from portal.services.mistakes import can_manage
from portal.services.unsealing import GuardedRow
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPage:
    """Something open that could be taken down."""

    noun: str
    id: UUID
    body_name: str
    meeting_id: UUID
    item_number: str
    words: str = field(repr=False)
    compartments: tuple[tuple[UUID, str], ...]
    restrictions: tuple[tuple[UUID, UUID, str], ...]  # with the compartment and the ground of each


def read_what_to_withdraw(work: Work, noun: str, row_id: UUID) -> WithdrawPage:
    """Show something open that this person may take down.

    :raises NotFound: if there is no such open row, or they may not.
    """
    for table in (Paper, Minute, Action, AgendaItem):
        if table.__tablename__ != noun:
            continue
        row = cast("GuardedRow | None", work.session.get(table, row_id))
        if row is None or row.compartment_id is not None:
            continue
        item = work.session.get_one(AgendaItem, getattr(row, "item_id", row.id))
        meeting = work.session.get_one(Meeting, item.meeting_id)
        if not can_manage(work, meeting.body_id):
            break
        return WithdrawPage(
            noun=noun,
            id=row_id,
            body_name=work.session.get_one(Body, meeting.body_id).name,
            meeting_id=meeting.id,
            item_number=item.number,
            words=str(getattr(row, {"paper": "title", "agenda_item": "heading"}.get(noun, "text"))),
            compartments=_compartments(work, meeting.body_id),
            restrictions=_restrictions(work, item, meeting),
        )
    raise NotFound


def _compartments(work: Work, body: UUID) -> tuple[tuple[UUID, str], ...]:
    rows = work.session.execute(
        select(Compartment.id, Compartment.name)
        .where(Compartment.body_id == body)
        .order_by(Compartment.sensitive, Compartment.name)
    )
    return tuple((row.id, row.name) for row in rows)


def _restrictions(
    work: Work, item: AgendaItem, meeting: Meeting
) -> tuple[tuple[UUID, UUID, str], ...]:
    return tuple(
        (
            each.id,
            each.compartment_id,
            legal_words(
                classification=each.classification,
                scheme=each.scheme,
                paragraphs=each.paragraphs.split(","),
                regime=meeting.regime,
            ).ground,
        )
        for each in live_restrictions(work, item.id)
        if each.classification is not Classification.PUB
    )
