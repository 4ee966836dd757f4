"""Papers whose marking asks for a second look before the public may read them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.markings import Meaning
from portal.records.base import Base


class MarkedPaper(Base):
    """An open paper that carries a marking; it is published once a second person has confirmed."""

    __tablename__ = "marked_paper"
    __table_args__ = (
        CheckConstraint("confirmed_by_id <> put_by_id", name="second_person"),
        CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed_whole"
        ),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    meaning: Mapped[Meaning]
    put_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    put_at: Mapped[datetime]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
