"""Compartment keys: one for each compartment and retention epoch, wrapped by the root.

A record alone is not believed.  The key that the root unwraps must have the check value that
was pinned in the log when the key was made, so a key swapped in the database is found out at
its first use, whichever root wrapped it.

    check value = HMAC-SHA-512(key, "clear-days/kcv/v1" | deployment | compartment | epoch u32)[:16]

The record names its compartment, epoch and root; nothing here ever tries a second key, nor a
second root.
"""

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Encryptor

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault.causes import Cause, refusal
from portal.vault.context import Context
from portal.vault.roots import Destroyed, Root, slot_of

KEPT_FOR: Final = timedelta(minutes=15)
CHECK_VALUE: Final = 16
_CHECK: Final = b"clear-days/kcv/v1"
_NO_DATA_KEY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedCompartmentKey:
    """A compartment's key for one epoch, as it is stored.

    ``check_value`` is to be the one pinned in the log, not the one beside the wrapped key.
    """

    compartment: UUID
    epoch: int
    root: str
    wrapped: bytes
    check_value: bytes


class CompartmentKeys:
    """Makes compartment keys, and unwraps them for at most :data:`KEPT_FOR`."""

    def __init__(self, root: Root, deployment: UUID, clock: Callable[[], datetime]) -> None:
        self._root = root
        self._deployment = deployment
        self._clock = clock
        self._kept: dict[WrappedCompartmentKey, tuple[bytes, datetime]] = {}
        self._lock = threading.Lock()

    @property
    def root(self) -> str:
        """What records call the root."""
        return self._root.id

    def create(self, compartment: UUID, epoch: int) -> WrappedCompartmentKey:
        """Draw a new key and give its record.

        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        key = Cobblestone256Encryptor.generate_key()
        return self._wrapped(self._root, key, compartment, epoch)

    def wrap_for(self, root: Root, record: WrappedCompartmentKey) -> WrappedCompartmentKey:
        """Give the record of the same key under another root, which has given it back once.

        :raises CannotOpen: if this root does not hold the key, or it is not the pinned one.
        :raises KeysUnavailable: if either root is sealed or out of reach, or the other does not
            give back what it was given.
        """
        key = self.unwrap(record)
        there = self._wrapped(root, key, record.compartment, record.epoch)
        slot = slot_of(record.compartment, record.epoch)
        context = self._context(root, record.compartment, record.epoch)
        if not hmac.compare_digest(root.unwrap(slot, there.wrapped, context), key):
            raise KeysUnavailable(f"root {root.id} does not give back what it was given")
        return there

    def adopt(self, key: bytes, record: WrappedCompartmentKey) -> WrappedCompartmentKey:
        """Wrap a key that was recovered under this root, if it is the pinned one.

        :raises CannotOpen: if it is another.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        found = self._check_value(key, record.compartment, record.epoch)
        if not hmac.compare_digest(found, record.check_value):
            raise refusal(Cause.MISSING_KEY, record.compartment, record.compartment)
        return self._wrapped(self._root, key, record.compartment, record.epoch)

    def destroy(self, record: WrappedCompartmentKey) -> Destroyed:
        """Destroy at the root what alone unwraps a key, and forget the key (ENC-10).

        :raises CannotOpen: if this root does not hold it.
        :raises KeysUnavailable: if the root is sealed or out of reach, or must not delete.
        """
        if record.root != self._root.id:
            raise refusal(Cause.MISSING_KEY, record.compartment, record.compartment)
        destroyed = self._root.destroy(slot_of(record.compartment, record.epoch))
        with self._lock:
            self._kept = {
                each: kept
                for each, kept in self._kept.items()
                if (each.compartment, each.epoch) != (record.compartment, record.epoch)
            }
        return destroyed

    def unwrap(self, record: WrappedCompartmentKey) -> bytes:
        """Give the key of a record whose check value is the pinned one.

        :raises CannotOpen: if this root does not hold it, or it is not the pinned key.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        now = self._clock()
        with self._lock:
            # A clock set back makes a key look unborn; that is no reason to keep it longer.
            self._kept = {
                each: (key, at)
                for each, (key, at) in self._kept.items()
                if at <= now < at + KEPT_FOR
            }
            if record in self._kept:
                return self._kept[record][0]
        key = self._unwrapped(record)
        with self._lock:
            self._kept[record] = (key, now)
        return key

    def _unwrapped(self, record: WrappedCompartmentKey) -> bytes:
        if record.root != self._root.id:
            raise refusal(Cause.MISSING_KEY, record.compartment, record.compartment)
        try:
            key = self._root.unwrap(
                slot_of(record.compartment, record.epoch),
                record.wrapped,
                self._context(self._root, record.compartment, record.epoch),
            )
        except CannotOpen:
            raise refusal(Cause.MISSING_KEY, record.compartment, record.compartment) from None
        found = self._check_value(key, record.compartment, record.epoch)
        if not hmac.compare_digest(found, record.check_value):
            raise refusal(Cause.MISSING_KEY, record.compartment, record.compartment)
        return key

    def _wrapped(
        self, root: Root, key: bytes, compartment: UUID, epoch: int
    ) -> WrappedCompartmentKey:
        slot = slot_of(compartment, epoch)
        root.create(slot)
        return WrappedCompartmentKey(
            compartment=compartment,
            epoch=epoch,
            root=root.id,
            wrapped=root.wrap(slot, key, self._context(root, compartment, epoch)),
            check_value=self._check_value(key, compartment, epoch),
        )

    def _context(self, root: Root, compartment: UUID, epoch: int) -> bytes:
        return Context(
            purpose="compartment-key",
            deployment=self._deployment,
            compartment=compartment,
            object_type="compartment",
            object=compartment,
            field=root.id,
            version=epoch,
            data_key=_NO_DATA_KEY,
            epoch=epoch,
        ).encode()

    def _check_value(self, key: bytes, compartment: UUID, epoch: int) -> bytes:
        # Every part after the fixed prefix has a fixed width, so none can run into the next.
        ids = self._deployment.bytes + compartment.bytes + epoch.to_bytes(4)
        return hmac.digest(key, _CHECK + ids, "sha512")[:CHECK_VALUE]
