"""What one person holds, as one statement: seats, offices, permissions and whatever else counts.

It is asked at every request of whoever is signed in, so it is one journey to the database.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import (
    Date,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.expression import ColumnElement, CompoundSelect, SQLColumnExpression

from portal.policy import Office, Role
from portal.records.base import UtcDateTime
from portal.records.tables import (
    AgendaItem,
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

_Told = SQLColumnExpression[Any]
_Part = Select[*tuple[Any, ...]]

_SAYS_NOTHING: Final[Mapping[str, _Told]] = {
    "id": cast(null(), Uuid()),
    "place": cast(null(), Uuid()),  # a body, a compartment; an invitation's meeting
    "matter": cast(null(), Uuid()),  # an item or a meeting
    "word": cast(null(), String()),
    "role": cast(null(), String()),
    "from_on": cast(null(), Date()),
    "until_on": cast(null(), Date()),
    "began_at": cast(null(), UtcDateTime()),
    "ended_at": cast(null(), UtcDateTime()),
    "sharing_from_on": cast(null(), Date()),
    "sharing_until_on": cast(null(), Date()),
}
"""What a line of the answer says where its table has nothing to say."""

COUNCILLOR: Final = Role.COUNCILLOR.value
"""The word on the line of a person who is a councillor."""

_PERSON: Final = bindparam("person", type_=Uuid())
_TODAY: Final = bindparam("today", type_=Date())


def _lines(noun: str, **told: _Told) -> _Part:
    """Begin a part of the answer: what a table says, in the columns all of them share."""
    says = {**_SAYS_NOTHING, **told}
    return select(
        literal_column(f"'{noun}'", String()).label("noun"),
        *(each.label(name) for name, each in says.items()),
    )


def _people() -> Iterator[_Part]:
    """Give the person, and the bodies whose drafts a clerk of every body reads."""
    councillor = case((Person.councillor, literal_column(f"'{COUNCILLOR}'")), else_="")
    yield _lines(
        "person",
        id=Person.id,
        word=councillor,
        began_at=Person.suspended_at,  # the suspension
        ended_at=Person.closed_at,
    ).where(Person.id == _PERSON)
    yield (
        _lines("body", id=Body.id)
        .select_from(OfficeHolding)
        .join(Body, true())
        .where(
            OfficeHolding.person_id == _PERSON,
            OfficeHolding.office == Office.CLERK,
            OfficeHolding.body_id.is_(None),
        )
    )


def _places(*, live: bool) -> Iterator[_Part]:
    """Give offices and seats, with the agreement of the organisation behind a seat."""
    yield _lines(
        "office",
        place=OfficeHolding.body_id,
        word=cast(OfficeHolding.office, String()),
        **_term(OfficeHolding),
    ).where(OfficeHolding.person_id == _PERSON, *_runs(OfficeHolding, live=live))
    yield (
        _lines(
            "seat",
            place=Seat.body_id,
            matter=Seat.meeting_id,
            word=cast(Seat.capacity, String()),
            role=cast(Seat.role, String()),
            sharing_from_on=Organisation.sharing_agreed_on,
            sharing_until_on=Organisation.sharing_until_on,
            **_term(Seat),
        )
        .select_from(Seat)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.person_id == _PERSON, *_runs(Seat, live=live))
    )


def _leave(*, live: bool) -> Iterator[_Part]:
    """Give what somebody was given leave to do, one by one."""
    for noun, table, told in (
        ("permission", Permission, {"place": Permission.compartment_id}),
        ("need", NeedToKnow, {}),
        ("dispensation", Dispensation, {}),
    ):
        lines = _lines(
            noun, matter=table.item_id, ended_at=table.ended_at, **told, **_term(table)
        ).where(table.person_id == _PERSON, *_runs(table, live=live))
        lasting = lines.where(table.ended_at.is_(None)) if live else lines
        yield lasting.where(table.state == AskState.GRANTED) if table is NeedToKnow else lasting
    invited = (
        _lines(
            "invitation",
            id=Invitation.id,
            place=AgendaItem.meeting_id,
            matter=Invitation.item_id,
            until_on=Invitation.until_on,
            ended_at=Invitation.ended_at,
        )
        .select_from(Invitation)
        .join(AgendaItem, AgendaItem.id == Invitation.item_id)
        .where(Invitation.person_id == _PERSON)
    )
    open_still = and_(_until(Invitation.until_on), Invitation.ended_at.is_(None))
    yield invited.where(open_still) if live else invited


def _exceptions(*, live: bool) -> Iterator[_Part]:
    """Give interests, and glass that was broken."""
    interests = _lines(
        "interest", id=Declaration.id, matter=Declaration.item_id, ended_at=Declaration.lifted_at
    ).where(Declaration.person_id == _PERSON)
    yield interests.where(Declaration.lifted_at.is_(None)) if live else interests
    yield _lines(
        "glass",
        id=BreakGlass.id,
        matter=BreakGlass.item_id,
        began_at=BreakGlass.opened_at,
        ended_at=BreakGlass.ends_at,
    ).where(BreakGlass.person_id == _PERSON, BreakGlass.opened_at.is_not(None))


def _term(table: Any) -> dict[str, _Told]:  # noqa: ANN401 -- any with those columns
    return {"id": table.id, "from_on": table.from_on, "until_on": table.until_on}


def _runs(table: Any, *, live: bool) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 -- likewise
    return (table.from_on <= _TODAY, _until(table.until_on)) if live else ()


def _until(end: _Told) -> ColumnElement[bool]:
    return or_(end.is_(None), end >= _TODAY)


def _statement(*, live: bool) -> CompoundSelect[*tuple[Any, ...]]:
    parts = (*_people(), *_places(live=live), *_leave(live=live), *_exceptions(live=live))
    return union_all(*parts)


LIVE: Final = _statement(live=True)
"""What may count on one day (``person``, ``today``)."""
EVER: Final = _statement(live=False)
"""What was ever held (``person``)."""
