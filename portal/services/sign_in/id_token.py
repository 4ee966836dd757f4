"""The one validator of ID tokens: fourteen checks, in order, nothing remembered between calls.

The library verifies the signature and no more.  Its own reading of the claims would accept a
token for another client that names ours in ``azp``, a token without a tenant, an access token,
and one that is ten years old.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError

from portal.policy.app_roles import AppRole, known_roles
from portal.services.sign_in.compact import Malformed, json_object, segments
from portal.services.sign_in.keys import SigningKey
from portal.services.sign_in.refusals import Check, Problem, SignInRefused

LEEWAY: Final = 30
OLDEST: Final = 10 * 60
LONGEST_LIFE: Final = 24 * 60 * 60
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core section 2
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_BROUGHT_ALONG: Final = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the portal asked for, against which the token is held."""

    issuer: str
    tenant: UUID
    client_id: str
    nonce: str = field(repr=False)
    access_token: str | None = field(repr=False)
    at: datetime
    key_named: Callable[[str], SigningKey | None]
    roles_elsewhere: bool = False  # groups give roles too, so none in the token may be none yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says this is: ``tenant`` and ``object_id`` together, and nothing else."""

    tenant: UUID
    object_id: UUID
    subject: str
    issued_at: datetime
    roles: frozenset[AppRole]
    unknown_roles: int
    is_guest: bool | None  # ``None`` if the provider does not say
    home_provider: str
    contexts: frozenset[str]
    login_hint: str = field(repr=False)
    provider_session: str = field(repr=False)


def validate_id_token(raw: object, expectation: Expectation) -> Identity:
    """Hold an ID token against what was asked for, and say whom it identifies.

    The order is part of the contract: the number of the first failed check goes to the log.

    :param raw: what the provider sent as ``id_token``, of whatever type.
    :raises SignInRefused: with the number of the first check that fails.
    """
    header = _check_1_form(raw)
    _check_2_header(header)
    key = _check_3_key(header, expectation)
    claims = _check_4_signature(str(raw), key)
    _check_5_issuer(claims, expectation)
    _check_6_tenant(claims, expectation)
    _check_7_audience(claims, expectation)
    _check_8_time(claims, expectation)
    _check_9_nonce(claims, expectation)
    object_id, subject = _check_10_subject(claims)
    _check_11_access_token_hash(claims, expectation)
    roles, unknown_roles = _check_12_roles(claims, expectation)
    is_guest, home_provider = _check_13_account(claims, expectation)
    contexts = _check_14_step_up(claims)
    return Identity(
        tenant=expectation.tenant,
        object_id=object_id,
        subject=subject,
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        roles=roles,
        unknown_roles=unknown_roles,
        is_guest=is_guest,
        home_provider=home_provider,
        contexts=contexts,
        login_hint=_text_or_nothing(claims.get("login_hint")),
        provider_session=_text_or_nothing(claims.get("sid")),
    )


def _check_1_form(raw: object) -> Mapping[str, Any]:
    try:
        header, payload, signature = segments(raw)
    except Malformed:
        raise SignInRefused(Check.FORM) from None
    del payload, signature  # not looked at before the signature is known to be good
    try:
        return json_object(header)
    except Malformed:
        raise SignInRefused(Check.HEADER) from None


def _check_2_header(header: Mapping[str, Any]) -> None:
    good = (
        header.get("alg") == "RS256"
        and header.get("typ", "JWT") == "JWT"
        and not header.keys() & _BROUGHT_ALONG
    )
    if not good:
        raise SignInRefused(Check.HEADER)


def _check_3_key(header: Mapping[str, Any], expectation: Expectation) -> SigningKey:
    kid = header.get("kid")
    key = expectation.key_named(kid) if isinstance(kid, str) and kid else None
    if key is None or not key.belongs_to(expectation.issuer, expectation.tenant):
        raise SignInRefused(Check.KEY)
    return key


def _check_4_signature(raw: str, key: SigningKey) -> Mapping[str, Any]:
    # A registry of its own for each call: nothing that one token sets can reach the next.
    registry = jws.JWSRegistry(algorithms=["RS256"])
    try:
        verified = jws.deserialize_compact(raw, key.public, registry=registry)
        return json_object(verified.payload)
    except (JoseError, ValueError):
        raise SignInRefused(Check.SIGNATURE) from None


def _check_5_issuer(claims: Mapping[str, Any], expectation: Expectation) -> None:
    if claims.get("iss") != expectation.issuer:
        raise SignInRefused(Check.ISSUER)


