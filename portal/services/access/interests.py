"""Interests: declared or imposed, and lifted by an officer alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import BodyId, Permission
from portal.records.tables import (
    Capacity,
    Declaration,
    Dispensation,
    Interest,
    Person,
    Seat,
)
from portal.services.access.asking import (
    ItemPlace,
    Unfit,
    an_act,
    asker,
    general_compartment,
    item_place,
    known_item,
    note,
    sealed_note,
    somebody,
)
from portal.services.work import Work

SEALED_AS: Final = "declaration"
NATURE: Final = "Say what the interest is. It is sealed, and officers alone open it."
DECLARED: Final = (Interest.PECUNIARY, Interest.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestLine:
    """One interest, in a list."""

    id: UUID
    person: UUID
    name: str
    place: ItemPlace
    kind: Interest
    will_leave: bool
    declared_at: datetime | None
    imposed: bool
    lifted_at: datetime | None
    dispensation: Dispensation | None = field(repr=False)


@an_act
def declare(work: Work, item_id: UUID, kind: str, nature: str, *, will_leave: bool | None) -> UUID:
    """Declare an interest in an item: from the next request on it is closed to the declarer.

    :raises NotFound: if there is no such item, or none this principal may know of.
    :raises Unfit: if something is missing, or an interest is recorded already.
    """
    place = known_item(work, item_id)
    faults = {}
    if kind not in DECLARED:
        faults["kind"] = "Choose what kind of interest it is."
    if not nature:
        faults["nature"] = NATURE
    if will_leave is None:
        faults["will_leave"] = "Say whether you will leave the room for this item."
    if faults or will_leave is None:
        raise Unfit(faults)
    declared = _recorded(work, place, asker(work), Interest(kind), nature, will_leave=will_leave)
    work.commit()
    return declared


def may_impose(work: Work, place: ItemPlace) -> bool:
    """Say whether somebody may record an interest of somebody else's, or lift one.

    A monitoring or proper officer or the clerk, by office; the chair, by their seat, may impose.
    """
    return work.principal.may(Permission.INTEREST_RECORD, BodyId(place.body)) or _chairs(
        work, place.body
    )


def place_to_impose(work: Work, item_id: UUID) -> ItemPlace:
    """Find an item in which the asker may record somebody else's interest.

    :raises NotFound: if there is none.
    """
    place = item_place(work, item_id)
    if not may_impose(work, place):
        raise NotFound
    return place


@an_act
def impose(work: Work, item_id: UUID, person_id: UUID | None, nature: str) -> UUID:
    """Record an interest that somebody has and has not declared.

    :raises NotFound: if there is no such item for this asker to record interests in.
    :raises Unfit: if nobody is named, the asker is, or an interest is recorded already.
    """
    place = place_to_impose(work, item_id)
    if person_id is None:
        raise Unfit({"person": "Choose whose interest it is."})
    if person_id == asker(work):
        raise Unfit({"person": "Declare an interest of your own on the page of the item."})
    if not nature:
        raise Unfit({"nature": NATURE})
    somebody(work, person_id)
    imposed = _recorded(work, place, person_id, Interest.IMPOSED, nature, will_leave=True)
    work.commit()
    return imposed


@an_act
def lift(work: Work, declaration_id: UUID) -> None:
    """Lift a recorded interest; never one's own.

    :raises NotFound: if there is no such interest for this asker.
    :raises NotPermitted: if it is the asker's own.
    :raises Unfit: if it was lifted already.
    """
    declaration, place = find_interest(work, declaration_id)
    if declaration.person_id == asker(work):
        raise NotPermitted
    if declaration.lifted_at is not None:
        raise Unfit({"": "This interest has been lifted already."})
    declaration.lifted_by_id, declaration.lifted_at = asker(work), work.clock()
    work.session.flush()
    note(work, Verb.INTEREST_LIFTED, declaration.id, place.item, holder=declaration.person_id)
    work.commit()


def find_interest(work: Work, declaration_id: UUID) -> tuple[Declaration, ItemPlace]:
    """Find an interest that an office of the asker's lets them lift.

    :raises NotFound: if there is none.
    """
    declaration = work.session.get(Declaration, declaration_id, with_for_update=True)
    if declaration is None:
        raise NotFound
    place = item_place(work, declaration.item_id)
    # The clerk records what was declared to them; what closes something, officers alone open.
    if not work.principal.may(Permission.DISPENSATION_GRANT, BodyId(place.body)):
        raise NotFound
    return declaration, place


def open_nature(work: Work, declaration_id: UUID) -> str:
    """Open what an interest is, having written that down first.

    :raises NotFound: if there is no such interest for this asker to record or lift.
    :raises LogUnavailable, CannotOpen: as :meth:`Work.open_row`.
    """
    declaration = work.session.get(Declaration, declaration_id)
    if declaration is None:
        raise NotFound
    place = item_place(work, declaration.item_id)
    if not work.principal.may(Permission.INTEREST_RECORD, BodyId(place.body)):
        raise NotFound
    if declaration.sealed_nature is None:
        return declaration.nature
    row = sealed_note(work, SEALED_AS, declaration.id, place.body, declaration.sealed_nature)
    words, _ = work.open_row(Verb.INTEREST_OPENED, row)
    return words["nature"]


def interests_of(work: Work, person: UUID) -> tuple[InterestLine, ...]:
    """List somebody's interests, the newest first."""
    rows = work.session.execute(
        select(Declaration, Person.name)
        .join(Person, Person.id == Declaration.person_id)
        .where(Declaration.person_id == person)
    )
    return _listed(work, rows.all())


