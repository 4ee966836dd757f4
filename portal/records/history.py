"""History of access: every change to what access rests on is kept, with the change itself.

Importing any part of the record installs :func:`install`'s listeners on SQLAlchemy's own
``Session``, so that there is no session that could forget.  The moment is the clock's that
``session.info["clock"]`` holds, which the office puts there; a session without one keeps the
database's own time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Result, Table, event, func, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from portal.records.base import Base
from portal.records.tables import (
    Action,
    AgendaItem,
    Body,
    BreakGlass,
    Compartment,
    Declaration,
    Dispensation,
    ForwardPlanEntry,
    Invitation,
    Meeting,
    Minute,
    NeedToKnow,
    OfficeHolding,
    Organisation,
    Paper,
    Permission,
    Person,
    Restriction,
    Seat,
)
from portal.records.tables.history import HistoryBeginning, KeptFact

CLOCK: Final = "clock"
"""Where a session keeps the clock by which its changes are dated."""

_CLOSED: Final = ("classification", "compartment_id", "restriction_id", "released")

KEPT: Final[Mapping[type[Base], tuple[str, ...]]] = {
    Body: ("archived_on",),
    Seat: (
        "body_id",
        "person_id",
        "organisation_id",
        "capacity",
        "role",
        "from_on",
        "until_on",
        "meeting_id",
    ),
    OfficeHolding: ("person_id", "office", "body_id", "from_on", "until_on"),
    Person: ("organisation_id", "councillor", "closed_at", "suspended_at"),
    Organisation: ("sharing_agreed_on", "sharing_until_on"),
    Permission: ("person_id", "compartment_id", "item_id", "from_on", "until_on", "ended_at"),
    NeedToKnow: ("person_id", "item_id", "state", "from_on", "until_on", "ended_at"),
    Invitation: ("item_id", "person_id", "until_on", "ended_at"),
    Declaration: ("item_id", "person_id", "kind", "declared_on", "declared_at", "lifted_at"),
    Dispensation: ("person_id", "item_id", "from_on", "until_on", "granted_at", "ended_at"),
    BreakGlass: ("person_id", "item_id", "opened_at", "ends_at"),
    Compartment: ("body_id", "sensitive"),
    Restriction: (
        "body_id",
        "compartment_id",
        "classification",
        "negotiation",
        "member_right",
        "originator_ok",
        "depersonalised",
        "prejudicial",
        "state",
    ),
    Meeting: ("body_id", "regime", "jurisdiction", "starts_at"),
    AgendaItem: ("meeting_id", "stage", "public_meeting", *_CLOSED),
    Paper: ("item_id", "kind", *_CLOSED),
    Minute: ("item_id", "summary", *_CLOSED),
    Action: ("item_id", *_CLOSED),
    ForwardPlanEntry: ("body_id", "regime", "jurisdiction", "draft", *_CLOSED),
}
"""What is kept of each table: identifiers, words of lists, dates, yes and no; never a text."""

_ROWS: Final = 200
"""How many rows of a bulk change are looked up in one statement."""

Facts = dict[str, Any]
_T = TypeVar("_T")


class HistoryBypassed(Exception):
    """Rows that access rests on were about to be changed in a way that history cannot follow."""


def install() -> None:
    """Listen to every session there is, or will be.  Once is enough; it is done on import."""
    if not event.contains(Session, "after_flush", _after_flush):
        event.listen(Session, "after_flush", _after_flush)
        event.listen(Session, "do_orm_execute", _around_bulk)


def plain(value: object) -> object:
    """Give a value as JSON has it: an identifier, a word, a date and a moment as text.

    :raises HistoryBypassed: if it is anything else that JSON could not give back.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):  # a word of a list: no column that is kept holds any other
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise HistoryBypassed(f"history keeps no {type(value).__name__}")


def facts_in(row: object, names: Iterable[str]) -> Facts:
    """Give what is kept of a row, whether it is an object or a tuple with names."""
    return {name: plain(getattr(row, name)) for name in names}


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    rows = [_line(each, each.id, facts_in(each, KEPT[type(each)])) for each in _changed(session)]
    rows += [
        _line(each, each.id, facts_in(each, KEPT[type(each)]), gone=True)
        for each in session.deleted
        if type(each) in KEPT
    ]
    _keep(session, rows)


