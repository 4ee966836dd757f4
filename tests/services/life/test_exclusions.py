"""Excluding the public: drafted in the Act's words, refused without them, and what a vote does."""

import pytest

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification, Jurisdiction, Regime, Stage
from portal.records.tables import (
    AgendaItem,
    ExclusionResolution,
    ExclusionState,
    ItemOutcome,
    Release,
    ReleaseCause,
    Restriction,
    RestrictionState,
)
from portal.services import papers
from portal.services.excluding import (
    Choice,
    draft_exclusion,
    record_mandatory,
    record_vote,
    reword_exclusion,
)
from portal.services.ground_statements import statements_of
from portal.services.item_courses import course_of, record_outcome
from portal.services.releasing import confirm_release, waiting_release
from portal.services.votes import Vote
from tests.services.life.closing_items import SCHEMES, close_something, meet_under
from tests.support.databases import KINDS
from tests.support.furnishing import (
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_ITEM,
    STRANGER,
)

pytestmark = pytest.mark.slow

ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
WORDS = {
    (Regime.PART_VA, Jurisdiction.ENG): ("section 100A(4)", "Schedule 12A"),
    (Regime.PART_VA, Jurisdiction.WAL): ("section 100A(4)", "Part 4 of Schedule 12A"),
    (Regime.PART_VA, Jurisdiction.SCO): ("section 50A(4)", "Schedule 7A"),
    (Regime.PART_VA, Jurisdiction.NI): ("section 42(4)", "Schedule 6"),
    (Regime.EXEC_2012, Jurisdiction.ENG): ("regulation 4(2)(b)", "Schedule 12A"),
    (Regime.ADOPTED, Jurisdiction.ENG): ("the Board has adopted", "Schedule 12A"),
    (Regime.NONE, Jurisdiction.ENG): ("the Board's own rules", "Schedule 12A"),
}
LOST = {"state": ExclusionState.LOST, "moved_by": "Cllr Lanyon", "seconded_by": "Supt Ashdown"}
CARRIED = LOST | {"state": ExclusionState.CARRIED, "votes_for": 4, "votes_against": 1}


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.fixture
def closed(work, furnished):
    return close_something(work, furnished)


def motion(work, closed, **named):
    choice = Choice(item=NEXT_ITEM, restriction=closed.restriction, **named)
    return draft_exclusion(work, NEXT, [choice])


@pytest.mark.parametrize(("regime", "nation"), WORDS)
def test_the_motion_is_drafted_in_the_words_of_the_rules(work, furnished, regime, nation):
    scheme, paragraph = SCHEMES[nation]
    meet_under(work, regime, nation)
    closed = close_something(work, furnished, scheme=scheme, paragraphs=paragraph)
    drafted = work.session.get_one(ExclusionResolution, motion(work, closed))
    assert all(each in drafted.words for each in WORDS[regime, nation])
    assert "item 1, “Minutes of the last meeting”" in drafted.words
    assert f"paragraph {paragraph} of" in drafted.words
    assert ("The law requires" in drafted.words) is False
    reword_exclusion(work, drafted.id, drafted.words)  # what is drafted is itself without fault


def test_items_on_different_grounds_and_parts_of_them_are_named_each(work, furnished, closed):
    other = close_something(work, furnished, paragraphs="3,5")
    choices = [
        Choice(item=NEXT_ITEM, restriction=closed.restriction, part="the prices"),
        Choice(item=NEXT_ITEM, restriction=other.restriction),
    ]
    drafted = work.session.get_one(ExclusionResolution, draft_exclusion(work, NEXT, choices))
    assert "so much of item 1, “Minutes of the last meeting” as concerns the prices" in (
        drafted.words
    )
    assert "paragraphs 3 and 5 of" in drafted.words


def test_q09_a_resolution_that_states_no_paragraph_is_refused(work, closed):
    drafted = motion(work, closed)
    with pytest.raises(Refused, match=r"100A\(5\)\(b\)"):
        reword_exclusion(work, drafted, "That the public be excluded from item 1.")


def test_q10_a_resolution_that_names_no_item_is_refused(work, closed):
    drafted = motion(work, closed)
    words = "That the public leave, under paragraph 1 of Part 1 of Schedule 12A."
    with pytest.raises(Refused, match=r"100A\(5\)\(a\)"):
        reword_exclusion(work, drafted, words)


def test_a_partners_confidence_alone_excludes_nobody(work, furnished):
    closed = close_something(
        work, furnished, classification=Classification.PART, scheme="LOCAL-ISA", paragraphs="L1"
    )
    with pytest.raises(Refused, match="no ground"):
        motion(work, closed)


@ON_BOTH
def test_a_motion_that_is_carried_resolves_the_restriction_and_states_its_ground(work, closed):
    drafted = motion(work, closed, paragraphs=("2",))
    record_vote(work, drafted, Vote(**CARRIED))
    work.commit()
    restriction = work.session.get_one(Restriction, closed.restriction)
    assert restriction.state is RestrictionState.RESOLVED
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.LIVE_CLOSED
    (statement,) = statements_of(work, NEXT_ITEM).lines
    assert (statement.source, statement.paragraphs, statement.current) == (
        "resolution",
        ("2",),
        True,
    )
    record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_CLOSED)
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.POST_CLOSED
    assert work.journal.latest(Verb.EXCLUSION_RECORDED, drafted).detail["state"] == "carried"
    with pytest.raises(Refused, match="was closed"):
        record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_OPEN)
    with pytest.raises(Refused, match="recorded already"):
        record_vote(work, drafted, Vote(**LOST))


