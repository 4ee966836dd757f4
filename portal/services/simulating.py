"""Trying out a change: whose access to what it would change, before anything is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import Classification, Office, Permission, Regime, Stage, Verdict
from portal.policy.grounds import newest_scheme
from portal.policy.holdings import NOTHING_HELD, OfficeHeld, PermissionHeld
from portal.policy.principals import BodyId, CompartmentId, ItemId, PersonId
from portal.policy.simulating import (
    AgreementLapses,
    Change,
    Difference,
    FactsChanged,
    InterestDeclared,
    OfficeTaken,
    PermissionAdded,
    SeatEnds,
    differences,
)
from portal.records.only_reading import only_reading
from portal.services.explaining.closed_things import BodyChoice, bodies_for
from portal.services.explaining.people import everybody
from portal.services.explaining.sources import Standing
from portal.services.simulation_choices import Choices, Found, choices_of
from portal.services.work import Work

PUBLIC: Final = PersonId(UUID(int=0))
"""Stands among the people for everybody who has not signed in."""

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "seat": "A seat ends",
        "agreement": "An information-sharing agreement lapses",
        "permission": "A permission is added",
        "interest": "An interest is declared",
        "office": "Somebody is given an office",
        "class": "An item's class changes",
        "ground": "An item's ground changes",
        "stage": "An item goes to another stage",
        "regime": "An item's meeting is held under other rules",
        "release": "An item is released",
    }
)
"""The facts that can be changed, one at a time, and what the page calls them."""

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "seat": ("seat",),
        "agreement": ("organisation",),
        "permission": ("person", "compartment"),
        "interest": ("person", "item"),
        "office": ("person", "office"),
        "class": ("item", "classification"),
        "ground": ("item", "paragraph", "negotiation"),
        "stage": ("item", "stage"),
        "regime": ("item", "regime"),
        "release": ("item",),
    }
)
"""What each of them has to be told."""

CLASSES: Final = tuple(each for each in Classification if each is not Classification.PUB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Some things to which somebody's access would change, by the same rules."""

    person: str
    gained: bool
    before: Verdict
    after: Verdict
    things: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The simulator: what can be chosen, and what a change would do once one is chosen."""

    bodies: tuple[BodyChoice, ...]
    body: BodyChoice | None
    kind: str
    choices: Choices | None
    asked: bool
    lines: tuple[Line, ...]
    people: int  # how many were asked about
    things: int


def read_simulation(
    work: Work, slug: str, kind: str, told: Mapping[str, str], *, asked: bool
) -> Simulation:
    """Say what a change would do to access to what a body keeps back; nothing is saved, ever.

    :param slug: the body; empty before one is chosen, and so with the kind of change.
    :param told: what the change is told, by the names in :data:`FIELDS`.
    :param asked: whether to try it out, rather than to show what can be chosen.
    :raises NotFound: to whoever may not simulate, or not for that body.
    :raises Refused: if something is not told, or there is no such thing to choose.
    :raises LogUnavailable: if the log cannot be written.
    """
    bodies = bodies_for(work, Permission.POLICY_SIMULATE)
    chosen = next((each for each in bodies if each.slug == slug), None)
    if not bodies or (slug and chosen is None) or (kind and kind not in KINDS):
        raise NotFound
    choices: Choices | None = None
    lines: tuple[Line, ...] = ()
    people = things = 0
    if chosen is not None and kind:
        with only_reading(work.session):
            choices = choices_of(work, chosen.slug)
            if asked:
                lines, people, things = _tried(work, choices, kind, told)
        if asked:
            work.journal.note(
                actor=work.actor,
                verb=Verb.ACCESS_SIMULATED,
                objects=(choices.body,),
                detail={"count": sum(len(each.things) for each in lines)},
            )
    return Simulation(
        bodies=bodies,
        body=chosen,
        kind=kind,
        choices=choices,
        asked=asked,
        lines=lines,
        people=people,
        things=things,
    )


def _tried(
    work: Work, choices: Choices, kind: str, told: Mapping[str, str]
) -> tuple[tuple[Line, ...], int, int]:
    now = work.clock()
    people = everybody(Standing(session=work.session, moment=now))
    found = choices.found
    change = _CHANGES[kind](_Told(work, choices, told))
    changed = differences(
        {PUBLIC: NOTHING_HELD, **people},
        {row: each.thing for row, each in found.items()},
        change,
        now=now,
        today=work.today,
    )
    return _lines(changed, found, choices), len(people), len(found)


def _lines(
    changed: tuple[Difference, ...], found: Mapping[UUID, Found], choices: Choices
) -> tuple[Line, ...]:
    """Put together what is the same for several things; what everybody gains is told once."""
    names = {PUBLIC: "Everybody, signed in or not", **dict(choices.names)}
    public = {each.thing for each in changed if each.person == PUBLIC}
    grouped: dict[tuple[Any, ...], list[Difference]] = {}
    for each in changed:
        if each.person == PUBLIC or each.thing not in public:
            same = (names[each.person], each.gained, each.before.rule, each.after.rule)
            grouped.setdefault(same, []).append(each)
    return tuple(
        Line(
            person=same[0],
            gained=same[1],
            before=those[0].before,
            after=those[0].after,
            things=tuple(found[each.thing] for each in those),
        )
        for same, those in sorted(grouped.items(), key=lambda pair: (pair[0][1], pair[0][0]))
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of a change, read against what can be chosen."""

    work: Work
    choices: Choices
    told: Mapping[str, str]

    def one(self, name: str, among: Mapping[str, object], words: str) -> str:
        """Give what was chosen.

        :raises Refused: if nothing was, or it cannot be.
        """
        value = self.told.get(name, "")
        if value not in among:
            raise Refused(f"Choose {words}.")
        return value

    def person(self) -> PersonId:
        """Give the person who was chosen."""
        return PersonId(UUID(self.one("person", self.choices.people, "a person")))

    def item(self) -> UUID:
        """Give the item that was chosen."""
        return UUID(self.one("item", self.choices.items, "an item"))

    def facts(self, facts: Mapping[str, Any], *, closed: bool) -> Change:
        """State facts anew of what belongs to the chosen item, all of it or the closed rows."""
        item = self.item()
        rows = (
            row
            for row, each in self.choices.found.items()
            if each.item == item
            and not (closed and each.thing.classification is Classification.PUB)
        )
        return FactsChanged(rows=frozenset(rows), facts=facts)


