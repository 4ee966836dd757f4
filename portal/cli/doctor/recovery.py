"""Checks of what brings the portal back, and that nothing was put back unsaid."""

from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.doctor.findings import Answer, Check, good, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.policy import ANONYMOUS
from portal.services.recovery.fitness import fitness
from portal.services.rollback.tables import disagreeing
from portal.services.rollback.watch import Standing

SPLIT: Final = 'Run `portal keys split`; see "The ceremony" in docs/recovery.md.'
KEEP: Final = (
    "Keep everything as it is, and find out who put it there. If it was a restoring, declare it:"
    " `portal restore --reason …`."
)


def record_and_log(patient: Patient) -> Answer:
    """See that neither the record nor the log is older than the other (AUD-07)."""
    found = patient.door.office().watch.examine()
    if found.standing is Standing.WHOLE:
        return good(f"the record is at {found.found}, and the log knew of {found.wanted}")
    if found.standing is Standing.DECLARED:
        return wrong(
            f"restricted papers are shut: {found.standing}",
            "A monitoring officer or an auditor confirms it: Governance, Restoring.",
        )
    told = f", {found.found} instead of {found.wanted}" if found.wanted else ""
    return wrong(f"restricted papers are shut: {found.standing}{told}", KEEP)


def history(patient: Patient) -> Answer:
    """See that no table that access rests on was put back by itself."""
    try:
        with Session(patient.door.record_engine) as session:
            found = disagreeing(session)
    except (SQLAlchemyError, ValueError, ImportError):
        return wrong("the record cannot be read", "See the line `record database`.")
    if found:
        told = ", ".join(f"{number} rows of {table}" for table, number in sorted(found.items()))
        return wrong(f"not as their history has them: {told}", KEEP)
    return good("every row is as its history last had it")


def recovery(patient: Patient) -> Answer:
    """See that a lost root could be recovered from (ENC-11).

    Outside production nobody needs shares; those that there are, are looked at all the same.
    """
    office = patient.door.office()
    work = office.work_for(ANONYMOUS)
    with work.session:
        found = fitness(work)
    if found is None:
        nothing = "nothing can be recovered if the root is lost: no share was ever made"
        return wrong(nothing, SPLIT) if patient.settings.production else not_used(nothing)
    if found.wrong:
        return wrong("; ".join(found.wrong), f"{SPLIT} To try shares out: `portal keys drill`.")
    return good(f"{found.keys} keys can be recovered with set {found.name}, {found.holders} shares")


CHECKS: Final = (
    Check(
        name="record and log",
        about="neither the record nor the log is older than the other",
        examine=record_and_log,
    ),
    Check(
        name="history",
        about="no table that access rests on was put back by itself",
        examine=history,
    ),
    Check(
        name="recovery",
        about="every key has a copy that three shares open, and they were tried out in 100 days",
        examine=recovery,
    ),
)
