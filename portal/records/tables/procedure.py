"""What a meeting did with its items: how they came, what was moved, and what became of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class Arrival(StrEnum):
    """How an item came onto its agenda."""

    TIMELY = "timely"
    ADDED = "added"  # after the agenda was published; open from then
    LATE = "late"  # short of the clear days, with a reason
    URGENT = "urgent"  # by the chair's opinion (1972 Act s.100B(4)(b))


class ItemOutcome(StrEnum):
    """What a meeting did with an item."""

    TAKEN_OPEN = "taken_open"
    TAKEN_CLOSED = "taken_closed"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


class ExclusionKind(StrEnum):
    """Why the public had to leave."""

    RESOLVED = "resolved"  # exempt information: the meeting may choose (s.100A(4))
    MANDATORY = "mandatory"  # confidential information: nobody may choose (s.100A(2))


class ExclusionState(StrEnum):
    """What became of a motion to exclude the public."""

    DRAFTED = "drafted"
    CARRIED = "carried"
    LOST = "lost"
    NOT_PUT = "not_put"


class ItemCourse(Base):
    """How one item came onto the agenda, and what the meeting did with it.  All of it is public."""

    __tablename__ = "item_course"
    __table_args__ = (
        UniqueConstraint("item_id"),
        CheckConstraint("arrival <> 'late' OR late_because <> ''", name="late_with_a_reason"),
        CheckConstraint(
            "arrival <> 'urgent' OR (urgent_because <> '' AND urgent_by <> '')",
            name="urgent_in_somebodys_opinion",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"))
    arrival: Mapped[Arrival] = mapped_column(default=Arrival.TIMELY)
    added_at: Mapped[datetime | None]
    late_because: Mapped[str] = mapped_column(default="")
    urgent_because: Mapped[str] = mapped_column(default="")  # the special circumstances
    urgent_by: Mapped[str] = mapped_column(default="")  # who was of that opinion, by office
    outcome: Mapped[ItemOutcome | None]
    outcome_because: Mapped[str] = mapped_column(default="")
    deferred_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None]
    # The proper officer's word that the open minutes are a fair and coherent record as they are.
    certified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    certified_at: Mapped[datetime | None]


class ExclusionResolution(Base):
    """A motion to exclude the public from part of a meeting, or the record that they had to go."""

    __tablename__ = "exclusion_resolution"
    __table_args__ = (
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint(
            "kind <> 'mandatory' OR (moved_by = '' AND seconded_by = ''"
            " AND votes_for IS NULL AND votes_against IS NULL AND abstentions IS NULL)",
            name="no_vote_if_mandatory",
        ),
        CheckConstraint(
            "closed_until_at IS NULL OR closed_until_at >= closed_from_at", name="ends_after_start"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[ExclusionKind]
    state: Mapped[ExclusionState] = mapped_column(default=ExclusionState.DRAFTED)
    words: Mapped[str]
    moved_by: Mapped[str] = mapped_column(default="")
    seconded_by: Mapped[str] = mapped_column(default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstentions: Mapped[int | None]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None]
    closed_from_at: Mapped[datetime | None]
    closed_until_at: Mapped[datetime | None]


class ExcludedItem(Base):
    """An item, or a part of one, that an exclusion names, with the ground it states."""

    __tablename__ = "excluded_item"
    __table_args__ = (
        UniqueConstraint("resolution_id", "item_id", "restriction_id"),
        CheckConstraint("paragraphs <> ''", name="states_a_ground"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    resolution_id: Mapped[UUID] = mapped_column(ForeignKey("exclusion_resolution.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    restriction_id: Mapped[UUID] = mapped_column(ForeignKey("restriction.id"), index=True)
    scheme: Mapped[str]
    paragraphs: Mapped[str]
    part: Mapped[str] = mapped_column(default="")  # in public words; empty for the whole item
