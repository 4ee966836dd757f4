"""What has come up for review: one line for each restriction that stands, worked out afresh."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from portal.policy.reviews import Due, days_overdue, due_state
from portal.records.tables import (
    Body,
    Release,
    ReleaseState,
    Restriction,
    RestrictionState,
    Review,
    ReviewCampaign,
    ReviewOutcome,
)
from portal.services.reviewing.subjects import STANDING, UNTOLD, Told, told_of
from portal.services.work import LOCAL, Work

_OPENS: frozenset[ReviewOutcome | None] = frozenset(
    {ReviewOutcome.RELEASE, ReviewOutcome.RELEASE_PART, ReviewOutcome.LAPSED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpLine:
    """One restriction, and where its review stands."""

    restriction: UUID
    review: UUID | None  # the review that is open
    body: UUID
    body_name: str
    body_slug: str
    told: Told
    state: Due
    due_on: date | None
    days: int  # overdue
    event: str  # that it waits for
    happened: str  # that opened the review
    owner: str
    owner_office: str
    escalated_at: datetime | None
    campaign: int | None  # its year
    awaits_second: bool  # a release was asked for, and waits for another person


def lines_of(work: Work, bodies: Collection[UUID]) -> list[UpLine]:
    """Give every restriction of some bodies that somebody must look at again, by date."""
    rows = work.session.execute(
        select(Restriction, Body.name, Body.slug)
        .join(Body, Body.id == Restriction.body_id)
        .where(
            Restriction.body_id.in_(bodies),
            or_(
                Restriction.state.in_(STANDING),
                Restriction.id.in_(_lapsed_and_shut()),
            ),
        )
        .order_by(Restriction.id)
    ).all()
    found = {restriction.id for restriction, _, _ in rows}
    told, reviews = told_of(work, found), _open_reviews(work, found)
    came_back, waiting = _after_release(work, found)
    lines = [
        _line(
            work.today,
            restriction,
            (name, slug),
            told.get(restriction.id, UNTOLD),
            reviews.get(restriction.id),
            came_back.get(restriction.id),
            awaits_second=restriction.id in waiting,
        )
        for restriction, name, slug in rows
    ]
    return sorted(lines, key=lambda each: (each.due_on or date.max, each.told.heading))


def _line(  # noqa: PLR0913, PLR0917 -- a line is put together from these
    today: date,
    restriction: Restriction,
    body: tuple[str, str],
    told: Told,
    review: tuple[Review, int | None] | None,
    came_back: date | None,
    *,
    awaits_second: bool,
) -> UpLine:
    opened, campaign = review or (None, None)
    due_on = _due_on(restriction, opened, came_back)
    return UpLine(
        restriction=restriction.id,
        review=opened.id if opened else None,
        body=restriction.body_id,
        body_name=body[0],
        body_slug=body[1],
        told=told,
        state=due_state(due_on, today),
        due_on=due_on,
        days=days_overdue(due_on, today),
        event=restriction.review_event,
        happened=opened.event if opened else "",
        owner=restriction.decided_by,
        owner_office=restriction.decided_office,
        escalated_at=opened.escalated_at if opened else None,
        campaign=campaign,
        awaits_second=awaits_second,
    )


def _due_on(restriction: Restriction, review: Review | None, came_back: date | None) -> date | None:
    dates: Iterable[date | None] = (
        restriction.review_on if restriction.state is not RestrictionState.LAPSED else None,
        review.due_on if review else None,
        came_back,
    )
    return min((each for each in dates if each is not None), default=None)


def _lapsed_and_shut() -> Select[UUID]:
    """Select what lapsed and is still shut: another person has not agreed to open it."""
    newest = (
        select(Release.restriction_id, func.max(Release.asked_at).label("at"))
        .group_by(Release.restriction_id)
        .subquery()
    )
    return (
        select(Release.restriction_id)
        .join(newest, newest.c.restriction_id == Release.restriction_id)
        .join(Restriction, Restriction.id == Release.restriction_id)
        .where(
            Release.asked_at == newest.c.at,
            Release.state != ReleaseState.DONE,
            Restriction.state == RestrictionState.LAPSED,
        )
    )


def _open_reviews(
    work: Work, restrictions: Collection[UUID]
) -> dict[UUID, tuple[Review, int | None]]:
    rows = work.session.execute(
        select(Review, ReviewCampaign.year)
        .outerjoin(ReviewCampaign, ReviewCampaign.id == Review.campaign_id)
        .where(Review.restriction_id.in_(restrictions), Review.outcome.is_(None))
        .order_by(Review.opened_at.desc())
    )
    return {review.restriction_id: (review, year) for review, year in rows}


def _after_release(
    work: Work, restrictions: Collection[UUID]
) -> tuple[dict[UUID, date], frozenset[UUID]]:
    """Say which reviews ended in a release that was refused, and when; and which still wait.

    What was refused comes up again at once: its last review settled nothing.
    """
    last = {
        review.restriction_id: review
        for review in work.session.scalars(
            select(Review)
            .where(Review.restriction_id.in_(restrictions), Review.outcome.is_not(None))
            .order_by(Review.decided_at)
        )
    }
    newest = {
        release.restriction_id: release
        for release in work.session.scalars(
            select(Release)
            .where(Release.restriction_id.in_(restrictions))
            .order_by(Release.asked_at)
        )
    }
    came_back = {
        key: release.decided_at.astimezone(LOCAL).date()
        for key, release in newest.items()
        if release.state is ReleaseState.REFUSED
        and release.decided_at is not None
        and _ended_in(last.get(key), release)
    }
    waiting = frozenset(
        key for key, release in newest.items() if release.state is ReleaseState.ASKED
    )
    return came_back, waiting


def _ended_in(review: Review | None, release: Release) -> bool:
    return (
        review is not None
        and review.decided_at is not None
        and review.outcome in _OPENS
        and release.asked_at >= review.decided_at
    )
