"""The invented board's restrictions, tied to their notices and come up for review."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy import Classification
from portal.records.tables import Restriction, Review, WithheldNotice
from portal.services.office import PortalOffice
from tests.support.furnishing import (
    CANARY,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    NOW,
    SENSITIVE_ITEM,
    SENSITIVE_NOTICE,
    Furnished,
)

TODAY = NOW.date()
FRESH = (
    "The tender was compared with the two others that came in, and the supplier still bids for"
    " the neighbouring county, so the prices in it could be used against the council."
)
KEPT = "Reviewed, and kept for another half year while the contract is negotiated."


def tie(office: PortalOffice, furnished: Furnished) -> None:
    """Let the notices of two restrictions name them: the public knows of these two."""
    with office.session() as session:
        for slug, item, notice in (
            ("general", CLOSED_ITEM, CLOSED_NOTICE),
            ("prevent", SENSITIVE_ITEM, SENSITIVE_NOTICE),
        ):
            session.get_one(Restriction, furnished.restrictions[slug]).item_id = item
            told = session.get_one(WithheldNotice, notice)
            told.restriction_id = furnished.restrictions[slug]
        session.get_one(
            Restriction, furnished.restrictions["dhr"]
        ).classification = Classification.REV
        session.commit()


def set_review(
    office: PortalOffice, restriction: UUID, on: date | None, *, event: str = ""
) -> None:
    """Set when a restriction is to be reviewed."""
    with office.session() as session:
        row = session.get_one(Restriction, restriction)
        row.review_on, row.review_event = on, event
        session.commit()


def days_ago(days: int) -> date:
    """Give a day before the furnished board's today, or after it."""
    return TODAY - timedelta(days=days)


def put_review(
    office: PortalOffice, restriction: UUID, on: date = TODAY, at: datetime = NOW
) -> UUID:
    """Open a review behind the portal's back."""
    with office.session() as session:
        review = Review(restriction_id=restriction, due_on=on, opened_at=at)
        session.add(review)
        session.commit()
        return review.id


def reviews_of(session: Session, restriction: UUID) -> list[Review]:
    """Give the reviews of a restriction, the oldest first."""
    found = select(Review).where(Review.restriction_id == restriction).order_by(Review.opened_at)
    return list(session.scalars(found))


SEALED = CANARY
"""What everything private says, and no page of ours may."""
