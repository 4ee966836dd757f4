"""Rewrapping: data keys go from older epochs to the newest; what they seal stays as it is."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen
from portal.records.tables import CompartmentKey
from portal.services.key_management.counting import counts, wrapped_by_another
from portal.services.key_management.moving import Move, Moved, nobody_watches
from portal.services.key_management.sealed_things import SEALED, SealedColumn
from portal.services.work import Work
from portal.vault import WrappedCompartmentKey, epoch_that_sealed

BATCH: Final = 500


def to_rewrap(work: Work, compartment: UUID) -> int:
    """Count what a compartment has sealed under older keys than its newest.

    :raises KeysUnavailable: if the compartment has no key, or the log never pinned it.
    """
    newest = work.keys.current(work.session, compartment).epoch
    found = counts(work.session, compartment)
    work.session.rollback()
    return sum(number for sealing, number in found.items() if sealing.wrapped_by != newest)


def rewrap(work: Work, compartment: UUID, moved: Moved = nobody_watches) -> int:
    """Wrap every data key of a compartment under its newest key, and count them.  Commits often.

    Both epochs are readable meanwhile.  What does not open under the key it names is left where
    it is, and the operator's log says which: :func:`to_rewrap` counts it still.

    :raises CannotOpen: if a key is not the pinned one, before anything is moved.
    :raises LogUnavailable: if the log cannot be written.
    :raises KeysUnavailable: if the compartment has no key, or the root cannot be reached.
    """
    if not to_rewrap(work, compartment):
        return 0
    prove_keys(work, compartment)
    receipt = work.journal.intend(
        actor=work.actor,
        verb=Verb.COMPARTMENT_REWRAPPED,
        objects=(compartment,),
        detail={"epoch": work.keys.current(work.session, compartment).epoch},
    )
    work.session.rollback()
    move, outcome = _Rewrap(work, compartment, moved), Outcome.FAILED
    try:
        move.through(SEALED)
        work.commit()
        outcome = Outcome.DONE
    finally:
        work.session.rollback()
        work.journal.conclude(receipt, outcome, {"count": move.count})
    return move.count


def prove_keys(work: Work, compartment: UUID) -> None:
    """See that the root gives every key of a compartment's open epochs, each the pinned one.

    :raises CannotOpen: if one is not.
    :raises LogUnavailable: if the log cannot be asked.
    :raises KeysUnavailable: if the log never pinned one, or the root cannot be reached.
    """
    epochs = work.session.scalars(
        select(CompartmentKey.epoch)
        .where(CompartmentKey.compartment_id == compartment, CompartmentKey.closed_at.is_(None))
        .order_by(CompartmentKey.epoch)
    ).all()
    for epoch in epochs:
        work.door.prove(work.keys.of_epoch(work.session, compartment, epoch))
    work.session.rollback()


class _Rewrap(Move):
    batch = BATCH

    def wanted(self, sealed: SealedColumn, epoch: int) -> ColumnElement[bool]:
        return wrapped_by_another(sealed, epoch)

    def anew(
        self,
        sealed: SealedColumn,
        rows: Sequence[tuple[UUID, bytes]],
        onto: WrappedCompartmentKey,
    ) -> Mapping[UUID, bytes]:
        new: dict[UUID, bytes] = {}
        for row, old in rows:
            try:
                under = self.key_of(epoch_that_sealed(old))
                if under is not None:
                    label = sealed.label(self.compartment, row)
                    new[row] = self.work.door.rewrap(label, old, under=under, onto=onto)
            except CannotOpen:
                continue  # the vault has told the operator's log
        return new

    def settled(self, *, kept: bool) -> None:
        """One entry speaks of the whole run."""
