"""Which provider is trusted: one tenant's, at its cloud's hosts, exactly as it calls itself."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from werkzeug.wrappers import Response

from portal.services.sign_in.outgoing import LONGEST_ANSWER, fetch_json
from portal.services.sign_in.provider import Provider, accepted
from portal.services.sign_in.refusals import ProviderNotTrusted, ProviderUnreachable
from portal.services.sign_in.settings import ProviderSettings
from tests.sign_in.forging import OTHER_TENANT, TENANT
from tests.sign_in.front_half import settings_for
from tests.sign_in.hostile_provider import in_json

START = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)
ENTRA = "https://login.microsoftonline.com"


def in_production(**changes) -> ProviderSettings:
    given = {
        "production": True,
        "authority": ENTRA,
        "tenant": TENANT,
        "client_id": "client",
        "portal_address": "https://papers.example",
        "client_key": "a key",
        "client_certificate": "a certificate",
        **changes,
    }
    return ProviderSettings(**given)


def described(settings, **changes):
    root = f"{settings.authority}/{settings.tenant}"
    return {
        "issuer": settings.issuer,
        "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
        "token_endpoint": f"{root}/oauth2/v2.0/token",
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
        **changes,
    }


@pytest.mark.parametrize(
    "authority",
    [ENTRA, "https://login.microsoftonline.us", "https://login.partner.microsoftonline.cn"],
)
def test_production_has_a_known_cloud(authority):
    settings = in_production(authority=authority)

    assert settings.issuer == f"{authority}/{TENANT}/v2.0"
    assert accepted(described(settings), settings).token.startswith(authority)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"authority": "https://login.example"}, "known clouds"),
        ({"authority": "http://login.microsoftonline.com"}, "known clouds"),
        ({"authority": "https://login.microsoftonline.com:8443"}, "known clouds"),
        ({"authority": "https://login.microsoftonline.com.example"}, "known clouds"),
        ({"authority": "https://x@login.microsoftonline.com"}, "known clouds"),
        ({"authority": f"{ENTRA}/common"}, "without a path"),
        ({"authority": "http://localhost:9000"}, "known clouds"),
        ({"authority": "http://127.0.0.1:9000"}, "known clouds"),
        ({"portal_address": "http://papers.example"}, "https"),
        ({"portal_address": "http://localhost:8000"}, "https"),
        ({"portal_address": "https://papers.example/portal"}, "without a path"),
        ({"portal_address": ""}, "without a path"),
        ({"client_id": ""}, "no identifier"),
        ({"client_secret": "s", "client_key": ""}, "not a secret"),
        ({"client_key": "", "client_certificate": ""}, "not a secret"),
        ({"client_certificate": ""}, "not a secret"),
        ({"client_secret": "s"}, "both"),
    ],
)
def test_production_cannot_be_told_otherwise(changes, fault):
    with pytest.raises(ProviderNotTrusted, match=fault):
        in_production(**changes)


def test_every_fault_is_named_at_once():
    with pytest.raises(ProviderNotTrusted) as faults:
        in_production(authority="http://localhost:9000", client_id="", portal_address="http://x")

    assert len(str(faults.value).split("; ")) == 3


def test_loopback_serves_outside_production_only():
    settings = settings_for("http://127.0.0.1:9000")

    assert settings.trusts("http://127.0.0.1:9000/keys")
    assert not settings.trusts("http://127.0.0.1:9001/keys")
    assert not settings.trusts("http://localhost:9000/keys")
    with pytest.raises(ProviderNotTrusted):
        settings_for("http://192.168.1.7:9000")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://login.example/keys",
        "http://login.microsoftonline.com/keys",
        "https://login.microsoftonline.com.example/keys",
        "https://login.microsoftonline.com@elsewhere.example/keys",
        "https://somebody@login.microsoftonline.com/keys",
        "https://login.microsoftonline.com:8443/keys",
        "//login.microsoftonline.com/keys",
        "file:///etc/passwd",
        "http://169.254.169.254/metadata",
    ],
)
def test_no_other_address_is_trusted(address):
    settings = in_production()

    assert not settings.trusts(address)
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
        with pytest.raises(ProviderNotTrusted, match=name):
            accepted(described(settings, **{name: address}), settings)


@pytest.mark.parametrize(
    "issuer",
    [
        None,
        f"{ENTRA}/{{tenantid}}/v2.0",
        f"{ENTRA}/common/v2.0",
        f"{ENTRA}/{OTHER_TENANT}/v2.0",
        f"{ENTRA}/{TENANT}/v2.0/",
        f"{ENTRA}/{TENANT}",
        f"https://sts.windows.net/{TENANT}/",
    ],
)
def test_a_provider_by_another_name_is_refused(issuer):
    settings = in_production()

    with pytest.raises(ProviderNotTrusted, match="issuer"):
        accepted(described(settings, issuer=issuer), settings)


def test_a_provider_that_does_not_sign_as_we_read_is_refused():
    settings = in_production()
    described_so = described(settings, id_token_signing_alg_values_supported=["ES256"])

    with pytest.raises(ProviderNotTrusted, match="RS256"):
        accepted(described_so, settings)


def test_secrets_are_not_shown():
    settings = settings_for("http://127.0.0.1:9000", client_secret="Wheatear")

    assert "Wheatear" not in repr(settings)


def test_starting_asks_the_provider_once_a_day(provider):
    known = Provider(settings_for(provider.authority))

    assert known.check_at_start(START)
    for hour in range(24):
        known.endpoints(START + timedelta(hours=hour))
    assert provider.times_asked("openid-configuration") == 1
    known.endpoints(START + timedelta(hours=24))
    assert provider.times_asked("openid-configuration") == 2


def test_starting_without_an_answer_is_possible_and_it_is_asked_again(provider):
    known = Provider(settings_for(provider.authority))
    provider.answers["openid-configuration"] = lambda _: Response(status=503)

    assert not known.check_at_start(START)
    provider.answers.clear()
    assert known.endpoints(START).token


def test_starting_with_another_provider_is_refused(provider):
    provider.tells_of_itself = {"issuer": f"{provider.authority}/common/v2.0"}

    with pytest.raises(ProviderNotTrusted):
        Provider(settings_for(provider.authority)).check_at_start(START)


def test_starting_for_another_tenant_is_refused(provider):
    settings = settings_for(provider.authority, tenant=UUID(int=7))

    with pytest.raises(ProviderNotTrusted):
        Provider(settings).check_at_start(START)


def test_what_was_discovered_survives_an_outage(provider):
    known = Provider(settings_for(provider.authority))
    known.check_at_start(START)
    provider.answers["openid-configuration"] = lambda _: Response(status=503)

    assert known.endpoints(START + timedelta(days=3)).token


@pytest.mark.parametrize(
    "respond",
    [
        lambda _: Response(status=404),
        lambda _: Response(status=302, headers={"Location": "/elsewhere"}),
        lambda _: Response("<html>"),
        lambda _: Response("[]"),
        lambda _: Response('{"a":1,"a":2}'),
        lambda _: in_json({"padding": "x" * LONGEST_ANSWER}),
        lambda _: Response("{}" + " " * LONGEST_ANSWER),
        lambda _: Response("x", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_an_answer_that_is_no_small_json_object_is_no_answer(provider, respond):
    provider.answers["keys"] = respond

    with pytest.raises(ProviderUnreachable):
        fetch_json(settings_for(provider.authority), f"{provider.issuer}/keys")
    assert provider.times_asked("/elsewhere") == 0


def test_nothing_is_fetched_from_anywhere_else(provider):
    elsewhere = settings_for("http://127.0.0.1:1")

    with pytest.raises(ProviderUnreachable):
        fetch_json(elsewhere, f"{provider.authority}/keys")
    assert provider.asked == []
