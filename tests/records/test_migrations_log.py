"""The log's migrations go up, down and up again, and never lose an entry."""

from collections.abc import Iterable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from portal.records.engines import for_writing
from portal.records.migrating import Chain, current, downgrade, is_current, newest, upgrade
from portal.records.tables.log import LogBase
from tests.support.journals import journal_over, refuse

VERSION_TABLE = "alembic_version_log"
TABLES = {"log_head", "log_entry", "log_object", VERSION_TABLE}


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def guards(engine: Engine) -> Iterable[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    }
    with engine.connect() as connection:
        return connection.scalars(text(catalogue[engine.dialect.name])).all()


def test_up_down_and_up_again(engine):
    assert current(engine, Chain.LOG) is None
    assert not is_current(engine, Chain.LOG)

    upgrade(engine, Chain.LOG)
    assert tables(engine) == TABLES
    assert is_current(engine, Chain.LOG)
    first = guards(engine)
    assert first

    downgrade(engine, Chain.LOG)
    assert tables(engine) == {VERSION_TABLE}
    assert current(engine, Chain.LOG) is None
    assert guards(engine) == []

    upgrade(engine, Chain.LOG)
    assert guards(engine) == first
    assert refuse(journal_over(engine)).seq == 1


def test_up_twice_changes_nothing(engine):
    upgrade(engine, Chain.LOG)
    refuse(journal_over(engine))
    upgrade(engine, Chain.LOG)
    assert current(engine, Chain.LOG) == newest(Chain.LOG)
    assert journal_over(engine).verify().checkpoint.size == 1


def test_the_migrations_lead_to_the_tables_that_the_program_uses(log_engine):
    with log_engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        assert compare_metadata(context, LogBase.metadata) == []


def test_a_downgrade_never_loses_the_log(log_engine):
    journal = journal_over(log_engine)
    refuse(journal)
    kept = journal.checkpoint()
    with pytest.raises(RuntimeError, match="would lose the log"):
        downgrade(log_engine, Chain.LOG)
    assert is_current(log_engine, Chain.LOG)
    assert journal.verify(kept).checkpoint == kept
    assert refuse(journal).seq == 2


@pytest.mark.parametrize("table", ["log_entry", "log_head"])
def test_a_downgrade_is_not_fooled_by_a_log_that_half_is_gone(log_engine, table):
    refuse(journal_over(log_engine))
    with for_writing(log_engine).begin() as connection:
        if log_engine.dialect.name == "sqlite":
            for guard in guards(log_engine):
                connection.execute(text(f"DROP TRIGGER {guard}"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 -- one of the two above
    with pytest.raises(RuntimeError, match="would lose the log"):
        downgrade(log_engine, Chain.LOG)


def test_a_migration_that_fails_leaves_nothing_behind(engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE log_object (taken INTEGER)"))
    with pytest.raises(Exception, match="log_object"):
        upgrade(engine, Chain.LOG)
    assert tables(engine) <= {"log_object", VERSION_TABLE}
    assert current(engine, Chain.LOG) is None
