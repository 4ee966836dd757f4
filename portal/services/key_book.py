"""Compartment keys as the record keeps them, held to the check values the log pinned."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import KeysUnavailable
from portal.records.journal import Journal
from portal.records.tables import CompartmentKey
from portal.vault import WrappedCompartmentKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBook:
    """Finds the wrapped key of a compartment.

    A key swapped in the record is refused by the vault, because the check value comes from
    the log (ENC-03).  What the log once pinned cannot change, so it is asked only once.
    """

    journal: Journal
    _pinned: dict[tuple[UUID, int], bytes] = field(default_factory=dict)

    def current(self, session: Session, compartment: UUID) -> WrappedCompartmentKey:
        """Find the key of a compartment's current epoch.

        :raises KeysUnavailable: if the compartment has no key, or the log never pinned it.
        :raises LogUnavailable: if the log cannot be asked.
        """
        row = session.execute(
            select(CompartmentKey.epoch, CompartmentKey.root, CompartmentKey.wrapped)
            .where(CompartmentKey.compartment_id == compartment)
            .order_by(CompartmentKey.epoch.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            raise KeysUnavailable(f"compartment {compartment} has no key")
        return WrappedCompartmentKey(
            compartment=compartment,
            epoch=row.epoch,
            root=row.root,
            wrapped=row.wrapped,
            check_value=self._check_value(compartment, row.epoch),
        )

    def _check_value(self, compartment: UUID, epoch: int) -> bytes:
        known = self._pinned.get((compartment, epoch))
        if known is not None:
            return known
        entry = self.journal.latest(Verb.COMPARTMENT_KEY_CREATED, compartment)
        if entry is None or entry.detail["epoch"] != epoch:
            raise KeysUnavailable(f"the log does not know key {epoch} of compartment {compartment}")
        pinned = bytes.fromhex(str(entry.detail["check_value"]))
        self._pinned[(compartment, epoch)] = pinned
        return pinned
