"""A load of requests over a few connections that stay open, bounded in time.

One process, one thread, no waiting: each connection asks again as soon as it has its answer.
It shares the machine with the server it loads, so a fast answer is told slower than it is, and
ratios between fast answers come out nearer to one; the server's own CPU time, given beside,
does not suffer from that.
"""

import selectors
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from time import perf_counter
from typing import Final

CONNECTIONS: Final = 4
PATIENCE: Final = 30.0
TAKEN_AT_ONCE: Final = 512 * 1024
END_OF_HEAD: Final = b"\r\n\r\n"

Requests = Callable[[], bytes]
"""Gives the next request, whole."""


class NotAnswered(Exception):
    """A server gave another answer than was asked for, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of a load: answers, the seconds it took, and how long each answer took."""

    answers: int
    seconds: float
    each: list[float]
    bytes: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def request(path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET") -> bytes:
    """Write a request."""
    lines = {"Host": "localhost", "User-Agent": "load", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode()


def same(path: str, headers: Mapping[str, str] | None = None) -> Requests:
    """Ask for the same thing each time."""
    asked = request(path, headers)
    return lambda: asked


def never_asked_before(path: str) -> Requests:
    """Ask each time with a query that was never asked before, so that no answer is kept for it."""
    numbers: Iterator[int] = count()
    return lambda: request(f"{path}?n={next(numbers)}")


def press(
    port: int,
    requests: Requests,
    *,
    seconds: float,
    status: int = 200,
    connections: int = CONNECTIONS,
) -> Load:
    """Ask over and over for so many seconds, then wait for what was asked last.

    :raises NotAnswered: if an answer is not whole, or not of this status.
    """
    each: list[float] = []
    taken = 0
    room = memoryview(bytearray(TAKEN_AT_ONCE))
    with selectors.DefaultSelector() as selector:
        lines = [_Line(port, status) for _ in range(connections)]
        begun = perf_counter()
        for line in lines:
            selector.register(line.wire, selectors.EVENT_READ, line)
            line.ask(requests())
        asking = connections
        while asking:
            ready = selector.select(PATIENCE)
            if not ready:
                raise NotAnswered("there was no answer")
            for key, _ in ready:
                line = key.data
                taken += line.take(room)
                if line.missing == 0:
                    now = perf_counter()
                    each.append(now - line.asked_at)
                    if now - begun < seconds:
                        line.ask(requests())
                    else:
                        asking -= 1
        took = perf_counter() - begun
        for line in lines:
            line.wire.close()
    return Load(answers=len(each), seconds=took, each=each, bytes=taken)


@dataclass(slots=True)
class _Line:
    """One connection, and how much of its answer is missing; -1 until its head has come."""

    port: int
    status: int
    wire: socket = field(init=False)
    missing: int = 0
    asked_at: float = 0.0
    _head: bytes = b""

    def __post_init__(self) -> None:
        self.wire = create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.wire.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)

    def ask(self, asked: bytes) -> None:
        self.missing, self._head = -1, b""
        self.asked_at = perf_counter()
        self.wire.sendall(asked)

    def take(self, room: memoryview) -> int:
        got = self.wire.recv_into(room)
        if got == 0:
            raise NotAnswered("the connection was closed")
        if self.missing >= 0:
            self.missing -= got
        else:
            self._begin(bytes(room[:got]))
        return got

    def _begin(self, piece: bytes) -> None:
        self._head += piece
        head, end, body = self._head.partition(END_OF_HEAD)
        if end:
            self.missing = length_of(head, self.status) - len(body)


def length_of(head: bytes, status: int) -> int:
    """Give the length of the body that a head announces.

    :raises NotAnswered: if it is of another status, or announces none.
    """
    first, *lines = head.split(b"\r\n")
    if first.split(b" ", 2)[1] != str(status).encode():
        raise NotAnswered(first.decode())
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise NotAnswered("an answer without a length")


def fetch(port: int, asked: bytes, status: int = 200) -> bytes:
    """Give the body of one answer."""
    with create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(asked)
        got = b""
        while END_OF_HEAD not in got:
            got += line.recv(TAKEN_AT_ONCE)
        head, _, body = got.partition(END_OF_HEAD)
        length = length_of(head, status)
        pieces = [body]
        length -= len(body)
        while length > 0:
            pieces.append(line.recv(TAKEN_AT_ONCE))
            length -= len(pieces[-1])
        return b"".join(pieces)


def first_byte(port: int, asked: bytes, status: int) -> float:
    """Give the seconds from asking until the first byte of the body is there."""
    with create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        begun = perf_counter()
        line.sendall(asked)
        got = b""
        while not got.partition(END_OF_HEAD)[2]:
            piece = line.recv(65_536)
            if not piece:
                raise NotAnswered("the connection was closed")
            got += piece
        took = perf_counter() - begun
        length_of(got.partition(END_OF_HEAD)[0], status)
        return took
