"""What the simulator can be asked to change of a body, and what the body keeps back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from portal.errors import NotFound
from portal.policy import Jurisdiction, Regime, Thing
from portal.policy.grounds import newest_scheme
from portal.policy.principals import PersonId
from portal.records.tables import (
    AgendaItem,
    Body,
    BodyRegime,
    Compartment,
    Meeting,
    Organisation,
    Person,
    Seat,
    WithheldNotice,
)
from portal.records.things import columns_of, joined, thing_from
from portal.services.explaining.things import NOUNS
from portal.services.work import LOCAL, Work

MOST_THINGS: Final = 500
"""How many of a body's closed rows of each sort are asked about, the newest meetings' first."""

Named = Mapping[str, str]
"""What can be chosen: what a form sends, and what the page calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen of one body."""

    body: UUID
    jurisdiction: Jurisdiction
    regime: Regime
    seats: Named
    organisations: Named
    seats_of: Mapping[str, frozenset[UUID]]  # by organisation
    people: Named
    names: Mapping[PersonId, str]  # of everybody, whether they can be chosen or not
    compartments: Named
    items: Named
    paragraphs: Named
    found: Mapping[UUID, "Found"]  # what the body keeps back, and what is open beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row of a body, without a word of what it says."""

    noun: str
    row: UUID
    item: UUID | None
    name: str
    thing: Thing


def choices_of(work: Work, slug: str) -> Choices:
    """Read what can be chosen of a body, in as many statements however much there is.

    :raises NotFound: if there is no such body.
    """
    body = work.session.scalar(select(Body.id).where(Body.slug == slug))
    if body is None:
        raise NotFound
    rules = work.session.execute(
        select(BodyRegime.regime, BodyRegime.jurisdiction)
        .where(BodyRegime.body_id == body, BodyRegime.from_on <= work.today)
        .order_by(BodyRegime.from_on.desc())
        .limit(1)
    ).one_or_none()
    jurisdiction = rules.jurisdiction if rules else Jurisdiction.ENG
    people = work.session.execute(
        select(Person.id, Person.name, Person.closed_at).order_by(Person.name, Person.id)
    ).all()
    seats = _seats(work, body)
    found = things_found(work, body)
    return Choices(
        body=body,
        jurisdiction=jurisdiction,
        regime=rules.regime if rules else Regime.NONE,
        seats={str(row.id): ", ".join(filter(None, (row.name, row.organisation))) for row in seats},
        organisations={str(row.organisation_id): row.organisation for row in seats
                       if row.organisation is not None},
        seats_of={str(key): frozenset(row.id for row in seats if row.organisation_id == key)
                  for key in {row.organisation_id for row in seats}},
        people={str(row.id): row.name for row in people if row.closed_at is None},
        names={PersonId(row.id): row.name for row in people},
        compartments={
            str(row.id): row.name + (" (sensitive)" if row.sensitive else "")
            for row in work.session.execute(
                select(Compartment.id, Compartment.name, Compartment.sensitive)
                .where(Compartment.body_id == body)
                .order_by(Compartment.name)
            )
        },
        items=_items(found),
        found=found,
        paragraphs={
            number: f"{number}: {each.label}"
            for number, each in newest_scheme(jurisdiction).paragraphs.items()
        },
    )  # fmt: skip


def _seats(work: Work, body: UUID) -> list[Any]:
    rows = work.session.execute(
        select(Seat.id, Person.name, Seat.organisation_id, Organisation.name.label("organisation"))
        .join(Person, Person.id == Seat.person_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(
            Seat.body_id == body,
            Seat.from_on <= work.today,
            func.coalesce(Seat.until_on, work.today) >= work.today,
        )
        .order_by(Person.name, Seat.id)
    )
    return list(rows)


def _items(found: Mapping[UUID, "Found"]) -> dict[str, str]:
    """Name the items with something closed about them, as the public is told of them."""
    return {str(each.item): each.name for each in found.values() if each.item is not None}


def things_found(work: Work, body: UUID) -> dict[UUID, Found]:
    """Read what a body keeps back, with the open rows of the same items: two statements a sort."""
    found: dict[UUID, Found] = {}
    notices = _notices(work, body)
    closed_items: set[UUID] = set()
    for wanted in ("closed", "beside"):
        for noun in NOUNS:
            found |= _read(work, body, noun, notices, closed_items if wanted == "beside" else None)
        closed_items = {each.item for each in found.values() if each.item is not None}
    return found


def _read(
    work: Work,
    body: UUID,
    noun: str,
    notices: Mapping[UUID, str],
    beside: set[UUID] | None,
) -> dict[UUID, Found]:
    table: Any = NOUNS[noun]
    planned = noun == "plan-entry"
    if beside is not None and (planned or not beside):
        return {}
    asked = joined(select(table.id, *columns_of(table)), table)
    if planned:
        asked = asked.where(table.body_id == body, table.compartment_id.is_not(None))
    else:
        asked = asked.add_columns(AgendaItem.number, Meeting.starts_at).order_by(
            Meeting.starts_at.desc(), table.id
        )
        asked = asked.where(
            Meeting.body_id == body,
            table.compartment_id.is_not(None) if beside is None else AgendaItem.id.in_(beside),
        )
    found = {}
    for values in work.session.execute(asked.limit(MOST_THINGS)):
        thing = thing_from(table, values[1:] if planned else values[1:-2])
        name = "A line of the forward plan"
        if not planned:
            name = _name(values[-2], values[-1], notices.get(thing.item) if thing.item else None)
        found[values[0]] = Found(noun=noun, row=values[0], item=thing.item, name=name, thing=thing)
    return found


def _notices(work: Work, body: UUID) -> dict[UUID, str]:
    rows = work.session.execute(
        select(WithheldNotice.item_id, WithheldNotice.heading)
        .where(WithheldNotice.body_id == body, WithheldNotice.published_at.is_not(None))
        .order_by(WithheldNotice.position.desc())
    )
    return {row.item_id: row.heading for row in rows if row.item_id is not None}


def _name(number: str, starts_at: datetime, notice: str | None) -> str:
    local = starts_at.astimezone(LOCAL)
    on = f"{local.day} {local:%B %Y}"
    told = f"item {number}, {on}" if number else f"an item, {on}"
    return f"{notice} ({told})" if notice else told[0].upper() + told[1:]
