"""The hand that adds to the log: the head row first, and everybody who waits at once."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from portal.audit import Checkpoint, Draft, Entry, next_head
from portal.errors import LogUnavailable, PortalError, ReceiptRefused
from portal.records.engines import for_writing
from portal.records.log_rows import row_of, store
from portal.records.tables.log import LogEntry, LogHead

Clock = Callable[[], datetime]

MOST_AT_ONCE: Final = 256

logger = logging.getLogger(__name__)


_TAKE_THE_HEAD: Final = (
    update(LogHead).values(size=LogHead.size).returning(LogHead.size, LogHead.head)
)
_ANSWERED: Final = select(LogEntry.answers).where(
    LogEntry.answers.in_(bindparam("seqs", expanding=True))
)


class _Place:
    """A draft in the queue, and in the end the entry it became, or why it did not."""

    __slots__ = ("draft", "entry", "refusal")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.entry: Entry | None = None
        self.refusal: PortalError | None = None


class LogWriter:
    """Adds entries, each durable before it is acknowledged.

    Threads queue.  Whoever reaches the front writes down, in one transaction, everything
    that is waiting, so that four writers wait for the disk once and not four times.  Other
    processes wait at the head row, or in SQLite at the database.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = for_writing(engine)
        self._clock = clock
        self._waiting: deque[_Place] = deque()
        self._front = Lock()

    def append(self, draft: Draft) -> Entry:
        """Write an entry down.  It is on the disk when this returns.

        :raises LogUnavailable: if it could not be written; nothing is then left behind.
            (Should the connection be lost while committing, an entry may remain that was
            never acknowledged: an intent without an outcome, which verification remarks on.)
        :raises ReceiptRefused: for a second outcome of one intent.
        """
        place = _Place(draft)
        self._waiting.append(place)
        with self._front:
            while place.entry is None and place.refusal is None and self._waiting:
                self._write_those_waiting()
        if place.refusal is not None:
            raise place.refusal
        if place.entry is None:  # whoever was writing it down was stopped
            raise LogUnavailable("the log cannot be written")
        return place.entry

    def _write_those_waiting(self) -> None:
        batch: list[_Place] = []
        try:
            with out_of_reach(self._engine, "written"), self._engine.begin() as connection:
                # The UPDATE changes nothing yet.  It locks the head row until commit, so that
                # another writer waits here rather than reading a head that is about to move;
                # and whoever queued here in the meantime is taken along.
                size, head = connection.execute(_TAKE_THE_HEAD).one()
                batch = self._take()
                written = self._write(connection, batch, size, head)
        except LogUnavailable as unavailable:
            for place in batch or self._take():
                place.refusal = LogUnavailable(*unavailable.args)
            return
        for place, entry in written:
            place.entry = entry

    def _take(self) -> list[_Place]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]

    def _write(
        self, connection: Connection, batch: Sequence[_Place], size: int, head: bytes
    ) -> list[tuple[_Place, Entry]]:
        first_answers = self._first_answers(connection, batch)
        written: list[tuple[_Place, Entry]] = []
        entries, objects = [], []
        for place in batch:
            if place.draft.answers is not None and place not in first_answers:
                place.refusal = ReceiptRefused("the outcome of this was recorded before")
                continue
            size += 1
            entry = place.draft.placed(size, self._clock())
            leaf_hash = entry.leaf_hash()
            head = next_head(head, leaf_hash)
            entries.append(row_of(entry, leaf_hash, head))
            objects += [{"seq": size, "object": each} for each in entry.objects]
            written.append((place, entry))
        if entries:
            store(connection, entries, objects, Checkpoint(size, head))
        return written

    def _first_answers(self, connection: Connection, batch: Sequence[_Place]) -> dict[_Place, int]:
        """Pick the outcomes whose intents have none yet, here or in the database."""
        answered = {
            place.draft.answers: place
            for place in reversed(batch)
            if place.draft.answers is not None
        }
        if not answered:
            return {}
        before = connection.scalars(_ANSWERED, {"seqs": list(answered)}).all()
        return {place: seq for seq, place in answered.items() if seq not in before}


@contextmanager
def out_of_reach(engine: Engine, deed: str) -> Iterator[None]:
    """Turn whatever a database can do wrong into the one thing that callers must know.

    The cause goes to the operator.  Connections that were open are not trusted again: after
    a failed flush to disk, only reading it anew tells what is on it.

    :raises LogUnavailable: for any failure of the database.
    """
    try:
        yield
    except SQLAlchemyError as error:
        cause = _cause(error)
        logger.error("the log cannot be %s: %s", deed, cause)  # noqa: TRY400 -- a traceback may quote
        engine.dispose()
        raise LogUnavailable(f"the log cannot be {deed}") from error


def _cause(error: SQLAlchemyError) -> str:
    """Say what went wrong without the values of any row."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return type(error).__name__
    diagnosis = getattr(error.orig, "diag", None)  # psycopg's; its text may go on to quote the row
    words = getattr(diagnosis, "message_primary", None) or str(error.orig).partition("\n")[0]
    return f"{type(error.orig).__name__}: {words}"
