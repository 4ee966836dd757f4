"""Turning away whoever brought no good key: one reference, one entry in the log, one line."""

import logging
from typing import Final

from portal.audit import NOBODY, Verb
from portal.errors import PortalError
from portal.services.sign_in import references
from portal.services.sign_in.refusals import Check
from portal.services.work import Work

LOG: Final = logging.getLogger(__name__)


class KeyRefused(PortalError):
    """A hardware key was not accepted.  Holds the reference, and says nothing else."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class Alarm(PortalError):
    """A key's answer that no honest key gives.  Says to the operator what it was."""


def turned_away(work: Work, because: PortalError) -> KeyRefused:
    """Give up what was begun, write down that a key was refused, and give what to raise.

    :raises LogUnavailable: if the log cannot be written.
    """
    work.session.rollback()
    reference = references.new()
    told = (LOG.critical, "alarm: ") if isinstance(because, Alarm) else (LOG.error, "")
    told[0]("%sa hardware key was refused, see %s: %s", told[1], reference, because)
    work.journal.note(
        actor=NOBODY,
        verb=Verb.SIGN_IN_REFUSED,
        objects=(references.attempt(reference),),
        detail={"check": int(Check.HARDWARE_KEY)},
    )
    return KeyRefused(reference)
