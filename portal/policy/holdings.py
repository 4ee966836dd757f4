"""All that one person holds, and what follows from it: who they are, and what they may read.

Nothing here reads a record or a clock.  The same two functions answer for the request of this
moment and, over facts that were kept, for any moment of the past.  That something has run out
is part of the answer, and waits for no job to find it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from portal.policy.attributes import Role
from portal.policy.offices import ROLE_OF, WITHOUT_COMPARTMENTS, Office
from portal.policy.principals import (
    ANONYMOUS,
    Appointment,
    BodyId,
    CompartmentId,
    ItemId,
    MeetingId,
    PersonId,
    Principal,
    Standing,
)
from portal.policy.scope import EVERYBODY, PUBLIC_SCOPE, Scope

OFF_THE_BODY: Final = frozenset({"adviser", "observer"})
"""Capacities of a seat at the table that carries no vote, and no access by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """Something held from a first day to a last, both counted; without a last, for good."""

    id: UUID
    from_on: date
    until_on: date | None = None

    def runs(self, today: date) -> bool:
        """Say whether the day lies in the term."""
        return self.from_on <= today and (self.until_on is None or today <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatHeld(_Term):
    """A seat on a body; a substitute's names the one meeting it is for."""

    body: BodyId
    role: Role
    capacity: str  # of portal.records.tables.Capacity
    meeting: MeetingId | None = None
    sharing_from_on: date | None = None  # the organisation's information-sharing agreement
    sharing_until_on: date | None = None

    def standing(self, today: date) -> Standing:
        """Say in what capacity the seat lets somebody ask to read."""
        return Standing(
            role=self.role,
            body=self.body,
            meeting=self.meeting,
            on_body=self.capacity not in OFF_THE_BODY,
            isa=self.sharing_from_on is not None
            and self.sharing_from_on <= today
            and (self.sharing_until_on is None or today <= self.sharing_until_on),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHeld(_Term):
    """An office, for one body or for every body."""

    office: Office
    body: BodyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionHeld(_Term):
    """Leave to open a compartment, or one item in it."""

    compartment: CompartmentId
    item: ItemId | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedHeld(_Term):
    """A councillor's need to know one item, as it was granted."""

    item: ItemId
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispensationHeld(_Term):
    """Leave to take part in one item in spite of an interest."""

    item: ItemId
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationHeld:
    """Being asked in for one item, as an adviser at its meeting."""

    id: UUID
    item: ItemId
    meeting: MeetingId | None = None
    until_on: date | None = None
    ended_at: datetime | None = None

    def lasts(self, now: datetime, today: date) -> bool:
        """Say whether the invitation still counts."""
        return _lasts(self.ended_at, now) and (self.until_on is None or today <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestHeld:
    """An interest in one item, declared or imposed."""

    id: UUID
    item: ItemId
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken:
    """An emergency opening of one item, from one moment up to another."""

    id: UUID
    item: ItemId
    opened_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """All that one person holds, held or will hold; of a stranger, nothing."""

    person: PersonId | None
    councillor: bool = False
    closed_at: datetime | None = None  # the account
    suspended_at: datetime | None = None  # until that is lifted, nothing counts
    seats: tuple[SeatHeld, ...] = ()
    offices: tuple[OfficeHeld, ...] = ()
    permissions: tuple[PermissionHeld, ...] = ()
    needs: tuple[NeedHeld, ...] = ()
    invitations: tuple[InvitationHeld, ...] = ()
    interests: tuple[InterestHeld, ...] = ()
    dispensations: tuple[DispensationHeld, ...] = ()
    broken_glass: tuple[GlassBroken, ...] = ()
    every_body: frozenset[BodyId] = frozenset()
    """The bodies there are, which matter to a clerk of every body alone: whose drafts are read."""
    barred: bool = False
    """Whether an office on record keeps its holder from every compartment, though its powers do
    not count at the moment."""


NOTHING_HELD: Final = Holdings(person=None)
"""What a stranger holds."""


def principal_from(holdings: Holdings, *, now: datetime, today: date) -> Principal:
    """Say who somebody is: nobody, once their account is closed, or while it is suspended.

    :param now: the moment that is asked about.
    :param today: its date in the United Kingdom, by which terms begin and end.
    """
    if holdings.person is None or not _is_open(holdings, now):
        return ANONYMOUS
    return Principal(
        person=holdings.person,
        appointments=frozenset(
            Appointment(office=held.office, body=held.body)
            for held in holdings.offices
            if held.runs(today)
        ),
    )


def scope_from(holdings: Holdings, *, now: datetime, today: date) -> Scope:
    """Work out what somebody may read.

    Whoever is an administrator, an auditor or a key custodian stands in that office alone,
    whatever else is written of them: nobody both minds the system, its log or its keys and
    reads what is sealed (security requirement AZ-02).

    :param now: the moment that is asked about.
    :param today: its date in the United Kingdom, by which terms begin and end.
    """
    if holdings.person is None or not _is_open(holdings, now):
        return PUBLIC_SCOPE
    offices = [held for held in holdings.offices if held.runs(today)]
    conflicted = frozenset(
        each.item for each in holdings.interests if _lasts(each.lifted_at, now)
    ) - frozenset(
        each.item
        for each in holdings.dispensations
        if each.runs(today) and _lasts(each.ended_at, now)
    )
    if holdings.barred or any(held.office in WITHOUT_COMPARTMENTS for held in offices):
        return _minding(holdings, offices, conflicted, now)
    live = [
        each for each in holdings.permissions if each.runs(today) and _lasts(each.ended_at, now)
    ]
    invitations = [each for each in holdings.invitations if each.lasts(now, today)]
    return Scope(
        standings=(
            EVERYBODY,
            *_in_office(offices),
            *_seated(holdings, today),
            *_asked_in(invitations),
        ),
        permitted=frozenset(each.compartment for each in live if each.item is None),
        permitted_items=frozenset(
            (each.compartment, each.item) for each in live if each.item is not None
        ),
        invited=frozenset(each.item for each in invitations),
        needs_to_know=frozenset(
            each.item
            for each in holdings.needs
            if holdings.councillor and each.runs(today) and _lasts(each.ended_at, now)
        ),
        conflicted=conflicted,
        drafts_of=_drafts(holdings, offices),
    )


def dispensations_used(
    holdings: Holdings, items: Collection[ItemId | None], *, now: datetime, today: date
) -> tuple[UUID, ...]:
    """Name the live dispensations without which an interest would stand in the way of items."""
    if not holdings.dispensations:
        return ()
    interests = {each.item for each in holdings.interests if _lasts(each.lifted_at, now)}
    return tuple(
        each.id
        for each in holdings.dispensations
        if each.item in interests.intersection(items)
        and each.runs(today)
        and _lasts(each.ended_at, now)
    )


def _minding(
    holdings: Holdings, offices: Iterable[OfficeHeld], conflicted: frozenset[ItemId], now: datetime
) -> Scope:
    """Give the scope of somebody who minds the system; glass breaks for administrators alone."""
    minding = [held for held in offices if held.office in WITHOUT_COMPARTMENTS]
    administers = any(held.office is Office.ADMINISTRATOR for held in minding)
    return Scope(
        standings=(EVERYBODY, *_in_office(minding)),
        conflicted=conflicted,
        broken_glass=frozenset(
            each.item
            for each in holdings.broken_glass
            if administers and each.opened_at <= now < each.ends_at
        ),
    )


def _in_office(offices: Iterable[OfficeHeld]) -> list[Standing]:
    """Say in which roles offices let somebody ask; a key custodian's is none of them."""
    return [
        Standing(role=ROLE_OF[held.office], body=held.body)
        for held in sorted(offices, key=lambda each: (each.office, str(each.body)))
        if held.office in ROLE_OF
    ]


def _seated(holdings: Holdings, today: date) -> list[Standing]:
    """Say in which capacities seats let somebody ask; a councillor is one on every body."""
    seats = sorted(holdings.seats, key=lambda each: (str(each.body), str(each.id)))
    standings = [each.standing(today) for each in seats if each.runs(today)]
    return [Standing(role=Role.COUNCILLOR), *standings] if holdings.councillor else standings


def _asked_in(invitations: Iterable[InvitationHeld]) -> list[Standing]:
    """Say that whoever is asked in for an item is an adviser at its meeting."""
    meetings = {each.meeting for each in invitations if each.meeting is not None}
    return [Standing(role=Role.ADVISER, meeting=each) for each in sorted(meetings)]


def _drafts(holdings: Holdings, offices: Iterable[OfficeHeld]) -> frozenset[BodyId]:
    """Say whose drafts a clerk reads."""
    clerk_of = {held.body for held in offices if held.office is Office.CLERK}
    if None in clerk_of:
        return holdings.every_body
    return frozenset(each for each in clerk_of if each is not None)


def _is_open(holdings: Holdings, now: datetime) -> bool:
    """Say whether an account is neither closed nor suspended."""
    return _lasts(holdings.closed_at, now) and _lasts(holdings.suspended_at, now)


def _lasts(ended_at: datetime | None, now: datetime) -> bool:
    """Say whether what ends at a moment, if it does, has not ended yet."""
    return ended_at is None or now < ended_at
