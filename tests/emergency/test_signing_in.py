"""An emergency key lets its holder in, as an administrator, for an hour, and with an alarm."""

import logging

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import LogUnavailable
from portal.records.tables import EmergencyChallenge, EmergencyKey, SignInSession
from portal.services.emergency.refusing import KeyRefused
from tests.emergency.conftest import BROWSER
from tests.emergency.software_key import SoftwareKey
from tests.support.furnishing import ADMINISTRATOR

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("algorithm", [-7, -8, -257])
def test_a_key_of_each_kind_lets_its_holder_in(bench, algorithm):
    key = SoftwareKey(algorithm)
    bench.enrol(key)
    visit = bench.visit(bench.come_in(key))
    assert visit is not None
    assert (visit.person_id, visit.emergency) == (ADMINISTRATOR, True)


def test_a_use_is_an_alarm_in_the_log_and_to_the_operator(bench, key, caplog):
    with caplog.at_level(logging.CRITICAL):
        bench.come_in(key)
    (entry,) = bench.entries(Verb.EMERGENCY_KEY_USED)
    assert entry.actor == bench.office.journal.pseudonyms.of_person(ADMINISTRATOR)
    assert [each.levelname for each in caplog.records] == ["CRITICAL"]
    assert str(ADMINISTRATOR) in caplog.text
    assert "Marlowe" not in caplog.text
    assert bench.entries(Verb.EMERGENCY_KEY_DRILLED) == []


def test_a_drill_is_the_same_and_is_remembered_as_one(bench, key):
    bench.come_in(key, drill=True)
    assert len(bench.entries(Verb.EMERGENCY_KEY_USED, Verb.EMERGENCY_KEY_DRILLED)) == 2
    with Session(bench.record) as session:
        assert session.scalars(select(EmergencyKey.drilled_at)).one() == bench.clock()
    bench.clock.move(hours=2)
    bench.come_in(key)
    with Session(bench.record) as session:
        kept = session.scalars(select(EmergencyKey)).one()
        assert (kept.last_used_at == bench.clock(), kept.drilled_at < bench.clock()) == (True, True)


@pytest.mark.parametrize(
    ("steps", "lasts"), [([14, 14, 14, 14], True), ([15], False), ([14, 14, 14, 14, 4], False)]
)
def test_it_lasts_an_hour_and_a_quarter_of_one_without_activity(bench, key, steps, lasts):
    token = bench.come_in(key)
    for step in steps:
        bench.clock.move(minutes=step)
        found = bench.visit(token)
    assert (found is not None) is lasts


def test_there_is_one_at_a_time(bench, key):
    first = bench.come_in(key)
    second = bench.come_in(key)
    assert bench.visit(first) is None
    assert bench.visit(second) is not None
    ended = bench.entries(Verb.SESSION_ENDED)
    assert [each.detail["reason"] for each in ended] == ["replaced"]


def test_whoever_is_forgotten_by_an_idle_sweep_is_the_idle_one(bench, key):
    idle = bench.come_in(key)
    other = SoftwareKey()
    bench.enrol(other)
    bench.clock.move(minutes=20)
    bench.come_in(other)
    with Session(bench.record) as session:
        because = session.scalars(select(SignInSession.ended_because)).all()
    assert sorted(because) == ["", "idle"]
    assert bench.visit(idle) is None


def test_nobody_comes_in_unseen(bench, key, monkeypatch):
    answer = key.prove(bench.ask())

    def broken(*_, **__):
        raise LogUnavailable

    monkeypatch.setattr(bench.office.journal, "note", broken)
    with pytest.raises(LogUnavailable):
        bench.answer(answer)
    with Session(bench.record) as session:
        assert session.scalars(select(SignInSession)).all() == []
        assert session.scalars(select(EmergencyKey.last_used_at)).one() is None


def test_a_challenge_serves_once_even_if_the_answer_was_good(bench, key):
    answer = key.prove(bench.ask())
    bench.answer(answer)
    with pytest.raises(KeyRefused):
        bench.answer(answer)


def test_a_browser_has_one_challenge_and_old_ones_are_forgotten(bench, key):
    first = bench.ask()
    bench.ask("another invented mark")
    later = bench.ask()
    with Session(bench.record) as session:
        assert len(session.scalars(select(EmergencyChallenge.challenge)).all()) == 2
    assert first != later
    with pytest.raises(KeyRefused):
        bench.answer(key.prove(first))
    bench.clock.move(minutes=5)
    bench.ask()
    with Session(bench.record) as session:
        assert len(session.scalars(select(EmergencyChallenge.challenge)).all()) == 1


def test_a_key_that_never_counts_goes_on_not_counting(bench):
    key = SoftwareKey(counts=False)
    bench.enrol(key)
    for _ in range(2):
        assert bench.visit(bench.come_in(key)) is not None


def test_a_session_that_the_browser_had_ends(bench, key):
    first = bench.come_in(key)
    with Session(bench.record) as session:
        session.execute(update(SignInSession).values(emergency=False))
        session.commit()
    second = bench.come_in(key, token=first)
    assert bench.visit(first) is None
    assert bench.visit(second) is not None
    assert BROWSER not in second
