"""What is due: papers whose time is over by their body's rules, and those that follow."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, false, or_, select

from portal.records.tables import AgendaItem, Meeting, Paper, PaperKind, RetentionRule
from portal.services.retention.impediments import Impediment, Impediments, read_impediments
from portal.services.retention.rules import Ruled, rules_of_body, term_by
from portal.services.work import LOCAL, Work

AHEAD: Final = timedelta(days=366)
"""How far ahead a page looks for what falls due."""

_YEAR: Final = timedelta(days=365)  # never longer than a year, so that nothing is overlooked


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePaper:
    """A paper that a rule gives a last day; of what is closed nothing is named."""

    id: UUID
    kind: PaperKind
    compartment: UUID | None
    title: str = field(repr=False)  # of an open paper
    item: UUID
    item_number: str
    item_heading: str = field(repr=False)  # of an open item
    meeting: UUID
    meeting_at: datetime
    years: int
    source: str
    due_on: date
    in_the_way: frozenset[Impediment]

    def is_due(self, today: date) -> bool:
        """Say whether its time is over."""
        return self.due_on <= today

    def can_go(self, today: date) -> bool:
        """Say whether it may be disposed of: its time is over and nothing stands in the way."""
        return self.is_due(today) and not self.in_the_way


def due_papers(
    work: Work,
    body: UUID,
    until: date,
    *,
    only: Collection[UUID] | None = None,
    but_for: UUID | None = None,
) -> list[DuePaper]:
    """Find the papers of a body that are due until a day, those due first coming first.

    :param only: none but these papers.
    :param but_for: the disposal in which they may be already.
    """
    rules = rules_of_body(work, body)
    asked = (
        select(
            Paper.id,
            Paper.kind,
            Paper.compartment_id,
            Paper.restriction_id,
            Paper.title,
            AgendaItem.id.label("item"),
            AgendaItem.number,
            AgendaItem.heading,
            Meeting.id.label("meeting"),
            Meeting.starts_at,
            Meeting.regime,
            Meeting.jurisdiction,
        )
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Meeting.body_id == body,
            Paper.disposed_at.is_(None),
            or_(false(), *_held_so_long(rules.values(), until)),
        )
        .order_by(Meeting.starts_at, AgendaItem.position, Paper.position, Paper.id)
    )
    if only is not None:
        asked = asked.where(Paper.id.in_(only))
    rows = work.session.execute(asked).all()
    impediments = read_impediments(work, body, but_for=but_for)
    found = [
        paper
        for row in rows
        for paper in _with_a_last_day(row, rules, impediments)
        if paper.due_on <= until
    ]
    return sorted(found, key=lambda paper: paper.due_on)


def _held_so_long(rules: Iterable[RetentionRule], until: date) -> Iterator[ColumnElement[bool]]:
    """Say of which papers the rules alone could have a last day until then."""
    for rule in rules:
        if rule.years is not None:
            latest = datetime.combine(max(until - rule.years * _YEAR, date(1, 1, 2)), time.max)
            place = Paper.compartment_id
            yield and_(
                Paper.kind == rule.kind,
                place.is_not(None) if rule.closed else place.is_(None),
                Meeting.starts_at <= latest.replace(tzinfo=LOCAL),
            )


def _with_a_last_day(
    row: Row[*tuple[Any, ...]], rules: Mapping[Ruled, RetentionRule], impediments: Impediments
) -> Iterator[DuePaper]:
    closed = row.compartment_id is not None
    term = term_by(rules, row.kind, row.regime, row.jurisdiction, closed=closed)
    due_on = term.due_on(row.starts_at.astimezone(LOCAL).date())
    if term.years is None or due_on is None:
        return
    yield DuePaper(
        id=row.id,
        kind=row.kind,
        compartment=row.compartment_id,
        title=row.title,
        item=row.item,
        item_number=row.number,
        item_heading=row.heading,
        meeting=row.meeting,
        meeting_at=row.starts_at,
        years=term.years,
        source=rules[row.kind, closed].source,
        due_on=due_on,
        in_the_way=impediments.of(row.id, row.item, row.restriction_id),
    )
