"""Access reviews on their pages: the list, and one with its lines and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from portal.errors import NotFound
from portal.policy import Permission as May
from portal.records.tables import (
    AccessReview,
    AccessReviewLine,
    Body,
    Compartment,
    Holding,
    Invitation,
    NeedToKnow,
    OfficeHolding,
    Permission,
    Person,
    Recertified,
    Seat,
    SignInSession,
)
from portal.services.access.asking import Choice, asker, item_place
from portal.services.access.reviews import find_review
from portal.services.bodies_of import where_may
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One review in the list."""

    id: UUID
    body_name: str
    opened_at: datetime
    due_on: date
    closed_at: datetime | None
    decided: int
    lines: int
    late: bool  # open, past its day


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """One thing somebody holds, to be kept or ended."""

    id: UUID
    name: str
    holding: Holding
    what: str
    until_on: date | None
    last_seen_at: datetime | None
    suspended: bool  # it is kept on record and counts for nothing meanwhile
    decision: Recertified | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One review."""

    line: ReviewLine
    holdings: tuple[HoldingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsPage:
    """The reviews of the asker's bodies."""

    reviews: tuple[ReviewLine, ...]
    bodies: tuple[Choice, ...]  # of which none is open


def read_reviews(work: Work) -> ReviewsPage:
    """List the reviews of the asker's bodies, the newest first.

    :raises NotFound: if the asker reviews no access.
    """
    if not work.principal.may_somewhere(May.ACCESS_REVIEW):
        raise NotFound
    rows = work.session.execute(
        select(AccessReview, Body.name)
        .join(Body, Body.id == AccessReview.body_id)
        .where(where_may(work.principal, May.ACCESS_REVIEW, AccessReview.body_id))
        .order_by(AccessReview.opened_at.desc())
    )
    found = rows.all()
    running = {review.body_id for review, _ in found if review.closed_at is None}
    bodies = work.session.execute(
        select(Body.id, Body.name)
        .where(where_may(work.principal, May.ACCESS_REVIEW, Body.id))
        .order_by(Body.name)
    )
    return ReviewsPage(
        reviews=tuple(_line(work, review, name) for review, name in found),
        bodies=tuple(Choice(id=row.id, name=row.name) for row in bodies if row.id not in running),
    )


def read_review(work: Work, review_id: UUID) -> ReviewPage:
    """Read one review.

    :raises NotFound: if there is no such review for this asker.
    """
    review = find_review(work, review_id)
    seen = (
        select(SignInSession.person_id, func.max(SignInSession.last_seen_at).label("at"))
        .group_by(SignInSession.person_id)
        .subquery()
    )
    rows = work.session.execute(
        select(AccessReviewLine, Person.name, Person.suspended_at, seen.c.at)
        .join(Person, Person.id == AccessReviewLine.person_id)
        .outerjoin(seen, seen.c.person_id == AccessReviewLine.person_id)
        .where(AccessReviewLine.review_id == review_id)
        .order_by(Person.name, AccessReviewLine.holding, AccessReviewLine.id)
    )
    holdings = []
    for line, name, suspended_at, last_seen_at in rows.all():
        what, until_on = _what(work, line)
        holdings.append(
            HoldingLine(
                id=line.id,
                name=name,
                holding=line.holding,
                what=what,
                until_on=until_on,
                last_seen_at=last_seen_at,
                suspended=suspended_at is not None,
                decision=line.decision,
                own=line.person_id == asker(work),
            )
        )
    body = work.session.get_one(Body, review.body_id)
    return ReviewPage(line=_line(work, review, body.name), holdings=tuple(holdings))


def _line(work: Work, review: AccessReview, body_name: str) -> ReviewLine:
    total, decided = work.session.execute(
        select(func.count(), func.count(AccessReviewLine.decision)).where(
            AccessReviewLine.review_id == review.id
        )
    ).one()
    return ReviewLine(
        id=review.id,
        body_name=body_name,
        opened_at=review.opened_at,
        due_on=review.due_on,
        closed_at=review.closed_at,
        decided=decided,
        lines=total,
        late=review.closed_at is None and review.due_on < work.today,
    )


def _what(work: Work, line: AccessReviewLine) -> tuple[str, date | None]:
    """Say what a line is about, in words, and until when it runs."""
    session, row = work.session, line.holding_id
    if line.holding is Holding.SEAT:
        seat = session.get_one(Seat, row)
        post = f", {seat.post_title}" if seat.post_title else ""
        return f"Seat as {seat.capacity.value.replace('_', ' ')}{post}", seat.until_on
    if line.holding is Holding.OFFICE:
        office = session.get_one(OfficeHolding, row)
        everywhere = "" if office.body_id else " of every board"
        return f"Office: {office.office.value.replace('_', ' ')}{everywhere}", office.until_on
    if line.holding is Holding.PERMISSION:
        leave = session.get_one(Permission, row)
        name = session.get_one(Compartment, leave.compartment_id).name
        return f"Permission: {name}. {leave.purpose}", leave.until_on
    if line.holding is Holding.NEED_TO_KNOW:
        need = session.get_one(NeedToKnow, row)
        return f"Need to know: {item_place(work, need.item_id).words}", need.until_on
    invitation = session.get_one(Invitation, row)
    return f"Invitation: {item_place(work, invitation.item_id).words}", invitation.until_on