def _check_6_tenant(claims: Mapping[str, Any], expectation: Expectation) -> None:
    tid = claims.get("tid")
    tenant = str(expectation.tenant)
    if not _is_guid(tid) or tid != tenant or tenant not in str(claims["iss"]).split("/"):
        raise SignInRefused(Check.TENANT)


def _check_7_audience(claims: Mapping[str, Any], expectation: Expectation) -> None:
    # A list is refused even when we are in it: our tenant never sends one.
    ours = expectation.client_id
    if claims.get("aud") != ours or claims.get("azp", ours) != ours:
        raise SignInRefused(Check.AUDIENCE)


def _check_8_time(claims: Mapping[str, Any], expectation: Expectation) -> None:
    now = expectation.at.timestamp()
    exp, iat, nbf = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    # ``type`` and not ``isinstance``: JSON's true is not a moment.
    if type(exp) is not int or type(iat) is not int or type(nbf) is not int:
        raise SignInRefused(Check.TIME)
    good = (
        now < exp + LEEWAY
        and nbf <= now + LEEWAY
        and now - OLDEST <= iat <= now + LEEWAY
        and exp - iat <= LONGEST_LIFE
    )
    if not good:
        raise SignInRefused(Check.TIME)


def _check_9_nonce(claims: Mapping[str, Any], expectation: Expectation) -> None:
    # It was consumed when the transaction was taken, before the code was exchanged.
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not expectation.nonce:
        raise SignInRefused(Check.NONCE)
    if not hmac.compare_digest(_octets(nonce), _octets(expectation.nonce)):
        raise SignInRefused(Check.NONCE)


def _check_10_subject(claims: Mapping[str, Any]) -> tuple[UUID, str]:
    oid, sub = claims.get("oid"), claims.get("sub")
    if claims.get("ver") != "2.0" or not isinstance(oid, str) or not _is_guid(oid):
        raise SignInRefused(Check.SUBJECT)
    if not isinstance(sub, str) or not 0 < len(sub) <= LONGEST_SUBJECT or not sub.isascii():
        raise SignInRefused(Check.SUBJECT)
    return UUID(oid), sub


def _check_11_access_token_hash(claims: Mapping[str, Any], expectation: Expectation) -> None:
    # Left half of the hash, OpenID Connect Core section 3.1.3.6; the provider may leave it out.
    if "at_hash" not in claims:
        return
    at_hash, access_token = claims["at_hash"], expectation.access_token
    if not isinstance(at_hash, str) or not access_token:
        raise SignInRefused(Check.ACCESS_TOKEN_HASH)
    half = hashlib.sha256(_octets(access_token)).digest()[:16]
    expected = base64.urlsafe_b64encode(half).rstrip(b"=")
    if not hmac.compare_digest(_octets(at_hash), expected):
        raise SignInRefused(Check.ACCESS_TOKEN_HASH)


def _check_12_roles(
    claims: Mapping[str, Any], expectation: Expectation
) -> tuple[frozenset[AppRole], int]:
    named = claims.get("roles", [])
    if not isinstance(named, list) or not all(isinstance(role, str) for role in named):
        raise SignInRefused(Check.ROLES)
    roles = known_roles(named)
    if not roles and not expectation.roles_elsewhere:
        raise SignInRefused(Check.ROLES, Problem.NOT_A_MEMBER)
    return roles, len(set(named) - {role.value for role in roles})


def _check_13_account(
    claims: Mapping[str, Any], expectation: Expectation
) -> tuple[bool | None, str]:
    idp = claims.get("idp", expectation.issuer)
    if not isinstance(idp, str):
        raise SignInRefused(Check.ACCOUNT)
    if "acct" not in claims:  # an optional claim, which the client's registration asks for
        return None, idp
    acct = claims["acct"]
    if type(acct) is not int or acct not in (0, 1):
        raise SignInRefused(Check.ACCOUNT)
    return acct == 1, idp


def _check_14_step_up(claims: Mapping[str, Any]) -> frozenset[str]:
    # Documented as a list, seen as a string.
    acrs = claims.get("acrs", [])
    contexts = [acrs] if isinstance(acrs, str) else acrs
    if not isinstance(contexts, list) or not all(isinstance(each, str) for each in contexts):
        raise SignInRefused(Check.STEP_UP)
    return frozenset(contexts)


def _is_guid(value: object) -> bool:
    return isinstance(value, str) and _GUID.fullmatch(value) is not None


def _text_or_nothing(value: object) -> str:
    return value if isinstance(value, str) else ""


def _octets(text: str) -> bytes:
    # JSON may carry lone surrogates, which no encoder takes without being told.
    return text.encode("utf-8", "surrogatepass")
