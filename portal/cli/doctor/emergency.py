"""A check of the hardware keys that administer when Entra ID is out."""

from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.doctor.findings import Answer, Check, good, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.services.emergency.keys import state_of_emergency_keys


def emergency_keys(patient: Patient) -> Answer:
    """See that two people can sign in with a key, and tried it out lately (AUTH-16).

    Outside production nobody needs any; those that there are, are looked at all the same.
    """
    try:
        with Session(patient.door.record_engine) as session:
            state = state_of_emergency_keys(session, patient.clock())
    except (SQLAlchemyError, ValueError, ImportError):
        return wrong("the record cannot be read", "See the line `record database`.")
    if not state.keys and not patient.settings.production:
        return not_used("nobody has enrolled one, and outside production nobody needs to")
    if state.wrong:
        return wrong(
            " ".join(state.wrong).rstrip("."),
            'See `portal emergency list`, and "Emergency accounts" in docs/operations.md.',
        )
    return good(f"{len(state.keys)}, each tried out in the last 90 days")


CHECKS: Final = (
    Check(
        name="emergency keys",
        about="two people can administer without Entra ID, and tried it out in 90 days",
        examine=emergency_keys,
    ),
)
