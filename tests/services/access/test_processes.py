"""The process tests of access to closed papers, by their ids: Q25 to Q30 (Q27, Q28: interests)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.records import visible
from portal.records.tables import AgendaItem, Meeting, MeetingState, NeedToKnow, Person, Seat
from portal.services import restricted_files, restricted_papers
from portal.services.access import guests, needs, seats, substitutes
from portal.services.opening import ClosedToYou
from tests.services.access.conftest import COUNCILLOR, DAY, PROPER_OFFICER, TODAY, with_file
from tests.support.furnishing import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HELD,
    HIDDEN_ITEM,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_CLOSED_ITEM,
    NOW,
    POLICE,
    PREVENT_MEMBER,
    STRANGER,
    touch,
)

pytestmark = pytest.mark.slow


def opens(work_of, person, paper=CLOSED_PAPER):
    try:
        return bool(restricted_papers.read_paper(work_of(person), paper))
    except NotFound:
        return False


def last_refusal(work_of, person):
    work = work_of(person)
    entries = [line.entry for line in work.journal.lines_of(work.actor)]
    return next(each for each in entries if each.verb is Verb.READ_DENIED).detail


def seat_of(work_of, person):
    return work_of(CLERK).session.scalars(select(Seat).where(Seat.person_id == person)).one()


def test_q25_a_membership_that_ended_yesterday_denies_and_the_log_says_why(work_of):
    assert opens(work_of, MEMBER)
    seats.end(work_of(CLERK), seat_of(work_of, MEMBER).id, None)
    with pytest.raises(NotFound) as refused:
        restricted_papers.read_paper(work_of(MEMBER), CLOSED_PAPER)
    assert not isinstance(refused.value, ClosedToYou), "the same as what never was"
    assert last_refusal(work_of, MEMBER)["because"] == "membership_ended"


def test_a_seat_ends_with_its_last_day_and_not_before(work_of, clock):
    seats.end(work_of(CLERK), seat_of(work_of, MEMBER).id, TODAY)
    assert opens(work_of, MEMBER)
    clock.move(DAY)
    assert not opens(work_of, MEMBER)


def name(work_of, member=MEMBER, meeting=NEXT, person=STRANGER):
    return substitutes.name_substitute(work_of(member), meeting, person)


def colleague(work_of):
    """Let the stranger belong to the member's organisation."""
    touch(work_of(CLERK).session, Person, STRANGER, organisation_id=POLICE)


def test_q26_a_substitute_reads_one_meeting_and_it_ends_by_itself(work_of, clock):
    work = work_of(CLERK)
    touch(work.session, Meeting, HELD, starts_at=NOW + 2 * DAY, state=MeetingState.PLANNED)
    colleague(work_of)
    naming = name(work_of, meeting=HELD)
    assert not opens(work_of, STRANGER), "until the clerk approves"
    substitutes.approve(work_of(CLERK), naming)
    assert opens(work_of, STRANGER)
    theirs = work_of(STRANGER)
    other = visible.items(theirs.scope).where(AgendaItem.id == NEXT_CLOSED_ITEM)
    assert other.one(theirs.session) is None, "the pack of another meeting"
    clock.move(3 * DAY)
    with pytest.raises(ClosedToYou) as closed:
        restricted_papers.read_paper(work_of(STRANGER), CLOSED_PAPER)
    assert closed.value.ending.because == "substitution_ended"
    assert closed.value.ending.last_on == TODAY + 2 * DAY


def test_a_substitute_is_a_colleague_and_somebody_else_approves(work_of):
    with pytest.raises(Refused, match="own organisation"):
        name(work_of)
    with pytest.raises(Refused, match="to come"):
        name(work_of, member=CLERK)
    with pytest.raises(Refused, match="to come"):
        name(work_of, meeting=HELD)
    naming = name(work_of, person=PREVENT_MEMBER)
    with pytest.raises(Refused, match="already"):
        name(work_of, person=PREVENT_MEMBER)
    for person in (MEMBER, STRANGER, MONITORING_OFFICER, ADMINISTRATOR):
        with pytest.raises(NotFound):
            substitutes.approve(work_of(person), naming)
    substitutes.refuse(work_of(CLERK), naming, "They sit already.")
    with pytest.raises(Refused, match="decided"):
        substitutes.approve(work_of(CLERK), naming)
    assert name(work_of, person=PREVENT_MEMBER) != naming


def test_when_a_seat_ends_so_does_the_seat_of_whoever_stands_in(work_of):
    colleague(work_of)
    substitutes.approve(work_of(CLERK), name(work_of))
    seats.end(work_of(CLERK), seat_of(work_of, MEMBER).id, None, vacant=True)
    assert seat_of(work_of, STRANGER).until_on == TODAY - DAY
    lines = seats.read_seats(work_of(CLERK), "wrenbury-safety").seats
    assert any(each.person is None and "Superintendent" in each.post_title for each in lines)


