"""What is watched: broken glass, access reviews, agreements, leavers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification, Office
from portal.records.tables import (
    AccessReviewLine,
    BreakGlass,
    Holding,
    OfficeHolding,
    Paper,
    Permission,
    Person,
    Seat,
)
from portal.services import restricted_papers
from portal.services.access import break_glass, leavers, organisations, reviews
from portal.services.access.glass_lists import announcements, open_glass, read_glass
from portal.services.access.review_pages import read_review
from tests.services.access.conftest import DAY, PROPER_OFFICER, TODAY, hold
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HIDDEN_ITEM,
    MEMBER,
    MONITORING_OFFICER,
    POLICE,
    PREVENT_MEMBER,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    STRANGER,
    touch,
)

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)


def opens(work_of, person, paper=CLOSED_PAPER):
    try:
        return bool(restricted_papers.read_paper(work_of(person), paper))
    except NotFound:
        return False


@pytest.fixture
def asked(work_of):
    return break_glass.ask(work_of(ADMINISTRATOR), CLOSED_ITEM, "The meeting cannot be held.")


@pytest.fixture
def opened(work_of, asked):
    break_glass.approve(work_of(MONITORING_OFFICER), asked)
    assert not opens(work_of, ADMINISTRATOR)
    break_glass.approve(work_of(PROPER_OFFICER), asked)
    return asked


@pytest.mark.usefixtures("opened")
def test_glass_opens_one_item_for_an_hour_to_the_minute(work_of, clock):
    page = restricted_papers.read_paper(work_of(ADMINISTRATOR), CLOSED_PAPER)
    assert (page.standing.verdict.rule, page.view_only) == ("R104", True)
    assert not opens(work_of, AUDITOR)
    clock.move(60 * MINUTE - timedelta(seconds=1))
    assert opens(work_of, ADMINISTRATOR)
    clock.move(timedelta(seconds=1))
    assert not opens(work_of, ADMINISTRATOR)


def test_glass_never_reaches_what_is_confidential_or_sensitive(work_of, opened):
    """T41: break-glass never reaches confidential."""
    touch(work_of(CLERK).session, Paper, CLOSED_PAPER, classification=Classification.CONF)
    assert not opens(work_of, ADMINISTRATOR)
    glass = break_glass.ask(work_of(ADMINISTRATOR), SENSITIVE_ITEM, "Again.")
    for person in (MONITORING_OFFICER, PROPER_OFFICER):
        break_glass.approve(work_of(person), glass)
    assert not opens(work_of, ADMINISTRATOR, SENSITIVE_PAPER)
    assert opened


def test_two_others_approve_glass_and_nobody_twice(work_of, asked):
    break_glass.approve(work_of(MONITORING_OFFICER), asked)
    with pytest.raises(NotPermitted):
        break_glass.approve(work_of(MONITORING_OFFICER), asked)
    for person in (CLERK, MEMBER, AUDITOR, ADMINISTRATOR, STRANGER):
        with pytest.raises(NotFound):
            break_glass.approve(work_of(person), asked)
    hold(work_of(CLERK), ADMINISTRATOR, Office.PROPER_OFFICER)
    with pytest.raises(NotPermitted):
        break_glass.approve(work_of(ADMINISTRATOR), asked)
    with pytest.raises(NotPermitted):
        break_glass.refuse(work_of(ADMINISTRATOR), asked)
    break_glass.refuse(work_of(PROPER_OFFICER), asked)
    with pytest.raises(Refused, match="decided"):
        break_glass.approve(work_of(PROPER_OFFICER), asked)


def test_glass_is_asked_for_by_administrators_about_what_they_know_of(work_of, clock):
    for person in (MEMBER, CLERK, MONITORING_OFFICER, AUDITOR):
        with pytest.raises(NotFound):
            break_glass.ask(work_of(person), CLOSED_ITEM, "Please.")
    with pytest.raises(NotFound):
        break_glass.ask(work_of(ADMINISTRATOR), HIDDEN_ITEM, "Please.")
    with pytest.raises(Refused, match="emergency"):
        break_glass.ask(work_of(ADMINISTRATOR), CLOSED_ITEM, "")
    late = break_glass.ask(work_of(ADMINISTRATOR), CLOSED_ITEM, "Please.")
    clock.move(break_glass.LAPSES_AFTER + MINUTE)
    with pytest.raises(Refused, match="too long"):
        break_glass.approve(work_of(MONITORING_OFFICER), late)
    assert [each.state for each in read_glass(work_of(ADMINISTRATOR))] == ["lapsed"]


def test_glass_is_announced_until_somebody_else_reviewed_it(work_of, clock, opened):
    for person, told in (
        (MEMBER, True),
        (CLERK, True),
        (MONITORING_OFFICER, True),
        (STRANGER, False),
        (None, False),
    ):
        assert bool(announcements(work_of(person), CLOSED_ITEM)) is told, person
        assert bool(announcements(work_of(person))) is told
    row = work_of(CLERK).session.get_one(BreakGlass, opened)
    assert row.review_due_on == date(2026, 3, 19), "five working days after a Thursday"
    with pytest.raises(Refused, match="not over"):
        break_glass.review(work_of(PROPER_OFFICER), opened, "Needed.")
    clock.move(61 * MINUTE)
    assert announcements(work_of(MEMBER), CLOSED_ITEM)
    with pytest.raises(Refused, match="what you found"):
        break_glass.review(work_of(PROPER_OFFICER), opened, "")
    break_glass.review(work_of(PROPER_OFFICER), opened, "Needed.")
    assert not announcements(work_of(MEMBER), CLOSED_ITEM)
    line = open_glass(work_of(MONITORING_OFFICER), opened)
    assert (line.state, line.findings) == ("reviewed", "Needed.")
    assert line.reason == "The meeting cannot be held."


@pytest.fixture
def review(work_of):
    return reviews.open_review(work_of(MONITORING_OFFICER), BOARD)


def lines_of(work_of, review):
    session = work_of(CLERK).session
    return session.scalars(
        select(AccessReviewLine).where(AccessReviewLine.review_id == review)
    ).all()


def test_a_review_lists_everything_held_and_ends_what_it_ends(work_of, review):
    lines = lines_of(work_of, review)
    assert {each.holding for each in lines} == {Holding.SEAT, Holding.OFFICE, Holding.PERMISSION}
    with pytest.raises(Refused, match="every line"):
        reviews.close(work_of(MONITORING_OFFICER), review)
    for line in lines:
        decider = PROPER_OFFICER if line.person_id == MONITORING_OFFICER else MONITORING_OFFICER
        ends = line.person_id in {MEMBER, PREVENT_MEMBER, ADMINISTRATOR}
        work = work_of(decider)
        reviews.decide(work, line.id, "end" if ends else "keep")
        work.session.close()
    assert not opens(work_of, MEMBER)
    assert not opens(work_of, PREVENT_MEMBER, SENSITIVE_PAPER)
    assert not work_of(ADMINISTRATOR).principal.appointments
    assert work_of(CLERK).principal.appointments
    reviews.close(work_of(MONITORING_OFFICER), review)
    page = read_review(work_of(PROPER_OFFICER), review)
    assert page.line.decided == page.line.lines == len(lines)
    assert page.line.closed_at is not None


def test_nobody_decides_about_themselves_or_twice_or_nonsense(work_of, review):
    lines = {each.person_id: each.id for each in lines_of(work_of, review)}
    with pytest.raises(NotPermitted):
        reviews.decide(work_of(MONITORING_OFFICER), lines[MONITORING_OFFICER], "keep")
    with pytest.raises(Refused, match="kept or ended"):
        reviews.decide(work_of(MONITORING_OFFICER), lines[MEMBER], "perhaps")
    reviews.decide(work_of(MONITORING_OFFICER), lines[MEMBER], "keep")
    with pytest.raises(Refused, match="already"):
        reviews.decide(work_of(MONITORING_OFFICER), lines[MEMBER], "end")
    for person in (CLERK, MEMBER, AUDITOR, ADMINISTRATOR):
        with pytest.raises(NotFound):
            reviews.decide(work_of(person), lines[PREVENT_MEMBER], "end")
    with pytest.raises(Refused, match="open already"):
        reviews.open_review(work_of(PROPER_OFFICER), BOARD)


def test_an_agreement_counts_from_its_day_to_its_last(work_of, clock):
    assert opens(work_of, MEMBER)
    organisations.agree(work_of(CLERK), POLICE, TODAY - DAY, TODAY)
    assert opens(work_of, MEMBER)
    clock.move(DAY)
    assert not opens(work_of, MEMBER)
    organisations.agree(work_of(CLERK), POLICE, TODAY, None)
    assert opens(work_of, MEMBER)
    organisations.withdraw(work_of(CLERK), POLICE)
    assert not opens(work_of, MEMBER)
    for told in ((None, None), (TODAY + 9 * DAY, None), (TODAY, TODAY - DAY)):
        with pytest.raises(Refused):
            organisations.agree(work_of(CLERK), POLICE, *told)
    for person in (MEMBER, MONITORING_OFFICER, STRANGER):
        with pytest.raises(NotFound):
            organisations.agree(work_of(person), POLICE, TODAY, None)


def test_one_act_ends_everything_a_leaver_held(work_of):
    hold(work_of(CLERK), PREVENT_MEMBER, Office.CLERK, BOARD)
    leavers.leave_for_good(work_of(CLERK), PREVENT_MEMBER)
    work = work_of(PREVENT_MEMBER)
    assert not work.principal.signed_in
    session = work.session
    for table in (Seat, OfficeHolding):
        rows = session.scalars(select(table).where(table.person_id == PREVENT_MEMBER))
        assert all(each.until_on < TODAY for each in rows)
    permission = select(Permission).where(Permission.person_id == PREVENT_MEMBER)
    assert session.scalars(permission).one().ended_at is not None
    assert leavers.left_but_seated(work_of(CLERK)) == ()


def test_who_keeps_no_membership_closes_no_account_and_nobody_their_own(work_of):
    for person in (MEMBER, MONITORING_OFFICER, STRANGER):
        with pytest.raises(NotFound):
            leavers.leave_for_good(work_of(person), MEMBER)
    with pytest.raises(Refused, match="Somebody else"):
        leavers.leave_for_good(work_of(ADMINISTRATOR), ADMINISTRATOR)
    leavers.leave_for_good(work_of(ADMINISTRATOR), MEMBER)
    assert not opens(work_of, MEMBER)
    with pytest.raises(NotFound):
        leavers.leave_for_good(work_of(ADMINISTRATOR), MEMBER)


def test_who_left_and_sits_still_is_listed(work_of, clock):
    touch(work_of(CLERK).session, Person, MEMBER, closed_at=clock())
    (line,) = leavers.left_but_seated(work_of(CLERK))
    assert line.name == "Rowan Ashdown"
    assert leavers.left_but_seated(work_of(MEMBER)) == ()
