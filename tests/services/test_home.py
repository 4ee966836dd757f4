"""My home: what the policy admits and no more, its closed titles opened under one intent."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from portal.audit import Outcome, Phase, Verb
from portal.errors import NotFound
from portal.policy import Stage
from portal.records import visible
from portal.records.tables import (
    Action,
    ActionState,
    AgendaItem,
    CompartmentKey,
    Declaration,
    Invitation,
    Meeting,
    MeetingState,
    Paper,
    Person,
    Seat,
)
from portal.services.home import MOST, NEW_FOR, read_home
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    CONFLICTED,
    DRAFT_ITEM,
    GUEST,
    HELD,
    HIDDEN_PAPER,
    MEMBER,
    MIXED_ITEM,
    MONITORING_OFFICER,
    NAMES,
    NEXT,
    NEXT_CLOSED_ITEM,
    NEXT_ITEM,
    NOW,
    OPEN_ITEM,
    OPEN_PAPER,
    PLANNED,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
    UNSUPPLIED_PAPER,
    named,
    sealed,
    touch,
)

OPEN = {OPEN_PAPER, UNSUPPLIED_PAPER}
GENERAL = {CLOSED_PAPER, HIDDEN_PAPER}
SEEN = {
    MEMBER: OPEN | GENERAL,
    PREVENT_MEMBER: OPEN | GENERAL | {SENSITIVE_PAPER},
    CONFLICTED: OPEN | {HIDDEN_PAPER},
    CLERK: OPEN | GENERAL,
    STRANGER: set(),
    GUEST: set(),
    AUDITOR: set(),
    ADMINISTRATOR: set(),
}
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


def listed(work):
    """Give the lines of the log that opened titles for somebody, newest first."""
    lines = work.journal.lines_of(work.actor)
    return [each for each in lines if each.entry.verb is Verb.TITLES_LISTED]


def closed_paper(work, furnished, slug, item=NEXT_CLOSED_ITEM):
    paper = Paper(id=uuid4(), item_id=item, published_at=NOW)
    fields = {"title": f"{CANARY} ahead", "author": "", "text": "", "marking": ""}
    work.session.add(sealed(work, paper, furnished, slug, **fields))
    return paper.id


@ON_BOTH
@pytest.mark.parametrize("person", SEEN, ids=lambda each: NAMES[each])
def test_what_is_new_is_what_the_policy_admits(work_of, person):
    work = work_of(person)
    home = read_home(work)
    admitted = {row.id for row in visible.papers(work.scope).all(work.session)}
    assert {each.id for each in home.new} == SEEN[person]
    assert {each.id for each in home.new} <= admitted
    assert {each.id for each in home.new if each.restricted} == SEEN[person] - OPEN
    assert all(CANARY in each.title for each in home.new if each.restricted)
    assert home.name == NAMES[person]
    assert not home.shut


@ON_BOTH
def test_open_actions_are_those_the_policy_admits(work_of):
    told = {
        person: {(each.restricted, each.overdue) for each in read_home(work_of(person)).to_do}
        for person in (MEMBER, CONFLICTED, CLERK, STRANGER, AUDITOR)
    }
    both, open_alone = {(False, False), (True, False)}, {(False, False)}
    assert told == {
        MEMBER: both,
        CLERK: both,
        CONFLICTED: open_alone,
        STRANGER: set(),
        AUDITOR: set(),
    }


def test_an_action_is_late_the_day_after_it_was_due_and_done_when_it_is_done(work_of):
    work = work_of(CONFLICTED)
    action = named("open action")
    for due_on, late in ((NOW.date(), False), (NOW.date() - timedelta(days=1), True)):
        touch(work.session, Action, action, due_on=due_on)
        (line,) = read_home(work).to_do
        assert (line.overdue, line.due_on, line.item) == (late, due_on, OPEN_ITEM)
        assert line.owner == "Wrenbury Constabulary"
    touch(work.session, Action, action, state=ActionState.COMPLETED)
    assert read_home(work).to_do == ()


@ON_BOTH
@pytest.mark.parametrize("person", [MEMBER, PREVENT_MEMBER, CLERK], ids=lambda each: NAMES[each])
def test_closed_titles_are_opened_under_exactly_one_intent(work_of, person):
    work = work_of(person)
    size = work.journal.checkpoint().size
    home = read_home(work)
    (line,) = listed(work)
    assert work.journal.checkpoint().size == size + 2, "an intent and its outcome"
    assert line.entry.phase is Phase.INTENT
    assert line.outcome.detail["outcome"] == Outcome.DONE
    shown = {str(each.id) for each in home.new if each.restricted} | {str(named("closed action"))}
    assert set(line.entry.objects) == shown
    assert line.entry.detail["count"] == len(shown)
    assert CANARY not in line.entry.encode().decode()


@pytest.mark.parametrize("person", [STRANGER, GUEST, AUDITOR], ids=lambda each: NAMES[each])
def test_whoever_is_shown_nothing_closed_is_not_in_the_log_for_it(work_of, person):
    work = work_of(person)
    before = work.journal.checkpoint()
    read_home(work)
    assert work.journal.checkpoint() == before


def test_somebody_invited_sees_the_papers_of_that_item(work_of):
    work = work_of(STRANGER)
    work.session.add(Invitation(person_id=STRANGER, item_id=MIXED_ITEM))
    work.session.commit()
    seen = {each.id for each in read_home(work_of(STRANGER)).new}
    assert seen == {UNSUPPLIED_PAPER, HIDDEN_PAPER}


def test_a_paper_says_where_it_belongs(work_of):
    new = {each.id: each for each in read_home(work_of(MEMBER)).new}
    assert (new[OPEN_PAPER].meeting, new[OPEN_PAPER].item_number) == (HELD, "1")
    assert new[CLOSED_PAPER].item_number == "3"
    assert new[OPEN_PAPER].title == "Neighbourhood crime, October to December"


def test_papers_are_new_for_three_months(work_of):
    work = work_of(CONFLICTED)
    touch(work.session, Paper, OPEN_PAPER, published_at=NOW - NEW_FOR)
    touch(work.session, Paper, UNSUPPLIED_PAPER, published_at=NOW - NEW_FOR - timedelta(seconds=1))
    new = {each.id for each in read_home(work).new}
    assert OPEN_PAPER in new
    assert UNSUPPLIED_PAPER not in new


def test_a_paper_of_a_meeting_that_is_not_published_is_not_new(work_of, furnished):
    work = work_of(MEMBER)
    paper = closed_paper(work, furnished, "general", DRAFT_ITEM)
    work.session.execute(
        update(AgendaItem).where(AgendaItem.id == DRAFT_ITEM).values(stage=Stage.ISSUED_PRE)
    )
    work.session.commit()
    assert paper not in {each.id for each in read_home(work).new}
    touch(work.session, Meeting, PLANNED, published_at=NOW)
    assert paper in {each.id for each in read_home(work).new}


def test_no_list_is_longer_than_it_should_be(work_of):
    work = work_of(CONFLICTED)
    for position in range(MOST + 5):
        work.session.add(
            Paper(item_id=OPEN_ITEM, position=position, title="Another", published_at=NOW)
        )
        work.session.add(
            Action(body_id=BOARD, item_id=OPEN_ITEM, text="Another", due_on=date(2026, 1, 1))
        )
    work.session.commit()
    home = read_home(work)
    assert (len(home.new), len(home.to_do)) == (MOST, MOST)


@ON_BOTH
def test_papers_ready_are_counted_after_the_policy(work_of, furnished):
    work = work_of(MEMBER)
    work.session.add(Paper(item_id=NEXT_ITEM, title="Open", published_at=NOW))
    work.session.add(Declaration(person_id=CONFLICTED, item_id=NEXT_CLOSED_ITEM, declared_on=NOW))
    for slug in ("general", "general", "prevent", "dhr"):
        closed_paper(work, furnished, slug)
    work.session.commit()
    counted = {}
    for person in (MEMBER, PREVENT_MEMBER, CONFLICTED, CLERK):
        meeting = next(each for each in read_home(work_of(person)).meetings if each.id == NEXT)
        counted[person] = (meeting.papers_ready, meeting.restricted)
    assert counted == {MEMBER: (3, 2), PREVENT_MEMBER: (4, 3), CONFLICTED: (1, 0), CLERK: (3, 2)}


def test_next_meetings_are_those_to_come_of_ones_own_boards(work_of):
    meetings = read_home(work_of(MEMBER)).meetings
    assert [(each.id, each.published) for each in meetings] == [(NEXT, True), (PLANNED, False)]
    assert all((each.papers_ready, each.restricted) == (0, 0) for each in meetings)
    assert read_home(work_of(STRANGER)).meetings == ()
    work = work_of(MEMBER)
    touch(work.session, Meeting, NEXT, state=MeetingState.CANCELLED)
    assert [each.id for each in read_home(work).meetings] == [PLANNED]


def test_a_meeting_that_is_not_announced_is_for_the_clerk_alone(work_of):
    touch(work_of(None).session, Meeting, PLANNED, announced=False)
    assert PLANNED in {each.id for each in read_home(work_of(CLERK)).meetings}
    for person in (MEMBER, PREVENT_MEMBER, MONITORING_OFFICER):
        assert PLANNED not in {each.id for each in read_home(work_of(person)).meetings}


def test_a_seat_that_has_ended_leaves_an_empty_home(work_of):
    work = work_of(MEMBER)
    work.session.execute(
        update(Seat).where(Seat.person_id == MEMBER).values(until_on=NOW.date() - timedelta(days=1))
    )
    work.session.commit()
    home = read_home(work_of(MEMBER))
    assert (home.meetings, home.new, home.to_do) == ((), (), ())
    assert home.organisation == "Wrenbury Constabulary"


@ON_BOTH
def test_the_page_works_with_the_log_shut_and_leaves_out_what_is_closed(work_of, log_engine):
    work = work_of(MEMBER)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    home = read_home(work)
    assert home.shut
    assert {each.id for each in home.new} == OPEN
    assert [each.restricted for each in home.to_do] == [False]
    assert CANARY not in repr(home)
    assert [each.id for each in home.meetings] == [NEXT, PLANNED]


def test_the_page_works_without_a_key_and_writes_down_that_it_failed(work_of, furnished):
    work = work_of(MEMBER)
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == furnished.compartments["general"])
        .values(wrapped=b"spoilt")
    )
    work.session.commit()
    home = read_home(work_of(MEMBER))
    assert home.shut
    assert {each.id for each in home.new} == OPEN
    (line,) = listed(work)
    assert line.outcome.detail["outcome"] == Outcome.FAILED


def test_with_the_log_shut_nothing_changes_for_whoever_sees_nothing_closed(work_of, log_engine):
    before = read_home(work_of(STRANGER))
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    assert read_home(work_of(STRANGER)) == before


def test_whoever_has_a_closed_account_has_no_home_and_neither_has_a_stranger(work_of):
    touch(work_of(MEMBER).session, Person, MEMBER, closed_at=NOW)
    for nobody in (MEMBER, None):
        with pytest.raises(NotFound):
            read_home(work_of(nobody))
