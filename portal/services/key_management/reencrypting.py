"""Sealing anew: a new data key and a new ciphertext for every field and file of a compartment.

It goes by epochs: what was sealed before the newest began is sealed anew in it, and nothing else
is, so that a run which was broken off is gone on with, and one that is repeated does nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen
from portal.receipts import Receipt
from portal.services.key_management.counting import born_before, counts
from portal.services.key_management.files_anew import files_born_before, seal_file_anew, settle
from portal.services.key_management.moving import Move, Moved, nobody_watches
from portal.services.key_management.rewrapping import prove_keys
from portal.services.key_management.sealed_things import SEALED, SealedColumn
from portal.services.work import Work
from portal.vault import WrappedCompartmentKey, epoch_that_sealed

BATCH: Final = 100
_FIELDS: Final = tuple(each for each in SEALED if not each.of_files)
_TO_SEAL: Final = tuple(each for each in SEALED if not each.passing)


def to_reencrypt(work: Work, compartment: UUID) -> int:
    """Count what a compartment has sealed before its newest epoch began.

    :raises KeysUnavailable: if the compartment has no key, or the log never pinned it.
    """
    newest = work.keys.current(work.session, compartment).epoch
    found = counts(work.session, compartment, _TO_SEAL)
    work.session.rollback()
    return sum(number for sealing, number in found.items() if sealing != (newest, newest))


def reencrypt(work: Work, compartment: UUID, moved: Moved = nobody_watches) -> int:
    """Seal everything anew that was sealed before the newest epoch, and count it.  Commits often.

    The log has the intent before anything is opened, and each file's new ciphertext pinned
    (ENC-05).  Nothing is in clear outside memory, and no file is in memory whole.  What does not
    open is left where it is: the operator's log says which, :func:`to_reencrypt` counts it still.

    :raises CannotOpen: if a key is not the pinned one, before anything is opened.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    :raises KeysUnavailable: if the compartment has no key, or the root cannot be reached.
    :raises OSError: if the store of papers is full or out of reach.
    """
    settle(work, compartment)
    if not to_reencrypt(work, compartment):
        return 0
    prove_keys(work, compartment)
    move = _Reencrypt(work, compartment, moved)
    try:
        move.through(_FIELDS)
        for version in files_born_before(work, compartment):
            if seal_file_anew(work, compartment, version):
                move.count += 1
                moved(1)
        work.commit()
    finally:
        work.session.rollback()
    return move.count


class _Reencrypt(Move):
    batch = BATCH
    _receipt: Receipt | None = None
    _tried = 0

    def wanted(self, sealed: SealedColumn, epoch: int) -> ColumnElement[bool]:
        return born_before(sealed, epoch)

    def anew(
        self,
        sealed: SealedColumn,
        rows: Sequence[tuple[UUID, bytes]],
        onto: WrappedCompartmentKey,
    ) -> Mapping[UUID, bytes]:
        if not rows:
            return {}
        labels = {row: sealed.label(self.compartment, row) for row, _ in rows}
        receipt = self._receipt = self.work.journal.intend(
            actor=self.work.actor,
            verb=Verb.COMPARTMENT_REENCRYPTED,
            objects=tuple(label.object for label in labels.values()),
            detail={"epoch": onto.epoch, "count": len(rows)},
        )
        new: dict[UUID, bytes] = {}
        for row, old in rows:
            try:
                under = self.key_of(epoch_that_sealed(old))
                if under is not None:
                    new[row] = self.work.door.seal_anew(
                        receipt, labels[row], old, under=under, onto=onto
                    )
            except CannotOpen:
                continue  # the vault has told the operator's log
        self._tried = len(new)
        return new

    def settled(self, *, kept: bool) -> None:
        if self._receipt is not None:
            outcome = Outcome.DONE if kept else Outcome.FAILED
            receipt, self._receipt = self._receipt, None
            self.work.journal.conclude(receipt, outcome, {"count": self._tried if kept else 0})
