"""The record of one restriction: everything that was settled, stated, done and told about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import BodyId, Classification, Permission, Stage, Thing
from portal.policy.principals import CompartmentId
from portal.records import visible
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    Person,
    Restriction,
    RestrictionEvent,
    RestrictionState,
    WithheldNotice,
)
from portal.records.things import GUARDED
from portal.services.closing import KINDS
from portal.services.ground_statements import Statements, statements_of
from portal.services.legal_words import LegalWords, legal_words
from portal.services.restricting import decide_restriction, office_of
from portal.services.withheld import COLUMNS, SAYS, Withheld, withheld
from portal.services.work import Closed, Work

PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "review": "I am reviewing the restriction",
        "challenge": "Somebody has challenged it",
        "request": "Somebody has asked for what it closes",
        "record": "I keep this record and must check it",
        "audit": "I am auditing it",
    }
)
"""What somebody may need the private balance for; the log keeps which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One step in its life."""

    says: str
    at: datetime
    by: str
    office: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A restriction, as those who keep and watch it see it: all but what is sealed."""

    id: UUID
    state: RestrictionState
    says: str
    body_name: str
    meeting: UUID
    starts_at: datetime
    item: UUID
    item_number: str
    item_heading: str  # empty where the title is closed
    classification: Classification
    words: LegalWords
    covers: tuple[str, ...]
    closed: tuple[tuple[str, int], ...]  # how many rows of each kind lie under it
    compartment: str
    sensitive: bool
    negotiation: bool
    member_right: bool
    reason: str
    decided_by: str
    decided_office: str
    decided_on: date
    proposed_by: str
    proposed_at: datetime | None
    review_on: date | None
    review_event: str
    challenge: str
    ended_on: date | None
    supersedes: UUID | None
    superseded_by: UUID | None
    statements: Statements
    events: tuple[EventLine, ...]
    notices: tuple[Withheld, ...]
    may_decide: bool
    may_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """What is sealed of a restriction, opened for one reader."""

    balance: Mapping[str, str] = field(repr=False)
    conditions: Mapping[str, str] = field(repr=False)


def read_record(work: Work, restriction_id: UUID) -> RecordPage:
    """Read the record of a restriction; nothing sealed is opened.

    :raises NotFound: if there is none that the asker keeps or watches.
    """
    restriction, item, meeting = _found(work, restriction_id)
    room = work.session.get_one(Compartment, restriction.compartment_id)
    following = select(Restriction.id).where(Restriction.supersedes_id == restriction_id)
    return RecordPage(
        id=restriction_id,
        state=restriction.state,
        says=SAYS[restriction.state],
        body_name=work.session.get_one(Body, restriction.body_id).name,
        meeting=meeting.id,
        starts_at=meeting.starts_at,
        item=item.id,
        item_number=item.number,
        item_heading=item.heading,
        classification=restriction.classification,
        words=legal_words(
            classification=restriction.classification,
            scheme=restriction.scheme,
            paragraphs=restriction.paragraphs.split(","),
            regime=meeting.regime,
        ),
        covers=tuple(restriction.covers.split(",")),
        closed=_closed(work, restriction_id),
        compartment=room.name,
        sensitive=room.sensitive,
        negotiation=restriction.negotiation,
        member_right=restriction.member_right,
        reason=restriction.public_reason,
        decided_by=restriction.decided_by,
        decided_office=restriction.decided_office,
        decided_on=restriction.decided_on,
        proposed_by=_name(work, restriction.proposed_by_id),
        proposed_at=restriction.proposed_at,
        review_on=restriction.review_on,
        review_event=restriction.review_event,
        challenge=restriction.challenge,
        ended_on=restriction.ended_on,
        supersedes=restriction.supersedes_id,
        superseded_by=work.session.scalar(following),
        statements=statements_of(work, item.id),
        events=_events(work, restriction_id),
        notices=_notices(work, restriction_id),
        may_decide=restriction.state is RestrictionState.PROPOSED
        and work.principal.may(Permission.RESTRICTION_DECIDE, BodyId(restriction.body_id)),
        may_open=work.scope.admits(_thing(work, restriction, item)),
    )


