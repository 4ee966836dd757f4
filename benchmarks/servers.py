"""Servers to be measured: gunicorn as the portal is served, its CPU time and its memory."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_server, socket
from typing import Final

from benchmarks.load import NotAnswered, fetch, request

ROOT: Final = Path(__file__).resolve().parents[1]
WORKERS: Final = 2
TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that has answered."""

    port: int
    pid: int

    @property
    def workers(self) -> tuple[int, ...]:
        """The processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
        return tuple(int(each) for each in children.split())

    def cpu(self) -> float:
        """Give the seconds of CPU its processes have used, for themselves and for the kernel."""
        return sum(_cpu_of(each) for each in (self.pid, *self.workers))

    def resident(self, measure: str = "VmRSS") -> int:
        """Give the bytes its workers hold; ``VmHWM`` is the most since :meth:`forget_peak`."""
        return sum(_status_of(each, measure) for each in self.workers)

    def forget_peak(self) -> None:
        """Measure the peak of its workers' memory from here."""
        for each in self.workers:
            Path(f"/proc/{each}/clear_refs").write_text("5", "ascii")


@contextmanager
def portal_served(environ: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Serve the portal, and the demonstration's provider and directory for it to ask."""
    with provider_served(environ, folder) as told, served("wsgi:application", told, folder) as it:
        yield it


@contextmanager
def provider_served(environ: Mapping[str, str], folder: Path) -> Iterator[Mapping[str, str]]:
    """Serve the demonstration's provider; give the settings of a portal that asks it."""
    with create_server(("127.0.0.1", 0)) as door:
        told = {
            **environ,
            "PORTAL_IDENTITY_PROVIDER": f"http://127.0.0.1:{door.getsockname()[1]}",
        }
        with served("portal.cli.demo_provider:application", told, folder, door=door, workers=1):
            yield told


@contextmanager
def served(
    application: str,
    environ: Mapping[str, str],
    folder: Path,
    *,
    door: socket | None = None,
    workers: int = WORKERS,
) -> Iterator[Server]:
    """Serve an application with eight threads in each worker, as the portal is served.

    :param door: where to listen, if that has to be known before; otherwise any free port.
    """
    opened = door or create_server(("127.0.0.1", 0))
    with opened, (folder / "server.log").open("ab") as output:
        command = [sys.executable, "-m", "gunicorn", "--workers", str(workers)]
        command += ["--config", "python:portal.cli.gunicorn_settings", "--no-control-socket"]
        command += ["--bind", f"fd://{opened.fileno()}", application]
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(opened.fileno(),),
        )
        port = opened.getsockname()[1]
    try:
        # The open door holds the question until the server is there to answer it.
        with suppress(NotAnswered):  # the provider answers other addresses, and this one at least
            fetch(port, request("/health"))
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait()


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _status_of(pid: int, measure: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith(f"{measure}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(measure)
