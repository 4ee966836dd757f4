"""Files that clerks have sent in and not published yet."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base
from portal.records.tables.papers import PaperKind


class UploadState(StrEnum):
    """How far a file has come."""

    BEGUN = "begun"  # it is said what it is to be; no file is there
    ARRIVING = "arriving"
    WAITING = "waiting"  # it is there, and not checked yet
    CHECKED = "checked"  # nothing speaks against publishing it


class Upload(Base):
    """A file on its way to be a paper's version: sealed from its first byte, open ones too.

    ``sealed`` says what the paper is to be, ``sealed_name`` what the file is called.  The row is
    removed with the file: when it is published, given up or a day old.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint(
            "(sealed_key IS NULL) = (sealed_name IS NULL)"
            " AND (sealed_key IS NULL) = (sealed_size IS NULL)",
            name="sealed_whole",
        ),
        CheckConstraint(
            "(sealed_key IS NOT NULL) = (state IN ('waiting', 'checked'))", name="there_or_not"
        ),
        CheckConstraint("(blob IS NULL) = (state = 'begun')", name="blob_named_first"),
        CheckConstraint("NOT open OR restriction_id IS NULL", name="open_or_restricted"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper.id"))  # whose next version
    restriction_id: Mapped[UUID | None] = mapped_column(ForeignKey("restriction.id"))
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))  # it is sealed in
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    open: Mapped[bool]  # it is to be published in the open
    kind: Mapped[PaperKind]
    state: Mapped[UploadState] = mapped_column(default=UploadState.BEGUN)
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)  # of the plaintext, in bytes
    # Named before the file is there, and until it is gone.
    blob: Mapped[UUID | None] = mapped_column(unique=True, info={"may_be_gone": "yes"})
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_size: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(index=True)