def open_reasons(work: Work, restriction_id: UUID, purpose: str) -> Reasons:
    """Open the private balance, and who supplied what on which terms; the log keeps what for.

    :param purpose: one of :data:`PURPOSES`.
    :raises NotFound: if there is no such record for the asker, or the purpose is none.
    :raises NotPermitted: if the policy does not admit the asker to that compartment's rows.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    restriction, item, _ = _found(work, restriction_id)
    if purpose not in PURPOSES:
        raise NotFound
    thing = _thing(work, restriction, item)

    def closed(kind: str, sealed: bytes) -> Closed:
        return Closed(
            id=restriction_id,
            kind=kind,
            compartment=restriction.compartment_id,
            sealed=sealed,
            thing=thing,
        )

    opened = [
        work.open_rows(Verb.REASON_OPENED, [closed(kind, sealed)], {"purpose": purpose})
        for kind, sealed in (
            ("restriction", restriction.sealed_balance),
            ("restriction_terms", restriction.sealed_terms),
        )
        if sealed
    ]
    fields = [each[restriction_id] for each in opened]
    return Reasons(
        balance=fields[0] if fields else {}, conditions=fields[1] if len(fields) > 1 else {}
    )


def decide(work: Work, restriction_id: UUID) -> None:
    """Decide what was proposed, in the asker's own office, and commit.

    :raises NotFound, NotPermitted, Refused, LogUnavailable: as
        :func:`portal.services.restricting.decide_restriction`.
    """
    work.begin_writing()
    restriction, _, _ = _found(work, restriction_id)
    office = office_of(work, restriction.body_id)
    decide_restriction(work, restriction_id, office=office)
    work.commit()


def _found(work: Work, restriction_id: UUID) -> tuple[Restriction, AgendaItem, Meeting]:
    restriction = work.session.get(Restriction, restriction_id)
    if (
        restriction is None
        or restriction.item_id is None
        or not work.principal.may(Permission.REVIEW_READ, BodyId(restriction.body_id))
    ):
        raise NotFound
    item = work.session.get_one(AgendaItem, restriction.item_id)
    return restriction, item, work.session.get_one(Meeting, item.meeting_id)


def _thing(work: Work, restriction: Restriction, item: AgendaItem) -> Thing:
    """Say what the balance is to the policy: a row of its compartment, on its ground."""
    of_item = visible.thing(work.session, AgendaItem, item.id)
    room = work.session.get_one(Compartment, restriction.compartment_id)
    if of_item is None:
        raise NotFound
    return replace(
        of_item,
        classification=restriction.classification,
        # Taken in public or lapsed, a thing opens by law; the private reasons for it do not.
        stage=Stage.DRAFT if of_item.stage is Stage.DRAFT else Stage.ISSUED_PRE,
        compartment=CompartmentId(restriction.compartment_id),
        sensitive=room.sensitive,
        member_right=False,  # the reasons are no report to be inspected
        originator_ok=restriction.originator_ok,
        released=False,
    )


def _closed(work: Work, restriction_id: UUID) -> tuple[tuple[str, int], ...]:
    counts = (
        (
            KINDS[table.__tablename__],
            work.session.scalar(
                select(func.count())
                .select_from(table)
                .where(table.restriction_id == restriction_id)
            ),
        )
        for table in GUARDED
    )
    return tuple((kind, count) for kind, count in counts if count)


def _name(work: Work, person: UUID | None) -> str:
    found = work.session.get(Person, person) if person else None
    return found.name if found else ""


def _events(work: Work, restriction_id: UUID) -> tuple[EventLine, ...]:
    person = aliased(Person)
    rows = work.session.execute(
        select(RestrictionEvent, person.name)
        .outerjoin(person, person.id == RestrictionEvent.by_id)
        .where(RestrictionEvent.restriction_id == restriction_id)
        .order_by(RestrictionEvent.happened_at, RestrictionEvent.id)
    )
    return tuple(
        EventLine(
            says=SAYS[event.state],
            at=event.happened_at,
            by=name or "",
            office=event.office,
            words=event.words,
        )
        for event, name in rows
    )


def _notices(work: Work, restriction_id: UUID) -> tuple[Withheld, ...]:
    rows = work.session.execute(
        select(*COLUMNS)
        .select_from(WithheldNotice)
        .join(Meeting, Meeting.id == WithheldNotice.meeting_id)
        .where(WithheldNotice.restriction_id == restriction_id)
        .order_by(WithheldNotice.published_at)
    )
    return tuple(withheld(row) for row in rows)
