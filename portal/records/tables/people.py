"""People, the organisations that send them, their seats and their offices."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.attributes import Role
from portal.policy.offices import Office
from portal.records.base import Base


class Capacity(StrEnum):
    """What a seat is on its body."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    EX_OFFICIO = "ex_officio"
    ADVISER = "adviser"
    OBSERVER = "observer"
    SUBSTITUTE = "substitute"


class Organisation(Base):
    """A council, force, health body or charity that is represented on bodies."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(default="")
    sharing_agreed_on: Mapped[date | None]  # the information sharing agreement, once signed
    sharing_until_on: Mapped[date | None]  # its last day, where it has one


class Person(Base):
    """A human we know: by name, and once invited by Entra tenant and object id (AUTH-05)."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("tenant_id", "object_id"),
        CheckConstraint("(tenant_id IS NULL) = (object_id IS NULL)", name="whole_identity"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    councillor: Mapped[bool] = mapped_column(default=False)
    tenant_id: Mapped[str | None]
    object_id: Mapped[str | None]
    subject: Mapped[str | None]  # Entra's ``sub``, pinned at the first sign-in
    guest: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]  # the local kill switch; nobody signs in until lifted
    suspended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Seat(Base):
    """A place on a body, held for a time, or vacant; a substitute's is for one meeting."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_starts"),
        CheckConstraint(
            "(capacity = 'substitute') = (meeting_id IS NOT NULL)", name="one_meeting_if_substitute"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    post_title: Mapped[str] = mapped_column(default="")
    capacity: Mapped[Capacity] = mapped_column(default=Capacity.MEMBER)
    role: Mapped[Role] = mapped_column(default=Role.PARTNER)
    position: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    substitute_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))


class OfficeHolding(Base):
    """An office somebody holds for a body, or for every body, for a time."""

    __tablename__ = "office_holding"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    office: Mapped[Office]
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("body.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
