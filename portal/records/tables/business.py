"""What a body must see to: actions it gave, and matters it expects."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.attributes import Jurisdiction, Regime
from portal.records.base import Base
from portal.records.tables.guarded import Guarded, sealed_or_open


class ActionState(StrEnum):
    """How far an action has come."""

    OPEN = "open"
    OUTSTANDING = "outstanding"
    COMPLETED = "completed"


class Action(Guarded, Base):
    """A task given at a meeting, with an owner and a date where they were given."""

    __tablename__ = "action"
    __table_args__ = sealed_or_open("text", "owner", "due_text")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    due_text: Mapped[str] = mapped_column(default="")
    state: Mapped[ActionState] = mapped_column(default=ActionState.OPEN)


class ForwardPlanEntry(Guarded, Base):
    """A matter expected to come to a body on a day."""

    __tablename__ = "forward_plan_entry"
    __table_args__ = sealed_or_open("title", "presenter", "status")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    meeting_on: Mapped[date]
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    presenter: Mapped[str] = mapped_column(default="")
    minutes_allowed: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="")
    # No foreign key: the batch is written after what it brought.
    import_batch_id: Mapped[UUID | None]
    draft: Mapped[bool] = mapped_column(default=False)  # imported, not yet accepted
    regime: Mapped[Regime]
    jurisdiction: Mapped[Jurisdiction] = mapped_column(default=Jurisdiction.ENG)
