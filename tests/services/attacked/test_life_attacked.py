"""Attacks on the life of a restriction: what ended comes back, or what is closed opens wider."""

from datetime import timedelta

import pytest

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Regime, Stage
from portal.policy.restrictions import Covers, Terms
from portal.records.tables import (
    AgendaItem,
    ExclusionState,
    ItemOutcome,
    Paper,
    ReleaseCause,
    Restriction,
    RestrictionState,
)
from portal.services import papers, restricted_papers
from portal.services.excluding import Choice, draft_exclusion, record_vote
from portal.services.item_courses import Arrival, Came, add_item_later, record_outcome
from portal.services.mistakes import Mistake, withdraw_publication
from portal.services.releasing import ask_release, confirm_release
from portal.services.restricting import (
    PublicFace,
    decide_restriction,
    propose_restriction,
    resolve_restriction,
)
from portal.services.restriction_forms.record import open_reasons
from portal.services.votes import Vote
from tests.policy.terms_made import CONFIDENTIAL, PARTNER, REVIEW, WHOLE
from tests.services.life.closing_items import close_something, meet_under
from tests.support.databases import KINDS
from tests.support.furnishing import (
    AUDITOR,
    CLERK,
    DRAFT_ITEM,
    MONITORING_OFFICER,
    NEXT,
    NEXT_ITEM,
    NOW,
    OPEN_PAPER,
    PLANNED,
    STRANGER,
)
from tests.support.furnishing.on_the_day import let_a_meeting_begin

pytestmark = pytest.mark.slow

ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
FACE = PublicFace(heading="Support services", balance="It was weighed.")
MOVED = {"moved_by": "Cllr Lanyon", "seconded_by": "Supt Ashdown"}
CARRIED = Vote(state=ExclusionState.CARRIED, **MOVED)
PARTS = frozenset({Covers.PAPERS, Covers.MINUTES})


def release(work_of, restriction):
    work = work_of(CLERK)
    asked = ask_release(
        work, restriction, cause=ReleaseCause.DECISION, announcement="It is published."
    )
    work.commit()
    confirm_release(work_of(MONITORING_OFFICER), asked)


@ON_BOTH
def test_what_was_released_once_and_taken_down_again_is_released_no_longer(work_of, furnished):
    first = close_something(work_of(CLERK), furnished)
    meet_under(work_of(CLERK), Regime.ADOPTED)
    release(work_of, first.restriction)
    assert papers.read_paper(work_of(None), first.paper)
    second = close_something(work_of(CLERK), furnished)
    withdraw_publication(
        work_of(CLERK),
        "paper",
        first.paper,
        Mistake(
            aware_at=NOW - timedelta(minutes=5),
            compartment=furnished.compartments["general"],
            restriction=second.restriction,
        ),
    )
    assert not work_of(CLERK).session.get_one(Paper, first.paper).released
    for nobody in (None, STRANGER):
        with pytest.raises(NotFound):
            restricted_papers.read_paper(work_of(nobody), first.paper)


def test_a_paper_taken_down_does_not_hang_under_another_items_restriction(work_of, furnished):
    elsewhere = close_something(work_of(CLERK), furnished, item=NEXT_ITEM, meeting=NEXT)
    with pytest.raises(Refused, match="of this item"):
        withdraw_publication(
            work_of(CLERK),
            "paper",
            OPEN_PAPER,
            Mistake(
                aware_at=NOW - timedelta(minutes=5),
                compartment=furnished.compartments["general"],
                restriction=elsewhere.restriction,
            ),
        )
    assert work_of(None).session.get_one(Paper, OPEN_PAPER).compartment_id is None


@pytest.mark.parametrize("state", [ExclusionState.CARRIED, ExclusionState.LOST])
def test_a_vote_brings_back_nothing_that_ended_since_it_was_drafted(work_of, furnished, state):
    closed = close_something(work_of(CLERK), furnished)
    work = work_of(CLERK)
    let_a_meeting_begin(work.session)
    motion = draft_exclusion(work, NEXT, [Choice(item=NEXT_ITEM, restriction=closed.restriction)])
    work.commit()
    release(work_of, closed.restriction)
    work = work_of(CLERK)
    if state is ExclusionState.CARRIED:
        with pytest.raises(Refused, match="ended"):
            record_vote(work, motion, CARRIED)
        work.session.rollback()
    else:
        record_vote(work, motion, Vote(state=state, **MOVED))
        work.commit()
    kept = work_of(CLERK).session.get_one(Restriction, closed.restriction)
    assert kept.state is RestrictionState.RELEASED


