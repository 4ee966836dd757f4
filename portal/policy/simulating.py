"""What a change would do to access: who would gain what, who would lose it, and by which rule.

Nothing here changes anything: a change is a pair of functions over what people hold and what
things are, and the comparison asks the rules before and after it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from portal.policy.holdings import (
    Holdings,
    InterestHeld,
    OfficeHeld,
    PermissionHeld,
    scope_from,
)
from portal.policy.principals import ItemId, PersonId
from portal.policy.scope import Thing
from portal.policy.verdict import Verdict

People = Mapping[PersonId, Holdings]
Things = Mapping[UUID, Thing]


class Change(Protocol):
    """One fact that would be otherwise."""

    def people(self, people: People) -> People:
        """Give what everybody would hold."""

    def things(self, things: Things) -> Things:
        """Give what everything would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One person's access to one thing, before a change and after it."""

    person: PersonId
    thing: UUID
    before: Verdict
    after: Verdict

    @property
    def gained(self) -> bool:
        """Say whether the change gives access; if it does not, it takes it away."""
        return self.after.allowed


def differences(
    people: People, things: Things, change: Change, *, now: datetime, today: date
) -> tuple[Difference, ...]:
    """Compare the verdicts on every thing for every person before a change and after it.

    Only what opens or closes is told: that a thing stays open by another rule is not.

    :param now: the moment that is asked about; :param today: its date in the United Kingdom.
    """
    after_people, after_things = change.people(people), change.things(things)
    found: list[Difference] = []
    for person, held in people.items():
        then = after_people[person]
        scope = scope_from(held, now=now, today=today)
        later = scope if then is held else scope_from(then, now=now, today=today)
        for row, thing in things.items():
            becomes = after_things[row]
            if later == scope and becomes is thing:
                continue
            before, after = scope.verdict_on(thing), later.verdict_on(becomes)
            if before.allowed is not after.allowed:
                found.append(Difference(person=person, thing=row, before=before, after=after))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfPeople:
    """A change of what people hold."""

    def things(self, things: Things) -> Things:
        """Leave everything as it is."""
        return things


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatEnds(_OfPeople):
    """A seat has ended."""

    seat: UUID

    def people(self, people: People) -> People:
        """Take the seat away."""
        return _each(people, lambda held: _without(held, "seats", {self.seat}))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLapses(_OfPeople):
    """An organisation's information-sharing agreement has lapsed; these seats are for it."""

    seats: frozenset[UUID]

    def people(self, people: People) -> People:
        """Leave the seats without an agreement."""

        def unsigned(held: Holdings) -> Holdings:
            if not any(each.id in self.seats for each in held.seats):
                return held
            return replace(
                held,
                seats=tuple(
                    replace(each, sharing_from_on=None, sharing_until_on=None)
                    if each.id in self.seats
                    else each
                    for each in held.seats
                ),
            )

        return _each(people, unsigned)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionAdded(_OfPeople):
    """Somebody has leave to open a compartment, or one item in it."""

    person: PersonId
    permission: PermissionHeld

    def people(self, people: People) -> People:
        """Give the permission."""
        return _to(people, self.person, "permissions", self.permission)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionEnds(_OfPeople):
    """A permission has ended."""

    permission: UUID

    def people(self, people: People) -> People:
        """Take the permission away."""
        return _each(people, lambda held: _without(held, "permissions", {self.permission}))


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDeclared(_OfPeople):
    """Somebody has declared an interest in an item."""

    person: PersonId
    item: ItemId

    def people(self, people: People) -> People:
        """Note the interest."""
        interest = InterestHeld(id=self.item, item=self.item)
        return _to(people, self.person, "interests", interest)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTaken(_OfPeople):
    """Somebody has been given an office."""

    person: PersonId
    office: OfficeHeld

    def people(self, people: People) -> People:
        """Give the office."""
        return _to(people, self.person, "offices", self.office)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsChanged:
    """Facts of some things are otherwise: their class, ground, stage or rules."""

    rows: frozenset[UUID]
    facts: Mapping[str, Any]  # by the names of Thing's fields

    def people(self, people: People) -> People:
        """Leave everybody as they are."""
        return people

    def things(self, things: Things) -> Things:
        """State the facts of those things anew; what is open stays open whatever its ground."""
        return {
            row: replace(thing, **self.facts) if row in self.rows else thing
            for row, thing in things.items()
        }


def _each(people: People, changed: Callable[[Holdings], Holdings]) -> People:
    return {person: changed(held) for person, held in people.items()}


def _to(people: People, person: PersonId, name: str, added: object) -> People:
    held = people.get(person)
    if held is None:
        return people
    more: dict[str, Any] = {name: (*getattr(held, name), added)}
    return {**people, person: replace(held, **more)}


def _without(held: Holdings, name: str, gone: Iterable[UUID]) -> Holdings:
    those = getattr(held, name)
    kept = tuple(each for each in those if each.id not in set(gone))
    if len(kept) == len(those):
        return held
    fewer: dict[str, Any] = {name: kept}
    return replace(held, **fewer)
