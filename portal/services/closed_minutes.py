"""Minutes of what was taken in private: what the public reads of them must be a record."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import BodyId, Permission, Stage
from portal.records.tables import (
    AgendaItem,
    Arrival,
    ItemCourse,
    Meeting,
    MeetingState,
    Minute,
    MinutesState,
)
from portal.services.work import Work

__all__ = [
    "FEWEST_WORDS",
    "MinutesState",
    "certify_minutes",
    "file_summary",
    "items_without_a_record",
    "publish_minutes",
    "refuse_incoherent_minutes",
]

FEWEST_WORDS: Final = 8
"""Below this an account tells nobody what happened: "Item restricted" has two."""

_CLOSED: Final = frozenset({Stage.LIVE_CLOSED, Stage.POST_CLOSED})


def items_without_a_record(work: Work, meeting_id: UUID) -> list[AgendaItem]:
    """Find the items whose closed minutes leave the public no fair and coherent record.

    Of those, the proper officer must file a summary, or certify that what is open is one as it
    stands (Local Government Act 1972 s.100C(2)).
    """
    items = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    certified = set(
        work.session.scalars(select(ItemCourse.item_id).where(ItemCourse.certified_at.is_not(None)))
    )
    return [
        item
        for item in work.session.scalars(items.order_by(AgendaItem.position))
        if item.id not in certified and _lacks_a_record(item, _minutes(work, item.id))
    ]


def refuse_incoherent_minutes(work: Work, meeting_id: UUID) -> None:
    """Hold the minutes of a meeting against what the public will read of them.

    :raises Refused: naming the items that still want a summary or a certificate.
    """
    lacking = items_without_a_record(work, meeting_id)
    if lacking:
        numbers = ", ".join(item.number or "without a number" for item in lacking)
        raise Refused(
            f"What is open of the minutes of item {numbers} is not a fair and coherent record:"
            " file a public summary, or have the proper officer certify that it is one (100C(2))."
        )


def file_summary(work: Work, item_id: UUID, words: str) -> UUID:
    """File a public account of closed proceedings, which tells nothing that is exempt.

    It replaces an earlier one.  The caller commits.

    :raises NotFound: if there is no such item.
    :raises NotPermitted: if the asker may not publish minutes for the body.
    :raises Refused: if it is too short to be an account.
    """
    item, _ = _item(work, item_id, Permission.MINUTES_PUBLISH)
    if _count(words) < FEWEST_WORDS:
        raise Refused(
            "Write, in a sentence or two, what was considered and what was decided, without"
            " telling what is exempt."
        )
    filed = work.session.scalar(
        select(Minute).where(
            Minute.item_id == item.id, Minute.summary, Minute.compartment_id.is_(None)
        )
    )
    if filed is not None:
        filed.text = words.strip()
        return filed.id
    last = work.session.scalar(select(func.max(Minute.position)).where(Minute.item_id == item.id))
    summary = Minute(
        id=uuid4(),
        item_id=item.id,
        position=0 if last is None else last + 1,
        text=words.strip(),
        summary=True,
    )
    work.session.add(summary)
    work.session.flush()
    return summary.id


def certify_minutes(work: Work, item_id: UUID) -> None:
    """Certify that the open minutes of an item are a fair and coherent record as they stand.

    The caller commits.

    :raises NotFound: if there is no such item.
    :raises NotPermitted: if the asker is not the body's proper or monitoring officer.
    """
    item, _ = _item(work, item_id, Permission.RESTRICTION_DECIDE)
    course = work.session.scalar(select(ItemCourse).where(ItemCourse.item_id == item.id))
    if course is None:
        course = ItemCourse(id=uuid4(), item_id=item.id, arrival=Arrival.TIMELY)
        work.session.add(course)
    course.certified_by_id, course.certified_at = work.principal.person, work.clock()
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.MINUTES_CERTIFIED, objects=(item.id,))


def publish_minutes(work: Work, meeting_id: UUID, state: MinutesState) -> None:
    """Publish the minutes of a meeting that was held, as a draft or as agreed.

    The caller commits.

    :raises NotFound: if there is no such meeting.
    :raises NotPermitted: if the asker may not publish minutes for the body.
    :raises Refused: if it was not held yet, or the minutes are no coherent record.
    """
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound
    if not work.principal.may(Permission.MINUTES_PUBLISH, BodyId(meeting.body_id)):
        raise NotPermitted
    if meeting.state is not MeetingState.HELD or state is MinutesState.NONE:
        raise Refused("Record first that the meeting was held.")
    refuse_incoherent_minutes(work, meeting_id)
    meeting.minutes_state = state
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.MINUTES_PUBLISHED, objects=(meeting_id,))


def _lacks_a_record(item: AgendaItem, minutes: Sequence[Minute]) -> bool:
    withheld = any(each.compartment_id is not None for each in minutes)
    if not minutes or not (withheld or item.stage in _CLOSED):
        return False
    left = " ".join(each.text for each in minutes if each.compartment_id is None)
    return _count(left) < FEWEST_WORDS


def _minutes(work: Work, item_id: UUID) -> Sequence[Minute]:
    return work.session.scalars(select(Minute).where(Minute.item_id == item_id)).all()


def _item(work: Work, item_id: UUID, permission: Permission) -> tuple[AgendaItem, Meeting]:
    item = work.session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound
    meeting = work.session.get_one(Meeting, item.meeting_id)
    if not work.principal.may(permission, BodyId(meeting.body_id)):
        raise NotPermitted
    return item, meeting


def _count(words: str) -> int:
    return len(re.findall(r"\w+", words))
