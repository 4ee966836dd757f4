"""A file that its owner alone can read, put in place as a whole and replaced as a whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from portal.errors import KeysUnavailable, Refused

LARGEST: Final = 1_000_000
State = tuple[int, int, int]
"""By which a file is known to be the one that was read: inode, size, nanosecond of writing."""

_READABLE_BY_OTHERS: Final = 0o077
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def state_of(path: Path) -> State:
    """Say which file is at the path now.

    :raises KeysUnavailable: if there is none.
    """
    try:
        return _state(path.stat())
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be read: {problem.strerror}") from None


def read(path: Path) -> tuple[bytes, State]:
    """Read a private file of at most :data:`LARGEST` bytes, and say which it was.

    :raises KeysUnavailable: if it is missing, or somebody else may read it.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_mode & _READABLE_BY_OTHERS:
                raise KeysUnavailable(f"others may read {path}; set its mode to 0600")
            return file.read(LARGEST + 1), _state(found)
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be read: {problem.strerror}") from None


def publish(path: Path, content: bytes) -> None:
    """Put a whole file at the path, durably, unless there is one already.

    :raises Refused: if there is.
    :raises KeysUnavailable: if it cannot be written.
    """
    with _draft(path, content) as draft:
        try:
            # A link, unlike a rename, fails if the name is taken.
            path.hardlink_to(draft)
        except FileExistsError:
            raise Refused(f"There is a file at {path} already; it was left as it is.") from None
        _settle(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another, durably, then write over the other's bytes.

    :raises KeysUnavailable: if it cannot be written; the other is then still there, or its bytes.
    """
    with _draft(path, content) as draft, path.open("r+b") as before:
        draft.replace(path)
        _settle(path.parent)
        # Only now: until the name is on the disk, the old file is the only whole one.
        before.write(bytes(os.fstat(before.fileno()).st_size))
        before.flush()
        os.fsync(before.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from replacing the file meanwhile.

    :raises KeysUnavailable: if the folder cannot be written to.
    """
    try:
        lock = os.open(path.with_name(f".{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be written: {problem.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    if len(content) > LARGEST:
        raise KeysUnavailable(f"{path} would be too large to be read again: it was left as it is")
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be written: {problem.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _state(found: os.stat_result) -> State:
    return found.st_ino, found.st_size, found.st_mtime_ns
