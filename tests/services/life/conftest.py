"""A restriction with a sealed file under it."""

from uuid import UUID

import pytest

from portal.services.office import PortalOffice
from portal.services.submitting import add_version
from tests.services.life.asking import PDF, TEXT, WorkOf, asked
from tests.support.furnishing import (
    CLERK,
    CLOSED_PAPER,
    Furnished,
    furnish,
)
from tests.support.furnishing.on_the_day import let_a_meeting_begin


@pytest.fixture
def furnished(office: PortalOffice) -> Furnished:
    """Furnish the board on the day of its next meeting."""
    made = furnish(office)
    with office.work_of(CLERK).session as session:
        let_a_meeting_begin(session)
    return made


@pytest.fixture
def general(furnished: Furnished) -> UUID:
    return furnished.restrictions["general"]


@pytest.fixture
def version(work_of: WorkOf) -> UUID:
    work = work_of(CLERK)
    added = add_version(
        work, CLOSED_PAPER, file_name="private.pdf", media_type="application/pdf", pieces=[PDF]
    )
    work.commit()
    return added


@pytest.fixture
def asked_for(work_of: WorkOf, general: UUID, version: UUID) -> tuple[UUID, UUID]:
    """Give a release that waits, and the version that it would open."""
    return asked(work_of, general), version


@pytest.fixture
def put(work_of):
    """Put a file before the board as a closed paper's next version."""

    def putting(content=TEXT, paper=CLOSED_PAPER):
        work = work_of(CLERK)
        version = add_version(
            work, paper, file_name="private.txt", media_type="text/plain", pieces=[content]
        )
        work.commit()
        return version

    return putting
