"""What every act about access begins with: whose office it is, of what, and about whom."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import or_, select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import BodyId, Classification, CompartmentId, DocType, Permission, Stage, Thing
from portal.policy.holdings import principal_from
from portal.policy.offices import WITHOUT_COMPARTMENTS
from portal.records import visible
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    OfficeHolding,
    Person,
    Seat,
    WithheldNotice,
)
from portal.services.requests_opening import rules_today
from portal.services.standing import holdings_of
from portal.services.work import Closed, Work

GENERAL: Final = "general"
"""The compartment that every body has, where reasons and natures are sealed."""


class Unfit(Refused):
    """What was typed does not fit; what is wrong with each field, by its name."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlace:
    """An agenda item in its place, named by what is open about it."""

    item: UUID
    number: str
    title: str
    meeting: UUID
    meeting_at: datetime
    body: UUID
    body_name: str
    body_slug: str

    @property
    def words(self) -> str:
        """Name the item in a sentence."""
        number = f"item {self.number}" if self.number else "an item"
        return f"{number}: {self.title}" if self.title else number


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Somebody or something to choose in a form."""

    id: UUID
    name: str


Asked = ParamSpec("Asked")
Given = TypeVar("Given")


def an_act(
    act: Callable[Concatenate[Work, Asked], Given],
) -> Callable[Concatenate[Work, Asked], Given]:
    """Let a function that a page calls change something: it decides by what it reads as a writer.

    It leaves the snapshot that the page was read in, and takes the writer's place before looking
    again; what was not committed by then is given up, as is what the act leaves when it refuses.
    """

    @wraps(act)
    def acting(work: Work, /, *args: Asked.args, **named: Asked.kwargs) -> Given:
        work.session.rollback()
        work.begin_writing()
        try:
            return act(work, *args, **named)
        except BaseException:
            work.session.rollback()
            raise

    return acting


def demand(work: Work, permission: Permission, body: UUID | None) -> None:
    """Let pass whoever holds an office that allows this for a body.

    :raises NotFound: to anybody else.
    """
    allowed = (
        work.principal.may_somewhere(permission)
        if body is None
        else work.principal.may(permission, BodyId(body))
    )
    if not allowed:
        raise NotFound


def still_may(work: Work, person: UUID | None, permission: Permission, body: UUID) -> bool:
    """Say whether somebody, who acted once, holds today an office that allows this for a body."""
    if person is None:
        return False
    held = holdings_of(work.session, person, work.today)
    principal = principal_from(held, now=work.clock(), today=work.today)
    return principal.may(permission, BodyId(body))


def asker(work: Work) -> UUID:
    """Say who asks.

    :raises NotFound: if nobody is signed in.
    """
    if work.principal.person is None:
        raise NotFound
    return work.principal.person


def body_of(work: Work, item_id: UUID) -> UUID | None:
    """Find the body whose item it is, if there is such an item."""
    return work.session.scalar(
        select(Meeting.body_id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.id == item_id)
    )


def item_place(work: Work, item_id: UUID) -> ItemPlace:
    """Find an item and its place, whoever asks, and name it by its open heading or its notice.

    :raises NotFound: if there is no such item.
    """
    row = work.session.execute(
        select(
            AgendaItem.number,
            AgendaItem.heading,
            Meeting.id,
            Meeting.starts_at,
            Body.id.label("body"),
            Body.name,
            Body.slug,
        )
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(AgendaItem.id == item_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return ItemPlace(
        item=item_id,
        number=row.number,
        title=row.heading or _told_of(work, item_id),
        meeting=row.id,
        meeting_at=row.starts_at,
        body=row.body,
        body_name=row.name,
        body_slug=row.slug,
    )


def known_item(work: Work, item_id: UUID) -> ItemPlace:
    """Find an item that the asker knows of: they may read it, or the public is told of it.

    :raises NotFound: if there is no such item, or none they know of.
    """
    found = visible.items(work.scope).where(AgendaItem.id == item_id).one(work.session)
    if found is None and not _told_of(work, item_id):
        raise NotFound
    return item_place(work, item_id)


def _told_of(work: Work, item_id: UUID) -> str:
    """Give the heading under which the public is told of an item; nothing, if it is not."""
    told = (
        select(WithheldNotice.heading)
        .join(Meeting, Meeting.id == WithheldNotice.meeting_id)
        .where(
            WithheldNotice.item_id == item_id,
            WithheldNotice.published_at.is_not(None),
            Meeting.published_at.is_not(None),
        )
        .order_by(WithheldNotice.position)
        .limit(1)
    )
    return work.session.scalar(told) or ""


def somebody(work: Work, person_id: UUID) -> Person:
    """Find a person whose account is open.

    :raises NotFound: if there is none.
    """
    person = work.session.get(Person, person_id)
    if person is None or person.closed_at is not None:
        raise NotFound
    return person


def people(work: Work) -> tuple[Choice, ...]:
    """List the people whose accounts are open."""
    rows = work.session.execute(
        select(Person.id, Person.name).where(Person.closed_at.is_(None)).order_by(Person.name)
    )
    return tuple(Choice(id=row.id, name=row.name) for row in rows)


def names(work: Work, ids: Collection[UUID | None]) -> Mapping[UUID | None, str]:
    """Give people's names, by who they are."""
    known = {each for each in ids if each is not None}
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(known)))
    return {row.id: row.name for row in rows}


