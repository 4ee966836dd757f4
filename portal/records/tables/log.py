"""The log's tables, which live in a database of their own."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from portal.records.base import NAMING

# On SQLite only INTEGER is the row's own number; it holds 64 bits all the same.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class LogBase(DeclarativeBase):
    """Apart from the record, so that the two can have different keepers."""

    metadata = MetaData(naming_convention=NAMING)


class LogHead(LogBase):
    """One row: how many entries there are, and what they hash to."""

    __tablename__ = "log_head"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("size >= 0", name="counts"),
        CheckConstraint("length(head) = 32", name="is_a_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(NUMBER)
    head: Mapped[bytes] = mapped_column(LargeBinary)


class LogEntry(LogBase):
    """One entry.  Inserted, never updated, never deleted.

    ``leaf`` is the entry; the columns after ``head`` only repeat parts of it, to find it by,
    and verification holds them to it.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        CheckConstraint("length(leaf_hash) = 32", name="leaf_hash_is_a_hash"),
        CheckConstraint("length(head) = 32", name="head_is_a_hash"),
        CheckConstraint("(phase = 'outcome') = (answers IS NOT NULL)", name="outcome_answers"),
        UniqueConstraint("answers"),
        Index("ix_log_entry_actor_seq", "actor", "seq"),
    )

    seq: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=False)
    leaf: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(64))
    phase: Mapped[str] = mapped_column(String(8))
    answers: Mapped[int | None] = mapped_column(NUMBER)


class LogObject(LogBase):
    """What an entry is about, to find it by: one row for each object its leaf names."""

    __tablename__ = "log_object"
    __table_args__ = (Index("ix_log_object_object_seq", "object", "seq"),)

    seq: Mapped[int] = mapped_column(NUMBER, ForeignKey("log_entry.seq"), primary_key=True)
    object: Mapped[str] = mapped_column(String(36), primary_key=True)
