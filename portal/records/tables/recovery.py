"""What a lost root or a lost record is brought back by, and what was declared when it was."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base
from portal.records.tables.log import NUMBER


class RecoverySet(Base):
    """A recovery key, wrapped at the root, and how many of its shares give it again (ENC-11)."""

    __tablename__ = "recovery_set"
    __table_args__ = (
        CheckConstraint("threshold >= 2", name="takes_several"),
        CheckConstraint("(next_root IS NULL) = (next_wrapped IS NULL)", name="wrapped_by_next"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    threshold: Mapped[int]
    check_value: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[str]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    # While the root is being changed, the next one has wrapped it too, as it has a compartment's.
    next_root: Mapped[str | None]
    next_wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    drilled_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RecoveryShare(Base):
    """Who holds a share, and what it is committed to; never the share."""

    __tablename__ = "recovery_share"

    set_id: Mapped[UUID] = mapped_column(ForeignKey("recovery_set.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str]
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))


class Restoring(Base):
    """That the record or the log was brought back from a backup: declared by one, confirmed by two.

    The log decides; this keeps the words, and who confirmed.
    """

    __tablename__ = "restoring"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reason: Mapped[str]
    declared_at: Mapped[datetime]
    from_entry: Mapped[int] = mapped_column(NUMBER)  # the log's, after which the record knows less
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]


class LogSeen(Base):
    """One row: how far the log had come when the record last looked (AUD-07)."""

    __tablename__ = "log_seen"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    size: Mapped[int] = mapped_column(NUMBER)
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
