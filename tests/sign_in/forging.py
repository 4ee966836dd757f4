"""ID tokens as the provider would write them, and as nobody honest would."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

TENANT = UUID("11111111-2222-4333-8444-555555555555")
OTHER_TENANT = UUID("99999999-2222-4333-8444-555555555555")
OBJECT = UUID("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")
CLIENT = "7b5f0d52-portal"
SECRET = "a secret known to the client and to the provider alone"
AUTHORITY = "http://127.0.0.1:9"
KID = "signing-key-1"
ROLE = "Portal.Member"
LONGEST = 16 * 1024


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """The same key for the same name, made once for all tests of a process."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_jwk(key: rsa.RSAPrivateKey, **members: Any) -> dict[str, Any]:
    return jwk_of(key.public_key(), **members)


def jwk_of(key: rsa.RSAPublicKey, **members: Any) -> dict[str, Any]:
    numbers = key.public_numbers()
    n = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8)
    e = numbers.e.to_bytes(3)
    return {"kty": "RSA", "use": "sig", "n": b64(n), "e": b64(e), **members}


def at_hash(access_token: str) -> str:
    return b64(hashlib.sha256(access_token.encode()).digest()[:16])


def rs256(signed: bytes, key: rsa.RSAPrivateKey | None = None) -> bytes:
    return (key or rsa_key("ours")).sign(signed, padding.PKCS1v15(), hashes.SHA256())


def rs512(signed: bytes) -> bytes:
    return rsa_key("ours").sign(signed, padding.PKCS1v15(), hashes.SHA512())


def ps256(signed: bytes) -> bytes:
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
    return rsa_key("ours").sign(signed, pss, hashes.SHA256())


def es256(signed: bytes) -> bytes:
    r, s = utils.decode_dss_signature(ec_key().sign(signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def by_attacker(signed: bytes) -> bytes:
    return rs256(signed, rsa_key("attacker's"))


def hs256(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.digest(secret, signed, "sha256")


def unsigned(_signed: bytes) -> bytes:
    return b""


def public_pem() -> bytes:
    return (
        rsa_key("ours")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def compact(header: bytes, payload: bytes, sign: Callable[[bytes], bytes] = rs256) -> str:
    signed = f"{b64(header)}.{b64(payload)}".encode()
    return f"{signed.decode()}.{b64(sign(signed))}"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """One sign-in, as the provider sees it when it is asked for a token."""

    issuer: str = f"{AUTHORITY}/{TENANT}/v2.0"
    tenant: UUID = TENANT
    client_id: str = CLIENT
    nonce: str = "the nonce of this sign-in"
    access_token: str = "an access token"
    at: datetime = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """What an honest token says, with changes; ``...`` takes a claim away."""
        now = int(self.at.timestamp())
        honest: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "nonce": self.nonce,
            "tid": str(self.tenant),
            "oid": str(OBJECT),
            "sub": "subject-of-ours",
            "ver": "2.0",
            "roles": [ROLE],
            "acct": 0,
            "name": "Ngozi Barrow",
            "preferred_username": "ngozi.barrow@example.org",
        }
        honest.update(changes)
        return {name: value for name, value in honest.items() if value is not ...}

    def token(
        self,
        header: Mapping[str, Any] | None = None,
        sign: Callable[[bytes], bytes] = rs256,
        **changes: Any,
    ) -> str:
        """Sign claims with changes, under a header with changes."""
        heading = {"typ": "JWT", "alg": "RS256", "kid": KID, **(header or {})}
        kept = {name: value for name, value in heading.items() if value is not ...}
        return compact(json.dumps(kept).encode(), json.dumps(self.claims(**changes)).encode(), sign)

    def payload(self, **changes: Any) -> bytes:
        return json.dumps(self.claims(**changes)).encode()

    @property
    def header(self) -> bytes:
        return json.dumps({"typ": "JWT", "alg": "RS256", "kid": KID}).encode()
