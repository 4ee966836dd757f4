"""Opens or makes the root that was chosen; each kind is only woken when it is named.

Whatever is chosen is the only root that is ever asked: if it is away, restricted papers are shut.
"""

from typing import Protocol

from portal.errors import CannotOpen, Refused
from portal.vault.roots.choice import (
    MARKER,
    KeptChoice,
    LocalChoice,
    Pkcs11Choice,
    RootChoice,
    TransitChoice,
    passphrase_of,
)
from portal.vault.roots.guarded import GuardedRoot
from portal.vault.roots.interface import Root
from portal.vault.roots.local import LocalRoot


class KeptRoot(Root, Protocol):
    """A root that somebody else keeps, and that can say what is amiss with its keys."""

    def faults(self) -> list[tuple[str, str]]:
        """Name what is amiss with the root's own slot, each with what to do about it.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the root is out of reach.
        """


def open_root(choice: RootChoice, passphrase: str | None = None) -> Root:
    """Give the root of a choice; one that somebody else keeps is not asked for anything yet.

    A passphrase that is given here counts before one that is configured.

    :raises KeysUnavailable: if a local root's file cannot be read, or does not open.
    """
    if isinstance(choice, LocalChoice):
        return LocalRoot.load(choice.path, passphrase=passphrase or passphrase_of(choice))
    return GuardedRoot(kept_root(choice), choice.patience)


def create_root(choice: RootChoice, passphrase: str | None = None) -> Root:
    """Make a new root where the choice says; never over another.

    A passphrase that is given here counts before one that is configured.

    :raises Refused: if there is one already, or its passphrase is too short.
    :raises KeysUnavailable: if it cannot be made there.
    """
    if isinstance(choice, LocalChoice):
        return LocalRoot.create_file(choice.path, passphrase=passphrase or passphrase_of(choice))
    if root_exists(choice):
        raise Refused(f"There is a root called {choice.name} already; it was left as it is.")
    root = open_root(choice)
    root.create(MARKER)
    return root


def root_exists(choice: RootChoice) -> bool:
    """Say whether there is a root already where the choice says.

    :raises KeysUnavailable: if whoever keeps it cannot be asked.
    """
    if isinstance(choice, LocalChoice):
        return choice.path.exists()
    try:
        open_root(choice).wrap(MARKER, bytes(32), b"is it there?")
    except CannotOpen:
        return False
    return True


def wants_passphrase(choice: RootChoice) -> bool:
    """Say whether the root opens only by a passphrase that is not configured.

    :raises KeysUnavailable: if a local root's file cannot be read.
    """
    if not isinstance(choice, LocalChoice) or choice.passphrase or choice.passphrase_file:
        return False
    return LocalRoot.wants_passphrase(choice.path)


def kept_root(choice: KeptChoice) -> KeptRoot:
    """Give a root that somebody else keeps, without the patience that belongs around it."""
    # Each brings a library that takes its time and memory: only the one that is named is woken.
    if isinstance(choice, Pkcs11Choice):
        from portal.vault.roots.pkcs11 import Pkcs11Root  # noqa: PLC0415 -- see above

        return Pkcs11Root(choice)
    if isinstance(choice, TransitChoice):
        from portal.vault.roots.transit import TransitRoot  # noqa: PLC0415 -- likewise

        return TransitRoot(choice)
    from portal.vault.roots.azure import AzureRoot  # noqa: PLC0415 -- likewise

    return AzureRoot(choice)
