"""The root of one process, which can be sealed and unsealed while the process runs (ENC-12)."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from portal.errors import KeysUnavailable
from portal.vault.roots.interface import Destroyed, Root

LOG: Final = logging.getLogger("portal.vault")
SEALED: Final = "the root was sealed by `portal keys seal`"


class SealableRoot:
    """Passes everything on to a root, while it is there."""

    def __init__(self, opening: Callable[[str | None], Root], *, sealed: bool = False) -> None:
        """Open the root as its settings say, unless it is to begin sealed.

        A root that cannot be opened leaves the public site open and everything restricted shut.

        :param opening: gives the root; takes a passphrase, or nothing for the configured one.
        """
        self._opening = opening
        self._lock = threading.Lock()
        self._root: Root | None = None
        self._cause = SEALED
        if sealed:
            LOG.warning("restricted papers are shut: %s", SEALED)
            return
        try:
            self.unseal(None)
        except KeysUnavailable as unavailable:
            LOG.warning("restricted papers are shut: %s", unavailable)

    @property
    def id(self) -> str:
        """What records call this root.

        :raises KeysUnavailable: if it is sealed.
        """
        return self._there().id

    @property
    def is_open(self) -> bool:
        """Whether there is a root to ask; one that somebody else keeps may still be away."""
        return self._root is not None

    @property
    def cause(self) -> str:
        """Why there is no root; empty, if there is one."""
        with self._lock:
            return "" if self._root is not None else self._cause

    def unseal(self, passphrase: str | None) -> None:
        """Open the root; if it is open, it is opened afresh.

        :raises KeysUnavailable: if it does not open; then it is as it was before.
        """
        try:
            root = self._opening(passphrase)
        except KeysUnavailable as unavailable:
            with self._lock:
                if self._root is None:
                    self._cause = str(unavailable)
            raise
        with self._lock:
            self._root, self._cause = root, ""

    def seal(self) -> None:
        """Forget the root."""
        with self._lock:
            self._root, self._cause = None, SEALED

    def create(self, slot: str) -> None:
        """Make the wrapping key of a slot, durably, unless it is there already.

        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        self._there().create(slot)

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        return self._there().wrap(slot, key, context)

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped in this slot for this context, or that is gone.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """
        return self._there().unwrap(slot, wrapped, context)

    def destroy(self, slot: str) -> Destroyed:
        """Destroy the wrapping key of a slot.

        :raises KeysUnavailable: if the root is sealed or out of reach, or must not delete.
        """
        return self._there().destroy(slot)

    def _there(self) -> Root:
        with self._lock:
            if self._root is None:
                raise KeysUnavailable(self._cause)
            return self._root
