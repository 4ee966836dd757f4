"""Answering is a decision of its own, which two people make where something opens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.records.tables import (
    PaperRequest,
    Release,
    RequestOutcome,
    RequestState,
    Restriction,
    RestrictionState,
)
from portal.services import papers, requests_disclosed, requests_queue
from portal.services.releasing import confirm_release, refuse_release
from portal.services.requests_answering import (
    Answer,
    AnswerRefused,
    answer_request,
    names_in,
    say_what_about,
    take_in_hand,
)
from portal.services.requests_asking import About
from portal.services.work import Work
from tests.services.requests.conftest import CANARIES, EMAIL, NAME, WISH
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    CLOSED_NOTICE,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    SLUG,
    STRANGER,
)

pytestmark = pytest.mark.slow

WorkOf = Callable[[UUID | None], Work]
REFUSED = Answer(
    outcome=RequestOutcome.REFUSED,
    asked_for="The evaluation of the tenders",
    answer="The figures would harm the next tender.",
    sections="43(2)",
    analysis="The market is small: three bidders.",
)
RELEASED = Answer(
    outcome=RequestOutcome.RELEASED,
    asked_for="The evaluation of the tenders",
    answer="The evaluation is published.",
)


@contextmanager
def refusing(work: Work, failure: type[Exception], match: str | None = None) -> Iterator[Work]:
    """Expect a refusal, and put the work away after it, as a request does when it ends."""
    with pytest.raises(failure, match=match):
        yield work
    work.session.close()


def kept(work: Work, request: UUID) -> PaperRequest:
    return work.session.get_one(PaperRequest, request)


def verbs(work: Work, thing: UUID) -> set[Verb]:
    return {line.entry.verb for line in work.journal.about(thing)}


def test_q41_a_request_for_a_closed_report_leaves_it_closed_until_it_is_decided(
    work_of: WorkOf, asked, restriction
):
    page = requests_queue.read_request(work_of(CLERK), asked)
    assert page.notice is not None
    assert (page.notice.id, page.restriction) == (CLOSED_NOTICE, restriction)
    assert [hint.paragraph for hint in page.hints] == ["1", "2"]
    work = work_of(CLERK)
    take_in_hand(work, asked)
    answer_request(work_of(CLERK), asked, RELEASED)  # asked for, not decided
    stranger = work_of(None)
    with pytest.raises(NotFound):
        papers.read_paper(stranger, CLOSED_PAPER)
    assert kept(stranger, asked).state is RequestState.IN_HAND
    assert stranger.session.get_one(Restriction, restriction).state is RestrictionState.RESOLVED
    assert requests_disclosed.read_disclosures(stranger).total == 0


def test_q42_a_release_on_request_opens_it_to_everybody_and_is_logged(
    work_of: WorkOf, asked, restriction
):
    answer_request(work_of(CLERK), asked, RELEASED)
    release = kept(work_of(None), asked).release_id
    assert release is not None
    confirm_release(work_of(MONITORING_OFFICER), release)
    stranger = work_of(None)
    assert papers.read_paper(stranger, CLOSED_PAPER).restricted is False
    row = kept(stranger, asked)
    assert (row.state, row.outcome) == (RequestState.ANSWERED, RequestOutcome.RELEASED)
    (told,) = requests_disclosed.read_disclosures(stranger).lines
    assert (told.answer, told.notice_id) == (RELEASED.answer, CLOSED_NOTICE)
    assert told.received_on == date(2026, 3, 12)
    assert Verb.REQUEST_ANSWERED in verbs(stranger, asked)
    assert {Verb.RELEASE_CONFIRMED, Verb.RESTRICTION_ENDED} <= verbs(stranger, restriction)


def test_a_part_may_be_released_and_the_rest_refused(work_of: WorkOf, asked):
    part = Answer(
        outcome=RequestOutcome.PART_RELEASED,
        asked_for="The evaluation",
        answer="The report is published; the minutes are not.",
        sections="40(2)",
        analysis="They name people.",
        parts=frozenset({("paper", CLOSED_PAPER)}),
    )
    assert f"paper {CLOSED_PAPER}" in {
        each.key for each in requests_queue.read_request(work_of(CLERK), asked).parts
    }
    answer_request(work_of(CLERK), asked, part)
    release = work_of(None).session.query(Release).one()
    confirm_release(work_of(MONITORING_OFFICER), release.id)
    stranger = work_of(None)
    (told,) = requests_disclosed.read_disclosures(stranger).lines
    assert told.says == "Released in part"
    assert told.relied_on == "Freedom of Information Act 2000, section 40(2)"


def test_a_release_that_is_refused_sends_the_request_back(work_of: WorkOf, asked):
    answer_request(work_of(CLERK), asked, RELEASED)
    release = kept(work_of(None), asked).release_id
    with refusing(work_of(CLERK), Refused, "second person") as work:
        answer_request(work, asked, REFUSED)
    refuse_release(work_of(MONITORING_OFFICER), release, "It names a bidder.")
    page = requests_queue.read_request(work_of(CLERK), asked)
    assert (page.release, page.sent_back) == (None, "It names a bidder.")
    answer_request(work_of(CLERK), asked, REFUSED)
    assert kept(work_of(None), asked).outcome is RequestOutcome.REFUSED


def test_what_one_was_given_the_next_is_told_at_once(work_of: WorkOf, ask, asked):
    answer_request(work_of(CLERK), asked, RELEASED)
    confirm_release(work_of(MONITORING_OFFICER), kept(work_of(None), asked).release_id)
    ask(form="the second person's own form")
    (line,) = requests_queue.read_queue(work_of(CLERK)).open
    page = requests_queue.read_request(work_of(CLERK), line.id)
    assert [each.answer for each in page.earlier] == [RELEASED.answer]
    answer_request(work_of(CLERK), line.id, RELEASED)
    assert requests_disclosed.read_disclosures(work_of(None)).total == 2


@pytest.mark.parametrize(
    ("environmental", "relied_on"),
    [
        (False, "Freedom of Information Act 2000, section 43(2)"),
        (True, "Environmental Information Regulations 2004, regulation 43(2)"),
    ],
)
def test_a_refusal_says_its_law_and_seals_its_analysis(
    work_of: WorkOf, asked, environmental, relied_on
):
    answer_request(work_of(CLERK), asked, replace(REFUSED, environmental=environmental))
    (told,) = requests_disclosed.read_disclosures(work_of(None)).lines
    assert told.relied_on == relied_on
    row = kept(work_of(None), asked)
    assert b"bidders" not in (row.sealed_analysis or b"bidders")
    assert requests_queue.read_request(work_of(CLERK), asked).analysis == REFUSED.analysis
    with refusing(work_of(CLERK), Refused, "already") as work:
        answer_request(work, asked, REFUSED)


MISSING = (
    ("asked_for", replace(REFUSED, asked_for="")),
    ("answer", replace(REFUSED, answer="")),
    ("answer", replace(REFUSED, answer="x" * 5001)),
    ("sections", replace(REFUSED, sections="")),
    ("sections", replace(REFUSED, sections="<b>")),
    ("analysis", replace(REFUSED, analysis="")),
    ("parts", replace(REFUSED, outcome=RequestOutcome.PART_RELEASED)),
    ("asked_for", replace(REFUSED, asked_for=f"What {NAME} wanted")),
    ("answer", replace(REFUSED, answer="Dear Odalys, no.")),
    ("answer", replace(REFUSED, answer=f"Sent to {EMAIL.upper()}.")),
    ("answer", replace(REFUSED, answer="Sent to 14 teasel  row.")),
)


def test_an_answer_is_whole_and_names_nobody_or_is_not_given(work_of: WorkOf, asked):
    for where, answer in MISSING:
        work = work_of(CLERK)
        with pytest.raises(AnswerRefused) as refusal:
            answer_request(work, asked, answer)
        assert refusal.value.field == where
        work.session.rollback()
    assert kept(work_of(None), asked).state is RequestState.RECEIVED


def test_words_that_only_look_like_a_name_pass():
    assert list(names_in("The market may bring brooks and fennels.", WISH)) == []
    assert list(names_in("It was sent by Brook.", WISH)) == ["Brook"]


def test_a_request_without_a_notice_is_tied_to_one_first(work_of: WorkOf, ask, restriction):
    ask(About(board=SLUG))
    (line,) = requests_queue.read_queue(work_of(CLERK)).open
    with refusing(work_of(CLERK), AnswerRefused, "No recorded restriction") as work:
        answer_request(work, line.id, RELEASED)
    with refusing(work_of(CLERK), NotFound) as work:
        say_what_about(work, line.id, uuid4())
    say_what_about(work_of(CLERK), line.id, CLOSED_NOTICE)
    assert requests_queue.read_request(work_of(CLERK), line.id).restriction == restriction
    with refusing(work_of(CLERK), Refused, "settled") as work:
        say_what_about(work, line.id, CLOSED_NOTICE)


def test_only_officers_who_answer_requests_know_of_them(work_of: WorkOf, asked):
    for who in (None, STRANGER, MEMBER, AUDITOR, ADMINISTRATOR):
        assert requests_queue.read_queue(work_of(who)).open == ()
        with refusing(work_of(who), NotFound) as work:
            requests_queue.read_request(work, asked)
        with refusing(work_of(who), NotFound) as work:
            take_in_hand(work, asked)
        with refusing(work_of(who), NotFound) as work:
            say_what_about(work, asked, CLOSED_NOTICE)
        with refusing(work_of(who), NotFound) as work:
            answer_request(work, asked, REFUSED)
    assert Verb.REQUEST_OPENED not in verbs(work_of(None), asked)


def test_the_queue_opens_nothing_and_the_page_says_that_it_did(work_of: WorkOf, asked):
    page = requests_queue.read_queue(work_of(CLERK))
    assert not any(canary in str(page) for canary in CANARIES)
    assert Verb.REQUEST_OPENED not in verbs(work_of(None), asked)
    assert requests_queue.read_request(work_of(CLERK), asked).wish == WISH
    assert Verb.REQUEST_OPENED in verbs(work_of(None), asked)


def test_what_is_late_is_overdue_and_comes_first(work_of: WorkOf, ask, asked):
    ask(form="a later request's own form")
    work = work_of(CLERK)
    kept(work, asked).due_on = date(2026, 3, 11)
    work.commit()
    page = requests_queue.read_queue(work_of(CLERK))
    assert (page.overdue, page.open[0].id, page.open[0].overdue) == (1, asked, True)
    answer_request(work_of(CLERK), asked, REFUSED)
    page = requests_queue.read_queue(work_of(CLERK))
    assert (page.overdue, len(page.open), len(page.answered)) == (0, 1, 1)
