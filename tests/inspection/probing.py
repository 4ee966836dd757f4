"""Tasks that misbehave, each in one way, for a child process that must not let them."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def says(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a child knows of where it is."""
    del content
    return {
        "environment": sorted(os.environ),
        "asked": dict(asked),
        "opened": [target for number in range(64) if (target := _target(number))],
        "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
        "group": os.getpgrp() == os.getpid(),
    }


def _target(number: int) -> str:
    try:
        return str(Path(f"/proc/self/fd/{number}").readlink())
    except OSError:
        return ""


def _change(content: memoryview) -> None:
    content.obj[0:1] = b"x"  # type: ignore[index]


FORBIDDEN: dict[str, Callable[[memoryview], object]] = {
    "open": lambda _: Path("/etc/passwd").read_bytes(),
    "open anew": lambda _: os.open(".", os.O_RDONLY),
    "write a file": lambda _: Path("/tmp/left-behind").write_bytes(b"x"),  # noqa: S108 -- it must fail
    "list": lambda _: next(Path("/").iterdir()),
    "remove": lambda _: Path("/tmp/left-behind").unlink(),  # noqa: S108 -- likewise
    "make a folder": lambda _: Path("/tmp/left-behind").mkdir(),  # noqa: S108 -- likewise
    "socket": lambda _: socket.socket(),
    "socket pair, to send": lambda _: socket.socketpair()[0].sendto(b"x", "/nowhere"),
    "fork": lambda _: os.fork(),
    "thread": lambda _: threading.Thread(target=print).start(),
    "exec": lambda _: os.execv("/bin/true", ["true"]),  # noqa: S606 -- it must fail
    "run": lambda _: subprocess.run(["/bin/true"], check=True),
    "kill": lambda _: os.kill(os.getppid(), signal.SIGUSR1),
    "memory file": lambda _: os.memfd_create("more"),
    "change the file": _change,
    "raise a limit": lambda _: __import__("resource").setrlimit(1, (1, 1)),
}


def tries(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Try one thing, and say how it ended."""
    try:
        FORBIDDEN[asked["what"]](content)
    except BaseException as refused:  # noqa: BLE001 -- whatever stops it
        return {"refused": type(refused).__name__}
    return {"refused": None}


def spins(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Never end."""
    del content, asked
    while True:
        pass


def sleeps(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Wait for what never comes, which takes no time of the processor's."""
    del content, asked
    signal.pause()
    return {}


def swells(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Take more and more memory."""
    del content, asked
    held = []
    while True:
        held.append(bytearray(16 << 20))


def babbles(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer too long."""
    del content
    return {"words": "x" * int(asked["length"])}


def breaks(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Crash as a parser in C does."""
    del content, asked
    ctypes.string_at(0)
    return {}


def raises(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Fail as a parser in Python does."""
    del asked
    raise ValueError(bytes(content[:8]))


def lies(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Write something that is no answer."""
    del content, asked
    sys.stdout.write("not at all ")
    return {}


def nests(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer with something that no reader can get to the bottom of."""
    del content, asked
    sys.stdout.write("[" * 500_000)
    sys.stdout.flush()
    os._exit(0)
