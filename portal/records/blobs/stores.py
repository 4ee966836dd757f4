"""What a store of blobs must be able to do, and how blobs are named in it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from portal.errors import PortalError

PIECE: Final = 256 * 1024
DRAFT: Final = ".draft"
_VERSION: Final = 4
_DIGITS: Final = 32

Source = Callable[[int, int], bytes]
"""Give so many bytes from an offset, fewer only at the end; OSError if that cannot be done."""


class NameTaken(PortalError):
    """There is a blob of this name already; it was left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A blob as a listing tells of it."""

    name: UUID
    size: int
    since: datetime


class Store(Protocol):
    """Keeps bytes under keys.  Every failure of its own is a StoreUnavailable."""

    def write(self, key: str, pieces: Iterable[bytes], verdict: Callable[[], None]) -> int:
        """Store the pieces under a key that is free, whole or not at all; give their length."""

    def read_at(self, key: str) -> Source:
        """Give what reads any part; nothing is asked of the store yet."""

    def size(self, key: str) -> int:
        """Give the length in bytes; FileNotFoundError if there is no such key."""

    def delete(self, key: str) -> None:
        """Remove what lies under a key, if there is anything."""

    def lying(self) -> Iterator[Lying]:
        """List what has a blob's name; other things in the same place are not ours."""

    def tidy(self, before: datetime, *, dry_run: bool) -> int:
        """Remove the drafts from before a moment, and count them."""


def key_of(name: UUID) -> str:
    """Give the key of a blob.

    Only the digits of a number reach the store, so no name can lead out of it.

    :raises ValueError: if the name is not a random UUID.
    """
    if name.version != _VERSION:
        raise ValueError("a blob's name is a random UUID")
    return name.hex


def name_of(key: str) -> UUID | None:
    """Give the blob of a key; None if the key is no blob's."""
    if len(key) != _DIGITS:
        return None
    try:
        name = UUID(hex=key)
    except ValueError:
        return None
    return name if name.version == _VERSION and name.hex == key else None
