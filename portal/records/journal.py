"""The journal: the log, written down before anything restricted is read, and read back.

``Journal(engine, stamp=..., clock=..., pseudonyms=...)``, over an engine of its own:

- ``intend(actor=, verb=, objects=, detail=) -> Receipt``: durable when it returns; the key door
  wants the receipt;
- ``conclude(receipt, outcome, detail) -> Entry``: how that came out;
- ``note(actor=, verb=, objects=, detail=) -> Entry``: something done in one step;
- ``lines_of(actor, limit, before)``, ``recent(limit, before)``, ``about(thing, limit, before)``
  give ``Line(entry, outcome)``, newest first; ``latest(verb, thing) -> Entry | None``,
  ``every(verb, thing) -> tuple[Entry, ...]``;
- ``checkpoint() -> Checkpoint``; ``verify(expected=None) -> Verification``;
- ``pseudonyms.of_person(person_id)`` names an actor.

Every one raises :class:`~portal.errors.LogUnavailable` when the database cannot do it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, select

from portal.audit import (
    EMPTY,
    Checkpoint,
    Detail,
    Entry,
    Outcome,
    Phase,
    Pseudonym,
    Pseudonyms,
    Verb,
    Verification,
    draft,
    draft_outcome,
    verify,
)
from portal.errors import ReceiptRefused
from portal.receipts import Receipt, ReceiptStamp
from portal.records.log_reader import PAGE, claimed, stored_entries
from portal.records.log_writer import Clock, LogWriter, out_of_reach
from portal.records.tables.log import LogEntry, LogObject

NOTHING: Final[Detail] = MappingProxyType({})


_LEAF: Final = select(LogEntry.leaf).where(
    LogEntry.seq == bindparam("seq"), LogEntry.leaf_hash == bindparam("leaf_hash")
)
_EVERY: Final = (
    select(LogEntry.leaf)
    .join(LogObject, LogObject.seq == LogEntry.seq)
    .where(LogObject.object == bindparam("object"), LogEntry.verb == bindparam("verb"))
    .order_by(LogObject.seq.desc())
)
_LATEST: Final = _EVERY.limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An intent or an event, and what came of it, if that is recorded."""

    entry: Entry
    outcome: Entry | None


