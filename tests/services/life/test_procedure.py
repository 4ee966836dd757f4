"""What the public is told of a meeting's procedure, and that it is told nothing else."""

from datetime import timedelta

import pytest

from portal.policy import Stage
from portal.records.tables import AgendaItem, ExclusionState, Meeting, ReleaseCause
from portal.services import meetings
from portal.services.excluding import Choice, draft_exclusion, record_vote
from portal.services.item_courses import (
    Arrival,
    Came,
    ItemOutcome,
    record_arrival,
    record_outcome,
)
from portal.services.releasing import ask_release, confirm_release
from portal.services.votes import Vote
from tests.services.life.closing_items import HEADING, close_something
from tests.support.furnishing import (
    CLERK,
    CLOSED_ITEM,
    HELD,
    HIDDEN_ITEM,
    MONITORING_OFFICER,
    NEXT,
    NEXT_ITEM,
    NOW,
    PLANNED,
    touch,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def database_kind():
    return "sqlite"


def sentences(work_of, meeting=NEXT):
    return meetings.read_meeting(work_of(None), meeting).procedure.sentences


def test_an_exclusion_is_told_and_a_draft_of_one_is_not(work_of, furnished):
    work = work_of(CLERK)
    closed = close_something(work, furnished)
    choice = Choice(item=NEXT_ITEM, restriction=closed.restriction)
    drafted = draft_exclusion(work, NEXT, [choice])
    work.commit()
    assert sentences(work_of) == ()
    voted = Vote(state=ExclusionState.CARRIED, moved_by="A Lanyon", seconded_by="R Ashdown")
    record_vote(work, drafted, voted)
    work.commit()
    assert sentences(work_of) == ("The public was excluded from item 1 by a resolution.",)


def test_how_items_came_and_went_is_told(work_of):
    work = work_of(CLERK)
    record_arrival(work, NEXT_ITEM, Came(arrival=Arrival.LATE, because="The auditor was ill."))
    record_outcome(work, NEXT_ITEM, ItemOutcome.DEFERRED, because="No time.", deferred_to=PLANNED)
    work.commit()
    assert sentences(work_of) == (
        "Item 1 came late: The auditor was ill.",
        "Item 1 was deferred to 17 June 2026: No time.",
    )


def test_of_an_item_that_nobody_is_told_of_nothing_is_said(work_of):
    work = work_of(CLERK)
    touch(work.session, AgendaItem, HIDDEN_ITEM, stage=Stage.ISSUED_PRE)
    before = meetings.read_meeting(work_of(None), HELD)
    record_outcome(work, HIDDEN_ITEM, ItemOutcome.WITHDRAWN, because="It was not ready.")
    record_outcome(work, CLOSED_ITEM, ItemOutcome.WITHDRAWN, because="It was too late.")
    work.commit()
    after = meetings.read_meeting(work_of(None), HELD)
    assert after.procedure.sentences == ("Item 3 was withdrawn: It was too late.",)
    assert after.agenda == before.agenda


def test_the_next_agenda_lists_what_was_released_since_the_last_meeting(work_of, furnished):
    work = work_of(CLERK)
    closed = close_something(work, furnished, item=CLOSED_ITEM, meeting=HELD)
    release = ask_release(
        work, closed.restriction, cause=ReleaseCause.DECISION, announcement="It is signed."
    )
    work.commit()
    touch(work.session, Meeting, NEXT, starts_at=NOW + timedelta(days=13))
    assert meetings.read_meeting(work_of(None), NEXT).procedure.released == ()
    confirm_release(work_of(MONITORING_OFFICER), release)
    (released,) = meetings.read_meeting(work_of(None), NEXT).procedure.released
    assert (released.heading, released.announcement) == (HEADING, "It is signed.")
    assert meetings.read_meeting(work_of(None), HELD).procedure.released == ()
