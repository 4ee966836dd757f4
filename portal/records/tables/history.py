"""What access rested on, kept for as long as the question "who could have?" may be asked."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class KeptFact(Base):
    """What one row said about access from a moment on: identifiers, words of lists and dates alone.

    ``noun`` is the row's table.  Rows are added and never changed; the newest up to a moment is
    what was true then.
    """

    __tablename__ = "kept_fact"
    __table_args__ = (Index(None, "noun", "row_id", "from_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    noun: Mapped[str]
    row_id: Mapped[UUID]
    from_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    gone: Mapped[bool] = mapped_column(default=False)
