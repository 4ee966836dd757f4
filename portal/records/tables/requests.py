"""Requests by the public for what is withheld, and how they were answered."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class RequestState(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ANSWERED = "answered"


class RequestOutcome(StrEnum):
    """How a request was answered."""

    RELEASED = "released"
    PART_RELEASED = "part_released"
    REFUSED = "refused"
    NOT_HELD = "not_held"
    WITHDRAWN = "withdrawn"


class PaperRequest(Base):
    """Somebody's request for a paper.  What they wrote, and who they are, is sealed."""

    __tablename__ = "paper_request"
    __table_args__ = (
        CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name="answered_somehow"),
        CheckConstraint("outcome IS NULL OR answer <> ''", name="answered_in_words"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(unique=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("withheld_notice.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    sealed_request: Mapped[bytes] = mapped_column(LargeBinary)  # wanted, why, name, contact; or b""
    received_at: Mapped[datetime]
    due_on: Mapped[date]  # 20 working days (Freedom of Information Act 2000 s.10)
    state: Mapped[RequestState] = mapped_column(default=RequestState.RECEIVED)
    outcome: Mapped[RequestOutcome | None]
    asked_for: Mapped[str] = mapped_column(default="")  # for the disclosure log, officer's words
    answer: Mapped[str] = mapped_column(default="")  # for the disclosure log, officer's words
    sealed_analysis: Mapped[bytes | None] = mapped_column(LargeBinary)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    relied_on: Mapped[str] = mapped_column(default="", server_default="")  # sections, if refused
    # While a release waits for its second person, so does the answer.
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("release.id"), index=True)


class AskedToday(Base):
    """How many requests came from one network address on one day, and no longer than that day.

    ``origin`` is a keyed digest of the day and the address, never the address.
    """

    __tablename__ = "asked_today"
    __table_args__ = (UniqueConstraint("day_on", "origin"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    day_on: Mapped[date]
    origin: Mapped[str]
    number: Mapped[int] = mapped_column(default=0)
