"""Opening what was closed, and closing what should never have been open."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class ReleaseCause(StrEnum):
    """Why something is to be released."""

    DECISION = "decision"
    VOTE_LOST = "vote_lost"
    LAPSE = "lapse"
    REQUEST = "request"


class ReleaseState(StrEnum):
    """How far a release has come."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class Release(Base):
    """A release that one person asks for and another confirms."""

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by_id <> asked_by_id", name="by_two_people"),
        CheckConstraint("announcement <> ''", name="is_announced"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    restriction_id: Mapped[UUID] = mapped_column(ForeignKey("restriction.id"), index=True)
    cause: Mapped[ReleaseCause] = mapped_column(default=ReleaseCause.DECISION)
    whole: Mapped[bool] = mapped_column(default=True)
    announcement: Mapped[str]  # what the public will be told
    state: Mapped[ReleaseState] = mapped_column(default=ReleaseState.ASKED)
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    refused_because: Mapped[str] = mapped_column(default="")


class ReleasedPart(Base):
    """One closed row that a release in part opens; ``noun`` is its table."""

    __tablename__ = "released_part"
    __table_args__ = (UniqueConstraint("release_id", "noun", "row_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"), index=True)
    noun: Mapped[str]
    row_id: Mapped[UUID]


class MistakenPublication(Base):
    """Something that was open and should not have been: taken down, kept as evidence, on the clock.

    ``noun`` and ``row_id`` say what it was; what it said when it was open is sealed.
    """

    __tablename__ = "mistaken_publication"
    __table_args__ = (
        CheckConstraint("deadline_at > aware_at", name="clock_runs_forward"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    noun: Mapped[str]
    row_id: Mapped[UUID]
    restriction_id: Mapped[UUID | None] = mapped_column(ForeignKey("restriction.id"))
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    published_at: Mapped[datetime | None]
    aware_at: Mapped[datetime]
    deadline_at: Mapped[datetime]  # 72 hours after (UK GDPR article 33)
    found_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taken_down_at: Mapped[datetime]
    sealed_evidence: Mapped[bytes] = mapped_column(LargeBinary)
    officer_told_at: Mapped[datetime | None]  # the data protection officer
    reported_at: Mapped[datetime | None]  # to the Information Commissioner
    not_reported_because: Mapped[str] = mapped_column(default="")
    sealed_notes: Mapped[bytes | None] = mapped_column(LargeBinary)
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
