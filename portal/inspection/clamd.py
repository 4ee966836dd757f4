"""Asking clamd whether a file holds anything harmful: its INSTREAM command (clamd(8)).

The file goes through a socket of this machine and is never given as a path.  clamd itself keeps
it in its ``TemporaryDirectory`` while it looks, which must therefore lie in memory.
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.errors import PortalError

PATIENCE: Final = 60.0
LONGEST: Final = 4096
_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):([0-9]{1,5})")
_FOUND: Final = re.compile(rb"stream: (.{1,200}) FOUND")


class NotScanned(PortalError):
    """clamd is out of reach, or gave no answer that says yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """A clamd, at a socket in the file system or at a port of this machine."""

    address: str

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
        try:
            with self._reached() as door:
                answer = _asked(door, pieces)
        except OSError as problem:
            raise NotScanned("clamd is out of reach") from problem
        if answer == b"stream: OK":
            return True
        if _FOUND.fullmatch(answer):
            return False
        raise NotScanned("clamd did not say whether the file is clean")

    def _reached(self) -> socket.socket:
        if (found := _LOOPBACK.fullmatch(self.address)) is not None:
            return socket.create_connection((found[1].strip("[]"), int(found[2])), PATIENCE)
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            door.settimeout(PATIENCE)
            door.connect(self.address)
        except OSError:
            door.close()
            raise
        return door


def _asked(door: socket.socket, pieces: Iterable[bytes]) -> bytes:
    door.sendall(b"zINSTREAM\0")
    try:
        for piece in pieces:
            if piece:
                door.sendall(len(piece).to_bytes(4) + piece)
        door.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough: what it found, or that the file is too large, it has said
    said = b""
    while b"\0" not in said and len(said) < LONGEST and (more := door.recv(LONGEST)):
        said += more
    return said.partition(b"\0")[0]
