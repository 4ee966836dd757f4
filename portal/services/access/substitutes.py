"""Substitutes: a member names a colleague for one meeting; a clerk approves, or does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import Permission, Role
from portal.policy.holdings import OFF_THE_BODY
from portal.records.tables import (
    AskState,
    Body,
    Capacity,
    Meeting,
    MeetingState,
    Person,
    Seat,
    SubstituteNaming,
)
from portal.services.access.asking import Choice, Unfit, an_act, asker, demand, note
from portal.services.bodies_of import where_may
from portal.services.work import LOCAL, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A wish to send somebody to one meeting."""

    id: UUID
    body_name: str
    meeting_at: datetime
    member: str
    substitute: str
    state: AskState
    refused_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutesPage:
    """What a member can ask for, and what they asked for."""

    meetings: tuple[Choice, ...]  # to come, of bodies where they have a seat to send from
    colleagues: tuple[Choice, ...]
    namings: tuple[Naming, ...]


def read_substitutes(work: Work) -> SubstitutesPage:
    """Read a member's substitutes.

    :raises NotFound: to a stranger.
    """
    person = asker(work)
    seats = _seats_to_send_from(work, person)
    bodies = {each.body_id for each in seats}
    meetings = work.session.execute(
        select(Meeting.id, Meeting.starts_at, Body.name)
        .join(Body, Body.id == Meeting.body_id)
        .where(
            Meeting.body_id.in_(bodies),
            Meeting.starts_at >= work.clock(),
            Meeting.state != MeetingState.CANCELLED,
            or_(Meeting.announced, Meeting.published_at.is_not(None)),
        )
        .order_by(Meeting.starts_at)
    )
    colleagues = work.session.execute(
        select(Person.id, Person.name)
        .where(
            Person.organisation_id.in_({each.organisation_id for each in seats}),
            Person.id != person,
            Person.closed_at.is_(None),
        )
        .order_by(Person.name)
    )
    return SubstitutesPage(
        meetings=tuple(
            Choice(id=row.id, name=f"{row.starts_at.astimezone(LOCAL):%-d %B %Y}, {row.name}")
            for row in meetings
        ),
        colleagues=tuple(Choice(id=row.id, name=row.name) for row in colleagues),
        namings=_namings(work, SubstituteNaming.named_by_id == person),
    )


@an_act
def name_substitute(work: Work, meeting_id: UUID | None, person_id: UUID | None) -> UUID:
    """Wish that somebody stand in at one meeting; a clerk has yet to approve it.

    :raises Unfit: if there is no such meeting or colleague, or somebody is named already.
    """
    member = asker(work)
    seats = {each.body_id: each for each in _seats_to_send_from(work, member)}
    meeting = work.session.get(Meeting, meeting_id) if meeting_id else None
    seat = seats.get(meeting.body_id) if meeting else None
    if meeting is None or seat is None or not _to_come(work, meeting):
        raise Unfit({"meeting": "Choose a meeting that is to come."})
    person = work.session.get(Person, person_id) if person_id else None
    if (
        person is None
        or person.id == member
        or person.closed_at is not None
        or person.organisation_id is None
        or person.organisation_id != seat.organisation_id
    ):
        raise Unfit({"person": "Choose somebody of your own organisation."})
    if seat.role is Role.COUNCILLOR and not person.councillor:
        raise Unfit({"person": "A substitute for a councillor must be a councillor too."})
    waiting = select(SubstituteNaming.id).where(
        SubstituteNaming.seat_id == seat.id,
        SubstituteNaming.meeting_id == meeting.id,
        SubstituteNaming.state != AskState.REFUSED,
    )
    if work.session.scalar(waiting.limit(1)) is not None:
        raise Unfit({"meeting": "You have named a substitute for this meeting already."})
    naming = SubstituteNaming(
        id=uuid4(),
        seat_id=seat.id,
        meeting_id=meeting.id,
        person_id=person.id,
        named_by_id=member,
        named_at=work.clock(),
    )
    work.session.add(naming)
    work.session.flush()
    note(work, Verb.SUBSTITUTE_NAMED, naming.id, meeting.id, holder=person.id)
    work.commit()
    return naming.id


def waiting_for_clerk(work: Work, body: UUID | None = None) -> tuple[Naming, ...]:
    """List what waits for the asker to approve.

    :raises NotFound: if the asker keeps no body's membership.
    """
    demand(work, Permission.SEAT_FILL, body)
    mine = where_may(work.principal, Permission.SEAT_FILL, Meeting.body_id)
    one = Meeting.body_id == body if body else mine
    return _namings(work, SubstituteNaming.state == AskState.ASKED, mine, one)


