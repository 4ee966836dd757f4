"""What the public is told of things it may not read: notices, with the legal sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from portal.policy import Classification, Regime
from portal.records.tables import Meeting, RestrictionState, WithheldNotice
from portal.services.legal_words import LegalWords, legal_words
from portal.services.restriction_steps import ENDED
from portal.services.work import Work

OVER: Final = ENDED
"""States in which nothing is withheld any longer; the notice stays, as history."""

SAYS: Final[Mapping[RestrictionState, str]] = MappingProxyType(
    {
        RestrictionState.PROPOSED: "To be decided at the meeting",
        RestrictionState.RESOLVED: "Restricted",
        RestrictionState.MAINTAINED: "Reviewed and kept",
        RestrictionState.PART_RELEASED: "Partly released",
        RestrictionState.RELEASED: "Released",
        RestrictionState.LAPSED: "Lapsed",
        RestrictionState.LOST: "Vote lost",
        RestrictionState.SUPERSEDED: "Replaced by another restriction",
        RestrictionState.WITHDRAWN: "Withdrawn",
    }
)
"""Where a restriction is in its life, in the public's words."""

BEING_DECIDED: Final = "Being decided"

NO_ITEMS: Final[Mapping[UUID, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One notice: the clerk's words, and the law's."""

    id: UUID
    meeting_id: UUID
    item_id: UUID | None
    position: int
    number: str
    heading: str
    words: LegalWords
    reason: str
    balance: str
    decided_office: str
    decided_on: date | None
    review_on: date | None
    review_event: str
    challenge: str
    state: RestrictionState
    pending: bool
    published_at: datetime | None = None
    ended_on: date | None = None
    ended_because: str = ""

    @property
    def over(self) -> bool:
        """Say whether the restriction has ended."""
        return self.state in OVER

    @property
    def says(self) -> str:
        """Say where it is in its life, in the public's words."""
        if self.pending:
            return BEING_DECIDED
        return self.words.word if self.state is RestrictionState.RESOLVED else SAYS[self.state]

    @property
    def can_be_asked_for(self) -> bool:
        """Say whether somebody may still ask for it: not once all of it is published."""
        return self.state is not RestrictionState.RELEASED

    def review_was_due(self, today: date) -> bool:
        """Say whether its review should have happened before today, and has not."""
        return (
            not self.over
            and not self.pending
            and self.review_on is not None
            and self.review_on < today
        )


COLUMNS: Final = (
    WithheldNotice.id,
    WithheldNotice.meeting_id,
    WithheldNotice.item_id,
    WithheldNotice.position,
    WithheldNotice.number,
    WithheldNotice.heading,
    WithheldNotice.classification,
    WithheldNotice.scheme,
    WithheldNotice.paragraphs,
    WithheldNotice.reason,
    WithheldNotice.balance,
    WithheldNotice.decided_office,
    WithheldNotice.decided_on,
    WithheldNotice.review_on,
    WithheldNotice.review_event,
    WithheldNotice.challenge,
    WithheldNotice.state,
    WithheldNotice.pending,
    WithheldNotice.published_at,
    WithheldNotice.ended_on,
    WithheldNotice.ended_because,
    Meeting.regime,
)


def published(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Keep, of the notices a statement selects, those that the public may read."""
    return (
        statement.select_from(WithheldNotice)
        .join(Meeting, Meeting.id == WithheldNotice.meeting_id)
        .where(WithheldNotice.published_at.is_not(None), Meeting.published_at.is_not(None))
    )


def notices(
    work: Work,
    meeting: UUID,
    item: UUID | None = None,
    *,
    open_items: Mapping[UUID, str] = NO_ITEMS,
) -> list[Withheld]:
    """Read the published notices of a meeting, or about one of its items, in their order.

    :param open_items: headings of the items that are open to everybody: a notice under one of
        them speaks of a part of it, unless it bears the item's own heading.
    """
    statement, bound = _OF_MEETING, {"meeting": meeting}
    if item is not None:
        statement, bound = _OF_ITEM, {"meeting": meeting, "item": item}
    rows = work.session.execute(statement, bound)
    return [
        withheld(row, part=open_items.get(row.item_id, row.heading) != row.heading) for row in rows
    ]


_OF_MEETING: Final = (
    published(select(*COLUMNS))
    .where(WithheldNotice.meeting_id == bindparam("meeting"))
    .order_by(WithheldNotice.position, WithheldNotice.id)
)
_OF_ITEM: Final = _OF_MEETING.where(WithheldNotice.item_id == bindparam("item"))


def withheld(row: Any, *, part: bool = False) -> Withheld:  # noqa: ANN401 -- a row of columns
    """Make a notice of a row that selected :data:`COLUMNS`."""
    return Withheld(
        id=row.id,
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        position=row.position,
        number=row.number,
        heading=row.heading,
        words=legal_words(
            classification=Classification(row.classification),
            scheme=row.scheme,
            paragraphs=paragraphs_of(row.paragraphs),
            regime=Regime(row.regime),
            pending=row.pending,
            whole_item=not part,
        ),
        reason=row.reason,
        balance=row.balance,
        decided_office=row.decided_office,
        decided_on=row.decided_on,
        review_on=row.review_on,
        review_event=row.review_event,
        challenge=row.challenge,
        state=row.state,
        pending=row.pending,
        published_at=row.published_at,
        ended_on=row.ended_on,
        ended_because=row.ended_because,
    )


def count_in_year(work: Work, year: int) -> int:
    """Count the notices about meetings of a year."""
    return work.session.scalar(published(select(func.count())).where(in_year(year))) or 0


def in_year(year: int) -> ColumnElement[bool]:
    """Say that a meeting was in a year."""
    return func.extract("year", Meeting.starts_at) == year


def paragraphs_of(stored: str) -> tuple[str, ...]:
    """Give the numbers of the paragraphs that a notice or a restriction keeps as one text."""
    return tuple(each.strip() for each in stored.split(",") if each.strip())
