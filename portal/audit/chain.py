"""Hashes: of each entry as a leaf (RFC 9162), and of the whole log so far as a head.

The leaf hash is the one a Merkle tree is built from, and is stored with every entry, so a
tree, its proofs and its witnesses can be added over the entries already written.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from portal.errors import PortalError

GENESIS: Final = bytes(32)
"""The head of an empty log."""

_LEAF: Final = b"\x00"
_HEAD: Final = b"clear-days/log/v1"


class BrokenLog(PortalError):
    """An entry is not the one that was written there; ``seq`` is the first such."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(f"entry {seq} fails: {reason}")
        self.seq = seq
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many entries the log had, and its head, at one moment.

    Given to somebody else, it is what shows that the log was cut short or replaced whole;
    nothing inside the log can.
    """

    size: int
    head: bytes

    def __str__(self) -> str:
        return f"{self.size} entries, head {self.head.hex()}"


EMPTY: Final = Checkpoint(0, GENESIS)


def leaf_hash(leaf: bytes) -> bytes:
    """Hash an entry as a leaf of a Merkle tree (RFC 9162, section 2.1.1)."""
    return sha256(_LEAF + leaf).digest()


def next_head(head: bytes, leaf: bytes) -> bytes:
    """Hash a leaf hash onto the head before it.  Every part has its fixed length."""
    return sha256(_HEAD + head + leaf).digest()
