"""Serves an application to a test with the production server, on a free loopback port."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from portal.cli import gunicorn_settings

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 30.0
"""Seconds a server may take to answer for the first time."""


class DidNotStart(Exception):
    """The server ended or kept silent; the message holds what it printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that has answered."""

    url: str
    pid: int
    log: Path


class Serve(Protocol):
    """What the ``live_server`` fixture gives."""

    def __call__(
        self,
        factory: str | Callable[..., Any],
        *,
        environ: Mapping[str, str] | None = None,
        health: str = "/",
        threads: int = 4,
        door: socket.socket | None = None,
    ) -> Server:
        """Serve ``factory``: a module-level function, or ``"module:function()"``.

        Every ``{url}`` in the values of ``environ`` becomes the address of the server, which is
        known before it starts.  ``health`` is asked for until it answers, whatever the status.
        A ``door`` is a socket that was opened before, where two servers must know each other.
        """


@pytest.fixture
def live_server(tmp_path: Path) -> Iterator[Serve]:
    """Serve applications for the length of a test, each in a process of its own."""
    with ExitStack() as ending:
        yield _server_in(tmp_path, ending)


@pytest.fixture(scope="module")
def module_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve applications for the length of a module of tests."""
    with ExitStack() as ending:
        yield _server_in(tmp_path_factory.mktemp("server"), ending)


@pytest.fixture(scope="session")
def session_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve applications for the length of the session."""
    with ExitStack() as ending:
        yield _server_in(tmp_path_factory.mktemp("server"), ending)


def open_door() -> socket.socket:
    """Open a free loopback port, to be served later."""
    return socket.create_server(("127.0.0.1", 0))


def address_of(door: socket.socket) -> str:
    """Give the address of what is, or will be, served there."""
    return f"http://localhost:{door.getsockname()[1]}"


def _server_in(folder: Path, ending: ExitStack) -> Serve:
    def serve(factory, *, environ=None, health="/", threads=4, door=None):
        name = factory if isinstance(factory, str) else _name_of(factory)
        door = door or open_door()
        url = address_of(door)
        log = folder / f"server-{door.getsockname()[1]}.log"
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread"]
        command += ["--threads", str(threads), "--bind", f"fd://{door.fileno()}"]
        command += ["--forwarded-allow-ips", gunicorn_settings.forwarded_allow_ips]
        command += ["--no-control-socket", "--worker-tmp-dir", str(folder), name]
        given = {key: value.replace("{url}", url) for key, value in (environ or {}).items()}
        with door, log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 -- our own command
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **given},
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(door.fileno(),),
            )
        ending.callback(_stop, process)
        _await_answer(f"{url}{health}", log)
        return Server(url=url, pid=process.pid, log=log)

    return serve


def _name_of(factory: Callable[..., Any]) -> str:
    return f"{factory.__module__}:{factory.__qualname__}()"


def _await_answer(url: str, log: Path) -> None:
    """Ask once: the open socket holds the question until the server is there to answer it."""
    try:
        with urlopen(url, timeout=PATIENCE):  # noqa: S310 -- our own loopback address
            return
    except HTTPError:
        return  # an answer, if not a welcome
    except OSError as silence:
        raise DidNotStart(f"{url} gave no answer ({silence}):\n{log.read_text()}") from None


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