@ON_BOTH
@pytest.mark.parametrize("regime", [Regime.PART_VA, Regime.ADOPTED])
def test_q11_a_lost_vote_opens_the_item_once_a_second_person_agrees(
    work, work_of, furnished, regime
):
    meet_under(work, regime)
    closed = close_something(work, furnished)
    record_vote(work, motion(work, closed), Vote(**LOST, votes_for=1, votes_against=4))
    work.commit()
    restriction = work.session.get_one(Restriction, closed.restriction)
    assert restriction.state is RestrictionState.LOST
    assert course_of(work, NEXT_ITEM).outcome is ItemOutcome.TAKEN_OPEN
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.POST_OPEN
    release = work.session.get_one(Release, waiting_release(work, closed.restriction))
    assert (release.cause, release.asked_at) == (ReleaseCause.VOTE_LOST, work.clock())
    stranger = work_of(None)
    with pytest.raises(NotFound):
        papers.read_paper(stranger, closed.paper)
    stranger.session.rollback()
    confirm_release(work_of(MONITORING_OFFICER), release.id)
    assert not papers.read_paper(stranger, closed.paper).restricted


@pytest.mark.parametrize("regime", [Regime.EXEC_2012, Regime.NONE, Regime.CD_SCRUTINY])
def test_q11_elsewhere_a_lost_vote_opens_nothing_until_somebody_decides(work, furnished, regime):
    meet_under(work, regime)
    closed = close_something(work, furnished)
    record_vote(work, motion(work, closed), Vote(**LOST))
    assert waiting_release(work, closed.restriction) is None
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.POST_OPEN
    restriction = work.session.get_one(Restriction, closed.restriction)
    assert restriction.state is RestrictionState.LOST


@pytest.mark.parametrize(
    "of",
    [
        (Classification.CONF, "UK-CONF", "C-a"),
        (Classification.PART, "LOCAL-ISA", "L1"),
        (Classification.REV, "ENG-12A", "1"),
        (Classification.CASE, "ENG-12A", "1"),
    ],
)
def test_q11_what_is_confidential_stays_out_whatever_is_voted(work, work_of, furnished, of):
    meet_under(work, Regime.PART_VA)
    closed = close_something(work, furnished, classification=of[0], scheme=of[1], paragraphs=of[2])
    record_outcome(work, NEXT_ITEM, ItemOutcome.TAKEN_OPEN)
    work.commit()
    assert waiting_release(work, closed.restriction) is None
    restriction = work.session.get_one(Restriction, closed.restriction)
    assert restriction.state is RestrictionState.PROPOSED
    for person in (None, STRANGER):
        with pytest.raises(NotFound):
            papers.read_paper(work_of(person), closed.paper)


def test_q12_a_deferred_item_stays_withheld(work, closed):
    drafted = motion(work, closed)
    vote = Vote(
        state=ExclusionState.NOT_PUT, then=ItemOutcome.DEFERRED, because="No time was left."
    )
    record_vote(work, drafted, vote)
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.ISSUED_PRE
    assert waiting_release(work, closed.restriction) is None
    restriction = work.session.get_one(Restriction, closed.restriction)
    assert restriction.state is RestrictionState.PROPOSED


def test_q13_confidential_information_excludes_without_a_vote(work, furnished):
    closed = close_something(
        work, furnished, classification=Classification.CONF, scheme="UK-CONF", paragraphs="C-a"
    )
    with pytest.raises(Refused, match="No vote"):
        motion(work, closed)
    recorded = record_mandatory(work, Choice(item=NEXT_ITEM, restriction=closed.restriction))
    kept = work.session.get_one(ExclusionResolution, recorded)
    assert (kept.kind, kept.votes_for, kept.moved_by) == ("mandatory", None, "")
    assert work.session.get_one(AgendaItem, NEXT_ITEM).stage is Stage.LIVE_CLOSED
    with pytest.raises(Refused, match="No vote"):
        record_vote(work, recorded, Vote(**CARRIED))


@pytest.mark.parametrize(
    ("vote", "said"),
    [
        ({"state": ExclusionState.DRAFTED}, "carried, lost or not put"),
        ({"state": ExclusionState.CARRIED}, "who moved"),
        (CARRIED | {"votes_for": 1, "votes_against": 2}, "was lost"),
        (LOST | {"votes_for": 2, "votes_against": 1}, "was carried"),
        (LOST | {"then": ItemOutcome.TAKEN_CLOSED}, "in private"),
        (LOST | {"abstentions": -1}, "less than nothing"),
    ],
)
def test_a_vote_that_does_not_add_up_is_refused(work, closed, vote, said):
    with pytest.raises(Refused, match=said):
        record_vote(work, motion(work, closed), Vote(**vote))


@pytest.mark.parametrize("person", [MEMBER, MONITORING_OFFICER, STRANGER, None])
def test_only_the_clerk_records_what_a_meeting_did(work_of, closed, person):
    with pytest.raises(NotPermitted):
        motion(work_of(person), closed)
