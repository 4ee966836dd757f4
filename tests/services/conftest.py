"""An office over real databases, with an invented board in its record."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine

from portal.services.office import PortalOffice
from portal.services.work import Work
from tests.support.furnishing import Furnished, furnish, open_an_office


@pytest.fixture
def office(record_engine: Engine, log_engine: Engine, tmp_path: Path) -> PortalOffice:
    return open_an_office(record_engine, log_engine, tmp_path)


@pytest.fixture
def furnished(office: PortalOffice) -> Furnished:
    return furnish(office)


@pytest.fixture
def work_of(office: PortalOffice, furnished: Furnished) -> Iterator[Callable[[UUID | None], Work]]:
    """Begin people's work; what they leave open is closed after the test."""
    del furnished
    begun = []

    def work_of_person(person: UUID | None) -> Work:
        begun.append(office.work_of(person))
        return begun[-1]

    yield work_of_person
    for work in begun:
        work.session.close()
