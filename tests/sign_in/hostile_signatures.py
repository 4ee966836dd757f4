"""Hostile headers and signatures: confusion, keys brought along, and what Wycheproof tries.

The signatures are of the kinds in the Wycheproof project's files for JWS and for RSASSA-PKCS1-v1_5
(RFC 8017 section 8.2.2): of wrong length or size, and over a padding that is not quite the right.
"""

import hashlib
import json
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization

from portal.services.sign_in.refusals import Check
from tests.sign_in.forgeries import headed, hostile
from tests.sign_in.forging import (
    KID,
    Occasion,
    b64,
    by_attacker,
    compact,
    es256,
    hs256,
    ps256,
    public_jwk,
    rs256,
    rs512,
    rsa_key,
    unsigned,
)

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS1 = serialization.PublicFormat.PKCS1
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
Sign = Callable[[bytes], bytes]
OCTETS = 256  # of a signature by a key of 2048 bits
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017 section 9.2, note 1
WITHOUT_NULL = bytes.fromhex("302f300b0609608648016503040201" + "0420")
LONG_LENGTHS = bytes.fromhex("308131300d060960864801650304020105000420")


def public(encoding: serialization.Encoding, form: serialization.PublicFormat = SPKI) -> bytes:
    """Our public key as an attacker may have found it written down."""
    return rsa_key("ours").public_key().public_bytes(encoding, form)


def raw(encoded: bytes) -> bytes:
    """Apply our private key to an encoded message, whatever it is (RFC 8017 section 5.2.1)."""
    private = rsa_key("ours").private_numbers()
    message = int.from_bytes(encoded)
    return pow(message, private.d, private.public_numbers.n).to_bytes(OCTETS)


def padded(
    signed: bytes, *, start: bytes = b"\0\x01", fill: int = 0xFF, info: bytes = SHA256, after=b""
) -> bytes:
    """Encode a message as RFC 8017 section 9.2 says, or not quite."""
    told = info + hashlib.sha256(signed).digest() + after
    return start + bytes([fill]) * (OCTETS - len(start) - 1 - len(told)) + b"\0" + told


def signed(name: str, sign: Sign) -> None:
    """Honest claims under an honest header, with a signature that is none."""
    headed(name, Check.SIGNATURE, sign)


def moved(by: int) -> Sign:
    """A number that is equal to the signature modulo the key's, or nearly."""

    def sign(message: bytes) -> bytes:
        n = rsa_key("ours").private_numbers().public_numbers.n
        number = int.from_bytes(rs256(message)) + by * n
        return number.to_bytes(OCTETS + 1).lstrip(b"\0")

    return sign


# 1. Form: other serialisations than the compact one (RFC 7515 section 7).
def parts(occasion: Occasion) -> dict[str, str]:
    header, payload, signature = occasion.token().split(".")
    return {"protected": header, "payload": payload, "signature": signature}


def general(occasion: Occasion) -> dict[str, object]:
    told = parts(occasion)
    payload = told.pop("payload")
    return {"payload": payload, "signatures": [told]}


hostile("a flattened JSON serialisation", Check.FORM)(lambda o: json.dumps(parts(o)))
hostile("a flattened JSON serialisation as an object", Check.FORM)(parts)
hostile("a general JSON serialisation", Check.FORM)(lambda o: json.dumps(general(o)))
hostile("a general JSON serialisation as an object", Check.FORM)(general)
hostile("a detached payload", Check.FORM)(lambda o: "{protected}..{signature}".format_map(parts(o)))
hostile("an empty header", Check.FORM)(lambda o: "." + o.token().partition(".")[2])
hostile("an empty payload", Check.FORM)(lambda o: compact(o.header, b""))
hostile("a signature that is left out", Check.FORM)(lambda o: compact(o.header, b"{}", unsigned))
hostile("two tokens in two lines", Check.FORM)(lambda o: f"{o.token()}\n{o.token()}")
hostile("two tokens in one", Check.FORM)(lambda o: f"{o.token()}.{o.token()}")
hostile("the token in quotes", Check.FORM)(lambda o: json.dumps(o.token()))
hostile("the word before a bearer's token", Check.FORM)(lambda o: "Bearer " + o.token())
hostile("a number", Check.FORM)(lambda _: 7)
hostile("the word true", Check.FORM)(lambda _: True)
hostile("a hundred thousand octets", Check.FORM)(lambda o: o.token() + "A" * 100_000)

