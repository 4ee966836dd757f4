"""Suspension: an account shut at once, by whom it may be, with everything held left on record."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import ANONYMOUS, Office
from portal.records.tables import Body, Invitation, Person, Seat
from portal.services.access import by_operator, sessions, suspending
from portal.services.access.asking import Unfit
from portal.services.access.interests import declare
from portal.services.explaining.who import read_who
from portal.services.sign_in.sessions import Opening, SessionLimits, find_session, open_session
from portal.services.sign_in.snapshots import keep_snapshot
from tests.services.access.conftest import hold
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    GUEST,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    PREVENT_MEMBER,
    STRANGER,
)

LIMITS = SessionLimits()


@pytest.fixture
def signed_in(record_engine, furnished, clock):
    """Sign somebody in, and say whether a token is any good at the next request."""
    del furnished

    def token_of(person: UUID) -> str:
        with Session(record_engine) as session:
            keep_snapshot(session, person, frozenset({"Portal.Member"}), clock())
            token = open_session(session, person, Opening(), LIMITS, clock())
            session.commit()
        return token

    def is_good(token: str) -> bool:
        with Session(record_engine) as session:
            return find_session(session, token, LIMITS, clock()) is not None

    return token_of, is_good


def seat_guest(record_engine, **more) -> None:
    """Make the member a guest of the directory, who sits on the board."""
    with Session(record_engine) as session:
        session.execute(update(Person).where(Person.id == MEMBER).values(guest=True))
        for body in more.get("also_on", ()):
            session.add(Seat(person_id=MEMBER, body_id=body, from_on=NOW.date()))
        session.commit()


def another_body(record_engine) -> UUID:
    with Session(record_engine) as session:
        body = Body(id=uuid4(), slug="elsewhere", name="Elsewhere Partnership")
        session.add(body)
        session.commit()
        return body.id


def readers_of(work_of, at=None) -> set[str]:
    return {
        each.name
        for each in read_who(work_of(MONITORING_OFFICER), "paper", CLOSED_PAPER, at).readers
    }


@pytest.mark.parametrize("officer", [ADMINISTRATOR, MONITORING_OFFICER])
def test_an_officer_suspends_and_another_lifts_it(work_of, signed_in, office, officer):
    token_of, is_good = signed_in
    tokens = [token_of(PREVENT_MEMBER), token_of(PREVENT_MEMBER)]
    suspending.suspend(work_of(officer), PREVENT_MEMBER)
    assert not any(map(is_good, tokens))
    assert work_of(PREVENT_MEMBER).principal == ANONYMOUS
    account = suspending.read_account(work_of(officer), PREVENT_MEMBER)
    assert (account.suspended_by, account.sessions) == (NAMES[officer], 0)
    with pytest.raises(Unfit, match="already"):
        suspending.suspend(work_of(officer), PREVENT_MEMBER)

    suspending.restore(work_of(officer), PREVENT_MEMBER)
    assert work_of(PREVENT_MEMBER).principal.person == PREVENT_MEMBER
    assert not any(map(is_good, tokens))  # what ended stays ended
    with pytest.raises(Unfit, match="not suspended"):
        suspending.restore(work_of(officer), PREVENT_MEMBER)
    said = [line.entry for line in office.journal.lines_of(work_of(officer).actor, limit=9)]
    assert [each.verb for each in said] == [
        Verb.ACCOUNT_RESTORED,
        Verb.SESSION_ENDED,
        Verb.SESSION_ENDED,
        Verb.ACCOUNT_SUSPENDED,
    ]
    assert {each.detail["holder"] for each in said} == {
        office.journal.pseudonyms.of_person(PREVENT_MEMBER)
    }


@pytest.mark.parametrize("person", [None, CLERK, AUDITOR, MEMBER, STRANGER])
def test_nobody_else_can(work_of, person):
    for act in (suspending.suspend, suspending.restore, sessions.sign_out_everywhere):
        with pytest.raises(NotFound):
            act(work_of(person), PREVENT_MEMBER)
    with pytest.raises(NotFound):
        sessions.signed_in(work_of(person))


def test_nobody_suspends_or_restores_themselves(work_of):
    for act in (suspending.suspend, suspending.restore):
        with pytest.raises(Unfit, match="Somebody else"):
            act(work_of(ADMINISTRATOR), ADMINISTRATOR)


def test_a_clerk_suspends_a_guest_of_their_own_board_and_does_not_lift_it(work_of, record_engine):
    with pytest.raises(NotFound):  # no guest
        suspending.suspend(work_of(CLERK), MEMBER)
    seat_guest(record_engine)
    suspending.suspend(work_of(CLERK), MEMBER)
    assert work_of(MEMBER).principal == ANONYMOUS
    with pytest.raises(NotFound):
        suspending.restore(work_of(CLERK), MEMBER)
    suspending.restore(work_of(ADMINISTRATOR), MEMBER)


def test_a_clerk_of_one_board_leaves_a_guest_of_another_too_alone(work_of, record_engine, office):
    seat_guest(record_engine, also_on=(another_body(record_engine),))
    with Session(record_engine) as session:
        clerk_of_one = uuid4()
        session.add(Person(id=clerk_of_one, name="Una Frost", created_at=NOW))
        session.commit()
    hold(work_of(None), clerk_of_one, Office.CLERK, BOARD)
    with pytest.raises(NotFound):
        suspending.suspend(work_of(clerk_of_one), MEMBER)
    with Session(record_engine) as session:
        session.execute(
            update(Seat)
            .where(Seat.body_id != BOARD)
            .values(until_on=NOW.date() - timedelta(days=1), from_on=NOW.date() - timedelta(days=2))
        )
        session.commit()
    hold(work_of(None), MEMBER, Office.AUDITOR)
    with pytest.raises(NotFound):  # an office for every body is beyond the clerk's
        suspending.suspend(work_of(clerk_of_one), MEMBER)
    assert office.work_of(MEMBER).principal.person == MEMBER


def test_a_guest_asked_in_for_one_item_is_the_boards_guest(work_of, record_engine):
    with Session(record_engine) as session:
        session.execute(update(Person).where(Person.id == GUEST).values(guest=True))
        invitation = session.scalars(select(Invitation).where(Invitation.person_id == GUEST)).one()
        invitation.until_on = NOW.date()
        session.commit()
    suspending.suspend(work_of(CLERK), GUEST)
    assert work_of(GUEST).principal == ANONYMOUS


def test_who_can_read_does_not_count_them_and_who_could_have_does(work_of, clock):
    assert NAMES[PREVENT_MEMBER] in readers_of(work_of)
    before = clock()
    clock.move(timedelta(hours=1))
    suspending.suspend(work_of(ADMINISTRATOR), PREVENT_MEMBER)
    during = clock()
    assert NAMES[PREVENT_MEMBER] not in readers_of(work_of)
    clock.move(timedelta(hours=1))
    suspending.restore(work_of(ADMINISTRATOR), PREVENT_MEMBER)
    assert NAMES[PREVENT_MEMBER] in readers_of(work_of)
    assert NAMES[PREVENT_MEMBER] in readers_of(work_of, before)
    assert NAMES[PREVENT_MEMBER] not in readers_of(work_of, during)


def test_work_that_was_begun_before_is_refused_at_the_next_request(work_of, signed_in):
    token_of, is_good = signed_in
    token = token_of(PREVENT_MEMBER)
    suspending.suspend(work_of(MONITORING_OFFICER), PREVENT_MEMBER)
    assert not is_good(token)
    with pytest.raises(NotFound):
        declare(work_of(PREVENT_MEMBER), CLOSED_ITEM, "other", "mine", will_leave=True)


def test_an_officer_lists_who_is_signed_in_and_signs_them_out(work_of, signed_in):
    token_of, is_good = signed_in
    tokens = [token_of(MEMBER), token_of(MEMBER), token_of(GUEST)]
    lines = sessions.signed_in(work_of(ADMINISTRATOR)).lines
    assert {(each.name, each.sessions) for each in lines} == {(NAMES[MEMBER], 2), (NAMES[GUEST], 1)}
    assert sessions.sign_out_everywhere(work_of(ADMINISTRATOR), MEMBER) == 2
    assert [is_good(each) for each in tokens] == [False, False, True]
    with pytest.raises(NotFound):
        sessions.sign_out_everywhere(work_of(ADMINISTRATOR), uuid4())


def test_the_back_door_is_for_operators(work_of):
    with pytest.raises(NotFound):
        by_operator.end_every_session(work_of(ADMINISTRATOR))
    with pytest.raises(NotFound):
        by_operator.suspend(work_of(ADMINISTRATOR), str(MEMBER))
