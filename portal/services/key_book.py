"""Compartment keys as the record keeps them, held to the check values the log pinned."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import KeysUnavailable
from portal.records.journal import Journal
from portal.records.tables import CompartmentKey
from portal.vault import WrappedCompartmentKey, epoch_that_sealed

MOST_EPOCHS: Final = 1000  # entries about a compartment among which its keys are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBook:
    """Finds the wrapped key of a compartment.

    A key swapped in the record is refused by the vault, because the check value comes from
    the log (ENC-03).  What the log once pinned cannot change, so it is asked only once.
    """

    journal: Journal
    _pinned: dict[tuple[UUID, int], bytes] = field(default_factory=dict)

    def current(self, session: Session, compartment: UUID) -> WrappedCompartmentKey:
        """Find the key of a compartment's current epoch, to seal under.

        :raises KeysUnavailable: if the compartment has no key, or the log never pinned it.
        :raises LogUnavailable: if the log cannot be asked.
        """
        return self._find(session, compartment, _NEWEST_KEY)

    def that_sealed(
        self, session: Session, compartment: UUID, sealed: bytes
    ) -> WrappedCompartmentKey:
        """Find the very key under which something was sealed; no other is tried.

        ``sealed`` is an envelope, or the sealed key of a file.

        :raises CannotOpen: if it does not say, in the vault's manner, which epoch's it was.
        :raises KeysUnavailable: if the compartment lacks that key, or the log never pinned it.
        :raises LogUnavailable: if the log cannot be asked.
        """
        epoch = epoch_that_sealed(sealed)
        return self._find(session, compartment, _KEY_OF_EPOCH, epoch=epoch)

    def _find(
        self, session: Session, compartment: UUID, keys: Select[int, str, bytes], **bound: int
    ) -> WrappedCompartmentKey:
        row = session.execute(keys, {"compartment": compartment, **bound}).one_or_none()
        if row is None:
            raise KeysUnavailable(f"compartment {compartment} has no such key")
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
        for line in self.journal.about(compartment, limit=MOST_EPOCHS):
            entry = line.entry
            if entry.verb is Verb.COMPARTMENT_KEY_CREATED and entry.detail["epoch"] == epoch:
                pinned = bytes.fromhex(str(entry.detail["check_value"]))
                self._pinned[(compartment, epoch)] = pinned
                return pinned
        raise KeysUnavailable(f"the log does not know key {epoch} of compartment {compartment}")


_KEY: Final = select(CompartmentKey.epoch, CompartmentKey.root, CompartmentKey.wrapped).where(
    CompartmentKey.compartment_id == bindparam("compartment")
)
_NEWEST_KEY: Final = _KEY.order_by(CompartmentKey.epoch.desc()).limit(1)
_KEY_OF_EPOCH: Final = _KEY.where(CompartmentKey.epoch == bindparam("epoch"))
