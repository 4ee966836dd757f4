"""Building an agenda: bodies, meetings and items, and publishing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CompoundSelect, func, select, union

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Jurisdiction, Permission, Regime, Stage
from portal.policy.principals import BodyId
from portal.records.tables import (
    Action,
    AgendaItem,
    Body,
    BodyRegime,
    ItemCourse,
    ItemKind,
    Meeting,
    MeetingState,
    Minute,
    MinutesState,
    Paper,
    WithheldNotice,
)
from portal.services.closed_minutes import refuse_incoherent_minutes
from portal.services.leak_check.gate import refuse_leaking_papers
from portal.services.publication_checks import refuse_unsettled
from portal.services.work import LOCAL, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The access rules a body meets under on a day."""

    regime: Regime
    jurisdiction: Jurisdiction


def found_body(  # noqa: PLR0913 -- a body is described by these, each by name
    work: Work,
    *,
    slug: str,
    name: str,
    purpose: str,
    legal_basis: str,
    clerk: tuple[str, str, str],
    rules: Rules,
    from_on: date,
) -> UUID:
    """Enter a body that meets, with its rules from a date.  The caller commits.

    ``clerk`` is the clerk's name, e-mail address and telephone number.

    :raises Refused: if another body has that slug.
    """
    if work.session.scalar(select(Body.id).where(Body.slug == slug)) is not None:
        raise Refused(f"There is a body at {slug} already: choose another address.")
    body = uuid4()
    work.session.add(
        Body(
            id=body,
            slug=slug,
            name=name,
            purpose=purpose,
            legal_basis=legal_basis,
            clerk_name=clerk[0],
            clerk_email=clerk[1],
            clerk_telephone=clerk[2],
        )
    )
    work.session.flush()
    work.session.add(
        BodyRegime(
            body_id=body, regime=rules.regime, jurisdiction=rules.jurisdiction, from_on=from_on
        )
    )
    work.session.flush()
    return body


def rules_of(work: Work, body: UUID, on: date) -> Rules:
    """Give the rules a body meets under on a day.

    :raises Refused: if none are recorded for that day.
    """
    row = work.session.execute(
        select(BodyRegime.regime, BodyRegime.jurisdiction)
        .where(BodyRegime.body_id == body, BodyRegime.from_on <= on)
        .order_by(BodyRegime.from_on.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Refused(
            f"No access rules are recorded for this body on {on:%-d %B %Y}: record them first."
        )
    return Rules(regime=row.regime, jurisdiction=row.jurisdiction)


def call_meeting(  # noqa: PLR0913 -- a meeting is described by these, each by name
    work: Work,
    body: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
    venue: str = "",
    attend: str = "",
    contact: str = "",
    announced: bool = True,
) -> UUID:
    """Call a meeting under the rules of its day; its agenda is not published yet.

    The caller commits.

    :raises Refused: if the body has no rules on that day.
    """
    rules = rules_of(work, body, starts_at.astimezone(LOCAL).date())
    meeting = uuid4()
    work.session.add(
        Meeting(
            id=meeting,
            body_id=body,
            starts_at=starts_at,
            ends_at=ends_at,
            venue=venue,
            attend=attend,
            contact=contact,
            announced=announced,
            regime=rules.regime,
            jurisdiction=rules.jurisdiction,
        )
    )
    work.session.flush()
    return meeting


def add_item(  # noqa: PLR0913 -- an item is described by these, each by name
    work: Work,
    meeting: UUID,
    *,
    number: str,
    heading: str,
    minute_number: str = "",
    introduction: str = "",
    presenter: str = "",
    minutes_allowed: int | None = None,
    kind: ItemKind = ItemKind.BUSINESS,
    parent: UUID | None = None,
) -> UUID:
    """Put an item at the end of an agenda, as a draft.  The caller commits."""
    item = uuid4()
    last = work.session.scalar(
        select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting)
    )
    work.session.add(
        AgendaItem(
            id=item,
            meeting_id=meeting,
            parent_id=parent,
            position=0 if last is None else last + 1,
            number=number,
            minute_number=minute_number,
            heading=heading,
            introduction=introduction,
            presenter=presenter,
            minutes_allowed=minutes_allowed,
            kind=kind,
            stage=Stage.DRAFT,
        )
    )
    work.session.flush()
    return item


def publish_agenda(work: Work, meeting_id: UUID) -> None:
    """Publish an agenda: what is open on it becomes public, what is closed goes to its readers.

    The caller commits.

    :raises NotFound: if there is no such meeting.
    :raises NotPermitted: if the asker may not publish for this body.
    :raises Refused: if a title or a marking on it is not settled, or a paper's file tells more
        than it shows.
    """
    meeting = _meeting_to_publish(work, meeting_id)
    refuse_unsettled(work, meeting_id)
    refuse_leaking_papers(work, meeting_id)
    meeting.published_at = work.clock()
    if meeting.state is MeetingState.PLANNED:
        meeting.state = MeetingState.AGENDA_PUBLISHED
    for item in _items_at(work, meeting_id, Stage.DRAFT):
        item.stage = Stage.ISSUED_PRE
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.MEETING_PUBLISHED, objects=(meeting_id,))


def hold_meeting(work: Work, meeting_id: UUID, *, minutes: MinutesState) -> None:
    """Record that a meeting was held, and how each of its items was taken.

    What is recorded of an item's course decides that; of the others, each was taken in public
    unless something of it was closed.  The caller commits.

    :raises NotFound: if there is no such meeting.
    :raises NotPermitted: if the asker may not publish for this body.
    :raises Refused: if minutes are to be published that are no coherent record (s.100C(2)).
    """
    meeting = _meeting_to_publish(work, meeting_id)
    if minutes is not MinutesState.NONE:
        refuse_incoherent_minutes(work, meeting_id)
    meeting.state = MeetingState.HELD
    meeting.minutes_state = minutes
    closed = set(work.session.scalars(restricted_items(meeting_id)))
    decided = select(ItemCourse.item_id).where(ItemCourse.outcome.is_not(None))
    settled = set(work.session.scalars(decided))
    for item in _items_at(work, meeting_id, Stage.ISSUED_PRE, Stage.LIVE_OPEN, Stage.LIVE_CLOSED):
        if item.stage is Stage.LIVE_CLOSED:
            item.stage = Stage.POST_CLOSED
        elif item.id not in settled:
            item.stage = Stage.POST_CLOSED if item.id in closed else Stage.POST_OPEN
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.MINUTES_PUBLISHED, objects=(meeting_id,))


def _items_at(work: Work, meeting_id: UUID, *stages: Stage) -> Sequence[AgendaItem]:
    return work.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.stage.in_(stages))
    ).all()


def restricted_items(meeting_id: UUID) -> CompoundSelect[UUID]:
    """Find the items with anything closed under them: they were not taken in public."""
    of_meeting = AgendaItem.meeting_id == meeting_id
    closed_rows = [
        select(AgendaItem.id).join(table).where(of_meeting, table.compartment_id.is_not(None))
        for table in (Paper, Minute, Action)
    ]
    noticed = select(AgendaItem.id).join(WithheldNotice).where(of_meeting)
    itself = select(AgendaItem.id).where(of_meeting, AgendaItem.compartment_id.is_not(None))
    return union(itself, noticed, *closed_rows)


def _meeting_to_publish(work: Work, meeting_id: UUID) -> Meeting:
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound
    if not work.principal.may(Permission.MEETING_PUBLISH, BodyId(meeting.body_id)):
        raise NotPermitted
    return meeting
