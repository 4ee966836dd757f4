"""Meetings, what is on their agendas, who came, and what was recorded."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.attributes import Jurisdiction, Regime, Stage
from portal.records.base import Base
from portal.records.tables.guarded import Guarded, sealed_or_open


class MeetingState(StrEnum):
    """How far a meeting has come."""

    PLANNED = "planned"
    AGENDA_PUBLISHED = "agenda_published"
    HELD = "held"
    CANCELLED = "cancelled"


class MinutesState(StrEnum):
    """How far the record of a meeting has come."""

    NONE = "none"
    DRAFT = "draft"
    AGREED = "agreed"


class ItemKind(StrEnum):
    """What an agenda item asks of the body."""

    BUSINESS = "business"
    DECISION = "decision"
    DISCUSSION = "discussion"
    TO_NOTE = "to_note"
    VERBAL = "verbal"
    TO_FOLLOW = "to_follow"


class Presence(StrEnum):
    """How somebody stands in a meeting's attendance."""

    PRESENT = "present"
    IN_ATTENDANCE = "in_attendance"
    APOLOGIES = "apologies"
    MINUTES_TAKEN = "minutes_taken"


class Interest(StrEnum):
    """What kind of interest stands in somebody's way."""

    PECUNIARY = "pecuniary"  # disclosable, Localism Act 2011 s.31
    OTHER = "other"
    IMPOSED = "imposed"  # found by the chair or the monitoring officer, not declared


class Meeting(Base):
    """One sitting of a body.  Its regime is the body's on the day, kept as it then was."""

    __tablename__ = "meeting"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    venue: Mapped[str] = mapped_column(default="")
    attend: Mapped[str] = mapped_column(default="")  # how the public can attend
    contact: Mapped[str] = mapped_column(default="")
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    minutes_state: Mapped[MinutesState] = mapped_column(default=MinutesState.NONE)
    cancelled_because: Mapped[str] = mapped_column(default="")
    regime: Mapped[Regime]
    jurisdiction: Mapped[Jurisdiction] = mapped_column(default=Jurisdiction.ENG)
    published_at: Mapped[datetime | None]  # the agenda; until then only the date is public
    # No foreign key: the batch is written after what it brought.
    import_batch_id: Mapped[UUID | None]
    announced: Mapped[bool] = mapped_column(default=True)  # is the date itself public?


class AgendaItem(Guarded, Base):
    """A numbered line on an agenda, perhaps under another one."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        *sealed_or_open("heading", "introduction", "presenter"),
        UniqueConstraint("meeting_id", "position"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(default="")  # as printed: "39", "44a", "12 (b)"
    minute_number: Mapped[str] = mapped_column(default="")
    heading: Mapped[str] = mapped_column(default="")
    introduction: Mapped[str] = mapped_column(default="")
    presenter: Mapped[str] = mapped_column(default="")
    minutes_allowed: Mapped[int | None]
    kind: Mapped[ItemKind] = mapped_column(default=ItemKind.BUSINESS)
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    public_meeting: Mapped[bool] = mapped_column(default=False)


class Minute(Guarded, Base):
    """What was recorded under one agenda item."""

    __tablename__ = "minute"
    __table_args__ = sealed_or_open("text")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(default="")
    complete: Mapped[bool] = mapped_column(default=True)
    # A public account of what closed minutes leave unsaid (1972 Act s.100C(2)).
    summary: Mapped[bool] = mapped_column(default=False, server_default=false())


class Attendance(Base):
    """Somebody's presence at, or absence from, a meeting."""

    __tablename__ = "attendance"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    presence: Mapped[Presence]
    substitute: Mapped[bool] = mapped_column(default=False)


class Declaration(Base):
    """A member's interest in one item, declared; it closes the item to that member."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    nature: Mapped[str] = mapped_column(default="")  # of what may be told openly
    declared_on: Mapped[date]
    kind: Mapped[Interest] = mapped_column(
        default=Interest.PECUNIARY, server_default=Interest.PECUNIARY.value
    )
    will_leave: Mapped[bool] = mapped_column(default=True, server_default=true())
    declared_at: Mapped[datetime | None]
    imposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sealed_nature: Mapped[bytes | None] = mapped_column(LargeBinary)
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
