"""Publishing a version in ten steps, so that a crash at any moment leaves all of it or nothing.

The steps are those of security.md, appendix A.  1 the intent goes into the log.  2 the file comes,
is hashed, and if restricted sealed, into a draft.  3 the draft reaches the disk.  4 the verdict on
it is asked.  5 it gets its name, and 6 the name reaches the disk.  7 one transaction keeps the
version.  8 the log pins it, and says that it is done.  9 an index would follow here.  10 whoever
sent it is told.

Step 7 is the caller's commit, which step 8 follows by itself.  Until then nobody was told, so
:mod:`portal.services.repairing` may take back whatever it finds half done.
"""

import logging
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit import Detail, Entry, Outcome, Pseudonym, Verb
from portal.errors import LogUnavailable
from portal.receipts import Receipt
from portal.records.journal import Journal

LOG: Final = logging.getLogger(__name__)
_UNDER_WAY: Final = "versions being published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What the log keeps of a version: of a sealed one, of its ciphertext."""

    number: int
    length: int
    sha256: str
    data_key: UUID | None = None  # of a sealed one


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """A version on its way, from the intent to the outcome."""

    journal: Journal
    actor: Pseudonym
    version: UUID
    paper: UUID
    receipt: Receipt

    @classmethod
    def begin(
        cls, journal: Journal, actor: Pseudonym, *, version: UUID, paper: UUID, blob: UUID
    ) -> "Publishing":
        """Write down what is about to be published, and under which name its file will lie.

        :raises LogUnavailable: if that cannot be written; then nothing may be stored.
        """
        receipt = journal.intend(
            actor=actor, verb=Verb.VERSION_PUBLISHED, objects=(version, paper, blob)
        )
        return cls(journal=journal, actor=actor, version=version, paper=paper, receipt=receipt)

    def give_up(self) -> None:
        """Write down that nothing came of it, if the log can be written."""
        try:
            self.journal.conclude(self.receipt, Outcome.FAILED)
        except LogUnavailable:
            LOG.error("the outcome of entry %d could not be written", self.receipt.index)  # noqa: TRY400 -- the log said why

    def pin_once_kept(self, session: Session, pinned: Pinned) -> None:
        """Have the log pin the version once this transaction is kept, and not if it is not."""
        under_way = session.info.setdefault(_UNDER_WAY, [])
        under_way.append((session.get_transaction(), self, pinned))

    def pin(self, pinned: Pinned) -> None:
        """Write the version's head and the outcome: from here on it counts as acknowledged.

        :raises LogUnavailable: if they cannot be written; then nobody may be told that it is kept.
        """
        if pinned.data_key is not None:
            pin_sealed(self.journal, self.actor, self.version, self.paper, pinned)
        told: Detail = {"version": pinned.number, "length": pinned.length, "sha256": pinned.sha256}
        self.journal.conclude(self.receipt, Outcome.DONE, told)


def told_of(pinned: Entry) -> Detail:
    """Give what the outcome of publishing tells of a version that the log has pinned."""
    return {each: pinned.detail[each] for each in ("version", "length", "sha256")}


def pin_sealed(
    journal: Journal, actor: Pseudonym, version: UUID, paper: UUID, pinned: Pinned
) -> None:
    """Pin a sealed version's ciphertext in the log, so that another in its place is noticed.

    :raises LogUnavailable: if it cannot be written.
    """
    if pinned.data_key is None:
        raise ValueError("an open version has no data key to pin")
    journal.note(
        actor=actor,
        verb=Verb.VERSION_SEALED,
        objects=(version, paper),
        detail={
            "version": pinned.number,
            "data_key": pinned.data_key,
            "length": pinned.length,
            "sha256": pinned.sha256,
        },
    )


def commit_and_pin(session: Session) -> None:
    """Keep a transaction, then pin the versions that were published in it.

    :raises LogUnavailable: if the log cannot be written; then none may be acknowledged.
    """
    under_way, kept = session.info.pop(_UNDER_WAY, ()), session.get_transaction()
    session.commit()
    for transaction, publishing, pinned in under_way:
        if transaction is kept:
            publishing.pin(pinned)
