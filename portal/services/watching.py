"""Where whoever watches over access begins: their questions, the log's health, what is overdue."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Permission
from portal.records.history import known_since
from portal.records.tables import (
    AccessReview,
    Body,
    BreakGlass,
    Compartment,
    PaperRequest,
    RequestState,
    Restriction,
)
from portal.services.bodies_of import where_may
from portal.services.hubs import GOVERNANCE_DOORS, HubDoor, doors_for
from portal.services.today import UNDER_REVIEW
from portal.services.work import Work

LOOKED_AT: Final = 400
"""How many of the log's newest entries are looked through for what the officer was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHealth:
    """What the log says of itself, and when it last grew."""

    entries: int
    head: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An opening as of right that the monitoring officer is told of."""

    number: int
    at: datetime
    thing: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An emergency opening under way."""

    id: UUID
    body_name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """How many of something are past their day."""

    what: str
    number: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The home of whoever watches over access."""

    on: date
    doors: tuple[HubDoor, ...]
    log: LogHealth | None
    known_since: datetime | None
    overdue: tuple[Overdue, ...]
    openings: tuple[Opening, ...]
    told: tuple[Told, ...] | None


def read_watch(work: Work) -> Watch:
    """Gather where an auditor, or an officer who watches over access, begins.

    What the log says is read, and that it was read is written down, for those alone who may
    read it.

    :raises NotFound: to whoever has no door here.
    :raises LogUnavailable: if the log cannot be read or written.
    """
    doors = doors_for(work.principal, GOVERNANCE_DOORS)
    if not doors:
        raise NotFound
    reads_log = work.principal.may_somewhere(Permission.LOG_READ)
    return Watch(
        on=work.today,
        doors=doors,
        log=_health(work) if reads_log else None,
        known_since=known_since(work.session),
        overdue=_overdue(work),
        openings=_openings(work),
        told=_told(work) if reads_log else None,
    )


def _health(work: Work) -> LogHealth:
    stated = work.journal.checkpoint()
    last = work.journal.recent(limit=1)
    return LogHealth(
        entries=stated.size,
        head=stated.head.hex()[:16],
        last_at=last[0].entry.moment if last else None,
    )


def _told(work: Work) -> tuple[Told, ...]:
    lines = work.journal.recent(limit=LOOKED_AT)
    found = [each.entry for each in lines if each.entry.verb is Verb.MONITORING_OFFICER_TOLD]
    work.journal.note(
        actor=work.actor, verb=Verb.LOG_READ, detail={"of": "all", "count": len(found)}
    )
    return tuple(
        Told(
            number=entry.seq,
            at=entry.moment,
            thing=entry.objects[0] if entry.objects else "",
            rule=str(entry.detail.get("rule", "")),
        )
        for entry in found
    )


def _overdue(work: Work) -> tuple[Overdue, ...]:
    asked: tuple[tuple[str, str, Select[Any]], ...] = (
        (
            "Reviews of restrictions",
            "/ig/reviews",
            select(func.count())
            .select_from(Restriction)
            .where(
                where_may(work.principal, Permission.REVIEW_READ, Restriction.body_id),
                Restriction.state.in_(UNDER_REVIEW),
                Restriction.review_on < work.today,
            ),
        ),
        (
            "Answers to requests for a paper",
            "/clerk/requests",
            select(func.count())
            .select_from(PaperRequest)
            .where(
                where_may(work.principal, Permission.REQUEST_ANSWER, PaperRequest.body_id),
                PaperRequest.state != RequestState.ANSWERED,
                PaperRequest.due_on < work.today,
            ),
        ),
        (
            "Reviews of who may read",
            "/ig/access-reviews",
            select(func.count())
            .select_from(AccessReview)
            .where(
                where_may(work.principal, Permission.ACCESS_REVIEW, AccessReview.body_id),
                AccessReview.closed_at.is_(None),
                AccessReview.due_on < work.today,
            ),
        ),
        (
            "Reviews of an emergency opening",
            "/ig/break-glass",
            select(func.count())
            .select_from(BreakGlass)
            .join(Compartment, Compartment.id == BreakGlass.compartment_id)
            .where(
                where_may(work.principal, Permission.BREAK_GLASS_APPROVE, Compartment.body_id),
                BreakGlass.reviewed_at.is_(None),
                BreakGlass.review_due_on < work.today,
            ),
        ),
    )
    counted = (
        Overdue(what=what, number=work.session.scalar(statement) or 0, address=address)
        for what, address, statement in asked
    )
    return tuple(each for each in counted if each.number)


def _openings(work: Work) -> tuple[Opening, ...]:
    now = work.clock()
    rows = work.session.execute(
        select(BreakGlass.id, Body.name, BreakGlass.ends_at)
        .join(Compartment, Compartment.id == BreakGlass.compartment_id)
        .join(Body, Body.id == Compartment.body_id)
        .where(
            where_may(work.principal, Permission.ACCESS_EXPLAIN, Compartment.body_id),
            BreakGlass.opened_at <= now,
            BreakGlass.ends_at > now,
        )
        .order_by(BreakGlass.ends_at)
    )
    return tuple(
        Opening(id=row.id, body_name=row.name, ends_at=row.ends_at)
        for row in rows
        if row.ends_at is not None
    )
