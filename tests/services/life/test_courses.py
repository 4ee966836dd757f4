"""How an item comes onto an agenda, and what a meeting does with it, under each set of rules."""

import pytest

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Regime, Stage
from portal.records.tables import AgendaItem, MinutesState, Paper, Restriction
from portal.services import agendas, items, papers
from portal.services.excluding import Choice, draft_exclusion, record_vote
from portal.services.item_courses import (
    Arrival,
    Came,
    ItemOutcome,
    add_item_later,
    course_of,
    record_arrival,
    record_outcome,
)
from portal.services.lost_votes import lapse
from portal.services.releasing import confirm_release
from portal.services.submitting import Submission, submit_paper
from portal.services.votes import ExclusionState, Vote
from tests.services.life.closing_items import close_something, meet_under
from tests.support.furnishing import (
    CLERK,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_CLOSED_ITEM,
    NEXT_ITEM,
    PLANNED,
    touch,
)

pytestmark = pytest.mark.slow

CHAIR = {"because": "A flood has closed the hall.", "opinion_of": "The chair"}
CARRIED = Vote(state=ExclusionState.CARRIED, moved_by="A Lanyon", seconded_by="R Ashdown")


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ({}, "special circumstances"),
        ({"opinion_of": "The chair"}, "special circumstances"),
        ({"because": "A flood."}, "the chair"),
    ],
)
def test_q17_an_urgent_item_wants_its_circumstances_and_the_chair(work, came, said):
    meet_under(work, Regime.PART_VA)
    with pytest.raises(Refused, match=said):
        record_arrival(work, NEXT_ITEM, Came(arrival=Arrival.URGENT, **came))
    record_arrival(work, NEXT_ITEM, Came(arrival=Arrival.URGENT, **CHAIR))
    assert course_of(work, NEXT_ITEM).urgent_by == "The chair"


def test_an_executive_has_no_urgency_by_the_chair(work):
    meet_under(work, Regime.EXEC_2012)
    with pytest.raises(Refused, match=r"regulation 5\(6\).*10.*11"):
        record_arrival(work, NEXT_ITEM, Came(arrival=Arrival.URGENT, **CHAIR))


def test_a_late_item_wants_a_reason(work):
    with pytest.raises(Refused, match="late"):
        record_arrival(work, NEXT_ITEM, Came(arrival=Arrival.LATE))
    record_arrival(work, NEXT_ITEM, Came(arrival=Arrival.LATE, because="The auditor was ill."))
    assert course_of(work, NEXT_ITEM).late_because == "The auditor was ill."


def test_q18_an_added_item_and_its_report_are_open_from_now(work, work_of):
    item = add_item_later(
        work, NEXT, number="9", heading="Flooding", came=Came(arrival=Arrival.ADDED)
    )
    paper = submit_paper(work, item, Submission(title="Report on flooding"))
    work.commit()
    assert course_of(work, item).added_at == work.clock()
    assert work.journal.latest(Verb.ITEM_ARRIVED, item).detail["arrival"] == "added"
    for person in (None, MEMBER):
        reader = work_of(person)
        assert items.read_item(reader, NEXT, item).line.heading == "Flooding"
        assert papers.read_paper(reader, paper).title == "Report on flooding"


@pytest.mark.parametrize(("meeting", "said"), [(PLANNED, "not published"), (HELD, "over")])
def test_an_item_is_added_only_to_an_agenda_that_is_out_and_to_come(work, meeting, said):
    with pytest.raises(Refused, match=said):
        add_item_later(work, meeting, number="9", heading="A", came=Came(arrival=Arrival.ADDED))


def test_a_withdrawn_item_keeps_its_title_and_its_report_stays_withheld(work, work_of, furnished):
    meet_under(work, Regime.PART_VA)
    closed = close_something(work, furnished)
    record_outcome(work, NEXT_ITEM, ItemOutcome.WITHDRAWN, because="The report is not ready.")
    agendas.hold_meeting(work, NEXT, minutes=MinutesState.NONE)
    work.commit()
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.WITHDRAWN
    stranger = work_of(None)
    assert items.read_item(stranger, NEXT, NEXT_ITEM).line.heading
    with pytest.raises(NotFound):
        papers.read_paper(stranger, closed.paper)


def test_an_item_is_deferred_to_a_later_meeting_and_not_taken_by_holding_this_one(work):
    with pytest.raises(Refused, match="why"):
        record_outcome(work, NEXT_ITEM, ItemOutcome.DEFERRED)
    with pytest.raises(Refused, match="later meeting"):
        record_outcome(work, NEXT_ITEM, ItemOutcome.DEFERRED, because="No time.", deferred_to=HELD)
    record_outcome(work, NEXT_ITEM, ItemOutcome.DEFERRED, because="No time.", deferred_to=PLANNED)
    agendas.hold_meeting(work, NEXT, minutes=MinutesState.NONE)
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.ISSUED_PRE
    assert work.session.get_one(AgendaItem, NEXT_CLOSED_ITEM).stage is Stage.POST_CLOSED


def test_what_is_recorded_decides_and_the_guess_is_only_for_the_rest(work, furnished):
    close_something(work, furnished)
    record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_OPEN)
    agendas.hold_meeting(work, NEXT, minutes=MinutesState.NONE)
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.POST_OPEN
    with pytest.raises(Refused, match="cannot be undone"):
        record_outcome(work, NEXT_ITEM, ItemOutcome.WITHDRAWN, because="By mistake.")


def test_a_public_item_is_closed_in_the_middle_and_its_open_papers_stay(work, work_of, furnished):
    meet_under(work, Regime.PART_VA)
    open_paper = submit_paper(work, NEXT_ITEM, Submission(title="Open from the start"))
    with pytest.raises(Refused, match="Record first"):
        record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_CLOSED)
    closed = close_something(work, furnished)
    choice = Choice(item=NEXT_ITEM, restriction=closed.restriction, part="the offers")
    record_vote(work, draft_exclusion(work, NEXT, [choice]), CARRIED)
    record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_CLOSED)
    work.commit()
    stranger = work_of(None)
    assert papers.read_paper(stranger, open_paper).title == "Open from the start"
    with pytest.raises(NotFound):
        papers.read_paper(stranger, closed.paper)


def test_a_lapse_opens_the_minutes_and_leaves_the_report_to_a_decision(work, work_of, furnished):
    meet_under(work, Regime.PART_VA)
    closed = close_something(work, furnished)
    touch(work.session, AgendaItem, NEXT_ITEM, stage=Stage.POST_CLOSED)
    release = lapse(work, closed.restriction, "The contract is signed.")
    work.commit()
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.LAPSED
    confirm_release(work_of(MONITORING_OFFICER), release)
    stranger = work_of(None)
    line = items.read_item(stranger, NEXT, NEXT_ITEM).line
    assert [minute.restricted for minute in line.minutes] == [False]
    assert stranger.session.get_one(Paper, closed.paper).sealed is not None
    state = stranger.session.get_one(Restriction, closed.restriction).state
    assert state == "part_released"


def test_a_lapse_elsewhere_opens_nothing_by_itself(work, furnished):
    closed = close_something(work, furnished)  # the board has adopted the rules
    assert lapse(work, closed.restriction, "The contract is signed.") is None


@pytest.mark.parametrize("person", [MEMBER, MONITORING_OFFICER, None])
def test_nobody_but_the_clerk_records_an_outcome(work_of, person):
    with pytest.raises(NotPermitted):
        record_outcome(work_of(person), NEXT_ITEM, ItemOutcome.TAKEN_OPEN)
