"""Breaking glass: one item opened to one administrator, by two approvers, for an hour, in the open.

(Security requirement AZ-09.)  Nothing here reaches what is confidential by statute or lies in a
sensitive compartment: the rules of access see to that, whatever was approved.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4, uuid5

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted
from portal.policy import Permission
from portal.policy.periods import due_day
from portal.records.tables import BreakGlass
from portal.services.access.asking import (
    ItemPlace,
    Unfit,
    an_act,
    asker,
    demand,
    general_compartment,
    item_place,
    known_item,
    note,
    pseudonym,
    still_may,
)
from portal.services.access.one_person import accounts_of
from portal.services.clear_days import working_days
from portal.services.requests_opening import rules_today
from portal.services.work import Work

SEALED_AS: Final = "break-glass"
OPEN_FOR: Final = timedelta(minutes=60)
REVIEW_WITHIN: Final = 5  # working days
LAPSES_AFTER: Final = timedelta(hours=24)
"""An emergency that nobody has approved in this time is asked for anew."""


@an_act
def ask(work: Work, item_id: UUID, reason: str) -> UUID:
    """Ask, as an administrator, that one item be opened in an emergency.

    :raises NotFound: if there is no such item, or none the asker may know of or ask for.
    :raises Unfit: if there is no reason, or one waits already.
    """
    place = known_item(work, item_id)
    demand(work, Permission.BREAK_GLASS_ASK, place.body)
    if not reason:
        raise Unfit({"reason": "Say what the emergency is. The reason is sealed."})
    compartment = general_compartment(work, place.body)
    row = uuid4()
    work.session.add(
        BreakGlass(
            id=row,
            person_id=asker(work),
            item_id=item_id,
            compartment_id=compartment,
            sealed_reason=work.seal(compartment, SEALED_AS, row, {"reason": reason}),
            asked_at=work.clock(),
        )
    )
    work.session.flush()
    note(work, Verb.BREAK_GLASS_ASKED, row, item_id, holder=asker(work))
    work.commit()
    return row


@an_act
def approve(work: Work, glass_id: UUID) -> bool:
    """Approve as the first or the second of two; say whether the item is open now.

    The hour begins with the second approval.

    :raises NotFound: if there is none of that for this asker to approve.
    :raises NotPermitted: if the asker would read, or approved it already.
    :raises Unfit: if it was decided or has lapsed.
    """
    glass, place = _to_decide(work, glass_id)
    me, now = asker(work), work.clock()
    if accounts_of(work, me) & {glass.person_id, glass.first_approved_by_id}:
        raise NotPermitted
    if glass.first_approved_by_id is None:
        glass.first_approved_by_id = me
        work.session.flush()
        note(work, Verb.BREAK_GLASS_APPROVED, glass.id, glass.item_id, holder=glass.person_id)
        work.commit()
        return False
    if not still_may(work, glass.first_approved_by_id, Permission.BREAK_GLASS_APPROVE, place.body):
        raise Unfit({"": "The first approver no longer holds that office: ask for it anew."})
    glass.second_approved_by_id = me
    glass.opened_at, glass.ends_at = now, now + OPEN_FOR
    _, jurisdiction = rules_today(work, place.body)
    glass.review_due_on = due_day(
        work.today, REVIEW_WITHIN, working_days(jurisdiction, work.counting)
    )
    work.session.flush()
    note(
        work,
        Verb.BREAK_GLASS_OPENED,
        glass.id,
        glass.item_id,
        holder=glass.person_id,
        first_approver=pseudonym(work, glass.first_approved_by_id),
        second_approver=pseudonym(work, me),
        minutes=int(OPEN_FOR.total_seconds() // 60),
    )
    work.commit()
    return True


@an_act
def refuse(work: Work, glass_id: UUID) -> None:
    """Refuse an emergency opening.

    :raises NotFound, NotPermitted, Unfit: as :func:`approve`.
    """
    glass, _ = _to_decide(work, glass_id)
    if asker(work) == glass.person_id:
        raise NotPermitted
    glass.refused_by_id = asker(work)
    work.session.flush()
    note(work, Verb.BREAK_GLASS_REFUSED, glass.id, glass.item_id, holder=glass.person_id)
    work.commit()


@an_act
def review(work: Work, glass_id: UUID, findings: str) -> None:
    """Review an emergency opening once it is over; the banner goes.

    :raises NotFound: if there is none of that for this asker to review.
    :raises NotPermitted: if the asker read by it.
    :raises Unfit: if it is not over, was reviewed, or nothing was found out.
    """
    glass, place = _found(work, glass_id)
    demand(work, Permission.BREAK_GLASS_APPROVE, place.body)
    if asker(work) == glass.person_id:
        raise NotPermitted
    if glass.ends_at is None or work.clock() < glass.ends_at:
        raise Unfit({"": "It is not over yet: review it when the hour has passed."})
    if glass.reviewed_at is not None:
        raise Unfit({"": "This has been reviewed already."})
    if not findings:
        raise Unfit({"findings": "Say what you found: what was read, and whether it was needed."})
    glass.reviewed_by_id, glass.reviewed_at = asker(work), work.clock()
    glass.sealed_review = work.seal(
        glass.compartment_id, SEALED_AS, review_of(glass.id), {"findings": findings}
    )
    work.session.flush()
    note(work, Verb.BREAK_GLASS_REVIEWED, glass.id, glass.item_id, holder=glass.person_id)
    work.commit()


def review_of(glass_id: UUID) -> UUID:
    """Name the review of an emergency opening, which is sealed as a row of its own."""
    return uuid5(glass_id, "review")


def _found(work: Work, glass_id: UUID) -> tuple[BreakGlass, ItemPlace]:
    glass = work.session.get(BreakGlass, glass_id, with_for_update=True)
    if glass is None:
        raise NotFound
    return glass, item_place(work, glass.item_id)


def _to_decide(work: Work, glass_id: UUID) -> tuple[BreakGlass, ItemPlace]:
    glass, place = _found(work, glass_id)
    demand(work, Permission.BREAK_GLASS_APPROVE, place.body)
    if glass.opened_at is not None or glass.refused_by_id is not None:
        raise Unfit({"": "This has been decided already."})
    if work.clock() - glass.asked_at > LAPSES_AFTER:
        raise Unfit({"": "This was asked for too long ago: ask for it anew."})
    return glass, place
