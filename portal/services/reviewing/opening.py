"""Opening reviews: when a date comes, when an event is recorded; and telling of the overdue."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy.reviews import Due, days_overdue, escalates
from portal.records.tables import Body, Restriction, Review
from portal.services.reviewing.coming_up import UpLine, lines_of
from portal.services.reviewing.subjects import (
    STANDING,
    Told,
    decides,
    prepares,
    told_of,
    watched_restriction,
)
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """The page on which an event is recorded."""

    restriction: UUID
    told: Told
    expected: str  # the event that the restriction waits for


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A review that the daily round opened or put before the monitoring officer."""

    line: UpLine
    review: UUID
    escalated: bool


def open_review(  # noqa: PLR0913 -- a review is described by these, each by name
    work: Work,
    restriction_id: UUID,
    *,
    because: str,
    due_on: date | None,
    event: str = "",
    campaign: UUID | None = None,
) -> UUID:
    """Open a review and tell the log.  The caller has looked for one that is open, and commits.

    :param because: ``date``, ``event`` or ``campaign``.
    """
    review = Review(
        id=uuid4(),
        restriction_id=restriction_id,
        campaign_id=campaign,
        due_on=due_on,
        event=event,
        opened_at=work.clock(),
        opened_by_id=work.principal.person,
    )
    work.session.add(review)
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.REVIEW_OPENED,
        objects=(review.id, restriction_id),
        detail={"because": because},
    )
    return review.id


def open_one_of(work: Work, restriction_id: UUID) -> Review | None:
    """Find the review of a restriction that is open."""
    return work.session.scalars(
        select(Review)
        .where(Review.restriction_id == restriction_id, Review.outcome.is_(None))
        .order_by(Review.opened_at.desc())
    ).first()


def read_event_page(work: Work, restriction_id: UUID) -> EventPage:
    """Give what the page that records an event says.

    :raises NotFound: if there is no such restriction for the asker to prepare.
    """
    restriction = _prepared(work, restriction_id)
    told = told_of(work, {restriction_id}).get(restriction_id, Told())
    return EventPage(restriction=restriction_id, told=told, expected=restriction.review_event)


def record_event(work: Work, restriction_id: UUID, event: str) -> UUID:
    """Record that something happened, which opens a review at once, due today; commit.

    What is closed stays closed: an event opens a review, and nothing else.

    :param event: what happened, in words the public may read: "the trial ended".
    :returns: the review, which may have been open already.
    :raises NotFound: if there is no such restriction, or it is not for the asker.
    :raises Refused: if it is not said what happened, or the restriction has ended.
    """
    work.begin_writing()
    restriction = _prepared(work, restriction_id, lock=True)
    told = event.strip()
    if not told:
        raise Refused("Say what happened, in words the public may read.")
    if restriction.state not in STANDING:
        raise Refused("This restriction has ended: there is nothing to review.")
    review = open_one_of(work, restriction_id)
    if review is None:
        opened = open_review(work, restriction_id, because="event", due_on=work.today, event=told)
    else:
        opened = review.id
        review.event = f"{review.event}; {told}" if review.event else told
        review.due_on = min(review.due_on or work.today, work.today)
        work.journal.note(
            actor=work.actor,
            verb=Verb.REVIEW_OPENED,
            objects=(review.id, restriction_id),
            detail={"because": "event"},
        )
    work.commit()
    return opened


def open_now(work: Work, restriction_id: UUID) -> UUID:
    """Open the review of a restriction whose date has come, without waiting for the night; commit.

    :returns: the review, which may have been open already.
    :raises NotFound: if there is no such restriction, or it is not for the asker.
    :raises NotPermitted: if the asker watches only.
    :raises Refused: if its date has not come.
    """
    work.begin_writing()
    restriction = watched_restriction(work, restriction_id, lock=True)
    if not (prepares(work, restriction.body_id) or decides(work, restriction.body_id)):
        raise NotPermitted
    review = open_one_of(work, restriction_id)
    if review is not None:
        return review.id
    lines = {each.restriction: each for each in lines_of(work, {restriction.body_id})}
    line = lines.get(restriction_id)
    if line is None or not _has_come(line):
        raise Refused("The date of this review has not come. If something happened, record that.")
    opened = open_review(work, restriction_id, because="date", due_on=line.due_on)
    work.commit()
    return opened


def make_round(work: Work) -> tuple[Opened, ...]:
    """Open every review that has come due, put the long overdue before the monitoring officer.

    Each is done once, however often this is run, and nothing else changes: what is closed stays
    closed until somebody decides.  Commits.

    :raises LogUnavailable: if the log cannot be written; then nothing is done.
    """
    work.begin_writing()
    done = tuple(_round(work, set(work.session.scalars(select(Body.id)))))
    if done:
        work.commit()
    else:
        work.session.rollback()
    return done


def _round(work: Work, bodies: Collection[UUID]) -> Iterator[Opened]:
    for line in lines_of(work, bodies):
        if line.review is None and _has_come(line):
            work.session.get_one(Restriction, line.restriction, with_for_update=True)
            if open_one_of(work, line.restriction) is None:
                opened = open_review(work, line.restriction, because="date", due_on=line.due_on)
                yield Opened(line=line, review=opened, escalated=False)
        review = open_one_of(work, line.restriction)
        if review is not None and _escalate(work, review, line.due_on):
            yield Opened(line=line, review=review.id, escalated=True)


def _has_come(line: UpLine) -> bool:
    return line.state in {Due.DUE, Due.OVERDUE} and not line.awaits_second


def _escalate(work: Work, review: Review, due_on: date | None) -> bool:
    if not escalates(due_on, work.today, told=review.escalated_at is not None):
        return False
    review.escalated_at = work.clock()
    work.journal.note(
        actor=work.actor,
        verb=Verb.REVIEW_ESCALATED,
        objects=(review.id, review.restriction_id),
        detail={"days": days_overdue(due_on, work.today)},
    )
    return True


def _prepared(work: Work, restriction_id: UUID, *, lock: bool = False) -> Restriction:
    restriction = watched_restriction(work, restriction_id, lock=lock)
    if not prepares(work, restriction.body_id):
        raise NotFound
    return restriction
