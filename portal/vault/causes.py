"""Why something did not open: told to the operator in ids, and to a reader not at all."""

import logging
from enum import StrEnum
from uuid import UUID

from portal.errors import CannotOpen

_log = logging.getLogger("portal.vault")


class Cause(StrEnum):
    """The three causes an operator can act on."""

    DECRYPTION_FAILURE = "decryption failure"
    MISSING_KEY = "missing key"
    MISSING_FILE = "missing file"


def refusal(cause: Cause, compartment: UUID, thing: UUID) -> CannotOpen:
    """Log the cause, and give the exception that does not tell it."""
    _log.error("%s: object %s in compartment %s", cause.value, thing, compartment)
    return CannotOpen()
