"""Sealing a file while it passes by, so that it never rests in clear."""

from uuid import UUID

from cryptography.cobblestone import Cobblestone256Encryptor

from portal.vault import cobblestone, envelope
from portal.vault.envelope import DataKey


class FileSealer:
    """Turns the pieces of one file into ciphertext, in order, once."""

    def __init__(self, data_key: DataKey) -> None:
        self.sealed_key = data_key.sealed
        self.size = 0
        self._encryptor = Cobblestone256Encryptor(data_key.key, data_key.context)

    @property
    def data_key_id(self) -> UUID:
        """What the log calls the data key."""
        return envelope.id_of(self.sealed_key)

    @property
    def sealed_size(self) -> int:
        """The length in bytes of the ciphertext, if the file ends here."""
        return cobblestone.sealed_length(self.size)

    def update(self, piece: bytes) -> bytes:
        """Seal the next bytes of the file; what comes back may be empty or lag behind.

        :raises AlreadyFinalized: once :meth:`finish` has been called.
        """
        sealed = self._encryptor.update(piece)
        self.size += len(piece)
        return sealed

    def finish(self) -> bytes:
        """Give the last of the ciphertext; without it the file does not open.

        :raises AlreadyFinalized: the second time.
        """
        return self._encryptor.finalize()
