"""A permission: asked for by one, approved by two others, held by a fourth."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, PortalError, Refused
from portal.policy import Office
from portal.records.tables import AskState, Body, Permission, PermissionRequest
from portal.services import restricted_papers
from portal.services.access import permissions
from portal.services.access.permission_lists import read_permissions
from portal.services.access.permissions import Wanted
from tests.services.access.conftest import COUNCILLOR, DAY, PROPER_OFFICER, TODAY, hold
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    SENSITIVE_PAPER,
    STRANGER,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def wanted(furnished):
    return Wanted(
        person=MEMBER,
        compartment=furnished.compartments["prevent"],
        purpose="Sits on the Prevent panel",
        until_on=TODAY + 90 * DAY,
    )


@pytest.fixture
def asked(work_of, wanted):
    return permissions.ask(work_of(CLERK), wanted)


def opens(work_of, person=MEMBER):
    try:
        return bool(restricted_papers.read_paper(work_of(person), SENSITIVE_PAPER))
    except NotFound:
        return False


def test_two_others_approve_and_it_opens_and_ends_early(work_of, asked):
    assert not opens(work_of)
    assert permissions.approve(work_of(MONITORING_OFFICER), asked) is False
    assert not opens(work_of)
    assert permissions.approve(work_of(PROPER_OFFICER), asked) is True
    assert opens(work_of)
    (live,) = (
        each
        for each in read_permissions(work_of(PROPER_OFFICER)).live
        if each.holder == "Rowan Ashdown"
    )
    permissions.end(work_of(PROPER_OFFICER), live.id)
    assert not opens(work_of)
    verbs = [each.entry.verb for each in work_of(CLERK).journal.lines_of(work_of(CLERK).actor)]
    assert Verb.PERMISSION_ASKED in verbs


@pytest.mark.parametrize("first", [MONITORING_OFFICER, PROPER_OFFICER])
def test_either_may_be_first_and_nobody_approves_twice(work_of, asked, first):
    permissions.approve(work_of(first), asked)
    with pytest.raises(NotPermitted):
        permissions.approve(work_of(first), asked)
    assert not opens(work_of)


@pytest.mark.parametrize("person", [MEMBER, STRANGER, CLERK, AUDITOR, ADMINISTRATOR, COUNCILLOR])
def test_who_holds_no_such_office_learns_of_nothing(work_of, asked, person):
    with pytest.raises(NotFound):
        permissions.approve(work_of(person), asked)
    with pytest.raises(NotFound):
        permissions.refuse(work_of(person), asked, "No.")


def test_whoever_asked_approves_nothing_of_it(work_of, wanted):
    asked = permissions.ask(work_of(PROPER_OFFICER), wanted)
    with pytest.raises(NotPermitted):
        permissions.approve(work_of(PROPER_OFFICER), asked)


def test_whoever_would_hold_it_neither_asks_nor_approves_nor_refuses(work_of, wanted, furnished):
    for_officer = Wanted(
        person=PROPER_OFFICER,
        compartment=furnished.compartments["prevent"],
        purpose="Looks after the panel",
        until_on=TODAY + DAY,
    )
    with pytest.raises(Refused, match="Somebody else must ask"):
        permissions.ask(work_of(PROPER_OFFICER), for_officer)
    asked = permissions.ask(work_of(CLERK), for_officer)
    for act in (
        lambda work: permissions.approve(work, asked),
        lambda work: permissions.refuse(work, asked, "No."),
    ):
        with pytest.raises(NotPermitted):
            act(work_of(PROPER_OFFICER))
    del wanted


def test_an_approver_of_another_body_learns_of_nothing(work_of, asked):
    other = Body(id=uuid4(), slug="fells", name="The Fells board")
    work = work_of(MONITORING_OFFICER)
    work.session.add(other)
    work.session.commit()
    hold(work, STRANGER, Office.PROPER_OFFICER, other.id)
    with pytest.raises(NotFound):
        permissions.approve(work_of(STRANGER), asked)
    assert read_permissions(work_of(STRANGER)).to_approve == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"until_on": TODAY + 181 * DAY}, "no later than"),
        ({"until_on": TODAY - DAY}, "no later than"),
        ({"until_on": None}, "no later than"),
        ({"purpose": ""}, "purpose"),
        ({"person": None}, "Choose who"),
        ({"person": ADMINISTRATOR}, "hold no compartment"),
        ({"person": AUDITOR}, "hold no compartment"),
        ({"item": UUID(int=4)}, "same board"),
        ({"from_on": TODAY - DAY}, "in the past"),
    ],
)
def test_what_does_not_fit_is_refused(work_of, wanted, change, says):
    told = {name: getattr(wanted, name) for name in wanted.__slots__}
    with pytest.raises(Refused, match=says):
        permissions.ask(work_of(CLERK), Wanted(**{**told, **change}))


def test_a_compartment_that_is_not_there_or_not_theirs_is_absent(work_of, wanted):
    told = {name: getattr(wanted, name) for name in wanted.__slots__}
    with pytest.raises(NotFound):
        permissions.ask(work_of(CLERK), Wanted(**{**told, "compartment": uuid4()}))
    with pytest.raises(NotFound):
        permissions.ask(work_of(MEMBER), wanted)


def test_a_request_lapses_after_thirty_days(work_of, asked, clock):
    permissions.approve(work_of(MONITORING_OFFICER), asked)
    clock.move(permissions.LAPSES_AFTER)
    page = read_permissions(work_of(PROPER_OFFICER))
    assert [each.id for each in page.to_approve] == [asked]
    clock.move(timedelta(seconds=1))
    assert read_permissions(work_of(PROPER_OFFICER)).to_approve == ()
    with pytest.raises(Refused, match="too long ago"):
        permissions.approve(work_of(PROPER_OFFICER), asked)


def test_a_first_approver_who_lost_the_office_does_not_count(work_of, asked):
    work = work_of(CLERK)
    hold(work, STRANGER, Office.PROPER_OFFICER, BOARD, until_on=TODAY)
    permissions.approve(work_of(STRANGER), asked)
    request = work.session.get_one(PermissionRequest, asked)
    request.first_approved_by_id = COUNCILLOR  # who holds no office at all
    work.session.commit()
    with pytest.raises(Refused, match="no longer holds"):
        permissions.approve(work_of(MONITORING_OFFICER), asked)


def test_a_refusal_says_why_and_ends_it(work_of, asked):
    with pytest.raises(Refused, match="why"):
        permissions.refuse(work_of(MONITORING_OFFICER), asked, "")
    permissions.refuse(work_of(MONITORING_OFFICER), asked, "The panel is full.")
    with pytest.raises(Refused, match="decided already"):
        permissions.approve(work_of(PROPER_OFFICER), asked)
    (line,) = read_permissions(work_of(CLERK)).decided
    assert (line.state, line.refused_because) == ("refused", "The panel is full.")


def test_two_second_approvals_at_once_give_one_permission(work_of, asked, record_engine):
    """Both have read the page; the one that comes second finds it decided."""
    hold(work_of(CLERK), STRANGER, Office.PROPER_OFFICER, BOARD)
    permissions.approve(work_of(MONITORING_OFFICER), asked)
    one, other = work_of(PROPER_OFFICER), work_of(STRANGER)
    assert read_permissions(one).to_approve
    assert read_permissions(other).to_approve
    assert permissions.approve(one, asked)
    with pytest.raises(PortalError):
        permissions.approve(other, asked)
    with Session(record_engine) as session:
        given = session.scalars(select(Permission).where(Permission.person_id == MEMBER)).all()
        assert len(given) == 1
        assert session.get_one(PermissionRequest, asked).state is AskState.GRANTED


def test_an_administrators_permission_by_a_direct_row_opens_nothing(work_of, furnished):
    work = work_of(CLERK)
    for person in (ADMINISTRATOR, AUDITOR):
        work.session.add(
            Permission(
                person_id=person,
                compartment_id=furnished.compartments["prevent"],
                purpose="Slipped in",
                from_on=TODAY,
                until_on=TODAY + DAY,
                approved_by_id=MONITORING_OFFICER,
                second_approved_by_id=CLERK,
            )
        )
    work.session.commit()
    assert not opens(work_of, ADMINISTRATOR)
    assert not opens(work_of, AUDITOR)
