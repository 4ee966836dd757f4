"""The register of what is withheld, for the public to hold the boards to account."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select

from portal.errors import NotFound
from portal.records.tables import Body, Meeting, WithheldNotice
from portal.services.register_filter import (
    PENDING,
    STATES,
    Ground,
    Wanted,
    grounds_of,
    overdue,
)
from portal.services.withheld import COLUMNS, Withheld, published, withheld
from portal.services.work import Work

A_PAGE: Final = 50
EVERYTHING: Final = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A notice with the meeting it belongs to."""

    notice: Withheld
    scheme: str
    paragraphs: str
    meeting_at: datetime
    body_id: UUID
    body_name: str
    body_slug: str
    overdue: bool


class Total(NamedTuple):
    """How many notices have something in common."""

    key: str  # as an address asks for it
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The notices, counted."""

    number: int
    overdue: int
    years: tuple[Total, ...]  # of meetings, newest first
    grounds: tuple[Total, ...]  # most first; a notice on two grounds is counted under both
    states: tuple[Total, ...]
    boards: tuple[Total, ...]  # by name


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """The notices somebody wants, newest meeting first."""

    lines: tuple[RegisterLine, ...]
    wanted: Totals  # of what fits what was asked
    all: Totals  # of the whole register
    page: int
    pages: int
    on: date


def read_register(work: Work, wanted: Wanted = EVERYTHING, *, page: int = 1) -> RegisterPage:
    """Read a page of the register.

    :raises NotFound: if the page is beyond the last.
    """
    whole = _totals(work, ())
    fitting = _none() if wanted.nothing else whole
    conditions = tuple(wanted.conditions(work.today))
    if conditions and not wanted.nothing:
        fitting = _totals(work, conditions)
    pages = max(1, -(-fitting.number // A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    statement = _lines(work, conditions).limit(A_PAGE).offset((page - 1) * A_PAGE)
    lines = () if wanted.nothing else tuple(map(_line, work.session.execute(statement)))
    return RegisterPage(
        lines=lines, wanted=fitting, all=whole, page=page, pages=pages, on=work.today
    )


def every_line(work: Work, wanted: Wanted = EVERYTHING) -> Iterator[RegisterLine]:
    """Read every line of the register that somebody wants, in the same order as its pages."""
    if not wanted.nothing:
        conditions = tuple(wanted.conditions(work.today))
        yield from map(_line, work.session.execute(_lines(work, conditions)))


def _lines(work: Work, conditions: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return (
        published(
            select(
                *COLUMNS,
                Meeting.starts_at,
                Body.id.label("body_id"),
                Body.name.label("body_name"),
                Body.slug.label("body_slug"),
                case((overdue(work.today), 1), else_=0).label("overdue"),
            )
        )
        .join(Body, Body.id == WithheldNotice.body_id)
        .where(*conditions)
        .order_by(Meeting.starts_at.desc(), WithheldNotice.position, WithheldNotice.id)
    )


def _line(row: Row[Any]) -> RegisterLine:
    return RegisterLine(
        notice=withheld(row),
        scheme=row.scheme,
        paragraphs=row.paragraphs,
        meeting_at=row.starts_at,
        body_id=row.body_id,
        body_name=row.body_name,
        body_slug=row.body_slug,
        overdue=bool(row.overdue),
    )


def _totals(work: Work, conditions: Iterable[ColumnElement[bool]]) -> Totals:
    each = (
        published(
            select(
                Body.slug,
                Body.name,
                func.extract("year", Meeting.starts_at).label("year"),
                WithheldNotice.scheme,
                WithheldNotice.paragraphs,
                WithheldNotice.state,
                WithheldNotice.pending,
                case((overdue(work.today), 1), else_=0).label("overdue"),
            )
        )
        .join(Body, Body.id == WithheldNotice.body_id)
        .where(*conditions)
        .subquery()
    )
    # Counted in the database by all that they have in common, and added up here.
    rows = work.session.execute(select(*each.c, func.count().label("n")).group_by(*each.c)).all()
    years, states, grounds = Counter[int](), Counter[str](), Counter[Ground]()
    boards = Counter[tuple[str, str]]()
    for row in rows:
        years[int(row.year)] += row.n
        boards[row.name, row.slug] += row.n
        states[PENDING if row.pending else row.state.value] += row.n
        if not row.pending:
            for ground in grounds_of(row.scheme, row.paragraphs):
                grounds[ground] += row.n
    return Totals(
        number=sum(row.n for row in rows),
        overdue=sum(row.n for row in rows if row.overdue),
        years=tuple(Total(str(y), str(y), n) for y, n in sorted(years.items(), reverse=True)),
        grounds=tuple(
            Total(ground.key, ground.name, n)
            for ground, n in sorted(grounds.items(), key=lambda one: (-one[1], one[0].name))
        ),
        states=tuple(Total(key, STATES[key], states[key]) for key in STATES if states[key]),
        boards=tuple(Total(slug, name, n) for (name, slug), n in sorted(boards.items())),
    )


def _none() -> Totals:
    return Totals(number=0, overdue=0, years=(), grounds=(), states=(), boards=())
