"""Why things are closed, to whom they stay open, and what the public is told."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.attributes import Classification
from portal.records.base import Base


class RestrictionState(StrEnum):
    """Where a restriction is in its life."""

    PROPOSED = "proposed"
    RESOLVED = "resolved"
    LOST = "lost"
    MAINTAINED = "maintained"
    LAPSED = "lapsed"
    RELEASED = "released"
    PART_RELEASED = "part_released"
    SUPERSEDED = "superseded"  # by another restriction, on another ground
    WITHDRAWN = "withdrawn"  # the proposal was, or the item, before anything was decided


class Compartment(Base):
    """A set of closed things of one body, with keys of its own."""

    __tablename__ = "compartment"
    __table_args__ = (UniqueConstraint("body_id", "slug"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    slug: Mapped[str]  # general, dhr, prevent, domestic_abuse
    name: Mapped[str]
    sensitive: Mapped[bool] = mapped_column(default=False)


class CompartmentKey(Base):
    """A compartment's key for one epoch, wrapped by the root; its check value is in the log.

    While the root is being changed the next one has wrapped it too.  ``recovery`` is the same key,
    sealed under the recovery key of a set of shares.  A closed epoch seals nothing,
    and what claims to be of it is not opened.
    """

    __tablename__ = "compartment_key"
    __table_args__ = (
        UniqueConstraint("compartment_id", "epoch"),
        CheckConstraint("(next_root IS NULL) = (next_wrapped IS NULL)", name="wrapped_by_next"),
        CheckConstraint("(recovery IS NULL) = (recovery_set_id IS NULL)", name="copied_for_a_set"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    epoch: Mapped[int]
    root: Mapped[str]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    check_value: Mapped[bytes] = mapped_column(LargeBinary)
    next_root: Mapped[str | None]
    next_wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    recovery: Mapped[bytes | None] = mapped_column(LargeBinary)
    recovery_set_id: Mapped[UUID | None] = mapped_column(ForeignKey("recovery_set.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Restriction(Base):
    """A recorded decision to close something.  It cannot be saved incomplete."""

    __tablename__ = "restriction"
    __table_args__ = (
        CheckConstraint("public_reason <> ''", name="has_public_reason"),
        CheckConstraint("decided_by <> '' AND decided_office <> ''", name="has_decider"),
        CheckConstraint("challenge <> ''", name="has_challenge"),
        CheckConstraint("review_on IS NOT NULL OR review_event <> ''", name="has_review"),
        CheckConstraint("scheme <> '' AND paragraphs <> ''", name="has_ground"),
        CheckConstraint("classification <> 'PUB'", name="closes_something"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"))
    classification: Mapped[Classification]
    scheme: Mapped[str]
    paragraphs: Mapped[str]  # "1,2"
    negotiation: Mapped[bool] = mapped_column(default=False)
    member_right: Mapped[bool] = mapped_column(default=False)
    originator_ok: Mapped[bool] = mapped_column(default=False)
    depersonalised: Mapped[bool] = mapped_column(default=False)
    prejudicial: Mapped[bool] = mapped_column(default=False)
    covers: Mapped[str]  # of title,text,papers,minutes,decision,actions
    public_reason: Mapped[str]
    sealed_balance: Mapped[bytes] = mapped_column(LargeBinary)
    decided_by: Mapped[str]
    decided_office: Mapped[str]
    decided_on: Mapped[date]
    review_on: Mapped[date | None]
    review_event: Mapped[str] = mapped_column(default="")
    challenge: Mapped[str]
    state: Mapped[RestrictionState] = mapped_column(default=RestrictionState.PROPOSED)
    # An item names the restriction it is closed under; this way round is for looking up alone.
    item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agenda_item.id", use_alter=True), index=True
    )
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime | None]
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("restriction.id"))
    ended_on: Mapped[date | None]
    # Of confidential information: who supplied it, on what terms, and whom to ask (or the order).
    sealed_terms: Mapped[bytes | None] = mapped_column(LargeBinary)


class WithheldNotice(Base):
    """What the public is told about something it may not read: the clerk's words, no more.

    It has no link to the paper, no size and no number of pages.
    """

    __tablename__ = "withheld_notice"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    heading: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    classification: Mapped[Classification]
    scheme: Mapped[str] = mapped_column(default="")
    paragraphs: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    balance: Mapped[str] = mapped_column(default="")  # how it was weighed, in public words
    decided_office: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    review_on: Mapped[date | None]
    review_event: Mapped[str] = mapped_column(default="")
    challenge: Mapped[str] = mapped_column(default="")
    state: Mapped[RestrictionState] = mapped_column(default=RestrictionState.RESOLVED)
    pending: Mapped[bool] = mapped_column(default=False)  # the ground is being decided
    published_at: Mapped[datetime | None]
    restriction_id: Mapped[UUID | None] = mapped_column(ForeignKey("restriction.id"), index=True)
    ended_on: Mapped[date | None]
    ended_because: Mapped[str] = mapped_column(default="", server_default="")  # for the public


class Permission(Base):
    """Leave for one person to open one compartment, or one item in it, approved by two others."""

    __tablename__ = "permission"
    __table_args__ = (
        CheckConstraint("approved_by_id <> second_approved_by_id", name="two_approvers"),
        CheckConstraint(
            "approved_by_id <> person_id AND second_approved_by_id <> person_id",
            name="not_by_oneself",
        ),
        CheckConstraint("purpose <> ''", name="has_purpose"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_starts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    compartment_id: Mapped[UUID] = mapped_column(ForeignKey("compartment.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    purpose: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    approved_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    second_approved_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class Invitation(Base):
    """A person asked in for one item: an adviser, a presenter."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    until_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
