"""Rewrapping: data keys go from older epochs to the newest; what they seal stays as it is.

Each transaction moves a batch and can be the last: whatever was moved opens under the new key,
whatever was not under the old, and the next run goes on from there.
"""

from collections.abc import Callable
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, KeysUnavailable
from portal.records.tables import CompartmentKey
from portal.services.key_management.counting import counts, lying_in, wrapped_by_another
from portal.services.key_management.sealed_things import SEALED, SealedColumn
from portal.services.work import Work
from portal.vault import WrappedCompartmentKey, epoch_that_sealed

BATCH: Final = 500
Moved = Callable[[int], None]
"""Is told, after each transaction, how many more are done."""


def nobody_watches(_moved: int) -> None:
    """Let it pass."""


def to_rewrap(work: Work, compartment: UUID) -> int:
    """Count what a compartment has sealed under older keys than its newest.

    :raises KeysUnavailable: if the compartment has no key, or the log never pinned it.
    """
    newest = work.keys.current(work.session, compartment).epoch
    found = counts(work.session, compartment)
    return sum(number for sealing, number in found.items() if sealing.wrapped_by != newest)


def rewrap(work: Work, compartment: UUID, moved: Moved = nobody_watches) -> int:
    """Wrap every data key of a compartment under its newest key, and count them.  Commits often.

    Both epochs are readable meanwhile.  What does not open under the key it names is left where
    it is, and the operator's log says which: :func:`to_rewrap` counts it still.

    :raises CannotOpen: if a key is not the pinned one, before anything is moved.
    :raises LogUnavailable: if the log cannot be written.
    :raises KeysUnavailable: if the compartment has no key, or the root cannot be reached.
    """
    newest = work.keys.current(work.session, compartment)
    left = to_rewrap(work, compartment)
    work.session.rollback()
    if not left:
        return 0
    prove_keys(work, compartment)
    receipt = work.journal.intend(
        actor=work.actor,
        verb=Verb.COMPARTMENT_REWRAPPED,
        objects=(compartment,),
        detail={"epoch": newest.epoch},
    )
    move, outcome = _Move(work, compartment, moved), Outcome.FAILED
    try:
        # What others held, or changed, is found by another round.
        while sum(map(move.whole, SEALED)):
            pass
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


class _Move:
    """One run over a compartment; ``spoilt`` is what would not open, and is not tried again."""

    def __init__(self, work: Work, compartment: UUID, moved: Moved) -> None:
        self.count = 0
        self._work = work
        self._compartment = compartment
        self._moved = moved
        self._spoilt: set[tuple[str, UUID]] = set()
        self._keys: dict[int, WrappedCompartmentKey | None] = {}

    def whole(self, sealed: SealedColumn) -> int:
        """Move what is in one column, in transactions of a batch each."""
        before, last = self.count, UUID(int=0)
        while (end := self._batch(sealed, last)) is not None:
            last = end
        return self.count - before

    def _batch(self, sealed: SealedColumn, last: UUID) -> UUID | None:
        """Move one batch of rows after another row's; give the last looked at, if there was any."""
        work = self._work
        work.begin_writing()
        onto = work.keys.current(work.session, self._compartment)
        identifier, column = cast("Any", sealed.column.class_).id, sealed.column
        rows = work.session.execute(
            select(identifier, column)
            .where(
                *lying_in(sealed, self._compartment),
                wrapped_by_another(sealed, onto.epoch),
                identifier > last,
            )
            .order_by(identifier)
            .limit(BATCH)
            # What somebody holds is left for the next round, so that nobody waits in a circle.
            .with_for_update(skip_locked=True, of=sealed.column.class_)
        ).all()
        if not rows:
            work.session.rollback()
            return None
        anew = [
            {"row": row, "sealed": new}
            for row, old in rows
            if (new := self._rewrapped(sealed, row, old, onto)) is not None
        ]
        if anew:
            table = cast("Table", sealed.column.class_.__table__)
            work.session.connection().execute(
                update(table)
                .where(table.c.id == bindparam("row"))
                .values({table.c[column.key]: bindparam("sealed")}),
                anew,
            )
        work.session.commit()
        self.count += len(anew)
        self._moved(len(anew))
        found: UUID = rows[-1][0]
        return found

    def _rewrapped(
        self, sealed: SealedColumn, row: UUID, old: bytes, onto: WrappedCompartmentKey
    ) -> bytes | None:
        if (sealed.name, row) in self._spoilt:
            return None
        label = sealed.label(self._compartment, row)
        try:
            under = self._key(epoch_that_sealed(old))
            if under is not None:
                return self._work.door.rewrap(label, old, under=under, onto=onto)
        except CannotOpen:
            pass  # the vault has told the operator's log
        self._spoilt.add((sealed.name, row))
        return None

    def _key(self, epoch: int) -> WrappedCompartmentKey | None:
        """Find the key of an older epoch, once; of one that is closed or gone there is none."""
        if epoch not in self._keys:
            work = self._work
            try:
                self._keys[epoch] = work.keys.of_epoch(work.session, self._compartment, epoch)
            except (CannotOpen, KeysUnavailable):
                self._keys[epoch] = None
        return self._keys[epoch]
