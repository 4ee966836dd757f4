"""Signing keys are fetched rarely, live a day, and survive their provider's outages."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from portal.services.sign_in.keys import SigningKeys, signing_keys
from portal.services.sign_in.refusals import ProviderUnreachable
from tests.sign_in.forging import TENANT, b64, public_jwk, rsa_key

START = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)
SHORT = bytes([255]) * 128  # a modulus of 1024 bits
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class Publisher:
    """A provider that publishes keys, or does not answer."""

    def __init__(self, *kids: str):
        self.kids = kids
        self.is_out = False
        self.fetches = 0

    def fetch(self):
        self.fetches += 1
        if self.is_out:
            raise ProviderUnreachable
        return {"keys": [public_jwk(rsa_key("ours"), kid=kid) for kid in self.kids]}


@pytest.fixture
def publisher() -> Publisher:
    return Publisher("a")


@pytest.fixture
def keys(publisher) -> SigningKeys:
    """Keys that are refreshed at once, where in life a thread of its own would."""
    return SigningKeys(publisher.fetch, run=lambda refresh: refresh())


def test_nothing_is_fetched_before_it_is_wanted(publisher, keys):
    assert publisher.fetches == 0
    assert keys.find("a", START)
    assert publisher.fetches == 1


def test_a_known_key_is_fetched_once_an_hour(publisher, keys):
    for minute in range(60):
        assert keys.find("a", START + minute * MINUTE)
    assert publisher.fetches == 1

    assert keys.find("a", START + HOUR)
    assert publisher.fetches == 2


def test_an_unknown_key_causes_one_fetch_in_five_minutes(publisher, keys):
    for second in range(299):
        assert keys.find(f"unknown-{second}", START + second * SECOND) is None
    assert publisher.fetches == 1

    assert keys.find("unknown", START + 5 * MINUTE) is None
    assert publisher.fetches == 2


def test_a_new_key_is_found_when_it_is_used(publisher, keys):
    keys.find("a", START)
    publisher.kids = ("a", "b")

    assert keys.find("b", START + 6 * MINUTE)


def test_a_key_lives_a_day_after_it_was_last_seen(publisher, keys):
    keys.find("a", START)
    publisher.kids = ("b",)

    assert keys.find("a", START + 23 * HOUR)
    assert keys.find("a", START + 24 * HOUR)
    assert keys.find("a", START + 24 * HOUR + SECOND) is None


def test_the_last_good_set_survives_an_outage(publisher, keys):
    keys.find("a", START)
    publisher.is_out = True

    assert keys.find("a", START + 20 * HOUR)
    assert publisher.fetches == 2


def test_an_answer_without_keys_is_no_reason_to_forget(publisher, keys):
    keys.find("a", START)
    publisher.kids = ()

    assert keys.find("a", START + 2 * HOUR)
    assert keys.find("a", START + 2 * HOUR + 5 * MINUTE)
    assert publisher.fetches == 3  # it does not count as having seen the keys


def test_an_outage_is_not_hammered(publisher, keys):
    keys.find("a", START)
    publisher.is_out = True
    for second in range(300):
        keys.find("a", START + HOUR + second * SECOND)

    assert publisher.fetches == 2


def test_the_first_fetch_is_tried_again_soon(publisher, keys):
    publisher.is_out = True
    assert keys.find("a", START) is None
    assert keys.find("a", START + 9 * SECOND) is None
    assert publisher.fetches == 1

    publisher.is_out = False
    assert keys.find("a", START + 10 * SECOND)


def test_many_at_once_cause_one_fetch():
    started, go_on = threading.Event(), threading.Event()
    publisher = Publisher("a")

    def slow_fetch():
        started.set()
        assert go_on.wait(10)
        return publisher.fetch()

    keys = SigningKeys(slow_fetch)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(keys.find("a", START))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    assert started.wait(10)
    go_on.set()
    for thread in threads:
        thread.join(10)

    assert publisher.fetches == 1
    assert len(found) == 8
    assert all(found)


def test_whoever_has_a_key_does_not_wait_for_a_refresh(publisher):
    put_off = []
    keys = SigningKeys(publisher.fetch, run=put_off.append)
    keys.find("a", START)
    publisher.kids = ("a", "b")

    # Not the first who comes after the hour either, and nobody has it done twice.
    for minute in range(60):
        assert keys.find("a", START + HOUR + minute * MINUTE)
    assert publisher.fetches == 1
    assert len(put_off) == 1

    put_off.pop()()
    assert publisher.fetches == 2
    assert keys.find("b", START + 2 * HOUR)
    assert publisher.fetches == 2


def test_an_unknown_key_waits_for_the_refresh_that_is_under_way(publisher):
    put_off, found = [], []
    keys = SigningKeys(publisher.fetch, run=put_off.append)
    keys.find("a", START)
    publisher.kids = ("a", "b")
    keys.find("a", START + HOUR)
    waiting = threading.Thread(target=lambda: found.append(keys.find("b", START + HOUR)))
    waiting.start()
    assert not found

    put_off.pop()()
    waiting.join(10)

    assert found[0]
    assert publisher.fetches == 2  # one refresh served both


def test_a_refresh_runs_in_a_thread_that_does_not_keep_the_process(publisher):
    reached, go_on = threading.Event(), threading.Event()
    runner = []

    def fetch():
        if publisher.fetches:
            runner.append(threading.current_thread())
            reached.set()
            assert go_on.wait(10)
        return publisher.fetch()

    keys = SigningKeys(fetch)
    keys.find("a", START)
    assert keys.find("a", START + HOUR)
    assert reached.wait(10)
    assert keys.find("a", START + HOUR + 5 * MINUTE)  # a fetch would be due again by now

    go_on.set()
    runner[0].join(10)
    assert runner[0].daemon
    assert publisher.fetches == 2


def test_where_no_thread_can_be_had_the_key_serves_and_the_next_one_tries(publisher):
    def none_left(_refresh):
        raise RuntimeError

    keys = SigningKeys(publisher.fetch, run=none_left)
    keys.find("a", START)

    assert keys.find("a", START + HOUR)
    assert keys.find("a", START + HOUR)
    assert keys.find("b", START + HOUR) is None  # and the lock was given back
    assert publisher.fetches == 2


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"kid": 1},
        {"use": "enc"},
        {"alg": "RS512"},
        {"kty": "oct", "k": "AAAA"},
        {"n": 5},
        {"n": "not base64 \uff45"},
        {"n": "AQAB"},
        {"n": b64(SHORT)},
        {"n": b64(bytes(128) + SHORT)},
        {"e": None},
        {"issuer": 7},
    ],
)
def test_what_is_not_a_good_key_is_passed_over(entry):
    good = public_jwk(rsa_key("ours"), kid="a")
    bad = {**good, "kid": "b", **entry} if entry else entry

    assert set(signing_keys({"keys": [bad, good]}, START)) == {"a"}


@pytest.mark.parametrize("jwks", [{}, {"keys": None}, {"keys": {}}, {"keys": [None, 3]}])
def test_what_is_not_a_set_of_keys_is_empty(jwks):
    assert signing_keys(jwks, START) == {}


def test_the_first_of_two_keys_of_a_name_counts():
    first, second = public_jwk(rsa_key("ours"), kid="a"), public_jwk(rsa_key("x"), kid="a")

    found = signing_keys({"keys": [first, second]}, START)

    assert found["a"].public.as_dict(private=False)["n"] == first["n"]


def test_a_key_may_be_kept_for_one_issuer():
    issuer = f"https://login.microsoftonline.com/{TENANT}/v2.0"
    template = "https://login.microsoftonline.com/{tenantid}/v2.0"
    good = public_jwk(rsa_key("ours"), kid="a")

    def key(**members):
        return signing_keys({"keys": [{**good, **members}]}, START)["a"]

    assert key().belongs_to(issuer, TENANT)
    assert key(issuer=issuer).belongs_to(issuer, TENANT)
    assert key(issuer=template).belongs_to(issuer, TENANT)
    assert not key(issuer="https://issuer.example/v2.0").belongs_to(issuer, TENANT)
