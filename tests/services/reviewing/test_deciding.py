"""Deciding a review: a fresh reason each time, and nothing opens by one person's word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, NotPermitted, Refused
from portal.records.tables import (
    Release,
    ReleaseCause,
    Restriction,
    RestrictionEvent,
    RestrictionState,
    Review,
    ReviewOutcome,
    WithheldNotice,
)
from portal.services.papers import read_paper
from portal.services.releasing import confirm_release, refuse_release
from portal.services.reviewing.deciding import Decision, Unanswered, decide
from portal.services.reviewing.lists import read_list
from tests.support.furnishing import (
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_NOTICE,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
)
from tests.support.reviews import FRESH, KEPT, TODAY, days_ago, put_review, set_review

pytestmark = pytest.mark.slow

KEEP = Decision(outcome=ReviewOutcome.MAINTAINED, reason=FRESH, words=KEPT, next_on=days_ago(-180))
OPEN = Decision(
    outcome=ReviewOutcome.RELEASE, reason=FRESH, words="The board publishes the tender."
)
LAPSE = replace(OPEN, outcome=ReviewOutcome.LAPSED, words="The contract has been signed.")
NEARLY = FRESH.replace("neighbouring", "next")


@pytest.fixture
def review(office, general):
    set_review(office, general, TODAY)
    return put_review(office, general)


def decided(work_of, review, decision, person=MONITORING_OFFICER, **later):
    work = work_of(person)
    decide(replace(work, clock=lambda: NOW + timedelta(**later)), review, decision)


def restriction(work_of, key):
    return work_of(None).session.get_one(Restriction, key)


def release_of(work_of, key):
    return (
        work_of(None)
        .session.scalars(
            select(Release).where(Release.restriction_id == key).order_by(Release.asked_at.desc())
        )
        .first()
    )


def test_what_is_kept_is_kept_until_a_day_and_the_public_is_told(office, work_of, general, review):
    decided(work_of, review, KEEP)

    session = work_of(None).session
    kept = session.get_one(Restriction, general)
    assert (kept.state, kept.review_on) == (RestrictionState.MAINTAINED, KEEP.next_on)
    notice = session.get_one(WithheldNotice, CLOSED_NOTICE)
    assert (notice.state, notice.review_on) == (RestrictionState.MAINTAINED, KEEP.next_on)
    (event,) = session.scalars(
        select(RestrictionEvent).where(RestrictionEvent.restriction_id == general)
    )
    assert (event.state, event.words) == (RestrictionState.MAINTAINED, KEPT)
    row = session.get_one(Review, review)
    assert (row.outcome, row.next_review_on) == (ReviewOutcome.MAINTAINED, KEEP.next_on)
    assert b"tender" not in row.sealed_reason
    assert "tender" not in row.reason_print
    assert office.journal.latest(Verb.RESTRICTION_MAINTAINED, general)
    assert office.journal.latest(Verb.REVIEW_DECIDED, review).detail == {"outcome": "maintained"}
    page = read_list(work_of(CLERK))
    assert (page.overdue, page.due) == ((), ())


def test_it_may_wait_for_an_event_instead(work_of, general, review):
    decided(work_of, review, replace(KEEP, next_on=None, next_event=" The contract is signed "))
    kept = restriction(work_of, general)
    assert (kept.review_on, kept.review_event) == (None, "The contract is signed")


@pytest.mark.parametrize(
    "copy",
    [FRESH, FRESH.upper(), FRESH.replace(" ", "  ").replace(",", ";"), NEARLY],
    ids=["same", "capitals", "spaces", "a word changed"],
)
def test_the_last_reason_again_is_no_reason(office, work_of, general, review, copy):
    decided(work_of, review, KEEP)
    again = put_review(office, general)
    with pytest.raises(Unanswered, match="fresh reason") as refused:
        decided(work_of, again, replace(KEEP, reason=copy))
    assert set(refused.value.faults) == {"reason"}
    assert work_of(None).session.get_one(Review, again).outcome is None


def test_every_earlier_reason_counts_and_so_does_the_first_balance(
    office, work_of, general, review
):
    decided(work_of, review, KEEP)
    second = put_review(office, general, at=NOW + timedelta(days=1))
    other = "Two bidders have withdrawn, and the third has asked for its terms to stay private."
    decided(work_of, second, replace(KEEP, reason=other), days=1)
    third = put_review(office, general, at=NOW + timedelta(days=2))
    for copy in (FRESH, NEARLY, other, f"{CANARY}!"):
        with pytest.raises(Unanswered, match="fresh reason"):
            decided(work_of, third, replace(KEEP, reason=copy))
    assert len(office.journal.about(general)) > 4
    assert office.journal.latest(Verb.REASON_OPENED, second)


def test_where_earlier_reasons_may_not_be_read_a_copy_is_still_known(office, work_of, furnished):
    prevent = furnished.restrictions["prevent"]
    first, second = put_review(office, prevent), None
    decided(work_of, first, KEEP)
    second = put_review(office, prevent)
    with pytest.raises(Unanswered, match="fresh reason"):
        decided(work_of, second, replace(KEEP, reason=FRESH.title()))
    decided(work_of, second, replace(KEEP, reason=NEARLY))
    assert office.journal.latest(Verb.REASON_OPENED, first) is None


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({"reason": " ... "}, "reason"),
        ({"words": " "}, "words"),
        ({"next_on": None}, "next_on"),
        ({"next_on": TODAY}, "next_on"),
        ({"next_on": days_ago(-366)}, "next_on"),
        ({"outcome": ReviewOutcome.RELEASE_PART}, "parts"),
        ({"outcome": ReviewOutcome.SUPERSEDED}, "successor"),
    ],
    ids=str,
)
def test_what_is_missing_is_named(work_of, general, review, change, question):
    with pytest.raises(Unanswered) as refused:
        decided(work_of, review, replace(KEEP, **change))
    assert set(refused.value.faults) == {question}
    assert restriction(work_of, general).state is RestrictionState.RESOLVED


def test_every_fault_is_named_at_once(work_of, review):
    with pytest.raises(Unanswered) as refused:
        decided(work_of, review, replace(KEEP, reason="", words="", next_on=None))
    assert set(refused.value.faults) == {"reason", "words", "next_on"}


@pytest.mark.parametrize(
    ("person", "answer"),
    [(CLERK, NotPermitted), (AUDITOR, NotPermitted), (MEMBER, NotFound), (None, NotFound)],
)
def test_only_deciders_decide(work_of, general, review, person, answer):
    with pytest.raises(answer):
        decided(work_of, review, KEEP, person)
    assert restriction(work_of, general).state is RestrictionState.RESOLVED


def test_a_review_is_decided_once(work_of, review):
    decided(work_of, review, KEEP)
    with pytest.raises(Refused, match="decided already"):
        decided(work_of, review, replace(KEEP, reason="Something new has come up since."))


def test_a_release_waits_for_another_person_and_opens_when_they_agree(work_of, general, review):
    decided(work_of, review, OPEN)
    with pytest.raises(NotFound):
        read_paper(work_of(None), CLOSED_PAPER)
    page = read_list(work_of(CLERK))
    assert [each.restriction for each in page.waiting_second] == [general]
    assert (page.overdue, page.due) == ((), ())
    release = release_of(work_of, general)
    assert (release.cause, release.whole) == (ReleaseCause.DECISION, True)
    confirm_release(work_of(CLERK), release.id)
    assert read_paper(work_of(None), CLOSED_PAPER)
    assert restriction(work_of, general).state is RestrictionState.RELEASED
    assert general not in {each.restriction for each in read_list(work_of(CLERK)).due}


def test_a_release_that_is_refused_comes_up_again_at_once(office, work_of, general, review):
    set_review(office, general, days_ago(-100))
    decided(work_of, review, OPEN)
    refuse_release(work_of(CLERK), release_of(work_of, general).id, "A name was missed.")
    (line,) = read_list(work_of(CLERK)).due
    assert (line.restriction, line.review, line.due_on) == (general, None, TODAY)


def test_a_part_is_released_and_the_rest_gets_a_new_date(work_of, general, review):
    part = replace(
        OPEN,
        outcome=ReviewOutcome.RELEASE_PART,
        parts=frozenset({("paper", CLOSED_PAPER)}),
        next_on=days_ago(-90),
    )
    decided(work_of, review, part)
    confirm_release(work_of(CLERK), release_of(work_of, general).id)
    assert read_paper(work_of(None), CLOSED_PAPER)
    with pytest.raises(NotFound):
        read_paper(work_of(None), HIDDEN_PAPER)
    rest = restriction(work_of, general)
    assert (rest.state, rest.review_on) == (RestrictionState.PART_RELEASED, days_ago(-90))


def test_what_lapses_is_said_to_have_lapsed_and_opens_by_two_people(work_of, general, review):
    decided(work_of, review, LAPSE)
    assert restriction(work_of, general).state is RestrictionState.LAPSED
    assert [each.restriction for each in read_list(work_of(CLERK)).waiting_second] == [general]
    with pytest.raises(NotFound):
        read_paper(work_of(None), CLOSED_PAPER)
    release = release_of(work_of, general)
    assert release.cause is ReleaseCause.LAPSE
    confirm_release(work_of(CLERK), release.id)
    assert read_paper(work_of(None), CLOSED_PAPER)


def test_a_lapse_that_is_refused_is_looked_at_again_and_can_be_kept(
    office, work_of, general, review
):
    decided(work_of, review, LAPSE)
    refuse_release(work_of(CLERK), release_of(work_of, general).id, "It is not signed yet.")
    (line,) = read_list(work_of(CLERK)).due
    assert line.restriction == general
    again = put_review(office, general)
    kept = replace(KEEP, reason="The signature was announced too early; bids remain open.")
    decided(work_of, again, kept, days=1)
    session = work_of(None).session
    row, notice = (
        session.get_one(Restriction, general),
        session.get_one(WithheldNotice, CLOSED_NOTICE),
    )
    assert (row.state, row.ended_on) == (RestrictionState.MAINTAINED, None)
    assert (notice.state, notice.ended_on, notice.ended_because) == (
        RestrictionState.MAINTAINED,
        None,
        "",
    )


def test_another_ground_takes_over_once_it_stands(work_of, general, review, dhr):
    work = work_of(CLERK)
    work.session.get_one(Restriction, dhr).supersedes_id = general
    work.session.commit()
    over = Decision(outcome=ReviewOutcome.SUPERSEDED, reason=FRESH)
    decided(work_of, review, over)
    assert restriction(work_of, general).state is RestrictionState.SUPERSEDED


@pytest.mark.parametrize("decision", [OPEN, LAPSE], ids=["release", "lapse"])
def test_q23_an_unpublished_death_review_is_never_released(office, work_of, dhr, decision):
    review = put_review(office, dhr)
    with pytest.raises(Refused, match="published version"):
        decided(work_of, review, decision)
    session = work_of(None).session
    assert session.get_one(Restriction, dhr).state is RestrictionState.RESOLVED
    assert session.get_one(Review, review).outcome is None
    assert session.scalars(select(Release)).all() == []


def test_nothing_is_decided_while_the_log_is_shut(work_of, general, review, log_engine):
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        decided(work_of, review, KEEP)
    assert restriction(work_of, general).state is RestrictionState.RESOLVED
    assert work_of(None).session.get_one(Review, review).outcome is None
