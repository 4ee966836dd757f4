"""Blobs in a local folder: a draft, brought to the disk, then linked under its name."""

import logging
import os
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from portal.errors import StoreUnavailable
from portal.records.blobs.stores import DRAFT, PIECE, Lying, NameTaken, Source, name_of

LOG: Final = logging.getLogger(__name__)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Folder:
    """A folder of blobs, one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, key: str, pieces: Iterable[bytes], verdict: Callable[[], None]) -> int:
        """Store the pieces: draft, disk, verdict, name, and the name on the disk.

        :raises NameTaken: if there is a blob of this name.
        :raises StoreUnavailable: if the folder cannot take it; then nothing of it appears.
        """
        draft = self.folder / f"{uuid4().hex}{DRAFT}"
        try:
            size = _pour(draft, pieces)
            verdict()
            _publish(draft, self.folder / key)
        finally:
            _discard(draft)
        with _of_the_disk():
            _settle(self.folder)
        return size

    def read_at(self, key: str) -> Source:
        """Give what reads the file of a key."""
        return _Reading(self.folder / key)

    def size(self, key: str) -> int:
        """Give the length of the file of a key in bytes."""
        with _of_the_disk():
            return (self.folder / key).stat().st_size

    def delete(self, key: str) -> None:
        """Remove the file of a key, if there is one, and bring that to the disk."""
        with _of_the_disk(), suppress(FileNotFoundError):
            (self.folder / key).unlink()
            _settle(self.folder)

    def lying(self) -> Iterator[Lying]:
        """List the files that have a blob's name."""
        with _of_the_disk():
            entries = list(os.scandir(self.folder))
        for each in entries:
            name = name_of(each.name)
            if name is not None:
                with suppress(FileNotFoundError), _of_the_disk():
                    found = each.stat()
                    since = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield Lying(name=name, size=found.st_size, since=since)

    def tidy(self, before: datetime, *, dry_run: bool) -> int:
        """Remove old drafts, and count them."""
        with _of_the_disk():
            old = [each for each in self.folder.glob(f"*{DRAFT}") if _is_older(each, before)]
            for each in old:
                if not dry_run:
                    each.unlink(missing_ok=True)
        return len(old)


class _Reading:
    """Reads a file, opened at the first reading and closed with the last reference to this."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def __call__(self, offset: int, length: int) -> bytes:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
        return os.pread(self._file, length, offset)


@contextmanager
def _of_the_disk() -> Iterator[None]:
    """Name a failure of the disk; that there is no such file is an answer, not a failure."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as failure:
        raise StoreUnavailable("the store is full or out of reach") from failure


def _pour(draft: Path, pieces: Iterable[bytes]) -> int:
    """Write the pieces into a draft and bring it to the disk; give their length."""
    size = 0
    with _of_the_disk():
        file = os.open(draft, _NEW, 0o600)
    try:
        for each in _gathered(pieces):
            with _of_the_disk():
                _write_all(file, each)
            size += len(each)
        with _of_the_disk():
            os.fsync(file)
    finally:
        os.close(file)
    return size


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give small pieces together, so that each is not a call to the disk."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def _write_all(file: int, piece: bytes) -> None:
    """Write all of a piece: the system may take a part of it and say so."""
    rest = memoryview(piece)
    while rest:
        taken = os.write(file, rest)
        if not taken:
            raise OSError("the disk takes nothing")
        rest = rest[taken:]


def _publish(draft: Path, path: Path) -> None:
    try:
        # A link, unlike a rename, fails if the name is taken.
        with _of_the_disk():
            os.link(draft, path)
    except StoreUnavailable as failure:
        if isinstance(failure.__cause__, FileExistsError):
            raise NameTaken from None
        raise


def _discard(draft: Path) -> None:
    """Remove a draft; one that cannot be removed does no harm, and is tidied away later."""
    try:
        draft.unlink(missing_ok=True)
    except OSError:
        LOG.warning("draft %s is still to be removed", draft.name)


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # its writer has just finished
        return False
