"""What the public is told of how a meeting dealt with its business: exclusions, items, releases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from portal.records.tables import (
    AgendaItem,
    Arrival,
    ExcludedItem,
    ExclusionKind,
    ExclusionResolution,
    ExclusionState,
    ItemCourse,
    ItemOutcome,
    Meeting,
    Release,
    ReleaseState,
    WithheldNotice,
)
from portal.services.work import LOCAL, Work

_EXCLUDED: Final = {
    ExclusionState.CARRIED: "The public was excluded from item {0} by a resolution.",
    ExclusionState.LOST: "The motion to exclude the public from item {0} was lost.",
    ExclusionState.NOT_PUT: "The motion to exclude the public from item {0} was not put.",
}
_MANDATORY: Final = (
    "The public was excluded from item {0}, without a vote, because confidential information"
    " would have been disclosed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Something that was released between the last meeting and this one."""

    notice: UUID
    heading: str
    released_on: date
    announcement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """What there is to tell of a meeting's procedure."""

    sentences: tuple[str, ...] = ()
    released: tuple[Released, ...] = ()


def read_procedure(work: Work, meeting_id: UUID, told: Sequence[UUID]) -> Procedure:
    """Tell of a meeting's procedure what concerns items that the reader knows of.

    :param told: the items of the agenda as this reader sees it, by notice or in full; of others
        nothing is said, not even that they were dealt with.
    """
    known = set(told)
    return Procedure(
        sentences=(*_courses(work, meeting_id, known), *_exclusions(work, meeting_id, known)),
        released=_released_since_the_last(work, meeting_id),
    )


_LATER: Final = aliased(Meeting)
_COURSES: Final = (
    select(AgendaItem.id, AgendaItem.number, ItemCourse, _LATER.starts_at.label("later_at"))
    .join(ItemCourse, ItemCourse.item_id == AgendaItem.id)
    .outerjoin(_LATER, _LATER.id == ItemCourse.deferred_to_id)
    .where(AgendaItem.meeting_id == bindparam("meeting"))
    .order_by(AgendaItem.position)
)
_EXCLUSIONS: Final = (
    select(AgendaItem.id, AgendaItem.number, ExclusionResolution.kind, ExclusionResolution.state)
    .join(ExcludedItem, ExcludedItem.item_id == AgendaItem.id)
    .join(ExclusionResolution, ExclusionResolution.id == ExcludedItem.resolution_id)
    .where(
        ExclusionResolution.meeting_id == bindparam("meeting"),
        ExclusionResolution.state != ExclusionState.DRAFTED,
    )
    .order_by(AgendaItem.position, ExclusionResolution.id)
)


def _courses(work: Work, meeting_id: UUID, known: set[UUID]) -> Iterator[str]:
    for row in work.session.execute(_COURSES, {"meeting": meeting_id}):
        if row.id in known:
            name = f"Item {row.number}" if row.number else "An item"
            yield from _of_course(name, row.ItemCourse, row.later_at)


def _of_course(name: str, course: ItemCourse, later_at: datetime | None) -> Iterator[str]:
    if course.arrival is Arrival.LATE:
        yield f"{name} came late: {course.late_because}"
    if course.arrival is Arrival.URGENT:
        yield (
            f"{name} was urgent in the opinion of {course.urgent_by}, by reason of special"
            f" circumstances: {course.urgent_because}"
        )
    if course.arrival is Arrival.ADDED and course.added_at is not None:
        added = course.added_at.astimezone(LOCAL)
        yield f"{name} was added to the agenda on {added:%-d %B %Y}."
    if course.outcome is ItemOutcome.DEFERRED:
        to = f" to {later_at.astimezone(LOCAL):%-d %B %Y}" if later_at else ""
        yield f"{name} was deferred{to}: {course.outcome_because}"
    if course.outcome is ItemOutcome.WITHDRAWN:
        yield f"{name} was withdrawn: {course.outcome_because}"


def _exclusions(work: Work, meeting_id: UUID, known: set[UUID]) -> Iterator[str]:
    said = {
        (_MANDATORY if row.kind is ExclusionKind.MANDATORY else _EXCLUDED[row.state]).format(
            row.number or "without a number"
        )
        for row in work.session.execute(_EXCLUSIONS, {"meeting": meeting_id})
        if row.id in known
    }
    yield from sorted(said)


def _released_since_the_last(work: Work, meeting_id: UUID) -> tuple[Released, ...]:
    """List what was released after the body's last meeting and before this one."""
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None or meeting.published_at is None:
        return ()
    last = work.session.scalar(
        select(Meeting.starts_at)
        .where(Meeting.body_id == meeting.body_id, Meeting.starts_at < meeting.starts_at)
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    )
    done = (
        select(WithheldNotice.id, WithheldNotice.heading, Release.decided_at, Release.announcement)
        .join(WithheldNotice, WithheldNotice.restriction_id == Release.restriction_id)
        .where(
            WithheldNotice.body_id == meeting.body_id,
            WithheldNotice.published_at.is_not(None),
            Release.state == ReleaseState.DONE,
            Release.decided_at < meeting.starts_at,
        )
        .order_by(Release.decided_at)
    )
    if last is not None:
        done = done.where(Release.decided_at >= last)
    return tuple(
        Released(
            notice=row.id,
            heading=row.heading,
            released_on=row.decided_at.astimezone(LOCAL).date(),
            announcement=row.announcement,
        )
        for row in work.session.execute(done)
    )
