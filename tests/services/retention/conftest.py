"""A board whose papers' time is over, three officers, and the back door."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest

from portal.policy import ANONYMOUS
from portal.records.tables import PaperKind
from portal.services.office import PortalOffice
from portal.services.recovery import splitting
from portal.services.retention import deciding
from portal.services.retention.rules import NewRule, set_rule
from portal.services.submitting import PDF, add_version
from portal.services.work import Work
from tests.services.access.conftest import (  # noqa: F401 -- fixtures
    PROPER_OFFICER,
    clock,
    furnished,
    office,
)
from tests.support.furnishing import (
    CLERK,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MONITORING_OFFICER,
    OPEN_PAPER,
    SLUG,
)

SIX_YEARS_ON = date(2032, 2, 18)
"""The first day on which a report of the meeting of 18 February 2026 is no longer kept."""

OPEN_BYTES = b"%PDF-1.7\n" + b"Kingfisher " * 3000 + b"the end"
CLOSED_BYTES = b"%PDF-1.7\n" + b"Bittern " * 5000 + b"the end"


@pytest.fixture
def work_of(office: PortalOffice, furnished) -> Iterator[Callable[[UUID | None], Work]]:  # noqa: F811 -- the fixtures
    """Begin people's work, one after the other: whoever came before is no longer reading."""
    del furnished
    begun: list[Work] = []

    def work_of_person(person: UUID | None) -> Work:
        for each in begun:
            each.session.close()
        begun.append(office.work_of(person))
        return begun[-1]

    yield work_of_person
    for work in begun:
        work.session.close()


@pytest.fixture
def ruled(work_of):
    """Set a rule of six years for reports, open and closed, and give two papers files."""
    for closed in (False, True):
        set_rule(
            work_of(CLERK),
            SLUG,
            NewRule(kind=PaperKind.REPORT, closed=closed, years=6, source="Schedule 4.2"),
        )
    work = work_of(CLERK)
    for paper, content in ((OPEN_PAPER, OPEN_BYTES), (CLOSED_PAPER, CLOSED_BYTES)):
        for _ in range(2):
            add_version(work, paper, file_name="p.pdf", media_type=PDF, pieces=[content])
    work.commit()


@pytest.fixture
def over(ruled, clock):  # noqa: F811 -- the fixture
    """Let it be the first day on which the papers may be disposed of."""
    del ruled
    clock.at = clock.at.replace(year=2032, month=2, day=18)


@pytest.fixture
def asked(work_of, over, furnished) -> UUID:  # noqa: F811 -- the fixture
    """Ask for the closed paper of the general compartment to be disposed of."""
    del over
    return deciding.ask(
        work_of(CLERK), SLUG, furnished.compartments["general"], [CLOSED_PAPER], "Over."
    )


def approved_by_two(work_of, disposal: UUID) -> None:
    """Approve it by two others."""
    deciding.approve(work_of(MONITORING_OFFICER), disposal)
    assert deciding.approve(work_of(PROPER_OFFICER), disposal)


@pytest.fixture
def approved(work_of, asked) -> UUID:
    """Give a disposal that two have approved."""
    approved_by_two(work_of, asked)
    return asked


@pytest.fixture
def approved_open(work_of, over) -> UUID:
    """Give a disposal of the open paper that two have approved."""
    del over
    disposal = deciding.ask(work_of(CLERK), SLUG, None, [OPEN_PAPER], "Over.")
    approved_by_two(work_of, disposal)
    return disposal


@pytest.fixture
def operator(office: PortalOffice, work_of) -> Iterator[Callable[[], Work]]:  # noqa: F811 -- the fixture
    """Begin work at the back door; it is closed after the test."""
    begun = []

    def at_the_back_door() -> Work:
        work_of(None).session.close()
        begun.append(office.work_for(ANONYMOUS))
        return begun[-1]

    yield at_the_back_door
    for work in begun:
        work.session.close()


def split_anew(office: PortalOffice) -> None:  # noqa: F811 -- as the fixture gives it
    """Split the recovery key among five, at the back door."""
    steward = office.journal.pseudonyms.of_operator("steward")
    work = office.work_for(ANONYMOUS, steward)
    with work.session:
        planned = splitting.plan(work, ["Ana", "Bo", "Cy", "Di", "Ed"])
        splitting.split(work, planned, lambda _paper: None, lambda _done, _of: None)


ALL = (CLOSED_PAPER, HIDDEN_PAPER, OPEN_PAPER)
