"""The slip that the log hands out once an intent is durable, and that the key door demands.

The two rooms do not know each other.  They share this slip and, through the front door, the
key that stamps it, so that neither can be skipped: no durable entry, no receipt; no receipt,
no data key.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from portal.errors import ReceiptRefused

LIFETIME: Final = timedelta(seconds=60)
_PURPOSE: Final = b"clear-days/receipt/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that entry ``index`` says these objects are about to be opened."""

    index: int
    entry: bytes
    objects: tuple[UUID, ...]
    expires_at: datetime
    stamp: bytes


class ReceiptStamp:
    """Issues receipts, and tells genuine ones from others (HMAC-SHA-256)."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:  # noqa: PLR2004 -- the strength of the hash, RFC 2104 section 3
            raise ValueError("a receipt stamp needs a key of at least 32 bytes")
        self._key = key

    def issue(
        self, *, index: int, entry: bytes, objects: tuple[UUID, ...], at: datetime
    ) -> Receipt:
        """Stamp a receipt for a durable entry; it is good for :data:`LIFETIME`."""
        expires_at = at + LIFETIME
        return Receipt(
            index=index,
            entry=entry,
            objects=objects,
            expires_at=expires_at,
            stamp=self._mac(index, entry, objects, expires_at),
        )

    def check(self, receipt: Receipt, *, wanted: UUID, at: datetime) -> None:
        """Let pass a genuine, unexpired receipt that names the wanted object.

        :raises ReceiptRefused: otherwise.
        """
        mac = self._mac(receipt.index, receipt.entry, receipt.objects, receipt.expires_at)
        if not hmac.compare_digest(mac, receipt.stamp):
            raise ReceiptRefused("the receipt was not issued by this log")
        if at >= receipt.expires_at:
            raise ReceiptRefused("the receipt has expired")
        if wanted not in receipt.objects:
            raise ReceiptRefused("the receipt is for something else")

    def _mac(
        self, index: int, entry: bytes, objects: tuple[UUID, ...], expires_at: datetime
    ) -> bytes:
        parts = (
            _PURPOSE,
            index.to_bytes(8),
            entry,
            expires_at.isoformat().encode(),
            *(each.bytes for each in objects),
        )
        framed = b"".join(len(part).to_bytes(4) + part for part in parts)
        return hmac.digest(self._key, framed, "sha256")
