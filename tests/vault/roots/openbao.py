"""The real OpenBao server on loopback, with its transit engine and a token that may use it only."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hvac
import pytest

from portal.vault import Patience, TransitChoice
from tests.support.tree import ROOT
from tests.vault.roots.keeping import QUICK, Keeper

MASTER = "invented-root-token"
BAO = Path(sys.executable).parent / "bao"
PAGE = ROOT / "docs/operations.md"


@dataclass(frozen=True)
class Server:
    """The server, its operator's client, and the file of the portal's token."""

    address: str
    operator: Any
    token_file: Path

    def choice(self, name: str, *, patience: Patience = QUICK, **changes: Any) -> TransitChoice:
        given = {"address": self.address, "token_file": self.token_file} | changes
        return TransitChoice(name=name, patience=patience, **given)

    @property
    def keeper(self) -> Keeper:
        return Keeper(kind="transit", choice=self.choice, outside=self)


def documented_policy() -> str:
    """Give the policy that docs/operations.md tells the server's operator to write."""
    after = PAGE.read_text().partition("<!-- transit policy -->\n```hcl\n")[2]
    return after.partition("```")[0]


@contextmanager
def openbao(folder: Path) -> Iterator[Server]:
    """Run the server until the tests are done with it; it keeps everything in memory."""
    if not BAO.exists():
        pytest.skip("no `bao` in .venv: run `make ready-to-test` to run these tests")
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    with (folder / "bao.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- the program that came with the packages
            [
                str(BAO),
                "server",
                "-dev",
                "-dev-no-store-token",
                f"-dev-root-token-id={MASTER}",
                f"-dev-listen-address={place}",
            ],
            env={"HOME": str(folder), "PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        for line in process.stdout:
            if b"Root Token:" in line:
                break
        address = f"http://{place}"
        operator = hvac.Client(url=address, token=MASTER, timeout=20)
        operator.sys.enable_secrets_engine("transit")
        operator.sys.create_or_update_policy("clear-days", documented_policy())
        token = operator.auth.token.create(policies=["clear-days"], ttl="1h")
        token_file = folder / "token"
        token_file.touch(mode=0o600)
        token_file.write_text(f"{token['auth']['client_token']}\n")
        yield Server(address=address, operator=operator, token_file=token_file)
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(20)
