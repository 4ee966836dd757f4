"""The recovery key: under which every compartment key is kept a second time, for a lost root.

It is drawn, split into shares, and kept wrapped at the root in a slot of its own, so that a
compartment key made later can be copied under it; the shares alone open the copies on a host that
has no root any more (ENC-11).  Each set has a slot of its own, `recovery-` and its identifier: a
set that was replaced is destroyed at the root like an epoch.

    check value = HMAC-SHA-512(key, "clear-days/recovery/v1" | deployment | set)[:16]

A copy is bound to deployment, compartment, epoch and set.
"""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.vault import cobblestone, shares
from portal.vault.causes import Cause, refusal
from portal.vault.context import Context
from portal.vault.keys import CHECK_VALUE, CompartmentKeys, WrappedCompartmentKey
from portal.vault.roots import Destroyed, Root
from portal.vault.shares import Share, Statement

_CHECK: Final = b"clear-days/recovery/v1"
_NO_DATA_KEY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedRecoveryKey:
    """A set's recovery key as it is stored; ``check_value`` is the one pinned in the log."""

    set_id: UUID
    root: str
    wrapped: bytes
    check_value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryKey:
    """A recovery key in the open: drawn just now, or put together from shares."""

    set_id: UUID
    _key: bytes = field(repr=False)


class Recovery:
    """Makes recovery keys and copies under them, and opens copies with enough shares."""

    def __init__(self, root: Root, deployment: UUID, keys: CompartmentKeys) -> None:
        self._root = root
        self._deployment = deployment
        self._keys = keys

    def draw(
        self, set_id: UUID, *, threshold: int, count: int
    ) -> tuple[RecoveryKey, tuple[Share, ...], Statement]:
        """Draw a new key and split it; nothing is kept of either, here or at the root."""
        key = Cobblestone256Encryptor.generate_key()
        made = shares.split(key, set_id=set_id, threshold=threshold, count=count, draw=os.urandom)
        statement = Statement(
            set_id=set_id,
            threshold=threshold,
            commitments=tuple(share.commitment(set_id) for share in made),
            check_value=self._check_value(key, set_id),
        )
        return RecoveryKey(set_id=set_id, _key=key), made, statement

    def joined(self, statement: Statement, given: Sequence[Share]) -> RecoveryKey:
        """Put the key of a set together from its shares.

        :raises Refused: naming the share that is not one of them, or saying that it takes more.
        """
        for share in given:
            statement.admit(share)
        key = shares.join(given)
        found = self._check_value(key, statement.set_id)
        if not hmac.compare_digest(found, statement.check_value):
            raise Refused("These shares do not give the key that the log knows of.")
        return RecoveryKey(set_id=statement.set_id, _key=key)

    def wrapped(self, key: RecoveryKey) -> WrappedRecoveryKey:
        """Wrap a recovery key at the root, in its set's own slot.

        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        return self._wrapped(self._root, key)

    def wrap_for(self, root: Root, record: WrappedRecoveryKey) -> WrappedRecoveryKey:
        """Give the record of the same key under another root, which has given it back once.

        :raises CannotOpen: if this root does not hold the key, or it is not the pinned one.
        :raises KeysUnavailable: if either root is sealed or out of reach, or the other does not
            give back what it was given.
        """
        key = self.unwrapped(record)
        there = self._wrapped(root, key)
        context = self._context(root, key.set_id)
        given = root.unwrap(slot_of_set(key.set_id), there.wrapped, context)
        if not hmac.compare_digest(given, key._key):  # noqa: SLF001 -- its own room
            raise KeysUnavailable(f"root {root.id} does not give back what it was given")
        return there

    def unwrapped(self, record: WrappedRecoveryKey) -> RecoveryKey:
        """Take a recovery key from the root.

        :raises CannotOpen: if this root does not hold it, or it is not the pinned one.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        if record.root != self._root.id:
            raise refusal(Cause.MISSING_KEY, record.set_id, record.set_id)
        try:
            key = self._root.unwrap(
                slot_of_set(record.set_id),
                record.wrapped,
                self._context(self._root, record.set_id),
            )
        except CannotOpen:
            raise refusal(Cause.MISSING_KEY, record.set_id, record.set_id) from None
        found = self._check_value(key, record.set_id)
        if not hmac.compare_digest(found, record.check_value):
            raise refusal(Cause.MISSING_KEY, record.set_id, record.set_id)
        return RecoveryKey(set_id=record.set_id, _key=key)

    def copied(self, record: WrappedCompartmentKey, under: RecoveryKey) -> bytes:
        """Seal a compartment's key of an epoch under a recovery key.

        :raises CannotOpen: if this root does not hold it, or it is not the pinned one.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        context = self._copy_context(record.compartment, record.epoch, under.set_id)
        return cobblestone.seal(under._key, context, self._keys.unwrap(record))  # noqa: SLF001

    def adopted(
        self, copy: bytes, record: WrappedCompartmentKey, under: RecoveryKey
    ) -> WrappedCompartmentKey:
        """Open a copy, hold it to the pinned check value, and wrap it under this root.

        :param record: the key as it was stored, under a root that may be lost.
        :raises CannotOpen: if it is not that key's copy under this recovery key.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        context = self._copy_context(record.compartment, record.epoch, under.set_id)
        try:
            key = cobblestone.unseal(under._key, context, copy)  # noqa: SLF001
        except InvalidTag:
            raise refusal(Cause.MISSING_KEY, record.compartment, record.compartment) from None
        return self._keys.adopt(key, record)

    def destroyed(self, set_id: UUID) -> Destroyed:
        """Destroy at the root what unwraps the recovery key of a set that was replaced.

        :raises KeysUnavailable: if the root is sealed or out of reach, or must not delete.
        """
        return self._root.destroy(slot_of_set(set_id))

    def _wrapped(self, root: Root, key: RecoveryKey) -> WrappedRecoveryKey:
        slot = slot_of_set(key.set_id)
        root.create(slot)
        return WrappedRecoveryKey(
            set_id=key.set_id,
            root=root.id,
            wrapped=root.wrap(slot, key._key, self._context(root, key.set_id)),  # noqa: SLF001 -- its own room
            check_value=self._check_value(key._key, key.set_id),  # noqa: SLF001
        )

    def _context(self, root: Root, set_id: UUID) -> bytes:
        return Context(
            purpose="recovery-key",
            deployment=self._deployment,
            compartment=set_id,
            object_type="recovery-set",
            object=set_id,
            field=root.id,
            version=1,
            data_key=_NO_DATA_KEY,
            epoch=0,
        ).encode()

    def _copy_context(self, compartment: UUID, epoch: int, set_id: UUID) -> bytes:
        return Context(
            purpose="recovery-copy",
            deployment=self._deployment,
            compartment=compartment,
            object_type="compartment",
            object=compartment,
            field=set_id.hex,
            version=epoch,
            data_key=_NO_DATA_KEY,
            epoch=epoch,
        ).encode()

    def _check_value(self, key: bytes, set_id: UUID) -> bytes:
        ids = self._deployment.bytes + set_id.bytes
        return hmac.digest(key, _CHECK + ids, "sha512")[:CHECK_VALUE]


def slot_of_set(set_id: UUID) -> str:
    """Name the slot in which the recovery key of a set is wrapped."""
    return f"recovery-{set_id.hex}"
