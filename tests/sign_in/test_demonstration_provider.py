"""The demonstration's provider is small, but no easier to talk into things than a real one."""

from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from portal.demonstration.provider import create_provider
from portal.demonstration.questions import LIFETIME, MOST_PENDING
from portal.demonstration.terms import NotInProduction
from tests.sign_in.demonstration import ROOT, Visitor, at_home, terms
from tests.sign_in.forging import OTHER_TENANT, TENANT
from tests.sign_in.front_half import PORTAL


@pytest.fixture
def visitor(clock) -> Visitor:
    return Visitor(at_home(create_provider(terms(clock))))


@pytest.mark.parametrize(
    "changes",
    [
        {"production": True},
        {"address": "http://0.0.0.0:8001"},
        {"address": "http://192.168.1.7:8001"},
        {"address": "https://login.example"},
        {"address": "http://localhost.example:8001"},
        {"address": ""},
    ],
)
def test_it_refuses_to_exist_in_production_or_anywhere_but_here(clock, changes):
    with pytest.raises(NotInProduction):
        create_provider(terms(clock, **changes))


KEYS = f"/{TENANT}/discovery/v2.0/keys"


@pytest.mark.parametrize("host", ["attacker.example", "localhost:8001", "127.0.0.1:8002"])
def test_it_answers_under_its_own_name_only(visitor, host):
    assert visitor.client.get(KEYS).status_code == 200
    assert visitor.client.get(KEYS, base_url=f"http://{host}").status_code == 403


def test_it_answers_this_machine_only(visitor):
    elsewhere = {"REMOTE_ADDR": "192.168.1.7"}

    assert visitor.client.get(KEYS, environ_overrides=elsewhere).status_code == 403


def test_somebody_picked_is_told_of_once(visitor):
    answer = visitor.pick(visitor.ask().text)

    assert answer.status_code == 303
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{PORTAL}/sign-in/callback"
    code = parse_qs(back.query)["code"][0]
    assert parse_qs(back.query)["state"] == ["the state"]
    assert "id_token" in visitor.exchange(code).json
    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_the_token_is_signed_with_the_published_key_and_nothing_private_is_published(visitor):
    keys = visitor.client.get(KEYS).json
    token = visitor.exchange(visitor.code(OTHER_TENANT)).json["id_token"]

    claims = jws.deserialize_compact(token, KeySet.import_key_set(keys), algorithms=["RS256"])

    assert b'"acct": 1' in claims.payload or b'"acct":1' in claims.payload
    assert keys["keys"][0].keys() == {"kty", "n", "e", "kid", "use", "issuer"}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another client"},
        {"redirect_uri": "http://localhost/sign-in/callback/"},
        {"redirect_uri": "https://attacker.example/"},
        {"redirect_uri": None},
        {"response_type": "token"},
        {"response_type": None},
        {"response_mode": "form_post"},
        {"scope": "profile"},
        {"state": None},
        {"nonce": None},
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
    ],
)
def test_a_wrong_question_is_not_answered_and_nobody_is_sent_anywhere(visitor, changes):
    answer = visitor.ask(**changes)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"},
        {"client_secret": None},
        {"client_id": "another client"},
        {"code_verifier": "wrong"},
        {"code_verifier": None},
        {"redirect_uri": "https://attacker.example/"},
        {"redirect_uri": None},
        {"grant_type": "refresh_token"},
        {"grant_type": None},
    ],
)
def test_a_wrong_exchange_is_refused_and_the_code_is_spent(visitor, changes):
    code = visitor.code()

    refused = visitor.exchange(code, **changes)

    assert refused.status_code in {400, 401}
    assert "id_token" not in refused.json
    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_a_code_lasts_a_minute(visitor, clock):
    code = visitor.code()
    clock.now += 2 * LIFETIME

    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_a_question_is_answered_once_and_by_somebody_it_knows(visitor):
    page = visitor.ask().text
    assert visitor.pick(page).status_code == 303
    assert visitor.pick(page).status_code == 400
    assert visitor.pick(visitor.ask().text, account="nobody").status_code == 400


def test_it_does_not_remember_without_end(visitor):
    first = visitor.ask().text
    for _ in range(MOST_PENDING):
        visitor.ask()

    assert visitor.pick(first).status_code == 400


@pytest.mark.parametrize("wanted", ["https://attacker.example/", f"{PORTAL}/sign-out/", ""])
def test_signing_out_leads_back_to_the_portal_only(visitor, wanted):
    def leave(address):
        asked = {"post_logout_redirect_uri": address}
        return visitor.client.get(f"{ROOT}/logout", query_string=asked)

    assert leave(f"{PORTAL}/sign-out").headers["Location"] == f"{PORTAL}/sign-out"
    assert "Location" not in leave(wanted).headers
