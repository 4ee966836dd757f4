"""Blobs in a container or bucket: one conditional put, or a draft that is copied to a free name.

What fits one put is put on the condition that the name is free.  A longer one is uploaded in
parts as a draft, and the store then copies it on that same condition: neither Azure nor S3 takes
the condition with parts through obstore, and both take it with a copy.  Either way the store
decides, so two writers of one name have one winner.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Final
from uuid import uuid4

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore

from portal.errors import StoreUnavailable
from portal.records.blobs.stores import DRAFT, PIECE, Lying, NameTaken, Source, name_of

ONE_PUT: Final = 8 * 1024 * 1024
"""What is held in memory, in bytes, to be put at once; and the size of each part of the rest."""
_AT_ONCE: Final = 2  # parts under way
_AHEAD: Final = 1024 * 1024

_runtime_of: int | None = None
"""The process in which obstore's threads run; a process forked from it has none of them."""


class Distant:
    """A store that is asked over the network, made anew in each process that uses it."""

    def __init__(self, make: Callable[[], ObjectStore], *, one_put: int = ONE_PUT) -> None:
        self._make = make
        self._one_put = one_put
        self._made: tuple[int, ObjectStore] | None = None

    def write(self, key: str, pieces: Iterable[bytes], verdict: Callable[[], None]) -> int:
        """Put the pieces under a name that is free, and see that they are there.

        :raises NameTaken: if there is another blob of this name.
        :raises StoreUnavailable: if the store is full or out of reach.
        """
        store = self._store()
        sent, waiting = _Sent(pieces), bytearray()
        coming = iter(sent)
        try:
            for piece in coming:
                waiting += piece
                if len(waiting) > self._one_put:
                    self._in_parts(store, key, waiting, coming, verdict)
                    break
            else:
                verdict()
                with _putting():
                    obstore.put(store, key, bytes(waiting), mode="create", use_multipart=False)
        except AlreadyExistsError:
            # A put whose answer was lost is put again, and then finds its own first attempt.
            if not self._lies_there(key, sent):
                raise NameTaken from None
        if self._size_there(key) != sent.size:
            raise StoreUnavailable("the store is full or out of reach")
        return sent.size

    def read_at(self, key: str) -> Source:
        """Give what reads any part of an object, some ahead of who reads on and on."""
        return _Reading(self._store, key)

    def size(self, key: str) -> int:
        """Give the length of an object in bytes."""
        with _reaching("out of reach"):
            return obstore.head(self._store(), key)["size"]

    def delete(self, key: str) -> None:
        """Remove an object, if there is one."""
        with _reaching("out of reach"), suppress(FileNotFoundError):
            obstore.delete(self._store(), key)

    def lying(self) -> Iterator[Lying]:
        """List the objects that have a blob's name."""
        with _reaching("out of reach"):
            for page in obstore.list(self._store()):
                for each in page:
                    name = name_of(each["path"])
                    if name is not None:
                        since = each["last_modified"]
                        yield Lying(name=name, size=each["size"], since=since)

    def tidy(self, before: datetime, *, dry_run: bool) -> int:
        """Remove old drafts, and count them."""
        with _reaching("out of reach"):
            old = [
                each["path"]
                for page in obstore.list(self._store())
                for each in page
                if each["path"].endswith(DRAFT) and each["last_modified"] < before
            ]
        for each in old:
            if not dry_run:
                self.delete(each)
        return len(old)

    def _in_parts(
        self,
        store: ObjectStore,
        key: str,
        begun: bytearray,
        coming: Iterator[bytes],
        verdict: Callable[[], None],
    ) -> None:
        draft = f"{uuid4().hex}{DRAFT}"
        # Dropped without being closed, as by whatever the pieces or the verdict raise, it leaves
        # no object.
        writer = obstore.open_writer(store, draft, buffer_size=ONE_PUT, max_concurrency=_AT_ONCE)
        with _putting():
            writer.write(bytes(begun))
        begun.clear()
        for piece in coming:
            with _putting():
                writer.write(piece)
        verdict()
        try:
            with _putting():
                writer.close()
                obstore.copy(store, draft, key, overwrite=False)
        finally:
            with suppress(StoreUnavailable):  # then it is tidied away later
                self.delete(draft)

    def _size_there(self, key: str) -> int | None:
        try:
            return self.size(key)
        except FileNotFoundError:
            return None

    def _lies_there(self, key: str, sent: "_Sent") -> bool:
        """Say whether what lies under a key is what was sent."""
        if self._size_there(key) != sent.size:
            return False
        source, found = self.read_at(key), hashlib.sha256()
        for at in range(0, sent.size, PIECE):
            found.update(source(at, min(PIECE, sent.size - at)))
        return found.digest() == sent.digest.digest()

    def _store(self) -> ObjectStore:
        """Give this process's own store.

        :raises StoreUnavailable: if a store was used before this process was forked: it would
            hang for ever, as obstore's threads stayed behind.
        """
        global _runtime_of  # noqa: PLW0603 -- a process has one runtime, whoever asks
        here = os.getpid()
        if _runtime_of not in {None, here}:
            raise StoreUnavailable("the store was used before the process was forked")
        _runtime_of = here
        if self._made is None or self._made[0] != here:
            self._made = here, self._make()
        return self._made[1]


class _Sent:
    """Knows pieces again after they have passed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


class _Reading:
    """Reads an object; who reads on from where the last reading ended is given it from ahead."""

    def __init__(self, store: Callable[[], ObjectStore], key: str) -> None:
        self._store = store
        self._key = key
        self._kept, self._at, self._next = b"", 0, -1

    def __call__(self, offset: int, length: int) -> bytes:
        end = offset + length
        if not self._at <= offset <= end <= self._at + len(self._kept):
            ahead = max(length, _AHEAD) if offset == self._next else length
            with _reaching("out of reach", or_else="the blob ends before this, or is "):
                found = obstore.get_range(self._store(), self._key, start=offset, length=ahead)
            self._kept, self._at = bytes(found), offset
        self._next = end
        return self._kept[offset - self._at : end - self._at]


@contextmanager
def _reaching(how: str, *, or_else: str = "the store is ") -> Iterator[None]:
    """Name a failure of the store; that there is no such object is an answer, not a failure."""
    try:
        yield
    except AlreadyExistsError:
        raise
    except BaseError as failure:
        raise StoreUnavailable(f"{or_else}{how}") from failure


@contextmanager
def _putting() -> Iterator[None]:
    """Name a failure to store something; there must be a container or bucket to put it in."""
    try:
        with _reaching("full or out of reach"):
            yield
    except StoreUnavailable:
        raise
    except OSError as failure:  # of a writer in parts; or there is no such container or bucket
        raise StoreUnavailable("the store is full, out of reach, or not there") from failure