def _changed(session: Session) -> Iterator[Any]:
    yield from (each for each in session.new if type(each) in KEPT)
    for each in session.dirty:
        names = KEPT.get(type(each))
        if names and any(inspect(each).attrs[name].history.has_changes() for name in names):
            yield each


def _line(row: object, row_id: UUID, facts: Facts, *, gone: bool = False) -> dict[str, Any]:
    table: Any = row if isinstance(row, type) else type(row)
    return {"noun": table.__tablename__, "row_id": row_id, "facts": facts, "gone": gone}


def _keep(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    table: Table = KeptFact.__table__  # type: ignore[assignment]  # a mapped class has a Table
    clock: Callable[[], datetime] | None = session.info.get(CLOCK)
    if clock is None:
        session.execute(insert(table).values(from_at=func.current_timestamp()), rows)
        return
    at = clock()
    session.execute(insert(table), [{**row, "from_at": at} for row in rows])


def _around_bulk(state: ORMExecuteState) -> Result[Any] | None:
    """Keep what an UPDATE or DELETE of many rows changes; refuse an INSERT that hides its rows.

    :raises HistoryBypassed: for an INSERT by statement, or many sets of values; change objects.
    """
    if state.is_select or not (state.is_update or state.is_delete or state.is_insert):
        return None
    mapper = state.bind_mapper
    table: Any = mapper.class_ if mapper is not None else None
    if table not in KEPT:
        return None
    if state.is_insert or isinstance(state.parameters, list):
        raise HistoryBypassed(f"add or change {table.__name__} objects: history must know the rows")
    statement: Any = state.statement
    names = KEPT[table]
    session = state.session
    asked = select(table.id, *(getattr(table, name) for name in names))
    if statement.whereclause is not None:
        asked = asked.where(statement.whereclause)
    before = {
        row.id: facts_in(row, names) for row in session.execute(asked, state.parameters or {}).all()
    }
    result = state.invoke_statement()
    after = _rows_of(session, table, names, before)
    lines = [
        _line(table, row_id, after.get(row_id, facts), gone=row_id not in after)
        for row_id, facts in before.items()
        if after.get(row_id) != facts
    ]
    _keep(session, lines)
    return result


def _rows_of(
    session: Session,
    table: Any,  # noqa: ANN401 -- a mapped class, whichever
    names: tuple[str, ...],
    wanted: Iterable[UUID],
) -> dict[UUID, Facts]:
    columns = [getattr(table, name) for name in names]
    found: dict[UUID, Facts] = {}
    for some in _pieces(wanted, _ROWS):
        rows = session.execute(select(table.id, *columns).where(table.id.in_(some)))
        found |= {row.id: facts_in(row, names) for row in rows}
    return found


def _pieces(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    each = iter(things)
    while some := list(islice(each, size)):
        yield some


def facts_now(session: Session, table: type[Base], row: UUID | None = None) -> dict[UUID, Facts]:
    """Give what would be kept of a table's rows, or of one of them, as they stand."""
    said: Any = table
    names = KEPT[table]
    asked = select(said.id, *(getattr(said, name) for name in names))
    rows = session.execute(asked if row is None else asked.where(said.id == row))
    return {each.id: facts_in(each, names) for each in rows}


def facts_at(
    session: Session, table: type[Base], moment: datetime, row: UUID | None = None
) -> dict[UUID, Facts]:
    """Give what was kept of a table's rows, or of one of them, as they stood at a moment."""
    about = [KeptFact.noun == table.__tablename__]
    if row is not None:
        about.append(KeptFact.row_id == row)
    newest = (
        select(func.max(KeptFact.number))
        .where(*about, KeptFact.from_at <= moment)
        .group_by(KeptFact.row_id)
    )
    found = session.execute(
        select(KeptFact.row_id, KeptFact.facts, KeptFact.gone).where(KeptFact.number.in_(newest))
    )
    return {each.row_id: each.facts for each in found if not each.gone}


def known_since(session: Session) -> datetime | None:
    """Say from when history is known; ``None`` where it is as old as the record."""
    return session.scalar(select(HistoryBeginning.began_at))


install()
