"""The yearly look at everything kept back, with the author's opinion and what was decided."""

from datetime import date

import pytest

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.records.tables import Opinion, Restriction, RestrictionState, Review, ReviewOutcome
from portal.services.home import read_home
from portal.services.reviewing.campaigns import (
    close_campaign,
    open_campaign,
    read_campaign,
    read_campaigns,
)
from portal.services.reviewing.deciding import Decision, Unanswered, decide
from portal.services.reviewing.one import read_review
from portal.services.reviewing.opinions import Given, asked_of, give_opinion, read_opinion
from portal.services.reviewing.reasons import open_reasons
from portal.services.submitting import add_version
from tests.support.furnishing import (
    AUDITOR,
    BOARD_NAME,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    SLUG,
    STRANGER,
)
from tests.support.reviews import FRESH, KEPT, days_ago, put_review, reviews_of, set_review

pytestmark = pytest.mark.slow

WORDS = "Nothing in it could still harm the bidders, in the author's view."
KEEP = Given(opinion=Opinion.KEEP, words=WORDS)


@pytest.fixture
def campaign(work_of, furnished):
    del furnished
    return open_campaign(work_of(CLERK), SLUG, 2026)


@pytest.fixture
def review(work_of, campaign, general):
    del campaign
    (found,) = reviews_of(work_of(None).session, general)
    return found.id


def decide_all(work_of, campaign):
    for number, look in enumerate(read_campaign(work_of(CLERK), campaign).looks):
        kept = Decision(
            outcome=ReviewOutcome.MAINTAINED,
            reason=f"{FRESH} {number}",
            words=KEPT,
            next_on=days_ago(-300),
        )
        decide(work_of(MONITORING_OFFICER), look.review, kept)


def test_a_campaign_looks_at_everything_a_body_keeps_back(office, work_of, campaign):
    page = read_campaign(work_of(AUDITOR), campaign)
    assert (page.line.body_name, page.line.year) == (BOARD_NAME, 2026)
    assert (page.line.decided, page.line.of, page.may_close) == (0, 4, False)
    assert len(page.public) == 2
    assert CANARY not in repr(page)
    entry = office.journal.latest(Verb.CAMPAIGN_OPENED, campaign)
    assert entry.detail == {"year": 2026, "count": 4}
    reviews = {review.due_on for look in page.looks for review in [of(work_of, look.review)]}
    assert reviews == {date(2026, 12, 31)}


def of(work_of, review):
    return work_of(None).session.get_one(Review, review)


def test_a_review_that_is_open_already_becomes_part_of_it(office, work_of, general):
    open_one = put_review(office, general, days_ago(5))
    campaign = open_campaign(work_of(CLERK), SLUG, 2026)
    assert len(reviews_of(work_of(None).session, general)) == 1
    kept = of(work_of, open_one)
    assert (kept.campaign_id, kept.due_on) == (campaign, days_ago(5))


def test_it_is_opened_once_and_one_at_a_time(work_of, campaign):
    with pytest.raises(Refused, match="opened already"):
        open_campaign(work_of(CLERK), SLUG, 2026)
    with pytest.raises(Refused, match="Close the campaign of 2026 first"):
        open_campaign(work_of(CLERK), SLUG, 2025)
    assert len(read_campaigns(work_of(CLERK)).lines) == 1
    del campaign


@pytest.mark.parametrize(
    ("slug", "year", "question"), [("", 2026, "body"), (SLUG, None, "year"), (SLUG, 2019, "year")]
)
def test_it_is_opened_for_one_of_ones_boards_and_a_year(work_of, furnished, slug, year, question):
    with pytest.raises(Unanswered) as refused:
        open_campaign(work_of(CLERK), slug, year)
    assert set(refused.value.faults) == {question}
    del furnished


def test_who_only_watches_opens_and_closes_none(work_of, campaign):
    with pytest.raises(Unanswered):
        open_campaign(work_of(AUDITOR), SLUG, 2025)
    with pytest.raises(NotPermitted):
        close_campaign(work_of(AUDITOR), campaign)
    for person in (MEMBER, None):
        with pytest.raises(NotFound):
            read_campaign(work_of(person), campaign)
        with pytest.raises(NotFound):
            read_campaigns(work_of(person))


def test_a_board_that_keeps_nothing_back_needs_none(work_of, furnished):
    work = work_of(CLERK)
    for each in furnished.restrictions.values():
        work.session.get_one(Restriction, each).state = RestrictionState.RELEASED
    work.session.commit()
    with pytest.raises(Refused, match="keeps nothing back"):
        open_campaign(work_of(CLERK), SLUG, 2026)


def test_it_is_closed_when_everything_is_decided(office, work_of, campaign):
    with pytest.raises(Refused, match="4 of 4 are left"):
        close_campaign(work_of(CLERK), campaign)
    decide_all(work_of, campaign)
    close_campaign(work_of(CLERK), campaign)
    page = read_campaign(work_of(CLERK), campaign)
    assert (page.line.decided, page.line.closed_at is not None, page.may_close) == (4, True, False)
    assert {each.next_on for each in page.looks} == {days_ago(-300)}
    assert office.journal.latest(Verb.CAMPAIGN_CLOSED, campaign).detail == {"year": 2026}
    with pytest.raises(Refused, match="closed already"):
        close_campaign(work_of(CLERK), campaign)


