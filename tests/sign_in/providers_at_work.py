"""Identity providers as processes of their own on loopback, for a real browser to meet."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sign_in.forging import CLIENT, SECRET, TENANT

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
