"""Reading a restricted paper's file, in one piece or a range, only as far as it is asked for."""

import logging
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from portal.audit import Entry, Outcome, Verb
from portal.errors import CannotOpen, LogUnavailable
from portal.policy import Scope
from portal.policy.scope import view_only
from portal.receipts import Receipt
from portal.records import visible
from portal.records.rows import PaperRow
from portal.records.tables import AgendaItem, Body, Copies, Meeting, Paper, PaperVersion
from portal.services.opening import absent
from portal.services.work import Closed, Work

LOG: Final = logging.getLogger(__name__)

NO_MORE: Final[Mapping[str, str | int]] = MappingProxyType({})

_VERSION: Final = select(
    PaperVersion.id,
    PaperVersion.number,
    PaperVersion.blob,
    PaperVersion.media_type,
    PaperVersion.size,
    PaperVersion.etag,
    PaperVersion.sealed_key,
    PaperVersion.sealed_size,
    select(Body.copies)
    .join(Meeting, Meeting.body_id == Body.id)
    .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    .join(Paper, Paper.item_id == AgendaItem.id)
    .where(Paper.id == PaperVersion.paper_id)
    .scalar_subquery()
    .label("copies"),
).where(PaperVersion.id == bindparam("version"), PaperVersion.paper_id == bindparam("paper"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A restricted file that may be read, once the intent to read it has been written down."""

    etag: str
    media_type: str
    size: int
    copies: Copies  # what its body gives those who take a PDF away
    _closed: Closed
    _version: UUID
    _sealed_key: bytes
    _sealed_size: int
    _blob: UUID

    def read(self, work: Work, start: int, stop: int) -> Iterator[bytes]:
        """Give the plaintext bytes ``start`` up to, not including, ``stop``.

        The intent is durable, and the last chunk and the first have been verified when this
        returns; the outcome is written when the reader has the last byte, or goes away.

        :raises NotPermitted: if the policy no longer admits this principal.
        :raises LogUnavailable: if the intent cannot be written; then nothing is opened.
        :raises CannotOpen: if the file is not what was sealed there.
        """
        receipt, pieces = self.begin(work, start, stop)
        # The database is not wanted while a slow reader takes the bytes.
        work.session.close()
        return _Begun(concluding(work, receipt, pieces))

    def begin(
        self, work: Work, start: int, stop: int, detail: Mapping[str, str | int] = NO_MORE
    ) -> tuple[Receipt, Iterator[bytes]]:
        """Write down that bytes are about to be read, and give them; the caller concludes.

        :param detail: what is made of them, as the log says it.
        :raises NotPermitted, LogUnavailable, CannotOpen: as :meth:`read`.
        """
        receipt = work.intend(
            Verb.PAPER_OPENED,
            (self._closed,),
            {"first": start, "last": max(start, stop - 1), "size": self.size, **detail},
            also=(self._version,),
        )
        try:
            pieces = self._open(work, receipt, start, stop)
        except BaseException:
            work.journal.conclude(receipt, Outcome.FAILED, {"bytes": 0})
            raise
        return receipt, pieces

    def _open(self, work: Work, receipt: Receipt, start: int, stop: int) -> Iterator[bytes]:
        try:
            return self._bytes(work, receipt, start, stop)
        except CannotOpen:
            # It may have been sealed anew since its row was read, and the old copy be gone.
            work.session.rollback()
            now = work.session.execute(
                _VERSION, {"paper": self._closed.id, "version": self._version}
            ).one_or_none()
            if now is None or now.sealed_key is None or now.blob == self._blob:
                raise
            anew = replace(self, _sealed_key=now.sealed_key, _blob=now.blob)
            return anew._bytes(work, receipt, start, stop)  # noqa: SLF001 -- it is this file still

    def _bytes(self, work: Work, receipt: Receipt, start: int, stop: int) -> Iterator[bytes]:
        reader = work.file_reader(
            receipt,
            compartment=self._closed.compartment,
            version=self._version,
            sealed_key=self._sealed_key,
            size=self.size,
            sealed_size=self._sealed_size,
            source=work.blobs.read_at(self._blob),
        )
        return reader.read(start, stop)


class _Begun(Iterator[bytes]):
    """Pieces of which the first was taken: what fails by then, fails before an answer begins."""

    def __init__(self, pieces: Generator[bytes, None, None]) -> None:
        self._pieces = pieces
        self._first = next(pieces, None)

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return next(self._pieces) if first is None else first

    def close(self) -> None:
        """End it: whoever reads has gone away."""
        self._pieces.close()


def concluding(
    work: Work, receipt: Receipt, pieces: Iterator[bytes]
) -> Generator[bytes, None, None]:
    """Send pieces on, and write down how much of them the reader had."""
    sent, outcome = 0, Outcome.ABORTED
    try:
        for piece in pieces:
            yield piece
            sent += len(piece)
        outcome = Outcome.DONE
    except CannotOpen:
        outcome = Outcome.FAILED
        raise  # the server breaks the connection off: the reader must not take a part for the whole
    finally:
        try:
            work.journal.conclude(receipt, outcome, {"bytes": sent})
        except LogUnavailable:
            LOG.error("the outcome of entry %d could not be written", receipt.index)  # noqa: TRY400 -- the log said why


def find_file(work: Work, paper_id: UUID, version_id: UUID, *, to_take: bool = True) -> OpenFile:
    """Find a restricted paper's file for a reader who may take it; nothing is opened yet.

    Whoever may read the paper on its page alone has no file of it.

    :param to_take: whether the reader gets it, or only sees its pages.
    :raises NotFound: if there is no such sealed file, or none this principal may open.
    """
    row = closed_paper(work, paper_id)
    if to_take and view_only(work.scope.verdict_on(row.thing)):
        raise absent(work, Paper, paper_id)
    version = work.session.execute(
        _VERSION, {"paper": paper_id, "version": version_id}
    ).one_or_none()
    if version is None or version.sealed_key is None or version.sealed_size is None:
        raise absent(work, Paper, paper_id)
    _hold_to_the_log(work, paper_id, version)
    return OpenFile(
        etag=version.etag,
        media_type=version.media_type,
        size=version.size,
        copies=version.copies,
        _closed=as_closed(row),
        _version=version.id,
        _sealed_key=version.sealed_key,
        _sealed_size=version.sealed_size,
        _blob=version.blob,
    )


def _hold_to_the_log(work: Work, paper_id: UUID, version: Row[*tuple[Any, ...]]) -> None:
    """Refuse a version that is not the one the log pinned last for its paper (ENC-05).

    Somebody who writes to the record could put an older version in a newer one's place.  A
    version that the log never pinned was broken off on its way, or put there by hand; the one
    before it is still read.
    """
    last = work.journal.latest(Verb.VERSION_SEALED, paper_id)
    own = last
    # Nearly always the newest is asked for, and one entry says of it all there is to be said.
    if last is None or last.objects[0] != str(version.id):
        if last is None or not _is_kept(work, paper_id, last):
            LOG.critical("paper %s is not at the version that the log pinned", paper_id)
            raise CannotOpen
        own = work.journal.latest(Verb.VERSION_SEALED, version.id)
    if own is None:
        LOG.error("version %s was never acknowledged: run `portal repair`", version.id)
        raise CannotOpen
    if (own.detail["version"], own.detail["length"]) != (version.number, version.sealed_size):
        LOG.critical("version %s is not the one that the log pinned", version.id)
        raise CannotOpen


def _is_kept(work: Work, paper_id: UUID, pinned: Entry) -> bool:
    """Say whether the record has the version that an entry pinned."""
    number = select(PaperVersion.number).where(
        PaperVersion.id == UUID(pinned.objects[0]), PaperVersion.paper_id == paper_id
    )
    return work.session.scalar(number) == pinned.detail["version"]


def closed_paper(work: Work, paper_id: UUID) -> PaperRow:
    """Find a closed paper that this principal may open; nothing is opened yet.

    :raises NotFound: if there is none.
    """
    rows = _one_paper(work.scope).all(work.session, paper=paper_id)
    if not rows or rows[0].sealed is None:
        raise absent(work, Paper, paper_id)
    return rows[0]


@lru_cache(maxsize=256)
def _one_paper(scope: Scope) -> visible.Reading[PaperRow]:
    """Make the statement for a scope once; SQLAlchemy then need not look at it again."""
    return visible.papers(scope).where(Paper.id == bindparam("paper"))


def as_closed(row: PaperRow) -> Closed:
    """Give a closed paper's row as what is to be opened."""
    if row.compartment_id is None or row.sealed is None:
        raise ValueError("an open paper is not opened")
    return Closed(
        id=row.id,
        kind="paper",
        compartment=row.compartment_id,
        sealed=row.sealed,
        thing=row.thing,
    )
