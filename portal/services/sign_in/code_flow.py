"""The authorisation code flow with PKCE, through Authlib: out with a question, back with a token.

Authlib builds the addresses, the challenge and the token request.  What has to be remembered
between the two is remembered by the transactions next door, and the token is read by the
validator, neither by Authlib.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT

from portal.services.sign_in.outgoing import by_way_of
from portal.services.sign_in.provider import Endpoints
from portal.services.sign_in.refusals import Check, ProviderUnreachable, SignInRefused
from portal.services.sign_in.settings import ProviderSettings
from portal.services.sign_in.transactions import Transaction

SCOPE: Final = "openid profile"
LONGEST_CODE: Final = 8192
LONGEST_TOKEN_LIFE: Final = 24 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the provider gave for a code.  Neither part has been looked at."""

    id_token: object = field(repr=False)
    access_token: str | None = field(repr=False)


def authorisation_address(
    settings: ProviderSettings, endpoints: Endpoints, asked: Transaction, hints: Mapping[str, str]
) -> str:
    """Build the address to send the browser to (RFC 6749 section 4.1.1, RFC 7636).

    An authentication context is asked for as an essential claim of the ID token (AUTH-13;
    OpenID Connect Core section 5.5).

    :param hints: what helps the person to the right account: ``login_hint``, ``domain_hint``.
    """
    claims = {}
    if asked.context:
        wanted = {"id_token": {"acrs": {"essential": True, "value": asked.context}}}
        claims["claims"] = json.dumps(wanted, separators=(",", ":"))
    with _client(settings, endpoints) as client:
        address, _ = client.create_authorization_url(
            endpoints.authorization,
            state=asked.state,
            nonce=asked.nonce,
            code_verifier=asked.verifier,
            # A form post would come back without our SameSite=Lax cookie.
            response_mode="query",
            **claims,
            **hints,
        )
    return str(address)


def exchange(
    settings: ProviderSettings, endpoints: Endpoints, *, code: str, verifier: str
) -> Tokens:
    """Exchange a code for tokens (RFC 6749 section 4.1.3), showing who we are and the verifier.

    :raises SignInRefused: if the provider will not.
    :raises ProviderUnreachable: if it does not answer.
    """
    if not 0 < len(code) <= LONGEST_CODE:
        raise SignInRefused(Check.ANSWER)
    answer = _fetch_token(
        settings, endpoints, grant_type="authorization_code", code=code, code_verifier=verifier
    )
    access_token = answer.get("access_token")
    return Tokens(
        id_token=answer.get("id_token"),
        access_token=access_token if isinstance(access_token, str) else None,
    )


def application_token(settings: ProviderSettings, endpoints: Endpoints) -> tuple[str, timedelta]:
    """Get a token with which the portal asks the directory as itself (RFC 6749 section 4.4).

    :returns: the token and for how long it is good.
    :raises SignInRefused: if the provider will not give one.
    :raises ProviderUnreachable: if it does not answer.
    """
    answer = _fetch_token(
        settings,
        endpoints,
        grant_type="client_credentials",
        scope=f"{settings.graph}/.default",
    )
    token, lasts = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not isinstance(lasts, int | str) or not str(lasts).isdigit():
        raise SignInRefused(Check.EXCHANGE)
    return token, timedelta(seconds=min(int(lasts), LONGEST_TOKEN_LIFE))


def _fetch_token(
    settings: ProviderSettings, endpoints: Endpoints, **asked: str
) -> Mapping[str, Any]:
    if settings.client_key:
        # RFC 7521 section 4.2 leaves it out where an assertion says it; Entra ID asks for it.
        asked["client_id"] = settings.client_id
    with _client(settings, endpoints) as client:
        try:
            answer: dict[str, Any] = client.fetch_token(
                endpoints.token, allow_redirects=False, **asked
            )
        except OAuthError:
            raise SignInRefused(Check.EXCHANGE) from None
        except requests.exceptions.JSONDecodeError:
            raise SignInRefused(Check.EXCHANGE) from None
        except (requests.RequestException, OSError) as fault:
            raise ProviderUnreachable(type(fault).__name__) from None
        except (ValueError, TypeError, AttributeError):
            # The library reads the answer as a dictionary, whatever it is.
            raise SignInRefused(Check.EXCHANGE) from None
    return answer


def _client(settings: ProviderSettings, endpoints: Endpoints) -> OAuth2Session:
    """Make a client for one conversation, so that nothing of it outlives it."""
    client = OAuth2Session(
        client_id=settings.client_id,
        client_secret=settings.client_key or settings.client_secret or None,
        token_endpoint_auth_method=_method(settings),
        scope=SCOPE,
        redirect_uri=settings.redirect_uri,
        code_challenge_method="S256",
    )
    by_way_of(settings, client)
    if settings.client_key:
        client.register_client_auth_method(
            PrivateKeyJWT(endpoints.token, headers={"x5t#S256": settings.certificate_thumbprint})
        )
    return client


def _method(settings: ProviderSettings) -> str:
    if settings.client_key:
        return "private_key_jwt"
    return "client_secret_post" if settings.client_secret else "none"
