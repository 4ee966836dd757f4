"""How long papers are kept, what holds them, and what was disposed of."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base
from portal.records.tables.papers import PaperKind


class DisposalState(StrEnum):
    """How far a disposal has come."""

    ASKED = "asked"
    APPROVED = "approved"  # by two others; nothing is gone yet
    ERASED = "erased"  # gone from the record; what a backup could still open is not settled yet
    DONE = "done"
    REFUSED = "refused"


class RetentionRule(Base):
    """For how many years after its meeting a body keeps a kind of paper; without years, for good.

    ``closed`` is for papers that are restricted when their time comes.
    """

    __tablename__ = "retention_rule"
    __table_args__ = (
        UniqueConstraint("body_id", "kind", "closed"),
        CheckConstraint("years IS NULL OR years > 0", name="some_years"),
        CheckConstraint("source <> ''", name="has_a_source"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    kind: Mapped[PaperKind]
    closed: Mapped[bool]
    years: Mapped[int | None]
    source: Mapped[str]  # for the public: the schedule or policy it is taken from
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class LegalHold(Base):
    """Nothing of a body, an item or a paper is disposed of, until a named person lifts this.

    Of what is closed the reasons are sealed, and the open columns are empty.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("item_id IS NULL OR paper_id IS NULL", name="on_one_thing"),
        CheckConstraint(
            "(sealed_reason IS NULL) = (compartment_id IS NULL)", name="sealed_if_closed"
        ),
        CheckConstraint("(sealed_reason IS NULL) = (reason <> '')", name="has_a_reason"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        CheckConstraint(
            "(lifted_at IS NULL) = (lifted_because = '' AND sealed_lifting IS NULL)",
            name="lifted_for_a_reason",
        ),
        CheckConstraint(
            "compartment_id IS NULL OR lifted_because = ''", name="nothing_open_if_closed"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper.id"), index=True)
    compartment_id: Mapped[UUID | None] = mapped_column(ForeignKey("compartment.id"))
    reason: Mapped[str] = mapped_column(default="")
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    placed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[datetime]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lifted_because: Mapped[str] = mapped_column(default="")
    sealed_lifting: Mapped[bytes | None] = mapped_column(LargeBinary)


class Disposal(Base):
    """Papers whose time is over, to be disposed of together: one asks, two others approve.

    They are all of one compartment, or all open.  ``up_to_epoch`` is the last epoch in which
    their keys were wrapped; it and those before it are destroyed at the root.
    """

    __tablename__ = "disposal"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("first_approved_by_id <> second_approved_by_id", name="two_approvers"),
        CheckConstraint(
            "first_approved_by_id <> asked_by_id AND second_approved_by_id <> asked_by_id",
            name="not_by_the_asker",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'erased', 'done') OR"
            " (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL)",
            name="approved_by_two",
        ),
        CheckConstraint("(state = 'refused') = (refused_by_id IS NOT NULL)", name="refused_by_one"),
        CheckConstraint("state <> 'refused' OR refused_because <> ''", name="refused_for_a_reason"),
        CheckConstraint(
            "(state IN ('erased', 'done')) = (erased_at IS NOT NULL)", name="erased_at_a_time"
        ),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at_a_time"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    compartment_id: Mapped[UUID | None] = mapped_column(ForeignKey("compartment.id"), index=True)
    reason: Mapped[str]
    state: Mapped[DisposalState] = mapped_column(default=DisposalState.ASKED)
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    first_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    first_approved_at: Mapped[datetime | None]
    second_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_approved_at: Mapped[datetime | None]
    refused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refused_because: Mapped[str] = mapped_column(default="")
    up_to_epoch: Mapped[int | None]
    erased_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class DisposedPaper(Base):
    """One paper of a disposal: what was due under which rule; afterwards it is the tombstone."""

    __tablename__ = "disposed_paper"
    __table_args__ = (UniqueConstraint("disposal_id", "paper_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    disposal_id: Mapped[UUID] = mapped_column(ForeignKey("disposal.id"), index=True)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), index=True)
    kind: Mapped[PaperKind]
    years: Mapped[int]
    source: Mapped[str]
    due_on: Mapped[date]


class DisposedFile(Base):
    """A file of a disposed paper: its version's row is gone, its name in the store is kept here."""

    __tablename__ = "disposed_file"

    id: Mapped[UUID] = mapped_column(primary_key=True)  # the version's
    disposal_id: Mapped[UUID] = mapped_column(ForeignKey("disposal.id"), index=True)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    blob: Mapped[UUID] = mapped_column(info={"may_be_gone": "yes"})


class DestroyedEpoch(Base):
    """A compartment's epoch whose key the root destroyed, and what the root said of it.

    ``final_at`` is when nobody can bring it back any more; without it, it is gone.
    """

    __tablename__ = "destroyed_epoch"
    __table_args__ = (UniqueConstraint("compartment_id", "epoch"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    disposal_id: Mapped[UUID] = mapped_column(ForeignKey("disposal.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    epoch: Mapped[int]
    check_value: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[str]
    evidence: Mapped[str]
    destroyed_at: Mapped[datetime]
    final_at: Mapped[datetime | None]
