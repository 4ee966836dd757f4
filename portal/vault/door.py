"""The key door: the only way into the vault.

Opening takes a receipt, the log's word that somebody's intent to read this object is durable.
It is checked before any key is touched.  Sealing takes none: writing tells nobody anything.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from cryptography.exceptions import InvalidTag

from portal.errors import ReceiptRefused
from portal.receipts import Receipt, ReceiptStamp
from portal.vault import cobblestone, envelope
from portal.vault.causes import Cause, refusal
from portal.vault.keepsake import Keepsakes
from portal.vault.keys import CompartmentKeys, WrappedCompartmentKey
from portal.vault.labels import Label
from portal.vault.reader import FileReader, Source
from portal.vault.recovery import Recovery
from portal.vault.roots import Destroyed, Root
from portal.vault.sealer import FileSealer


class KeyDoor:
    """Seals for a label, and opens for a receipt and the same label."""

    def __init__(
        self, root: Root, deployment: UUID, stamp: ReceiptStamp, clock: Callable[[], datetime]
    ) -> None:
        self.keepsakes = Keepsakes(deployment, stamp, clock)
        self._keys = CompartmentKeys(root, deployment, clock)
        self.recovery = Recovery(root, deployment, self._keys)
        self._deployment = deployment
        self._stamp = stamp
        self._clock = clock

    @property
    def root(self) -> str:
        """What records call the root that stands behind this door."""
        return self._keys.root

    def new_compartment_key(self, compartment: UUID, epoch: int) -> WrappedCompartmentKey:
        """Draw a compartment's key for an epoch; its check value is then pinned in the log.

        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        return self._keys.create(compartment, epoch)

    def prove(self, record: WrappedCompartmentKey) -> None:
        """See that the root gives a compartment's key, and that it is the pinned one.

        :raises CannotOpen: if this root does not hold it, or it is not the pinned one.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        self._keys.unwrap(record)

    def wrap_for(self, root: Root, record: WrappedCompartmentKey) -> WrappedCompartmentKey:
        """Wrap a compartment's key under another root, and give its record there.

        :raises CannotOpen: if this root does not hold it, or it is not the pinned one.
        :raises KeysUnavailable: if either root is sealed, out of reach or does not keep it.
        """
        return self._keys.wrap_for(root, record)

    def destroy_compartment_key(self, record: WrappedCompartmentKey) -> Destroyed:
        """Destroy at the root what alone unwraps a compartment's key of an epoch.

        Whatever is still sealed under it never opens again, here or from a backup.

        :raises CannotOpen: if this root does not hold it.
        :raises KeysUnavailable: if the root is sealed or out of reach, or must not delete.
        """
        return self._keys.destroy(record)

    def seal(self, label: Label, plaintext: bytes, *, under: WrappedCompartmentKey) -> bytes:
        """Seal something short under a data key of its own, and give its envelope.

        :raises CannotOpen: if the compartment's key is not the pinned one.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        data_key = self._new_data_key(label, under)
        return data_key.sealed + cobblestone.seal(data_key.key, data_key.context, plaintext)

    def open(
        self, receipt: Receipt, label: Label, sealed: bytes, *, under: WrappedCompartmentKey
    ) -> bytes:
        """Open an envelope.

        :raises ReceiptRefused: if the receipt is not the log's, not fresh, or for another object.
        :raises CannotOpen: if it does not open under this key for this label.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        self._admit(receipt, label)
        split = envelope.SEALED_KEY
        data_key = self._data_key(label, sealed[:split], under)
        try:
            return cobblestone.unseal(data_key.key, data_key.context, sealed[split:])
        except InvalidTag:
            raise refusal(Cause.DECRYPTION_FAILURE, label.compartment, label.object) from None

    def file_sealer(self, label: Label, *, under: WrappedCompartmentKey) -> FileSealer:
        """Begin to seal a file under a data key of its own.

        :raises CannotOpen: if the compartment's key is not the pinned one.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        return FileSealer(self._new_data_key(label, under))

    def file_reader(  # noqa: PLR0913 -- what the version's row says, by name, and who may ask
        self,
        receipt: Receipt,
        label: Label,
        *,
        under: WrappedCompartmentKey,
        sealed_key: bytes,
        size: int,
        sealed_size: int,
        source: Source,
    ) -> FileReader:
        """Open a file whose ciphertext the source gives; sizes are in bytes, from its row.

        :raises ReceiptRefused: if the receipt is not the log's, not fresh, or for another object.
        :raises CannotOpen: if the file is missing, changed, of another size or another label's.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        self._admit(receipt, label)
        return FileReader(
            self._data_key(label, sealed_key, under),
            size=size,
            sealed_size=sealed_size,
            source=source,
            refusal=partial(refusal, compartment=label.compartment, thing=label.object),
        )

    def rewrap(
        self,
        label: Label,
        sealed: bytes,
        *,
        under: WrappedCompartmentKey,
        onto: WrappedCompartmentKey,
    ) -> bytes:
        """Wrap the data key of an envelope, or a file's sealed key, for another epoch.

        Nothing sealed is opened, so it takes no receipt; what the data key seals stays as it is.

        :raises CannotOpen: if it is not sealed under this key for this label, or either key is
            not the pinned one.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        split = envelope.SEALED_KEY
        key = self._data_key(label, sealed[:split], under)
        new = self._compartment_key(label, onto)
        return envelope.wrapped_anew(key, new, label, self._deployment, onto.epoch) + sealed[split:]

    def seal_anew(
        self,
        receipt: Receipt,
        label: Label,
        sealed: bytes,
        *,
        under: WrappedCompartmentKey,
        onto: WrappedCompartmentKey,
    ) -> bytes:
        """Seal what an envelope holds under a data key that is new, of another epoch.

        :raises ReceiptRefused, CannotOpen, KeysUnavailable: as :meth:`open`.
        """
        return self.seal(label, self.open(receipt, label, sealed, under=under), under=onto)

    def _admit(self, receipt: Receipt, label: Label) -> None:
        if not isinstance(receipt, Receipt):  # types are not asked at run time
            raise ReceiptRefused("there is no receipt")
        self._stamp.check(receipt, wanted=label.object, at=self._clock())

    def _new_data_key(self, label: Label, under: WrappedCompartmentKey) -> envelope.DataKey:
        key = self._compartment_key(label, under)
        return envelope.draw(key, label, self._deployment, under.epoch)

    def _data_key(
        self, label: Label, sealed: bytes, under: WrappedCompartmentKey
    ) -> envelope.DataKey:
        try:
            if envelope.epoch_of(sealed) != under.epoch:
                raise refusal(Cause.MISSING_KEY, label.compartment, label.object)
            key = self._compartment_key(label, under)
            return envelope.recover(key, label, self._deployment, sealed)
        except (envelope.NotSealedHere, InvalidTag):
            raise refusal(Cause.DECRYPTION_FAILURE, label.compartment, label.object) from None

    def _compartment_key(self, label: Label, under: WrappedCompartmentKey) -> bytes:
        if under.compartment != label.compartment:
            raise refusal(Cause.MISSING_KEY, label.compartment, label.object)
        return self._keys.unwrap(under)
