"""What hostile, broken and stale tokens look like, and which check must refuse each."""

import hashlib
import json

from portal.services.sign_in.refusals import Check
from tests.sign_in import hostile_claims, hostile_signatures  # noqa: F401 -- they list theirs
from tests.sign_in.forgeries import HOSTILE, claiming, headed, hostile, seconds
from tests.sign_in.forging import (
    KID,
    LONGEST,
    OTHER_TENANT,
    SECRET,
    Occasion,
    b64,
    by_attacker,
    compact,
    es256,
    hs256,
    ps256,
    public_jwk,
    public_pem,
    rs512,
    rsa_key,
    unsigned,
)

__all__ = ["HOSTILE"]  # with those that the other two modules list

# 1. Form.
hostile("no ID token", Check.FORM)(lambda _: None)
hostile("an empty ID token", Check.FORM)(lambda _: "")
hostile("an ID token that is an object", Check.FORM)(lambda o: o.claims())
hostile("an ID token in a list", Check.FORM)(lambda o: [o.token()])
hostile("two segments", Check.FORM)(lambda o: o.token().rpartition(".")[0])
hostile("four segments", Check.FORM)(lambda o: o.token() + ".AAAA")
hostile("an encrypted token of five segments", Check.FORM)(
    lambda _: ".".join([b64(b'{"alg":"RSA-OAEP","enc":"A256GCM"}'), *["AAAA"] * 4])
)
hostile("longer than 16 KiB", Check.FORM)(lambda o: o.token(padding="x" * LONGEST))
hostile("a space before", Check.FORM)(lambda o: " " + o.token())
hostile("a line end after", Check.FORM)(lambda o: o.token() + "\n")
hostile("padded base64", Check.FORM)(lambda o: o.token() + "==")
hostile("base64 of the other alphabet", Check.FORM)(lambda o: o.token()[:-2] + "+/")
hostile("full-width letters", Check.FORM)(lambda o: o.token().replace("e", "\uff45", 1))


@hostile("a second spelling of the signature", Check.FORM)
def _second_spelling(occasion: Occasion) -> str:
    # A signature of 256 octets leaves four bits of its last letter unused; set one of them.
    token = occasion.token()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) | 1]


