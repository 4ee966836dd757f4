"""How the portal shows the provider who it is: a signed assertion, or a secret, or PKCE alone."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import RSAKey

from portal.services.sign_in.code_flow import authorisation_address, exchange
from portal.services.sign_in.compact import json_object
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.refusals import SignInRefused
from portal.services.sign_in.transactions import Transaction
from tests.sign_in.conftest import START
from tests.sign_in.forging import CLIENT, SECRET, TENANT, b64, rsa_key
from tests.sign_in.front_half import came_back, query, settings_for


def key_and_certificate() -> tuple[str, x509.Certificate]:
    key = rsa_key("the client's")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the portal")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode(), certificate


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
    pem, certificate = key_and_certificate()

    told, address = exchanged(
        provider,
        client_secret="",
        client_key=pem,
        client_certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
    )

    assert told["client_assertion_type"].endswith(":jwt-bearer")
    assert told["client_id"] == CLIENT  # Entra ID does not read it off the assertion
    assert "client_secret" not in told
    assertion = jws.deserialize_compact(
        told["client_assertion"], RSAKey.import_key(pem), algorithms=["RS256"],
        registry=jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False),
    )  # fmt: skip
    assert assertion.headers()["x5t#S256"] == b64(certificate.fingerprint(hashes.SHA256()))
    claims = json_object(assertion.payload)
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, address)
    assert claims["jti"]


def test_no_two_assertions_are_the_same(provider):
    pem, certificate = key_and_certificate()
    given = {
        "client_secret": "",
        "client_key": pem,
        "client_certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
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
