"""A stub of Azure Key Vault, over TLS on loopback, for the real SDK to talk to.

No emulator of it exists.  It answers as the service's reference does: a challenge first, RSA keys
with versions, RSA-OAEP-256, and deletion that can be undone until a key is purged.
"""

import json
import ssl
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from azure.core.credentials import AccessToken, AccessTokenInfo
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from portal.vault import AzureChoice, Patience
from tests.support.nginx import sign
from tests.vault.roots.keeping import QUICK, Keeper

TOKEN = "an invented access token"
SMALL = 1280  # bits: the least that holds what is wrapped, since making keys takes its time
OAEP = padding.OAEP(mgf=padding.MGF1(SHA256()), algorithm=SHA256(), label=None)
DAYS_KEPT = 90 * 86_400


class Credential:
    """Signs in at Azure, without Azure."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(TOKEN, int(time.time()) + 3600)

    def get_token_info(self, *_scopes: str, options: Any = None) -> AccessTokenInfo:
        del options
        return AccessTokenInfo(TOKEN, int(time.time()) + 3600)

    def close(self) -> None:
        """Close nothing."""


@dataclass
class Vault:
    """What the stub holds, and what a test tells it to say instead."""

    address: str
    certificate: Path
    keys: dict[str, dict[str, rsa.RSAPrivateKey]] = field(default_factory=dict)
    deleted: dict[str, dict[str, rsa.RSAPrivateKey]] = field(default_factory=dict)
    operations: list[str] = field(default_factory=lambda: ["wrapKey", "unwrapKey"])
    may_purge: bool = True
    refusing: tuple[int, dict[str, str]] | None = None
    asked: list[str] = field(default_factory=list)
    sizes: set[int] = field(default_factory=set)

    def choice(self, name: str, *, patience: Patience = QUICK, **changes: Any) -> AzureChoice:
        given = {
            "address": self.address,
            "authority": self.certificate,
            "credential": Credential,
        } | changes
        return AzureChoice(name=name, patience=patience, **given)

    @property
    def keeper(self) -> Keeper:
        return Keeper(kind="azure", choice=self.choice, outside=self)

    def forget(self) -> None:
        """Be as it was at the beginning; the keys stay."""
        self.operations, self.may_purge, self.refusing = ["wrapKey", "unwrapKey"], True, None
        self.asked.clear()

    def bundle(self, name: str, version: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
        """Describe a key, as a KeyBundle."""
        numbers = key.public_key().public_numbers()
        return {
            "key": {
                "kid": f"{self.address}/keys/{name}/{version}",
                "kty": "RSA",
                "key_ops": self.operations,
                "n": _b64(numbers.n.to_bytes(SMALL // 8)),
                "e": _b64(numbers.e.to_bytes(3)),
            },
            "attributes": {"enabled": True, "created": 1, "updated": 1, "recoverableDays": 90},
        }

    def bundle_of_deleted(self, name: str) -> dict[str, Any]:
        """Describe a deleted key, as a DeletedKeyBundle."""
        version, key = list(self.deleted[name].items())[-1]
        now = int(time.time())
        return self.bundle(name, version, key) | {
            "recoveryId": f"{self.address}/deletedkeys/{name}",
            "deletedDate": now,
            "scheduledPurgeDate": now + DAYS_KEPT,
        }


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    vault: Vault

    def log_message(self, *_given: object) -> None:
        """Keep no log."""

    def _answer(self, status: int, said: Any = None, **headers: str) -> None:
        body = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: int, code: str, **headers: str) -> None:
        self._answer(status, {"error": {"code": code, "message": code}}, **headers)

    def _handle(self) -> None:
        vault = self.vault
        said = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        vault.asked.append(f"{self.command} {path}")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            # The SDK wants the host to lie below the domain that the challenge names.
            domain = vault.address.removeprefix("https://127.")
            challenge = (
                f'authorization="https://login.example/{uuid4()}",resource="https://{domain}"'
            )
            self._refuse(401, "Unauthorized", WWW_Authenticate=f"Bearer {challenge}")
        elif vault.refusing is not None:
            status, headers = vault.refusing
            self._refuse(status, "Told to", **headers)
        else:
            _, shelf, name, *rest = path.split("/")
            body = json.loads(said) if said else {}
            _SHELVES[shelf](self, name, rest, body)

    do_GET = do_POST = do_DELETE = _handle  # noqa: N815 -- so http.server calls them

    def _keys(self, name: str, rest: list[str], body: dict[str, Any]) -> None:
        vault = self.vault
        if self.command == "POST" and rest == ["create"]:
            if name in vault.deleted:
                self._refuse(409, "ObjectIsDeletedButRecoverable")
                return
            vault.sizes.add(body["key_size"])
            made = rsa.generate_private_key(public_exponent=65537, key_size=SMALL)
            versions = vault.keys.setdefault(name, {})
            versions[uuid4().hex] = made
        versions = vault.keys.get(name, {})
        wanted = rest[0] if rest and rest[0] not in {"", "create"} else next(reversed(versions), "")
        if wanted not in versions:
            self._refuse(404, "KeyNotFound")
        elif self.command == "DELETE":
            vault.deleted[name] = vault.keys.pop(name)
            self._answer(200, vault.bundle_of_deleted(name))
        elif rest[1:] == ["unwrapkey"]:
            self._unwrap(versions[wanted], wanted, body)
        else:
            self._answer(200, vault.bundle(name, wanted, versions[wanted]))

    def _unwrap(self, key: rsa.RSAPrivateKey, version: str, body: dict[str, Any]) -> None:
        try:
            opened = key.decrypt(_bytes(body["value"]), OAEP)
        except ValueError:
            self._refuse(400, "BadParameter")
        else:
            self._answer(200, {"kid": version, "value": _b64(opened)})

    def _deleted(self, name: str, _rest: list[str], _body: dict[str, Any]) -> None:
        vault = self.vault
        if name not in vault.deleted:
            self._refuse(404, "KeyNotFound")
        elif self.command == "GET":
            self._answer(200, vault.bundle_of_deleted(name))
        elif not vault.may_purge:
            self._refuse(403, "Forbidden")
        else:
            del vault.deleted[name]
            self._answer(204)


_SHELVES = {"keys": _Desk._keys, "deletedkeys": _Desk._deleted}  # noqa: SLF001 -- its own


@contextmanager
def key_vault(folder: Path) -> Iterator[Vault]:
    """Serve a key vault until the tests are done with it."""
    certificate, key = folder / "vault.pem", folder / "vault.key"
    sign(certificate, key, days=2)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    vault = Vault(f"https://127.0.0.1:{server.server_address[1]}", certificate)
    _Desk.vault = vault
    running = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    running.start()
    try:
        yield vault
    finally:
        server.shutdown()
        server.server_close()


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
