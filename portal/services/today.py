"""A clerk's today: what is due of the bodies they serve, the soonest and the gravest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import (
    AskState,
    Body,
    ImportBatch,
    ImportState,
    Meeting,
    MeetingState,
    MistakenPublication,
    PaperRequest,
    Release,
    ReleaseState,
    RequestState,
    Restriction,
    RestrictionState,
    Seat,
    SubstituteNaming,
)
from portal.services.access.asking import Choice
from portal.services.bodies_of import where_may
from portal.services.clear_days import publication_moment
from portal.services.hubs import CLERK_DOORS, HubDoor, doors_for, serves
from portal.services.uploads.waiting import WaitingUpload, read_waiting
from portal.services.work import LOCAL, Work

AHEAD: Final = timedelta(days=7)
AGENDAS_AHEAD: Final = timedelta(days=28)
MOST_PROPOSALS: Final = 20
UNDER_REVIEW: Final = (
    RestrictionState.RESOLVED,
    RestrictionState.MAINTAINED,
    RestrictionState.PART_RELEASED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to do: what, by when where the law or somebody set a time, and where."""

    what: str
    address: str
    by: datetime | None = None
    by_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """A clerk's day."""

    on: date
    deadlines: tuple[Due, ...]
    """What the law dates, the soonest first."""
    waiting: tuple[Due, ...]
    """What waits for somebody."""
    uploads: tuple[WaitingUpload, ...]
    """The asker's own files that are not published yet."""
    watching: tuple[Choice, ...]
    """The bodies whose watched-for names the asker may change."""
    doors: tuple[HubDoor, ...]


def read_today(work: Work) -> Today:
    """Gather what is due of the bodies that the asker serves.

    :raises NotFound: to whoever serves none.
    """
    if not serves(work.principal):
        raise NotFound
    deadlines = [*_agendas(work), *_mistakes(work), *_requests(work), *_reviews(work)]
    return Today(
        on=work.today,
        deadlines=tuple(sorted(deadlines, key=_soonest)),
        waiting=tuple(_waiting(work)),
        uploads=read_waiting(work),
        watching=_watching(work),
        doors=doors_for(work.principal, CLERK_DOORS),
    )


def _watching(work: Work) -> tuple[Choice, ...]:
    mine = _mine(work, Permission.MEETING_PUBLISH, Body.id)
    rows = work.session.execute(select(Body.id, Body.name).where(mine).order_by(Body.name))
    return tuple(Choice(id=row.id, name=row.name) for row in rows)


def _soonest(due: Due) -> tuple[bool, date, str]:
    on = due.by.astimezone(LOCAL).date() if due.by else due.by_on or date.max
    return (not due.late, on, due.what)


def _agendas(work: Work) -> Iterator[Due]:
    """Give the agendas that are not out yet, with the last moment at which they can be in time."""
    now = work.clock()
    rows = work.session.execute(
        select(Meeting, Body.name)
        .join(Body, Body.id == Meeting.body_id)
        .where(
            _mine(work, Permission.MEETING_PUBLISH, Meeting.body_id),
            Meeting.published_at.is_(None),
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at > now,
            Meeting.starts_at <= now + AGENDAS_AHEAD,
        )
        .order_by(Meeting.starts_at)
    )
    for meeting, body_name in rows:
        held_on = meeting.starts_at.astimezone(LOCAL).date()
        by = publication_moment(held_on, meeting.jurisdiction, meeting.regime, work.counting)
        yield Due(
            what=f"Publish the agenda of {body_name} for {held_on.day} {held_on:%B %Y}",
            address=f"/meetings/{meeting.id}",
            by=by,
            late=by < now,
        )


def _mistakes(work: Work) -> Iterator[Due]:
    """Give the mistaken publications on whose clock 72 hours run (UK GDPR article 33)."""
    rows = work.session.execute(
        select(MistakenPublication.id, MistakenPublication.deadline_at).where(
            _mine(work, Permission.INCIDENT_MANAGE, MistakenPublication.body_id),
            MistakenPublication.closed_at.is_(None),
        )
    )
    for row in rows:
        yield Due(
            what="Decide whether to report a mistaken publication",
            address=f"/clerk/mistakes/{row.id}",
            by=row.deadline_at,
            late=row.deadline_at < work.clock(),
        )


