"""How the portal talks to its databases: what is durable, what is enforced, how long to wait."""

import sqlite3
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

PATIENCE: Final = 5  # seconds to wait for another writer before giving up
_WRITING: Final = "clear_days_writing"


def engine_for(url: str, *, durable: bool = True) -> Engine:
    """Make an engine for a SQLite or PostgreSQL address, prepared as the portal needs it.

    Both: an acknowledged commit is on the disk when ``durable``; a writer waits
    :data:`PATIENCE` seconds for another; no error message carries a statement's values.
    SQLite: WAL, foreign keys, deleted content overwritten, no temporary files.  A
    transaction begins as a reader's; take :func:`for_writing` for one that will write.

    :raises ValueError: for any other kind of database.
    """
    return prepared(create_engine(url, **options_for(url)), durable=durable)


def options_for(url: str) -> dict[str, Any]:
    """Give the options with which an engine for this address is made, by whoever makes it.

    :raises ValueError: for any other kind of database.
    """
    kind = make_url(url).get_backend_name()
    if kind == "sqlite":
        return {"hide_parameters": True, "connect_args": {"timeout": PATIENCE}}
    if kind == "postgresql":
        return {
            "hide_parameters": True,
            "pool_pre_ping": True,
            "pool_timeout": PATIENCE,
            "connect_args": {"connect_timeout": PATIENCE},
        }
    raise ValueError("a database address begins with sqlite: or postgresql:")


def prepared(engine: Engine, *, durable: bool = True) -> Engine:
    """Prepare an engine that somebody else made, before its first connection."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, "FULL" if durable else "NORMAL")
    else:
        _prepare_postgresql(engine, "on" if durable else "off")
    return engine


def for_writing(engine: Engine) -> Engine:
    """Give the same engine, whose SQLite transactions take the writer's place at once.

    A SQLite transaction that reads first and writes later fails, without waiting, if
    somebody else wrote in between.  Beginning as a writer waits its turn instead.  It makes
    no difference to PostgreSQL.  On a session that is not yet in a transaction,
    ``session.connection(execution_options=WRITING)`` does the same.
    """
    return engine.execution_options(**WRITING)


WRITING: Final = {_WRITING: True}


def truncate_wal(engine: Engine) -> bool:
    """Have a SQLite database write what is in its write-ahead file into itself, and empty that.

    What was deleted is then overwritten in the one and gone from the other (security.md 2.3).

    :returns: whether it could, or there is no such file: not while somebody else is reading.
    """
    if engine.dialect.name != "sqlite":
        return True
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        # Not in a transaction: the driver was told to leave BEGIN to the portal.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
        cursor.close()
    finally:
        raw.close()
    return answer is not None and not answer[0]


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    pragmas = (
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver's own habit is to begin late and to commit before DDL; the portal says
        # BEGIN itself, so that a migration can be undone and a snapshot begins when asked for.
        if isinstance(connection, sqlite3.Connection):
            connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(engine: Engine, synchronous_commit: str) -> None:
    settings = (
        f"synchronous_commit = {synchronous_commit}",
        f"lock_timeout = '{PATIENCE}s'",
        "statement_timeout = '60s'",
        "timezone = 'UTC'",
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"SET {setting}")
        cursor.close()
        connection.commit()
