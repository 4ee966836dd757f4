"""Asking clamd whether a file holds anything harmful: its commands INSTREAM and VERSION (clamd(8)).

The file goes through a socket of this machine and is never given as a path.  clamd itself keeps
it in its ``TemporaryDirectory`` while it looks, which must therefore lie in memory.
"""

import re
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.errors import PortalError

PATIENCE: Final = 60.0
LONGEST: Final = 4096
_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):([0-9]{1,5})")
TEST_FILE: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner reports and nothing runs (eicar.org); in two parts, so that no scanner
reports this module."""
_FOUND: Final = re.compile(rb"stream: (.{1,200}) FOUND")
_VERSION: Final = re.compile(
    r"ClamAV ([0-9A-Za-z.+~-]{1,40})"
    r"(?:/([0-9]{1,9})/([A-Z][a-z]{2} [A-Z][a-z]{2} [0-9: ]{16}))?",
    re.ASCII,
)


class NotScanned(PortalError):
    """clamd is out of reach, or gave no answer that says yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What clamd says of itself; of signatures that nobody dated there is neither number nor date.

    ``made_at`` is by the clock on clamd's wall, as it writes it.
    """

    program: str
    signatures: int | None
    made_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """A clamd, at a socket in the file system or at a port of this machine."""

    address: str
    patience: float = PATIENCE  # seconds to connect, and between bytes

    @classmethod
    def at(cls, address: str) -> "Scanner":
        """Read where it is.

        :raises ValueError: if that is neither a path nor an address on this machine.
        """
        if not address.startswith("/") and not _LOOPBACK.fullmatch(address):
            raise ValueError(address)
        return cls(address=address)

    def is_clean(self, pieces: Iterable[bytes]) -> bool:
        """Say whether clamd finds nothing in a file.

        :raises NotScanned: if it cannot be asked, or found the file too large to look into.
        """
        answer = self._answer(b"zINSTREAM\0", _framed(pieces))
        if answer == b"stream: OK":
            return True
        if _FOUND.fullmatch(answer):
            return False
        raise NotScanned("clamd did not say whether the file is clean")

    def version(self) -> Version:
        """Ask which clamd it is, and how old its signatures are.

        :raises NotScanned: if it cannot be asked, or gives no such answer.
        """
        if self._answer(b"zPING\0") != b"PONG":
            raise NotScanned("what listens there is not clamd")
        told = self._answer(b"zVERSION\0").decode("ascii", "replace")
        if (found := _VERSION.fullmatch(told)) is None:
            raise NotScanned("clamd did not say which version it is")
        try:
            made = datetime.strptime(found[3], "%a %b %d %H:%M:%S %Y") if found[3] else None  # noqa: DTZ007 -- it names no zone
        except ValueError:
            raise NotScanned("clamd did not say how old its signatures are") from None
        return Version(
            program=found[1], signatures=int(found[2]) if found[2] else None, made_at=made
        )

    def _answer(self, command: bytes, parts: Iterable[bytes] = ()) -> bytes:
        try:
            with self._reached() as door:
                return _asked(door, command, parts)
        except OSError as problem:
            raise NotScanned("clamd is out of reach") from problem

    def _reached(self) -> socket.socket:
        if (found := _LOOPBACK.fullmatch(self.address)) is not None:
            return socket.create_connection((found[1].strip("[]"), int(found[2])), self.patience)
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            door.settimeout(self.patience)
            door.connect(self.address)
        except OSError:
            door.close()
            raise
        return door


def _framed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        if piece:
            yield len(piece).to_bytes(4) + piece
    yield bytes(4)


def _asked(door: socket.socket, command: bytes, parts: Iterable[bytes]) -> bytes:
    door.sendall(command)
    try:
        for part in parts:
            door.sendall(part)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough: what it found, or that the file is too large, it has said
    said = b""
    while b"\0" not in said and len(said) < LONGEST and (more := door.recv(LONGEST)):
        said += more
    return said.partition(b"\0")[0]
