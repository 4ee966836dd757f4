"""Tables as lines of text that any database of the portal's can be filled from again.

A table's first line is a list of its columns, each further line one row as a list: JSON, UTF-8.
What JSON has no word for is an object with one letter: ``u`` an identifier, ``b`` bytes in base64,
``t`` a moment, ``d`` a date, ``j`` a value that is JSON itself.  So it does not matter whether a
dump was made by SQLite or by PostgreSQL, nor by which it is read.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, insert, select, text

from portal.records.base import Base
from portal.records.tables.log import LogBase, LogHead

LEFT_OUT: Final = frozenset(
    {
        "directory_snapshot",
        "emergency_challenge",
        "emergency_enrolment",
        "half_written",
        "login_transaction",
        "session",
    }
)
"""What must not come back: a session that was ended since would be open again."""

SEEDED: Final = frozenset({"deployment", "history_beginning", "public_version"})
"""Tables that are not empty when they have just been made."""

AT_ONCE: Final = 500

Row = Sequence[Any]


def record_tables() -> list[Table]:
    """Give the record's tables that are kept."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def log_tables() -> list[Table]:
    """Give the log's tables, likewise."""
    return list(LogBase.metadata.sorted_tables)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Read everything as it stood at one moment, while others go on writing."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Write a table out, in the order of its key."""
    yield _line([column.name for column in table.columns])
    asked = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(asked):
        yield _line([_plain(value) for value in row])


def rows_in(table: Table, lines: Iterable[bytes]) -> Iterator[Row]:
    """Read a table's rows again.

    :raises ValueError: if the lines are not those of this table.
    """
    each = iter(lines)
    columns = [column.name for column in table.columns]
    if json.loads(next(each, b"null")) != columns:
        raise ValueError(f"these are not the columns of {table.name}")
    for line in each:
        row = json.loads(line)
        if not isinstance(row, list) or len(row) != len(columns):
            raise ValueError(f"this is no row of {table.name}")
        yield [_meant(value) for value in row]


def is_empty(engine: Engine) -> bool:
    """Say whether a record's database has its tables and nothing of anybody's in them."""
    with engine.connect() as connection:
        return not any(
            connection.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name not in SEEDED
        )


@contextmanager
def references_at_the_end(connection: Connection) -> Iterator[None]:
    """Look only at the end whether rows refer to rows that are there: some refer in circles."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))  # until the commit, which looks
        yield
        return
    keys = connection.execute(
        text(
            "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I ', conrelid::regclass, conname)"
            " FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).scalars()
    changing = list(keys)
    for each in changing:
        connection.exec_driver_sql(f"{each} DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for each in changing:
        connection.exec_driver_sql(f"{each} NOT DEFERRABLE")


def fill_record(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Fill an empty table of the record; give the number of rows.

    :raises ValueError: if the lines are not those of this table.
    """
    if table.name in SEEDED:
        connection.execute(delete(table))
    count = _fill(connection, table, rows_in(table, lines))
    _go_on_counting(connection, table)
    return count


def fill_log(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Fill an empty table of the log, likewise; the head row, which is there, moves forward."""
    rows = rows_in(table, lines)
    if table.name != LogHead.__tablename__:
        return _fill(connection, table, rows)
    (row,) = rows
    connection.execute(
        table.update().values(dict(zip((each.name for each in table.columns), row, strict=True)))
    )
    return 1


def _fill(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    names = [column.name for column in table.columns]
    statement, count, each = insert(table), 0, iter(rows)
    while some := list(islice(each, AT_ONCE)):
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in some])
        count += len(some)
    return count


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number further rows after those that were put there."""
    keys = list(table.primary_key.columns)
    counted = len(keys) == 1 and isinstance(keys[0].type, Integer)
    if connection.dialect.name != "postgresql" or not counted:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, keys[0].name)))
    if sequence is not None:
        highest = select(func.coalesce(func.max(keys[0]), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(sequence, highest, False)))  # noqa: FBT003 -- as PostgreSQL has it


def _line(values: Sequence[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)  # a word of an enumeration is written as the plain word
    for kind, (of, said) in _SAID.items():
        if isinstance(value, of):
            return {kind: said(value)}
    return {"j": value}


_SAID: Final[Mapping[str, tuple[type, Callable[[Any], str]]]] = {
    "u": (UUID, lambda value: value.hex),
    "b": (bytes, lambda value: base64.b64encode(value).decode()),
    "t": (datetime, lambda value: value.astimezone(UTC).isoformat()),
    "d": (date, lambda value: value.isoformat()),
}
_MEANT: Final[Mapping[str, Callable[[Any], object]]] = {
    "u": UUID,
    "b": lambda told: base64.b64decode(told, validate=True),
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "j": lambda told: told,
}


def _meant(value: object) -> object:
    if isinstance(value, dict):
        ((kind, told),) = value.items()
        if kind not in _MEANT:
            raise ValueError("a value of a kind that is not known")
        return _MEANT[kind](told)
    return value
