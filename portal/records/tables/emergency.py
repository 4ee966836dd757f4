"""Hardware keys by which an administrator gets in when the directory is out (AUTH-16)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class EmergencyKey(Base):
    """A hardware key with which one person administers when the directory is out (AUTH-16)."""

    __tablename__ = "emergency_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    label: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    enrolled_at: Mapped[datetime]
    drilled_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class EmergencyEnrolment(Base):
    """Leave to enrol one hardware key, by a link that serves once."""

    __tablename__ = "emergency_enrolment"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    label: Mapped[str]
    created_at: Mapped[datetime]


class EmergencyChallenge(Base):
    """A challenge that waits for a hardware key's answer, bound to one browser."""

    __tablename__ = "emergency_challenge"

    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary)
    enrolment_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
