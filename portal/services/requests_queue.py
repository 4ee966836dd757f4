"""The queue of requests: what is due and overdue, and one request with what bears on it."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.policy.attributes import Jurisdiction
from portal.policy.freedom_hints import LAWS, Hint, InformationLaw, hints
from portal.records.tables import (
    Body,
    PaperRequest,
    Release,
    ReleaseState,
    RequestOutcome,
    RequestState,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.records.things import GUARDED
from portal.services.requests_asking import Wish
from portal.services.requests_opening import (
    may_answer,
    open_request,
    request_to_answer,
    rules_today,
)
from portal.services.restricting import KINDS
from portal.services.withheld import COLUMNS, Withheld, paragraphs_of, published, withheld
from portal.services.work import LOCAL, Work

LATELY: Final = 50
"""How many answered requests the queue still shows."""

OUTCOMES: Final = {
    RequestOutcome.RELEASED: "Released",
    RequestOutcome.PART_RELEASED: "Released in part",
    RequestOutcome.REFUSED: "Refused",
    RequestOutcome.NOT_HELD: "Not held",
    RequestOutcome.WITHDRAWN: "Withdrawn by whoever asked",
}
"""How a request can be answered, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request in the queue: nothing of what was asked, or by whom."""

    id: UUID
    reference: str
    body_name: str
    about: str  # the notice's heading; empty if no notice is named
    received_on: date
    due_on: date
    state: RequestState
    outcome: str  # in words; empty until it is answered
    answered_on: date | None
    overdue: bool
    waits: bool  # for the second person of a release


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The requests somebody may answer."""

    open: tuple[RequestLine, ...]  # the most pressing first
    answered: tuple[RequestLine, ...]  # the latest first, and only those
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One closed row that can be released by itself, told by its kind and number alone."""

    key: str  # "paper 6f1c…", as a form names it
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """How an earlier request about the same notice was answered."""

    on: date
    outcome: str
    relied_on: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request, opened, with what an officer needs to decide it."""

    line: RequestLine
    wish: Wish
    analysis: str
    asked_for: str
    answer: str
    relied_on: str
    law: InformationLaw
    notice: Withheld | None
    notices: tuple[tuple[UUID, str], ...]  # that it could be about, if it names none
    restriction: UUID | None
    state: RestrictionState | None
    months: int | None  # since it was closed
    hints: tuple[Hint, ...]
    parts: tuple[Part, ...]
    earlier: tuple[Earlier, ...]
    release: UUID | None  # that waits for its second person
    sent_back: str  # why the second person refused the last one


def read_queue(work: Work) -> QueuePage:
    """List the requests to the bodies for which the asker may answer them."""
    rows = work.session.execute(
        select(PaperRequest, Body.name, WithheldNotice.heading)
        .join(Body, Body.id == PaperRequest.body_id)
        .outerjoin(WithheldNotice, WithheldNotice.id == PaperRequest.notice_id)
        .order_by(PaperRequest.due_on, PaperRequest.received_at, PaperRequest.id)
    )
    lines = [
        _line(work, request, name, heading or "")
        for request, name, heading in rows
        if may_answer(work, request.body_id)
    ]
    answered = sorted(
        (each for each in lines if each.answered_on is not None),
        key=lambda each: each.answered_on or date.min,
    )
    return QueuePage(
        open=tuple(each for each in lines if each.answered_on is None),
        answered=tuple(answered[-LATELY:][::-1]),
        overdue=sum(each.overdue for each in lines),
    )