def _seat(told: _Told) -> Change:
    return SeatEnds(seat=UUID(told.one("seat", told.choices.seats, "a seat")))


def _agreement(told: _Told) -> Change:
    chosen = told.one("organisation", told.choices.organisations, "an organisation")
    return AgreementLapses(seats=told.choices.seats_of[chosen])


def _permission(told: _Told) -> Change:
    compartment = told.one("compartment", told.choices.compartments, "a compartment")
    return PermissionAdded(
        person=told.person(),
        permission=PermissionHeld(
            id=uuid4(),
            compartment=CompartmentId(UUID(compartment)),
            from_on=told.work.today,
            until_on=told.work.today + timedelta(days=180),
        ),
    )


def _interest(told: _Told) -> Change:
    return InterestDeclared(person=told.person(), item=ItemId(told.item()))


def _office(told: _Told) -> Change:
    office = Office(told.one("office", dict.fromkeys(Office), "an office"))
    held = OfficeHeld(
        id=uuid4(), office=office, body=BodyId(told.choices.body), from_on=told.work.today
    )
    return OfficeTaken(person=told.person(), office=held)


def _class(told: _Told) -> Change:
    chosen = Classification(told.one("classification", dict.fromkeys(CLASSES), "a class"))
    return told.facts({"classification": chosen}, closed=True)


def _ground(told: _Told) -> Change:
    number = told.one("paragraph", told.choices.paragraphs, "a paragraph")
    scheme = newest_scheme(told.choices.jurisdiction)
    right = scheme.member_right([number], negotiation=told.told.get("negotiation") == "yes")
    return told.facts({"member_right": right}, closed=True)


def _stage(told: _Told) -> Change:
    return told.facts(
        {"stage": Stage(told.one("stage", dict.fromkeys(Stage), "a stage"))}, closed=False
    )


def _regime(told: _Told) -> Change:
    chosen = Regime(told.one("regime", dict.fromkeys(Regime), "some rules"))
    return told.facts({"regime": chosen}, closed=False)


def _release(told: _Told) -> Change:
    return told.facts({"released": True}, closed=True)


_CHANGES: Final[Mapping[str, Callable[[_Told], Change]]] = MappingProxyType(
    {
        "seat": _seat,
        "agreement": _agreement,
        "permission": _permission,
        "interest": _interest,
        "office": _office,
        "class": _class,
        "ground": _ground,
        "stage": _stage,
        "regime": _regime,
        "release": _release,
    }
)
