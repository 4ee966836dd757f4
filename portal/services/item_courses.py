"""The course of an item: how it came onto its agenda, and what the meeting did with it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import BodyId, Permission, Stage
from portal.policy.regimes import Urgency, regime_rules
from portal.records.tables import (
    AgendaItem,
    Arrival,
    ItemCourse,
    ItemOutcome,
    Meeting,
    MeetingState,
)
from portal.services.agendas import add_item
from portal.services.lost_votes import open_what_was_not_closed, was_excluded
from portal.services.publication_checks import refuse_title
from portal.services.work import LOCAL, Work

__all__ = [
    "Arrival",
    "Came",
    "ItemOutcome",
    "add_item_later",
    "course_of",
    "record_arrival",
    "record_outcome",
    "refuse_a_draft",
    "refuse_before_the_day",
]

_NO_CHAIRS_URGENCY: Final = (
    "An executive has no urgent items by the chair's opinion. Use regulation 5(6) (a private"
    " meeting at shorter notice, agreed by whoever chairs overview and scrutiny), regulation 10"
    " (general exception) or regulation 11 (special urgency) of SI 2012/2089."
)
_STAGE: Final = {
    ItemOutcome.TAKEN_OPEN: Stage.POST_OPEN,
    ItemOutcome.TAKEN_CLOSED: Stage.POST_CLOSED,
    ItemOutcome.WITHDRAWN: Stage.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How an item came onto its agenda."""

    arrival: Arrival
    because: str = ""  # why it is late, or the special circumstances that make it urgent
    opinion_of: str = ""  # of an urgent item: who was of that opinion, by office


def add_item_later(work: Work, meeting_id: UUID, *, number: str, heading: str, came: Came) -> UUID:
    """Add an item to an agenda that is out; it and its report are open from now on.

    (1972 Act s.100B(3)(b).)  The caller commits.

    :raises NotFound, NotPermitted: as :func:`record_arrival`.
    :raises Refused: if the agenda is not out, the meeting is over, the title names somebody or
        says that it is restricted, or as :func:`record_arrival`.
    """
    meeting = _meeting(work, meeting_id)
    if meeting.published_at is None:
        raise Refused("This agenda is not published yet: put the item on it as usual.")
    if meeting.state in {MeetingState.HELD, MeetingState.CANCELLED}:
        raise Refused("This meeting is over: put the item on the agenda of the next one.")
    if not number.strip() or not heading.strip():
        raise Refused("Give the item its number and its title; the title is always public.")
    refuse_title(work, number.strip(), heading.strip())
    item = add_item(work, meeting_id, number=number.strip(), heading=heading.strip())
    record_arrival(work, item, came)
    work.session.get_one(AgendaItem, item).stage = Stage.ISSUED_PRE
    return item


def record_arrival(work: Work, item_id: UUID, came: Came) -> None:
    """Record how an item came onto its agenda.  The caller commits.

    :raises NotFound: if there is no such item.
    :raises NotPermitted: if the asker may not publish for the body.
    :raises Refused: if a late item has no reason; or an urgent one no special circumstances, or
        nobody whose opinion it was (1972 Act s.100B(4)(b)), or the regime knows no such urgency.
    """
    item, meeting = _of_meeting(work, item_id)
    if came.arrival is Arrival.LATE and not came.because.strip():
        raise Refused("Say why the item is late: the reason is published with it.")
    if came.arrival is Arrival.URGENT:
        _refuse_urgency(meeting, came)
    course = course_of(work, item.id)
    course.arrival = came.arrival
    course.added_at = None if came.arrival is Arrival.TIMELY else work.clock()
    course.late_because = came.because.strip() if came.arrival is Arrival.LATE else ""
    urgent = came.arrival is Arrival.URGENT
    course.urgent_because = came.because.strip() if urgent else ""
    course.urgent_by = came.opinion_of.strip() if urgent else ""
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.ITEM_ARRIVED,
        objects=(item.id,),
        detail={"arrival": came.arrival.value},
    )


