"""Seats, offices and permissions given by hand, and what a person reads by them on a day."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.policy import Office, Principal, Scope
from portal.policy.holdings import NOTHING_HELD, Holdings, principal_from, scope_from
from portal.records import visible
from portal.records.tables import OfficeHolding, Permission, Seat
from portal.services.standing import holdings_of
from tests.support.furnishing import (
    BOARD,
    CLERK,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MONITORING_OFFICER,
    NOW,
    OPEN_PAPER,
    POLICE,
    STRANGER,
    UNSUPPLIED_PAPER,
)

TODAY = NOW.date()
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 31)
TERM = {"from_on": FIRST, "until_on": LAST}
OPEN = {OPEN_PAPER, UNSUPPLIED_PAPER}
"""The papers that everybody reads."""
GENERAL = {CLOSED_PAPER, HIDDEN_PAPER}
"""Those closed in the compartment that is not sensitive."""


def held(session: Session, person: UUID | None, day: date) -> Holdings:
    """Read what may count of what somebody holds, on a day."""
    return NOTHING_HELD if person is None else holdings_of(session, person, day)


def principal_of(session: Session, person: UUID | None, day: date = TODAY) -> Principal:
    """Say who somebody is on a day."""
    return principal_from(held(session, person, day), now=NOW, today=day)


def scope(session: Session, person: UUID | None, day: date = TODAY) -> Scope:
    """Work out what somebody may read on a day.

    What was ever held gives the same answer as what may count on the day.
    """
    found = scope_from(held(session, person, day), now=NOW, today=day)
    if person is not None:
        assert found == scope_from(holdings_of(session, person), now=NOW, today=day)
    return found


def papers(session: Session, person: UUID | None, day: date = TODAY) -> set[UUID]:
    """List the papers somebody reads on a day."""
    return {row.id for row in visible.papers(scope(session, person, day)).all(session)}


def items(session: Session, person: UUID | None, day: date = TODAY) -> set[UUID]:
    """List the items somebody reads on a day."""
    return {row.id for row in visible.items(scope(session, person, day)).all(session)}


def sit(session: Session, person: UUID | None = STRANGER, **changes: object) -> None:
    """Give somebody a seat on the board; an ordinary member's, unless it is said otherwise."""
    told = {"organisation_id": POLICE, "from_on": date(2026, 1, 1), **changes}
    session.add(Seat(id=uuid4(), body_id=BOARD, person_id=person, **told))
    session.flush()


def hold(session: Session, office: Office, body: UUID | None, **term: object) -> None:
    """Give the stranger an office."""
    term = {"from_on": date(2026, 1, 1), **term}
    session.add(OfficeHolding(person_id=STRANGER, office=office, body_id=body, **term))
    session.flush()


def permit(session: Session, compartment: UUID, person: UUID = STRANGER, **changes: object) -> None:
    """Let somebody open a compartment for some months, unless it is said otherwise."""
    told = {"from_on": date(2026, 1, 1), "until_on": date(2026, 6, 1), **changes}
    session.add(
        Permission(
            person_id=person,
            compartment_id=compartment,
            purpose="Sits on the panel",
            approved_by_id=MONITORING_OFFICER,
            second_approved_by_id=CLERK,
            **told,
        )
    )
    session.flush()
