"""Forgetting requests: three years after the answer, who asked and for what is kept no longer."""

from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.records.tables import PaperRequest, RequestState
from portal.services.work import LOCAL, Work

KEPT_FOR: Final = 3
"""Years after the answer, in case it is complained about; the page on privacy promises this."""


def requests_to_forget(work: Work) -> tuple[UUID, ...]:
    """Find the requests that were answered more than three years ago, the oldest first."""
    before = datetime.combine(_years_before(work.today, KEPT_FOR), time(0), LOCAL)
    rows = work.session.scalars(
        select(PaperRequest.id)
        .where(
            PaperRequest.state == RequestState.ANSWERED,
            PaperRequest.decided_at < before,
            PaperRequest.sealed_request != b"",
        )
        .order_by(PaperRequest.decided_at, PaperRequest.id)
    )
    return tuple(rows)


def forget_requests(work: Work) -> tuple[UUID, ...]:
    """Delete what was asked, by whom, and how it was weighed, of each of those; commit.

    What the disclosure log says stays: it is public, and names nobody.

    :raises LogUnavailable: if the log cannot be written; then nothing is deleted.
    """
    work.begin_writing()
    forgotten = requests_to_forget(work)
    for each in forgotten:
        request = work.session.get_one(PaperRequest, each, with_for_update=True)
        request.sealed_request, request.sealed_analysis = b"", None
        work.session.flush()
        work.journal.note(actor=work.actor, verb=Verb.REQUEST_FORGOTTEN, objects=(each,))
    work.commit()
    return forgotten


def _years_before(day: date, years: int) -> date:
    """Give the same day so many years earlier; for a 29 February that is not there, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
