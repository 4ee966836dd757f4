"""What could be read at a moment, rebuilt from what was kept, is what could be read then."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.policy.holdings import scope_from
from portal.records.tables import Person
from portal.records.things import GUARDED, columns_of, joined, thing_from
from portal.services.explaining.people import everybody
from portal.services.explaining.reasons import local_day, scope_at
from portal.services.explaining.sources import Kept, Source, Standing, Whole
from portal.services.explaining.things import thing_of
from portal.services.standing import holdings_of
from portal.services.work import LOCAL
from tests.services.explaining.changing import CHANGES, STEPS
from tests.support.furnishing import NOW, furnish, open_an_office

pytestmark = pytest.mark.slow

Answers = dict[tuple[UUID, UUID], tuple[str, str]]


class Ticking:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def session(record_engine, log_engine, tmp_path, clock):
    office = open_an_office(record_engine, log_engine, tmp_path, clock)
    furnish(office)
    with office.session() as session:
        session.info["clock"] = clock
        yield session


def live(session: Session, now: datetime) -> Answers:
    """Ask as a request of that moment does: its own reading of people and of rows."""
    today = now.astimezone(LOCAL).date()
    things = {}
    for table in GUARDED:
        rows = session.execute(joined(select(table.id, *columns_of(table)), table))
        things |= {values[0]: thing_from(table, values[1:]) for values in rows}
    answers = {}
    for person in session.scalars(select(Person.id)).all():
        scope = scope_from(holdings_of(session, person, today), now=now, today=today)
        for row, thing in things.items():
            verdict = scope.verdict_on(thing)
            answers[person, row] = (verdict.effect.value, verdict.rule)
    return answers


def rebuilt(source: Source) -> Answers:
    whole = Whole(of=source)
    things = {row: thing_of(whole, table, row) for table in GUARDED for row in whole.rows(table)}
    answers = {}
    for person, held in everybody(whole).items():
        scope = scope_at(held, source.moment)
        for row, thing in things.items():
            assert thing is not None
            verdict = scope.verdict_on(thing)
            answers[person, row] = (verdict.effect.value, verdict.rule)
    return answers


def test_what_is_kept_gives_what_the_record_gives(session, clock):
    now = clock.now
    answers = live(session, now)
    assert len(answers) > 100
    assert {effect for effect, _ in answers.values()} >= {"P", "D"}
    assert rebuilt(Standing(session=session, moment=now)) == answers
    assert rebuilt(Kept(session=session, moment=now)) == answers


def test_before_there_was_anything_nobody_could_read_anything(session, clock):
    assert rebuilt(Kept(session=session, moment=clock.now - timedelta(seconds=1))) == {}


@pytest.mark.slow
@settings(max_examples=30)
@given(data=st.data())
def test_what_was_so_in_any_history_of_changes_can_be_rebuilt(session, clock, data):
    session.rollback()  # so that each history begins with the same record
    clock.now = NOW
    answered = []
    for _ in range(data.draw(st.integers(1, 4), label="changes")):
        for _ in range(data.draw(st.integers(1, 3), label="at once")):
            change = data.draw(st.sampled_from(CHANGES), label="change")
            change(data.draw, session, clock.now)
            session.flush()
        answers = live(session, clock.now)
        assert rebuilt(Standing(session=session, moment=clock.now)) == answers
        answered.append((clock.now, answers))
        clock.now += data.draw(st.sampled_from(STEPS), label="later")
        # That days go by changes answers, and no row.
        answered.append((clock.now, live(session, clock.now)))
        clock.now += timedelta(microseconds=1)
    for moment, answers in answered:
        assert rebuilt(Kept(session=session, moment=moment)) == answers


def test_everybody_is_read_in_as_many_statements_as_there_are_tables(session, clock, record_engine):
    said = []
    event.listen(record_engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    everybody(Kept(session=session, moment=clock.now))
    assert len([each for each in said if each != "BEGIN"]) == 11


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "2026-06-30"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "2026-07-01"),
    ],
)
def test_a_day_begins_at_midnight_in_the_united_kingdom(moment, day):
    assert local_day(moment).isoformat() == day
