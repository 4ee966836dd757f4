"""What a check for leaks found in files, who accepted it, and what a body watches for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class FindingState(StrEnum):
    """What became of a finding; one that is mended is gone with its file."""

    OPEN = "open"
    ACCEPTED = "accepted"


class LeakCheck(Base):
    """One file, looked into: an upload's, a paper's version, or an import's open text.

    Another file is another check.

    ``sealed`` holds the words found and their places.  ``hashes`` are keyed hashes of a restricted
    file's phrases, from which nothing can be read; they move to :class:`LeakPhrases`.
    """

    __tablename__ = "leak_check"
    __table_args__ = (
        UniqueConstraint("blob"),
        CheckConstraint(
            "CASE WHEN upload_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN version_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN import_batch_id IS NULL THEN 0 ELSE 1 END = 1",
            name="of_one_file",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))  # it is sealed in
    upload_id: Mapped[UUID | None] = mapped_column(ForeignKey("upload.id"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper_version.id"), index=True)
    import_batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    # Which file it was: each has its own.  The check may outlive it.  Of an import's text it is
    # made from what the text says.
    blob: Mapped[UUID] = mapped_column(info={"may_be_gone": "yes"})
    public: Mapped[bool]  # it was looked into as what is to be open
    complete: Mapped[bool]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    hashes: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class LeakFinding(Base):
    """One thing that a file tells besides what it shows; its words are sealed with its check's."""

    __tablename__ = "leak_finding"
    __table_args__ = (
        UniqueConstraint("check_id", "number"),
        CheckConstraint(
            "(state = 'accepted') = (accepted_by_id IS NOT NULL)"
            " AND (accepted_by_id IS NULL) = (accepted_at IS NULL)"
            " AND (accepted_by_id IS NULL) = (sealed_reason IS NULL)",
            name="accepted_whole",
        ),
        CheckConstraint("NOT outside OR state = 'open'", name="outside_never_accepted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("leak_check.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    outside: Mapped[bool]  # a marking above what the portal may hold
    state: Mapped[FindingState] = mapped_column(default=FindingState.OPEN)
    sealed_picture: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]


class LeakWatch(Base):
    """What a body watches for, sealed: names, and the key under which its phrases are hashed."""

    __tablename__ = "leak_watch"

    id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)  # the body's own
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]


class LeakPhrases(Base):
    """The phrases and figures of one restricted file, as keyed hashes end to end."""

    __tablename__ = "leak_phrases"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("paper_version.id"), primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]
