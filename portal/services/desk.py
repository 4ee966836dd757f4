"""The meeting desk: an agenda as its clerk records what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import BodyId, Classification, Permission
from portal.policy.regimes import Urgency, regime_rules
from portal.records.tables import (
    AgendaItem,
    Arrival,
    Body,
    ExclusionKind,
    ExclusionResolution,
    ExclusionState,
    ItemCourse,
    ItemOutcome,
    Meeting,
    MeetingState,
    MinutesState,
)
from portal.services.closed_minutes import items_without_a_record
from portal.services.exclusion_lines import excluded_items, meeting_to_record, resolved_item
from portal.services.ground_statements import Statements, statements_of
from portal.services.legal_words import legal_words
from portal.services.lost_votes import live_restrictions, was_excluded
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGround:
    """A live restriction of an item."""

    restriction: UUID
    classification: Classification
    ground: str
    excluded: bool  # the public was excluded for it
    drafted: bool  # a motion that is still to be put names it

    @property
    def mandatory(self) -> bool:
        """Say whether the public has to leave without a vote."""
        return self.classification is Classification.CONF


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """An item, as the public knows it, and its course so far."""

    id: UUID
    number: str
    heading: str
    grounds: tuple[DeskGround, ...]
    arrival: Arrival
    arrived_because: str
    opinion_of: str
    outcome: ItemOutcome | None
    outcome_because: str
    deferred_to: datetime | None
    lacks_a_record: bool  # what is open of its minutes tells nobody what happened
    certified_at: datetime | None
    statements: Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskExclusion:
    """A motion, or the record that the public had to leave."""

    id: UUID
    meeting: UUID
    kind: ExclusionKind
    state: ExclusionState
    words: str
    items: tuple[str, ...]
    moved_by: str
    seconded_by: str
    votes: tuple[int | None, int | None, int | None]
    closed_from_at: datetime | None
    closed_until_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A meeting at its desk."""

    id: UUID
    body_name: str
    body_slug: str
    starts_at: datetime
    state: MeetingState
    minutes_state: MinutesState
    requires: str  # how a sentence about a duty begins
    knows_urgency: bool  # an item can be urgent in the chair's opinion
    urgency_says: str
    items: tuple[DeskItem, ...]
    exclusions: tuple[DeskExclusion, ...]
    later: tuple[tuple[UUID, datetime], ...]  # meetings to which an item can be deferred
    may_certify: bool

    def item(self, item_id: UUID) -> DeskItem:
        """Give one of its items.

        :raises NotFound: if it is not one of them.
        """
        found = next((each for each in self.items if each.id == item_id), None)
        if found is None:
            raise NotFound
        return found

    def exclusion(self, exclusion_id: UUID) -> DeskExclusion:
        """Give one of its exclusions.

        :raises NotFound: if it is not one of them.
        """
        found = next((each for each in self.exclusions if each.id == exclusion_id), None)
        if found is None:
            raise NotFound
        return found


def read_desk(work: Work, meeting_id: UUID) -> Desk:
    """Read a meeting at its desk; nothing sealed is opened for it.

    :raises NotFound, NotPermitted: if there is no such meeting, or the asker may not record it.
    """
    meeting = meeting_to_record(work, meeting_id)
    body = work.session.get_one(Body, meeting.body_id)
    rules = regime_rules(meeting.regime, meeting.jurisdiction)
    exclusions = tuple(_exclusion(work, each) for each in _exclusions(work, meeting_id))
    return Desk(
        id=meeting.id,
        body_name=body.name,
        body_slug=body.slug,
        starts_at=meeting.starts_at,
        state=meeting.state,
        minutes_state=meeting.minutes_state,
        requires=rules.requires,
        knows_urgency=rules.urgency is not Urgency.AGREEMENT,
        urgency_says=rules.urgency_says,
        items=_items(work, meeting_id),
        exclusions=exclusions,
        later=_later(work, meeting),
        may_certify=work.principal.may(Permission.RESTRICTION_DECIDE, BodyId(meeting.body_id)),
    )


def _items(work: Work, meeting_id: UUID) -> tuple[DeskItem, ...]:
    lacking = {each.id for each in items_without_a_record(work, meeting_id)}
    items = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    return tuple(
        _item(work, item, lacks=item.id in lacking)
        for item in work.session.scalars(items.order_by(AgendaItem.position))
    )


def _item(work: Work, item: AgendaItem, *, lacks: bool) -> DeskItem:
    course = work.session.scalar(select(ItemCourse).where(ItemCourse.item_id == item.id))
    later = work.session.get(Meeting, course.deferred_to_id or UUID(int=0)) if course else None
    return DeskItem(
        id=item.id,
        number=item.number,
        heading=resolved_item(work, item, "", "").heading,
        grounds=_grounds(work, item),
        arrival=course.arrival if course else Arrival.TIMELY,
        arrived_because=(course.late_because or course.urgent_because) if course else "",
        opinion_of=course.urgent_by if course else "",
        outcome=course.outcome if course else None,
        outcome_because=course.outcome_because if course else "",
        deferred_to=later.starts_at if later else None,
        lacks_a_record=lacks,
        certified_at=course.certified_at if course else None,
        statements=statements_of(work, item.id),
    )


def _grounds(work: Work, item: AgendaItem) -> tuple[DeskGround, ...]:
    meeting = work.session.get_one(Meeting, item.meeting_id)
    drafted = {
        line.restriction_id
        for each in _exclusions(work, meeting.id)
        if each.state is ExclusionState.DRAFTED
        for line in excluded_items(work, each.id)
        if line.item_id == item.id
    }
    return tuple(
        DeskGround(
            restriction=each.id,
            classification=each.classification,
            ground=legal_words(
                classification=each.classification,
                scheme=each.scheme,
                paragraphs=each.paragraphs.split(","),
                regime=meeting.regime,
            ).ground,
            excluded=was_excluded(work, item.id, each.id),
            drafted=each.id in drafted,
        )
        for each in live_restrictions(work, item.id)
    )


def _exclusions(work: Work, meeting_id: UUID) -> Sequence[ExclusionResolution]:
    found = select(ExclusionResolution).where(ExclusionResolution.meeting_id == meeting_id)
    return work.session.scalars(found.order_by(ExclusionResolution.id)).all()


def _exclusion(work: Work, row: ExclusionResolution) -> DeskExclusion:
    items = (
        work.session.get_one(AgendaItem, line.item_id) for line in excluded_items(work, row.id)
    )
    return DeskExclusion(
        id=row.id,
        meeting=row.meeting_id,
        kind=row.kind,
        state=row.state,
        words=row.words,
        items=tuple(dict.fromkeys(each.number or "without a number" for each in items)),
        moved_by=row.moved_by,
        seconded_by=row.seconded_by,
        votes=(row.votes_for, row.votes_against, row.abstentions),
        closed_from_at=row.closed_from_at,
        closed_until_at=row.closed_until_at,
    )


def _later(work: Work, meeting: Meeting) -> tuple[tuple[UUID, datetime], ...]:
    rows = work.session.execute(
        select(Meeting.id, Meeting.starts_at)
        .where(
            Meeting.body_id == meeting.body_id,
            Meeting.starts_at > meeting.starts_at,
            Meeting.state.not_in((MeetingState.HELD, MeetingState.CANCELLED)),
        )
        .order_by(Meeting.starts_at)
    )
    return tuple((row.id, row.starts_at) for row in rows)
