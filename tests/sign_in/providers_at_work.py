"""What a real browser meets: a portal just founded, and providers that answer on loopback."""

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
from typing import Any
from uuid import UUID

import pytest
import requests
from sqlalchemy.orm import Session

from portal.records.engines import engine_for
from portal.records.tables import Deployment, Person, PublicVersion
from tests.sign_in.forging import CLIENT, OBJECT, SECRET, TENANT

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


@contextmanager
def strict_provider(
    place: Place, portal: str, accounts: Mapping[str, Mapping[str, Any]]
) -> Iterator[None]:
    """Run ``oidc-provider`` at a place, for a portal that is already at its address."""
    told = {
        "fd": place.door.fileno(),
        "issuer": place.issuer,
        "client": {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{portal}/sign-in/callback"],
            "post_logout_redirect_uris": [f"{portal}/sign-out"],
        },
        "accounts": accounts,
    }
    with _running([str(NODE), str(STRICT)], place, {"STRICT_PROVIDER": json.dumps(told)}):
        yield


@contextmanager
def _running(command: Sequence[str], place: Place, environ: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 -- our own command
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(place.door.fileno(),),
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
