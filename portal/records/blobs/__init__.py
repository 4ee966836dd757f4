"""Papers as bytes: in a local folder, or in a container or bucket that obstore reaches.

A name is a random UUID and tells nothing.  What is stored under it never changes.  A blob appears
whole or not at all, and what was acknowledged is there: in a folder its bytes are on the disk
before its name, and its name before the writer is told; a store afar is asked for it once more.
A write broken off leaves at most a draft, which :meth:`Blobs.tidy` removes.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from portal.errors import CannotOpen, NotFound
from portal.places import Place
from portal.records.blobs.folder import Folder
from portal.records.blobs.stores import PIECE, Lying, NameTaken, Source, Store, key_of

__all__ = ["PIECE", "Blobs", "Lying", "NameTaken", "Source"]


def _agreed() -> None:
    """Let a file be kept as it came."""


class Blobs:
    """Stores blobs under random names, and reads any part of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Use a local folder, made if it is missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(Folder(folder))

    @classmethod
    def at(cls, place: Place) -> Self:
        """Use what PORTAL_PAPERS names; a store afar is not met before it is used."""
        if isinstance(place, Path):
            return cls.in_folder(place)
        # Only who keeps papers afar needs what reaches there.
        from portal.records.blobs.afar import Distant  # noqa: PLC0415
        from portal.records.blobs.reaching import reached  # noqa: PLC0415

        return cls(Distant(lambda: reached(place)))

    @classmethod
    def ways_to(cls, place: Place) -> tuple[Self, ...]:
        """Give one for each way a file is put there: for the doctor, who tries them all."""
        if isinstance(place, Path):
            return (cls.in_folder(place),)
        from portal.records.blobs.afar import Distant  # noqa: PLC0415
        from portal.records.blobs.reaching import reached  # noqa: PLC0415

        at_once, by_draft = (Distant(lambda: reached(place), one_put=each) for each in (2**20, 0))
        return cls(at_once), cls(by_draft)

    def write(
        self, name: UUID, pieces: Iterable[bytes], *, verdict: Callable[[], None] = _agreed
    ) -> int:
        """Store the pieces as one blob, durably, and give its size in bytes.

        The verdict is asked once all of it is there and before it appears.  Whatever it or the
        pieces raise comes through, and nothing is stored.

        :raises NameTaken: if there is a blob of this name.
        :raises StoreUnavailable: if the store is full or out of reach.
        """
        return self._store.write(key_of(name), pieces, verdict)

    def read_at(self, name: UUID) -> Source:
        """Give a function that reads so many bytes from an offset, fewer only at the end.

        It raises :class:`OSError` if there is no such blob, or it is out of reach.
        """
        return self._store.read_at(key_of(name))

    def stream(self, name: UUID, start: int, stop: int) -> Iterator[bytes]:
        """Give the bytes ``start`` up to, not including, ``stop`` in pieces.

        :raises NotFound: if there is no such blob.
        :raises ValueError: if it has no such bytes.
        :raises StoreUnavailable: if it is out of reach.
        :raises CannotOpen: while reading, if they do not all come.
        """
        if not 0 <= start <= stop <= self.size(name):
            raise ValueError("no such bytes")
        return _pieces(self.read_at(name), start, stop)

    def size(self, name: UUID) -> int:
        """Give the size in bytes.

        :raises NotFound: if there is no such blob.
        :raises StoreUnavailable: if the store is out of reach.
        """
        try:
            return self._store.size(key_of(name))
        except FileNotFoundError:
            raise NotFound from None

    def delete(self, name: UUID) -> None:
        """Remove a blob, durably, if there is one.

        :raises StoreUnavailable: if the store is out of reach.
        """
        self._store.delete(key_of(name))

    def local_path(self, name: UUID) -> Path | None:
        """Give the path of the file, or None if blobs are not kept in a folder.

        :raises NotFound: if there is no such blob.
        """
        key = key_of(name)
        if not isinstance(self._store, Folder):
            return None
        path = self._store.folder / key
        if not path.is_file():
            raise NotFound
        return path

    def lying(self) -> Iterator[Lying]:
        """Give every blob there is: its name, size, and since when it lies there.

        What was stored or removed a moment ago may be missing, or still be among them.

        :raises StoreUnavailable: if the store is out of reach.
        """
        return self._store.lying()

    def tidy(self, before: datetime, *, dry_run: bool = False) -> int:
        """Remove the drafts of writes broken off before a moment, and count them.

        The parts of an upload that was broken off are no object yet: a store afar clears them
        away by a rule of its own.

        :raises StoreUnavailable: if the store is out of reach.
        """
        return self._store.tidy(before, dry_run=dry_run)


def _pieces(source: Source, start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, PIECE):
        wanted = min(PIECE, stop - at)
        try:
            piece = source(at, wanted)
        except OSError:
            raise CannotOpen from None
        if len(piece) != wanted:
            raise CannotOpen
        yield piece
