"""Brings a database to a revision, and tells which one it is at."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from portal.records.engines import for_writing

MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations"


class Chain(StrEnum):
    """Which migrations: the record's, or the log's."""

    RECORD = "record"
    LOG = "log"


VERSION_TABLES: Final = {Chain.RECORD: "alembic_version", Chain.LOG: "alembic_version_log"}


def upgrade(engine: Engine, chain: Chain | str, revision: str = "head") -> None:
    """Bring a database up to a revision, wholly or not at all."""
    with _at_work(engine) as connection:
        command.upgrade(_settings(Chain(chain), connection), revision)


def downgrade(engine: Engine, chain: Chain | str, revision: str = "base") -> None:
    """Bring a database down to a revision, wholly or not at all.

    :raises RuntimeError: if that would lose what may not be lost, such as an entry of the log.
    """
    with _at_work(engine) as connection:
        command.downgrade(_settings(Chain(chain), connection), revision)


def current(engine: Engine, chain: Chain | str) -> str | None:
    """Name the revision a database is at; ``None`` if no migration has run there."""
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLES[Chain(chain)]}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def newest(chain: Chain | str) -> str | None:
    """Name the revision that this version of the portal needs."""
    return ScriptDirectory.from_config(_settings(Chain(chain))).get_current_head()


def is_current(engine: Engine, chain: Chain | str) -> bool:
    """Tell whether a database is at the revision that this version of the portal needs."""
    return current(engine, chain) == newest(chain)


def _settings(chain: Chain, connection: Connection | None = None) -> Config:
    # A percent sign in a folder's name would be taken for a reference to another setting.
    migrations = str(MIGRATIONS).replace("%", "%%")
    settings = Config()
    settings.set_main_option("script_location", migrations)
    settings.set_main_option("path_separator", "newline")
    settings.set_main_option("version_locations", f"{migrations}/{chain.value}")
    settings.attributes["chain"] = chain.value
    settings.attributes["connection"] = connection
    return settings


@contextmanager
def _at_work(engine: Engine) -> Iterator[Connection]:
    with for_writing(engine).connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        # SQLite changes a table by copying it and dropping the first one, which would take
        # the rows that refer to it along; the setting has no effect inside a transaction.
        _pragma(connection, "foreign_keys = OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, pragma: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
