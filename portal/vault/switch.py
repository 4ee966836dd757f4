"""The switch of one process: it seals the root and whatever was unwrapped by it, and unseals."""

from portal.vault.door import KeyDoor
from portal.vault.roots import SealableRoot


class KeySwitch:
    """Shuts the vault of this process, and opens it again."""

    def __init__(self, root: SealableRoot, door: KeyDoor) -> None:
        self._root = root
        self._door = door

    @property
    def shut_because(self) -> str:
        """Why the root is sealed; empty, if it is open."""
        return self._root.cause

    def seal(self) -> None:
        """Forget the root and every compartment's key.

        What is being read at this moment is read to its end: its own key is with its reader.
        """
        self._root.seal()
        self._door.forget()

    def unseal(self, passphrase: str | None) -> None:
        """Open the root, by a passphrase or as it is configured; nothing, if it is open.

        :raises KeysUnavailable: if it does not open.
        """
        if self._root.cause:
            self._root.unseal(passphrase)
