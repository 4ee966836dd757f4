"""Why something closed that was open: which thing ended, and whom that may be told."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from portal.policy import Classification, DocType, Jurisdiction, Regime, Role, Stage, Thing
from portal.policy.endings import Because, Ending, ending
from portal.policy.holdings import (
    Holdings,
    InterestHeld,
    InvitationHeld,
    NeedHeld,
    PermissionHeld,
    SeatHeld,
)
from tests.policy.holding import AT, BODIES, COMPARTMENTS, ITEMS, MEETINGS, NOW, PERSON, TODAY

DAY = timedelta(days=1)
RUNS = {"id": UUID(int=7), "from_on": TODAY - 9 * DAY}
RAN_OUT = {**RUNS, "until_on": TODAY - DAY}
ENDED = {**RUNS, "ended_at": NOW}
PAPER = Thing(
    body=BODIES[0],
    meeting=MEETINGS[0],
    item=ITEMS[0],
    regime=Regime.ADOPTED,
    jurisdiction=Jurisdiction.ENG,
    classification=Classification.EX,
    stage=Stage.ISSUED_PRE,
    doc_type=DocType.REPORT,
    compartment=COMPARTMENTS[0],
)
SENSITIVE = replace(PAPER, sensitive=True)
SEAT = SeatHeld(**RUNS, body=BODIES[0], role=Role.PARTNER, capacity="member", sharing_from_on=TODAY)
MEMBER = Holdings(person=PERSON, seats=(SEAT,))
COUNCILLOR = Holdings(person=PERSON, councillor=True)
GUEST = Holdings(person=PERSON)


def gone(days: int, **change: object) -> SeatHeld:
    return replace(SEAT, until_on=TODAY - days * DAY, **change)


@pytest.mark.parametrize(
    ("held", "thing", "because"),
    [
        *(
            (
                replace(MEMBER, permissions=(PermissionHeld(**term, compartment=COMPARTMENTS[0]),)),
                SENSITIVE,
                Because.PERMISSION_ENDED,
            )
            for term in (RAN_OUT, ENDED)
        ),
        *(
            (
                replace(COUNCILLOR, needs=(NeedHeld(**term, item=ITEMS[0]),)),
                PAPER,
                Because.NEED_TO_KNOW_ENDED,
            )
            for term in (RAN_OUT, ENDED)
        ),
        *(
            (
                replace(
                    GUEST,
                    invitations=(
                        InvitationHeld(
                            id=UUID(int=8), item=ITEMS[0], meeting=MEETINGS[0], **{name: end}
                        ),
                    ),
                ),
                PAPER,
                Because.INVITATION_ENDED,
            )
            for name, end in (("until_on", TODAY - DAY), ("ended_at", NOW))
        ),
    ],
)
def test_what_ran_out_and_what_was_ended_is_known_for_what_it_was(held, thing, because):
    assert ending(held, thing, **AT) == Ending(because=because)
    assert not Ending(because=because).may_be_told


def test_an_interest_is_why_even_where_a_seat_has_ended_too():
    conflicted = (InterestHeld(id=UUID(int=9), item=ITEMS[0]),)
    held = replace(MEMBER, interests=conflicted, seats=(SEAT, gone(1)))
    assert ending(held, PAPER, **AT) == Ending(because=Because.INTEREST_RECORDED)
    assert Ending(because=Because.INTEREST_RECORDED).may_be_told
    elsewhere = replace(held, interests=(replace(conflicted[0], item=ITEMS[1]),), seats=(gone(1),))
    found = ending(elsewhere, PAPER, **AT)
    assert found == Ending(because=Because.MEMBERSHIP_ENDED, last_on=TODAY - DAY)


def test_of_seats_that_ended_the_last_to_end_is_told():
    seats = (gone(5), replace(SEAT, body=BODIES[1]), gone(2, meeting=MEETINGS[0]), gone(4))
    found = ending(replace(MEMBER, seats=seats), PAPER, **AT)
    assert found == Ending(because=Because.SUBSTITUTION_ENDED, last_on=TODAY - 2 * DAY)
    assert found.may_be_told


def test_a_seat_on_its_last_day_has_not_ended():
    last_day = replace(SEAT, until_on=TODAY, sharing_from_on=None)
    assert ending(replace(MEMBER, seats=(last_day,)), PAPER, **AT) is None
    assert ending(replace(MEMBER, seats=(gone(0),)), PAPER, **AT) is None


def test_an_interest_that_was_lifted_is_not_why():
    lifted = InterestHeld(id=UUID(int=9), item=ITEMS[0], lifted_at=NOW)
    held = replace(MEMBER, interests=(lifted,), seats=(gone(1),))
    found = ending(held, PAPER, **AT)
    assert found == Ending(because=Because.MEMBERSHIP_ENDED, last_on=TODAY - DAY)