def read_request(work: Work, request_id: UUID) -> RequestPage:
    """Open one request.

    :raises NotFound: if there is none that the asker may answer.
    :raises LogUnavailable, CannotOpen: as :func:`~portal.services.requests_opening.open_request`.
    """
    request = request_to_answer(work, request_id)
    body = work.session.get_one(Body, request.body_id)
    _, jurisdiction = rules_today(work, body.id)
    notice, restriction, grounds = _notice(work, request.notice_id, jurisdiction)
    wish, analysis = open_request(work, request)
    return RequestPage(
        line=_line(work, request, body.name, notice.heading if notice else ""),
        wish=wish,
        analysis=analysis.get("analysis", ""),
        asked_for=request.asked_for,
        answer=request.answer,
        relied_on=request.relied_on,
        law=LAWS[jurisdiction],
        notice=notice,
        notices=() if notice else _notices(work, body.id),
        restriction=restriction.id if restriction else None,
        state=restriction.state if restriction else None,
        months=_months(restriction.decided_on, work.today) if restriction else None,
        hints=grounds,
        parts=_parts(work, restriction.id) if restriction else (),
        earlier=_earlier(work, request),
        release=request.release_id if _waits(work, request.release_id) else None,
        sent_back=_sent_back(work, request),
    )


def _line(work: Work, request: PaperRequest, body_name: str, about: str) -> RequestLine:
    answered = request.state is RequestState.ANSWERED
    return RequestLine(
        id=request.id,
        reference=request.reference,
        body_name=body_name,
        about=about,
        received_on=request.received_at.astimezone(LOCAL).date(),
        due_on=request.due_on,
        state=request.state,
        outcome=OUTCOMES[request.outcome] if request.outcome else "",
        answered_on=request.decided_at.astimezone(LOCAL).date() if request.decided_at else None,
        overdue=not answered and request.due_on < work.today,
        waits=not answered and request.release_id is not None,
    )


def _notice(
    work: Work, notice_id: UUID | None, jurisdiction: Jurisdiction
) -> tuple[Withheld | None, Restriction | None, tuple[Hint, ...]]:
    """Read the notice a request is about, what it was closed by, and the hints its ground gives."""
    row = work.session.execute(
        published(select(*COLUMNS, WithheldNotice.restriction_id)).where(
            WithheldNotice.id == notice_id
        )
    ).one_or_none()
    if row is None:
        return None, None, ()
    closed = work.session.get(Restriction, row.restriction_id) if row.restriction_id else None
    stated = closed or row
    return (
        withheld(row),
        closed,
        hints(stated.scheme, paragraphs_of(stated.paragraphs), jurisdiction),
    )


def _notices(work: Work, body: UUID) -> tuple[tuple[UUID, str], ...]:
    rows = work.session.execute(
        published(select(WithheldNotice.id, WithheldNotice.heading))
        .where(WithheldNotice.body_id == body)
        .order_by(WithheldNotice.heading, WithheldNotice.id)
    )
    return tuple((row.id, row.heading) for row in rows)


def _parts(work: Work, restriction: UUID) -> tuple[Part, ...]:
    parts = []
    for table in GUARDED:
        noun = table.__tablename__
        rows = work.session.scalars(
            select(table.id).where(table.restriction_id == restriction).order_by(table.id)
        )
        kind = KINDS[noun].replace("-", " ").capitalize()
        parts += [
            Part(key=f"{noun} {row}", name=f"{kind} {number}") for number, row in enumerate(rows, 1)
        ]
    return tuple(parts)


def _earlier(work: Work, request: PaperRequest) -> tuple[Earlier, ...]:
    if request.notice_id is None:
        return ()
    rows = work.session.scalars(
        select(PaperRequest)
        .where(
            PaperRequest.notice_id == request.notice_id,
            PaperRequest.id != request.id,
            PaperRequest.state == RequestState.ANSWERED,
        )
        .order_by(PaperRequest.decided_at.desc())
    )
    return tuple(
        Earlier(
            on=row.decided_at.astimezone(LOCAL).date(),
            outcome=OUTCOMES[row.outcome],
            relied_on=row.relied_on,
            answer=row.answer,
        )
        for row in rows
        if row.decided_at is not None and row.outcome is not None
    )


def _waits(work: Work, release: UUID | None) -> bool:
    found = work.session.get(Release, release) if release is not None else None
    return found is not None and found.state is ReleaseState.ASKED


def _sent_back(work: Work, request: PaperRequest) -> str:
    if request.release_id is None or request.state is RequestState.ANSWERED:
        return ""
    release = work.session.get_one(Release, request.release_id)
    return release.refused_because if release.state is ReleaseState.REFUSED else ""


def _months(since: date, today: date) -> int:
    return max(
        0, (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    )
