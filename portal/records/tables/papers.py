"""Papers put before a body, and the versions of each."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base
from portal.records.tables.guarded import Guarded, sealed_or_open


class PaperKind(StrEnum):
    """What a paper is."""

    REPORT = "report"
    APPENDIX = "appendix"
    PRESENTATION = "presentation"
    TABLED = "tabled"
    BACKGROUND = "background"
    MINUTES = "minutes"


class Paper(Guarded, Base):
    """Anything put before a body under an item.

    A paper named by an imported publication, but not supplied with it, has no version.  Of one
    that was disposed of the row stays, a tombstone without words or files; if it was closed its
    envelope is empty.
    """

    __tablename__ = "paper"
    __table_args__ = (
        *sealed_or_open("title", "author", "text", "stated_extent", "marking"),
        CheckConstraint(
            "disposed_at IS NULL OR (title = '' AND author = '' AND text = ''"
            " AND stated_extent = '' AND marking = ''"
            " AND (sealed IS NULL OR length(sealed) = 0))",
            name="nothing_left_if_disposed",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(default=PaperKind.REPORT)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    stated_extent: Mapped[str] = mapped_column(default="")  # "PDF 65 KB", "pages 7 - 8"
    marking: Mapped[str] = mapped_column(default="")  # as printed on it
    dated_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    disposed_at: Mapped[datetime | None]


class PaperVersion(Base):
    """One file of a paper, never changed once stored.

    Of a restricted paper the file on disk is ciphertext, ``sealed_key`` its wrapped data key
    and ``sealed_name`` an envelope; the open columns are then empty.

    While the file is sealed anew, ``other_blob`` names the copy that is coming, and then the one
    that is going: never the one that is read.
    """

    __tablename__ = "paper_version"
    __table_args__ = (
        UniqueConstraint("paper_id", "number"),
        CheckConstraint(
            "(sealed_key IS NULL) = (sealed_name IS NULL)"
            " AND (sealed_key IS NULL) = (sealed_size IS NULL)",
            name="sealed_whole",
        ),
        CheckConstraint("sealed_key IS NULL OR file_name = ''", name="no_name_if_sealed"),
        CheckConstraint("sealed_key IS NULL OR sha256 = ''", name="no_digest_if_sealed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), index=True)
    number: Mapped[int]
    blob: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    other_blob: Mapped[UUID | None]
    media_type: Mapped[str]
    size: Mapped[int]  # of the plaintext, in bytes
    file_name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    etag: Mapped[str]  # random, so that it says nothing of the content
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_size: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
