"""Every connection is durable, enforces references, waits its turn and keeps quiet."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.records.engines import WRITING, engine_for, for_writing
from tests.support.databases import KINDS


@pytest.fixture
def durable(database_url):
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


def setting(engine, name):
    asks = {"sqlite": f"PRAGMA {name}", "postgresql": f"SHOW {name}"}
    with engine.connect() as connection:
        return connection.scalar(text(asks[engine.dialect.name]))


def test_an_acknowledged_commit_is_on_the_disk(durable):
    if durable.dialect.name == "sqlite":
        assert setting(durable, "journal_mode") == "wal"
        assert setting(durable, "synchronous") == 2  # FULL
    else:
        assert setting(durable, "synchronous_commit") == "on"


def test_what_sqlite_leaves_to_choice_is_chosen(durable):
    if durable.dialect.name == "sqlite":
        assert setting(durable, "foreign_keys") == 1
        assert setting(durable, "secure_delete") == 1
        assert setting(durable, "temp_store") == 2  # MEMORY
        assert setting(durable, "busy_timeout") == 5000
    else:
        assert setting(durable, "lock_timeout") == "5s"
        assert setting(durable, "statement_timeout") == "1min"


def test_a_transaction_is_one_with_its_tables_too(durable):
    with durable.connect() as connection:
        connection.execute(text("CREATE TABLE paper (title TEXT)"))
        connection.rollback()
    with pytest.raises(DBAPIError), durable.connect() as connection:
        connection.execute(text("SELECT * FROM paper"))


@pytest.mark.parametrize(
    "database_kind", [kind for kind in KINDS if kind == "sqlite"], indirect=True
)
def test_what_one_transaction_reads_is_of_one_moment(durable):
    with durable.begin() as connection:
        connection.execute(text("CREATE TABLE paper (title TEXT)"))
    with durable.connect() as reader, durable.begin() as writer:
        assert reader.scalar(text("SELECT count(*) FROM paper")) == 0
        writer.execute(text("INSERT INTO paper VALUES ('tabled')"))
        writer.commit()
        assert reader.scalar(text("SELECT count(*) FROM paper")) == 0


def test_a_writer_s_transaction_begins_as_one(durable):
    with durable.begin() as connection:
        connection.execute(text("CREATE TABLE paper (title TEXT)"))
    for begin in (
        lambda: Session(for_writing(durable)),
        lambda: begun_for_writing(Session(durable)),
    ):
        with begin() as session, durable.begin() as other:
            assert session.scalar(text("SELECT count(*) FROM paper")) == 0
            if durable.dialect.name == "sqlite":
                other.exec_driver_sql("PRAGMA busy_timeout = 1")
                with pytest.raises(DBAPIError, match="locked"):
                    other.execute(text("INSERT INTO paper VALUES ('late')"))
                other.exec_driver_sql("PRAGMA busy_timeout = 5000")
            session.execute(text("INSERT INTO paper VALUES ('in time')"))
            session.rollback()


def begun_for_writing(session):
    session.connection(execution_options=WRITING)
    return session


def test_no_message_carries_the_values_of_a_statement(durable):
    with pytest.raises(DBAPIError) as failed, durable.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:it)"), {"it": "CANARY"})
    assert "CANARY" not in str(failed.value)


@pytest.mark.parametrize("url", ["mysql://localhost/portal", "oracle://localhost"])
def test_other_databases_are_refused(url):
    with pytest.raises(ValueError, match="sqlite: or postgresql:"):
        engine_for(url)
