"""What everybody holds, made of the facts of a moment: one statement a table, however many."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from portal.policy import Office, Role
from portal.policy.holdings import (
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
from portal.records.base import Base
from portal.records.history import Facts
from portal.records.tables import (
    AskState,
    Body,
    BreakGlass,
    Declaration,
    Dispensation,
    Invitation,
    NeedToKnow,
    OfficeHolding,
    Organisation,
    Permission,
    Person,
    Seat,
)
from portal.services.explaining.sources import Rows, Source

_Held = TypeVar("_Held")
_Theirs = Mapping[str | None, tuple[_Held, ...]]


def everybody(source: Source) -> dict[PersonId, Holdings]:
    """Say what each person of the record holds, held or will hold."""
    every_body = frozenset(BodyId(each) for each in source.rows(Body))
    agreements = source.rows(Organisation)
    seats = _held(source, Seat, lambda row, facts: _seat(row, facts, agreements))
    offices = _held(source, OfficeHolding, _office)
    permissions = _held(source, Permission, _permission)
    needs = _held(source, NeedToKnow, _need)
    invitations = _held(source, Invitation, _invitation)
    interests = _held(source, Declaration, _interest)
    dispensations = _held(source, Dispensation, _dispensation)
    glass = _held(source, BreakGlass, _glass)
    return {
        PersonId(row): Holdings(
            person=PersonId(row),
            councillor=facts["councillor"],
            closed_at=moment_in(facts["closed_at"]),
            # What was kept before there were suspensions does not speak of them.
            suspended_at=moment_in(facts.get("suspended_at")),
            seats=seats.get(str(row), ()),
            offices=offices.get(str(row), ()),
            permissions=permissions.get(str(row), ()),
            needs=needs.get(str(row), ()),
            invitations=invitations.get(str(row), ()),
            interests=interests.get(str(row), ()),
            dispensations=dispensations.get(str(row), ()),
            broken_glass=glass.get(str(row), ()),
            every_body=every_body,
        )
        for row, facts in source.rows(Person).items()
    }


def day_in(text: str | None) -> date | None:
    """Read a date as it is kept."""
    return date.fromisoformat(text) if text else None


def moment_in(text: str | None) -> datetime | None:
    """Read a moment as it is kept."""
    return datetime.fromisoformat(text) if text else None


def _held(
    source: Source, table: type[Base], read: Callable[[UUID, Facts], _Held | None]
) -> _Theirs[_Held]:
    """Read a table as what is held, by whom it is held; a vacant seat is nobody's."""
    found: defaultdict[str | None, list[_Held]] = defaultdict(list)
    for row, facts in source.rows(table).items():
        held = read(row, facts)
        if held is not None:
            found[facts["person_id"]].append(held)
    return {person: tuple(those) for person, those in found.items()}


def _term(row: UUID, facts: Facts) -> dict[str, Any]:
    return {
        "id": row,
        "from_on": date.fromisoformat(facts["from_on"]),
        "until_on": day_in(facts["until_on"]),
    }


def _ending(row: UUID, facts: Facts) -> dict[str, Any]:
    return {**_term(row, facts), "ended_at": moment_in(facts["ended_at"])}


def _item(facts: Facts) -> ItemId:
    return ItemId(UUID(facts["item_id"]))


def _seat(row: UUID, facts: Facts, agreements: Rows) -> SeatHeld:
    agreed = _agreement(facts["organisation_id"], agreements)
    return SeatHeld(
        **_term(row, facts),
        body=BodyId(UUID(facts["body_id"])),
        role=Role(facts["role"]),
        capacity=facts["capacity"],
        meeting=MeetingId(UUID(facts["meeting_id"])) if facts["meeting_id"] else None,
        sharing_from_on=day_in(agreed.get("sharing_agreed_on")),
        sharing_until_on=day_in(agreed.get("sharing_until_on")),
    )


def _agreement(organisation: str | None, agreements: Rows) -> Facts:
    return agreements.get(UUID(organisation), {}) if organisation else {}


def _office(row: UUID, facts: Facts) -> OfficeHeld:
    return OfficeHeld(
        **_term(row, facts),
        office=Office(facts["office"]),
        body=BodyId(UUID(facts["body_id"])) if facts["body_id"] else None,
    )


def _permission(row: UUID, facts: Facts) -> PermissionHeld:
    return PermissionHeld(
        **_ending(row, facts),
        compartment=CompartmentId(UUID(facts["compartment_id"])),
        item=_item(facts) if facts["item_id"] else None,
    )


def _need(row: UUID, facts: Facts) -> NeedHeld | None:
    if facts["state"] != AskState.GRANTED.value:
        return None
    return NeedHeld(**_ending(row, facts), item=_item(facts))


def _invitation(row: UUID, facts: Facts) -> InvitationHeld:
    return InvitationHeld(
        id=row,
        item=_item(facts),
        until_on=day_in(facts["until_on"]),
        ended_at=moment_in(facts["ended_at"]),
    )


def _interest(row: UUID, facts: Facts) -> InterestHeld:
    return InterestHeld(id=row, item=_item(facts), lifted_at=moment_in(facts["lifted_at"]))


def _dispensation(row: UUID, facts: Facts) -> DispensationHeld:
    return DispensationHeld(**_ending(row, facts), item=_item(facts))


def _glass(row: UUID, facts: Facts) -> GlassBroken | None:
    opened_at, ends_at = moment_in(facts["opened_at"]), moment_in(facts["ends_at"])
    if opened_at is None or ends_at is None:
        return None
    return GlassBroken(id=row, item=_item(facts), opened_at=opened_at, ends_at=ends_at)
