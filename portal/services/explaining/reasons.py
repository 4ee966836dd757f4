"""Why somebody may read a thing: in what capacity, on what that rests, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from portal.policy import Role, Thing, Verdict
from portal.policy.holdings import Holdings, scope_from
from portal.policy.principals import Standing
from portal.policy.scope import EVERYBODY, Scope
from portal.services.work import LOCAL

CAPACITIES: Final = {
    Role.PUBLIC: "Like everybody",
    Role.PRESS: "As the press",
    Role.COUNCILLOR: "As a councillor",
    Role.COOPTED: "As a co-opted member",
    Role.PARTNER: "As a member for a partner organisation",
    Role.ADVISER: "As an adviser",
    Role.SCRUTINY: "As a member of a scrutiny committee",
    Role.OFFICER: "As an officer",
    Role.CLERK: "As the clerk",
    Role.PROPER_OFFICER: "As the proper officer",
    Role.MONITORING_OFFICER: "As the monitoring officer",
    Role.PCC: "For the police and crime commissioner",
    Role.SYSADMIN: "As an administrator",
    Role.AUDITOR: "As an auditor",
    Role.DATA_SUBJECT: "As somebody it is about",
}

_KINDS: Final = (
    ("seats", "Seat"),
    ("offices", "Office"),
    ("permissions", "Permission"),
    ("needs", "Need to know"),
    ("invitations", "Invitation"),
    ("dispensations", "Dispensation"),
    ("broken_glass", "Emergency opening"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A verdict on a thing, and what it rests on."""

    verdict: Verdict
    capacity: str
    rests_on: tuple[str, ...]
    until_on: date | None  # the last day, where it ends with a day
    until_at: datetime | None  # the moment, where it ends within one


def verdict_at(held: Holdings, thing: Thing, moment: datetime) -> Verdict:
    """Give the verdict on a thing for somebody, at a moment."""
    return scope_at(held, moment).verdict_on(thing)


def scope_at(held: Holdings, moment: datetime) -> Scope:
    """Say what somebody may read at a moment."""
    return scope_from(held, now=moment, today=local_day(moment))


def local_day(moment: datetime) -> date:
    """Give the date of a moment in the United Kingdom."""
    return moment.astimezone(LOCAL).date()


def reason_for(held: Holdings, thing: Thing, moment: datetime) -> Reason:
    """Say why somebody may read a thing at a moment, or why not, and until when they may."""
    scope = scope_at(held, moment)
    verdict = scope.verdict_on(thing)
    standing = _standing(scope, thing, verdict)
    if not verdict.allowed:
        return Reason(
            verdict=verdict, capacity=_words(standing), rests_on=(), until_on=None, until_at=None
        )
    ends_at = _end(held, thing, moment)
    whole_days = ends_at is not None and ends_at.astimezone(LOCAL).time() == time.min
    return Reason(
        verdict=verdict,
        capacity=_words(standing),
        rests_on=tuple(_pillars(held, thing, moment)) if standing != EVERYBODY else (),
        until_on=local_day(ends_at) - timedelta(days=1) if ends_at and whole_days else None,
        until_at=None if whole_days else ends_at,
    )


def _standing(scope: Scope, thing: Thing, verdict: Verdict) -> Standing:
    """Find the standing that gave the verdict: alone with the public's it gives the same."""
    for each in scope.by_weight:
        if each.counts_for(thing.body, thing.meeting):
            alone = replace(scope, standings=tuple({EVERYBODY: None, each: None}))
            if alone.verdict_on(thing) == verdict:
                return each
    return EVERYBODY


def _words(standing: Standing) -> str:
    words = CAPACITIES[standing.role]
    return f"{words}, for this meeting alone" if standing.meeting is not None else words


def _pillars(held: Holdings, thing: Thing, moment: datetime) -> Iterator[str]:
    """Name what they would lose access without, each thing they hold taken away in turn."""
    for name, word in _KINDS:
        those = getattr(held, name)
        for each in those:
            others: dict[str, Any] = {name: tuple(one for one in those if one is not each)}
            if _needs(replace(held, **others), thing, moment):
                yield word
    if held.councillor and _needs(replace(held, councillor=False), thing, moment):
        yield "Being a councillor"
    unsigned = tuple(replace(each, sharing_from_on=None) for each in held.seats)
    if unsigned != held.seats and _needs(replace(held, seats=unsigned), thing, moment):
        yield "Information-sharing agreement"


def _needs(without: Holdings, thing: Thing, moment: datetime) -> bool:
    return not verdict_at(without, thing, moment).allowed


def _end(held: Holdings, thing: Thing, moment: datetime) -> datetime | None:
    """Find the first moment after which access ends, if nothing else changes; exclusive."""
    for turn in sorted({each for each in _turns(held) if each > moment}):
        if not verdict_at(held, thing, turn).allowed:
            return turn
    return None


def _turns(held: Holdings) -> Iterator[datetime]:
    """List the moments at which what somebody holds begins or ends."""
    terms = (*held.seats, *held.offices, *held.permissions, *held.needs, *held.dispensations)
    days = [each.until_on for each in terms]
    days += [each.until_on for each in held.invitations]
    days += [each.sharing_until_on for each in held.seats]
    yield from (_midnight(each + timedelta(days=1)) for each in days if each and each < date.max)
    yield from (_midnight(each.from_on) for each in terms)
    moments = [held.closed_at, *(each.ends_at for each in held.broken_glass)]
    for ending in (held.permissions, held.needs, held.dispensations, held.invitations):
        moments += [each.ended_at for each in ending]
    yield from (each for each in moments if each is not None)


def _midnight(day: date) -> datetime:
    """Give the moment a day begins in the United Kingdom."""
    return datetime.combine(day, time.min, LOCAL).astimezone(UTC)
