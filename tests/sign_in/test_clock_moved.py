"""What holds when the clock is moved: ahead, back, through the hours of summer, on a leap day.

Everything is kept and compared in UTC, as the clock that is passed in says it.  A clock that is
set back by a minute or less disturbs nobody; beyond that, what is under way ends.  Nothing that
has been granted lasts longer for it, except that an end which is written down as a moment, such as
an invitation's, is compared with the clock as it is.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from portal.policy.app_roles import AppRole
from portal.policy.step_up import HOLDS_FOR
from portal.services.directory import Directory
from portal.services.directory.graph import LONGEST_PAUSE, DirectoryUnavailable
from portal.services.sign_in.keys import BETWEEN_FETCHES, SigningKeys
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.refusals import Check, SignInRefused
from portal.services.sign_in.sessions import (
    LiveSession,
    Opening,
    SessionLimits,
    find_session,
    open_session,
)
from portal.services.sign_in.snapshots import is_fresh, keep_snapshot, serves
from portal.services.sign_in.transactions import LIFETIME, Purpose, begin, take
from tests.sign_in.conftest import START
from tests.sign_in.forging import OBJECT, TENANT, Occasion
from tests.sign_in.front_half import settings_for, told
from tests.sign_in.graph_at_work import refusing
from tests.sign_in.honest_tokens import jwks

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = timedelta(days=1)
LIMITS = SessionLimits()
LONDON = ZoneInfo("Europe/London")
# Sunday morning at one, when clocks in the United Kingdom go on to two, and back from two to one.
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
LEAP = datetime(2028, 2, 29, 23, 50, tzinfo=UTC)
MOMENTS = [START, *(change - 5 * MINUTE for change in CHANGES), LEAP]


@pytest.fixture
def database_kind():
    """On SQLite alone: no database compares these moments."""
    return "sqlite"


def signed_in(session, person: UUID, at: datetime) -> str:
    keep_snapshot(session, person, frozenset({AppRole.MEMBER}), at)
    token = open_session(session, person, Opening(), LIMITS, at)
    session.commit()
    return token


@pytest.mark.parametrize("start", MOMENTS, ids=str)
def test_a_session_lasts_as_long_on_any_day(session, person, start):
    token = signed_in(session, person, start)

    assert find_session(session, token, LIMITS, start + LIMITS.idle - SECOND)
    assert not find_session(session, token, LIMITS, start + 2 * LIMITS.idle)


@pytest.mark.parametrize("start", MOMENTS, ids=str)
def test_which_zone_the_clock_speaks_in_does_not_matter(session, person, start):
    token = signed_in(session, person, start)
    later = (start + 29 * MINUTE).astimezone(LONDON)

    assert find_session(session, token, LIMITS, later)
    assert not find_session(session, token, LIMITS, later + 31 * MINUTE)


@pytest.mark.parametrize(
    ("back", "lasts"), [(5 * SECOND, True), (MINUTE, True), (61 * SECOND, False), (HOUR, False)]
)
def test_a_clock_set_back_does_not_lengthen_a_session(session, person, back, lasts):
    token = signed_in(session, person, START)

    assert bool(find_session(session, token, LIMITS, START - back)) is lasts
    assert find_session(session, token, LIMITS, START + MINUTE)  # once it is put right
    assert not find_session(session, token, LIMITS, START + MINUTE + LIMITS.idle)


@pytest.mark.parametrize("ahead", [HOUR, DAY])
def test_a_clock_put_on_ends_a_session_and_spares_none(session, person, ahead):
    token = signed_in(session, person, START)

    assert not find_session(session, token, LIMITS, START + ahead)


@pytest.mark.parametrize(
    ("moved", "lasts"),
    [
        (-HOUR, False),
        (-61 * SECOND, False),
        (-5 * SECOND, True),
        (LIFETIME - SECOND, True),
        (LIFETIME, False),
        (DAY, False),
    ],
)
def test_a_sign_in_under_way_does_not_last_longer(session, moved, lasts):
    begun = begin(session, browser="b", tenant=TENANT, purpose=Purpose(return_to="/"), at=START)
    session.commit()

    if lasts:
        assert take(session, browser="b", state=begun.state, at=START + moved) == begun
    else:
        with pytest.raises(SignInRefused, match=f"check {int(Check.TRANSACTION)}"):
            take(session, browser="b", state=begun.state, at=START + moved)


@pytest.mark.parametrize("start", MOMENTS, ids=str)
def test_having_confirmed_and_being_vouched_for_are_never_of_the_future(start):
    live = LiveSession(
        token_hash=b"",
        person_id=OBJECT,
        csrf=b"",
        restricted=True,
        opened_at=start,
        expires_at=start + DAY,
        contexts=frozenset({"c1"}),
        stepped_up_at=start,
    )

    for back in (SECOND, 5 * SECOND, HOUR, DAY):
        assert not live.has_met("c1", start - back)
        assert not is_fresh(start, start - back)
        assert not serves(start, start - back)
    assert live.has_met("c1", start + HOLDS_FOR - SECOND)
    assert not live.has_met("c1", start + HOLDS_FOR)
    assert is_fresh(start, start + 5 * MINUTE - SECOND)
    assert not is_fresh(start, start + 5 * MINUTE)
    assert serves(start, start + HOUR - SECOND)
    assert not serves(start, start + HOUR)


@pytest.mark.parametrize("start", MOMENTS, ids=str)
def test_a_token_is_judged_by_the_clock_that_is_passed_in(portal, provider, clock, start):
    clock.now = start
    browser = portal.browser()
    assert portal.sign_in(browser).headers["Location"] == "/me"
    assert browser.get("/me").status_code == 200

    for moved in (-HOUR, HOUR, DAY, -DAY):
        provider.tell = lambda occasion, moved=moved: Occasion(
            issuer=occasion.issuer, nonce=occasion.nonce, at=occasion.at + moved
        ).token()
        stranger = portal.browser()
        assert told(portal, stranger, portal.sign_in(stranger)) == ("other", Check.TIME)


def test_a_clock_that_goes_back_while_somebody_is_signed_in_asks_the_directory_anew(
    portal, provider, clock
):
    browser = portal.browser()
    portal.sign_in(browser)
    clock.move(seconds=-5)

    assert browser.get("/me").status_code == 200
    assert provider.graph.times_asked(f"/users/{OBJECT}") == 1
    provider.graph.directory.disable(OBJECT)
    clock.move(seconds=-5)
    assert browser.get("/me").status_code == 303


def test_a_sign_in_across_the_change_of_hours_takes_the_minutes_it_takes(portal, clock):
    for change in CHANGES:
        clock.now = change - MINUTE
        browser = portal.browser()
        back = portal.go_and_come_back(browser)
        clock.move(minutes=9, seconds=59)
        assert browser.get(back).headers["Location"] == "/me"


@pytest.mark.parametrize("back", [5 * MINUTE, HOUR, DAY])
def test_a_clock_set_back_does_not_keep_a_new_key_from_being_found(back):
    published = jwks(Occasion().issuer)
    fetches = []
    keys = SigningKeys(lambda: fetches.append(1) or published, run=lambda refresh: refresh())
    assert not keys.find("new", START)
    assert not keys.find("new", START - 5 * SECOND)  # two threads may be as far apart
    assert len(fetches) == 1
    published["keys"].append({**published["keys"][2], "kid": "new"})

    assert keys.find("new", START - back)
    assert len(fetches) == 2
    assert BETWEEN_FETCHES == 5 * MINUTE


def test_a_clock_set_back_does_not_lengthen_a_pause(provider):
    accounts = Directory(Provider(settings_for(provider.authority)), {}).accounts
    provider.graph.fails("/users/*", refusing(503), times=1)
    with pytest.raises(DirectoryUnavailable):
        accounts.look_up(OBJECT, START, within=timedelta(0))
    with pytest.raises(DirectoryUnavailable, match="a moment ago"):
        accounts.look_up(OBJECT, START - 5 * SECOND, within=timedelta(0))

    earlier = START - LONGEST_PAUSE - HOUR
    assert accounts.look_up(OBJECT, earlier, within=timedelta(0)).checked_at == earlier