# 2. Header: no algorithm in many spellings, with and without a signature.
for spelling in ("None", "NONE", "nOnE", "NoNe", "none "):
    headed(f"alg {spelling!r} unsigned", Check.FORM, unsigned, alg=spelling)
for spelling in ("None", "NONE", "NoNe", "none ", " none", "none\0", "n\u043ene", ""):
    headed(f"alg {spelling!r} with a signature", Check.HEADER, alg=spelling)
for spelling in ("rs256", "Rs256", " RS256", "RS256\0", "\uff32S256", "RS256,none", None, True):
    headed(f"alg {spelling!r}", Check.HEADER, alg=spelling)

# The public key taken for a secret: it is known to everybody.
SECRETS = {
    "in PKCS 1, as PEM": public(PEM, PKCS1),
    "as DER": public(DER),
    "in PKCS 1, as DER": public(DER, PKCS1),
    "as PEM without its last line end": public(PEM).rstrip(),
    "as a JWK": json.dumps(public_jwk(rsa_key("ours"), kid=KID)).encode(),
    "as a JWK without spaces": json.dumps(
        public_jwk(rsa_key("ours"), kid=KID), separators=(",", ":")
    ).encode(),
    "as its modulus": public_jwk(rsa_key("ours"))["n"].encode(),
}
for form, secret in SECRETS.items():
    headed(f"HS256 keyed with our public key {form}", Check.HEADER, hs256(secret), alg="HS256")
    headed(f"an HMAC by our public key {form}, said to be RS256", Check.SIGNATURE, hs256(secret))
headed("HS256 keyed with nothing", Check.HEADER, hs256(b"\0"), alg="HS256")
headed("HS256 keyed with the name of the key", Check.HEADER, hs256(KID.encode()), alg="HS256")
for alg in ("HS384", "HS512", "RS384", "PS512", "ES256K", "EdDSA", "RSA-OAEP", "dir"):
    headed(f"alg {alg}", Check.HEADER, alg=alg)
headed("an elliptic signature of noughts", Check.HEADER, lambda _: bytes(64), alg="ES256")

# Keys and certificates by other ways.
OURS = "https://login.microsoftonline.com/common/discovery/v2.0/keys"
headed("an address of keys at the provider", Check.HEADER, by_attacker, jku=OURS)
headed("an address of keys on this machine", Check.HEADER, by_attacker, jku="http://127.0.0.1/")
headed("an address of keys in a file", Check.HEADER, by_attacker, jku="file:///dev/null")
headed("our own key brought along", Check.HEADER, jwk=public_jwk(rsa_key("ours"), kid=KID))
headed("no key brought along", Check.HEADER, jwk=None)
headed("no address of certificates", Check.HEADER, x5u=None)
headed("a compressed payload", Check.HEADER, zip="DEF")
headed("a critical extension that is known", Check.HEADER, crit=["alg"])
headed("a critical extension in a word", Check.HEADER, crit="b64")
headed("a payload said to be encoded", Check.HEADER, b64=True)
hostile("a key named twice", Check.HEADER)(
    lambda o: compact(b'{"alg":"RS256","kid":"another","kid":"' + KID.encode() + b'"}', o.payload())
)

# 3. Key: names that would lead somewhere if they were a path, a query or a pattern.
NAMES = {
    "a path": "../../../../../../dev/null",
    "a path that is encoded": "..%2f..%2f..%2fdev%2fnull",
    "a whole path": "/proc/self/environ",
    "an address": "https://attacker.example/keys",
    "a query": "' OR 1=1 --",
    "a union": "x' UNION SELECT 'AA==' --",
    "a template": "{{7*7}}${7*7}",
    "a command": "|id;`id`$(id)",
    "a pattern": "signing-key-.*",
    "our key's with a NUL after it": KID + "\0",
    "our key's with a space after it": KID + " ",
    "our key's in capitals": KID.upper(),
    "our key's with another hyphen": KID.replace("-", "\u2010"),
    "our key's with a letter that is not Latin": KID.replace("i", "\u0456"),
    "half of a letter": "\ud800",
    "4,000 letters long": "k" * 4000,
}
for about, name in NAMES.items():
    headed(f"a key name that is {about}", Check.KEY, kid=name)
