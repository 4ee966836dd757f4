"""Checks of the scanner of uploads: that clamd answers, is up to date, and finds what it must."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from portal.cli.doctor.findings import Answer, Check, good, judged, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.inspection.clamd import TEST_FILE, NotScanned

PATIENCE: Final = 5.0
OLDEST: Final = timedelta(days=7)
_UPDATE: Final = "See that freshclam runs and reaches its mirror, then wait for clamd to reload."
_SIGNATURES: Final = (
    "Have freshclam fetch ClamAV's own signatures (Debian: package clamav-freshclam), and restart"
    " clamd."
)
_START: Final = (
    "Start clamd, and let the portal's user reach its socket, or correct PORTAL_CLAMD. Until then"
    " uploads wait unchecked, and cannot be published."
)


def scanner(patient: Patient) -> Answer:
    """Ask clamd who it is, and have it look at the test file that every scanner knows."""
    if patient.settings.scanner is None:
        return not_used("PORTAL_CLAMD is not set, so uploads are not scanned")
    asked = replace(patient.settings.scanner, patience=PATIENCE)
    try:
        told = asked.version()
        finds = not asked.is_clean([TEST_FILE])
    except NotScanned as problem:
        return wrong(str(problem), _START)
    faults = []
    if not finds:
        faults.append(
            wrong("it does not find the test file that every scanner must (EICAR)", _SIGNATURES)
        )
    if told.made_at is None:
        faults.append(wrong("its signatures have no date", _SIGNATURES))
        return judged(faults, faults[-1])
    # By the clock on the wall, since that is what clamd writes; a zone more or less is no matter.
    age = patient.clock().astimezone().replace(tzinfo=None) - told.made_at
    if age > OLDEST:
        faults.append(wrong(f"its signatures are {age.days} days old", _UPDATE))
    return judged(
        faults,
        good(
            f"ClamAV {told.program} finds the test file; signatures {told.signatures} of"
            f" {told.made_at:%d %B %Y}"
        ),
    )


CHECKS: Final = (
    Check(
        name="scanner",
        about="clamd answers, finds the test file, and its signatures are at most 7 days old",
        examine=scanner,
    ),
)
