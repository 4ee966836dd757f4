"""Tokens that are honest and unusual, and the keys that the provider publishes for them."""

import hashlib
from typing import Any

from tests.sign_in.forging import KID, b64, public_jwk, rsa_key
from tests.sign_in.hostile_tokens import Forgery, seconds

# Not hostile, and not let in either: the page says so.
NOT_MEMBERS: dict[str, Forgery] = {
    "no roles": lambda o: o.token(roles=...),
    "an empty list of roles": lambda o: o.token(roles=[]),
    "only roles nobody knows": lambda o: o.token(roles=["GlobalAdministrator"]),
}

# Unusual, and honest.
HONEST: dict[str, Forgery] = {
    "as the provider writes it": lambda o: o.token(),
    "without a type": lambda o: o.token(header={"typ": ...}),
    "borne by us": lambda o: o.token(azp=o.client_id),
    "with the access token's hash": lambda o: o.token(
        at_hash=b64(hashlib.sha256(o.access_token.encode()).digest()[:16])
    ),
    "just expired, within the leeway": lambda o: o.token(exp=seconds(-29)(o)),
    "a clock a little ahead": lambda o: o.token(iat=seconds(29)(o), nbf=seconds(29)(o)),
    "valid for exactly a day": lambda o: o.token(exp=seconds(86400)(o)),
    "without a start": lambda o: o.token(nbf=...),
    "with a context as a word": lambda o: o.token(acrs="c1"),
    "with contexts as a list": lambda o: o.token(acrs=["c1", "c2"]),
    "with a role nobody knows beside ours": lambda o: o.token(roles=["Portal.Member", "Other"]),
    "by a key published for all tenants": lambda o: o.token(
        header={"kid": "a key for all tenants"}
    ),
}


def jwks(issuer: str) -> dict[str, Any]:
    """The keys the provider publishes: ours, and some that are not for ID tokens of ours."""
    ours = rsa_key("ours")
    return {
        "keys": [
            "not a key",
            {"kty": "EC", "kid": "elliptic", "crv": "P-256", "x": "AA", "y": "AA"},
            public_jwk(ours, kid=KID),
            public_jwk(rsa_key("attacker's"), kid=KID),  # never instead of the first
            public_jwk(ours, kid="a key of another issuer", issuer="https://issuer.example/v2.0"),
            public_jwk(
                ours,
                kid="a key for all tenants",
                issuer=issuer.rsplit("/", 2)[0] + "/{tenantid}/v2.0",
            ),
            {**public_jwk(ours, kid="a key for encryption"), "use": "enc"},
        ]
    }
