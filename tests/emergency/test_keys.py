"""The keys there are: judged, removed, and announced to officers when one was used."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.policy import Office
from portal.records.tables import Person
from portal.services.emergency import keys
from tests.emergency.conftest import held_by
from tests.emergency.software_key import SoftwareKey
from tests.support.furnishing import ADMINISTRATOR, MEMBER, MONITORING_OFFICER, NOW

pytestmark = pytest.mark.slow


def state(bench):
    with Session(bench.record) as session:
        return keys.state_of_emergency_keys(session, bench.clock())


def announced(bench, person):
    with (work := bench.office.work_of(person)).session:
        return keys.uses_announced(work)


@pytest.fixture
def two(bench, key):
    """Enrol a second person's key."""
    other = SoftwareKey()
    bench.enrol(other, bench.administrator())
    return key, other


def test_without_keys_two_people_are_wanting(bench):
    told = state(bench)
    assert told.keys == ()
    assert [each.partition(" can ")[0] for each in told.wrong] == ["0 of the 2 people needed"]


def test_two_keys_of_one_person_are_one_persons(bench):
    for _ in range(2):
        bench.enrol(SoftwareKey())
    assert state(bench).wrong[0].startswith("1 of the 2 people")


def test_two_people_who_have_drilled_are_enough_for_ninety_days(bench, two):
    assert [each.wrong.partition(":")[0] for each in state(bench).keys] == ["never tried out"] * 2
    for each in two:
        bench.come_in(each)
    assert len(state(bench).wrong) == 2, "a use that is no drill tries nothing out"
    for each in two:
        bench.come_in(each, drill=True)
    assert state(bench).wrong == ()
    bench.clock.move(days=89)
    assert state(bench).wrong == ()
    bench.clock.move(days=1)
    assert [each.wrong.partition(":")[0] for each in state(bench).keys] == [
        "last tried out 90 days ago"
    ] * 2


@pytest.mark.parametrize("how", ["suspended", "auditor"])
def test_a_holder_who_is_unfit_does_not_count(bench, two, how):
    for each in two:
        bench.come_in(each, drill=True)
    with Session(bench.record) as session:
        if how == "suspended":
            session.execute(
                update(Person).where(Person.id == ADMINISTRATOR).values(suspended_at=NOW)
            )
        else:
            session.add(held_by(ADMINISTRATOR, Office.AUDITOR))
        session.commit()
    wrong = state(bench).wrong
    assert wrong[0].startswith("1 of the 2 people")
    assert "remove it" in wrong[1]


@pytest.mark.parametrize("typed", ["", "0", "00000000", "not a key", "%"])
def test_a_key_that_is_not_there_is_not_removed(bench, key, typed):
    with (work := bench.work()).session, pytest.raises(Refused):
        keys.remove(work, typed)
    assert bench.visit(bench.come_in(key)) is not None


def test_removing_a_key_ends_its_session_and_no_other(bench, two):
    mine, anothers = (bench.come_in(each) for each in two)
    (line,) = (each for each in state(bench).keys if each.name == "Kit Marlowe")
    with (work := bench.work()).session:
        keys.remove(work, str(line.id))
    assert bench.visit(mine) is None
    assert bench.visit(anothers) is not None
    with (work := bench.work()).session, pytest.raises(Refused):
        keys.remove(work, line.short)


def test_a_use_is_announced_to_whoever_may_end_sessions_for_five_working_days(bench, key):
    with Session(bench.record) as session:
        session.add_all(
            Person(id=person, name="Somebody", created_at=NOW)
            for person in (MEMBER, MONITORING_OFFICER)
        )
        session.flush()
        session.add(held_by(MONITORING_OFFICER, Office.MONITORING_OFFICER))
        session.commit()
    assert announced(bench, MONITORING_OFFICER) == ()
    bench.come_in(key, drill=True)
    used = (keys.KeyUse(name="Kit Marlowe", used_at=NOW, drill=True),)
    assert announced(bench, MEMBER) == ()
    assert announced(bench, None) == ()
    assert announced(bench, ADMINISTRATOR) == used
    bench.clock.move(days=8)  # from a Thursday to the Friday after the next: a bank holiday between
    assert announced(bench, MONITORING_OFFICER) == used
    bench.clock.move(days=1)
    assert announced(bench, MONITORING_OFFICER) == ()
