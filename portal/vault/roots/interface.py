"""What the vault asks of a root: to wrap compartment keys, each under a wrapping key of its own.

A root keeps one wrapping key, called a slot, for each compartment and epoch, so that it can
destroy one and keep the others.  What a slot wrapped is gone with it, whoever kept a copy of
the wrapped key (ENC-10).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

_SLOT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """What a root says of a slot it destroyed.

    ``final_at`` is the moment from which nobody can bring it back: a provider that keeps deleted
    keys for a while says until when.  None means that it is gone now.
    """

    evidence: str
    final_at: datetime | None


class Root(Protocol):
    """Wraps compartment keys: a local file, an HSM, or a key service."""

    @property
    def id(self) -> str:
        """What records call this root; never used again for another one.

        :raises KeysUnavailable: if the root is sealed.
        """

    def create(self, slot: str) -> None:
        """Make the wrapping key of a slot, durably, unless it is there already.

        A slot that was destroyed is not made again: a provider may keep its name for a while.

        :raises KeysUnavailable: if the root is sealed or out of reach.
        """

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key of 32 bytes, bound to the context where the root can.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped in this slot for this context, or the slot is
            gone.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """

    def destroy(self, slot: str) -> Destroyed:
        """Destroy the wrapping key of a slot; of one that is gone already, say so again.

        :raises KeysUnavailable: if the root is sealed or out of reach, or must not delete.
        """


def slot_of(compartment: UUID, epoch: int) -> str:
    """Name the slot in which a compartment's key of an epoch is wrapped."""
    return f"{compartment.hex}-{epoch}"


def checked(slot: str) -> str:
    """Give the name of a slot back.

    :raises ValueError: if it is not small letters, digits and hyphens, 100 at most.
    """
    if not _SLOT.fullmatch(slot):
        raise ValueError("a slot is named with small letters, digits and hyphens")
    return slot
