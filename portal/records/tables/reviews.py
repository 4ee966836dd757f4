"""Reviews of restrictions, one at a time or in a yearly campaign."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class Opinion(StrEnum):
    """What the author of a paper thinks should become of its restriction."""

    KEEP = "keep"
    RELEASE = "release"
    RELEASE_PART = "release_part"


class ReviewOutcome(StrEnum):
    """What a review decided."""

    MAINTAINED = "maintained"
    RELEASE = "release"  # a release was asked for
    RELEASE_PART = "release_part"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


class ReviewCampaign(Base):
    """A look, once a year, at everything a body keeps back."""

    __tablename__ = "review_campaign"
    __table_args__ = (UniqueConstraint("body_id", "year"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    year: Mapped[int]
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Review(Base):
    """One look at one restriction: why it was due, what the author thinks, what was decided."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("due_on IS NOT NULL OR event <> ''", name="due_for_a_reason"),
        CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)"
            " AND (outcome IS NULL) = (decided_by_id IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint(
            "outcome IS NULL OR sealed_reason IS NOT NULL", name="decided_for_a_reason"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    restriction_id: Mapped[UUID] = mapped_column(ForeignKey("restriction.id"), index=True)
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("review_campaign.id"), index=True)
    due_on: Mapped[date | None]
    event: Mapped[str] = mapped_column(default="")  # what happened, in public words
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    escalated_at: Mapped[datetime | None]
    opinion: Mapped[Opinion | None]
    opinion_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sealed_opinion: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[ReviewOutcome | None]
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason_print: Mapped[str] = mapped_column(default="")  # a keyed digest: is it a copy?
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    next_review_on: Mapped[date | None]