def test_q29_a_need_to_know_opens_the_page_until_its_day_and_no_copy(work_of, clock):
    version = with_file(work_of(CLERK), [b"%PDF-1.7 invented"])
    need = needs.ask(work_of(COUNCILLOR), CLOSED_ITEM, "I chair the housing committee.")
    assert not opens(work_of, COUNCILLOR)
    assert needs.open_need(work_of(MONITORING_OFFICER), need).reason.startswith("I chair")
    with pytest.raises(Refused, match="from today"):
        needs.grant(work_of(MONITORING_OFFICER), need, TODAY + 15 * DAY)
    needs.grant(work_of(MONITORING_OFFICER), need, TODAY + 14 * DAY)
    page = restricted_papers.read_paper(work_of(COUNCILLOR), CLOSED_PAPER)
    assert (page.standing.verdict.rule, page.view_only, page.file) == ("R083", True, None)
    assert page.mark.name == "Cecily Dray"
    with pytest.raises(NotFound):
        restricted_files.find_file(work_of(COUNCILLOR), CLOSED_PAPER, version)
    assert restricted_files.find_file(work_of(MEMBER), CLOSED_PAPER, version)
    clock.move(14 * DAY)
    assert opens(work_of, COUNCILLOR)
    clock.move(DAY)
    assert not opens(work_of, COUNCILLOR)
    assert last_refusal(work_of, COUNCILLOR)["because"] == "need_to_know_ended"


def test_q30_a_refusal_keeps_its_reason_and_shows_the_way_to_the_council(work_of):
    need = needs.ask(work_of(COUNCILLOR), CLOSED_ITEM, "I am curious.")
    with pytest.raises(Refused, match="why"):
        needs.refuse(work_of(MONITORING_OFFICER), need, "")
    needs.refuse(work_of(MONITORING_OFFICER), need, "No duty of yours needs it.")
    (line,) = needs.needs_of(work_of(COUNCILLOR))
    assert (line.state, line.refused_because) == ("refused", "No duty of yours needs it.")
    assert "full council" in needs.ROUTE
    assert not opens(work_of, COUNCILLOR)
    with pytest.raises(Refused, match="decided"):
        needs.grant(work_of(MONITORING_OFFICER), need, TODAY)


def test_a_need_to_know_is_a_councillors_about_what_they_know_of(work_of):
    with pytest.raises(Refused, match="councillors"):
        needs.ask(work_of(MEMBER), CLOSED_ITEM, "Please.")
    with pytest.raises(NotFound):
        needs.ask(work_of(COUNCILLOR), HIDDEN_ITEM, "Please.")
    with pytest.raises(Refused, match="reason"):
        needs.ask(work_of(COUNCILLOR), CLOSED_ITEM, "")
    need = needs.ask(work_of(COUNCILLOR), CLOSED_ITEM, "A duty.")
    with pytest.raises(Refused, match="already"):
        needs.ask(work_of(COUNCILLOR), CLOSED_ITEM, "A duty.")
    for person in (CLERK, MEMBER, ADMINISTRATOR, COUNCILLOR):
        with pytest.raises(NotFound):
            needs.grant(work_of(person), need, TODAY)


def test_nobody_decides_their_own_need_and_one_can_be_ended(work_of):
    touch(work_of(CLERK).session, Person, PROPER_OFFICER, councillor=True)
    own = needs.ask(work_of(PROPER_OFFICER), CLOSED_ITEM, "A duty.")
    with pytest.raises(NotPermitted):
        needs.grant(work_of(PROPER_OFFICER), own, TODAY)
    need = needs.ask(work_of(COUNCILLOR), CLOSED_ITEM, "A duty.")
    needs.grant(work_of(PROPER_OFFICER), need, TODAY)
    assert opens(work_of, COUNCILLOR)
    needs.end(work_of(PROPER_OFFICER), need)
    assert not opens(work_of, COUNCILLOR)
    row = work_of(CLERK).session.get_one(NeedToKnow, need)
    assert b"A duty" not in row.sealed_reason


def test_a_guest_reads_one_item_until_a_day_and_is_shown_out(work_of, clock):
    told = (BOARD, CLOSED_ITEM, STRANGER, TODAY + DAY)
    guest = guests.invite(work_of(CLERK), *told)
    assert opens(work_of, STRANGER)
    work = work_of(STRANGER)
    assert work.scope.invited == {CLOSED_ITEM}
    clock.move(2 * DAY)
    assert not opens(work_of, STRANGER)
    clock.move(timedelta(0) - 2 * DAY)
    guests.end_invitation(work_of(CLERK), guest)
    assert not opens(work_of, STRANGER)
    assert guests.invite(work_of(CLERK), *told) == guest
    assert opens(work_of, STRANGER)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"item": None}, "item of this board"),
        ({"person": None}, "whom"),
        ({"person": ADMINISTRATOR}, "not asked in"),
        ({"person": CLERK}, "yourself"),
        ({"until_on": None}, "last day"),
        ({"until_on": TODAY - DAY}, "in the past"),
    ],
)
def test_an_invitation_that_does_not_fit_is_refused(work_of, change, says):
    told = {"item": CLOSED_ITEM, "person": STRANGER, "until_on": TODAY, **change}
    with pytest.raises(Refused, match=says):
        guests.invite(work_of(CLERK), BOARD, told["item"], told["person"], told["until_on"])
    with pytest.raises(NotFound):
        guests.invite(work_of(MEMBER), BOARD, CLOSED_ITEM, STRANGER, TODAY)