def pseudonym(work: Work, person: UUID) -> str:
    """Name a person as the log does."""
    return work.journal.pseudonyms.of_person(person)


def note(work: Work, verb: Verb, *objects: UUID, holder: UUID, **detail: str | int | date) -> None:
    """Tell the log what was done about somebody's access."""
    work.journal.note(
        actor=work.actor,
        verb=verb,
        objects=objects,
        detail={"holder": pseudonym(work, holder), **detail},
    )


def minds_the_system(work: Work, person: UUID, since: date) -> bool:
    """Say whether somebody holds, on a day or later, an office without compartments (AZ-02)."""
    held = select(OfficeHolding.id).where(
        OfficeHolding.person_id == person,
        OfficeHolding.office.in_(WITHOUT_COMPARTMENTS),
        or_(OfficeHolding.until_on.is_(None), OfficeHolding.until_on >= since),
    )
    return work.session.scalar(held.limit(1)) is not None


def general_compartment(work: Work, body: UUID) -> UUID:
    """Find the compartment in which a body's reasons are sealed.

    :raises Refused: if the body has none.
    """
    found = work.session.scalar(
        select(Compartment.id).where(Compartment.body_id == body, Compartment.slug == GENERAL)
    )
    if found is None:
        raise Refused("This board has nowhere to seal a reason yet: ask the clerk.")
    return found


def sealed_note(work: Work, kind: str, row: UUID, body: UUID, sealed: bytes) -> Closed:
    """Give a sealed reason as what is to be opened; the policy is asked about it as of a report."""
    compartment = general_compartment(work, body)
    regime, jurisdiction = rules_today(work, body)
    return Closed(
        id=row,
        kind=kind,
        compartment=compartment,
        sealed=sealed,
        thing=Thing(
            body=BodyId(body),
            meeting=None,
            item=None,
            regime=regime,
            jurisdiction=jurisdiction,
            classification=Classification.EX,
            stage=Stage.ISSUED_PRE,
            doc_type=DocType.REPORT,
            compartment=CompartmentId(compartment),
        ),
    )


def end_now(row: Seat | OfficeHolding, today: date) -> None:
    """End what is held by days at once: yesterday was its last, even if it began today."""
    yesterday = today - timedelta(days=1)
    row.from_on = min(row.from_on, yesterday)
    row.until_on = yesterday if row.until_on is None else min(row.until_on, yesterday)
