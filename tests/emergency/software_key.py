"""A hardware key made of software, honest until a test has it lie.

It writes authenticator data, client data and attestation objects itself, after Web Authentication
Level 3, sections 5.8.1, 6.1 and 6.5, and shares no code with the library that reads them.
"""

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PRESENT, VERIFIED, ELIGIBLE, COPIED, ATTESTED, EXTENDED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
ORIGIN = "https://portal.example"


def text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(told: str) -> bytes:
    return base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))


def head(major: int, number: int) -> bytes:
    """Begin an item of CBOR, RFC 8949 section 3."""
    for size, (code, form) in enumerate(((24, ">B"), (25, ">H"), (26, ">I"))):
        if number < 24 and size == 0:
            return bytes([major << 5 | number])
        if number < 1 << 8 * 2**size:
            return bytes([major << 5 | code]) + struct.pack(form, number)
    raise ValueError


def cbor(told: Any) -> bytes:
    if isinstance(told, dict):
        return head(5, len(told)) + b"".join(cbor(k) + cbor(v) for k, v in told.items())
    if isinstance(told, bytes):
        return head(2, len(told)) + told
    if isinstance(told, str):
        return head(3, len(told.encode())) + told.encode()
    return head(0, told) if told >= 0 else head(1, -1 - told)


@dataclass
class Lie:
    """How an answer departs from an honest one."""

    origin: str = ORIGIN
    host: str = "portal.example"
    kind: str = ""
    flags: int | None = None
    count: int | None = None
    challenge: bytes | None = None
    client: dict[str, Any] = field(default_factory=dict)  # more of the client data
    cut: int = 0  # octets off the end of the authenticator data
    more: bytes = b""  # after it
    holder: bytes | str | None = ""  # the empty text: as it was registered
    answer: dict[str, Any] = field(default_factory=dict)  # more of the outermost object
    signed: bytes | None = None  # in the place of what is signed
    algorithm: int | None = None


HONEST = Lie()


class SoftwareKey:
    """One key: one credential, one holder, one counter."""

    def __init__(self, algorithm: int = -7, *, counts: bool = True) -> None:
        self.algorithm = algorithm
        self.credential = secrets.token_bytes(32)
        self.count = 0
        self.counts = counts
        self.holder = b""
        self._key: Any = {
            -7: lambda: ec.generate_private_key(ec.SECP256R1()),
            -8: ed25519.Ed25519PrivateKey.generate,
            -257: lambda: rsa.generate_private_key(65537, 2048),
        }[algorithm]()

    def public(self) -> dict[int, Any]:
        """Give the public key as COSE writes it, RFC 9053."""
        key = self._key.public_key()
        if self.algorithm == -7:
            point = key.public_numbers()
            x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
            return {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        if self.algorithm == -8:
            return {1: 1, 3: -8, -1: 6, -2: key.public_bytes(Encoding.Raw, PublicFormat.Raw)}
        numbers = key.public_numbers()
        return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: b"\x01\x00\x01"}

    def register(self, asked: str, lie: Lie = HONEST) -> str:
        """Answer what a page asks of a new key."""
        options = json.loads(asked)
        self.holder = octets(options["user"]["id"])
        public = self.public()
        if lie.algorithm is not None:
            public[3] = lie.algorithm
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential
        flags = PRESENT | VERIFIED | ATTESTED if lie.flags is None else lie.flags
        data = self._data(flags, lie)
        if flags & ATTESTED:
            data += attested + cbor(public)
        data = data[: len(data) - lie.cut] + lie.more
        client = self._client("webauthn.create", options, lie)
        return self._answer(
            lie,
            clientDataJSON=text(client),
            attestationObject=text(cbor({"fmt": "none", "attStmt": {}, "authData": data})),
        )

    def prove(self, asked: str, lie: Lie = HONEST) -> str:
        """Answer what a page asks of a key that is enrolled."""
        options = json.loads(asked)
        data = self._data(PRESENT | VERIFIED if lie.flags is None else lie.flags, lie)
        data = data[: len(data) - lie.cut] + lie.more
        client = self._client("webauthn.get", options, lie)
        signed = data + hashlib.sha256(client).digest() if lie.signed is None else lie.signed
        return self._answer(
            lie,
            clientDataJSON=text(client),
            authenticatorData=text(data),
            signature=text(self._sign(signed)),
            userHandle=self._handle(lie),
        )

    def _handle(self, lie: Lie) -> str | None:
        holder = self.holder if lie.holder == "" else lie.holder
        return text(holder) if isinstance(holder, bytes) else None

    def _data(self, flags: int, lie: Lie) -> bytes:
        if self.counts:
            self.count += 1
        count = self.count if lie.count is None else lie.count
        return hashlib.sha256(lie.host.encode()).digest() + struct.pack(">BI", flags, count)

    def _client(self, kind: str, options: dict[str, Any], lie: Lie) -> bytes:
        challenge = options["challenge"] if lie.challenge is None else text(lie.challenge)
        told = {"type": lie.kind or kind, "challenge": challenge, "origin": lie.origin}
        return json.dumps({**told, "crossOrigin": False, **lie.client}).encode()

    def _answer(self, lie: Lie, **response: Any) -> str:
        name = text(self.credential)
        told = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**told, **lie.answer})

    def _sign(self, told: bytes) -> bytes:
        if self.algorithm == -7:
            return self._key.sign(told, ec.ECDSA(hashes.SHA256()))
        if self.algorithm == -8:
            return self._key.sign(told)
        return self._key.sign(told, padding.PKCS1v15(), hashes.SHA256())