# 2. Header.
headed("alg none", Check.FORM, unsigned, alg="none")
headed("alg none with a signature", Check.HEADER, alg="none")
headed("alg nOnE", Check.HEADER, alg="nOnE")
headed("no alg", Check.HEADER, alg=...)
headed("alg in a list", Check.HEADER, alg=["RS256"])
headed("HS256 keyed with our public key", Check.HEADER, hs256(public_pem()), alg="HS256")
headed("HS256 keyed with the client secret", Check.HEADER, hs256(SECRET.encode()), alg="HS256")
headed("RS512", Check.HEADER, rs512, alg="RS512")
headed("PS256", Check.HEADER, ps256, alg="PS256")
headed("ES256", Check.HEADER, es256, alg="ES256")
headed("an access token", Check.HEADER, typ="at+jwt")
headed("a logout token", Check.HEADER, typ="logout+jwt")
headed("a type nobody knows", Check.HEADER, typ="jwt-ish")
headed("a type that is a number", Check.HEADER, typ=1)
headed("a key brought along", Check.HEADER, by_attacker, jwk=public_jwk(rsa_key("attacker's")))
headed("an address of keys", Check.HEADER, by_attacker, jku="https://attacker.example/keys")
headed("an address of certificates", Check.HEADER, by_attacker, x5u="https://attacker.example/c")
headed("a certificate brought along", Check.HEADER, by_attacker, x5c=["MIIB"])
headed("a critical extension nobody knows", Check.HEADER, crit=["moon"], moon=True)
headed("an empty list of critical extensions", Check.HEADER, crit=[])
headed("an unencoded payload", Check.HEADER, crit=["b64"], b64=False)
hostile("a header named twice", Check.HEADER)(
    lambda o: compact(b'{"alg":"none","alg":"RS256","kid":"' + KID.encode() + b'"}', o.payload())
)
hostile("a byte order mark before the header", Check.HEADER)(
    lambda o: compact(b"\xef\xbb\xbf" + o.header, o.payload())
)
hostile("a header that is a list", Check.HEADER)(lambda o: compact(b'["RS256"]', o.payload()))
hostile("a header nested without end", Check.HEADER)(
    lambda o: compact(b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", o.payload())
)
hostile("a header in UTF-16", Check.HEADER)(
    lambda o: compact(o.header.decode().encode("utf-16-le"), o.payload())
)

# 3. Key.
headed("an unknown key", Check.KEY, by_attacker, kid="a key nobody published")
headed("no key named", Check.KEY, kid=...)
headed("an empty key name", Check.KEY, kid="")
headed("a key name that is a number", Check.KEY, kid=1)
headed("a key name that is a list", Check.KEY, kid=["signing-key-1"])
headed("a key of another issuer", Check.KEY, kid="a key of another issuer")
headed("a key for encryption", Check.KEY, kid="a key for encryption")

# 4. Signature.
headed("the attacker's key under our key's name", Check.SIGNATURE, by_attacker)
headed("a header the library does not know", Check.SIGNATURE, moon="full")
hostile("a signature of another token", Check.SIGNATURE)(
    lambda o: o.token().rpartition(".")[0] + "." + o.token(oid=str(OTHER_TENANT)).split(".")[2]
)
hostile("one claim changed after signing", Check.SIGNATURE)(
    lambda o: ".".join(
        [
            o.token().split(".")[0],
            b64(o.payload(oid=str(OTHER_TENANT))),
            o.token().split(".")[2],
        ]
    )
)
hostile("a claim named twice", Check.SIGNATURE)(
    lambda o: compact(o.header, b'{"tid":"' + str(OTHER_TENANT).encode() + b'",' + o.payload()[1:])
)
hostile("a byte order mark before the claims", Check.SIGNATURE)(
    lambda o: compact(o.header, b"\xef\xbb\xbf" + o.payload())
)
hostile("spaces before the claims", Check.SIGNATURE)(
    lambda o: compact(o.header, b"  " + o.payload())
)
hostile("something after the claims", Check.SIGNATURE)(
    lambda o: compact(o.header, o.payload() + b" {}")
)
hostile("claims that are a list", Check.SIGNATURE)(
    lambda o: compact(o.header, b"[" + o.payload() + b"]")
)
hostile("a moment that is infinite", Check.SIGNATURE)(
    lambda o: compact(o.header, json.dumps(o.claims(exp=float("inf"))).encode())
)

# 5. Issuer.
claiming("no issuer", Check.ISSUER, iss=...)
claiming("another issuer", Check.ISSUER, iss="https://issuer.example/v2.0")
claiming("the issuer with a slash after it", Check.ISSUER, iss=lambda o: o.issuer + "/")
claiming("the issuer in capitals", Check.ISSUER, iss=lambda o: o.issuer.upper())
claiming("the issuer in a list", Check.ISSUER, iss=lambda o: [o.issuer])
claiming(
    "the issuer of any tenant",
    Check.ISSUER,
    iss=lambda o: o.issuer.replace(str(o.tenant), "{tenantid}"),
)
claiming("the common issuer", Check.ISSUER, iss=lambda o: o.issuer.replace(str(o.tenant), "common"))
claiming(
    "another tenant's issuer, with its tenant",
    Check.ISSUER,
    iss=lambda o: o.issuer.replace(str(o.tenant), str(OTHER_TENANT)),
    tid=str(OTHER_TENANT),
)
claiming(
    "another tenant's issuer, with our tenant",
    Check.ISSUER,
    iss=lambda o: o.issuer.replace(str(o.tenant), str(OTHER_TENANT)),
)

# 6. Tenant.
claiming("another tenant", Check.TENANT, tid=str(OTHER_TENANT))
claiming("no tenant", Check.TENANT, tid=...)
claiming("a tenant that is a name", Check.TENANT, tid="council.example")
claiming("a tenant in capitals", Check.TENANT, tid=lambda o: str(o.tenant).replace("-", "").upper())
claiming("tenants in a list", Check.TENANT, tid=lambda o: [str(o.tenant)])

# 7. Audience.
claiming(
    "another client's token that names us as its bearer",
    Check.AUDIENCE,
    aud="another client",
    azp=lambda o: o.client_id,
)
claiming("another client's token", Check.AUDIENCE, aud="another client")
claiming("us in a list of audiences", Check.AUDIENCE, aud=lambda o: [o.client_id])
claiming(
    "a list of audiences without us", Check.AUDIENCE, aud=["another"], azp=lambda o: o.client_id
)
claiming("no audience", Check.AUDIENCE, aud=...)
claiming("borne by another client", Check.AUDIENCE, azp="another client")
claiming("borne by nobody", Check.AUDIENCE, azp=None)

# 8. Time.
claiming("expired a minute ago", Check.TIME, exp=seconds(-60))
claiming("expired as long ago as the leeway", Check.TIME, exp=seconds(-30))
claiming("not valid for another minute", Check.TIME, nbf=seconds(60))
claiming("issued eleven minutes ago", Check.TIME, iat=seconds(-660))
claiming("issued ten years ago", Check.TIME, iat=seconds(-10 * 365 * 86400))
claiming("issued in a minute", Check.TIME, iat=seconds(60))
claiming("valid for more than a day", Check.TIME, exp=seconds(86401))
claiming("valid for ten years", Check.TIME, exp=seconds(10 * 365 * 86400))
claiming("no expiry", Check.TIME, exp=...)
claiming("no moment of issue", Check.TIME, iat=...)
claiming("an expiry in words", Check.TIME, exp=lambda o: str(int(o.at.timestamp()) + 3600))
claiming("an expiry that is true", Check.TIME, exp=True)
claiming("an expiry of nothing", Check.TIME, exp=None)
claiming("a start in words", Check.TIME, nbf="yesterday")
claiming("an expiry with a fraction", Check.TIME, exp=lambda o: o.at.timestamp() + 3600.5)

# 9. Nonce.
claiming("no nonce", Check.NONCE, nonce=...)
claiming("no nonce, and a claim that none is needed", Check.NONCE, nonce=..., nonce_supported=False)
claiming("another nonce", Check.NONCE, nonce="the nonce of another sign-in")
claiming("an empty nonce", Check.NONCE, nonce="")
claiming("the nonce in a list", Check.NONCE, nonce=lambda o: [o.nonce])
claiming("a nonce that no encoding can write", Check.NONCE, nonce="\ud800")

# 10. Subject.
claiming("no version", Check.SUBJECT, ver=...)
claiming("version 1.0", Check.SUBJECT, ver="1.0")
claiming("a version that is a number", Check.SUBJECT, ver=2.0)
claiming("no object", Check.SUBJECT, oid=...)
claiming("an object that is an address", Check.SUBJECT, oid="ngozi.barrow@example.org")
claiming("an object in braces", Check.SUBJECT, oid="{aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee}")
claiming("no subject", Check.SUBJECT, sub=...)
claiming("an empty subject", Check.SUBJECT, sub="")
claiming("a subject that is a number", Check.SUBJECT, sub=7)
claiming("a subject that is not plain letters", Check.SUBJECT, sub="subject\u2010of\u2010ours")
claiming("a subject of great length", Check.SUBJECT, sub="s" * 256)

# 11. Access token hash.
claiming("the hash of another access token", Check.ACCESS_TOKEN_HASH, at_hash="A" * 22)
claiming(
    "the whole hash of the access token",
    Check.ACCESS_TOKEN_HASH,
    at_hash=lambda o: b64(hashlib.sha256(o.access_token.encode()).digest()),
)
claiming("an access token hash of nothing", Check.ACCESS_TOKEN_HASH, at_hash=None)

# 12. Roles.
claiming("roles that are one word", Check.ROLES, roles="Portal.Member")
claiming("roles that are numbers", Check.ROLES, roles=["Portal.Member", 1])
claiming("roles of nothing", Check.ROLES, roles=None)

# 13. Account.
claiming("an account of a third kind", Check.ACCOUNT, acct=2)
claiming("an account that is true", Check.ACCOUNT, acct=True)
claiming("a home provider that is a list", Check.ACCOUNT, idp=["home.example"])

# 14. Step-up.
claiming("a context that is a number", Check.STEP_UP, acrs=1)
claiming("contexts that are numbers", Check.STEP_UP, acrs=[1])
