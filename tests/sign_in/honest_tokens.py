"""Tokens that are honest and unusual, and the keys that the provider publishes for them."""

import hashlib
from typing import Any

from tests.sign_in.forgeries import Forgery, seconds
from tests.sign_in.forging import KID, OTHER_TENANT, ROLE, b64, public_jwk, rsa_key

ELSEWHERE = "https://attacker.example/graph/users/me/getMemberObjects"
OVERAGE: dict[str, Any] = {
    "_claim_names": {"groups": "src1", "roles": "src1"},
    "_claim_sources": {"src1": {"endpoint": ELSEWHERE, "access_token": "theirs"}},
    "hasgroups": True,
}

# Not hostile, and not let in either: the page says so.
NOT_MEMBERS: dict[str, Forgery] = {
    "no roles": lambda o: o.token(roles=...),
    "an empty list of roles": lambda o: o.token(roles=[]),
    "only roles nobody knows": lambda o: o.token(roles=["GlobalAdministrator"]),
    "a group that is named like a role": lambda o: o.token(roles=..., groups=[ROLE]),
    "two hundred and one groups": lambda o: o.token(roles=..., groups=[str(OTHER_TENANT)] * 201),
    "more groups than a token holds": lambda o: o.token(roles=..., **OVERAGE),
    "office by the directory's own roles": lambda o: o.token(roles=[], wids=[ROLE]),
    "a role in a scope": lambda o: o.token(roles=..., scp=ROLE, role=ROLE, app_roles=[ROLE]),
}
# Nearly a role of ours: in other letters, and with what cannot be seen.
NEARLY = (
    "portal.member", "PORTAL.MEMBER", "Portal.member", "PORTAL.Administrator",
    "Portal.M\u0435mber", "P\u043ertal.Member", "Portal\u2024Member", "Portal.\u039cember",
    "\uff30ortal.Member", "Portal.Me\u200bmber", "Portal.Member\u200d", "\ufeffPortal.Member",
    "Portal.Mem\u0062\u0323er", "Portal.Member ", " Portal.Member", "Portal.Member\0",
    "Portal.Member\n", "Portal.Member,Portal.Clerk", "Portal.*", "Portal.", "Member", "",
    "AppRole.MEMBER", "MEMBER", "\ud800",
)  # fmt: skip
NOT_MEMBERS |= {
    f"nearly a role: {role!a}": lambda o, role=role: o.token(roles=[role])  # type: ignore[misc]
    for role in NEARLY
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
    "with thousands of roles nobody knows beside ours": lambda o: o.token(
        roles=["x"] * 2_000 + ["Portal.Member"]
    ),
    "with a role of ours that comes twice": lambda o: o.token(roles=["Portal.Member"] * 2),
    "with nearly every role of ours": lambda o: o.token(roles=[*NEARLY, "Portal.Member"]),
    "with more groups than it holds": lambda o: o.token(**OVERAGE),
    "with its certificate's thumbprint": lambda o: o.token(header={"x5t": b64(bytes(20))}),
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
