"""The strict provider is strict, and behaves as an Entra ID tenant does: what others rely on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from joserfc.errors import JoseError

from portal.services.sign_in.code_flow import exchange
from portal.services.sign_in.provider import Provider
from tests.sign_in.certificates import certificate
from tests.sign_in.conftest import START
from tests.sign_in.demonstration import terms
from tests.sign_in.forging import OBJECT, TENANT
from tests.sign_in.front_half import PORTAL, Clock, settings_for
from tests.sign_in.graph_at_work import GraphAtWork, refusing, serving, signed_by
from tests.sign_in.providers_at_work import (
    StrictProvider,
    a_place,
    strict_provider,
    strict_provider_or_skip,
)
from tests.sign_in.strict_visitor import STEP_UP, VERIFIER, StrictVisitor

GROUPS = ["6f1d2f0c-3a51-4e0e-9d38-0a4b1c5d7e01"]
SOURCE = {"endpoint": "https://graph.windows.net/of/somebody/else"}
PERSON = {"tid": str(TENANT), "oid": str(OBJECT), "ver": "2.0", "roles": ["Portal.Member"]}
ACCOUNTS = {
    "ngozi": {**PERSON, "acct": 0, "groups": GROUPS, "login_hint": "ngozi's", "name": "Ngozi"},
    "guest": {**PERSON, "acct": 1, "idp": "https://home.example/of/the/guest"},
    "overfull": {
        **PERSON,
        "_claim_names": {"groups": "src1"},
        "_claim_sources": {"src1": SOURCE},
    },
    "weak": {**PERSON, "without_contexts": True},
    "refused": PERSON,
    "unsure": PERSON,
}
REFUSALS = {
    "refused": "AADSTS50105: the user is not assigned to a role",
    "unsure": ("interaction_required", "AADSTS50076: a second factor is needed"),
}


@dataclass(frozen=True)
class Tenant:
    """A strict provider, its Graph, and the portal that is registered there."""

    issuer: str
    strict: StrictProvider
    graph: GraphAtWork

    def visitor(self) -> StrictVisitor:
        return StrictVisitor(self.issuer, PORTAL)


@pytest.fixture(scope="module")
def tenant() -> Iterator[Tenant]:
    strict_provider_or_skip()
    with a_place() as place:
        here = terms(Clock(), address=place.authority)
        graph = GraphAtWork(here, signed_by(place.issuer, here.graph))
        with (
            serving(graph) as address,
            strict_provider(place, PORTAL, ACCOUNTS, refusals=REFUSALS, graph=address) as strict,
        ):
            yield Tenant(place.issuer, strict, graph)


@pytest.fixture
def visitor(tenant: Tenant) -> StrictVisitor:
    return tenant.visitor()


def test_the_token_says_what_entra_says(visitor, tenant):
    told = visitor.claims("ngozi")

    assert {name: told[name] for name in ACCOUNTS["ngozi"]} == ACCOUNTS["ngozi"]
    assert told["iss"] == tenant.issuer
    assert told["nonce"] == "the nonce"
    assert told["nbf"] <= told["iat"] < told["exp"]
    assert not told.keys() & {"acrs", "without_contexts", "_claim_names"}
    guest = tenant.visitor().claims("guest")
    assert (guest["acct"], guest["idp"]) == (1, "https://home.example/of/the/guest")


def test_too_many_groups_are_elsewhere(visitor):
    told = visitor.claims("overfull")

    assert told["_claim_names"] == {"groups": "src1"}
    assert told["_claim_sources"] == {"src1": SOURCE}
    assert "groups" not in told


def test_one_session_has_one_name_and_a_context_is_asked_for_anew(visitor, tenant):
    first = visitor.claims("ngozi")
    silent = visitor.ask(prompt="none")
    assert silent.headers["Location"].startswith(f"{PORTAL}/sign-in/callback?code=")

    page = visitor.ask(claims=STEP_UP)
    assert 'name="login"' in page.text  # although the session is there
    second = visitor.claims("ngozi", claims=STEP_UP)
    assert second["acrs"] == ["c1"]
    assert second["sid"] == first["sid"]
    third = visitor.claims("ngozi")
    assert "acrs" not in third  # nobody asked
    assert tenant.visitor().claims("ngozi")["sid"] != first["sid"]
    assert "acrs" not in tenant.visitor().claims("weak", claims=STEP_UP)


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
        {"claims": "no JSON"},
    ],
)
def test_a_wrong_question_gets_no_page(visitor, changes):
    answer = visitor.ask(**changes)

    assert "error=" in answer.headers.get("Location", "")
    assert "code=" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": f"{PORTAL}/sign-in/callback/"},
        {"redirect_uri": "https://attacker.example/"},
        {"client_id": "another"},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(visitor, changes):
    answer = visitor.ask(**changes)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": None},
        {"redirect_uri": f"{PORTAL}/elsewhere"},
        {"client_secret": "wrong"},
        {"client_secret": None},
    ],
)
def test_a_wrong_exchange_is_refused(visitor, changes):
    refused = visitor.exchange(visitor.sign_in("ngozi")["code"], **changes)

    assert refused.status_code in {400, 401}
    assert "id_token" not in refused.json()


def test_a_code_counts_once(visitor):
    code = visitor.sign_in("ngozi")["code"]
    assert visitor.exchange(code).status_code == 200

    again = visitor.exchange(code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_refused_account_is_sent_back_with_the_tenants_code(tenant):
    back = tenant.visitor().sign_in("refused")
    assert (back["error"], back["error_description"]) == ("access_denied", REFUSALS["refused"])
    back = tenant.visitor().sign_in("unsure")
    assert (back["error"], back["error_description"]) == REFUSALS["unsure"]
    assert back["state"] == "the state"


def test_accounts_and_refusals_change_at_any_time(tenant):
    tenant.strict.account("changing", **PERSON)
    assert tenant.visitor().claims("changing")["roles"] == ["Portal.Member"]
    tenant.strict.account("changing", **PERSON | {"roles": ...})
    assert "roles" not in tenant.visitor().claims("changing")
    tenant.strict.refuse("changing", "AADSTS50057: the account is disabled")
    assert tenant.visitor().sign_in("changing")["error"] == "access_denied"
    tenant.strict.refuse("changing", None)
    assert "code" in tenant.visitor().sign_in("changing")


def test_keys_roll_over_in_three_acts_and_nobody_is_signed_out(tenant):
    visitor = tenant.visitor()
    before = visitor.exchange(visitor.sign_in("ngozi")["code"]).json()["id_token"]
    sid = visitor.told(before)["sid"]
    (old,) = visitor.keys().keys

    tenant.strict.publish_key()
    first, new = visitor.keys().keys
    assert first.kid == old.kid
    assert visitor.claims("ngozi")["sid"] == sid
    tenant.strict.sign_with_newest()
    after = visitor.exchange(visitor.sign_in("ngozi")["code"]).json()["id_token"]
    assert {key.kid for key in visitor.keys().keys} == {old.kid, new.kid}
    assert visitor.told(after)["sid"] == visitor.told(before)["sid"] == sid
    tenant.strict.drop_old_keys()
    assert [key.kid for key in visitor.keys().keys] == [new.kid]
    assert visitor.told(after)["sid"] == sid
    with pytest.raises((JoseError, ValueError)):
        visitor.told(before)
    token = visitor.for_the_graph(tenant.graph.terms.graph).json()["access_token"]
    assert visitor.told(token)["aud"] == tenant.graph.terms.graph  # by the new key too


def test_signing_out_calls_the_portal_in_a_frame_before_going_on(tenant, visitor):
    sid = visitor.claims("ngozi")["sid"]
    onward = f"{PORTAL}/sign-out"
    page = visitor.sign_out(post_logout_redirect_uri=onward, client_id="7b5f0d52-portal", state="s")

    frame = re.search('<iframe src="([^"]+)"', page.text)[1]
    assert frame == f"{PORTAL}/sign-out/front-channel?sid={sid}"
    assert f'content="1;url={onward}?state=s"' in page.text
    assert 'name="login"' in visitor.ask().text  # the session is over
    assert tenant.visitor().claims("ngozi")["sid"] != sid


def test_the_graph_is_there_for_the_portals_own_token_alone(tenant, visitor):
    resource = tenant.graph.terms.graph
    address = f"{resource}/v1.0/users/{OBJECT}"
    mine = visitor.for_the_graph(resource).json()
    assert (mine["token_type"], mine["expires_in"]) == ("Bearer", 3600)

    def asked(token):
        shown = {"Authorization": f"Bearer {token}"}
        return visitor.browser.get(address, headers=shown, timeout=10)

    assert asked(mine["access_token"]).json()["id"] == str(OBJECT)
    given = visitor.exchange(visitor.sign_in("ngozi")["code"]).json()
    for token in (given["id_token"], given["access_token"], mine["access_token"][:-4] + "AAAA"):
        assert asked(token).status_code == 401
    for scope in (f"{resource}/User.Read", "openid", None):
        assert "access_token" not in visitor.for_the_graph(resource, scope=scope).json()
    assert visitor.for_the_graph(resource, client_secret="wrong").status_code == 401
    tenant.graph.fails("/users/*", refusing(503))
    assert asked(mine["access_token"]).status_code == 503
    tenant.graph.recover()


def test_a_certificate_stands_for_the_client_and_nothing_else_does():
    strict_provider_or_skip()
    key, text, thumbprint = certificate()
    with a_place() as place, strict_provider(place, PORTAL, ACCOUNTS, certificate=text):
        visitor = StrictVisitor(place.issuer, PORTAL, key, thumbprint)
        settings = settings_for(
            place.authority, client_secret="", client_key=key, client_certificate=text
        )
        code = visitor.sign_in("ngozi")["code"]
        endpoints = Provider(settings).endpoints(START)
        tokens = exchange(settings, endpoints, code=code, verifier=VERIFIER)
        assert visitor.told(tokens.id_token)["oid"] == str(OBJECT)  # the portal is understood
        resource = f"{place.authority}/graph"

        def shown(assertion, **more):
            return visitor.for_the_graph(resource, client_assertion=assertion, **more).status_code

        again = visitor.assertion()
        assert (shown(again), shown(again)) == (200, 401)
        assert shown(visitor.assertion(alg="PS256")) == 200
        assert shown(visitor.assertion(header={"x5t#S256": "A" * 43})) == 401
        assert shown(visitor.assertion(aud=place.issuer)) == 401
        assert shown(visitor.assertion(exp=1)) == 401
        assert shown(visitor.assertion(iss="another")) == 401
        assert shown(visitor.assertion()[:-8] + "AAAAAAAA") == 401
        stranger = StrictVisitor(place.issuer, PORTAL, certificate("a stranger's")[0], thumbprint)
        assert shown(stranger.assertion()) == 401
        assert StrictVisitor(place.issuer, PORTAL).for_the_graph(resource).status_code == 401
