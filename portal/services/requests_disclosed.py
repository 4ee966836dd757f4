"""The disclosure log: what was asked for and what was answered, and never by whom."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select

from portal.errors import NotFound
from portal.records.tables import (
    Body,
    Meeting,
    PaperRequest,
    RequestOutcome,
    RequestState,
    WithheldNotice,
)
from portal.services.requests_queue import OUTCOMES
from portal.services.work import LOCAL, Work

A_PAGE: Final = 50

COLUMNS: Final = {
    "board": "Name of the board that was asked",
    "board_slug": "The board's name in addresses",
    "asked_for": "What was asked for, in the officer's words",
    "received_in": "Month in which the request was received, as YYYY-MM",
    "answered_on": "Date of the answer, as YYYY-MM-DD",
    "outcome": "One of released, part_released, refused, not_held, withdrawn",
    "relied_on": "The law and its sections relied on for what was not given; may be empty",
    "answer": "The answer, as everybody may read it",
    "about": "Address of the notice it was about, on this portal; may be empty",
}
"""What each column means, in their order.  Columns may be added at the end; none changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One request that was answered."""

    body_name: str
    body_slug: str
    asked_for: str
    received_on: date  # pages and tables tell its month alone
    answered_on: date
    outcome: RequestOutcome
    relied_on: str
    answer: str
    notice_id: UUID | None  # only while the public may read it
    heading: str

    @property
    def says(self) -> str:
        """Say in words how it was answered."""
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosurePage:
    """Requests that were answered, the latest first."""

    lines: tuple[Disclosure, ...]
    total: int
    outcomes: tuple[tuple[str, int], ...]
    page: int
    pages: int


def read_disclosures(work: Work, *, page: int = 1) -> DisclosurePage:
    """Read a page of the disclosure log.

    :raises NotFound: if the page is beyond the last.
    """
    counted = Counter[RequestOutcome]()
    for outcome, number in work.session.execute(
        select(PaperRequest.outcome, func.count())
        .where(PaperRequest.state == RequestState.ANSWERED)
        .group_by(PaperRequest.outcome)
    ):
        if outcome is not None:
            counted[outcome] = number
    total = sum(counted.values())
    pages = max(1, -(-total // A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    rows = work.session.execute(_answered().limit(A_PAGE).offset((page - 1) * A_PAGE))
    return DisclosurePage(
        lines=tuple(map(_line, rows)),
        total=total,
        outcomes=tuple((OUTCOMES[each], counted[each]) for each in OUTCOMES if counted[each]),
        page=page,
        pages=pages,
    )


def disclosure_rows(work: Work) -> Iterator[dict[str, str]]:
    """Give the rows of the log, each with every one of :data:`COLUMNS`, in the pages' order."""
    for line in map(_line, work.session.execute(_answered())):
        yield {
            "board": line.body_name,
            "board_slug": line.body_slug,
            "asked_for": line.asked_for,
            "received_in": f"{line.received_on:%Y-%m}",
            "answered_on": line.answered_on.isoformat(),
            "outcome": line.outcome.value,
            "relied_on": line.relied_on,
            "answer": line.answer,
            "about": f"/restricted/{line.notice_id}" if line.notice_id else "",
        }


def _answered() -> Select[*tuple[Any, ...]]:
    told = and_(
        WithheldNotice.id == PaperRequest.notice_id, WithheldNotice.published_at.is_not(None)
    )
    announced = and_(Meeting.id == WithheldNotice.meeting_id, Meeting.published_at.is_not(None))
    return (
        select(
            PaperRequest,
            Body.name.label("body_name"),
            Body.slug.label("body_slug"),
            Meeting.id.label("meeting_id"),
            WithheldNotice.heading,
        )
        .join(Body, Body.id == PaperRequest.body_id)
        .outerjoin(WithheldNotice, told)
        .outerjoin(Meeting, announced)
        .where(PaperRequest.state == RequestState.ANSWERED)
        .order_by(PaperRequest.decided_at.desc(), PaperRequest.id)
    )


def _line(row: Row[Any]) -> Disclosure:
    request: PaperRequest = row.PaperRequest
    if request.outcome is None or request.decided_at is None:
        raise NotFound  # a constraint of the table has it that this cannot be
    public = row.meeting_id is not None
    return Disclosure(
        body_name=row.body_name,
        body_slug=row.body_slug,
        asked_for=request.asked_for,
        received_on=request.received_at.astimezone(LOCAL).date(),
        answered_on=request.decided_at.astimezone(LOCAL).date(),
        outcome=request.outcome,
        relied_on=request.relied_on,
        answer=request.answer,
        notice_id=request.notice_id if public else None,
        heading=row.heading if public else "",
    )
