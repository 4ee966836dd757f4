"""Who may hold a hardware key for emergencies: administrators who can read nothing besides."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy.holdings import Holdings
from portal.policy.offices import Office
from portal.records.tables import Person
from portal.services.standing import holdings_of

GONE: Final = "the account is closed or suspended"
NO_ADMINISTRATOR: Final = "is not an administrator"


def why_unfit(session: Session, person_id: UUID, now: datetime, today: date) -> str:
    """Say why somebody may not be given a key; empty if they may.

    What begins later counts as held, since a key outlives it.
    """
    return why_no_entry(session, person_id, today) or "; ".join(
        _besides(holdings_of(session, person_id), now, today)
    )


def why_no_entry(session: Session, person_id: UUID, today: date) -> str:
    """Say why somebody's key does not let them in at this moment; empty if it does."""
    person = session.get(Person, person_id, populate_existing=True)
    if person is None or person.closed_at is not None or person.suspended_at is not None:
        return GONE
    held = holdings_of(session, person_id, today).offices
    administers = any(each.office is Office.ADMINISTRATOR and each.runs(today) for each in held)
    return "" if administers else NO_ADMINISTRATOR


def holder_named(session: Session, typed: str) -> tuple[UUID, ...]:
    """Find the people whose name, or whose identifier, somebody typed."""
    try:
        which = Person.id == UUID(typed)
    except ValueError:
        which = Person.name == typed
    return tuple(session.scalars(select(Person.id).where(which).order_by(Person.id)))


def _besides(held: Holdings, now: datetime, today: date) -> list[str]:
    """Say what somebody holds that reads, or that a second pair of eyes should hold."""
    offices = {
        each.office.replace("_", " ")
        for each in held.offices
        if each.office is not Office.ADMINISTRATOR and _to_come(each.until_on, today)
    }
    kinds = {
        "a seat": any(_to_come(each.until_on, today) for each in held.seats),
        "the standing of a councillor": held.councillor,
        "a permission": any(
            _to_come(each.until_on, today) and _lasts(each.ended_at, now)
            for each in held.permissions
        ),
        "a need to know": any(
            _to_come(each.until_on, today) and _lasts(each.ended_at, now) for each in held.needs
        ),
        "an invitation": any(each.lasts(now, today) for each in held.invitations),
    }
    return [f"also holds the office of {each}" for each in sorted(offices)] + [
        f"also holds {kind}" for kind, there in kinds.items() if there
    ]


def _to_come(until_on: date | None, today: date) -> bool:
    return until_on is None or until_on >= today


def _lasts(ended_at: datetime | None, now: datetime) -> bool:
    return ended_at is None or now < ended_at
