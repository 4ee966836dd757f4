"""What is handed back of guarded rows: tuples, which cannot be walked to anything else.

The columns of a row that is closed are empty; what they would say is in ``sealed``.  ``thing`` is
what the row is to the policy.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from portal.policy.attributes import Classification, Stage
from portal.policy.scope import Thing
from portal.records.tables import ActionState, ItemKind, PaperKind


class ItemRow(NamedTuple):
    """An agenda item that someone may read."""

    id: UUID
    meeting_id: UUID
    parent_id: UUID | None
    position: int
    number: str
    minute_number: str
    heading: str
    introduction: str
    presenter: str
    minutes_allowed: int | None
    kind: ItemKind
    stage: Stage
    classification: Classification
    compartment_id: UUID | None
    restriction_id: UUID | None
    sealed: bytes | None
    thing: Thing


class PaperRow(NamedTuple):
    """A paper that someone may read."""

    id: UUID
    item_id: UUID
    kind: PaperKind
    position: int
    title: str
    author: str
    text: str
    stated_extent: str
    marking: str
    dated_on: date | None
    published_at: datetime | None
    disposed_at: datetime | None
    classification: Classification
    compartment_id: UUID | None
    restriction_id: UUID | None
    sealed: bytes | None
    thing: Thing


class MinuteRow(NamedTuple):
    """What was recorded under an item, for someone who may read it."""

    id: UUID
    item_id: UUID
    position: int
    text: str
    complete: bool
    summary: bool
    classification: Classification
    compartment_id: UUID | None
    restriction_id: UUID | None
    sealed: bytes | None
    thing: Thing


class ActionRow(NamedTuple):
    """An action that someone may read of."""

    id: UUID
    body_id: UUID
    item_id: UUID
    position: int
    text: str
    owner: str
    due_on: date | None
    due_text: str
    state: ActionState
    classification: Classification
    compartment_id: UUID | None
    restriction_id: UUID | None
    sealed: bytes | None
    thing: Thing


class PlanRow(NamedTuple):
    """A matter on the forward plan that someone may read of."""

    id: UUID
    body_id: UUID
    meeting_on: date
    position: int
    number: str
    title: str
    presenter: str
    minutes_allowed: int | None
    status: str
    draft: bool
    classification: Classification
    compartment_id: UUID | None
    restriction_id: UUID | None
    sealed: bytes | None
    thing: Thing
