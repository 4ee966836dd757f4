"""Reading a sealed file, or any part of it, without decrypting the rest.

The last chunk is opened first.  Its nonce says which chunk it is and its shortness that none
follows, so once it opens, the file's length is authentic and a file cut or extended is refused
before anything of it is given out.  From then on each chunk answers for itself.
"""

import hmac
from collections.abc import Callable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.errors import CannotOpen
from portal.vault.causes import Cause
from portal.vault.cobblestone import (
    CHUNK,
    HEADER,
    NONCE,
    SALT,
    SEALED_CHUNK,
    derive,
    sealed_length,
)
from portal.vault.envelope import DataKey

# 8 chunks, 128 KiB, are read at a time: few calls, little memory, and what a socket takes best.
WINDOW: Final = 8

Source = Callable[[int, int], bytes]
"""Give the ciphertext from an offset: so many bytes, fewer only where it ends.

It raises :class:`OSError` if there is no such ciphertext, or it is out of reach.
"""


class FileReader:
    """An open file.  A failure while reading raises: an answer begun must then be broken off."""

    _derive = staticmethod(derive)

    def __init__(
        self,
        data_key: DataKey,
        *,
        size: int,
        sealed_size: int,
        source: Source,
        refusal: Callable[[Cause], CannotOpen],
    ) -> None:
        """Check the commitment and open the last chunk.

        :raises CannotOpen: if the file is missing, changed, or not of this size.
        """
        self.size = size
        self._source = source
        self._refusal = refusal
        if size < 0 or sealed_length(size) != sealed_size:
            raise self._refusal(Cause.DECRYPTION_FAILURE)
        header = self._fetch(0, HEADER)
        derived = self._derive(data_key.key, header[:SALT], data_key.context)
        if not hmac.compare_digest(derived.commitment, header[SALT:]):
            raise self._refusal(Cause.DECRYPTION_FAILURE)
        self._aead = AESGCM(derived.key)
        self._nonce = int.from_bytes(derived.nonce)
        self._last = size // CHUNK
        start = HEADER + self._last * SEALED_CHUNK
        self._tail = self._open(self._last, self._fetch(start, sealed_size - start, last=True))

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Give the plaintext from byte ``start`` up to, not including, byte ``stop``.

        :raises ValueError: if there are no such bytes.
        :raises CannotOpen: while reading, if part of the file is missing or was changed.
        """
        if not 0 <= start <= stop <= self.size:
            raise ValueError("no such bytes")
        return self._pieces(start, stop)

    def _pieces(self, start: int, stop: int) -> Iterator[bytes]:
        first, end = start // CHUNK, min(-(-stop // CHUNK), self._last)
        for index in range(first, end, WINDOW):
            count = min(WINDOW, end - index)
            sealed = self._fetch(HEADER + index * SEALED_CHUNK, count * SEALED_CHUNK)
            at = index * CHUNK
            yield self._open(index, sealed)[max(start - at, 0) : stop - at]
        at = self._last * CHUNK
        if stop > at:
            yield self._tail[max(start - at, 0) : stop - at]

    def _open(self, first: int, sealed: bytes) -> bytes:
        """Open consecutive chunks, of which only the last may be short."""
        view = memoryview(sealed)
        try:
            return b"".join(
                self._aead.decrypt(self._nonce_of(index), view[at : at + SEALED_CHUNK], None)
                for index, at in enumerate(range(0, len(sealed), SEALED_CHUNK), start=first)
            )
        except InvalidTag:
            raise self._refusal(Cause.DECRYPTION_FAILURE) from None

    def _nonce_of(self, index: int) -> bytes:
        return (self._nonce ^ index).to_bytes(NONCE)

    def _fetch(self, offset: int, length: int, *, last: bool = False) -> bytes:
        # Asking for a byte behind the last one shows whether something was appended.
        try:
            sealed = self._source(offset, length + last)
        except OSError:
            raise self._refusal(Cause.MISSING_FILE) from None
        if len(sealed) != length:
            raise self._refusal(Cause.DECRYPTION_FAILURE)
        return sealed