headed("a key name of nothing", Check.KEY, kid=None)
headed("a key name that is true", Check.KEY, kid=True)
headed("a key name that is an object", Check.KEY, kid={"kid": KID})
headed("the thumbprint in place of the key's name", Check.KEY, kid=..., x5t=KID)
headed("the name of a key that is not for RSA", Check.KEY, kid="elliptic")

# 4. Signature.
signed("an RS512 signature said to be RS256", rs512)
signed("a PS256 signature said to be RS256", ps256)
signed("an ES256 signature said to be RS256", es256)
signed("a signature of noughts", lambda _: bytes(OCTETS))
signed("a signature of one", lambda _: (1).to_bytes(OCTETS))
signed("a signature of all ones", lambda _: b"\xff" * OCTETS)
signed("a signature of one octet", lambda _: b"\0")
signed("a signature without its first octet", lambda m: rs256(m)[1:])
signed("a signature without its last octet", lambda m: rs256(m)[:-1])
signed("half a signature", lambda m: rs256(m)[: OCTETS // 2])
signed("a signature with a nought before it", lambda m: b"\0" + rs256(m))
signed("a signature with a nought after it", lambda m: rs256(m) + b"\0")
signed("a signature twice", lambda m: rs256(m) * 2)
signed("a signature from back to front", lambda m: rs256(m)[::-1])
signed("a signature with one bit turned", lambda m: bytes([rs256(m)[0] ^ 1]) + rs256(m)[1:])
signed("a signature plus the modulus", moved(1))
signed("the signed text in place of its signature", lambda m: m[:OCTETS])
signed("the padding in place of its signature", padded)
signed("a digest without its algorithm", lambda m: raw(padded(m, info=b"")))
signed("an algorithm without parameters", lambda m: raw(padded(m, info=WITHOUT_NULL)))
signed("lengths written the long way", lambda m: raw(padded(m, info=LONG_LENGTHS)))
signed("a padding of noughts", lambda m: raw(padded(m, fill=0)))
signed("a padding of another kind", lambda m: raw(padded(m, start=b"\0\x02")))
signed("something after the digest", lambda m: raw(padded(m, after=b"\0" * 8)))
signed("a short padding", lambda m: raw(_short(m)))
signed("a signature over the claims alone", lambda m: rs256(m.partition(b".")[2]))
signed("a signature over the header alone", lambda m: rs256(m.partition(b".")[0]))
signed("a signature over the claims in clear", lambda _: rs256(b"{}"))
headed("a token said to hold a token", Check.SIGNATURE, by_attacker, cty="JWT")
hostile("a token inside a token", Check.SIGNATURE)(lambda o: compact(o.header, o.token().encode()))
hostile("claims that are null", Check.SIGNATURE)(lambda o: compact(o.header, b"null"))
hostile("claims in UTF-16", Check.SIGNATURE)(
    lambda o: compact(o.header, o.payload().decode().encode("utf-16-le"))
)
hostile("claims nested without end", Check.SIGNATURE)(
    lambda o: compact(o.header, b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}")
)
hostile("a number of 5,000 digits", Check.SIGNATURE)(
    lambda o: compact(o.header, b'{"exp":' + b"9" * 5000 + b"," + o.payload()[1:])
)
hostile("a header and claims changed about", Check.HEADER)(
    lambda o: f"{b64(o.payload())}.{b64(o.header)}.{b64(rs256(b''))}"
)


def _short(message: bytes) -> bytes:
    """Eight octets of padding and rubbish after the digest: Bleichenbacher's of 2006."""
    told = b"\0\x01" + b"\xff" * 8 + b"\0" + SHA256 + hashlib.sha256(message).digest()
    return told + bytes(OCTETS - len(told))
