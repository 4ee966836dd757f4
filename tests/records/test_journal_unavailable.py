"""When the log cannot be written, that is said, and nothing half-written stays behind."""

import logging
from itertools import count

import pytest
from sqlalchemy import event, text

from portal.audit import Outcome, Verb
from portal.errors import LogUnavailable
from portal.records.engines import engine_for, for_writing
from portal.records.migrating import downgrade
from tests.support.databases import KINDS
from tests.support.journals import OTHER, PAPER, journal_over, open_paper, refuse

IMPATIENT = {"sqlite": "PRAGMA busy_timeout = 1", "postgresql": "SET lock_timeout = '1ms'"}
READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET default_transaction_read_only = on",
}


def told(engine, settings):
    """Say something to every connection that an engine makes."""

    @event.listens_for(engine, "connect")
    def on_connect(connection, _record):
        cursor = connection.cursor()
        cursor.execute(settings[engine.dialect.name])
        cursor.close()
        connection.commit()

    return engine


def only(kind):
    return pytest.mark.parametrize(
        "database_kind", [each for each in KINDS if each == kind], indirect=True
    )


def refuse_until_unavailable(journal):
    acknowledged = 0
    for check in count():
        try:
            acknowledged = refuse(journal, check).seq
        except LogUnavailable:
            break
    return acknowledged


@pytest.fixture
def other_engine(log_url):
    engine = engine_for(log_url)
    yield engine
    engine.dispose()


def says_it_is_unavailable(journal, log_engine, *, size):
    for attempt in (
        lambda: open_paper(journal),
        lambda: refuse(journal),
    ):
        with pytest.raises(LogUnavailable):
            attempt()
    whole = journal_over(log_engine).verify()
    assert whole.checkpoint.size == size


def test_a_log_that_somebody_else_holds_is_not_waited_for_without_end(log_engine, other_engine):
    refuse(journal_over(log_engine))
    journal = journal_over(told(other_engine, IMPATIENT))
    with for_writing(log_engine).begin() as holder:
        holder.execute(text("UPDATE log_head SET size = size"))
        with pytest.raises(LogUnavailable):
            open_paper(journal)
    assert open_paper(journal).index == 2
    assert journal.verify().checkpoint.size == 2


def test_a_database_that_may_only_be_read_takes_nothing(log_engine, other_engine):
    receipt = open_paper(journal_over(log_engine))
    journal = journal_over(told(other_engine, READ_ONLY))
    says_it_is_unavailable(journal, log_engine, size=1)
    with pytest.raises(LogUnavailable):
        journal.conclude(receipt, Outcome.DONE)
    assert journal.verify().checkpoint.size == 1  # reading it goes on


@only("sqlite")
def test_a_sqlite_file_that_may_only_be_read_takes_nothing(log_url, log_engine):
    refuse(journal_over(log_engine))
    path = log_url.removeprefix("sqlite:///")
    engine = engine_for(f"sqlite:///file:{path}?mode=ro&uri=true")
    says_it_is_unavailable(journal_over(engine), log_engine, size=1)
    engine.dispose()


def test_a_database_without_the_log_takes_nothing(log_engine):
    downgrade(log_engine, "log")
    journal = journal_over(log_engine)
    for attempt in (
        lambda: refuse(journal),
        journal.recent,
        journal.checkpoint,
        journal.verify,
        lambda: journal.about(PAPER),
        lambda: journal.lines_of(OTHER),
        lambda: journal.latest(Verb.VERSION_SEALED, PAPER),
    ):
        with pytest.raises(LogUnavailable):
            attempt()


def test_a_connection_that_failed_is_not_trusted_again(log_engine):
    journal = journal_over(log_engine)
    refuse(journal)
    made = []
    event.listen(log_engine, "connect", lambda *_: made.append(1))
    refuse(journal)
    assert not made
    drop_the_log(log_engine)
    with pytest.raises(LogUnavailable):
        refuse(journal)
    before = len(made)
    with pytest.raises(LogUnavailable):
        refuse(journal)
    assert len(made) == before + 1


def drop_the_log(engine):
    with for_writing(engine).begin() as connection:
        for table in ("log_object", "log_entry", "log_head"):
            connection.execute(text(f"DROP TABLE {table}"))


def test_a_database_that_is_not_there_takes_nothing(tmp_path):
    for url in (
        f"sqlite:///{tmp_path}/no/such/folder/log.db",
        f"postgresql://nobody@/nothing?host={tmp_path}",
    ):
        engine = engine_for(url)
        with pytest.raises(LogUnavailable):
            refuse(journal_over(engine))
        engine.dispose()


@only("sqlite")  # PostgreSQL has no limit on a database's size to run into
def test_a_full_disk_takes_nothing_and_loses_nothing(log_engine, other_engine):
    with log_engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
    journal = journal_over(told(other_engine, {"sqlite": f"PRAGMA max_page_count = {pages + 20}"}))
    acknowledged = refuse_until_unavailable(journal)
    assert acknowledged > 20
    says_it_is_unavailable(journal, log_engine, size=acknowledged)
    assert refuse(journal_over(log_engine)).seq == acknowledged + 1  # once there is room


@only("postgresql")  # SQLite has no connection to lose
def test_a_lost_connection_is_mended(log_engine):
    journal = journal_over(log_engine)
    refuse(journal)
    with log_engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert refuse(journal).seq == 2


@only("postgresql")  # SQLite has no connection to lose
def test_a_connection_lost_in_the_middle_leaves_nothing(log_engine, other_engine):
    refuse(journal_over(log_engine))
    journal = journal_over(other_engine)

    @event.listens_for(other_engine, "before_cursor_execute")
    def cut(connection, cursor, statement, parameters, context, executemany):  # noqa: PLR0913, PLR0917 -- SQLAlchemy's own
        del cursor, parameters, context, executemany
        if "INSERT INTO log_entry" in statement:
            with log_engine.connect() as elsewhere:
                elsewhere.execute(
                    text("SELECT pg_terminate_backend(:pid)"),
                    {"pid": connection.connection.dbapi_connection.info.backend_pid},
                )

    with pytest.raises(LogUnavailable):
        open_paper(journal)
    event.remove(other_engine, "before_cursor_execute", cut)
    assert journal_over(log_engine).verify().checkpoint.size == 1
    assert open_paper(journal).index == 2


def test_the_operator_learns_the_cause_and_no_row_s_values(log_engine, other_engine, caplog):
    journal = journal_over(told(other_engine, READ_ONLY))
    with caplog.at_level(logging.ERROR), pytest.raises(LogUnavailable):
        open_paper(journal)
    (record,) = caplog.records
    said = record.getMessage()
    assert said.startswith("the log cannot be written: ")
    assert "read" in said.removeprefix("the log cannot be written: ").lower()
    assert str(PAPER) not in caplog.text
    assert record.exc_info is None
    assert log_engine.dialect.name in {"sqlite", "postgresql"}
