"""Papers as bytes: in a local folder, or in any object store that obstore reaches.

A name is a random UUID and tells nothing.  What is stored under it never changes.  In a folder a
blob appears whole, after its bytes are on the disk, and its name is on the disk before the
writer is told; a write broken off leaves at most a draft, which :meth:`Blobs.tidy` removes.
"""

import os
import weakref
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, Self
from uuid import UUID, uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from portal.errors import CannotOpen, NotFound, PortalError

PIECE: Final = 256 * 1024
_DRAFT: Final = ".draft"
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_VERSION: Final = 4


class NameTaken(PortalError):
    """There is a blob of this name already; it was left as it is."""


class Blobs:
    """Stores blobs under random names, and reads any part of them."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._folder = store.prefix if isinstance(store, LocalStore) else None

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Use a local folder, made if it is missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(LocalStore(folder))

    def write(self, name: UUID, pieces: Iterable[bytes]) -> int:
        """Store the pieces as one blob, durably, and give its size in bytes.

        Whatever the pieces raise while they are taken comes through, and nothing is stored.

        :raises NameTaken: if there is a blob of this name.
        :raises OSError: if the store is full or out of reach.
        """
        counted = _Counted(pieces)
        if self._folder is None:
            self._write_afar(_key(name), counted)
        else:
            _write_locally(self._folder, _key(name), counted)
        return counted.size

    def read_at(self, name: UUID) -> Callable[[int, int], bytes]:
        """Give a function that reads so many bytes from an offset, fewer only at the end.

        It raises :class:`OSError` if there is no such blob, or it is out of reach.
        """
        if self._folder is None:
            return _Afar(self._store, _key(name))
        return _Local(self._folder / _key(name))

    def stream(self, name: UUID, start: int, stop: int) -> Iterator[bytes]:
        """Give the bytes ``start`` up to, not including, ``stop`` in pieces.

        :raises NotFound: if there is no such blob.
        :raises ValueError: if it has no such bytes.
        :raises CannotOpen: while reading, if they do not all come.
        """
        if not 0 <= start <= stop <= self.size(name):
            raise ValueError("no such bytes")
        return _pieces(self.read_at(name), start, stop)

    def size(self, name: UUID) -> int:
        """Give the size in bytes.

        :raises NotFound: if there is no such blob.
        :raises OSError: if the store is out of reach.
        """
        try:
            return obstore.head(self._store, _key(name))["size"]
        except FileNotFoundError:
            raise NotFound from None
        except BaseError as problem:
            raise OSError("the store is out of reach") from problem

    def delete(self, name: UUID) -> None:
        """Remove a blob, durably, if there is one.

        :raises OSError: if the store is out of reach.
        """
        try:
            obstore.delete(self._store, _key(name))
        except FileNotFoundError:
            return
        except BaseError as problem:
            raise OSError("the store is out of reach") from problem
        if self._folder is not None:
            _settle(self._folder)

    def local_path(self, name: UUID) -> Path | None:
        """Give the path of the file, or None if blobs are not kept in a folder.

        :raises NotFound: if there is no such blob.
        """
        if self._folder is None:
            return None
        path = self._folder / _key(name)
        if not path.is_file():
            raise NotFound
        return path

    def tidy(self, before: datetime) -> int:
        """Remove the drafts of writes broken off before a moment, and count them.

        An object store clears away broken uploads by a rule of its own.
        """
        if self._folder is None:
            return 0
        old = [
            each
            for each in self._folder.glob(f"*{_DRAFT}")
            if each.stat().st_mtime < before.timestamp()
        ]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def _write_afar(self, key: str, pieces: Iterable[bytes]) -> None:
        # An upload in parts cannot be told to fail if the name is taken.  Names are random and
        # used once, so this look beforehand finds a mistake, not a race.
        try:
            obstore.head(self._store, key)
        except FileNotFoundError:
            pass
        except BaseError as problem:
            raise OSError("the store is out of reach") from problem
        else:
            raise NameTaken
        try:
            obstore.put(self._store, key, iter(pieces), max_concurrency=2)
        except BaseError as problem:
            raise OSError("the store is full or out of reach") from problem


class _Counted:
    """Counts bytes while they pass."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.size = 0
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            yield piece


class _Local:
    """Reads a file, opened at the first reading and closed with the last reference to this."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def __call__(self, offset: int, length: int) -> bytes:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
        return os.pread(self._file, length, offset)


class _Afar:
    """Reads an object of a store, one request a reading."""

    def __init__(self, store: ObjectStore, key: str) -> None:
        self._store = store
        self._key = key

    def __call__(self, offset: int, length: int) -> bytes:
        try:
            return bytes(obstore.get_range(self._store, self._key, start=offset, length=length))
        except BaseError as problem:
            raise OSError("the blob ends before this, or is out of reach") from problem


def _key(name: UUID) -> str:
    # Only the digits of a number reach the store, so no name can lead out of it.
    if name.version != _VERSION:
        raise ValueError("a blob's name is a random UUID")
    return name.hex


def _pieces(source: Callable[[int, int], bytes], start: int, stop: int) -> Iterator[bytes]:
    for at in range(start, stop, PIECE):
        wanted = min(PIECE, stop - at)
        try:
            piece = source(at, wanted)
        except OSError:
            raise CannotOpen from None
        if len(piece) != wanted:
            raise CannotOpen
        yield piece


def _write_locally(folder: Path, key: str, pieces: Iterable[bytes]) -> None:
    draft = folder / f"{uuid4().hex}{_DRAFT}"
    try:
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb", PIECE) as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        _publish(draft, folder / key)
    finally:
        draft.unlink(missing_ok=True)
    _settle(folder)


def _publish(draft: Path, path: Path) -> None:
    try:
        # A link, unlike a rename, fails if the name is taken.
        path.hardlink_to(draft)
    except FileExistsError:
        raise NameTaken from None


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
