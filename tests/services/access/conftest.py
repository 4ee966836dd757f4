"""A board with a second officer, and a clock that a test can move."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from portal.policy import Office
from portal.records.tables import OfficeHolding, Person
from portal.services.submitting import PDF, add_version
from tests.support.furnishing import CLOSED_PAPER, NOW, furnish, named, open_an_office

PROPER_OFFICER = named("proper officer")
COUNCILLOR = named("councillor")
TODAY = NOW.date()
DAY = timedelta(days=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        """Move on."""
        self.at += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(record_engine, log_engine, tmp_path, clock):
    return open_an_office(record_engine, log_engine, tmp_path, clock)


@pytest.fixture
def furnished(office, record_engine):
    told = furnish(office)
    with Session(record_engine) as session:
        for person, name, councillor in (
            (PROPER_OFFICER, "Hal Winterbourne", False),
            (COUNCILLOR, "Cecily Dray", True),
        ):
            session.add(Person(id=person, name=name, created_at=NOW, councillor=councillor))
        session.flush()
        session.add(
            OfficeHolding(
                person_id=PROPER_OFFICER,
                office=Office.PROPER_OFFICER,
                body_id=None,
                from_on=date(2025, 1, 6),
            )
        )
        session.commit()
    return told


def hold(work, person: UUID, office: Office, body: UUID | None = None, **term: date) -> None:
    """Give somebody an office."""
    told = {"from_on": date(2025, 1, 6), **term}
    work.session.add(OfficeHolding(person_id=person, office=office, body_id=body, **told))
    work.session.commit()


def with_file(work, pieces: list[bytes]) -> UUID:
    """Give the closed paper a file; say which version it is."""
    version: UUID = add_version(
        work, CLOSED_PAPER, file_name="invented.pdf", media_type=PDF, pieces=pieces
    )
    work.commit()
    work.session.close()
    return version