@pytest.mark.parametrize(
    "outcome", [ItemOutcome.TAKEN_OPEN, ItemOutcome.DEFERRED, ItemOutcome.WITHDRAWN]
)
def test_recording_an_outcome_publishes_no_agenda_that_is_a_draft(work_of, outcome):
    work = work_of(CLERK)
    assert work.session.get_one(AgendaItem, DRAFT_ITEM).stage is Stage.DRAFT
    with pytest.raises(Refused, match="not published"):
        record_outcome(work, DRAFT_ITEM, outcome, because="It was not reached.")


def test_what_only_a_meeting_can_do_is_not_recorded_before_its_day(work_of, furnished):
    closed = close_something(work_of(CLERK), furnished)
    work = work_of(CLERK)
    motion = draft_exclusion(work, NEXT, [Choice(item=NEXT_ITEM, restriction=closed.restriction)])
    with pytest.raises(Refused, match="still to come"):
        record_vote(work, motion, Vote(state=ExclusionState.LOST, **MOVED))
    with pytest.raises(Refused, match="still to come"):
        record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_OPEN)


@pytest.mark.parametrize(
    "state", [ExclusionState.CARRIED, ExclusionState.LOST, ExclusionState.NOT_PUT]
)
def test_no_vote_publishes_an_agenda_that_is_a_draft(work_of, furnished, state):
    closed = close_something(work_of(CLERK), furnished, item=DRAFT_ITEM, meeting=PLANNED)
    work = work_of(CLERK)
    let_a_meeting_begin(work.session, PLANNED)
    choice = Choice(item=DRAFT_ITEM, restriction=closed.restriction)
    motion = draft_exclusion(work, PLANNED, [choice])
    with pytest.raises(Refused, match="not published"):
        record_vote(work, motion, Vote(state=state, **MOVED))


@pytest.mark.parametrize(
    "heading", ["Domestic homicide review: Adela Quince", "RESTRICTED: the contract"]
)
def test_q19_no_title_comes_onto_an_agenda_by_the_back_stairs(work_of, heading):
    came = Came(arrival=Arrival.ADDED)
    with pytest.raises(Refused, match=r"names somebody|restricted"):
        add_item_later(work_of(CLERK), NEXT, number="9", heading=heading, came=came)
    assert add_item_later(work_of(CLERK), NEXT, number="9", heading="Winter", came=came)


WEAKER = {
    "a review": (REVIEW, "prevent"),
    "a partner's": (PARTNER, "general"),
    "confidential": (CONFIDENTIAL, "general"),
}


@pytest.mark.parametrize(("made", "slug"), WEAKER.values(), ids=WEAKER)
def test_nobody_alone_makes_exempt_what_is_closed_on_a_stronger_ground(
    work_of, furnished, made, slug
):
    compartment = furnished.compartments[slug]
    work = work_of(MONITORING_OFFICER)
    old = resolve_restriction(work, DRAFT_ITEM, compartment, Terms(**made), FACE)
    work.commit()
    with pytest.raises(Refused, match="stronger"):
        resolve_restriction(work, DRAFT_ITEM, compartment, Terms(**WHOLE), FACE, supersedes=old)
    work.session.rollback()
    work = work_of(CLERK)
    with pytest.raises(Refused, match="stronger"):
        propose_restriction(work, DRAFT_ITEM, compartment, Terms(**WHOLE), FACE, supersedes=old)


def test_a_proposal_takes_no_place_of_what_ended_in_the_meantime(work_of, furnished):
    general = furnished.compartments["general"]
    old = close_something(work_of(CLERK), furnished)
    work = work_of(CLERK)
    terms = Terms(**(WHOLE | {"covers": PARTS, "paragraphs": ("5",)}))
    new = propose_restriction(work, NEXT_ITEM, general, terms, FACE, supersedes=old.restriction)
    work.commit()
    release(work_of, old.restriction)
    work = work_of(MONITORING_OFFICER)
    decide_restriction(work, new, office="Monitoring officer")
    work.commit()
    kept = work_of(CLERK).session.get_one(Restriction, old.restriction)
    assert kept.state is RestrictionState.RELEASED


def test_an_item_taken_in_public_does_not_open_the_private_balance(work_of, furnished):
    general = furnished.compartments["general"]
    meet_under(work_of(CLERK), Regime.PART_VA)
    work = work_of(MONITORING_OFFICER)
    restriction = resolve_restriction(work, NEXT_ITEM, general, Terms(**WHOLE), FACE)
    work.session.get_one(AgendaItem, NEXT_ITEM).stage = Stage.POST_OPEN
    work.commit()
    with pytest.raises(NotPermitted):
        open_reasons(work_of(AUDITOR), restriction, "audit")
    assert open_reasons(work_of(MONITORING_OFFICER), restriction, "review").balance
