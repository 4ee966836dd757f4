"""Every hostile token is refused by the check that is there for it, whatever came before it."""

import pytest

from portal.services.sign_in.id_token import AppRole, Expectation, Identity, validate_id_token
from portal.services.sign_in.keys import SigningKeys
from portal.services.sign_in.refusals import Check, Problem, SignInRefused
from tests.sign_in.forging import KID, OBJECT, TENANT, Occasion, compact
from tests.sign_in.honest_tokens import HONEST, NOT_MEMBERS, jwks
from tests.sign_in.hostile_tokens import HOSTILE

SIGN_IN = Occasion()


class Portal:
    """The validator as a fresh process has it: no key fetched, no token seen."""

    def __init__(self):
        self.fetches = 0
        self.keys = SigningKeys(self._fetch)

    def _fetch(self):
        self.fetches += 1
        return jwks(SIGN_IN.issuer)

    def validate(self, raw: object, occasion: Occasion = SIGN_IN) -> Identity:
        expectation = Expectation(
            issuer=occasion.issuer,
            tenant=occasion.tenant,
            client_id=occasion.client_id,
            nonce=occasion.nonce,
            access_token=occasion.access_token,
            at=occasion.at,
            key_named=lambda kid: self.keys.find(kid, occasion.at),
        )
        return validate_id_token(raw, expectation)


@pytest.fixture(params=["first", "second"])
def portal(request) -> Portal:
    portal = Portal()
    if request.param == "second":
        portal.validate(SIGN_IN.token())
    return portal


def test_there_are_hostile_tokens_for_every_check_of_the_token():
    assert {check for check, _ in HOSTILE.values()} == {Check(n) for n in range(1, 15)}
    assert len(HOSTILE) >= 250


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused_by_its_check(portal, name):
    check, forgery = HOSTILE[name]

    with pytest.raises(SignInRefused) as refused:
        portal.validate(forgery(SIGN_IN))

    assert refused.value.check is check
    assert refused.value.problem is Problem.OTHER


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refusal_repeats_nothing_of_the_token(name):
    _, forgery = HOSTILE[name]

    with pytest.raises(SignInRefused) as refused:
        Portal().validate(forgery(SIGN_IN))

    assert str(refused.value) == f"check {int(refused.value.check)}"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_spoils_nothing_for_the_next(name):
    _, forgery = HOSTILE[name]
    portal = Portal()

    with pytest.raises(SignInRefused):
        portal.validate(forgery(SIGN_IN))

    assert portal.validate(SIGN_IN.token()).object_id == OBJECT


@pytest.mark.parametrize("name", NOT_MEMBERS)
def test_somebody_without_a_role_is_told_so(portal, name):
    with pytest.raises(SignInRefused) as refused:
        portal.validate(NOT_MEMBERS[name](SIGN_IN))

    assert refused.value.check is Check.ROLES
    assert refused.value.problem is Problem.NOT_A_MEMBER


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_token_is_accepted(portal, name):
    identity = portal.validate(HONEST[name](SIGN_IN))

    assert (identity.tenant, identity.object_id) == (TENANT, OBJECT)
    assert identity.roles == {AppRole.MEMBER}


def test_the_same_token_does_not_serve_another_sign_in():
    portal = Portal()
    token = SIGN_IN.token()
    portal.validate(token)

    with pytest.raises(SignInRefused) as refused:
        portal.validate(token, Occasion(nonce="the nonce of the next sign-in"))

    assert refused.value.check is Check.NONCE


def test_an_empty_expectation_of_a_nonce_is_met_by_nothing():
    with pytest.raises(SignInRefused) as refused:
        Portal().validate(SIGN_IN.token(nonce=""), Occasion(nonce=""))

    assert refused.value.check is Check.NONCE


@pytest.mark.parametrize("access_token", [None, ""])
def test_an_access_token_hash_without_an_access_token_is_refused(access_token):
    occasion = Occasion(access_token=access_token)

    with pytest.raises(SignInRefused) as refused:
        Portal().validate(occasion.token(at_hash="A" * 22), occasion)

    assert refused.value.check is Check.ACCESS_TOKEN_HASH


def test_the_identity_says_what_the_token_says():
    token = SIGN_IN.token(
        roles=["Portal.Clerk", "Portal.Auditor", "Unheard", "Unheard"],
        acct=1,
        idp="https://home.example/",
        acrs=["c1"],
        login_hint="hint",
        sid="theirs",
    )

    identity = Portal().validate(token)

    assert identity.roles == {AppRole.CLERK, AppRole.AUDITOR}
    assert identity.unknown_roles == 1
    assert identity.is_guest is True
    assert identity.home_provider == "https://home.example/"
    assert identity.contexts == {"c1"}
    assert (identity.login_hint, identity.provider_session) == ("hint", "theirs")


def test_whether_somebody_is_a_guest_is_not_guessed():
    assert Portal().validate(SIGN_IN.token(acct=...)).is_guest is None


def test_twenty_unknown_keys_cause_one_fetch():
    portal = Portal()
    for each in range(20):
        with pytest.raises(SignInRefused):
            portal.validate(SIGN_IN.token(header={"kid": f"unknown-{each}"}))

    assert portal.fetches == 1


def test_a_token_is_read_to_its_longest_and_no_further():
    spare = 16 * 1024 - len(SIGN_IN.token(padding=""))
    longest = SIGN_IN.token(padding="x" * (spare * 3 // 4 - 2))
    assert 16 * 1024 - 8 < len(longest) <= 16 * 1024

    assert Portal().validate(longest).object_id == OBJECT


def test_claims_are_read_as_octets_of_utf8_only():
    header = b'{"alg":"RS256","kid":"' + KID.encode() + b'"}'
    with pytest.raises(SignInRefused) as refused:
        Portal().validate(compact(header, b'{"iss":"\xff"}'))

    assert refused.value.check is Check.SIGNATURE
