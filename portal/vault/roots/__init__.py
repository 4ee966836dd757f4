"""Roots: what wraps compartment keys, and is asked for nothing else; one module for each kind."""

from portal.vault.roots.choice import (
    AzureChoice,
    KeptChoice,
    LocalChoice,
    Pkcs11Choice,
    RootChoice,
    TransitChoice,
)
from portal.vault.roots.guarded import Patience
from portal.vault.roots.interface import Destroyed, Root, slot_of
from portal.vault.roots.local import LocalRoot
from portal.vault.roots.opening import (
    create_root,
    kept_root,
    open_root,
    root_exists,
    wants_passphrase,
)
from portal.vault.roots.sealable import SealableRoot

__all__ = [
    "AzureChoice",
    "Destroyed",
    "KeptChoice",
    "LocalChoice",
    "LocalRoot",
    "Patience",
    "Pkcs11Choice",
    "Root",
    "RootChoice",
    "SealableRoot",
    "TransitChoice",
    "create_root",
    "kept_root",
    "open_root",
    "root_exists",
    "slot_of",
    "wants_passphrase",
]
