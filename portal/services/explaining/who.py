"""Who can read a thing, or could have at a moment, why and until when; and who did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.audit.openings import OPENINGS
from portal.errors import NotFound, Refused
from portal.policy import BodyId, Classification, Permission, Thing
from portal.policy.scope import PUBLIC_SCOPE
from portal.records.history import known_since
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    Organisation,
    Person,
    WithheldNotice,
)
from portal.services.explaining.people import everybody
from portal.services.explaining.reasons import Reason, local_day, reason_for
from portal.services.explaining.sources import Kept, Source, Standing
from portal.services.explaining.things import NOUNS, thing_of
from portal.services.work import LOCAL, Work

MOST_LINES: Final = 2_000
"""How many of the log's newest entries about a thing are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a thing stands, in words that everybody may read, or in none."""

    noun: str
    row: UUID
    name: str
    body: UUID
    body_name: str
    body_slug: str
    meeting: UUID | None
    meeting_at: datetime | None
    item_number: str
    compartment: str
    sensitive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who can read a thing, or could."""

    name: str
    organisation: str
    reason: Reason
    opened: int  # how often, in the time that is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Somebody who opened a thing and cannot read it at the moment that is asked about."""

    name: str
    opened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Everybody who can read a thing, or could have at a moment."""

    place: Place
    at: datetime
    then: bool  # a moment that was asked for, rather than now
    known_since: datetime | None
    unknown: bool  # nobody wrote down what was so at that moment
    there: bool  # the thing was there at that moment
    public: bool  # everybody could read it
    readers: tuple[Reader, ...]
    compared: bool  # the log was read, and the counts of openings mean something
    day: date  # whose openings are counted, if a moment was asked for
    others: tuple[Opener, ...]

    @property
    def opened(self) -> int:
        """How often it was opened in the time that is compared."""
        return sum(each.opened for each in self.readers) + sum(each.opened for each in self.others)


def read_who(work: Work, noun: str, row: UUID, at: datetime | None = None) -> Who:
    """Say who can read a thing now, or could have at a moment; that it was asked is written down.

    :raises NotFound: if there is no such thing of a body whose access the asker may explain.
    :raises Refused: if the moment has not come yet.
    :raises LogUnavailable: if the log cannot be read or written.
    """
    place = find_place(work, noun, row)
    now = work.clock()
    if at is not None and at > now:
        raise Refused("That moment has not come yet.")
    moment = at or now
    session = work.session
    began = known_since(session)
    unknown = at is not None and began is not None and moment < began
    source: Source = (
        Standing(session=session, moment=now)
        if at is None
        else Kept(session=session, moment=moment)
    )
    thing = None if unknown else thing_of(source, NOUNS[noun], row)
    public = thing is not None and PUBLIC_SCOPE.admits(thing)
    reasons = _readers(source, thing) if thing is not None and not public else {}
    compared = work.principal.may(Permission.LOG_READ, BodyId(place.body))
    openings = _openings(work, row, moment if at is not None else None) if compared else {}
    names = _names(work, [*reasons, *openings])
    work.journal.note(
        actor=work.actor,
        verb=Verb.ACCESS_EXPLAINED,
        objects=(row,),
        detail={"count": len(reasons), **({"day": str(local_day(moment))} if at else {})},
    )
    return Who(
        place=place,
        at=moment,
        then=at is not None,
        known_since=began,
        unknown=unknown,
        there=thing is not None,
        public=public,
        readers=tuple(
            Reader(name=name, organisation=organisation, reason=reasons[person],
                   opened=openings.get(person, 0))
            for person, (name, organisation) in names.items()
            if person in reasons
        ),
        compared=compared,
        day=local_day(moment),
        others=tuple(
            Opener(name=name, opened=openings[person])
            for person, (name, _) in names.items()
            if person not in reasons
        ),
    )  # fmt: skip


def _readers(source: Source, thing: Thing) -> dict[UUID, Reason]:
    reasons = {
        person: reason_for(held, thing, source.moment) for person, held in everybody(source).items()
    }
    return {person: each for person, each in reasons.items() if each.verdict.allowed}


def _openings(work: Work, row: UUID, moment: datetime | None) -> dict[UUID, int]:
    """Count who opened a thing, on the day of a moment or ever."""
    lines = work.journal.about(row, limit=MOST_LINES)
    if moment is not None:
        begins = datetime.combine(local_day(moment), time.min, LOCAL)
        ends = datetime.combine(local_day(moment) + timedelta(days=1), time.min, LOCAL)
        lines = tuple(each for each in lines if begins <= each.entry.moment < ends)
    opened = [each.entry.actor for each in lines if each.entry.verb in OPENINGS]
    work.journal.note(
        actor=work.actor,
        verb=Verb.LOG_READ,
        objects=(row,),
        detail={"of": "thing", "count": len(lines)},
    )
    if not opened:
        return {}
    named = work.journal.pseudonyms.of_person
    known = {named(person): person for person in work.session.scalars(select(Person.id))}
    found: dict[UUID, int] = {}
    for actor in opened:
        if actor in known:
            found[known[actor]] = found.get(known[actor], 0) + 1
    return found


def _names(work: Work, people: list[UUID]) -> Mapping[UUID, tuple[str, str]]:
    rows = work.session.execute(
        select(Person.id, Person.name, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(people))
        .order_by(Person.name, Person.id)
    )
    return {row.id: (row.name, row.organisation or "") for row in rows}


def find_place(work: Work, noun: str, row: UUID) -> Place:
    """Find where a thing stands, for somebody who may explain access to it.

    What is closed is named by its public notice, or by nothing: whoever asks need not be
    somebody who may read its title.

    :raises NotFound: if there is none, or the asker may not.
    """
    table: Any = NOUNS.get(noun)
    if table is None:
        raise NotFound
    asked = select(
        Body.id.label("body"),
        Body.name.label("body_name"),
        Body.slug,
        table.classification,
        Compartment.name.label("compartment"),
        Compartment.sensitive,
    ).select_from(table)
    if noun == "plan-entry":
        asked = asked.join(Body, Body.id == table.body_id)
    else:
        asked = asked.add_columns(
            AgendaItem.id.label("item"), AgendaItem.number, Meeting.id, Meeting.starts_at
        )
        if noun != "item":
            asked = asked.join(AgendaItem, AgendaItem.id == table.item_id)
        asked = asked.join(Meeting, Meeting.id == AgendaItem.meeting_id).join(
            Body, Body.id == Meeting.body_id
        )
    asked = asked.outerjoin(Compartment, Compartment.id == table.compartment_id)
    found = work.session.execute(asked.where(table.id == row)).one_or_none()
    if found is None or not work.principal.may(Permission.ACCESS_EXPLAIN, found.body):
        raise NotFound
    planned = noun == "plan-entry"
    return Place(
        noun=noun,
        row=row,
        name="" if planned or found.classification == Classification.PUB
        else _heading(work, found.item),
        body=found.body,
        body_name=found.body_name,
        body_slug=found.slug,
        meeting=None if planned else found.id,
        meeting_at=None if planned else found.starts_at,
        item_number="" if planned else found.number,
        compartment=found.compartment or "",
        sensitive=bool(found.sensitive),
    )  # fmt: skip


def _heading(work: Work, item: UUID) -> str:
    """Give the heading of a notice about an item, as the public reads it."""
    asked = (
        select(WithheldNotice.heading)
        .where(WithheldNotice.item_id == item, WithheldNotice.published_at.is_not(None))
        .order_by(WithheldNotice.position)
        .limit(1)
    )
    return work.session.scalar(asked) or ""
