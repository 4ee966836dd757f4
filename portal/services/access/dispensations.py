"""Dispensations: leave to take part in spite of an interest, for a time, with a public reason."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotPermitted
from portal.records.tables import Dispensation
from portal.services.access.asking import Unfit, an_act, asker, note
from portal.services.access.interests import find_interest
from portal.services.work import Work


@an_act
def grant(
    work: Work, declaration_id: UUID, reason: str, from_on: date | None, until_on: date | None
) -> UUID:
    """Let somebody take part in an item in spite of their interest (Localism Act 2011 s.33).

    :param reason: public words.
    :raises NotFound: if there is no such interest for this asker.
    :raises NotPermitted: if it is the asker's own.
    :raises Unfit: if something is missing, the days are reversed, or one runs already.
    """
    declaration, place = find_interest(work, declaration_id)
    if declaration.person_id == asker(work):
        raise NotPermitted
    faults = {}
    if not reason:
        faults["reason"] = "Give the reason, in words that the public will read."
    if from_on is None:
        faults["from_on"] = "Enter the first day."
    if until_on is None:
        faults["until_on"] = "Enter the last day."
    elif until_on < work.today or (from_on is not None and until_on < from_on):
        faults["until_on"] = "The last day cannot be before the first, or in the past."
    if declaration.lifted_at is not None:
        faults[""] = "This interest has been lifted: nothing stands in the way."
    if faults or from_on is None or until_on is None:
        raise Unfit(faults)
    running = select(Dispensation.id).where(
        Dispensation.person_id == declaration.person_id,
        Dispensation.item_id == declaration.item_id,
        Dispensation.ended_at.is_(None),
        Dispensation.until_on >= work.today,
    )
    if work.session.scalar(running.limit(1)) is not None:
        raise Unfit({"": "A dispensation runs already: end it first."})
    dispensation = Dispensation(
        id=uuid4(),
        person_id=declaration.person_id,
        item_id=declaration.item_id,
        granted_by_id=asker(work),
        granted_at=work.clock(),
        from_on=from_on,
        until_on=until_on,
        reason=reason,
    )
    work.session.add(dispensation)
    work.session.flush()
    note(
        work,
        Verb.DISPENSATION_GRANTED,
        dispensation.id,
        place.item,
        holder=declaration.person_id,
        until=until_on,
    )
    work.commit()
    return dispensation.id


@an_act
def end(work: Work, declaration_id: UUID) -> None:
    """End the dispensation that runs for an interest; the item closes again at once.

    :raises NotFound: if there is no such interest for this asker.
    :raises Unfit: if none runs.
    """
    declaration, place = find_interest(work, declaration_id)
    running = work.session.scalars(
        select(Dispensation)
        .where(
            Dispensation.person_id == declaration.person_id,
            Dispensation.item_id == declaration.item_id,
            Dispensation.ended_at.is_(None),
        )
        .with_for_update()
    ).all()
    if not running:
        raise Unfit({"": "No dispensation runs for this interest."})
    for each in running:
        each.ended_at = work.clock()
        work.session.flush()
        note(work, Verb.DISPENSATION_ENDED, each.id, place.item, holder=each.person_id)
    work.commit()
