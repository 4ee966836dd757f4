"""Permissions in lists: what runs, what waits for whose approval, what was refused or lapsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from portal.errors import NotFound
from portal.policy import BodyId
from portal.policy import Permission as May
from portal.records.tables import (
    AskState,
    Body,
    Compartment,
    Permission,
    PermissionRequest,
)
from portal.services.access.asking import Choice, asker, item_place, names, people
from portal.services.access.one_person import accounts_of
from portal.services.access.permissions import has_lapsed
from portal.services.bodies_of import where_may
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A permission that runs, or is to."""

    id: UUID
    holder: str
    of: str
    purpose: str
    from_on: date
    until_on: date
    approvers: tuple[str, str]
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A permission that was asked for."""

    id: UUID
    holder: str
    of: str
    purpose: str
    from_on: date
    until_on: date
    asked_by: str
    asked_at: datetime
    first: str  # who approved it first
    may_approve: bool  # the asker is neither of those who stand in the way
    mine: bool  # the asker asked for it, approved it or would hold it
    state: str  # asked, granted, refused or lapsed
    refused_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionsPage:
    """The permissions of the asker's bodies, and what can be chosen to ask for one."""

    live: tuple[Live, ...]
    to_approve: tuple[Asked, ...]
    waiting: tuple[Asked, ...]
    decided: tuple[Asked, ...]
    may_ask: bool
    compartments: tuple[Choice, ...]
    people: tuple[Choice, ...]


def read_permissions(work: Work) -> PermissionsPage:
    """Read the permissions of the bodies for which the asker asks or approves.

    :raises NotFound: if there are none.
    """
    asks = work.principal.may_somewhere(May.PERMISSION_ASK)
    if not asks and not work.principal.may_somewhere(May.PERMISSION_APPROVE):
        raise NotFound
    places = _places(work)
    live = work.session.scalars(
        select(Permission)
        .where(
            Permission.compartment_id.in_(places),
            Permission.ended_at.is_(None),
            Permission.until_on >= work.today,
        )
        .order_by(Permission.until_on, Permission.id)
    ).all()
    asked = work.session.scalars(
        select(PermissionRequest)
        .where(PermissionRequest.compartment_id.in_(places))
        .order_by(PermissionRequest.asked_at.desc(), PermissionRequest.id)
    ).all()
    lines = _asked(work, asked, places)
    waiting = [each for each in lines if each.state == AskState.ASKED]
    return PermissionsPage(
        live=_live(work, live, places),
        to_approve=tuple(each for each in waiting if each.may_approve),
        waiting=tuple(each for each in waiting if not each.may_approve),
        decided=tuple(each for each in lines if each.state != AskState.ASKED),
        may_ask=asks,
        compartments=tuple(
            Choice(id=each, name=f"{body}: {name}")
            for each, (of, body, name) in places.items()
            if work.principal.may(May.PERMISSION_ASK, of)
        ),
        people=people(work),
    )


Places = dict[UUID, tuple[BodyId, str, str]]
"""Compartments: of which body, and what both are called."""


def _places(work: Work) -> Places:
    rows = work.session.execute(
        select(Compartment.id, Compartment.body_id, Body.name.label("body"), Compartment.name)
        .join(Body, Body.id == Compartment.body_id)
        .where(
            or_(
                where_may(work.principal, May.PERMISSION_ASK, Compartment.body_id),
                where_may(work.principal, May.PERMISSION_APPROVE, Compartment.body_id),
            )
        )
        .order_by(Body.name, Compartment.name)
    )
    return {row.id: (BodyId(row.body_id), row.body, row.name) for row in rows}


def _of(work: Work, row: Permission | PermissionRequest, places: Places) -> str:
    _, body, name = places[row.compartment_id]
    only = f", only {item_place(work, row.item_id).words}" if row.item_id else ""
    return f"{body}: {name}{only}"


def _live(work: Work, rows: Sequence[Permission], places: Places) -> tuple[Live, ...]:
    called = names(
        work,
        {
            each
            for row in rows
            for each in (row.person_id, row.approved_by_id, row.second_approved_by_id)
        },
    )
    return tuple(
        Live(
            id=row.id,
            holder=called[row.person_id],
            of=_of(work, row, places),
            purpose=row.purpose,
            from_on=row.from_on,
            until_on=row.until_on,
            approvers=(called[row.approved_by_id], called[row.second_approved_by_id]),
            may_end=work.principal.may(May.PERMISSION_APPROVE, places[row.compartment_id][0])
            or row.person_id == work.principal.person,
        )
        for row in rows
    )


def _asked(work: Work, rows: Sequence[PermissionRequest], places: Places) -> tuple[Asked, ...]:
    mine_all = accounts_of(work, asker(work))
    called = names(
        work,
        {
            each
            for row in rows
            for each in (row.person_id, row.asked_by_id, row.first_approved_by_id)
        },
    )
    lines = []
    for row in rows:
        mine = bool(mine_all & {row.person_id, row.asked_by_id, row.first_approved_by_id})
        lapsed = row.state is AskState.ASKED and has_lapsed(work, row)
        lines.append(
            Asked(
                id=row.id,
                holder=called[row.person_id],
                of=_of(work, row, places),
                purpose=row.purpose,
                from_on=row.from_on,
                until_on=row.until_on,
                asked_by=called[row.asked_by_id],
                asked_at=row.asked_at,
                first=called.get(row.first_approved_by_id, ""),
                may_approve=not mine
                and work.principal.may(May.PERMISSION_APPROVE, places[row.compartment_id][0]),
                mine=mine,
                state="lapsed" if lapsed else row.state.value,
                refused_because=row.refused_because,
            )
        )
    return tuple(lines)
