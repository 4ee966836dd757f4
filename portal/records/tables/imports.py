"""Publications read in from outside, and the doubts a clerk must settle."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class ImportState(StrEnum):
    """How far the review of an import has come."""

    AWAITING_REVIEW = "awaiting_review"
    ACCEPTED = "accepted"


class ImportBatch(Base):
    """One publication, stored once: the same text for the same body changes nothing."""

    __tablename__ = "import_batch"
    __table_args__ = (UniqueConstraint("body_id", "digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[str]  # page or pack
    digest: Mapped[str]  # SHA-256 of the text, keyed so that it cannot be guessed from outside
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    state: Mapped[ImportState] = mapped_column(default=ImportState.AWAITING_REVIEW)
    applied_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ImportDoubt(Base):
    """Something in a publication that a person should look at.  Never quotes closed text."""

    __tablename__ = "import_doubt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("import_batch.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    position: Mapped[int]
    kind: Mapped[str]
    sentence: Mapped[str]
    first_line: Mapped[int]
    last_line: Mapped[int]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