def test_what_ended_meanwhile_is_settled(work_of, campaign, general):
    work = work_of(CLERK)
    work.session.get_one(Restriction, general).state = RestrictionState.RELEASED
    work.session.commit()
    page = read_campaign(work_of(CLERK), campaign)
    assert page.line.decided == 1
    assert [each.ended for each in page.looks if each.settled] == [RestrictionState.RELEASED]


def test_a_clerk_records_the_authors_opinion_and_it_is_sealed(office, work_of, review):
    give_opinion(work_of(CLERK), review, KEEP)
    row = of(work_of, review)
    assert row.opinion is Opinion.KEEP
    assert b"bidders" not in row.sealed_opinion
    assert office.journal.latest(Verb.OPINION_GIVEN, review).detail == {"opinion": "keep"}
    assert read_review(work_of(AUDITOR), review).opinion is Opinion.KEEP
    reasons = open_reasons(work_of(CLERK), review)
    assert reasons.opinion == WORDS
    assert WORDS not in repr(reasons)


def test_the_author_gives_it_when_signed_in(work_of, review, general):
    work = work_of(CLERK)
    work.session.get_one(Restriction, general).proposed_by_id = MEMBER
    work.session.commit()
    (asked,) = asked_of(work_of(MEMBER))
    assert (asked.review, asked.own, asked.opinion) == (review, True, None)
    assert read_home(work_of(MEMBER)).opinions == 1
    give_opinion(work_of(MEMBER), review, Given(opinion=Opinion.RELEASE, words=WORDS))
    give_opinion(work_of(MEMBER), review, KEEP)
    assert read_opinion(work_of(MEMBER), review).opinion is Opinion.KEEP
    assert read_home(work_of(MEMBER)).opinions == 0


def test_whoever_sent_in_the_paper_is_its_author_too(work_of, review):
    work = work_of(MEMBER)
    pdf = {"file_name": "private.pdf", "media_type": "application/pdf"}
    add_version(work, CLOSED_PAPER, pieces=[b"%PDF-1.7"], **pdf)
    work.session.commit()
    assert [asked.review for asked in asked_of(work_of(MEMBER))] == [review]
    assert read_opinion(work_of(MEMBER), review).own
    assert asked_of(work_of(STRANGER)) == ()


@pytest.mark.parametrize("person", [MEMBER, STRANGER, AUDITOR, None])
def test_nobody_else_is_asked(work_of, review, person):
    for ask in (read_opinion, lambda work, one: give_opinion(work, one, KEEP)):
        with pytest.raises(NotFound):
            ask(work_of(person), review)


def test_an_opinion_has_words_and_comes_in_time(work_of, review):
    with pytest.raises(Unanswered) as refused:
        give_opinion(work_of(CLERK), review, Given(opinion=None, words=" "))
    assert set(refused.value.faults) == {"opinion", "words"}
    decide_one(work_of, review)
    with pytest.raises(Refused, match="over"):
        give_opinion(work_of(CLERK), review, KEEP)


def decide_one(work_of, review):
    kept = Decision(
        outcome=ReviewOutcome.MAINTAINED, reason=FRESH, words=KEPT, next_on=days_ago(-300)
    )
    decide(work_of(MONITORING_OFFICER), review, kept)


def test_private_reasons_are_opened_by_leave_and_the_log_says_so(office, work_of, review, general):
    decide_one(work_of, review)
    reasons = open_reasons(work_of(CLERK), review)
    assert reasons.balance[0] == ("For publishing", CANARY)
    (earlier,) = reasons.earlier
    assert (earlier.reason, earlier.outcome) == (FRESH, ReviewOutcome.MAINTAINED)
    assert office.journal.latest(Verb.REASON_OPENED, general)
    with pytest.raises(NotPermitted):
        open_reasons(work_of(AUDITOR), review)
    denied = office.journal.latest(Verb.READ_DENIED, general)
    assert denied.detail["thing"] == "restriction"
    with pytest.raises(NotFound):
        open_reasons(work_of(MEMBER), review)


def test_a_sensitive_one_needs_a_permission(office, work_of, furnished):
    prevent = furnished.restrictions["prevent"]
    set_review(office, prevent, days_ago(0))
    review = put_review(office, prevent)
    assert not read_review(work_of(MONITORING_OFFICER), review).may_open
    with pytest.raises(NotPermitted):
        open_reasons(work_of(MONITORING_OFFICER), review)


def test_a_review_says_what_is_public_and_names_parts_by_their_kind(work_of, review, general):
    decide_one(work_of, review)
    page = read_review(work_of(AUDITOR), review)
    assert CANARY not in repr(page)
    assert (page.may_decide, page.may_prepare, page.may_open) == (False, False, False)
    assert page.outcome is ReviewOutcome.MAINTAINED
    assert [step.state for step in page.steps] == [RestrictionState.MAINTAINED]
    assert "Minutes 1" in {part.name for part in page.parts}
    del general
