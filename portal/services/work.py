"""What a service function is given to work with: who asks, the session, the log, the key door."""

import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit import NOBODY, Outcome, Pseudonym, Verb
from portal.errors import CannotOpen, KeysUnavailable, NotPermitted
from portal.policy import Effect, Principal, Scope, Thing, Verdict
from portal.policy.holdings import NOTHING_HELD, Holdings, dispensations_used
from portal.policy.notice import USUAL, Counting
from portal.receipts import Receipt
from portal.records.blobs import Blobs
from portal.records.engines import WRITING
from portal.records.history import CLOCK
from portal.records.journal import Journal
from portal.records.tables import PublicVersion
from portal.services.assurance import BACK_DOOR, Assurance
from portal.services.key_book import KeyBook
from portal.services.labelling import file_label, row_label
from portal.services.publishing import commit_and_pin
from portal.services.rollback.watch import RecordWatch
from portal.services.two_people import RELEASABLE, decided_by_two
from portal.vault import FileReader, FileSealer, KeyDoor, WrappedCompartmentKey

LOCAL: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A sealed row found by a read, with the facts on which it may be opened.

    ``kind`` is the log's word for it: ``paper``, ``minutes``, ``action``, ``plan-entry``,
    ``item`` or ``restriction``.
    """

    id: UUID
    kind: str
    compartment: UUID
    sealed: bytes
    thing: Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One principal's business, in one database transaction."""

    principal: Principal
    scope: Scope
    session: Session
    journal: Journal
    door: KeyDoor
    keys: KeyBook
    blobs: Blobs
    watch: RecordWatch
    clock: Callable[[], datetime]
    pepper: bytes = field(repr=False)
    counting: Counting = USUAL  # what the council has settled about days of notice
    operator: Pseudonym | None = None  # who stands at the back door, where nobody signs in
    held: Holdings = NOTHING_HELD  # from which the principal and the scope were worked out
    assurance: Assurance = BACK_DOOR  # what is known of the asker, besides who they are

    def __post_init__(self) -> None:
        """Date by this work's clock what history keeps of its changes."""
        self.session.info[CLOCK] = self.clock

    @property
    def today(self) -> date:
        """The date in the United Kingdom, where seats and permissions begin and end."""
        return self.clock().astimezone(LOCAL).date()

    @property
    def actor(self) -> Pseudonym:
        """The asker's pseudonym in the log."""
        person = self.principal.person
        if person is not None:
            return self.journal.pseudonyms.of_person(person)
        return self.operator or NOBODY

    def fingerprint(self, text: bytes) -> str:
        """Give a keyed digest by which a text is known again, but not confirmed by a guesser."""
        return hmac.digest(self.pepper, b"clear-days/fingerprint/v1" + text, "sha256").hex()

    def begin_writing(self) -> None:
        """Take the writer's place before reading what is about to be changed."""
        if not self.session.in_transaction():
            self.session.connection(execution_options=dict(WRITING))

    def commit(self) -> None:
        """Keep what was done, pin what was published, and let kept answers know of it."""
        self.session.execute(update(PublicVersion).values(version=PublicVersion.version + 1))
        commit_and_pin(self.session)
        self.watch.committed()

    def seal(self, compartment: UUID, kind: str, row: UUID, fields: Mapping[str, str]) -> bytes:
        """Seal a row's closed fields for its compartment.

        :raises KeysUnavailable: if the compartment has no key, or the root cannot be reached.
        """
        plaintext = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
        return self.door.seal(
            row_label(compartment, kind, row),
            plaintext,
            under=self.keys.current(self.session, compartment),
        )

    def file_sealer(
        self, compartment: UUID, thing: UUID, kind: str = "paper_version"
    ) -> FileSealer:
        """Begin to seal a file: a paper's version, or an ``upload`` that is to become one."""
        return self.door.file_sealer(
            file_label(compartment, thing, kind),
            under=self.keys.current(self.session, compartment),
        )

    def open_rows(
        self, verb: Verb, rows: Sequence[Closed], detail: Mapping[str, str | int] | None = None
    ) -> dict[UUID, dict[str, str]]:
        """Open sealed rows, having written down first that they are about to be opened.

        What was read has already been filtered.  That each row's verdict is asked again here
        is the second lock on the same door, for the day somebody writes a query that forgets
        the first.

        :raises NotPermitted: if the policy does not admit this principal to one of them.
        :raises LogUnavailable: if the intent cannot be written; then nothing is opened.
        :raises CannotOpen: if an envelope is not what was sealed there.
        """
        if not rows:
            return {}
        return self._fulfil(self.intend(verb, rows, detail), rows)

    def open_row(self, verb: Verb, row: Closed) -> tuple[dict[str, str], Receipt]:
        """Open one sealed row as :meth:`open_rows` does; give the receipt too, for the copy's mark.

        :raises NotPermitted, LogUnavailable, CannotOpen: as :meth:`open_rows`.
        """
        receipt = self.intend(verb, (row,))
        return self._fulfil(receipt, (row,))[row.id], receipt

    def unseal(
        self, release: UUID, rows: Sequence[Closed]
    ) -> tuple[Receipt, dict[UUID, dict[str, str]]]:
        """Open the rows that a release names, once two people have decided that it may.

        The policy is not asked whether this principal may read them: they need not, and in a
        sensitive compartment often may not.  What opens them is the decision on record, looked
        up here and nowhere else: somebody else asked for just these rows to be released, this
        person may confirm it for the body, nobody has yet, and none is of a class that is never
        released.  The words go back into the record, not to the person.  The caller concludes.

        :raises NotPermitted: unless all that is so.
        :raises AccountUnchecked, StepUpNeeded, StepUpUnproved: if too little is known of whoever
            asks.
        :raises LogUnavailable: if the intent cannot be written; then nothing is opened.
        :raises CannotOpen, KeysUnavailable: if an envelope is not what was sealed there.
        """
        if not decided_by_two(self.session, self.principal, release, rows, self.clock()):
            raise NotPermitted
        if not all(row.thing.classification in RELEASABLE for row in rows):
            raise NotPermitted
        self.watch.demand()
        self.assurance.demand(self.session, rows, self.clock())
        receipt = self.journal.intend(
            actor=self.actor,
            verb=Verb.RESTRICTION_UNSEALED,
            objects=(release, *(row.id for row in rows)),
            detail={"count": len(rows)},
        )
        return receipt, self._opened(receipt, rows)

    def _fulfil(self, receipt: Receipt, rows: Sequence[Closed]) -> dict[UUID, dict[str, str]]:
        opened = self._opened(receipt, rows)
        self.journal.conclude(receipt, Outcome.DONE)
        return opened

    def _opened(self, receipt: Receipt, rows: Sequence[Closed]) -> dict[UUID, dict[str, str]]:
        """Open rows, each under the key that sealed it; if one fails, conclude that it did."""
        sealed = [(row.compartment, row.sealed) for row in rows]
        try:
            keys = self.keys.those_that_sealed(self.session, sealed)
            return {
                row.id: self._fields(receipt, row, key) for row, key in zip(rows, keys, strict=True)
            }
        except (CannotOpen, KeysUnavailable):
            self.journal.conclude(receipt, Outcome.FAILED)
            raise

    def intend(
        self,
        verb: Verb,
        rows: Iterable[Closed],
        detail: Mapping[str, str | int] | None = None,
        *,
        also: tuple[UUID, ...] = (),
    ) -> Receipt:
        """Ask the policy about each row, then write down that they are about to be opened.

        ``also`` names what belongs to the rows and is opened with them: the versions of a paper.
        The monitoring officer is told of what is opened as of right in a sensitive compartment.

        :raises NotPermitted: having noted the denial, if the policy refuses one of them.
        :raises AccountUnchecked, StepUpNeeded, StepUpUnproved: if too little is known of whoever
            asks; they may read it, so they may know.
        :raises NotAsItWas, LogUnavailable: if record or log is too old, or not to be written.
        """
        asked = [(row, self.scope.verdict_on(row.thing)) for row in rows]
        for row, verdict in asked:
            if not verdict.allowed:
                self.deny(row.kind, row.id, verdict)
                raise NotPermitted
        self.watch.demand()
        self.assurance.demand(self.session, (row for row, _ in asked), self.clock())
        for row, verdict in asked:
            if row.thing.sensitive and verdict.effect is Effect.RIGHT:
                self.journal.note(
                    actor=self.actor,
                    verb=Verb.MONITORING_OFFICER_TOLD,
                    objects=(row.id,),
                    detail={"rule": verdict.rule},
                )
        told: dict[str, str | int] = {**(detail or {})}
        if verb is Verb.TITLES_LISTED:
            told["count"] = len(asked)
        told["rule"] = " ".join(sorted({verdict.rule for _, verdict in asked}))
        # In spite of an interest, by a dispensation: the entry names it.
        spite = dispensations_used(
            self.held, {row.thing.item for row, _ in asked}, now=self.clock(), today=self.today
        )
        return self.journal.intend(
            actor=self.actor,
            verb=verb,
            objects=(*(row.id for row, _ in asked), *also, *spite),
            detail=told,
        )

    def deny(self, kind: str, row: UUID, verdict: Verdict, because: str = "") -> None:
        """Write down that something was asked for and refused, and by what access had ended."""
        ended = {"because": because} if because else {}
        self.journal.note(
            actor=self.actor,
            verb=Verb.READ_DENIED,
            objects=(row,),
            detail={"rule": verdict.rule, "thing": kind, **ended},
        )

    def file_reader(  # noqa: PLR0913 -- a file's row is these seven things
        self,
        receipt: Receipt,
        *,
        compartment: UUID,
        version: UUID,
        sealed_key: bytes,
        size: int,
        sealed_size: int,
        source: Callable[[int, int], bytes],
        kind: str = "paper_version",
    ) -> FileReader:
        """Open a sealed file for reading; its last chunk has been verified when this returns."""
        return self.door.file_reader(
            receipt,
            file_label(compartment, version, kind),
            under=self.keys.that_sealed(self.session, compartment, sealed_key),
            sealed_key=sealed_key,
            size=size,
            sealed_size=sealed_size,
            source=source,
        )

    def open_sealed(self, receipt: Receipt, row: Closed) -> dict[str, str]:
        """Open one sealed row under a receipt that names it; the caller concludes.

        :raises ReceiptRefused, CannotOpen, KeysUnavailable: as the key door does.
        """
        return self._fields(
            receipt, row, self.keys.that_sealed(self.session, row.compartment, row.sealed)
        )

    def _fields(self, receipt: Receipt, row: Closed, key: WrappedCompartmentKey) -> dict[str, str]:
        label = row_label(row.compartment, row.kind, row.id)
        plaintext = self.door.open(receipt, label, row.sealed, under=key)
        return dict(json.loads(plaintext))
