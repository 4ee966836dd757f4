"""Access reviews: everybody who may read a body's restricted papers, kept or ended one by one."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import Permission as May
from portal.policy.offices import ALLOWS
from portal.records.tables import (
    AccessReview,
    AccessReviewLine,
    AgendaItem,
    AskState,
    Body,
    Compartment,
    Holding,
    Invitation,
    Meeting,
    NeedToKnow,
    OfficeHolding,
    Permission,
    Recertified,
    Seat,
)
from portal.services.access.asking import Unfit, an_act, asker, demand, note
from portal.services.access.guests import show_out
from portal.services.access.leavers import resign
from portal.services.access.needs import forget
from portal.services.access.permissions import take_back
from portal.services.access.seats import leave
from portal.services.work import Work

DUE_AFTER: Final = timedelta(days=28)


@an_act
def open_review(work: Work, body: UUID) -> UUID:
    """Begin to review who may read a body's restricted papers: a line for each thing held.

    :raises NotFound: if the asker reviews no access to that body.
    :raises Unfit: if one is open already.
    """
    demand(work, May.ACCESS_REVIEW, body)
    if work.session.get(Body, body) is None:
        raise NotFound
    running = select(AccessReview.id).where(
        AccessReview.body_id == body, AccessReview.closed_at.is_(None)
    )
    if work.session.scalar(running.limit(1)) is not None:
        raise Unfit({"": "A review of this board is open already: finish that one first."})
    review = AccessReview(
        id=uuid4(),
        body_id=body,
        opened_by_id=asker(work),
        opened_at=work.clock(),
        due_on=work.today + DUE_AFTER,
    )
    work.session.add(review)
    work.session.flush()
    lines = [
        AccessReviewLine(review_id=review.id, person_id=person, holding=holding, holding_id=row)
        for holding, row, person in _held(work, body)
    ]
    work.session.add_all(lines)
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.ACCESS_REVIEW_OPENED,
        objects=(review.id, body),
        detail={"count": len(lines)},
    )
    work.commit()
    return review.id


@an_act
def decide(work: Work, line_id: UUID, answer: str) -> UUID:
    """Keep what somebody holds, or end it, really and at once; give the review.

    :raises NotFound: if there is no such line for this asker.
    :raises NotPermitted: if the asker would decide about themselves, or end an office for every
        body with one of a single body.
    :raises Unfit: if nothing was chosen, it was decided, or the review is closed.
    """
    line = work.session.get(AccessReviewLine, line_id, with_for_update=True)
    if line is None:
        raise NotFound
    review = find_review(work, line.review_id)
    if line.person_id == asker(work) or (
        answer == Recertified.END and _reaches_further(work, line)
    ):
        raise NotPermitted
    if line.decision is not None or review.closed_at is not None:
        raise Unfit({"": "This has been decided already."})
    if answer not in set(Recertified):
        raise Unfit({f"decision-{line.id}": "Choose whether it is kept or ended."})
    decision = Recertified(answer)
    line.decision, line.decided_by_id, line.decided_at = decision, asker(work), work.clock()
    work.session.flush()
    if decision is Recertified.END:
        _end(work, line)
    note(
        work,
        Verb.ACCESS_REVIEW_DECIDED,
        line.holding_id,
        review.id,
        holder=line.person_id,
        holding=line.holding.value,
        answer=decision.value,
    )
    work.commit()
    return review.id


@an_act
def close(work: Work, review_id: UUID) -> None:
    """Close a review in which everything is decided.

    :raises NotFound: if there is no such review for this asker.
    :raises Unfit: if something is left to decide, or it is closed.
    """
    review = find_review(work, review_id, locked=True)
    counts = _counts(work, review_id)
    if review.closed_at is not None or counts.get(None):
        raise Unfit({"": "Decide every line before you close the review."})
    review.closed_at = work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.ACCESS_REVIEW_CLOSED,
        objects=(review.id, review.body_id),
        detail={
            "kept": counts.get(Recertified.KEEP, 0),
            "ended": counts.get(Recertified.END, 0),
        },
    )
    work.commit()


def find_review(work: Work, review_id: UUID, *, locked: bool = False) -> AccessReview:
    """Find a review.

    :raises NotFound: if there is no such review for this asker.
    """
    review = work.session.get(AccessReview, review_id, with_for_update=locked or None)
    if review is None:
        raise NotFound
    demand(work, May.ACCESS_REVIEW, review.body_id)
    return review


def _counts(work: Work, review_id: UUID) -> Mapping[Recertified | None, int]:
    rows = work.session.execute(
        select(AccessReviewLine.decision, func.count())
        .where(AccessReviewLine.review_id == review_id)
        .group_by(AccessReviewLine.decision)
    )
    return dict(rows.all())


def _reaches_further(work: Work, line: AccessReviewLine) -> bool:
    """Say whether a line is about an office for every body, and the asker reviews but some."""
    if line.holding is not Holding.OFFICE:
        return False
    office = work.session.get(OfficeHolding, line.holding_id)
    everywhere = any(
        each.body is None and May.ACCESS_REVIEW in ALLOWS[each.office]
        for each in work.principal.appointments
    )
    return office is not None and office.body_id is None and not everywhere


def _end(work: Work, line: AccessReviewLine) -> None:
    """End what a line is about, if it has not ended by itself since."""
    row = work.session.get(_TABLES[line.holding], line.holding_id, with_for_update=True)
    if isinstance(row, Seat):
        if row.until_on is None or row.until_on >= work.today:
            leave(work, row)
    elif isinstance(row, OfficeHolding):
        resign(work, row)
    elif isinstance(row, Permission):
        take_back(work, row)
    elif isinstance(row, NeedToKnow):
        forget(work, row)
    elif isinstance(row, Invitation):
        show_out(work, row)


_TABLES: Final = {
    Holding.SEAT: Seat,
    Holding.OFFICE: OfficeHolding,
    Holding.PERMISSION: Permission,
    Holding.NEED_TO_KNOW: NeedToKnow,
    Holding.INVITATION: Invitation,
}


def _held(work: Work, body: UUID) -> Iterator[tuple[Holding, UUID, UUID]]:
    """Give everything that lets somebody read, or keep, a body's restricted papers."""
    today = work.today
    items = (
        select(AgendaItem.id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.body_id == body)
    )
    statements = {
        Holding.SEAT: select(Seat.id, Seat.person_id).where(
            Seat.body_id == body,
            Seat.person_id.is_not(None),
            or_(Seat.until_on.is_(None), Seat.until_on >= today),
        ),
        Holding.OFFICE: select(OfficeHolding.id, OfficeHolding.person_id).where(
            or_(OfficeHolding.body_id == body, OfficeHolding.body_id.is_(None)),
            or_(OfficeHolding.until_on.is_(None), OfficeHolding.until_on >= today),
        ),
        Holding.PERMISSION: select(Permission.id, Permission.person_id).where(
            Permission.compartment_id.in_(
                select(Compartment.id).where(Compartment.body_id == body)
            ),
            Permission.ended_at.is_(None),
            Permission.until_on >= today,
        ),
        Holding.NEED_TO_KNOW: select(NeedToKnow.id, NeedToKnow.person_id).where(
            NeedToKnow.item_id.in_(items),
            NeedToKnow.state == AskState.GRANTED,
            NeedToKnow.ended_at.is_(None),
            NeedToKnow.until_on >= today,
        ),
        Holding.INVITATION: select(Invitation.id, Invitation.person_id).where(
            Invitation.item_id.in_(items),
            Invitation.ended_at.is_(None),
            or_(Invitation.until_on.is_(None), Invitation.until_on >= today),
        ),
    }
    for holding, statement in statements.items():
        for row, person in work.session.execute(statement):
            if person is not None:
                yield holding, row, person
