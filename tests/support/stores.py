"""Real object stores on loopback: moto's S3 and Azurite, each with an empty bucket or container."""

import base64
import hmac
import itertools
import logging
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import formatdate
from time import monotonic
from urllib.request import Request, urlopen

import pytest

from portal.places import Afar, Kind
from tests.support.tree import ROOT

ACCOUNT = "devstoreaccount1"
# Azurite's own key, which is published: it protects nothing.
ACCOUNT_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
VERSION = "2021-08-06"
PATIENCE = 60.0
_NUMBERS = itertools.count(1)

NewStore = Callable[[], Afar]


@pytest.fixture(scope="session")
def s3() -> Iterator[NewStore]:
    """Run an S3 server; give what makes an empty bucket in it."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 -- only when it is wanted

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = f"http://127.0.0.1:{server.get_host_and_port()[1]}"

    def bucket() -> Afar:
        place = Afar(
            kind=Kind.S3,
            name=f"papers-{next(_NUMBERS)}",
            endpoint=address,
            region="eu-west-2",
            key_id="invented",
            secret="invented",
        )
        _ask("PUT", f"{address}/{place.name}")
        return place

    yield bucket
    server.stop()


@pytest.fixture(scope="session")
def azure() -> Iterator[NewStore]:
    """Run Azurite, which keeps everything in memory; give what makes an empty container in it."""
    port = _free_port()
    command = [str(ROOT / "node_modules/.bin/azurite-blob"), "--inMemoryPersistence", "--silent"]
    command += ["--skipApiVersionCheck", "--disableTelemetry"]
    command += ["--blobHost", "127.0.0.1", "--blobPort", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 -- our own command
    try:
        _await(port, process)
        address = f"http://127.0.0.1:{port}/{ACCOUNT}"

        def container() -> Afar:
            place = Afar(
                kind=Kind.AZURE,
                account=ACCOUNT,
                name=f"papers-{next(_NUMBERS)}",
                endpoint=address,
                secret=ACCOUNT_KEY,
            )
            _ask("PUT", f"{address}/{place.name}?restype=container", _signed(place.name))
            return place

        yield container
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(params=["s3", "azure"])
def place(request: pytest.FixtureRequest) -> Afar:
    """Give an empty bucket, then an empty container."""
    made: NewStore = request.getfixturevalue(request.param)
    return made()


def through(place: Afar, door: str) -> Afar:
    """Give a place as it is reached through another door: what stands between listens there."""
    path = place.endpoint.partition("://")[2].partition("/")[2]
    return replace(place, endpoint=f"{door}/{path}" if path else door)


def _ask(method: str, url: str, headers: dict[str, str] | None = None) -> None:
    with urlopen(Request(url, method=method, headers=headers or {}), timeout=PATIENCE):  # noqa: S310 -- our own loopback address
        pass


def _signed(container: str) -> dict[str, str]:
    """Sign the making of a container (Azure's Shared Key)."""
    date = formatdate(usegmt=True)
    told = f"x-ms-date:{date}\nx-ms-version:{VERSION}\n/{ACCOUNT}/{ACCOUNT}/{container}"
    text = f"PUT{chr(10) * 12}{told}\nrestype:container"
    digest = hmac.digest(base64.b64decode(ACCOUNT_KEY), text.encode(), "sha256")
    key = f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}"
    return {"x-ms-date": date, "x-ms-version": VERSION, "Authorization": key}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            continue
        return
    raise AssertionError("Azurite did not start: run tools/set_up.py test")
