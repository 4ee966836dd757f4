"""Attacks by people in office: who helps themselves, or reaches beyond their own board."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Office
from portal.records.tables import Body, Capacity, OfficeHolding, Person, Seat
from portal.services.access import break_glass, leavers, reviews, seats
from portal.services.explaining.who import read_who
from tests.services.access.conftest import COUNCILLOR, DAY, PROPER_OFFICER, TODAY, hold
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    SLUG,
    STRANGER,
)

pytestmark = pytest.mark.slow

ELSEWHERE = UUID(int=78)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def elsewhere(work_of):
    """Give another board."""
    work = work_of(CLERK)
    work.session.add(Body(id=ELSEWHERE, slug="elsewhere", name="Elsewhere Board"))
    work.session.commit()
    return ELSEWHERE


def seat(person, role="councillor"):
    return seats.Wanted(
        person=person,
        organisation=None,
        post_title="A member",
        capacity=Capacity.MEMBER,
        role=role,
        from_on=TODAY,
    )


@pytest.mark.parametrize("role", ["partner", "councillor"])
def test_no_clerk_takes_a_seat_by_their_own_hand(work_of, role):
    with pytest.raises(Refused, match="Somebody else"):
        seats.fill(work_of(CLERK), SLUG, seat(CLERK, role))


def test_only_a_councillor_sits_as_one_whatever_a_clerk_says(work_of):
    """As a councillor somebody reads of right, even where a permission would be wanted."""
    with pytest.raises(Refused, match="not a councillor"):
        seats.fill(work_of(CLERK), SLUG, seat(STRANGER))
    assert seats.fill(work_of(CLERK), SLUG, seat(COUNCILLOR))


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
def test_glass_is_not_broken_by_the_word_of_somebody_who_left_office(work_of):
    glass = break_glass.ask(work_of(ADMINISTRATOR), CLOSED_ITEM, "The server is on fire.")
    assert not break_glass.approve(work_of(PROPER_OFFICER), glass)
    work = work_of(CLERK)
    for held in work.session.query(OfficeHolding).filter_by(person_id=PROPER_OFFICER):
        held.until_on = TODAY - DAY
    work.session.commit()
    with pytest.raises(Refused, match="no longer holds"):
        break_glass.approve(work_of(MONITORING_OFFICER), glass)


def test_the_log_of_one_board_is_not_read_by_an_office_for_another(work_of, elsewhere):
    watcher = uuid4()
    work = work_of(CLERK)
    work.session.add(Person(id=watcher, name="Orla Penn", created_at=NOW))
    work.session.flush()
    hold(work, watcher, Office.PROPER_OFFICER, BOARD)
    hold(work, watcher, Office.AUDITOR, elsewhere)
    assert not read_who(work_of(watcher), "paper", CLOSED_PAPER).compared


def test_an_officer_of_one_board_ends_no_office_for_every_board(work_of):
    reviewer, everywhere = uuid4(), uuid4()
    work = work_of(CLERK)
    for person, name in ((reviewer, "Orla Penn"), (everywhere, "Basil Crane")):
        work.session.add(Person(id=person, name=name, created_at=NOW))
    work.session.flush()
    hold(work, reviewer, Office.PROPER_OFFICER, BOARD)
    hold(work, everywhere, Office.MONITORING_OFFICER)
    review = reviews.open_review(work_of(reviewer), BOARD)
    work = work_of(reviewer)
    (line,) = (
        each
        for each in work.session.query(reviews.AccessReviewLine).filter_by(review_id=review)
        if each.person_id == everywhere
    )
    with pytest.raises(NotPermitted):
        reviews.decide(work_of(reviewer), line.id, "end")
    assert reviews.decide(work_of(PROPER_OFFICER), line.id, "keep")


def test_a_clerk_closes_no_account_that_serves_every_board(work_of):
    work = work_of(CLERK)
    work.session.add(
        Seat(
            body_id=BOARD,
            person_id=MONITORING_OFFICER,
            post_title="In attendance",
            capacity=Capacity.ADVISER,
            role="adviser",
            from_on=TODAY - timedelta(days=9),
        )
    )
    work.session.commit()
    with pytest.raises(NotFound):
        leavers.leave_for_good(work_of(CLERK), MONITORING_OFFICER)
    leavers.leave_for_good(work_of(CLERK), MEMBER)
