"""What comes up for review: by its date and by an event, told to whom, opening nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, NotPermitted, Refused
from portal.policy.reviews import Due
from portal.records.tables import Restriction, RestrictionState
from portal.services.papers import read_paper
from portal.services.reviewing.lists import every_line, read_list, read_overdue
from portal.services.reviewing.opening import make_round, open_now, read_event_page, record_event
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    SENSITIVE_PAPER,
    SLUG,
)
from tests.support.reviews import TODAY, days_ago, reviews_of, set_review

pytestmark = pytest.mark.slow

TRIAL = "The trial ended"


def verbs(office, thing):
    return [line.entry.verb for line in office.journal.about(thing)]


def by_night(office, days=0):
    work = office.work_of(None)
    later = replace(work, clock=lambda: NOW + timedelta(days=days))
    with work.session:
        return make_round(later)


def test_each_restriction_stands_in_one_part_of_the_list(office, work_of, furnished):
    for slug, on, event in (
        ("general", days_ago(3), ""),
        ("prevent", TODAY, ""),
        ("dhr", None, TRIAL),
        ("domestic_abuse", days_ago(-60), ""),
    ):
        set_review(office, furnished.restrictions[slug], on, event=event)
    page = read_list(work_of(MONITORING_OFFICER))
    headings = [each.told.heading for each in page.overdue]
    assert headings == ["Award of a contract for support services"]
    assert [each.days for each in page.overdue] == [3]
    assert [each.restriction for each in page.due] == [furnished.restrictions["prevent"]]
    assert [each.event for each in page.waiting_event] == [TRIAL]
    assert [each.restriction for each in page.upcoming] == [
        furnished.restrictions["domestic_abuse"]
    ]
    assert (page.later, page.waiting_second, page.acts, page.on) == ((), (), True, TODAY)


def test_what_the_public_was_not_told_of_is_not_named(office, work_of, dhr):
    set_review(office, dhr, TODAY)
    (line,) = read_list(work_of(CLERK)).due
    assert line.told.notice is None
    assert CANARY not in repr(line)


@pytest.mark.parametrize(
    ("person", "acts"), [(CLERK, True), (MONITORING_OFFICER, True), (AUDITOR, False)]
)
def test_whoever_watches_sees_the_list(work_of, general, person, acts):
    page = read_list(work_of(person))
    assert len(page.later) == 4
    assert page.acts is acts
    del general


@pytest.mark.parametrize("person", [MEMBER, ADMINISTRATOR, None])
def test_nobody_else_does(work_of, general, person):
    for read in (read_list, read_overdue):
        with pytest.raises(NotFound):
            read(work_of(person))
    with pytest.raises(NotFound):
        record_event(work_of(person), general, TRIAL)


def test_the_overdue_list_is_for_whoever_watches_over_access(work_of, furnished):
    assert read_overdue(work_of(AUDITOR)).overdue == ()
    with pytest.raises(NotFound):
        read_overdue(work_of(CLERK))
    del furnished


def test_q22_a_review_date_makes_a_task_then_escalates_and_never_publishes(
    office, work_of, general
):
    set_review(office, general, TODAY)
    (opened,) = by_night(office)
    assert (opened.line.restriction, opened.escalated) == (general, False)
    assert by_night(office) == ()
    assert verbs(office, opened.review) == [Verb.REVIEW_OPENED]

    assert by_night(office, 29) == ()
    (told,) = by_night(office, 30)
    assert (told.review, told.escalated, told.line.days) == (opened.review, True, 30)
    assert by_night(office, 30) == ()
    assert by_night(office, 300) == ()

    assert verbs(office, opened.review) == [Verb.REVIEW_ESCALATED, Verb.REVIEW_OPENED]
    entry = office.journal.latest(Verb.REVIEW_ESCALATED, opened.review)
    assert entry.detail == {"days": 30}
    session = work_of(None).session
    assert session.get_one(Restriction, general).state is RestrictionState.RESOLVED
    assert len(reviews_of(session, general)) == 1
    with pytest.raises(NotFound):
        read_paper(work_of(None), CLOSED_PAPER)
    (line,) = read_list(work_of(MONITORING_OFFICER)).due
    assert line.escalated_at is not None


def test_one_round_opens_and_escalates_what_was_long_forgotten(office, general):
    set_review(office, general, days_ago(31))
    assert [each.escalated for each in by_night(office)] == [False, True]
    assert by_night(office) == ()


def test_the_round_does_nothing_while_the_log_is_shut(office, work_of, log_engine, general):
    set_review(office, general, TODAY)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        by_night(office)
    assert reviews_of(work_of(None).session, general) == []


def test_q23_an_event_opens_a_review_at_once_and_what_is_closed_stays_closed(
    office, work_of, dhr, furnished
):
    set_review(office, dhr, None, event=TRIAL)
    assert by_night(office, 400) != ()  # others, by their dates
    assert reviews_of(work_of(None).session, dhr) == []

    review = record_event(work_of(CLERK), dhr, f"  {TRIAL}  ")

    assert verbs(office, review) == [Verb.REVIEW_OPENED]
    assert office.journal.latest(Verb.REVIEW_OPENED, review).detail == {"because": "event"}
    (line,) = (each for each in every_line(work_of(None), SLUG) if each.restriction == dhr)
    assert (line.review, line.happened, line.state) == (review, TRIAL, Due.DUE)
    session = work_of(None).session
    assert session.get_one(Restriction, dhr).state is RestrictionState.RESOLVED
    with pytest.raises(NotFound):
        read_paper(work_of(None), SENSITIVE_PAPER)
    del furnished


def test_a_second_event_belongs_to_the_review_that_is_open(work_of, general):
    first = record_event(work_of(CLERK), general, TRIAL)
    assert record_event(work_of(MONITORING_OFFICER), general, "An appeal was announced") == first
    (review,) = reviews_of(work_of(None).session, general)
    assert (review.event, review.due_on) == (f"{TRIAL}; An appeal was announced", TODAY)


def test_an_event_says_what_happened_and_to_what(work_of, general):
    with pytest.raises(Refused, match="Say what happened"):
        record_event(work_of(CLERK), general, " \n")
    with pytest.raises(NotFound):
        record_event(work_of(AUDITOR), general, TRIAL)
    with pytest.raises(NotFound):
        read_event_page(work_of(AUDITOR), general)
    assert read_event_page(work_of(CLERK), general).told.heading


def test_nothing_is_recorded_of_what_has_ended(work_of, general):
    work = work_of(CLERK)
    work.session.get_one(Restriction, general).state = RestrictionState.RELEASED
    work.session.commit()
    with pytest.raises(Refused, match="has ended"):
        record_event(work_of(CLERK), general, TRIAL)
    assert general not in {each.restriction for each in every_line(work_of(None))}


def test_a_review_is_opened_by_hand_once_its_date_has_come(office, work_of, general):
    refused = work_of(CLERK)
    with pytest.raises(Refused, match="has not come"):
        open_now(refused, general)
    refused.session.close()
    set_review(office, general, TODAY)
    with pytest.raises(NotPermitted):
        open_now(work_of(AUDITOR), general)
    review = open_now(work_of(CLERK), general)
    assert open_now(work_of(MONITORING_OFFICER), general) == review
    assert by_night(office) == ()


def test_a_body_that_is_not_there_has_no_list(work_of, general):
    with pytest.raises(NotFound):
        every_line(work_of(None), "no-such-body")
    del general
