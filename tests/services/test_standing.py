"""What somebody may read follows their seats and permissions, day by day."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.policy import Classification, Office, Regime, Role
from portal.policy import Permission as Duty
from portal.policy.scope import PUBLIC_SCOPE
from portal.records import visible
from portal.records.tables import (
    Capacity,
    Declaration,
    Invitation,
    Meeting,
    Organisation,
    Paper,
    Permission,
    Person,
    Restriction,
)
from tests.services.seating import (
    FIRST,
    GENERAL,
    LAST,
    OPEN,
    TERM,
    TODAY,
    hold,
    items,
    papers,
    permit,
    principal_of,
    scope,
    sit,
)
from tests.support.databases import KINDS
from tests.support.furnishing import (
    BOARD,
    CLOSED_ITEM,
    CLOSED_PAPER,
    CONFLICTED,
    DRAFT_ITEM,
    HEALTH,
    HELD,
    HIDDEN_PAPER,
    MEMBER,
    NEXT,
    NEXT_CLOSED_ITEM,
    NOW,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    STRANGER,
    open_an_office,
    touch,
)

DAYS = {
    "the day before": (FIRST - timedelta(days=1), False),
    "the first day": (FIRST, True),
    "a day between": (TODAY, True),
    "the last day": (LAST, True),
    "the day after": (LAST + timedelta(days=1), False),
}
ON_A_DAY = pytest.mark.parametrize(("day", "counts"), DAYS.values(), ids=DAYS.keys())
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def session(record_engine, furnished):
    del furnished
    with Session(record_engine) as session:
        yield session


@ON_BOTH
@ON_A_DAY
def test_a_seat_counts_from_its_first_day_to_its_last(session, day, counts):
    sit(session, **TERM)
    assert papers(session, STRANGER, day) == (OPEN | GENERAL if counts else OPEN)


@ON_BOTH
@ON_A_DAY
def test_an_office_counts_from_its_first_day_to_its_last(session, day, counts):
    hold(session, Office.CLERK, BOARD, **TERM)
    assert papers(session, STRANGER, day) == (OPEN | GENERAL if counts else OPEN)
    assert (DRAFT_ITEM in items(session, STRANGER, day)) is counts
    assert principal_of(session, STRANGER, day).may_somewhere(Duty.IMPORT_REVIEW) is counts


@ON_BOTH
@ON_A_DAY
def test_a_permission_counts_from_its_first_day_to_its_last(session, furnished, day, counts):
    permit(session, furnished.compartments["prevent"], MEMBER, **TERM)
    assert (SENSITIVE_PAPER in papers(session, MEMBER, day)) is counts
    assert papers(session, MEMBER, day) >= OPEN | GENERAL


def test_a_seat_without_an_end_lasts(session):
    sit(session)
    assert papers(session, STRANGER, TODAY + timedelta(days=3650)) == OPEN | GENERAL


def test_the_day_is_the_day_in_britain(session, record_engine, log_engine, tmp_path):
    sit(session, from_on=date(2026, 7, 1))
    session.commit()
    midnight = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)  # by summer time
    for at, counts in ((midnight - timedelta(seconds=1), False), (midnight, True)):
        office = open_an_office(record_engine, log_engine, tmp_path, clock=lambda at=at: at)
        work = office.work_of(STRANGER)
        found = {row.id for row in visible.papers(work.scope).all(work.session)}
        work.session.close()
        assert (CLOSED_PAPER in found) is counts


@ON_BOTH
@pytest.mark.parametrize(
    ("meeting", "seen"), [(HELD, OPEN | GENERAL), (NEXT, OPEN)], ids=["held", "next"]
)
def test_a_substitute_reads_for_one_meeting(session, meeting, seen):
    sit(session, capacity=Capacity.SUBSTITUTE, meeting_id=meeting)
    assert papers(session, STRANGER) == seen
    assert (NEXT_CLOSED_ITEM in items(session, STRANGER)) is (meeting == NEXT)
    assert (CLOSED_ITEM in items(session, STRANGER)) is (meeting == HELD)


def test_a_substitutes_access_ends_with_their_seat_too(session):
    sit(session, capacity=Capacity.SUBSTITUTE, meeting_id=HELD, **TERM)
    assert CLOSED_PAPER in papers(session, STRANGER, LAST)
    assert CLOSED_PAPER not in papers(session, STRANGER, LAST + timedelta(days=1))


@ON_BOTH
def test_a_councillor_has_the_members_right_on_every_body(session, furnished):
    session.execute(update(Meeting).where(Meeting.id == NEXT).values(regime=Regime.PART_VA))
    general = furnished.restrictions["general"]
    session.execute(update(Restriction).where(Restriction.id == general).values(member_right=True))
    sealed = session.get_one(Paper, CLOSED_PAPER).sealed
    ahead = Paper(
        id=uuid4(),
        item_id=NEXT_CLOSED_ITEM,
        classification=Classification.EX,
        compartment_id=furnished.compartments["general"],
        restriction_id=general,
        sealed=sealed,
    )
    session.add(ahead)
    session.flush()
    assert ahead.id not in papers(session, STRANGER)
    touch(session, Person, STRANGER, councillor=True)
    assert ahead.id in papers(session, STRANGER)
    assert CLOSED_PAPER not in papers(session, STRANGER), "no right under adopted rules"
    touch(session, Restriction, general, member_right=False)
    assert ahead.id not in papers(session, STRANGER)


@pytest.mark.parametrize("capacity", [Capacity.ADVISER, Capacity.OBSERVER])
@pytest.mark.parametrize("role", [Role.PARTNER, Role.COUNCILLOR, Role.COOPTED, Role.ADVISER])
def test_advisers_and_observers_sit_beside_the_body_and_read_nothing_by_that(
    session, capacity, role
):
    sit(session, capacity=capacity, role=role)
    assert papers(session, STRANGER) == OPEN
    assert not any(each.on_body for each in scope(session, STRANGER).standings)


def test_an_adviser_reads_the_item_they_are_invited_for(session):
    sit(session, capacity=Capacity.ADVISER, role=Role.ADVISER)
    session.add(Invitation(person_id=STRANGER, item_id=CLOSED_ITEM))
    session.flush()
    assert papers(session, STRANGER) == OPEN | {CLOSED_PAPER}


@pytest.mark.parametrize(
    ("signed_on", "counts"),
    [
        (None, False),
        (TODAY + timedelta(days=1), False),
        (TODAY, True),
        (TODAY - timedelta(days=1), True),
    ],
)
def test_a_partner_reads_nothing_until_their_organisation_has_signed(session, signed_on, counts):
    sit(session, organisation_id=HEALTH)
    touch(session, Organisation, HEALTH, sharing_agreed_on=signed_on)
    assert papers(session, STRANGER) == (OPEN | GENERAL if counts else OPEN)


def test_a_partner_of_no_organisation_reads_nothing_closed(session):
    sit(session, organisation_id=None)
    assert papers(session, STRANGER) == OPEN


def test_a_partners_unsigned_agreement_gives_nothing_even_with_a_permission(session, furnished):
    sit(session, organisation_id=HEALTH)
    touch(session, Organisation, HEALTH, sharing_agreed_on=None)
    permit(session, furnished.compartments["prevent"])
    permit(session, furnished.compartments["general"])
    assert papers(session, STRANGER) == OPEN


def test_a_vacant_seat_is_nobodys(session):
    sit(session, person=None)
    assert scope(session, STRANGER).standings == PUBLIC_SCOPE.standings


def test_a_permission_ended_before_its_day_is_over_at_once(session, furnished):
    permit(session, furnished.compartments["prevent"], MEMBER)
    assert SENSITIVE_PAPER in papers(session, MEMBER)
    session.execute(update(Permission).where(Permission.person_id == MEMBER).values(ended_at=NOW))
    assert SENSITIVE_PAPER not in papers(session, MEMBER)


@ON_BOTH
@pytest.mark.parametrize(("item", "counts"), [(SENSITIVE_ITEM, True), (CLOSED_ITEM, False)])
def test_a_permission_for_one_item_opens_that_item_alone(session, furnished, item, counts):
    permit(session, furnished.compartments["prevent"], MEMBER, item_id=item)
    assert (SENSITIVE_PAPER in papers(session, MEMBER)) is counts
    assert scope(session, MEMBER).permitted == frozenset()


def test_a_permission_opens_its_own_compartment_alone(session, furnished):
    permit(session, furnished.compartments["dhr"], MEMBER)
    assert SENSITIVE_PAPER not in papers(session, MEMBER)


def test_a_permission_without_a_place_on_the_body_opens_nothing(session, furnished):
    permit(session, furnished.compartments["prevent"])
    assert papers(session, STRANGER) == OPEN


def test_a_declared_interest_closes_the_item_for_the_next_work(work_of):
    work = work_of(MEMBER)
    before = {row.id for row in visible.papers(work.scope).all(work.session)}
    work.session.add(Declaration(person_id=MEMBER, item_id=CLOSED_ITEM, declared_on=TODAY))
    work.session.commit()
    again = work_of(MEMBER)
    after = {row.id for row in visible.papers(again.scope).all(again.session)}
    assert before - after == {CLOSED_PAPER}
    assert CLOSED_ITEM not in {row.id for row in visible.items(again.scope).all(again.session)}


def test_one_persons_interest_closes_nothing_for_another(session):
    assert CLOSED_PAPER not in papers(session, CONFLICTED)
    assert HIDDEN_PAPER in papers(session, CONFLICTED)
    assert CLOSED_PAPER in papers(session, MEMBER)
