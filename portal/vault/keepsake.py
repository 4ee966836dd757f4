"""Keepsakes: short things that only somebody else's key opens, which the portal never stores.

The key is 256 random bits in somebody's browser.  The construction and the context are the
house's; there is no compartment and no wrapped key, so in the context the person stands where
the compartment would, and the identifier of a data key and the epoch are nought.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from portal.errors import ReceiptRefused
from portal.receipts import Receipt, ReceiptStamp
from portal.vault import cobblestone
from portal.vault.causes import Cause, refusal
from portal.vault.context import Context

PURPOSE: Final = "keepsake"
OBJECT_TYPE: Final = "half_written"
FIELD: Final = "form"
_NO_DATA_KEY: Final = UUID(int=0)


class Keepsakes:
    """Seals for one person, and opens for a receipt, the same person and the key they hold."""

    def __init__(
        self, deployment: UUID, stamp: ReceiptStamp, clock: Callable[[], datetime]
    ) -> None:
        self._deployment = deployment
        self._stamp = stamp
        self._clock = clock

    def seal(self, row: UUID, person: UUID, key: bytes, plaintext: bytes) -> bytes:
        """Seal something short under a key that was drawn for it and is then handed over.

        :raises ValueError: if the key is not of 32 bytes.
        """
        return cobblestone.seal(key, context_of(self._deployment, row, person), plaintext)

    def open(self, receipt: Receipt, row: UUID, person: UUID, key: bytes, sealed: bytes) -> bytes:
        """Open it again.

        :raises ReceiptRefused: if the receipt is not the log's, not fresh, or for another row.
        :raises CannotOpen: if it was not sealed under this key for this person and row.
        """
        if not isinstance(receipt, Receipt):  # types are not asked at run time
            raise ReceiptRefused("there is no receipt")
        self._stamp.check(receipt, wanted=row, at=self._clock())
        try:
            return cobblestone.unseal(key, context_of(self._deployment, row, person), sealed)
        except (InvalidTag, ValueError):
            raise refusal(Cause.DECRYPTION_FAILURE, row, row) from None  # no person in a log


def context_of(deployment: UUID, row: UUID, person: UUID) -> bytes:
    """Give the canonical context of what is kept in a row for a person."""
    return Context(
        purpose=PURPOSE,
        deployment=deployment,
        compartment=person,
        object_type=OBJECT_TYPE,
        object=row,
        field=FIELD,
        version=1,
        data_key=_NO_DATA_KEY,
        epoch=0,
    ).encode()
