"""What an office gives, where and when; what two of them take away; and who is nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS, Office, Role
from portal.policy import Permission as Duty
from portal.policy.scope import PUBLIC_SCOPE
from portal.records import visible
from portal.records.tables import Body, Invitation, Person
from tests.services.seating import (
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
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    DRAFT_ITEM,
    MONITORING_OFFICER,
    NOW,
    PREVENT_MEMBER,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    STRANGER,
    touch,
)

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
def test_whoever_has_a_closed_account_is_nobody(session):
    touch(session, Person, CLERK, closed_at=NOW)
    assert principal_of(session, CLERK, TODAY) == ANONYMOUS
    assert scope(session, CLERK) == PUBLIC_SCOPE
    assert papers(session, CLERK) == OPEN


def test_whoever_we_do_not_know_is_nobody(session):
    assert principal_of(session, uuid4(), TODAY) == ANONYMOUS


@pytest.mark.parametrize("body", [None, BOARD], ids=["every board", "this board"])
@pytest.mark.parametrize("post", [Office.ADMINISTRATOR, Office.AUDITOR])
def test_administrators_and_auditors_read_what_the_public_reads(session, furnished, post, body):
    sit(session, role=Role.COUNCILLOR)
    sit(session)
    touch(session, Person, STRANGER, councillor=True)
    for other in (Office.CLERK, Office.PROPER_OFFICER, Office.MONITORING_OFFICER):
        hold(session, other, BOARD)
    for compartment in furnished.compartments.values():
        permit(session, compartment)
        permit(session, compartment, item_id=SENSITIVE_ITEM)
    session.add(Invitation(person_id=STRANGER, item_id=CLOSED_ITEM))
    everything = papers(session, STRANGER)
    assert everything == OPEN | GENERAL | {SENSITIVE_PAPER}
    hold(session, post, body)
    assert papers(session, STRANGER) == OPEN
    assert items(session, STRANGER) == items(session, None)
    for reading in (visible.minutes, visible.actions, visible.forward_plan):
        seen, public = (
            reading(each).all(session) for each in (scope(session, STRANGER), PUBLIC_SCOPE)
        )
        assert {row.id for row in seen} == {row.id for row in public}


def test_whoever_was_an_auditor_stands_by_their_seat_again(session):
    sit(session)
    hold(session, Office.AUDITOR, None, **TERM)
    assert papers(session, STRANGER, LAST) == OPEN
    assert papers(session, STRANGER, LAST + timedelta(days=1)) == OPEN | GENERAL


@ON_BOTH
def test_an_office_of_one_body_is_none_of_another(session):
    other = Body(id=uuid4(), slug="other-board", name="Another board")
    session.add(other)
    session.flush()
    for office in (Office.CLERK, Office.PROPER_OFFICER, Office.MONITORING_OFFICER):
        hold(session, office, other.id)
    principal = principal_of(session, STRANGER, TODAY)
    assert papers(session, STRANGER) == OPEN
    assert DRAFT_ITEM not in items(session, STRANGER)
    assert principal.may(Duty.IMPORT_REVIEW, other.id)
    assert not principal.may(Duty.IMPORT_REVIEW, BOARD)
    assert not principal.may(Duty.IMPORT_REVIEW)


@pytest.mark.parametrize("post", [Office.CLERK, Office.PROPER_OFFICER, Office.MONITORING_OFFICER])
def test_an_office_of_every_body_counts_on_each(session, post):
    hold(session, post, None)
    assert papers(session, STRANGER) == OPEN | GENERAL
    assert CLOSED_ITEM in items(session, STRANGER)


@ON_BOTH
def test_a_clerk_of_every_body_reads_the_drafts_of_each(session):
    hold(session, Office.CLERK, None)
    assert DRAFT_ITEM in items(session, STRANGER)


def test_no_office_opens_a_sensitive_compartment_without_a_permission(session, furnished):
    for office in (Office.CLERK, Office.PROPER_OFFICER, Office.MONITORING_OFFICER):
        hold(session, office, None)
    assert SENSITIVE_PAPER not in papers(session, STRANGER)
    permit(session, furnished.compartments["prevent"])
    assert SENSITIVE_PAPER in papers(session, STRANGER)


def test_the_furnished_people_stand_where_they_should(session):
    assert papers(session, PREVENT_MEMBER) == OPEN | GENERAL | {SENSITIVE_PAPER}
    assert papers(session, MONITORING_OFFICER) == OPEN | GENERAL
    assert papers(session, AUDITOR) == papers(session, STRANGER) == OPEN
