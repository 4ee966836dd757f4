"""What an exclusion names: items as the public knows them, and the grounds stated."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import BodyId, Permission
from portal.policy.resolutions import ResolvedItem, resolution_faults
from portal.records.tables import AgendaItem, ExcludedItem, Meeting, WithheldNotice
from portal.services.work import Work

UNNAMED: Final = "Restricted item"


def excluded_items(work: Work, resolution_id: UUID) -> Sequence[ExcludedItem]:
    """Read what an exclusion names, in the order of the agenda."""
    lines = (
        select(ExcludedItem)
        .join(AgendaItem, AgendaItem.id == ExcludedItem.item_id)
        .where(ExcludedItem.resolution_id == resolution_id)
        .order_by(AgendaItem.position, ExcludedItem.id)
    )
    return work.session.scalars(lines).all()


def resolved_item(work: Work, item: AgendaItem, scheme: str, paragraphs: str) -> ResolvedItem:
    """Say of an item what a resolution says of it: never a heading that is closed."""
    heading = item.heading
    if item.compartment_id is not None:
        notice = select(WithheldNotice.heading).where(
            WithheldNotice.item_id == item.id, WithheldNotice.published_at.is_not(None)
        )
        heading = work.session.scalar(notice.limit(1)) or UNNAMED
    return ResolvedItem(
        number=item.number,
        heading=heading,
        scheme=scheme,
        paragraphs=tuple(paragraphs.split(",")),
    )


def meeting_to_record(work: Work, meeting_id: UUID) -> Meeting:
    """Find a meeting whose business this person may record.

    :raises NotFound: if there is none.
    :raises NotPermitted: if the asker may not publish for its body.
    """
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound
    if not work.principal.may(Permission.MEETING_PUBLISH, BodyId(meeting.body_id)):
        raise NotPermitted
    return meeting


def refuse_faults(work: Work, resolution_id: UUID, words: str) -> None:
    """Hold the words of a motion against what it is about.

    :raises Refused: if they name no item or state no ground (1972 Act s.100A(5)).
    """
    lines = excluded_items(work, resolution_id)
    items = [
        resolved_item(
            work, work.session.get_one(AgendaItem, line.item_id), line.scheme, line.paragraphs
        )
        for line in lines
    ]
    if faults := resolution_faults(words, items):
        raise Refused(" ".join(faults))
