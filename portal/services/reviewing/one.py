"""One review: what the public was told, what was stated, what came before, what can be done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import null, select

from portal.policy import Classification
from portal.policy.grounds import SCHEMES
from portal.policy.reviews import Due, days_overdue, due_state, latest_next
from portal.records.tables import (
    Body,
    Opinion,
    Paper,
    Person,
    RestrictionEvent,
    RestrictionState,
    Review,
    ReviewCampaign,
    ReviewOutcome,
)
from portal.records.tables.grounds import GroundStatement
from portal.records.things import GUARDED
from portal.services.reviewing.deciding import successor_of
from portal.services.reviewing.reasons import may_open
from portal.services.reviewing.subjects import (
    STANDING,
    UNTOLD,
    Told,
    decides,
    prepares,
    told_of,
    watched_review,
)
from portal.services.work import Work

NEVER_RELEASED: Final = frozenset({Classification.CONF, Classification.CASE, Classification.REV})
"""Classes of which the portal offers no release."""

_NOUNS: Final = {
    "agenda_item": "The item's heading and introduction",
    "minute": "Minutes",
    "action": "Action",
    "forward_plan_entry": "Entry of the forward plan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Where a ground was stated, and which."""

    source: str
    scheme: str
    paragraphs: str
    on: date | None
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the restriction's life, as the public was told of it."""

    state: RestrictionState
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier review and its outcome."""

    due_on: date | None
    event: str
    outcome: ReviewOutcome
    decided_at: datetime
    decided_by: str
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that is closed, named without its words."""

    noun: str
    row: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One review."""

    id: UUID
    restriction: UUID
    item: UUID | None
    body: UUID
    body_name: str
    told: Told
    state: Due
    due_on: date | None
    days: int
    happened: str
    awaits: str
    opened_at: datetime
    escalated_at: datetime | None
    campaign: UUID | None
    campaign_year: int | None
    owner: str
    owner_office: str
    decided_on: date
    opinion: Opinion | None
    outcome: ReviewOutcome | None
    stands: bool
    superseded: bool  # another restriction has taken its place, and nobody has said why yet
    statements: tuple[Statement, ...]
    steps: tuple[Step, ...]
    earlier: tuple[Earlier, ...]
    parts: tuple[Part, ...]
    successor: UUID | None
    latest_next: date
    may_decide: bool
    may_prepare: bool
    may_open: bool
    releasable: bool


def read_review(work: Work, review_id: UUID) -> ReviewPage:
    """Give one review; nothing sealed is opened for it.

    :raises NotFound: if there is none of a body that the asker watches over.
    """
    review, restriction = watched_review(work, review_id)
    dates = [each for each in (review.due_on, restriction.review_on) if each is not None]
    due_on = review.due_on if review.outcome is not None else min(dates, default=None)
    campaign = work.session.get(ReviewCampaign, review.campaign_id) if review.campaign_id else None
    return ReviewPage(
        id=review.id,
        restriction=restriction.id,
        item=restriction.item_id,
        body=restriction.body_id,
        body_name=work.session.get_one(Body, restriction.body_id).name,
        told=told_of(work, {restriction.id}).get(restriction.id, UNTOLD),
        state=due_state(due_on, work.today),
        due_on=due_on,
        days=days_overdue(due_on, work.today),
        happened=review.event,
        awaits=restriction.review_event,
        opened_at=review.opened_at,
        escalated_at=review.escalated_at,
        campaign=review.campaign_id,
        campaign_year=campaign.year if campaign else None,
        owner=restriction.decided_by,
        owner_office=restriction.decided_office,
        decided_on=restriction.decided_on,
        opinion=review.opinion,
        outcome=review.outcome,
        stands=restriction.state in STANDING or restriction.state is RestrictionState.LAPSED,
        superseded=review.outcome is None and restriction.state is RestrictionState.SUPERSEDED,
        statements=_statements(work, restriction.id),
        steps=_steps(work, restriction.id),
        earlier=_earlier(work, restriction.id, review.id),
        parts=_parts(work, restriction.id),
        successor=successor_of(work, restriction.id),
        latest_next=latest_next(work.today),
        may_decide=decides(work, restriction.body_id),
        may_prepare=prepares(work, restriction.body_id),
        may_open=may_open(work, restriction),
        releasable=restriction.classification not in NEVER_RELEASED,
    )


def _statements(work: Work, restriction: UUID) -> tuple[Statement, ...]:
    rows = work.session.scalars(
        select(GroundStatement)
        .where(GroundStatement.restriction_id == restriction)
        .order_by(GroundStatement.recorded_at, GroundStatement.id)
    )
    return tuple(
        Statement(
            source=row.source.value,
            scheme=SCHEMES[row.scheme].name if row.scheme in SCHEMES else row.scheme,
            paragraphs=row.paragraphs.replace(",", ", "),
            on=row.stated_on,
            current=row.current,
        )
        for row in rows
    )


def _steps(work: Work, restriction: UUID) -> tuple[Step, ...]:
    rows = work.session.scalars(
        select(RestrictionEvent)
        .where(RestrictionEvent.restriction_id == restriction)
        .order_by(RestrictionEvent.happened_at, RestrictionEvent.id)
    )
    return tuple(Step(state=row.state, at=row.happened_at, words=row.words) for row in rows)


def _earlier(work: Work, restriction: UUID, but: UUID) -> tuple[Earlier, ...]:
    rows = work.session.execute(
        select(Review, Person.name)
        .outerjoin(Person, Person.id == Review.decided_by_id)
        .where(
            Review.restriction_id == restriction,
            Review.outcome.is_not(None),
            Review.id != but,
        )
        .order_by(Review.decided_at.desc())
    )
    return tuple(
        Earlier(
            due_on=review.due_on,
            event=review.event,
            outcome=review.outcome,
            decided_at=review.decided_at,
            decided_by=name or "",
            next_on=review.next_review_on,
        )
        for review, name in rows
        if review.outcome is not None and review.decided_at is not None
    )


def _parts(work: Work, restriction: UUID) -> tuple[Part, ...]:
    """Name what is closed by its kind and number; its own words are sealed."""
    counted: dict[str, int] = {}
    parts = []
    for table in GUARDED:
        kind = Paper.kind if table is Paper else null()
        rows = select(table.id, kind.label("kind")).where(table.restriction_id == restriction)
        for row in work.session.execute(rows.order_by(table.id)):
            noun = table.__tablename__
            name = row.kind.value.replace("_", " ").capitalize() if row.kind else _NOUNS[noun]
            counted[name] = counted.get(name, 0) + 1
            parts.append(Part(noun=noun, row=row.id, name=f"{name} {counted[name]}"))
    return tuple(parts)
