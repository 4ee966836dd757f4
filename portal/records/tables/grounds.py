"""The life of a ground: who stated it where, what became of it, and what is being written."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base
from portal.records.tables.restrictions import RestrictionState


class StatementSource(StrEnum):
    """Where a ground was stated.  The sources can disagree; one statement is current."""

    AGENDA = "agenda"
    REPORT = "report"
    RESOLUTION = "resolution"
    MINUTES = "minutes"
    DECISION = "decision"
    IMPORT = "import"


class GroundStatement(Base):
    """One statement of the ground on which an item's business is closed, as it was made."""

    __tablename__ = "ground_statement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    restriction_id: Mapped[UUID | None] = mapped_column(ForeignKey("restriction.id"), index=True)
    source: Mapped[StatementSource]
    scheme: Mapped[str]
    paragraphs: Mapped[str]  # "1,2"
    stated_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    current: Mapped[bool] = mapped_column(default=False)


class RestrictionEvent(Base):
    """One step in the life of a restriction.  Steps are added, and never changed."""

    __tablename__ = "restriction_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    restriction_id: Mapped[UUID] = mapped_column(ForeignKey("restriction.id"), index=True)
    state: Mapped[RestrictionState]
    happened_at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    office: Mapped[str] = mapped_column(default="")
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    words: Mapped[str] = mapped_column(default="")  # for the public
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class RestrictionDraft(Base):
    """A restriction that somebody is still writing; what they have written so far is sealed."""

    __tablename__ = "restriction_draft"
    __table_args__ = (UniqueConstraint("item_id", "author_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]
