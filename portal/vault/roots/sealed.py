"""What stands where the root should be, so that the public site opens without it."""

from portal.errors import KeysUnavailable
from portal.vault.roots.interface import Destroyed


class SealedRoot:
    """A root that is not there; restricted papers are shut."""

    id = "sealed"

    def __init__(self, cause: str) -> None:
        self._cause = cause

    def create(self, slot: str) -> None:
        """Refuse.

        :raises KeysUnavailable: always.
        """
        del slot
        raise KeysUnavailable(self._cause)

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Refuse.

        :raises KeysUnavailable: always.
        """
        del slot, key, context
        raise KeysUnavailable(self._cause)

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Refuse.

        :raises KeysUnavailable: always.
        """
        del slot, wrapped, context
        raise KeysUnavailable(self._cause)

    def destroy(self, slot: str) -> Destroyed:
        """Refuse.

        :raises KeysUnavailable: always.
        """
        del slot
        raise KeysUnavailable(self._cause)
