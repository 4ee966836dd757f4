"""Whatever ends somebody's access, ends it within the time that is promised, by the clock.

The directory is a Graph that answers over HTTP; the clock is moved by hand.
"""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.engines import engine_for
from portal.records.tables import Person, SignInSession
from portal.services.sign_in.snapshots import FRESH_FOR, SERVES_FOR
from tests.sign_in.forging import OBJECT
from tests.sign_in.front_half import csrf_of, query
from tests.sign_in.graph_at_work import cut, half_of, refusing, saying, throttled

ROLE = "Portal.Member"
MINUTE = 60


@pytest.fixture
def database_kind():
    """On SQLite alone: sessions and snapshots have tests of their own on each database."""
    return "sqlite"


@pytest.fixture
def directory(provider):
    return provider.graph.directory


@pytest.fixture
def signed_in(portal):
    browser = portal.browser()
    assert portal.sign_in(browser).status_code == 303
    assert is_in(browser)
    return browser


def is_in(browser):
    """Whether a signed-in page is given; a stranger is sent to sign in."""
    return browser.get("/me/access").status_code == 200


def reasons(portal):
    return [entry.detail["reason"] for entry in portal.entries(Verb.SESSION_ENDED)]


ENDINGS = {
    "the account is disabled": lambda directory: directory.disable(OBJECT),
    "the account is deleted": lambda directory: directory.remove(OBJECT),
    "its last role is taken away": lambda directory: directory.take_role(OBJECT, ROLE),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_the_directory_ends_is_over_within_five_minutes(
    portal, clock, directory, signed_in, ending
):
    ENDINGS[ending](directory)
    clock.move(seconds=FRESH_FOR.total_seconds() - 1)
    assert is_in(signed_in)  # the last word of the directory still serves

    clock.move(seconds=1)

    assert not is_in(signed_in)
    assert reasons(portal) == ["directory"]
    clock.move(minutes=1)
    assert not is_in(signed_in)  # and stays so, whatever the cookie says


def test_revoking_sessions_ends_those_that_began_before(portal, clock, directory, signed_in):
    clock.move(minutes=1)
    directory.revoke_sessions(OBJECT)
    clock.move(minutes=2)
    later = portal.browser()
    portal.sign_in(later)

    clock.move(seconds=FRESH_FOR.total_seconds())

    assert not is_in(signed_in)
    assert is_in(later)


def test_a_role_that_comes_back_lets_sign_in_again(portal, clock, directory, signed_in):
    directory.disable(OBJECT)
    clock.move(seconds=FRESH_FOR.total_seconds())
    assert not is_in(signed_in)

    directory.enable(OBJECT)

    again = portal.browser()
    portal.sign_in(again)
    assert is_in(again)
    assert not is_in(signed_in)  # the ended session is not brought back by it


def test_the_directory_is_asked_once_in_five_minutes(provider, clock, signed_in):
    for _ in range(20):
        assert is_in(signed_in)
    assert provider.graph.times_asked("/users/*") == 0  # signing in was its word

    clock.move(seconds=FRESH_FOR.total_seconds())
    for _ in range(20):
        assert is_in(signed_in)

    assert provider.graph.times_asked(f"/users/{OBJECT}") == 1


def change(portal, **values):
    engine = engine_for(str(portal.app.config["SQLALCHEMY_DATABASE_URI"]))
    with Session(engine) as session:
        session.execute(update(Person).where(Person.id == portal.person).values(values))
        session.commit()
    engine.dispose()


@pytest.mark.parametrize("column", ["suspended_at", "closed_at"])
def test_what_is_ended_here_is_over_at_the_next_request(portal, clock, signed_in, column):
    change(portal, **{column: clock()})

    assert not is_in(signed_in)
    refused = portal.browser()
    told = query(portal.sign_in(refused).headers["Location"])["about"]
    assert told == {"suspended_at": "suspended", "closed_at": "not-a-member"}[column]
    assert not is_in(refused)


FAULTS = {
    "is busy": throttled(120),
    "says nonsense": saying({"accountEnabled": "yes"}),
    "speaks of somebody else": saying({"id": "somebody", "accountEnabled": True}),
    "breaks off": half_of({"id": str(OBJECT), "accountEnabled": True}),
    "hangs up": cut,
    "has failed": refusing(500),
    "is forbidden": refusing(403, "Authorization_RequestDenied"),
    "sends elsewhere": refusing(302, Location="https://attacker.example/"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_without_the_directory_the_rest_goes_on_for_an_hour_and_no_longer(
    provider, clock, signed_in, fault
):
    provider.graph.fails("/users/*", FAULTS[fault])
    clock.move(seconds=FRESH_FOR.total_seconds())
    assert is_in(signed_in)

    # Idle sessions end after half an hour, so it is used on the way.
    for _ in range(3):
        clock.move(minutes=18)
        assert is_in(signed_in)
    clock.move(minutes=1)

    answer = signed_in.get("/me")
    assert answer.status_code == 503
    assert "We cannot check your account at the moment" in answer.text
    assert signed_in.get("/").status_code == 200
    assert signed_in.get("/boards").status_code == 200
    provider.graph.recover()
    clock.move(minutes=6)
    assert is_in(signed_in)


def test_a_busy_directory_is_left_alone_for_as_long_as_it_asks(provider, clock, signed_in):
    provider.graph.fails("/users/*", throttled(120), times=1)
    clock.move(seconds=FRESH_FOR.total_seconds())
    for _ in range(10):
        assert is_in(signed_in)
    assert provider.graph.times_asked("/users/*") == 1

    clock.move(seconds=119)
    assert is_in(signed_in)
    assert provider.graph.times_asked("/users/*") == 1

    clock.move(seconds=1)
    assert is_in(signed_in)
    assert provider.graph.times_asked(f"/users/{OBJECT}") == 2


def test_the_times_are_those_that_are_promised():
    assert timedelta(minutes=5) == FRESH_FOR
    assert timedelta(minutes=60) == SERVES_FOR


def test_the_providers_word_that_a_session_ended_there_ends_it_here(provider, portal):
    provider.tell = lambda occasion: occasion.token(sid="session-at-the-provider")
    browsers = [portal.browser(), portal.browser()]
    for browser in browsers:
        portal.sign_in(browser)
    provider.tell = lambda occasion: occasion.token(sid="another")
    other = portal.browser()
    portal.sign_in(other)

    answers = [
        portal.browser().get("/sign-out/front-channel", query_string=asked)
        for asked in (
            {"sid": "unheard-of"},
            {},
            {"sid": "x" * 5000},
            {"sid": "session-at-the-provider", "iss": "https://elsewhere.example"},
        )
    ]
    assert [is_in(browser) for browser in (*browsers, other)] == [True, True, True]
    answers += [
        portal.browser().get("/sign-out/front-channel?sid=session-at-the-provider")
        for _ in range(2)
    ]

    assert [is_in(browser) for browser in (*browsers, other)] == [False, False, True]
    assert {(answer.status_code, answer.data) for answer in answers} == {(200, b"")}
    assert len({str(answer.headers) for answer in answers}) == 1
    assert answers[0].headers["Cache-Control"] == "no-store"
    framed = f"frame-ancestors {provider.authority}"
    assert framed in answers[0].headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in portal.browser().get("/").headers["Content-Security-Policy"]


def test_a_session_without_a_name_at_the_provider_is_not_ended_by_an_empty_one(portal, signed_in):
    portal.browser().get("/sign-out/front-channel?sid=")

    assert is_in(signed_in)


def test_a_cookie_that_is_kept_serves_nobody_after_signing_out(portal, signed_in):
    kept = signed_in.get_cookie("__Host-portal").value
    signed_in.post("/sign-out", data={"csrf_token": csrf_of(signed_in)})
    thief = portal.browser()
    thief.set_cookie("__Host-portal", kept, secure=True, path="/")

    assert not is_in(thief)


def test_a_snapshot_that_somebody_takes_away_lets_nobody_in(portal, signed_in):
    engine = engine_for(str(portal.app.config["SQLALCHEMY_DATABASE_URI"]))
    with Session(engine) as session:
        session.execute(delete(SignInSession).where(SignInSession.person_id != portal.person))
        session.connection().exec_driver_sql("DELETE FROM directory_snapshot")
        session.commit()
    engine.dispose()

    assert not is_in(signed_in)
