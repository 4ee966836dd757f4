"""Moving papers to another store: every file copied and read back, none removed before all are."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import CannotOpen, NotFound
from portal.records.blobs import Blobs
from portal.records.tables import PaperVersion
from portal.services.repairing import blob_columns
from portal.services.work import Work


class Came(Enum):
    """What became of a file."""

    COPIED = "copied"
    THERE = "there already"
    MISSING = "not where it should be"
    SPOILT = "not what was stored there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A file to be moved; ``digest`` is what the record or the log pinned of it, if anything."""

    blob: UUID
    digest: str | None
    size: int | None  # None: it is not there


class _Spoilt(Exception):
    """What was read is not what was pinned."""


def loads(work: Work) -> tuple[Load, ...]:
    """List what the record names, with what each file must be.

    :raises StoreUnavailable: if the store it lies in is out of reach.
    :raises LogUnavailable: if the log cannot be asked for the digest of a ciphertext.
    """
    pinned = dict(_pinned(work))
    named, wanted = (_named(work, must_be_there=each) for each in (False, True))
    work.session.rollback()
    found = (
        Load(blob=blob, digest=pinned.get(blob), size=_size(work.blobs, blob))
        for blob in sorted(named)
    )
    return tuple(each for each in found if each.size is not None or each.blob in wanted)


def _named(work: Work, *, must_be_there: bool) -> set[UUID]:
    return {
        blob
        for _, column in blob_columns(must_be_there=must_be_there)
        for blob in work.session.scalars(select(column).where(column.is_not(None)))
    }


def move(work: Work, load: Load, target: Blobs) -> Came:
    """Copy one file, and read it back from where it now lies.

    A file that is there already, from a move that was broken off, is read all the same.

    :raises StoreUnavailable: if either store is full or out of reach.
    """
    if load.size is None:
        return Came.MISSING
    try:
        wanted = load.digest or _digest(work.blobs, load.blob)
        if _is_there(target, load, wanted):
            return Came.THERE
        _copy(work.blobs, load, target, wanted)
    except (_Spoilt, CannotOpen):
        return Came.SPOILT
    return Came.COPIED if _is_there(target, load, wanted) else Came.SPOILT


def conclude(work: Work, moved: Sequence[Load], *, remove: bool, told: Callable[[], None]) -> None:
    """Write down that papers were moved, and remove them where they lay if that is wanted.

    The caller has seen that every one of them was verified where it lies now.

    :raises LogUnavailable: if the log cannot be written; then nothing is removed.
    :raises StoreUnavailable: if the old store is out of reach.
    """
    work.journal.note(
        actor=work.actor,
        verb=Verb.PAPERS_MOVED,
        detail={"count": len(moved), "removed": "yes" if remove else "no"},
    )
    if remove:
        for each in moved:
            work.blobs.delete(each.blob)
            told()


def _pinned(work: Work) -> Iterator[tuple[UUID, str]]:
    """Give what is pinned of each version's file: in the record if open, in the log if sealed."""
    rows = select(PaperVersion.id, PaperVersion.blob, PaperVersion.sha256, PaperVersion.sealed_key)
    for row in work.session.execute(rows).all():
        if row.sealed_key is None:
            yield row.blob, row.sha256
        else:
            entry = work.journal.latest(Verb.VERSION_SEALED, row.id)
            if entry is not None:
                yield row.blob, str(entry.detail["sha256"])


def _size(blobs: Blobs, blob: UUID) -> int | None:
    try:
        return blobs.size(blob)
    except NotFound:
        return None


def _copy(source: Blobs, load: Load, target: Blobs, wanted: str) -> None:
    digest = hashlib.sha256()

    def watched() -> Iterator[bytes]:
        for piece in _pieces(source, load.blob):
            digest.update(piece)
            yield piece

    def as_pinned() -> None:
        if digest.hexdigest() != wanted:
            raise _Spoilt

    # Something else may lie there under this name only if it was spoilt there: names are random.
    target.delete(load.blob)
    target.write(load.blob, watched(), verdict=as_pinned)


def _is_there(target: Blobs, load: Load, wanted: str) -> bool:
    return _size(target, load.blob) == load.size and _digest(target, load.blob) == wanted


def _digest(blobs: Blobs, blob: UUID) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(blobs, blob):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(blobs: Blobs, blob: UUID) -> Iterator[bytes]:
    return blobs.stream(blob, 0, blobs.size(blob))
