"""Statements of a ground: who stated it where and when, and whether the statements agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy.grounds import SCHEMES
from portal.records.tables import AgendaItem
from portal.records.tables.grounds import GroundStatement, StatementSource
from portal.services.work import Work

_DECIDES: Final = frozenset({StatementSource.RESOLUTION, StatementSource.DECISION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of the ground on which an item's business is closed."""

    id: UUID
    restriction: UUID | None
    source: StatementSource
    scheme: str
    paragraphs: tuple[str, ...]
    stated_on: date | None
    recorded_at: datetime
    current: bool

    @property
    def ground(self) -> str:
        """The ground as it is spoken of: "Schedule 12A, paragraph 3"."""
        scheme = SCHEMES.get(self.scheme)
        named = [each if each[:1].isdigit() else "" for each in self.paragraphs]
        numbers = ", ".join(filter(None, named))
        known = scheme.known_as if scheme else self.scheme
        return f"{known}, paragraph{'s' if len(named) > 1 else ''} {numbers}" if numbers else known


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """Every statement about an item, the oldest first."""

    lines: tuple[Statement, ...]
    disagree: bool  # the newest of two sources name different grounds for the same thing


def state_ground(  # noqa: PLR0913, PLR0917 -- a statement is described by these
    work: Work,
    item_id: UUID,
    restriction_id: UUID | None,
    source: StatementSource,
    scheme: str,
    paragraphs: Iterable[str],
    stated_on: date | None,
) -> UUID:
    """Record that a ground was stated somewhere, and which statement now stands.

    What the meeting decided stands until it decides again; before that the newest statement
    does (Local Government Act 1972 s.100A(5): the resolution states the ground, the agenda
    only foretells it).  The caller commits.

    :param restriction_id: the restriction spoken of, where it is known.
    :param stated_on: the date of the agenda, report, resolution or minutes; None if unknown.
    :raises NotFound: if there is no such item.
    :raises Refused: if no scheme or no paragraph is named.
    """
    if work.session.get(AgendaItem, item_id) is None:
        raise NotFound
    named = tuple(paragraphs)
    if not scheme.strip() or not named:
        raise Refused("Name the scheme and the paragraphs: a ground without them states nothing.")
    earlier = work.session.scalars(
        select(GroundStatement).where(
            GroundStatement.item_id == item_id,
            GroundStatement.restriction_id == restriction_id
            if restriction_id
            else GroundStatement.restriction_id.is_(None),
            GroundStatement.current,
        )
    ).all()
    stands = source in _DECIDES or not any(each.source in _DECIDES for each in earlier)
    if stands:
        for each in earlier:
            each.current = False
    statement = GroundStatement(
        id=uuid4(),
        item_id=item_id,
        restriction_id=restriction_id,
        source=source,
        scheme=scheme,
        paragraphs=",".join(named),
        stated_on=stated_on,
        recorded_at=work.clock(),
        recorded_by_id=work.principal.person,
        current=stands,
    )
    work.session.add(statement)
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.GROUND_STATED,
        objects=(statement.id, item_id),
        detail={"source": source.value},
    )
    return statement.id


def statements_of(work: Work, item_id: UUID) -> Statements:
    """Read every statement of the grounds of an item; the caller has asked who may know of it."""
    rows = work.session.scalars(
        select(GroundStatement)
        .where(GroundStatement.item_id == item_id)
        .order_by(GroundStatement.recorded_at, GroundStatement.id)
    )
    lines = tuple(
        Statement(
            id=row.id,
            restriction=row.restriction_id,
            source=row.source,
            scheme=row.scheme,
            paragraphs=tuple(row.paragraphs.split(",")),
            stated_on=row.stated_on,
            recorded_at=row.recorded_at,
            current=row.current,
        )
        for row in rows
    )
    return Statements(lines=lines, disagree=they_disagree(lines))


def they_disagree(lines: Sequence[Statement]) -> bool:
    """Say whether the newest statement of some source differs from another source's.

    Parts of one item may be closed on different grounds, so statements are held against those
    about the same restriction; one that names no restriction must agree with some restriction.
    """
    newest: dict[UUID | None, dict[StatementSource, tuple[str, frozenset[str]]]] = {}
    for line in lines:
        ground = (line.scheme, frozenset(line.paragraphs))
        newest.setdefault(line.restriction, {})[line.source] = ground
    if any(len(set(by_source.values())) > 1 for by_source in newest.values()):
        return True
    loose = set(newest.pop(None, {}).values())
    known = {ground for by_source in newest.values() for ground in by_source.values()}
    return bool(known) and bool(loose - known)