def record_outcome(
    work: Work,
    item_id: UUID,
    outcome: ItemOutcome,
    *,
    because: str = "",
    deferred_to: UUID | None = None,
) -> None:
    """Record what the meeting did with an item.  The caller commits.

    Taken in public, what was closed of it opens as the regime says, once two people have
    released it.  Deferred or withdrawn, it was not taken: nothing opens (s.100C(1)(d)), and of
    what is withdrawn the title stays on the agenda.

    :raises NotFound, NotPermitted: as :func:`record_arrival`.
    :raises Refused: if its agenda is a draft, the meeting is still to come, no reason is given
        where one is wanted, or it is deferred to no later meeting of the same body.
    """
    item, meeting = _of_meeting(work, item_id)
    refuse_a_draft(item)
    if outcome in {ItemOutcome.TAKEN_OPEN, ItemOutcome.TAKEN_CLOSED}:
        refuse_before_the_day(work, meeting)
    if outcome in {ItemOutcome.DEFERRED, ItemOutcome.WITHDRAWN} and not because.strip():
        raise Refused("Say why the item was not taken: the reason is published.")
    if outcome is ItemOutcome.DEFERRED:
        _refuse_meeting(work, meeting, deferred_to)
    _refuse_against_the_record(work, item, outcome)
    course = course_of(work, item.id)
    if course.outcome is ItemOutcome.TAKEN_OPEN and outcome is not ItemOutcome.TAKEN_OPEN:
        raise Refused("It is recorded that this item was taken in public: that cannot be undone.")
    course.outcome = outcome
    course.outcome_because = because.strip()
    course.deferred_to_id = deferred_to if outcome is ItemOutcome.DEFERRED else None
    course.recorded_by_id, course.recorded_at = work.principal.person, work.clock()
    item.stage = _STAGE.get(outcome, Stage.ISSUED_PRE)
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.ITEM_TAKEN,
        objects=(item.id,),
        detail={"outcome": outcome.value},
    )
    if outcome is ItemOutcome.TAKEN_OPEN:
        open_what_was_not_closed(work, item, meeting)


def course_of(work: Work, item_id: UUID) -> ItemCourse:
    """Find an item's course, or begin to keep one."""
    course = work.session.scalar(select(ItemCourse).where(ItemCourse.item_id == item_id))
    if course is None:
        course = ItemCourse(
            id=uuid4(),
            item_id=item_id,
            arrival=Arrival.TIMELY,
            late_because="",
            urgent_because="",
            urgent_by="",
            outcome_because="",
        )
        work.session.add(course)
    return course


def refuse_a_draft(item: AgendaItem) -> None:
    """Hold back what would move an item on whose agenda nobody has published.

    :raises Refused: if that is so: an agenda comes out whole, after its checks.
    """
    if item.stage is Stage.DRAFT:
        raise Refused("This agenda is not published yet: nothing can have become of its items.")


def refuse_before_the_day(work: Work, meeting: Meeting) -> None:
    """Hold back what only a meeting itself can do: taken in public, exempt business opens by law.

    :raises Refused: if the meeting's day is still to come.
    """
    if meeting.starts_at.astimezone(LOCAL).date() > work.today:
        raise Refused("This meeting is still to come: record what it did once it has met.")


def _refuse_urgency(meeting: Meeting, came: Came) -> None:
    rules = regime_rules(meeting.regime, meeting.jurisdiction)
    if rules.urgency is Urgency.AGREEMENT:
        raise Refused(_NO_CHAIRS_URGENCY)
    if not came.because.strip():
        raise Refused(
            "Say which special circumstances make the item urgent: the minutes must specify them."
        )
    if not came.opinion_of.strip():
        raise Refused("Say who was of the opinion that it is urgent: the chair of the meeting.")


def _refuse_against_the_record(work: Work, item: AgendaItem, outcome: ItemOutcome) -> None:
    """Hold what is said of an item against the exclusions recorded for it."""
    excluded = was_excluded(work, item.id)
    if outcome is ItemOutcome.TAKEN_CLOSED and not excluded:
        raise Refused(
            "Record first how the public came to be excluded from this item: a resolution that"
            " was carried, or confidential information."
        )
    if outcome is ItemOutcome.TAKEN_OPEN and excluded:
        raise Refused("The public was excluded from this item, or a part of it: it was closed.")


def _refuse_meeting(work: Work, meeting: Meeting, deferred_to: UUID | None) -> None:
    if deferred_to is None:
        return  # to a meeting that is not called yet
    later = work.session.get(Meeting, deferred_to)
    if (
        later is None
        or later.body_id != meeting.body_id
        or later.starts_at <= meeting.starts_at
        or later.state in {MeetingState.HELD, MeetingState.CANCELLED}
    ):
        raise Refused("Choose a later meeting of the same body that is still to come.")


def _of_meeting(work: Work, item_id: UUID) -> tuple[AgendaItem, Meeting]:
    item = work.session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound
    return item, _meeting(work, item.meeting_id)


def _meeting(work: Work, meeting_id: UUID) -> Meeting:
    meeting = work.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound
    if not work.principal.may(Permission.MEETING_PUBLISH, BodyId(meeting.body_id)):
        raise NotPermitted
    return meeting
