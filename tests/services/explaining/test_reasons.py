"""Why somebody may read a thing, on what that rests, and until when, worked out from holdings."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from portal.policy import (
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    ItemId,
    Jurisdiction,
    MeetingId,
    Office,
    PersonId,
    Regime,
    Role,
    Stage,
    Thing,
)
from portal.policy.holdings import (
    DispensationHeld,
    GlassBroken,
    Holdings,
    InterestHeld,
    InvitationHeld,
    OfficeHeld,
    PermissionHeld,
    SeatHeld,
)
from portal.services.explaining.reasons import reason_for, verdict_at

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
BODY, MEETING, ITEM = BodyId(UUID(int=1)), MeetingId(UUID(int=2)), ItemId(UUID(int=3))
ROOM = CompartmentId(UUID(int=4))
NUMBERS = count(100)


def new():
    return UUID(int=next(NUMBERS))


FIRST = date(2026, 1, 1)
PAPER = Thing(
    body=BODY,
    meeting=MEETING,
    item=ITEM,
    regime=Regime.ADOPTED,
    jurisdiction=Jurisdiction.ENG,
    classification=Classification.EX,
    stage=Stage.ISSUED_PRE,
    doc_type=DocType.REPORT,
    compartment=ROOM,
)
SENSITIVE = replace(PAPER, sensitive=True)


def seat(until=None, **more):
    told = {"role": Role.PARTNER, "capacity": "member", "sharing_from_on": FIRST, **more}
    return SeatHeld(id=new(), body=BODY, from_on=FIRST, until_on=until, **told)


def office(kind, until=None, since=FIRST):
    return OfficeHeld(id=new(), office=kind, body=BODY, from_on=since, until_on=until)


def permission(until):
    return PermissionHeld(id=new(), compartment=ROOM, from_on=FIRST, until_on=until)


def held(**what):
    return Holdings(person=PersonId(new()), **what)


MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)
AGREEMENT = "Information-sharing agreement"


@pytest.mark.parametrize(
    ("holdings", "thing", "capacity", "rests_on", "until"),
    [
        (held(seats=(seat(),)), PAPER, "partner organisation", ("Seat", AGREEMENT), None),
        (held(seats=(seat(MAY),)), PAPER, "partner organisation", ("Seat", AGREEMENT), MAY),
        (
            held(seats=(seat(JUNE, sharing_until_on=MAY),)),
            PAPER, "partner organisation", ("Seat", AGREEMENT), MAY,
        ),
        (
            held(seats=(seat(JUNE),), permissions=(permission(MAY),)),
            SENSITIVE, "partner organisation", ("Seat", "Permission", AGREEMENT), MAY,
        ),
        (
            held(seats=(seat(MAY, meeting=MEETING, capacity="substitute"),)),
            PAPER, "for this meeting alone", ("Seat", AGREEMENT), MAY,
        ),
        # Either of two is enough, so it rests on neither alone, and lasts as long as the longer.
        (held(seats=(seat(MAY),), offices=(office(Office.CLERK, JUNE),)), PAPER, "As", (), JUNE),
        # To become an auditor takes everything else away.
        (
            held(seats=(seat(),), offices=(office(Office.AUDITOR, since=date(2026, 6, 1)),)),
            PAPER, "partner organisation", ("Seat", AGREEMENT), MAY,
        ),
        (
            held(
                seats=(seat(role=Role.ADVISER, capacity="adviser"),),
                invitations=(InvitationHeld(id=new(), item=ITEM, until_on=MAY),),
            ),
            PAPER, "As an adviser", ("Seat", "Invitation"), MAY,
        ),
        (
            held(
                seats=(seat(),),
                interests=(InterestHeld(id=new(), item=ITEM),),
                dispensations=(
                    DispensationHeld(id=new(), item=ITEM, from_on=FIRST, until_on=MAY),
                ),
            ),
            PAPER, "partner organisation", ("Seat", "Dispensation", AGREEMENT), MAY,
        ),
    ],
)  # fmt: skip
def test_a_reason_names_what_it_rests_on_and_its_last_day(
    holdings, thing, capacity, rests_on, until
):
    reason = reason_for(holdings, thing, NOW)
    assert reason.verdict.allowed
    assert capacity in reason.capacity
    assert reason.rests_on == rests_on
    assert (reason.until_on, reason.until_at) == (until, None)


def test_broken_glass_ends_at_a_moment():
    ends_at = NOW + timedelta(minutes=20)
    glass = GlassBroken(id=new(), item=ITEM, opened_at=NOW - timedelta(minutes=40),
                        ends_at=ends_at)  # fmt: skip
    holdings = held(offices=(office(Office.ADMINISTRATOR),), broken_glass=(glass,))
    reason = reason_for(holdings, PAPER, NOW)
    assert reason.verdict.allowed
    assert reason.rests_on == ("Office", "Emergency opening")
    assert (reason.until_on, reason.until_at) == (None, ends_at)


def test_what_is_refused_rests_on_nothing():
    reason = reason_for(held(seats=(seat(sharing_from_on=None),)), PAPER, NOW)
    assert not reason.verdict.allowed
    assert (reason.rests_on, reason.until_on) == ((), None)


def test_the_last_day_counts_and_the_next_does_not():
    holdings = held(seats=(seat(MAY),))
    last = datetime(2026, 5, 31, 22, 59, tzinfo=UTC)  # a minute before midnight in summer time
    assert verdict_at(holdings, PAPER, last).allowed
    assert not verdict_at(holdings, PAPER, last + timedelta(minutes=1)).allowed


def test_the_last_day_of_all_days_is_no_trouble():
    assert reason_for(held(seats=(seat(date.max),)), PAPER, NOW).until_on is None
