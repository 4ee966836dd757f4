"""Three years after the answer nothing is kept of who asked, and for what; the answer stays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.audit import Verb
from portal.policy.periods import due_day
from portal.records.tables import PaperRequest, RequestOutcome, RequestState
from portal.services.clear_days import working_days_everywhere
from portal.services.requests_asking import SEALED_AS
from portal.services.requests_disclosed import read_disclosures
from portal.services.requests_forgetting import forget_requests, requests_to_forget
from portal.services.requests_opening import analysis_of
from portal.services.requests_queue import read_request
from tests.services.requests.conftest import NAME
from tests.support.furnishing import CLERK

pytestmark = pytest.mark.slow

TODAY = date(2026, 3, 12)  # of the tests' clock


def answered_on(work, request, on):
    """Let a request have been answered at noon of a day."""
    row = work.session.get_one(PaperRequest, request)
    row.state, row.outcome = RequestState.ANSWERED, RequestOutcome.NOT_HELD
    row.asked_for, row.answer = "A report", "We never had it."
    row.sealed_analysis = work.seal(
        row.compartment_id, SEALED_AS, analysis_of(request), {"analysis": "We looked twice."}
    )
    row.decided_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    work.commit()
    work.session.close()


def test_what_was_asked_and_by_whom_goes_and_the_answer_stays(work_of, asked):
    answered_on(work_of(None), asked, date(2023, 3, 11))
    assert NAME in repr(read_request(work_of(CLERK), asked).wish.name)

    work = work_of(None)
    assert forget_requests(work) == (asked,)
    row = work.session.get_one(PaperRequest, asked)
    assert (row.sealed_request, row.sealed_analysis) == (b"", None)
    assert [line.entry.verb for line in work.journal.about(asked)].count(
        Verb.REQUEST_FORGOTTEN
    ) == 1

    assert read_disclosures(work_of(None)).lines[0].answer == "We never had it."
    page = read_request(work_of(CLERK), asked)
    assert "was deleted" in page.wish.wanted
    assert (page.wish.name, page.wish.email, page.wish.address) == ("", "", "")
    assert forget_requests(work_of(None)) == ()


@pytest.mark.parametrize("on", [date(2023, 3, 12), date(2024, 3, 11), TODAY - timedelta(days=1)])
def test_it_is_kept_for_three_whole_years(work_of, asked, on):
    answered_on(work_of(None), asked, on)
    assert requests_to_forget(work_of(None)) == ()


def test_what_was_not_answered_is_kept(work_of, asked):
    assert forget_requests(work_of(None)) == ()
    assert read_request(work_of(CLERK), asked).wish.name == NAME


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        (date(2026, 3, 12), date(2026, 4, 14)),  # 17 March in Northern Ireland, and Easter
        (date(2026, 7, 1), date(2026, 7, 30)),  # the 13th, for the 12th of July
        (date(2026, 7, 20), date(2026, 8, 18)),  # the first Monday of August in Scotland
        (date(2026, 12, 24), date(2027, 1, 27)),  # Christmas, New Year and Scotland's 4 January
    ],
)
def test_no_part_of_the_kingdoms_bank_holidays_count(asked_on, due_on):
    assert due_day(asked_on, 20, working_days_everywhere()) == due_on
