"""A line on loopback to a server, which a test can spoil: slow, broken off, half open, or lying."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 64 * 1024
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: closing sends a reset


class FaultyLine:
    """Passes bytes on, until it is told otherwise."""

    def __init__(self, server: str) -> None:
        place = urlsplit(server)
        self._server = (place.hostname, place.port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.address = f"{place.scheme}://127.0.0.1:{self._door.getsockname()[1]}"
        self.calls = 0
        self.delay = 0.0
        self.says: bytes | None = None
        self.drops = self.resets = False
        self.ended = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def mend(self) -> None:
        """Pass everything on again."""
        self.delay, self.says, self.drops, self.resets = 0.0, None, False, False

    def close(self) -> None:
        """Hang up."""
        self.ended.set()
        for each in (self._door, *self._held):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            self.calls += 1
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        if self.drops:
            self._held.append(caller)  # open, and silent for ever
        elif self.resets:
            with caller:
                caller.recv(1)
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        elif self.says is not None:
            with caller:
                caller.recv(PIECE)
                caller.sendall(self.says)
        else:
            self.ended.wait(self.delay)
            with suppress(OSError), caller, socket.create_connection(self._server) as server:
                back = threading.Thread(target=_pass_on, args=(server, caller), daemon=True)
                back.start()
                _pass_on(caller, server)
                back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def answer(status: int, reason: str, body: bytes = b"{}", **headers: str) -> bytes:
    """Write an HTTP answer as bytes."""
    named = {"Content-Length": str(len(body)), "Content-Type": "application/json", **headers}
    lines = [f"HTTP/1.1 {status} {reason}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


@contextmanager
def line_to(server: str) -> Iterator[FaultyLine]:
    """Lay a line to a server."""
    line = FaultyLine(server)
    try:
        yield line
    finally:
        line.close()
