"""Reading what one person holds, from which it follows who they are and what they may read."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.policy import Office, Role
from portal.policy.holdings import (
    NOTHING_HELD,
    DispensationHeld,
    GlassBroken,
    Holdings,
    InterestHeld,
    InvitationHeld,
    NeedHeld,
    OfficeHeld,
    PermissionHeld,
    SeatHeld,
)
from portal.policy.principals import BodyId, CompartmentId, ItemId, MeetingId, PersonId
from portal.records.held import COUNCILLOR, EVER, LIVE

_Line = Row[*tuple[Any, ...]]


def holdings_of(session: Session, person: UUID, on: date | None = None) -> Holdings:
    """Read all that a person holds; nothing is held by somebody we do not know.

    :param on: leave out what cannot count on this day, having ended or not begun; without it,
        what was ever held is given.
    """
    asked = {"person": person} if on is None else {"person": person, "today": on}
    lines: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in session.execute(EVER if on is None else LIVE, asked):
        lines[line.noun].append(line)
    if not lines["person"]:
        return NOTHING_HELD
    (themselves,) = lines["person"]
    return Holdings(
        person=PersonId(person),
        councillor=themselves.word == COUNCILLOR,
        closed_at=themselves.ended_at,
        suspended_at=themselves.began_at,
        seats=tuple(map(_seat, lines["seat"])),
        offices=tuple(map(_office, lines["office"])),
        permissions=tuple(map(_permission, lines["permission"])),
        needs=tuple(NeedHeld(item=ItemId(each.matter), **_term(each)) for each in lines["need"]),
        invitations=tuple(
            InvitationHeld(
                id=each.id,
                item=ItemId(each.matter),
                meeting=MeetingId(each.place),
                until_on=each.until_on,
                ended_at=each.ended_at,
            )
            for each in lines["invitation"]
        ),
        interests=tuple(
            InterestHeld(id=each.id, item=ItemId(each.matter), lifted_at=each.ended_at)
            for each in lines["interest"]
        ),
        dispensations=tuple(
            DispensationHeld(item=ItemId(each.matter), **_term(each))
            for each in lines["dispensation"]
        ),
        broken_glass=tuple(
            GlassBroken(
                id=each.id,
                item=ItemId(each.matter),
                opened_at=each.began_at,
                ends_at=each.ended_at,
            )
            for each in lines["glass"]
        ),
        every_body=frozenset(BodyId(each.id) for each in lines["body"]),
    )


def _seat(line: _Line) -> SeatHeld:
    return SeatHeld(
        id=line.id,
        body=BodyId(line.place),
        role=Role(line.role),
        capacity=line.word,
        meeting=MeetingId(line.matter) if line.matter else None,
        from_on=line.from_on,
        until_on=line.until_on,
        sharing_from_on=line.sharing_from_on,
        sharing_until_on=line.sharing_until_on,
    )


def _office(line: _Line) -> OfficeHeld:
    return OfficeHeld(
        id=line.id,
        office=Office(line.word),
        body=BodyId(line.place) if line.place else None,
        from_on=line.from_on,
        until_on=line.until_on,
    )


def _permission(line: _Line) -> PermissionHeld:
    return PermissionHeld(
        compartment=CompartmentId(line.place),
        item=ItemId(line.matter) if line.matter else None,
        **_term(line),
    )


def _term(line: _Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "from_on": line.from_on,
        "until_on": line.until_on,
        "ended_at": line.ended_at,
    }
