"""Keys at work: floods of unknown ones, rollover with and without an outage, an old one's end.

The validator and its keys are the portal's own, and so are the sign-ins; only the clock is moved.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from werkzeug.wrappers import Response

from portal.services.sign_in import keys as signing
from portal.services.sign_in.id_token import Expectation, validate_id_token
from portal.services.sign_in.keys import SigningKeys
from portal.services.sign_in.refusals import Check, SignInRefused
from tests.sign_in.forging import KID, OBJECT, TENANT, Occasion, public_jwk, rs256, rsa_key
from tests.sign_in.front_half import PORTAL, Clock, Portal, open_portal, query, told
from tests.sign_in.honest_tokens import jwks
from tests.sign_in.hostile_provider import in_json
from tests.sign_in.providers_at_work import a_place, strict_provider, strict_provider_or_skip
from tests.sign_in.strict_visitor import StrictVisitor

FLOOD = 10_000
WAVE = 250
LENGTH = timedelta(minutes=20)
SIGN_IN = Occasion()
NEW = "signing-key-2"


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in reading a token."""
    return "sqlite"


@pytest.fixture(autouse=True)
def refreshed_at_once(monkeypatch):
    """No thread of its own for a refresh: what it brings is there for the next sign-in."""
    monkeypatch.setattr(signing, "in_the_background", lambda refresh: refresh())


@pytest.mark.parametrize("published", [True, False], ids=["in service", "in an outage"])
def test_ten_thousand_tokens_of_unknown_keys_cause_a_fetch_in_five_minutes_at_most(published):
    fetches: list[datetime] = []
    clock = Clock(SIGN_IN.at)

    def fetch():
        fetches.append(clock())
        if not published and len(fetches) > 1:
            raise signing.ProviderUnreachable
        return jwks(SIGN_IN.issuer)

    keys = SigningKeys(fetch, run=lambda refresh: refresh())
    refusals: Counter[Check | None] = Counter()

    def present(number: int) -> Check | None:
        expectation = Expectation(
            issuer=SIGN_IN.issuer,
            tenant=SIGN_IN.tenant,
            client_id=SIGN_IN.client_id,
            nonce=SIGN_IN.nonce,
            access_token=None,
            at=clock(),
            key_named=lambda kid: keys.find(kid, clock()),
        )
        raw = SIGN_IN.token({"kid": f"unknown-{number}"}, sign=lambda _: b"never looked at")
        try:
            validate_id_token(raw, expectation)
        except SignInRefused as refused:
            return refused.check
        return None

    # The clock moves when all of a wave have been answered, as no thread lags by minutes.
    with ThreadPoolExecutor(10) as threads:
        for wave in range(0, FLOOD, WAVE):
            refusals.update(threads.map(present, range(wave, wave + WAVE)))
            clock.now += LENGTH * WAVE / FLOOD

    assert refusals == {Check.KEY: FLOOD}
    moments = sorted(fetches)
    assert len(moments) <= LENGTH / timedelta(minutes=5)
    assert all(later - earlier >= timedelta(minutes=5) for earlier, later in pairwise(moments))


class Rolling:
    """A provider's keys on the way from one to the next."""

    def __init__(self, provider) -> None:
        self._provider = provider
        self.kids = [KID]
        self.publish()
        self.sign_with(KID)

    def publish(self, *kids: str) -> None:
        self.kids = list(kids) or self.kids
        self._provider.answers["keys"] = lambda _: in_json(
            {"keys": [public_jwk(rsa_key(kid), kid=kid) for kid in self.kids]}
        )

    def fail(self) -> None:
        self._provider.answers["keys"] = lambda _: Response(status=503)

    def sign_with(self, kid: str) -> None:
        def tell(occasion):
            return occasion.token({"kid": kid}, sign=lambda signed: rs256(signed, rsa_key(kid)))

        self._provider.tell = tell


@pytest.fixture
def rolling(provider) -> Rolling:
    return Rolling(provider)


def gets_in(portal: Portal) -> bool:
    return portal.sign_in(portal.browser()).headers["Location"] == "/me"


def fetched(provider) -> int:
    return provider.times_asked("/keys")


def test_a_rollover_is_noticed_by_nobody(portal, provider, rolling, clock):
    assert gets_in(portal)
    rolling.publish(KID, NEW)
    clock.move(minutes=30)
    assert gets_in(portal)
    rolling.sign_with(NEW)
    assert gets_in(portal)
    rolling.publish(NEW)
    assert gets_in(portal)

    assert fetched(provider) == 2


def test_a_rollover_while_the_keys_cannot_be_fetched_ends_by_itself(
    portal, provider, rolling, clock
):
    assert gets_in(portal)
    rolling.fail()
    clock.move(hours=2)
    assert gets_in(portal)  # with the key that is known
    assert fetched(provider) == 2

    rolling.sign_with(NEW)
    browser = portal.browser()
    assert told(portal, browser, portal.sign_in(browser)) == ("other", Check.KEY)
    assert not gets_in(portal)
    assert fetched(provider) == 2  # the outage is not pressed

    rolling.publish(KID, NEW)
    clock.move(minutes=5)
    assert gets_in(portal)
    assert fetched(provider) == 3


def test_a_key_that_was_withdrawn_is_good_for_a_day_and_no_longer(portal, rolling, clock):
    assert gets_in(portal)
    rolling.publish(NEW)

    for _ in range(24):
        clock.move(hours=1)
        assert gets_in(portal)
    clock.move(seconds=1)
    assert not gets_in(portal)

    rolling.sign_with(NEW)
    assert gets_in(portal)


def test_a_key_that_comes_back_is_counted_from_then(portal, rolling, clock):
    assert gets_in(portal)
    rolling.publish(NEW)
    clock.move(hours=20)
    assert gets_in(portal)
    rolling.publish(KID, NEW)
    clock.move(hours=2)
    assert gets_in(portal)
    rolling.publish(NEW)

    clock.move(hours=23)
    assert gets_in(portal)
    clock.move(hours=2)
    assert not gets_in(portal)


class Ahead(Clock):
    """The real time and some minutes, since the provider that others wrote lives by the real."""

    def __call__(self) -> datetime:
        return datetime.now(UTC) + (self.now - SIGN_IN.at)


def test_the_strict_provider_rolls_its_keys_and_nobody_is_kept_out(record_url, log_url, tmp_path):
    strict_provider_or_skip()
    told = {"tid": str(TENANT), "oid": str(OBJECT), "ver": "2.0", "roles": ["Portal.Member"]}
    clock = Ahead()
    with (
        a_place() as place,
        strict_provider(place, PORTAL, {"ngozi": told}) as strict,
        open_portal(place.authority, record_url, log_url, tmp_path, clock) as portal,
    ):

        def arrives() -> str:
            browser, visitor = portal.browser(), StrictVisitor(place.issuer, PORTAL)
            back = visitor.sign_in("ngozi", **query(portal.leave(browser)))
            answer = browser.get(f"/sign-in/callback?{urlencode(back)}")
            return str(answer.headers["Location"])

        assert arrives() == "/me"
        strict.publish_key()
        assert arrives() == "/me"
        strict.sign_with_newest()
        # Signed with at once, against all custom, it is not looked for twice in five minutes.
        assert arrives().startswith("/sign-in/problem?about=other")
        clock.move(minutes=5)
        assert arrives() == "/me"
        strict.drop_old_keys()
        assert arrives() == "/me"
