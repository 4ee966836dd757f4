"""History keeps every change to what access rests on, in the same transaction, and only grows."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Boolean,
    Date,
    Enum,
    Uuid,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import portal
from portal.policy import Jurisdiction, Regime, Role, Stage
from portal.records import migrating
from portal.records.base import UtcDateTime
from portal.records.engines import engine_for
from portal.records.history import CLOCK, KEPT, HistoryBypassed, facts_at, known_since
from portal.records.tables import AgendaItem, Body, KeptFact, Meeting, Person, Seat

START = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
KEPT_SINCE = {"person": {"suspended_at"}}
"""What a later upgrade keeps besides: see ``test_history_upgraded.py``."""


class Ticking:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture
def session(record_engine, clock):
    with Session(record_engine) as session:
        session.info[CLOCK] = clock
        yield session


def body_in(session: Session) -> UUID:
    body = uuid4()
    session.add(Body(id=body, slug="wrenbury-north", name="Wrenbury North Partnership"))
    session.flush()
    return body


def seat_on(session: Session, body: UUID, **more: object) -> Seat:
    seat = Seat(id=uuid4(), body_id=body, role=Role.PARTNER, from_on=date(2026, 1, 1), **more)
    session.add(seat)
    session.commit()
    return seat


def items_in(session: Session, body: UUID, count: int) -> UUID:
    meeting = Meeting(
        id=uuid4(),
        body_id=body,
        starts_at=START,
        regime=Regime.PART_VA,
        jurisdiction=Jurisdiction.ENG,
    )
    session.add(meeting)
    session.flush()
    session.add_all(
        AgendaItem(id=uuid4(), meeting_id=meeting.id, position=each) for each in range(count)
    )
    session.commit()
    return meeting.id


def kept(session: Session, row: UUID) -> list[KeptFact]:
    return list(
        session.scalars(select(KeptFact).where(KeptFact.row_id == row).order_by(KeptFact.number))
    )


@pytest.mark.parametrize("table", KEPT, ids=lambda each: each.__tablename__)
def test_only_identifiers_words_of_lists_and_dates_are_kept(table):
    for name in KEPT[table]:
        kind = table.__table__.columns[name].type
        assert isinstance(kind, Uuid | Enum | Date | UtcDateTime | Boolean), name


def test_what_is_added_is_kept_from_then_on(session):
    seat = seat_on(session, body_in(session))
    (fact,) = kept(session, seat.id)
    assert (fact.noun, fact.from_at, fact.gone) == ("seat", START, False)
    assert fact.facts["body_id"] == str(seat.body_id)
    assert fact.facts["role"] == "partner"
    assert fact.facts["until_on"] is None
    assert set(fact.facts) == set(KEPT[Seat])


def test_a_change_is_kept_and_the_past_stays(session, clock):
    seat = seat_on(session, body_in(session))
    clock.now += timedelta(days=2)
    seat.until_on = date(2026, 3, 31)
    session.commit()
    before = facts_at(session, Seat, START + timedelta(days=1))
    after = facts_at(session, Seat, clock.now)
    assert before[seat.id]["until_on"] is None
    assert after[seat.id]["until_on"] == "2026-03-31"
    assert facts_at(session, Seat, START - timedelta(seconds=1)) == {}


def test_two_changes_in_one_moment_keep_their_order(session):
    seat = seat_on(session, body_in(session))
    for day in (3, 1, 2):
        seat.until_on = date(2026, 4, day)
        session.commit()
    assert facts_at(session, Seat, START)[seat.id]["until_on"] == "2026-04-02"


def test_what_access_does_not_rest_on_is_not_kept(session):
    seat = seat_on(session, body_in(session))
    seat.post_title = "Head of invented affairs"
    session.commit()
    assert len(kept(session, seat.id)) == 1


def test_what_is_deleted_is_gone_from_then_on(session, clock):
    seat = seat_on(session, body_in(session))
    row = seat.id
    clock.now += timedelta(hours=1)
    session.delete(seat)
    session.commit()
    assert [each.gone for each in kept(session, row)] == [False, True]
    assert row in facts_at(session, Seat, START)
    assert facts_at(session, Seat, clock.now) == {}


def test_what_is_rolled_back_was_never_so(session):
    body = body_in(session)
    seat = seat_on(session, body)
    seat.until_on = date(2026, 3, 31)
    session.flush()
    session.rollback()
    assert len(kept(session, seat.id)) == 1


def test_a_change_of_many_rows_at_once_is_kept(session, clock):
    meeting = items_in(session, body_in(session), 450)
    clock.now += timedelta(minutes=1)
    session.execute(
        update(AgendaItem)
        .where(AgendaItem.meeting_id == meeting, AgendaItem.position < 440)
        .values(stage=Stage.ISSUED_PRE)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    then, now = facts_at(session, AgendaItem, START), facts_at(session, AgendaItem, clock.now)
    assert {each["stage"] for each in then.values()} == {"draft"}
    assert sorted(each["stage"] for each in now.values()) == ["draft"] * 10 + ["issued_pre"] * 440


def test_a_deletion_of_many_rows_at_once_is_kept(session, clock):
    meeting = items_in(session, body_in(session), 3)
    clock.now += timedelta(minutes=1)
    session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting))
    session.commit()
    assert len(facts_at(session, AgendaItem, START)) == 3
    assert facts_at(session, AgendaItem, clock.now) == {}


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (insert(Person), [{"name": "Somebody", "created_at": START}]),
        (update(Seat), [{"id": UUID(int=1), "until_on": date(2026, 3, 31)}]),
    ],
    ids=["insert", "many updates"],
)
def test_what_history_could_not_follow_is_refused(session, statement, values):
    with pytest.raises(HistoryBypassed):
        session.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [update(KeptFact).values(gone=True), delete(KeptFact)],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_what_was_kept(session, statement):
    seat_on(session, body_in(session))
    with pytest.raises(DatabaseError, match="only added to"):
        session.execute(statement)
    session.rollback()


@pytest.mark.parametrize("statement", ["UPDATE kept_fact SET gone = true", "DELETE FROM kept_fact"])
def test_so_does_a_database_that_was_migrated(engine, statement):
    migrating.upgrade(engine, "record")
    with Session(engine) as session:
        session.info[CLOCK] = lambda: START
        seat_on(session, body_in(session))
        with pytest.raises(DatabaseError, match="only added to"):
            session.connection().exec_driver_sql(statement)


def test_a_session_without_a_clock_keeps_the_database_s_time(record_engine):
    with Session(record_engine) as session:
        seat = seat_on(session, body_in(session))
        (fact,) = kept(session, seat.id)
        assert abs(fact.from_at - session.scalar(select(func.max(KeptFact.from_at)))) < timedelta(1)
        assert fact.from_at.tzinfo is not None


def test_adding_many_rows_costs_one_statement_more(session, record_engine):
    body = body_in(session)
    session.commit()
    said = []
    event.listen(
        record_engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: said.append(statement),
    )
    items_in(session, body, 300)
    about_history = [each for each in said if "kept_fact" in each]
    # One for the meeting's flush and one for the items', however many they are; PostgreSQL's
    # driver sends many rows of one statement together too.
    assert len(about_history) == 2


def test_an_upgrade_keeps_what_a_change_keeps(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}", durable=False)
    migrating.upgrade(engine, "record")
    revision = (migrating.MIGRATIONS / "record" / "0016_history_kept.py").read_text()
    found: dict[str, object] = {}
    exec(compile(revision, "0016_history_kept.py", "exec"), found)  # noqa: S102 -- our own
    columns = found["KEPT"]
    assert {name: set(each) for name, each in columns.items()} == {
        table.__tablename__: set(names) - KEPT_SINCE.get(table.__tablename__, set())
        for table, names in KEPT.items()
    }
    engine.dispose()


def test_there_is_no_beginning_where_history_is_as_old_as_the_record(engine):
    migrating.upgrade(engine, "record")
    with Session(engine) as session:
        assert known_since(session) is None


def test_every_session_is_listened_to(record_engine):
    class Another(Session):
        """A session of somebody else's making, as Flask-SQLAlchemy's is."""

    with Another(record_engine) as session:
        assert kept(session, body_in(session))


def test_nothing_but_history_writes_history():
    """What keeps facts and what reads them is one module; no service could change one."""
    root = Path(portal.__file__).parent
    naming = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"KeptFact|kept_fact", path.read_text(encoding="utf-8"))
    }
    assert naming == {
        "records/history.py",
        "records/tables/__init__.py",
        "records/tables/history.py",
    }
