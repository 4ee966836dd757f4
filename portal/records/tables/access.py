"""Leave to read that is asked for, approved, reviewed and ended."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class AskState(StrEnum):
    """How far something asked for has come."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Holding(StrEnum):
    """What an access review looks at."""

    SEAT = "seat"
    OFFICE = "office"
    PERMISSION = "permission"
    NEED_TO_KNOW = "need_to_know"
    INVITATION = "invitation"


class Recertified(StrEnum):
    """What an access review decided of one holding."""

    KEEP = "keep"
    END = "end"


class PermissionRequest(Base):
    """A permission asked for: one asks, two others approve, and none of them is the holder."""

    __tablename__ = "permission_request"
    __table_args__ = (
        CheckConstraint("purpose <> ''", name="has_purpose"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint("first_approved_by_id <> second_approved_by_id", name="two_approvers"),
        CheckConstraint(
            "first_approved_by_id <> asked_by_id AND second_approved_by_id <> asked_by_id",
            name="not_by_the_asker",
        ),
        CheckConstraint(
            "first_approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name="not_by_the_holder",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    purpose: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    state: Mapped[AskState] = mapped_column(default=AskState.ASKED)
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    first_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    first_approved_at: Mapped[datetime | None]
    second_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_approved_at: Mapped[datetime | None]
    refused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refused_because: Mapped[str] = mapped_column(default="")
    permission_id: Mapped[UUID | None] = mapped_column(ForeignKey("permission.id"))


class NeedToKnow(Base):
    """A councillor's need to know one item, asked for with a reason, granted until a day or not."""

    __tablename__ = "need_to_know"
    __table_args__ = (
        CheckConstraint(
            "state <> 'granted' OR (from_on IS NOT NULL AND until_on IS NOT NULL)",
            name="granted_for_a_time",
        ),
        CheckConstraint("state <> 'refused' OR refused_because <> ''", name="refused_with_reasons"),
        CheckConstraint("decided_by_id <> person_id", name="not_by_oneself"),
        CheckConstraint("(state = 'asked') = (decided_by_id IS NULL)", name="decided_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    state: Mapped[AskState] = mapped_column(default=AskState.ASKED)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    refused_because: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]


class BreakGlass(Base):
    """An emergency opening of one item to one administrator, by two approvers, for an hour."""

    __tablename__ = "break_glass"
    __table_args__ = (
        CheckConstraint("first_approved_by_id <> second_approved_by_id", name="two_approvers"),
        CheckConstraint(
            "first_approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name="not_by_oneself",
        ),
        CheckConstraint("(opened_at IS NULL) = (ends_at IS NULL)", name="opened_for_a_time"),
        CheckConstraint(
            "opened_at IS NULL OR"
            " (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL)",
            name="opened_by_two",
        ),
        CheckConstraint("reviewed_by_id <> person_id", name="reviewed_by_somebody_else"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    first_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    review_due_on: Mapped[date | None]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    sealed_review: Mapped[bytes | None] = mapped_column(LargeBinary)


class Dispensation(Base):
    """Leave to take part in an item in spite of an interest (Localism Act 2011 s.33)."""

    __tablename__ = "dispensation"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint("granted_by_id <> person_id", name="not_by_oneself"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    granted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str]  # public, as the Act's register of decisions is
    ended_at: Mapped[datetime | None]


class SubstituteNaming(Base):
    """A member's wish to send somebody else to one meeting; the clerk approves it or does not."""

    __tablename__ = "substitute_naming"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), index=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    named_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]
    state: Mapped[AskState] = mapped_column(default=AskState.ASKED)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    refused_because: Mapped[str] = mapped_column(default="")
    substitute_seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"))


class AccessReview(Base):
    """A look at everybody who may read a body's restricted papers, and whether they should."""

    __tablename__ = "access_review"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    closed_at: Mapped[datetime | None]


class AccessReviewLine(Base):
    """One holding that an access review looks at."""

    __tablename__ = "access_review_line"
    __table_args__ = (
        UniqueConstraint("review_id", "holding", "holding_id"),
        CheckConstraint("(decision IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by_id <> person_id", name="not_by_oneself"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("access_review.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    holding: Mapped[Holding]
    holding_id: Mapped[UUID]
    decision: Mapped[Recertified | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