def all_interests(work: Work) -> tuple[InterestLine, ...]:
    """List the interests recorded on the asker's bodies.

    :raises NotFound: if the asker records interests nowhere.
    """
    if not work.principal.may_somewhere(Permission.INTEREST_RECORD):
        raise NotFound
    rows = work.session.execute(
        select(Declaration, Person.name).join(Person, Person.id == Declaration.person_id)
    )
    return tuple(
        each
        for each in _listed(work, rows.all())
        if work.principal.may(Permission.INTEREST_RECORD, BodyId(each.place.body))
    )


def one_interest(work: Work, declaration_id: UUID) -> InterestLine:
    """Give one interest recorded on the asker's bodies.

    :raises NotFound: if there is none.
    """
    for each in all_interests(work):
        if each.id == declaration_id:
            return each
    raise NotFound


def _listed(work: Work, rows: Sequence[tuple[Declaration, str]]) -> tuple[InterestLine, ...]:
    granted = work.session.scalars(select(Dispensation).where(Dispensation.ended_at.is_(None)))
    live = {
        (each.person_id, each.item_id): each
        for each in granted
        if each.from_on <= work.today <= each.until_on
    }
    lines = [
        InterestLine(
            id=each.id,
            person=each.person_id,
            name=name,
            place=item_place(work, each.item_id),
            kind=each.kind,
            will_leave=each.will_leave,
            declared_at=each.declared_at,
            imposed=each.imposed_by_id is not None,
            lifted_at=each.lifted_at,
            dispensation=live.get((each.person_id, each.item_id)),
        )
        for each, name in rows
    ]
    return tuple(sorted(lines, key=lambda each: each.place.meeting_at, reverse=True))


def _recorded(  # noqa: PLR0913 -- an interest is described by these
    work: Work, place: ItemPlace, person: UUID, kind: Interest, nature: str, *, will_leave: bool
) -> UUID:
    found = work.session.scalar(
        select(Declaration)
        .where(Declaration.item_id == place.item, Declaration.person_id == person)
        .with_for_update()
    )
    if found is not None and found.lifted_at is None:
        raise Unfit({"": "An interest in this item is recorded already."})
    declaration = found or Declaration(id=uuid4(), item_id=place.item, person_id=person)
    declaration.declared_on, declaration.declared_at = work.today, work.clock()
    declaration.kind, declaration.will_leave = kind, will_leave
    declaration.imposed_by_id = asker(work) if kind is Interest.IMPOSED else None
    declaration.lifted_by_id = declaration.lifted_at = None
    with work.session.no_autoflush:
        declaration.sealed_nature = work.seal(
            general_compartment(work, place.body), SEALED_AS, declaration.id, {"nature": nature}
        )
    work.session.add(declaration)
    work.session.flush()
    note(work, Verb.INTEREST_DECLARED, declaration.id, place.item, holder=person, kind=kind.value)
    return declaration.id


def _chairs(work: Work, body: UUID) -> bool:
    rows = work.session.scalars(
        select(Seat).where(
            Seat.person_id == work.principal.person,
            Seat.body_id == body,
            Seat.capacity == Capacity.CHAIR,
        )
    )
    return work.principal.signed_in and any(
        each.from_on <= work.today and (each.until_on is None or work.today <= each.until_on)
        for each in rows
    )
