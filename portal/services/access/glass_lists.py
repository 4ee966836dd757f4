"""Emergency openings in lists, and announced to the readers of what was opened."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import (
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    ItemId,
    MeetingId,
    Permission,
    Thing,
)
from portal.records.tables import AgendaItem, BreakGlass, Meeting, Person
from portal.services.access.asking import (
    ItemPlace,
    asker,
    item_place,
    names,
    sealed_note,
)
from portal.services.access.break_glass import LAPSES_AFTER, SEALED_AS, review_of
from portal.services.access.one_person import accounts_of
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassLine:
    """One emergency opening: asked for, under way, or over."""

    id: UUID
    place: ItemPlace
    name: str
    asked_at: datetime
    approvers: tuple[str, ...]
    state: str  # asked, lapsed, refused, open, to_review or reviewed
    ends_at: datetime | None
    review_due_on: date | None
    late: bool  # the review is
    may_approve: bool
    may_review: bool
    mine: bool
    reason: str = field(default="", repr=False)
    findings: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Tells readers that glass was broken, until the review is closed."""

    place: ItemPlace
    name: str
    opened_at: datetime | None
    ends_at: datetime | None
    review_due_on: date | None


def read_glass(work: Work) -> tuple[GlassLine, ...]:
    """List the emergency openings the asker may approve or review, and those they asked for.

    :raises NotFound: if the asker has neither office.
    """
    if not any(
        work.principal.may_somewhere(each)
        for each in (Permission.BREAK_GLASS_ASK, Permission.BREAK_GLASS_APPROVE)
    ):
        raise NotFound
    rows = work.session.scalars(
        select(BreakGlass).order_by(BreakGlass.asked_at.desc(), BreakGlass.id)
    ).all()
    lines = (_line(work, row) for row in rows)
    return tuple(
        each
        for each in lines
        if each.mine or work.principal.may(Permission.BREAK_GLASS_APPROVE, BodyId(each.place.body))
    )


def open_glass(work: Work, glass_id: UUID) -> GlassLine:
    """Open the reason for one, and its review, having written that down first.

    :raises NotFound: if there is none of that for this asker to approve or review.
    """
    row = work.session.get(BreakGlass, glass_id)
    if row is None:
        raise NotFound
    line = _line(work, row)
    if not work.principal.may(Permission.BREAK_GLASS_APPROVE, BodyId(line.place.body)):
        raise NotFound
    body = line.place.body
    notes = [sealed_note(work, SEALED_AS, row.id, body, row.sealed_reason)]
    if row.sealed_review is not None:
        notes.append(sealed_note(work, SEALED_AS, review_of(row.id), body, row.sealed_review))
    opened = work.open_rows(Verb.BREAK_GLASS_EXPLAINED, notes)
    return replace(
        line,
        reason=opened[row.id]["reason"],
        findings=opened.get(review_of(row.id), {}).get("findings", ""),
    )


def announcements(work: Work, item: UUID | None = None) -> tuple[Announcement, ...]:
    """Tell the readers of a compartment, and its body's officers, of glass broken in it.

    From the second approval until the review is closed, whether or not the hour has passed.
    """
    if not work.principal.signed_in:
        return ()
    only = [BreakGlass.item_id == item] if item is not None else []
    rows = work.session.execute(
        select(BreakGlass, Person.name, AgendaItem.stage, Meeting)
        .join(Person, Person.id == BreakGlass.person_id)
        .join(AgendaItem, AgendaItem.id == BreakGlass.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(BreakGlass.opened_at.is_not(None), BreakGlass.reviewed_at.is_(None), *only)
        .order_by(BreakGlass.opened_at.desc())
    ).all()
    return tuple(
        Announcement(
            place=item_place(work, glass.item_id),
            name=name,
            opened_at=glass.opened_at,
            ends_at=glass.ends_at,
            review_due_on=glass.review_due_on,
        )
        for glass, name, stage, meeting in rows
        if work.principal.may(Permission.INTEREST_RECORD, BodyId(meeting.body_id))
        or work.scope.admits(
            Thing(
                body=BodyId(meeting.body_id),
                meeting=MeetingId(meeting.id),
                item=ItemId(glass.item_id),
                regime=meeting.regime,
                jurisdiction=meeting.jurisdiction,
                classification=Classification.EX,
                stage=stage,
                doc_type=DocType.REPORT,
                compartment=CompartmentId(glass.compartment_id),
            )
        )
    )


def _line(work: Work, row: BreakGlass) -> GlassLine:
    place = item_place(work, row.item_id)
    me, state = asker(work), _state(work, row)
    approves = work.principal.may(Permission.BREAK_GLASS_APPROVE, BodyId(place.body))
    called = names(work, (row.person_id, row.first_approved_by_id, row.second_approved_by_id))
    approvers = (row.first_approved_by_id, row.second_approved_by_id)
    return GlassLine(
        id=row.id,
        place=place,
        name=called[row.person_id],
        asked_at=row.asked_at,
        approvers=tuple(called[each] for each in approvers if each is not None),
        state=state,
        ends_at=row.ends_at,
        review_due_on=row.review_due_on,
        late=state == "to_review"
        and row.review_due_on is not None
        and row.review_due_on < work.today,
        may_approve=approves
        and state == "asked"
        and not accounts_of(work, me) & {row.person_id, row.first_approved_by_id},
        may_review=approves and state == "to_review" and me != row.person_id,
        mine=me == row.person_id,
    )


def _state(work: Work, row: BreakGlass) -> str:
    if row.refused_by_id is not None:
        return "refused"
    if row.ends_at is None:
        return "lapsed" if work.clock() - row.asked_at > LAPSES_AFTER else "asked"
    if work.clock() < row.ends_at:
        return "open"
    return "reviewed" if row.reviewed_at is not None else "to_review"
