"""Changes to what access rests on, drawn at random, as the portal's own rooms would make them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.policy import Classification, Jurisdiction, Office, Regime, Role, Stage
from portal.records.tables import (
    AgendaItem,
    AskState,
    BreakGlass,
    Capacity,
    Compartment,
    Declaration,
    Dispensation,
    ForwardPlanEntry,
    Invitation,
    Meeting,
    NeedToKnow,
    OfficeHolding,
    Organisation,
    Paper,
    PaperKind,
    Permission,
    Person,
    Restriction,
    Seat,
)
from tests.support.furnishing import BOARD, CLOSED_ITEM, HELD, MIXED_ITEM, NAMES, SENSITIVE_ITEM

PEOPLE = sorted(NAMES)
ITEMS = [CLOSED_ITEM, MIXED_ITEM, SENSITIVE_ITEM]
CLOSED = [each for each in Classification if each is not Classification.PUB]
STEPS = [timedelta(seconds=1), timedelta(hours=7), timedelta(days=1), timedelta(days=40)]


def days(draw: Any, now: datetime) -> tuple[Any, Any]:
    first = now.date() + timedelta(days=draw(st.integers(-3, 3)))
    return first, first + timedelta(days=draw(st.integers(0, 30)))


def one(draw: Any, session: Session, table: Any) -> Any:
    return draw(st.sampled_from(list(session.scalars(select(table).order_by(table.id)))))


def seat(draw: Any, session: Session, now: datetime) -> None:
    found = one(draw, session, Seat)
    found.from_on, last = days(draw, now)
    found.until_on = draw(st.sampled_from([None, last]))
    found.person_id = draw(st.sampled_from([None, *PEOPLE]))
    found.role = draw(st.sampled_from([Role.PARTNER, Role.COUNCILLOR, Role.COOPTED, Role.ADVISER]))
    capacity = draw(st.sampled_from([Capacity.MEMBER, Capacity.OBSERVER, Capacity.ADVISER]))
    found.capacity = capacity if found.meeting_id is None else Capacity.SUBSTITUTE


def substitute(draw: Any, session: Session, now: datetime) -> None:
    first, last = days(draw, now)
    session.add(
        Seat(
            id=uuid4(), body_id=BOARD, person_id=draw(st.sampled_from(PEOPLE)), meeting_id=HELD,
            capacity=Capacity.SUBSTITUTE, role=Role.PARTNER, from_on=first, until_on=last,
            organisation_id=one(draw, session, Organisation).id,
        )
    )  # fmt: skip


def organisation(draw: Any, session: Session, now: datetime) -> None:
    found = one(draw, session, Organisation)
    first, last = days(draw, now)
    found.sharing_agreed_on = draw(st.sampled_from([None, first]))
    found.sharing_until_on = draw(st.sampled_from([None, last]))


def person(draw: Any, session: Session, now: datetime) -> None:
    found = one(draw, session, Person)
    found.councillor = draw(st.booleans())
    found.closed_at = draw(st.sampled_from([None, None, now]))


def office(draw: Any, session: Session, now: datetime) -> None:
    if draw(st.booleans()):
        session.delete(one(draw, session, OfficeHolding))
    first, last = days(draw, now)
    session.add(
        OfficeHolding(
            id=uuid4(), person_id=draw(st.sampled_from(PEOPLE)),
            office=draw(st.sampled_from(list(Office))),
            body_id=draw(st.sampled_from([None, BOARD])), from_on=first, until_on=last,
        )
    )  # fmt: skip


def permission(draw: Any, session: Session, now: datetime) -> None:
    holder, first_approver, second = draw(st.permutations(PEOPLE))[:3]
    first, last = days(draw, now)
    session.add(
        Permission(
            id=uuid4(), person_id=holder, compartment_id=one(draw, session, Compartment).id,
            item_id=draw(st.sampled_from([None, *ITEMS])), purpose="An invented purpose",
            from_on=first, until_on=last, approved_by_id=first_approver,
            second_approved_by_id=second, ended_at=draw(st.sampled_from([None, now])),
        )
    )  # fmt: skip


def need(draw: Any, session: Session, now: datetime) -> None:
    holder, decider = draw(st.permutations(PEOPLE))[:2]
    first, last = days(draw, now)
    asked = draw(st.booleans())
    session.get(Person, holder).councillor = True
    session.add(
        NeedToKnow(
            id=uuid4(), person_id=holder, item_id=draw(st.sampled_from(ITEMS)), asked_at=now,
            compartment_id=one(draw, session, Compartment).id, sealed_reason=b"sealed",
            state=AskState.ASKED if asked else AskState.GRANTED,
            decided_by_id=None if asked else decider, from_on=first, until_on=last,
        )
    )  # fmt: skip


def glass(draw: Any, session: Session, now: datetime) -> None:
    holder, first, second = draw(st.permutations(PEOPLE))[:3]
    session.add(
        BreakGlass(
            id=uuid4(), person_id=holder, item_id=draw(st.sampled_from(ITEMS)), asked_at=now,
            compartment_id=one(draw, session, Compartment).id, sealed_reason=b"sealed",
            first_approved_by_id=first, second_approved_by_id=second, opened_at=now,
            ends_at=now + timedelta(hours=1),
        )
    )  # fmt: skip
    session.add(OfficeHolding(person_id=holder, office=Office.ADMINISTRATOR, from_on=now.date()))


def interest(draw: Any, session: Session, now: datetime) -> None:
    item, holder = draw(st.sampled_from(ITEMS)), draw(st.sampled_from(PEOPLE))
    asked = select(Declaration).where(Declaration.item_id == item, Declaration.person_id == holder)
    found = session.scalar(asked)
    if found is None:
        session.add(Declaration(id=uuid4(), item_id=item, person_id=holder, declared_on=now.date()))
    else:
        found.lifted_at = draw(st.sampled_from([None, now]))


def dispensation(draw: Any, session: Session, now: datetime) -> None:
    holder, granter = draw(st.permutations(PEOPLE))[:2]
    first, last = days(draw, now)
    session.add(
        Dispensation(
            id=uuid4(), person_id=holder, item_id=draw(st.sampled_from(ITEMS)), reason="Invented",
            granted_by_id=granter, granted_at=now, from_on=first, until_on=last,
        )
    )  # fmt: skip


def invitation(draw: Any, session: Session, now: datetime) -> None:
    item, holder = draw(st.sampled_from(ITEMS)), draw(st.sampled_from(PEOPLE))
    asked = select(Invitation).where(Invitation.item_id == item, Invitation.person_id == holder)
    found = session.scalar(asked)
    if found is None:
        session.add(Invitation(id=uuid4(), item_id=item, person_id=holder))
    else:
        found.ended_at = draw(st.sampled_from([None, now]))
        found.until_on = draw(st.sampled_from([None, days(draw, now)[1]]))


def business(draw: Any, session: Session, now: datetime) -> None:
    del now
    stage = draw(st.sampled_from(list(Stage)))
    session.execute(
        update(AgendaItem)
        .where(AgendaItem.id.in_(draw(st.lists(st.sampled_from(ITEMS)))))
        .values(stage=stage, public_meeting=draw(st.booleans()))
    )
    one(draw, session, Meeting).regime = draw(st.sampled_from(list(Regime)))
    one(draw, session, Meeting).jurisdiction = draw(st.sampled_from(list(Jurisdiction)))
    one(draw, session, Paper).kind = draw(st.sampled_from(list(PaperKind)))
    one(draw, session, ForwardPlanEntry).draft = draw(st.booleans())


def ground(draw: Any, session: Session, now: datetime) -> None:
    del now
    found = one(draw, session, Restriction)
    for flag in ("member_right", "originator_ok", "depersonalised", "prejudicial"):
        setattr(found, flag, draw(st.booleans()))
    one(draw, session, Compartment).sensitive = draw(st.booleans())
    asked = select(Paper).where(Paper.compartment_id.is_not(None)).order_by(Paper.id)
    closed = draw(st.sampled_from(list(session.scalars(asked))))
    closed.classification = draw(st.sampled_from(CLOSED))
    closed.released = draw(st.booleans())


CHANGES = [
    seat,
    substitute,
    organisation,
    person,
    office,
    permission,
    need,
    glass,
    interest,
    dispensation,
    invitation,
    business,
    ground,
]
