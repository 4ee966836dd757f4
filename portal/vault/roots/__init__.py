"""Roots: what wraps compartment keys, and is asked for nothing else; one module for each kind."""

from portal.vault.roots.interface import Destroyed, Root, slot_of
from portal.vault.roots.local import LocalRoot
from portal.vault.roots.sealed import SealedRoot

__all__ = ["Destroyed", "LocalRoot", "Root", "SealedRoot", "slot_of"]
