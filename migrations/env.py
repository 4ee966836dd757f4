"""How migrations run: all or none, one migrator at a time, never long in anybody's way.

There are two chains, the record's and the log's, each with versions, a version table and
usually a database of its own.  :mod:`portal.records.migrating` names the chain and hands in
the connection; there is no other way to run them.
"""

from alembic import context
from sqlalchemy import Connection, MetaData, text

from portal.records.migrating import VERSION_TABLES, Chain


def target(chain: Chain) -> MetaData:
    """Give the tables that a chain of migrations leads to."""
    if chain is Chain.LOG:
        from portal.records.tables.log import LogBase  # noqa: PLC0415 -- only the chain's own

        return LogBase.metadata
    import portal.records.tables  # noqa: F401, PLC0415 -- fills in the metadata
    from portal.records.base import Base  # noqa: PLC0415 -- only the chain's own

    return Base.metadata


def take_turn(connection: Connection) -> None:
    """Wait for any other migrator, then promise readers and writers not to block them long."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('clear-days/migrations'))"))
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))
        connection.execute(text("SET LOCAL statement_timeout = '60s'"))


def check_references(connection: Connection) -> None:
    """Look over SQLite's references, which are not held to while its tables are copied.

    :raises RuntimeError: if a row refers to another that is not there; nothing is changed then.
    """
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            tables = sorted({row[0] for row in broken})
            raise RuntimeError(f"rows refer to others that are missing, in {', '.join(tables)}")


def run(connection: Connection, chain: Chain) -> None:
    """Run what was asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=target(chain),
        version_table=VERSION_TABLES[chain],
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        take_turn(connection)
        context.run_migrations()
        check_references(connection)


run(context.config.attributes["connection"], Chain(context.config.attributes["chain"]))
