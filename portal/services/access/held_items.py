"""What somebody holds for one item at a time, for their own page: until when, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.services.access.asking import ItemPlace, item_place
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class OneItem:
    """One thing held for one item, that counts now."""

    place: ItemPlace
    what: str
    until_on: date | None = None
    until_at: datetime | None = None
    closes: bool = False


def items_held(work: Work) -> tuple[OneItem, ...]:
    """List what counts now for one item: what opens it, and what closes it."""
    held, scope, today = work.held, work.scope, work.today
    found = [
        OneItem(
            place=item_place(work, each.item),
            what="You were asked in for this item.",
            until_on=each.until_on,
        )
        for each in held.invitations
        if each.item in scope.invited and each.lasts(work.clock(), today)
    ]
    found += [
        OneItem(
            place=item_place(work, each.item),
            what="Your need to know was accepted. You read it on its page, and take no copy.",
            until_on=each.until_on,
        )
        for each in held.needs
        if each.item in scope.needs and each.runs(today) and each.ended_at is None
    ]
    found += [
        OneItem(
            place=item_place(work, each.item),
            what="An emergency opening is under way. You read it on its page, and take no copy.",
            until_at=each.ends_at,
        )
        for each in held.broken_glass
        if each.item in scope.broken_glass and each.opened_at <= work.clock() < each.ends_at
    ]
    dispensed = {
        each.item: each.until_on
        for each in held.dispensations
        if each.runs(today) and each.ended_at is None
    }
    found += [
        OneItem(
            place=item_place(work, each.item),
            what="An interest is recorded for you; a dispensation lets you take part."
            if each.item in dispensed
            else "An interest is recorded for you: what is restricted here is closed to you.",
            until_on=dispensed.get(each.item),
            closes=each.item not in dispensed,
        )
        for each in held.interests
        if each.lifted_at is None
    ]
    return tuple(found)