@an_act
def approve(work: Work, naming_id: UUID) -> UUID:
    """Approve a substitute: they take a seat for that meeting, until the day it is held.

    :raises NotFound: if there is nothing of that to approve for this asker.
    :raises NotPermitted: if the asker named them, or is to stand in.
    :raises Unfit: if the meeting is over, or the member no longer sits.
    """
    naming, meeting = _to_decide(work, naming_id)
    seat = work.session.get_one(Seat, naming.seat_id)
    person = work.session.get_one(Person, naming.person_id)
    held_on = meeting.starts_at.astimezone(LOCAL).date()
    if not _to_come(work, meeting):
        raise Unfit({"": "This meeting is over or cancelled: there is nothing to stand in for."})
    if seat.person_id != naming.named_by_id or not _runs(seat, work.today):
        raise Unfit({"": "The member who named them no longer holds that seat."})
    if person.closed_at is not None or person.organisation_id != seat.organisation_id:
        raise Unfit({"": "The substitute no longer belongs to that organisation."})
    standing_in = Seat(
        id=uuid4(),
        body_id=seat.body_id,
        person_id=naming.person_id,
        organisation_id=seat.organisation_id,
        post_title=seat.post_title,
        capacity=Capacity.SUBSTITUTE,
        role=seat.role,
        position=seat.position,
        from_on=work.today,
        until_on=held_on,
        substitute_for_id=seat.id,
        meeting_id=meeting.id,
    )
    work.session.add(standing_in)
    work.session.flush()
    naming.substitute_seat_id = standing_in.id
    _decided(work, naming, AskState.GRANTED)
    note(work, Verb.SEAT_TAKEN, standing_in.id, seat.body_id, holder=naming.person_id)
    work.commit()
    return standing_in.id


@an_act
def refuse(work: Work, naming_id: UUID, because: str) -> None:
    """Refuse a substitute, with a reason that the member reads.

    :raises NotFound, NotPermitted: as :func:`approve`.
    :raises Unfit: if there is no reason.
    """
    naming, _ = _to_decide(work, naming_id)
    if not because:
        raise Unfit({"because": "Say why, in words the member will read."})
    naming.refused_because = because
    _decided(work, naming, AskState.REFUSED)
    work.commit()


def _decided(work: Work, naming: SubstituteNaming, state: AskState) -> None:
    naming.state = state
    naming.decided_by_id = work.principal.person
    naming.decided_at = work.clock()
    work.session.flush()
    note(work, Verb.SUBSTITUTE_DECIDED, naming.id, holder=naming.person_id, answer=state.value)


def _to_decide(work: Work, naming_id: UUID) -> tuple[SubstituteNaming, Meeting]:
    naming = work.session.get(SubstituteNaming, naming_id, with_for_update=True)
    if naming is None:
        raise NotFound
    meeting = work.session.get_one(Meeting, naming.meeting_id)
    demand(work, Permission.SEAT_FILL, meeting.body_id)
    if asker(work) in {naming.named_by_id, naming.person_id}:
        raise NotPermitted
    if naming.state is not AskState.ASKED:
        raise Unfit({"": "This has been decided already."})
    return naming, meeting


def _seats_to_send_from(work: Work, person: UUID) -> list[Seat]:
    rows = work.session.scalars(
        select(Seat).where(Seat.person_id == person, Seat.meeting_id.is_(None))
    )
    return [each for each in rows if _runs(each, work.today) and each.capacity not in OFF_THE_BODY]


def _runs(seat: Seat, today: date) -> bool:
    return seat.from_on <= today and (seat.until_on is None or today <= seat.until_on)


def _to_come(work: Work, meeting: Meeting) -> bool:
    held_on = meeting.starts_at.astimezone(LOCAL).date()
    return held_on >= work.today and meeting.state is not MeetingState.CANCELLED


def _namings(work: Work, *only: object) -> tuple[Naming, ...]:
    member, substitute = aliased(Person), aliased(Person)
    rows: Iterable[tuple[SubstituteNaming, str, datetime, str, str]] = work.session.execute(
        select(SubstituteNaming, Body.name, Meeting.starts_at, member.name, substitute.name)
        .join(Meeting, Meeting.id == SubstituteNaming.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .join(member, member.id == SubstituteNaming.named_by_id)
        .join(substitute, substitute.id == SubstituteNaming.person_id)
        .where(*only)  # type: ignore[arg-type]  # conditions, of whatever table
        .order_by(SubstituteNaming.named_at.desc(), SubstituteNaming.id)
    )
    return tuple(
        Naming(
            id=naming.id,
            body_name=body,
            meeting_at=starts_at,
            member=named_by,
            substitute=named,
            state=naming.state,
            refused_because=naming.refused_because,
        )
        for naming, body, starts_at, named_by, named in rows
    )
