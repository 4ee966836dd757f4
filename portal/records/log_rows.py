"""Entries as rows, put away in as few messages to the database as it understands."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, insert, text, update

from portal.audit import Checkpoint, Entry
from portal.records.tables.log import LogEntry, LogHead, LogObject

Row = Mapping[str, object]

_ENTRY: Final = {
    "seq": "bigint",
    "leaf": "text",
    "leaf_hash": "bytea",
    "head": "bytea",
    "at": "text",
    "actor": "text",
    "verb": "text",
    "phase": "text",
    "answers": "bigint",
}

# Every other writer waits while this one holds the head row, so PostgreSQL gets it all at once.
_AT_ONCE: Final = text(
    f"""
    WITH entries AS (
        INSERT INTO log_entry ({", ".join(_ENTRY)})
        SELECT * FROM unnest({", ".join(f"CAST(:{c} AS {t}[])" for c, t in _ENTRY.items())})
    ), objects AS (
        INSERT INTO log_object (seq, object)
        SELECT * FROM unnest(CAST(:object_seq AS bigint[]), CAST(:object AS text[]))
    )
    UPDATE log_head SET size = :new_size, head = :new_head
    """  # noqa: S608 -- made of the names above
)


_ENTRIES: Final = insert(LogEntry)
_OBJECTS: Final = insert(LogObject)
_HEAD: Final = update(LogHead).values(size=bindparam("new_size"), head=bindparam("new_head"))


def row_of(entry: Entry, leaf_hash: bytes, head: bytes) -> Row:
    """Give an entry as its row."""
    return {
        "seq": entry.seq,
        "leaf": entry.encode().decode(),
        "leaf_hash": leaf_hash,
        "head": head,
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb.value,
        "phase": entry.phase.value,
        "answers": entry.answers,
    }


def store(
    connection: Connection, entries: Sequence[Row], objects: Sequence[Row], end: Checkpoint
) -> None:
    """Put entries and what they are about away, and move the head row to the end of them."""
    if connection.dialect.name == "postgresql":
        columns = {column: [row[column] for row in entries] for column in _ENTRY}
        about = {
            "object_seq": [row["seq"] for row in objects],
            "object": [row["object"] for row in objects],
        }
        connection.execute(
            _AT_ONCE, {**columns, **about, "new_size": end.size, "new_head": end.head}
        )
        return
    connection.execute(_ENTRIES, entries)
    if objects:
        connection.execute(_OBJECTS, objects)
    connection.execute(_HEAD, {"new_size": end.size, "new_head": end.head})
