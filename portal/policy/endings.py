"""Why something is closed to somebody to whom it was open: what ended, or what stands in the way.

For the log, which keeps the reason of a refusal, and for the one page that may tell it: to
somebody who knows already that the thing is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from portal.policy.holdings import Holdings, SeatHeld, scope_from
from portal.policy.scope import Thing


class Because(StrEnum):
    """What somebody's access ended by."""

    INTEREST_RECORDED = "interest_recorded"
    MEMBERSHIP_ENDED = "membership_ended"
    SUBSTITUTION_ENDED = "substitution_ended"
    PERMISSION_ENDED = "permission_ended"
    NEED_TO_KNOW_ENDED = "need_to_know_ended"
    INVITATION_ENDED = "invitation_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What ended somebody's access to one thing, and on which last day, where it has one."""

    because: Because
    last_on: date | None = None

    @property
    def may_be_told(self) -> bool:
        """Say whether the reader may be told: they recorded it, or were sent to that one meeting.

        To everybody else the thing is absent, as it is to whoever never knew of it.
        """
        return self.because in {Because.INTEREST_RECORDED, Because.SUBSTITUTION_ENDED}


def ending(holdings: Holdings, thing: Thing, *, now: datetime, today: date) -> Ending | None:
    """Say by what a thing closed to somebody; ``None`` if it is open to them, or never was.

    :param holdings: all that they hold or ever held.
    """
    if scope_from(holdings, now=now, today=today).admits(thing):
        return None
    for found, had in _before(holdings, thing, today):
        if scope_from(had, now=now, today=today).admits(thing):
            return found
    return None


def _before(held: Holdings, thing: Thing, today: date) -> Iterator[tuple[Ending, Holdings]]:
    """Give each thing that ended, with the holdings as they would be if it had not."""
    if any(each.item == thing.item for each in held.interests):
        yield Ending(because=Because.INTEREST_RECORDED), replace(held, interests=())
    for seat in sorted(held.seats, key=_last, reverse=True):
        if seat.until_on is not None and seat.until_on < today:
            because = Because.SUBSTITUTION_ENDED if seat.meeting else Because.MEMBERSHIP_ENDED
            yield (
                Ending(because=because, last_on=seat.until_on),
                replace(held, seats=(*held.seats, replace(seat, until_on=None))),
            )
    if held.permissions:
        lasting = tuple(replace(each, until_on=None, ended_at=None) for each in held.permissions)
        yield Ending(because=Because.PERMISSION_ENDED), replace(held, permissions=lasting)
    if held.needs:
        needs = tuple(replace(each, until_on=None, ended_at=None) for each in held.needs)
        yield Ending(because=Because.NEED_TO_KNOW_ENDED), replace(held, needs=needs)
    if held.invitations:
        asked = tuple(replace(each, until_on=None, ended_at=None) for each in held.invitations)
        yield Ending(because=Because.INVITATION_ENDED), replace(held, invitations=asked)


def _last(seat: SeatHeld) -> date:
    return seat.until_on or date.min