def _requests(work: Work) -> Iterator[Due]:
    asked = select(func.count(), func.min(PaperRequest.due_on)).where(
        _mine(work, Permission.REQUEST_ANSWER, PaperRequest.body_id),
        PaperRequest.state != RequestState.ANSWERED,
    )
    yield from _by_day(
        work, asked, PaperRequest.due_on, ("request for a paper", "to answer"), "/clerk/requests"
    )


def _reviews(work: Work) -> Iterator[Due]:
    asked = select(func.count(), func.min(Restriction.review_on)).where(
        _mine(work, Permission.REVIEW_READ, Restriction.body_id),
        Restriction.state.in_(UNDER_REVIEW),
    )
    yield from _by_day(
        work, asked, Restriction.review_on, ("restriction", "to review"), "/clerk/reviews"
    )


def _by_day(
    work: Work,
    asked: Select[*tuple[Any, ...]],
    day: Any,  # noqa: ANN401 -- a column of dates, perhaps empty
    words: tuple[str, str],
    address: str,
) -> Iterator[Due]:
    """Count what is overdue, and apart from it what falls due in the next days."""
    noun, verb = words
    for late, within in (
        (True, day < work.today),
        (False, day.between(work.today, work.today + AHEAD)),
    ):
        number, first = work.session.execute(asked.where(within)).one()
        if number:
            yield Due(
                what=f"{_counted(number, noun)} {verb}", address=address, by_on=first, late=late
            )


def _waiting(work: Work) -> Iterator[Due]:
    """Count what waits for a decision that nothing dates."""
    asked: tuple[tuple[str, str, str, Select[Any]], ...] = (
        (
            "release to confirm",
            "releases to confirm",
            "/clerk/releases",
            _count(Release)
            .join(Restriction, Restriction.id == Release.restriction_id)
            .where(
                _mine(work, Permission.RESTRICTION_RELEASE, Restriction.body_id),
                Release.state == ReleaseState.ASKED,
            ),
        ),
        (
            "substitute to approve",
            "substitutes to approve",
            "/clerk/membership",
            _count(SubstituteNaming)
            .join(Seat, Seat.id == SubstituteNaming.seat_id)
            .where(
                _mine(work, Permission.SEAT_FILL, Seat.body_id),
                SubstituteNaming.state == AskState.ASKED,
            ),
        ),
        (
            "import to review",
            "imports to review",
            "/clerk/imports",
            _count(ImportBatch).where(
                _mine(work, Permission.IMPORT_REVIEW, ImportBatch.body_id),
                ImportBatch.state == ImportState.AWAITING_REVIEW,
            ),
        ),
    )
    yield from _proposals(work)
    for one, many, address, statement in asked:
        number = work.session.scalar(statement) or 0
        if number:
            yield Due(what=_counted(number, one, many), address=address)


def _proposals(work: Work) -> Iterator[Due]:
    """Name the restrictions that were proposed and not decided, the oldest first."""
    rows = work.session.execute(
        select(Restriction.id, Restriction.proposed_at, Body.name)
        .join(Body, Body.id == Restriction.body_id)
        .where(
            or_(
                _mine(work, Permission.RESTRICTION_PROPOSE, Restriction.body_id),
                _mine(work, Permission.RESTRICTION_DECIDE, Restriction.body_id),
            ),
            Restriction.state == RestrictionState.PROPOSED,
        )
        .order_by(Restriction.proposed_at, Restriction.id)
        .limit(MOST_PROPOSALS)
    )
    for row in rows:
        since = row.proposed_at.astimezone(LOCAL).date() if row.proposed_at else None
        told = f", proposed on {since.day} {since:%B %Y}" if since else ""
        yield Due(
            what=f"Restriction to decide for {row.name}{told}",
            address=f"/clerk/restrictions/{row.id}",
        )


def _count(table: Any) -> Select[Any]:  # noqa: ANN401 -- a mapped class, whichever
    return select(func.count()).select_from(table)


def _mine(work: Work, permission: Permission, body: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a column of bodies
    return where_may(work.principal, permission, body)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
