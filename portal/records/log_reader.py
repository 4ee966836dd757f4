"""The stored log, read as it lies there, for verification to judge."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, select, type_coerce
from sqlalchemy.types import NullType

from portal.audit import BrokenLog, Checkpoint, Stored
from portal.records.tables.log import LogEntry, LogHead, LogObject

PAGE: Final = 2000

# Untyped, so that a value of a kind that does not belong there is judged and not choked on.
_COLUMNS: Final = tuple(
    type_coerce(column, NullType)
    for column in (
        LogEntry.leaf,
        LogEntry.leaf_hash,
        LogEntry.head,
        LogEntry.at,
        LogEntry.actor,
        LogEntry.verb,
        LogEntry.phase,
        LogEntry.answers,
    )
)


def claimed(connection: Connection) -> Checkpoint:
    """Read what the log says of itself.

    :raises BrokenLog: if it no longer says anything.
    """
    row = connection.execute(
        select(type_coerce(LogHead.size, NullType), type_coerce(LogHead.head, NullType))
    ).one_or_none()
    found: tuple[Any, ...] = (None, None) if row is None else tuple(row)
    size, head = found
    if not isinstance(size, int) or not isinstance(head, bytes):
        raise BrokenLog(0, "the log no longer says how long it is")
    return Checkpoint(size, head)


def stored_entries(connection: Connection) -> Iterator[Stored]:
    """Read every entry in the order of its number, a page at a time."""
    last: int | None = None
    while True:
        page = select(LogEntry.seq, *_COLUMNS).order_by(LogEntry.seq).limit(PAGE)
        rows = connection.execute(page if last is None else page.where(LogEntry.seq > last)).all()
        if not rows:
            return
        first, last = rows[0].seq, rows[-1].seq
        objects = _objects(connection, first, last)
        for seq, leaf, leaf_hash, head, *filed in rows:
            yield Stored(
                seq=seq,
                leaf=leaf,
                leaf_hash=leaf_hash,
                head=head,
                filed=(*filed, objects.get(seq, ())),
            )


def _objects(connection: Connection, first: int, last: int) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(
        select(LogObject.seq, LogObject.object)
        .where(LogObject.seq.between(first, last))
        .order_by(LogObject.seq, LogObject.object)
    )
    return {
        seq: tuple(object_ for _, object_ in named) for seq, named in groupby(rows, itemgetter(0))
    }
