"""Who did it, as a name that only the holder of the pepper can turn back into a person.

An actor is a keyed hash, so that a log that is copied, exported or leaked names nobody, while
everything one person did still stands under one name.  Destroying the pepper cuts the log's
last tie to people and leaves every hash in it valid (AUD-08).

Objects need no such treatment.  Their identifiers are random UUIDs, drawn when the record was
made and saying nothing about it; what they belong to stands only in the record, where erasing
the row erases the tie.  Hashing them as well would hide from an auditor which paper was opened
and from nobody else anything.
"""

import hmac
import re
from typing import Final, NewType
from uuid import UUID

Pseudonym = NewType("Pseudonym", str)

NOBODY: Final = Pseudonym("nobody")
"""A visitor who has not signed in, or whose sign-in was refused: a value, never ``None``."""

PORTAL: Final = Pseudonym("portal")
"""The portal itself, at its start and in its background work."""

_SHORTEST_PEPPER: Final = 32
_WELL_FORMED: Final = re.compile(r"nobody|portal|[0-9a-f]{64}")


class Pseudonyms:
    """Gives people their names in the log (HMAC-SHA-256 under a pepper)."""

    def __init__(self, pepper: bytes) -> None:
        if len(pepper) < _SHORTEST_PEPPER:
            raise ValueError("a pepper needs at least 32 bytes")
        self._pepper = pepper

    def of_person(self, person: UUID) -> Pseudonym:
        """Name somebody the record knows.  Services use this one wherever they can."""
        return self._name(b"person", person.bytes)

    def of_account(self, tenant: UUID, account: UUID) -> Pseudonym:
        """Name an identity (``tid``, ``oid``) that belongs to nobody in the record."""
        return self._name(b"account", tenant.bytes, account.bytes)

    def of_operator(self, login: str) -> Pseudonym:
        """Name somebody at the portal's own command line, by the login of the machine."""
        return self._name(b"operator", login.encode())

    def _name(self, *parts: bytes) -> Pseudonym:
        framed = b"".join(len(part).to_bytes(4) + part for part in parts)
        return Pseudonym(hmac.digest(self._pepper, framed, "sha256").hex())


def is_pseudonym(text: object) -> bool:
    """Tell whether this is an actor's name as the log writes it."""
    return isinstance(text, str) and _WELL_FORMED.fullmatch(text) is not None
