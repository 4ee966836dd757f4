"""A session ends: when told to, when idle, when old, when one too many, when its person goes."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.policy.app_roles import AppRole
from portal.records.tables import Person, SignInSession
from portal.services.sign_in import sessions
from portal.services.sign_in.sessions import Opening, SessionLimits
from portal.services.sign_in.snapshots import keep_snapshot
from tests.sign_in.conftest import START, invite
from tests.sign_in.forging import OTHER_TENANT

LIMITS = SessionLimits()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def arrive(session, person, at=START):
    """Sign somebody in, as the front desk does."""
    ended = sessions.make_room(session, person, at)
    keep_snapshot(session, person, frozenset({AppRole.MEMBER}), at)
    opening = Opening(login_hint="hint", provider_session="theirs")
    token = sessions.open_session(session, person, opening, LIMITS, at)
    session.commit()
    assert len(ended) <= 1
    return token


def find(session, token, at=START):
    return sessions.find_session(session, token, LIMITS, at)


def test_a_token_finds_its_person(session, person):
    live = find(session, arrive(session, person))

    assert live.person_id == person
    assert len(live.csrf) == 32
    assert not live.restricted


def test_the_table_holds_no_token(session, person):
    token = arrive(session, person)

    assert len(token) >= 43
    assert token not in str(session.execute(select(SignInSession.__table__)).one())


def test_no_two_sessions_share_anything(session, person):
    one, two = arrive(session, person), arrive(session, person)

    assert one != two
    assert find(session, one).csrf != find(session, two).csrf


@pytest.mark.parametrize("token", ["", "unheard of", "x" * 5000, "\ud800", "\x00"])
def test_a_token_nobody_was_given_finds_nobody(session, person, token):
    arrive(session, person)

    assert find(session, token) is None


def test_a_stolen_digest_is_no_token(session, person):
    arrive(session, person)
    stolen = session.scalar(select(SignInSession.token_hash))

    assert find(session, stolen.hex()) is None
    assert find(session, stolen.decode("latin-1")) is None


def test_a_session_ends_after_half_an_hour_of_idleness(session, person):
    token = arrive(session, person)

    assert find(session, token, START + 30 * MINUTE - timedelta(seconds=1))
    assert find(session, token, START + 60 * MINUTE) is None


def test_using_a_session_keeps_it_alive_for_eight_hours(session, person):
    token = arrive(session, person)
    for minute in range(0, 480, 20):
        assert find(session, token, START + minute * MINUTE)

    assert find(session, token, START + 479 * MINUTE)
    assert find(session, token, START + 480 * MINUTE) is None


def test_a_session_in_which_a_restricted_paper_was_opened_idles_half_as_long(session, person):
    token = arrive(session, person)
    sessions.restrict_session(session, find(session, token), START)

    assert find(session, token, START + 14 * MINUTE).restricted
    assert find(session, token, START + 29 * MINUTE) is None


def test_opening_a_second_restricted_paper_does_not_move_the_first(session, person):
    token = arrive(session, person)
    for minute in (0, 5):
        at = START + minute * MINUTE
        sessions.restrict_session(session, find(session, token, at), at)

    assert session.scalar(select(SignInSession.restricted_at)) == START


def test_reading_pages_writes_at_most_once_a_minute(session, person):
    token = arrive(session, person)

    def last_seen():
        return session.scalar(select(SignInSession.last_seen_at))

    find(session, token, START + timedelta(seconds=59))
    assert last_seen() == START
    find(session, token, START + MINUTE)
    assert last_seen() == START + MINUTE


def test_finding_a_session_leaves_nothing_under_way(session, person):
    token = arrive(session, person)
    for at in (START, START + 2 * MINUTE):
        find(session, token, at)
        assert not session.in_transaction()
    find(session, "unheard of")
    assert not session.in_transaction()


def test_closing_an_account_ends_its_sessions_at_the_next_request(session, person):
    token = arrive(session, person)
    session.execute(update(Person).where(Person.id == person).values(closed_at=START))
    session.commit()

    assert find(session, token) is None


def test_a_fourth_session_ends_the_oldest(session, person):
    tokens = [arrive(session, person, START + each * MINUTE) for each in range(4)]

    assert [find(session, token, START + 4 * MINUTE) is not None for token in tokens] == [
        False,
        True,
        True,
        True,
    ]


def test_a_fourth_session_of_one_ends_none_of_another(session, person):
    other = invite(session, name="Tomos Reed", object_id=OTHER_TENANT)
    theirs = arrive(session, other)
    for each in range(4):
        arrive(session, person, START + each * MINUTE)

    assert find(session, theirs)


def test_ending_a_session_ends_that_one(session, person):
    token, other = arrive(session, person), arrive(session, person)

    ended, hint = sessions.end_session(session, token, START)
    session.commit()

    assert [each.reason for each in ended] == ["signed-out"]
    assert hint == "hint"
    assert find(session, token) is None
    assert find(session, other)
    assert sessions.end_session(session, token, START) == ([], "")


def test_ending_a_persons_sessions_ends_them_all(session, person):
    tokens = [arrive(session, person) for _ in range(3)]

    assert len(sessions.end_sessions_of(session, person, START)) == 3
    session.commit()

    assert [find(session, token) for token in tokens] == [None, None, None]


def test_stale_sessions_are_swept_away_with_their_reason(session, person):
    old = arrive(session, person)
    for minute in range(0, 480, 20):
        find(session, old, START + minute * MINUTE)
    idle = arrive(session, person, START + 7 * HOUR)
    restricted = arrive(session, person, START + 7 * HOUR + 40 * MINUTE)
    at = START + 7 * HOUR + 40 * MINUTE
    sessions.restrict_session(session, find(session, restricted, at), at)

    def swept(at):
        ended = sessions.end_stale(session, LIMITS, at)
        session.commit()
        return [each.reason for each in ended]

    assert swept(START + 7 * HOUR + 29 * MINUTE) == []
    assert swept(START + 7 * HOUR + 30 * MINUTE) == ["idle"]
    assert find(session, idle, START + 7 * HOUR) is None
    assert swept(START + 7 * HOUR + 55 * MINUTE) == ["idle"]
    assert swept(START + 8 * HOUR) == ["too-long"]
