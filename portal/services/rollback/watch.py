"""Watches that the record is never behind the log, nor the log behind the record (AUD-07).

The record counts its commits.  After a commit, at most once a minute, the log is told how far the
record had come; and the record, how far the log had.  Each is written only when the other is on
the disk, so a crash in between leaves one ahead of what the other knows, which is as it should
be.  Only something older put in its place leaves it behind.

What is found is written into the log, where it stays: a record that has gone on since and caught
up is not forgiven.  Restricted papers stay shut until two people have declared the restoring.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.audit import EMPTY, NOBODY, Checkpoint, Entry, Verb
from portal.errors import LogUnavailable, NotAsItWas
from portal.records.engines import for_writing
from portal.records.journal import Journal
from portal.records.tables import LogSeen, PublicVersion

LOG: Final = logging.getLogger(__name__)

NOTED_EVERY: Final = timedelta(minutes=1)
TRUSTED_FOR: Final = timedelta(seconds=10)
"""How long what was found is believed before it is looked at again."""


class Standing(StrEnum):
    """How record and log stand to each other."""

    WHOLE = "whole"
    RECORD_OLDER = "the record is older than the log"
    LOG_OLDER = "the log is older than the record"
    NOTICED = "something older was put in its place, and nobody has declared it"
    DECLARED = "a restoring was declared, and waits for a second person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How they stand, and the numbers that show it."""

    standing: Standing
    found: int = 0
    wanted: int = 0


class RecordWatch:
    """Looks at both; one for each process, and threads share it."""

    def __init__(
        self, journal: Journal, record: Engine, deployment: UUID, clock: Callable[[], datetime]
    ) -> None:
        self.deployment = deployment
        self._journal = journal
        self._record = record
        self._clock = clock
        self._lock = threading.Lock()
        self._noted_at = clock()
        self._whole_at: datetime | None = None

    def examine(self) -> Found:
        """Look at both now, and tell the log and the operator of what was not known before.

        :raises LogUnavailable: if the log cannot be asked or told.
        """
        found = self._look()
        self._whole_at = self._clock() if found.standing is Standing.WHOLE else None
        if found.standing in {Standing.RECORD_OLDER, Standing.LOG_OLDER}:
            LOG.critical(
                "alarm: %s, at %d instead of %d", found.standing, found.found, found.wanted
            )
            of = "record" if found.standing is Standing.RECORD_OLDER else "log"
            self._journal.note(
                actor=NOBODY,
                verb=Verb.ROLLBACK_NOTICED,
                objects=(self.deployment,),
                detail={"of": of, "found": found.found, "wanted": found.wanted},
            )
        return found

    def demand(self) -> None:
        """Let pass while record and log are as they should be; asked before anything is opened.

        :raises NotAsItWas: otherwise.
        :raises LogUnavailable: if the log cannot be asked.
        """
        now = self._clock()
        with self._lock:
            # A clock set back makes an answer look as if it were of the future.
            if self._whole_at is None or not self._whole_at <= now < self._whole_at + TRUSTED_FOR:
                found = self.examine()
                if found.standing is not Standing.WHOLE:
                    LOG.critical("alarm: restricted papers are shut: %s", found.standing)
                    raise NotAsItWas(str(found.standing))
                # Whoever asks may be writing to the record, and must not wait for themselves.
                self._note_if_due(now, remember=False)

    def committed(self) -> None:
        """Take note that something was committed; the log is told at most once a minute."""
        with self._lock:
            try:
                self._note_if_due(self._clock(), remember=True)
            except (LogUnavailable, SQLAlchemyError) as problem:
                # It is committed all the same; the next commit tries again.
                LOG.error("how far the record is was not noted: %s", type(problem).__name__)  # noqa: TRY400 -- a traceback may quote

    def note_head(self, *, remember: bool = True) -> int:
        """Tell the log how far the record is, and the record how far the log is; give the first.

        :raises NotAsItWas: if one is behind the other.
        :raises LogUnavailable: if the log cannot be asked or told.
        """
        found = self.examine()
        if found.standing is not Standing.WHOLE:
            raise NotAsItWas(str(found.standing))
        version = self.version()
        self._journal.note(
            actor=NOBODY,
            verb=Verb.RECORD_HEAD,
            objects=(self.deployment,),
            detail={"version": version},
        )
        if remember:
            self.remember_log()
        return version

    def remember_log(self, *, whatever: bool = False) -> None:
        """Let the record know how far the log is; ``whatever`` it knew, once that is confirmed."""
        now = self._journal.checkpoint()
        farther = [] if whatever else [LogSeen.size < now.size]
        with for_writing(self._record).begin() as connection:
            moved = connection.execute(
                update(LogSeen).where(*farther).values(size=now.size, head=now.head)
            )
            if not moved.rowcount and connection.scalar(select(LogSeen.id)) is None:
                connection.execute(insert(LogSeen).values(id=1, size=now.size, head=now.head))

    def version(self) -> int:
        """Give how far the record is, whatever a transaction of somebody's still shows."""
        with self._record.connect() as connection:
            return connection.scalar(select(PublicVersion.version)) or 0

    def forget(self) -> None:
        """Look again at the next question."""
        self._whole_at = None

    def confirmed(self) -> Entry | None:
        """Give the newest confirmation of a restoring: what was found before it is settled."""
        return self._latest(Verb.RESTORING_CONFIRMED)

    def _note_if_due(self, now: datetime, *, remember: bool) -> None:
        if self._noted_at <= now < self._noted_at + NOTED_EVERY:
            return
        self._noted_at = now
        try:
            self.note_head(remember=remember)
        except NotAsItWas:
            return  # the operator was told; what was committed stays committed

    def _look(self) -> Found:
        # The order is what makes this right: each side is read after what it is held to.
        with self._record.connect() as connection:
            seen = _seen(connection)
        settled = self.confirmed()
        since = settled.seq if settled else 0
        for verb, standing in (
            (Verb.RESTORING_DECLARED, Standing.DECLARED),
            (Verb.ROLLBACK_NOTICED, Standing.NOTICED),
        ):
            entry = self._latest(verb)
            if entry is not None and entry.seq > since:
                return Found(standing=standing)
        if not self._journal.extends(seen):
            size = self._journal.checkpoint().size
            return Found(standing=Standing.LOG_OLDER, found=size, wanted=seen.size)
        told = self._latest(Verb.RECORD_HEAD)
        last = told if told is not None and told.seq > since else settled
        wanted = 0 if last is None else int(last.detail["version"])
        version = self.version()
        if version < wanted:
            return Found(standing=Standing.RECORD_OLDER, found=version, wanted=wanted)
        return Found(standing=Standing.WHOLE, found=version, wanted=wanted)

    def _latest(self, verb: Verb) -> Entry | None:
        return self._journal.latest(verb, self.deployment)


def _seen(connection: Connection) -> Checkpoint:
    row = connection.execute(select(LogSeen.size, LogSeen.head)).one_or_none()
    return EMPTY if row is None else Checkpoint(row.size, row.head)
