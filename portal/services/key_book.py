"""Compartment keys as the record keeps them, held to the check values the log pinned."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable
from portal.records.journal import Journal
from portal.records.tables import CompartmentKey
from portal.vault import WrappedCompartmentKey, epoch_that_sealed

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBook:
    """Finds the wrapped key of a compartment.

    A key swapped in the record is refused by the vault, because the check value comes from
    the log (ENC-03).  What the log once pinned cannot change, so it is asked only once.

    While the root is being changed a key is wrapped by two roots; ``root`` names the one that
    stands behind the door, and what that one wrapped is given.  No other is tried.
    """

    journal: Journal
    root: Callable[[], str]
    _pinned: dict[tuple[UUID, int], bytes] = field(default_factory=dict)

    def current(self, session: Session, compartment: UUID) -> WrappedCompartmentKey:
        """Find the key of a compartment's newest epoch, to seal under.

        Until the caller's transaction ends, nobody can close that epoch.

        :raises KeysUnavailable: if the compartment has no key, or the log never pinned it.
        :raises LogUnavailable: if the log cannot be asked.
        """
        row = session.execute(_NEWEST_KEY, {"compartment": compartment}).one_or_none()
        return self._record(compartment, row)

    def that_sealed(
        self, session: Session, compartment: UUID, sealed: bytes
    ) -> WrappedCompartmentKey:
        """Find the very key under which something was sealed; no other is tried.

        ``sealed`` is an envelope, or the sealed key of a file.

        :raises CannotOpen: if it does not say, in the vault's manner, which epoch's it was; or if
            that epoch is closed, so that somebody put back what had been sealed anew.
        :raises KeysUnavailable: if the compartment lacks that key, or the log never pinned it.
        :raises LogUnavailable: if the log cannot be asked.
        """
        return self.of_epoch(session, compartment, epoch_that_sealed(sealed))

    def those_that_sealed(
        self, session: Session, sealed: Iterable[tuple[UUID, bytes]]
    ) -> list[WrappedCompartmentKey]:
        """Find the key of each of several, given with their compartments, as :meth:`that_sealed`.

        :raises CannotOpen, KeysUnavailable, LogUnavailable: as :meth:`that_sealed`.
        """
        found: dict[tuple[UUID, int], WrappedCompartmentKey] = {}
        wanted = [(compartment, epoch_that_sealed(each)) for compartment, each in sealed]
        for each in wanted:
            if each not in found:
                found[each] = self.of_epoch(session, *each)
        return [found[each] for each in wanted]

    def of_epoch(
        self, session: Session, compartment: UUID, epoch: int, *, closed_too: bool = False
    ) -> WrappedCompartmentKey:
        """Find a compartment's key of an epoch, which is not to be closed unless that is said.

        :raises CannotOpen, KeysUnavailable, LogUnavailable: as :meth:`that_sealed`.
        """
        wanted = {"compartment": compartment, "epoch": epoch}
        row = session.execute(_KEY_OF_EPOCH, wanted).one_or_none()
        if row is None and epoch <= self.closed_up_to(compartment):
            LOG.critical("compartment %s holds something of epoch %d, gone", compartment, epoch)
            raise CannotOpen
        if row is not None and not closed_too and self._is_closed(compartment, row):
            LOG.critical("compartment %s holds something of epoch %d, closed", compartment, epoch)
            raise CannotOpen
        return self._record(compartment, row)

    def closed_up_to(self, compartment: UUID) -> int:
        """Give the last epoch of a compartment that the log knows as closed, or nought.

        :raises LogUnavailable: if the log cannot be asked.
        """
        entry = self.journal.latest(Verb.COMPARTMENT_KEY_CLOSED, compartment)
        return 0 if entry is None else int(entry.detail["epoch"])

    def pinned(self, compartment: UUID, epoch: int) -> bytes:
        """Give the check value that the log pinned when a key was made.

        :raises KeysUnavailable: if the log never pinned one.
        :raises LogUnavailable: if the log cannot be asked.
        """
        known = self._pinned.get((compartment, epoch))
        if known is not None:
            return known
        for entry in self.journal.every(Verb.COMPARTMENT_KEY_CREATED, compartment):
            if entry.detail["epoch"] == epoch:
                pinned = bytes.fromhex(str(entry.detail["check_value"]))
                self._pinned[(compartment, epoch)] = pinned
                return pinned
        raise KeysUnavailable(f"the log does not know key {epoch} of compartment {compartment}")

    def _is_closed(self, compartment: UUID, row: Row[*tuple[Any, ...]]) -> bool:
        # The record could be made to say that an epoch is open again; the log could not.
        return row.closed_at is not None or (
            row.epoch < row.newest and row.epoch <= self.closed_up_to(compartment)
        )

    def _record(
        self, compartment: UUID, row: Row[*tuple[Any, ...]] | None
    ) -> WrappedCompartmentKey:
        if row is None:
            raise KeysUnavailable(f"compartment {compartment} has no such key")
        moved = row.next_root is not None and row.next_root == self.root()
        return WrappedCompartmentKey(
            compartment=compartment,
            epoch=row.epoch,
            root=row.next_root if moved else row.root,
            wrapped=row.next_wrapped if moved else row.wrapped,
            check_value=self.pinned(compartment, row.epoch),
        )


_SIBLING: Final = aliased(CompartmentKey)
_KEY: Final = select(
    CompartmentKey.epoch,
    CompartmentKey.root,
    CompartmentKey.wrapped,
    CompartmentKey.next_root,
    CompartmentKey.next_wrapped,
    CompartmentKey.closed_at,
).where(CompartmentKey.compartment_id == bindparam("compartment"))
# Held until the transaction ends, so that closing an epoch waits for what is being sealed in it.
_NEWEST_KEY: Final = _KEY.order_by(CompartmentKey.epoch.desc()).limit(1).with_for_update(read=True)
_KEY_OF_EPOCH: Final = _KEY.add_columns(
    select(func.max(_SIBLING.epoch))
    .where(_SIBLING.compartment_id == CompartmentKey.compartment_id)
    .scalar_subquery()
    .label("newest")
).where(CompartmentKey.epoch == bindparam("epoch"))