class Journal:
    """Writes the log down and reads it back.  One for each process; threads share it."""

    def __init__(
        self, engine: Engine, *, stamp: ReceiptStamp, clock: Clock, pseudonyms: Pseudonyms
    ) -> None:
        self.pseudonyms = pseudonyms
        self._engine = engine
        self._stamp = stamp
        self._clock = clock
        self._writer = LogWriter(engine, clock)

    def intend(
        self,
        *,
        actor: Pseudonym,
        verb: Verb,
        objects: tuple[UUID, ...],
        detail: Detail = NOTHING,
    ) -> Receipt:
        """Record what is about to be opened, and give the receipt that opens it.

        The entry is on the disk before the receipt exists (AUD-02).

        :raises LogUnavailable: if it could not be recorded; then nothing may be opened.
        :raises UndeclaredDetail: if the detail is not what the verb declares.
        """
        entry = self._writer.append(
            draft(actor=actor, verb=verb, phase=Phase.INTENT, objects=objects, detail=detail)
        )
        return self._stamp.issue(
            index=entry.seq, entry=entry.leaf_hash(), objects=objects, at=entry.moment
        )

    def conclude(self, receipt: Receipt, outcome: Outcome, detail: Detail = NOTHING) -> Entry:
        """Record how an intent came out: once, and as long afterwards as it takes.

        :raises ReceiptRefused: if the receipt is for no intent of this log, or its outcome
            was recorded before.
        :raises LogUnavailable: if it could not be recorded.
        """
        with self._reading() as connection:
            leaf = connection.scalar(_LEAF, {"seq": receipt.index, "leaf_hash": receipt.entry})
        if leaf is None or (intent := _entry(leaf)).phase is not Phase.INTENT:
            raise ReceiptRefused("the receipt is for no intent of this log")
        return self._writer.append(draft_outcome(intent, outcome, detail))

    def note(
        self,
        *,
        actor: Pseudonym,
        verb: Verb,
        objects: tuple[UUID, ...] = (),
        detail: Detail = NOTHING,
    ) -> Entry:
        """Record something that is done in one step.

        :raises LogUnavailable: if it could not be recorded.
        :raises UndeclaredDetail: if the detail is not what the verb declares.
        """
        return self._writer.append(
            draft(actor=actor, verb=verb, phase=Phase.EVENT, objects=objects, detail=detail)
        )

    def lines_of(
        self, actor: Pseudonym, *, limit: int = 50, before: int | None = None
    ) -> tuple[Line, ...]:
        """Give what one actor did, newest first, from before an entry's number."""
        return self._lines(LogEntry.actor == actor, limit=limit, before=before)

    def about(self, thing: UUID, *, limit: int = 50, before: int | None = None) -> tuple[Line, ...]:
        """Give what was done to one thing, newest first, from before an entry's number."""
        named = select(LogObject.seq).where(LogObject.object == str(thing))
        return self._lines(LogEntry.seq.in_(named), limit=limit, before=before)

    def recent(self, *, limit: int = 50, before: int | None = None) -> tuple[Line, ...]:
        """Give what was done by anybody, newest first, from before an entry's number."""
        return self._lines(LogEntry.seq > 0, limit=limit, before=before)

    def latest(self, verb: Verb, thing: UUID) -> Entry | None:
        """Give the newest entry of a verb about a thing, such as the pin of its version."""
        with self._reading() as connection:
            leaf = connection.scalar(_LATEST, {"object": str(thing), "verb": verb.value})
        return None if leaf is None else _entry(leaf)

    def every(self, verb: Verb, thing: UUID) -> tuple[Entry, ...]:
        """Give every entry of a verb about a thing, newest first: few, such as a key's making."""
        with self._reading() as connection:
            leaves = connection.scalars(_EVERY, {"object": str(thing), "verb": verb.value}).all()
        return tuple(_entry(leaf) for leaf in leaves)

    def checkpoint(self) -> Checkpoint:
        """Give what the log says of itself: what an auditor writes down for next time."""
        with self._reading() as connection:
            return claimed(connection)

    def extends(self, kept: Checkpoint) -> bool:
        """Say whether the log still holds everything it held at a checkpoint."""
        with self._reading() as connection:
            size = claimed(connection).size
            head = connection.scalar(select(LogEntry.head).where(LogEntry.seq == kept.size))
        return kept == EMPTY or (kept.size <= size and head == kept.head)

    def after(self, seq: int) -> Iterator[Entry]:
        """Give every entry after a number, in their order, a page at a time."""
        while True:
            wanted = select(LogEntry.seq, LogEntry.leaf).where(LogEntry.seq > seq)
            with self._reading() as connection:
                page = connection.execute(wanted.order_by(LogEntry.seq).limit(PAGE)).all()
            if not page:
                return
            yield from (_entry(leaf) for _, leaf in page)
            seq = page[-1].seq

    def verify(self, expected: Checkpoint | None = None) -> Verification:
        """Recompute the whole log, as it stands at one moment.

        ``expected`` is a checkpoint kept from earlier, which the log must extend.

        :raises BrokenLog: naming the first entry that fails.
        :raises LogUnavailable: if it could not be read.
        """
        with self._reading(snapshot=True) as connection:
            return verify(
                stored_entries(connection),
                claimed=claimed(connection),
                now=self._clock(),
                expected=expected,
            )

    def _lines(
        self, condition: ColumnElement[bool], *, limit: int, before: int | None
    ) -> tuple[Line, ...]:
        wanted = select(LogEntry.seq, LogEntry.leaf).where(
            condition, LogEntry.phase != Phase.OUTCOME.value
        )
        if before is not None:
            wanted = wanted.where(LogEntry.seq < before)
        with self._reading() as connection:
            leaves = connection.execute(wanted.order_by(LogEntry.seq.desc()).limit(limit)).all()
            answers = connection.execute(
                select(LogEntry.answers, LogEntry.leaf).where(
                    LogEntry.answers.in_([seq for seq, _ in leaves])
                )
            ).all()
        outcomes = {seq: _entry(leaf) for seq, leaf in answers}
        return tuple(Line(entry=_entry(leaf), outcome=outcomes.get(seq)) for seq, leaf in leaves)

    @contextmanager
    def _reading(self, *, snapshot: bool = False) -> Iterator[Connection]:
        with out_of_reach(self._engine, "read"), self._engine.connect() as connection:
            if snapshot and connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection


def _entry(leaf: str) -> Entry:
    return Entry.parse(leaf.encode())
