"""Going through everything a compartment has sealed, in transactions of a batch each.

Each transaction can be the last: what was moved is under the new key, what was not is under the
old, both open, and the next run goes on from there.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, select, update

from portal.errors import CannotOpen, KeysUnavailable
from portal.services.key_management.counting import lying_in
from portal.services.key_management.sealed_things import SealedColumn
from portal.services.work import Work
from portal.vault import WrappedCompartmentKey

Moved = Callable[[int], None]
"""Is told, after each transaction, how many more are done."""


def nobody_watches(_moved: int) -> None:
    """Let it pass."""


class Move(ABC):
    """One run over a compartment; what does not open is left where it is, and not tried again."""

    batch: int

    def __init__(self, work: Work, compartment: UUID, moved: Moved) -> None:
        self.count = 0
        self.work = work
        self.compartment = compartment
        self.told = moved
        self.spoilt: set[tuple[str, UUID]] = set()
        self._keys: dict[int, WrappedCompartmentKey | None] = {}

    @abstractmethod
    def wanted(self, sealed: SealedColumn, epoch: int) -> ColumnElement[bool]:
        """Give the condition that what is in a column is still to be moved to an epoch."""

    @abstractmethod
    def anew(
        self,
        sealed: SealedColumn,
        rows: Sequence[tuple[UUID, bytes]],
        onto: WrappedCompartmentKey,
    ) -> Mapping[UUID, bytes]:
        """Give what comes in the place of what rows have in a column; leave out what is spoilt."""

    @abstractmethod
    def settled(self, *, kept: bool) -> None:
        """Hear whether the transaction of the last batch was kept."""

    def through(self, columns: Sequence[SealedColumn]) -> None:
        """Move what is in some columns, until another round finds nothing more.

        What others held, or changed meanwhile, is found by the next round.
        """
        while sum(map(self._whole, columns)):
            pass

    def key_of(self, epoch: int) -> WrappedCompartmentKey | None:
        """Find the key of an older epoch, once; of one that is closed or gone there is none."""
        if epoch not in self._keys:
            work = self.work
            try:
                self._keys[epoch] = work.keys.of_epoch(work.session, self.compartment, epoch)
            except (CannotOpen, KeysUnavailable):
                self._keys[epoch] = None
        return self._keys[epoch]

    def _whole(self, sealed: SealedColumn) -> int:
        before, last = self.count, UUID(int=0)
        while (end := self._batch(sealed, last)) is not None:
            last = end
        return self.count - before

    def _batch(self, sealed: SealedColumn, last: UUID) -> UUID | None:
        """Move one batch of rows after another row's; give the last looked at, if there was any."""
        work = self.work
        work.begin_writing()
        onto = work.keys.current(work.session, self.compartment)
        identifier = cast("Any", sealed.column.class_).id
        rows = work.session.execute(
            select(identifier, sealed.column)
            .where(
                *lying_in(sealed, self.compartment),
                self.wanted(sealed, onto.epoch),
                identifier > last,
            )
            .order_by(identifier)
            .limit(self.batch)
            # What somebody holds is left for the next round, so that nobody waits in a circle.
            .with_for_update(skip_locked=True, of=sealed.column.class_)
        ).all()
        if not rows:
            work.session.rollback()
            return None
        tried = [(row, old) for row, old in rows if (sealed.name, row) not in self.spoilt]
        kept = False
        try:
            new = self.anew(sealed, tried, onto)
            self._put(sealed, new)
            work.session.commit()
            kept = True
        finally:
            self.settled(kept=kept)
        self.spoilt |= {(sealed.name, row) for row, _ in tried if row not in new}
        self.count += len(new)
        self.told(len(new))
        found: UUID = rows[-1][0]
        return found

    def _put(self, sealed: SealedColumn, new: Mapping[UUID, bytes]) -> None:
        if new:
            table = cast("Table", sealed.column.class_.__table__)
            self.work.session.connection().execute(
                update(table)
                .where(table.c.id == bindparam("row"))
                .values({table.c[sealed.column.key]: bindparam("new")}),
                [{"row": row, "new": value} for row, value in new.items()],
            )
