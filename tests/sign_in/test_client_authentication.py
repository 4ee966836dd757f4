"""How the portal shows the provider who it is: a signed assertion, or a secret, or PKCE alone."""

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from portal.services.sign_in.code_flow import authorisation_address, exchange
from portal.services.sign_in.compact import json_object
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.refusals import SignInRefused
from portal.services.sign_in.transactions import Transaction
from tests.sign_in.certificates import certificate
from tests.sign_in.conftest import START
from tests.sign_in.forging import CLIENT, SECRET, TENANT
from tests.sign_in.front_half import came_back, query, settings_for


def exchanged(provider, **changes) -> tuple[dict[str, str], str]:
    """Go through the flow; give what the token endpoint was told, and its address."""
    settings = settings_for(provider.authority, **changes)
    endpoints = Provider(settings).endpoints(START)
    asked = Transaction(
        state="a state", nonce="a nonce", verifier="v" * 43, tenant=TENANT, return_to=""
    )
    address = authorisation_address(settings, endpoints, asked, {})
    code = query(came_back(address))["code"]
    tokens = exchange(settings, endpoints, code=code, verifier="v" * 43)
    assert isinstance(tokens.id_token, str)
    ((_, told),) = [asked for asked in provider.asked if asked[0].endswith("/token")]
    return told, endpoints.token


def test_with_a_certificate_the_portal_signs_and_sends_no_secret(provider):
    pem, text, thumbprint = certificate()

    told, address = exchanged(
        provider,
        client_secret="",
        client_key=pem,
        client_certificate=text,
    )

    assert told["client_assertion_type"].endswith(":jwt-bearer")
    assert told["client_id"] == CLIENT  # Entra ID does not read it off the assertion
    assert "client_secret" not in told
    assertion = jws.deserialize_compact(
        told["client_assertion"], RSAKey.import_key(pem), algorithms=["RS256"],
        registry=jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False),
    )  # fmt: skip
    assert assertion.headers()["x5t#S256"] == thumbprint
    claims = json_object(assertion.payload)
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, address)
    assert claims["jti"]


def test_no_two_assertions_are_the_same(provider):
    pem, text, _ = certificate()
    given = {
        "client_secret": "",
        "client_key": pem,
        "client_certificate": text,
    }
    first, _ = exchanged(provider, **given)
    provider.asked.clear()
    second, _ = exchanged(provider, **given)

    assert first["client_assertion"] != second["client_assertion"]


def test_with_a_secret_the_secret_goes_in_the_body(provider):
    told, _ = exchanged(provider)

    assert told["client_secret"] == SECRET
    assert "client_assertion" not in told


def test_without_either_the_verifier_alone_is_shown(provider):
    told, _ = exchanged(provider, client_secret="")

    assert told["code_verifier"] == "v" * 43
    assert not told.keys() & {"client_secret", "client_assertion"}


def test_an_empty_code_is_not_even_sent(provider):
    settings = settings_for(provider.authority)
    endpoints = Provider(settings).endpoints(START)

    with pytest.raises(SignInRefused):
        exchange(settings, endpoints, code="", verifier="v" * 43)
    assert provider.times_asked("/token") == 0
