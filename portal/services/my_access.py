"""What somebody can open and why, until when, and what the log says of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select, true

from portal.audit import FORMS, Verb
from portal.errors import NotFound
from portal.policy import (
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    Role,
    Stage,
    Thing,
    Verdict,
)
from portal.records.tables import (
    AgendaItem,
    Body,
    BodyRegime,
    Compartment,
    OfficeHolding,
    Organisation,
    Permission,
    Seat,
)
from portal.services.access.held_items import OneItem, items_held
from portal.services.work import Work

MOST_LINES: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat or an office that somebody holds today."""

    body_name: str
    what: str
    organisation: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compartments:
    """One compartment, and what the policy answers about exempt papers in it."""

    body_name: str
    name: str
    sensitive: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A permission that is live today."""

    compartment: str
    item: str
    purpose: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of somebody's own log."""

    number: int
    at: datetime
    sentence: str
    outcome: str  # done, aborted, failed; empty for what has no outcome, or none yet
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """My access."""

    places: tuple[Place, ...]
    compartments: tuple[Compartments, ...]
    permissions: tuple[Leave, ...]
    items: tuple[OneItem, ...]
    lines: tuple[LogLine, ...]
    log_since: datetime | None


def read_access(work: Work) -> Access:
    """Gather what somebody can open and why, with their own lines of the log.

    Reading the log is itself written down.

    :raises NotFound: to a stranger; a vacant seat is not theirs.
    :raises LogUnavailable: if the log cannot be read or written.
    """
    if not work.principal.signed_in:
        raise NotFound
    lines = _lines(work)
    return Access(
        places=(*_seats(work), *_offices(work)),
        compartments=_compartments(work),
        permissions=_permissions(work),
        items=items_held(work),
        lines=lines,
        log_since=lines[-1].at if lines else None,
    )


def _lines(work: Work) -> tuple[LogLine, ...]:
    found = work.journal.lines_of(work.actor, limit=MOST_LINES)
    work.journal.note(
        actor=work.actor, verb=Verb.LOG_READ, objects=(), detail={"of": "own", "count": len(found)}
    )
    return tuple(
        LogLine(
            number=line.entry.seq,
            at=line.entry.moment,
            sentence=FORMS[line.entry.verb].sentence,
            outcome=str(line.outcome.detail["outcome"]) if line.outcome else "",
            rule=str(line.entry.detail.get("rule", "")),
        )
        for line in found
    )


def _seats(work: Work) -> tuple[Place, ...]:
    rows = work.session.execute(
        select(
            Body.name,
            Seat.capacity,
            Seat.post_title,
            Seat.from_on,
            Seat.until_on,
            Organisation.name.label("organisation"),
        )
        .join(Body, Body.id == Seat.body_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.person_id == work.principal.person, Seat.from_on <= work.today)
        .order_by(Body.name, Seat.from_on)
    )
    return tuple(
        Place(
            body_name=row.name,
            what=row.capacity.replace("_", " "),
            organisation=row.organisation or "",
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in rows
        if row.until_on is None or row.until_on >= work.today
    )


def _offices(work: Work) -> tuple[Place, ...]:
    rows = work.session.execute(
        select(Body.name, OfficeHolding.office, OfficeHolding.from_on, OfficeHolding.until_on)
        .outerjoin(Body, Body.id == OfficeHolding.body_id)
        .where(
            OfficeHolding.person_id == work.principal.person, OfficeHolding.from_on <= work.today
        )
        .order_by(OfficeHolding.office)
    )
    return tuple(
        Place(
            body_name=row.name or "Every board",
            what=row.office.replace("_", " "),
            organisation="",
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in rows
        if row.until_on is None or row.until_on >= work.today
    )


def _compartments(work: Work) -> tuple[Compartments, ...]:
    """Ask the policy about an exempt report of today in each compartment of one's bodies.

    Compartments of which somebody may read nothing are left out: that there is one is not theirs
    to know.
    """
    bodies = {each.body for each in work.scope.standings if each.body is not None}
    everywhere = any(
        each.body is None and each.role is not Role.PUBLIC for each in work.scope.standings
    )
    rows = work.session.execute(
        select(
            Compartment.id,
            Compartment.name,
            Compartment.sensitive,
            Compartment.body_id,
            Body.name.label("body"),
            BodyRegime.regime,
            BodyRegime.jurisdiction,
        )
        .join(Body, Body.id == Compartment.body_id)
        .join(BodyRegime, BodyRegime.body_id == Body.id)
        .where(
            true() if everywhere else Compartment.body_id.in_(bodies),
            BodyRegime.from_on <= work.today,
        )
        .order_by(Body.name, Compartment.name, BodyRegime.from_on)
    )
    newest = {row.id: row for row in rows}
    asked = (
        Compartments(
            body_name=row.body,
            name=row.name,
            sensitive=row.sensitive,
            verdict=work.scope.verdict_on(
                Thing(
                    body=BodyId(row.body_id),
                    meeting=None,
                    item=None,
                    regime=row.regime,
                    jurisdiction=row.jurisdiction,
                    classification=Classification.EX,
                    stage=Stage.ISSUED_PRE,
                    doc_type=DocType.REPORT,
                    compartment=CompartmentId(row.id),
                    sensitive=row.sensitive,
                )
            ),
        )
        for row in newest.values()
    )
    return tuple(each for each in asked if each.verdict.allowed)


def _permissions(work: Work) -> tuple[Leave, ...]:
    if {each.role for each in work.scope.standings} & {Role.SYSADMIN, Role.AUDITOR}:
        return ()
    rows = work.session.execute(
        select(
            Compartment.name,
            Permission.item_id,
            AgendaItem.number,
            AgendaItem.heading,
            Permission.purpose,
            Permission.from_on,
            Permission.until_on,
        )
        .join(Compartment, Compartment.id == Permission.compartment_id)
        .outerjoin(AgendaItem, AgendaItem.id == Permission.item_id)
        .where(
            Permission.person_id == work.principal.person,
            Permission.ended_at.is_(None),
            Permission.from_on <= work.today,
            Permission.until_on >= work.today,
        )
        .order_by(Compartment.name, Permission.until_on)
    )
    return tuple(
        Leave(
            compartment=row.name,
            item=_item(row.number, row.heading) if row.item_id is not None else "",
            purpose=row.purpose,
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in rows
    )


def _item(number: str, heading: str) -> str:
    """Name the one item a permission is for; a closed heading is not opened for that."""
    name = f"item {number}" if number else "one item"
    return f"{name}: {heading}" if heading else name
