"""What the public is told of things it may not read: notices, with the legal sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from portal.policy import Classification, Regime
from portal.records.tables import Meeting, RestrictionState, WithheldNotice
from portal.services.legal_words import LegalWords, legal_words
from portal.services.work import Work

OVER: Final = frozenset({RestrictionState.LOST, RestrictionState.LAPSED, RestrictionState.RELEASED})
"""States in which nothing is withheld any longer; the notice stays, as history."""


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

    @property
    def over(self) -> bool:
        """Say whether the restriction has ended."""
        return self.state in OVER


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
            paragraphs=_paragraphs(row.paragraphs),
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
    )


def count_in_year(work: Work, year: int) -> int:
    """Count the notices about meetings of a year."""
    return work.session.scalar(published(select(func.count())).where(in_year(year))) or 0


def in_year(year: int) -> ColumnElement[bool]:
    """Say that a meeting was in a year."""
    return func.extract("year", Meeting.starts_at) == year


def _paragraphs(stored: str) -> Sequence[str]:
    return tuple(each.strip() for each in stored.split(",") if each.strip())
