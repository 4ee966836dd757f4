"""What a real browser meets: a portal just founded, and providers that answer on loopback.

The strict provider is ``oidc-provider`` set up to behave as an Entra ID tenant does::

    with a_place() as place:                       # place.authority, place.issuer
        with strict_provider(place, portal, ACCOUNTS) as strict:

``ACCOUNTS`` gives for each login the claims of the ID token (``tid``, ``oid``, ``ver``, ``roles``,
``groups``, ``acct``, ``idp``, ``login_hint``, or ``_claim_names`` and ``_claim_sources`` for too
many groups); ``sid`` and ``nbf`` it makes itself, and ``acrs`` when the ``claims`` parameter asks
for it, after the person has signed in once more (``"without_contexts": True`` is an account that
never gets one).  Keyword arguments: ``refusals={"login": "AADSTS50105: ..."}`` (or a pair of
error and description), ``certificate=`` a PEM text, which makes the client use
``private_key_jwt`` (RS256 or PS256, with ``x5t#S256``) in place of the secret,
``front_channel=False`` to sign out without telling the portal, or the address at which to tell
it, ``redirect_uris=`` and ``signed_out_uris=`` to register these addresses, ``graph=`` the address
of a Graph that is served (see ``graph_at_work``), which it then answers for under ``/graph``.

``strict.publish_key()``, ``strict.sign_with_newest()`` and ``strict.drop_old_keys()`` roll its
keys; ``strict.account(login, **claims)`` and ``strict.refuse(login, description)`` change who is
who (``None`` refuses no longer).
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict, Unpack
from uuid import UUID

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy.orm import Session

from portal.records.engines import engine_for
from portal.records.tables import Deployment, Person, PublicVersion
from tests.sign_in.forging import CLIENT, OBJECT, SECRET, TENANT, b64, jwk_of

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sys.executable).with_name("node")
STRICT = ROOT / "tests/sign_in/strict_provider/provider.mjs"


@dataclass
class Place:
    """A loopback port held for a provider until it is started."""

    door: socket.socket

    @property
    def authority(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    @property
    def issuer(self) -> str:
        return f"{self.authority}/{TENANT}/v2.0"


@contextmanager
def a_place() -> Iterator[Place]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield Place(door)


def strict_provider_or_skip() -> None:
    """Leave the test out where the provider is not installed; in CI that is a failure."""
    if NODE.exists() and (ROOT / "node_modules/oidc-provider/package.json").exists():
        return
    sentence = "the strict provider is not installed: run make ready-to-test"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


Refusal = str | tuple[str, str] | None


@dataclass(frozen=True)
class StrictProvider:
    """A strict provider that is running, and what it can be commanded."""

    accounts: Mapping[str, Mapping[str, Any]]
    control: str

    def publish_key(self) -> None:
        """Publish a new signing key beside the old."""
        self._command("/keys/publish")

    def sign_with_newest(self) -> None:
        """Sign with the key published last."""
        self._command("/keys/sign")

    def drop_old_keys(self) -> None:
        """Publish only the key that signs."""
        self._command("/keys/retire")

    def account(self, login: str, **claims: Any) -> None:
        """Give an account other claims than it was given at first; ``...`` takes one away."""
        told = {**self.accounts.get(login, {}), **claims}
        kept = {name: value for name, value in told.items() if value is not ...}
        self._command("/accounts", {login: kept})

    def refuse(self, login: str, refusal: Refusal) -> None:
        """Send an account back with an error, or no longer."""
        self._command("/refusals", {login: _refusal(refusal)})

    def _command(self, path: str, told: Any = None) -> None:
        answer = requests.post(self.control + path, json=told or {}, timeout=10)
        assert answer.status_code == 204, path


class Behaviour(TypedDict, total=False):
    """How a strict provider is to behave, where not as it usually does; said above."""

    refusals: Mapping[str, Refusal]
    certificate: str
    front_channel: bool | str
    redirect_uris: Sequence[str]
    signed_out_uris: Sequence[str]
    graph: str


@contextmanager
def strict_provider(
    place: Place,
    portal: str,
    accounts: Mapping[str, Mapping[str, Any]],
    **behaviour: Unpack[Behaviour],
) -> Iterator[StrictProvider]:
    """Run ``oidc-provider`` at a place, for a portal that is already at its address."""
    certificate = behaviour.get("certificate", "")
    refusals = behaviour.get("refusals", {})
    told_of_sign_out = behaviour.get("front_channel", True)
    if told_of_sign_out is True:
        told_of_sign_out = f"{portal}/sign-out/front-channel"
    shown = _client_certificate(certificate) if certificate else {"client_secret": SECRET}
    with socket.create_server(("127.0.0.1", 0)) as control:
        told = {
            "fd": place.door.fileno(),
            "control": control.fileno(),
            "issuer": place.issuer,
            "client": {
                "client_id": CLIENT,
                **shown,
                "redirect_uris": behaviour.get("redirect_uris", [f"{portal}/sign-in/callback"]),
                "post_logout_redirect_uris": behaviour.get(
                    "signed_out_uris", [f"{portal}/sign-out"]
                ),
            },
            "thumbprint": _thumbprint(certificate) if certificate else "",
            "accounts": accounts,
            "refusals": {login: _refusal(each) for login, each in refusals.items()},
            "frontChannel": told_of_sign_out or "",
            "graph": behaviour.get("graph", ""),
        }
        environ = {"STRICT_PROVIDER": json.dumps(told)}
        with _running([str(NODE), str(STRICT)], place, environ, control):
            yield StrictProvider(accounts, f"http://127.0.0.1:{control.getsockname()[1]}")


def _refusal(refusal: Refusal) -> dict[str, str] | None:
    if refusal is None:
        return None
    error, description = refusal if isinstance(refusal, tuple) else ("access_denied", refusal)
    return {"error": error, "description": description}


def _client_certificate(pem: str) -> dict[str, Any]:
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [jwk_of(key)]},
    }


def _thumbprint(pem: str) -> str:
    return b64(x509.load_pem_x509_certificate(pem.encode()).fingerprint(hashes.SHA256()))


@contextmanager
def _running(
    command: Sequence[str], place: Place, environ: Mapping[str, str], control: socket.socket
) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 -- our own command
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(place.door.fileno(), control.fileno()),
        start_new_session=True,  # what is called node here is a program that runs node
    )
    try:
        # The open socket holds the question until the provider is there to answer it.
        answer = requests.get(f"{place.issuer}/.well-known/openid-configuration", timeout=30)
        assert answer.json()["issuer"] == place.issuer
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


def found_a_portal(record_url: str) -> UUID:
    """Write down an installation and one invited person; give that person."""
    engine = engine_for(record_url)
    with Session(engine) as session:
        session.add_all([Deployment(id=1), PublicVersion(id=1)])
        person = Person(
            name="Ngozi Barrow",
            tenant_id=str(TENANT),
            object_id=str(OBJECT),
            created_at=datetime(2026, 5, 14, tzinfo=UTC),
        )
        session.add(person)
        session.commit()
        found = person.id
    engine.dispose()
    return found


def environ_of(authority: str, record_url: str, log_url: str, folder: Path) -> dict[str, str]:
    return {
        "PORTAL_ENVIRONMENT": "test",
        "PORTAL_BASE_URL": "{url}",
        "PORTAL_DATABASE_URL": record_url,
        "PORTAL_LOG_DATABASE_URL": log_url,
        "PORTAL_PAPERS": str(folder / "papers"),
        "PORTAL_ROOT_KEY_FILE": str(folder / "no root key is needed to sign in"),
        "PORTAL_SESSION_SECRET": "8f1d0c7a45b29e63" * 4,
        "PORTAL_LOG_PEPPER": "27a9e4d0613fb85c" * 4,
        "PORTAL_IDENTITY_PROVIDER": authority,
        "PORTAL_TENANT": str(TENANT),
        "PORTAL_CLIENT_ID": CLIENT,
        "PORTAL_CLIENT_SECRET": SECRET,
    }
