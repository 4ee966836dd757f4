"""The invented board, with restrictions that come up for review."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from portal.services.office import PortalOffice
from portal.services.work import Work
from tests.support.furnishing import Furnished, furnish
from tests.support.reviews import tie


@pytest.fixture
def furnished(office: PortalOffice) -> Furnished:
    found = furnish(office)
    tie(office, found)
    return found


@pytest.fixture
def general(furnished):
    return furnished.restrictions["general"]


@pytest.fixture
def dhr(furnished):
    return furnished.restrictions["dhr"]


@pytest.fixture
def work_of(office: PortalOffice, furnished: Furnished) -> Iterator[Callable[[UUID | None], Work]]:
    """Begin people's work, one after the other: what was refused holds nothing for the next."""
    del furnished
    begun = []

    def work_of_person(person: UUID | None) -> Work:
        for each in begun:
            each.session.close()
        begun.append(office.work_of(person))
        return begun[-1]

    yield work_of_person
    for each in begun:
        each.session.close()
