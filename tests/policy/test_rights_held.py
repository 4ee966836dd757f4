"""The scope that follows from what is held, whole: each thing in its place and nothing else."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from portal.policy import EVERYBODY, Appointment, Office, Principal, Role, Scope, Standing
from portal.policy.holdings import (
    DispensationHeld,
    GlassBroken,
    Holdings,
    InterestHeld,
    InvitationHeld,
    NeedHeld,
    OfficeHeld,
    PermissionHeld,
    SeatHeld,
    dispensations_used,
    principal_from,
    scope_from,
)
from tests.policy.holding import AT, BODIES, COMPARTMENTS, ITEMS, MEETINGS, NOW, PERSON, TODAY

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HERE, THERE = BODIES
SPRING, AUTUMN = MEETINGS
ITEM, OTHER = ITEMS
GENERAL, PREVENT = COMPARTMENTS


def term(number: int, days: int = 1) -> dict[str, object]:
    return {"id": UUID(int=number), "from_on": TODAY - DAY, "until_on": TODAY + days * DAY}


GONE = {**term(1), "until_on": TODAY - DAY}
SEAT = SeatHeld(**term(3), body=HERE, role=Role.PARTNER, capacity="member")
MANY = Holdings(
    person=PERSON,
    councillor=True,
    seats=(
        SeatHeld(**term(2), body=THERE, role=Role.PARTNER, capacity="observer", meeting=AUTUMN),
        SeatHeld(**term(5), body=HERE, role=Role.ADVISER, capacity="adviser"),
        replace(SEAT, sharing_from_on=TODAY, sharing_until_on=TODAY),
        SeatHeld(**GONE, body=THERE, role=Role.COOPTED, capacity="member"),
    ),
    offices=(
        OfficeHeld(**term(10), office=Office.PROPER_OFFICER),
        OfficeHeld(**term(11), office=Office.CLERK, body=THERE),
        OfficeHeld(**term(12), office=Office.CLERK, body=HERE),
        OfficeHeld(**GONE, office=Office.MONITORING_OFFICER),
    ),
    permissions=(
        PermissionHeld(**term(20), compartment=GENERAL, ended_at=NOW + MINUTE),
        PermissionHeld(**term(21), compartment=PREVENT, item=ITEM),
        PermissionHeld(**GONE, compartment=PREVENT),
        PermissionHeld(**term(22), compartment=PREVENT, ended_at=NOW),
    ),
    needs=(
        NeedHeld(**term(30), item=ITEM),
        NeedHeld(**GONE, item=OTHER),
        NeedHeld(**term(31), item=OTHER, ended_at=NOW),
    ),
    invitations=(
        InvitationHeld(id=UUID(int=40), item=OTHER, meeting=SPRING, until_on=TODAY),
        InvitationHeld(id=UUID(int=41), item=OTHER),
        InvitationHeld(id=UUID(int=42), item=ITEM, meeting=AUTUMN, until_on=TODAY - DAY),
        InvitationHeld(id=UUID(int=43), item=ITEM, meeting=AUTUMN, ended_at=NOW),
    ),
    interests=(
        InterestHeld(id=UUID(int=50), item=ITEM),
        InterestHeld(id=UUID(int=51), item=OTHER, lifted_at=NOW),
    ),
    every_body=frozenset(BODIES),
)
INTEREST = InterestHeld(id=UUID(int=60), item=ITEM)
LEAVE = DispensationHeld(**term(61), item=ITEM)


def test_everything_held_is_in_its_place():
    assert scope_from(MANY, **AT) == Scope(
        standings=(
            EVERYBODY,
            Standing(role=Role.CLERK, body=HERE),
            Standing(role=Role.CLERK, body=THERE),
            Standing(role=Role.PROPER_OFFICER),
            Standing(role=Role.COUNCILLOR),
            Standing(role=Role.PARTNER, body=HERE, on_body=True, isa=True),
            Standing(role=Role.ADVISER, body=HERE),
            Standing(role=Role.PARTNER, body=THERE, meeting=AUTUMN),
            Standing(role=Role.ADVISER, meeting=SPRING),
        ),
        permitted=frozenset({GENERAL}),
        permitted_items=frozenset({(PREVENT, ITEM)}),
        invited=frozenset({OTHER}),
        needs_to_know=frozenset({ITEM}),
        conflicted=frozenset({ITEM}),
        drafts_of=frozenset(BODIES),
    )


def test_the_same_is_so_in_whatever_order_it_was_recorded():
    turned = replace(MANY, seats=MANY.seats[::-1], offices=MANY.offices[::-1])
    assert scope_from(turned, **AT) == scope_from(MANY, **AT)


def test_several_meetings_are_asked_about_in_one_order():
    asked = tuple(
        InvitationHeld(id=UUID(int=44 + at), item=ITEM, meeting=each)
        for at, each in enumerate((AUTUMN, SPRING))
    )
    standings = scope_from(Holdings(person=PERSON, invitations=asked), **AT).standings
    assert standings == (
        EVERYBODY,
        Standing(role=Role.ADVISER, meeting=SPRING),
        Standing(role=Role.ADVISER, meeting=AUTUMN),
    )


@pytest.mark.parametrize(
    ("body", "drafts"), [(HERE, {HERE}), (THERE, {THERE}), (None, {HERE, THERE})]
)
def test_a_clerk_reads_the_drafts_of_their_bodies(body, drafts):
    clerk = replace(MANY, offices=(OfficeHeld(**term(10), office=Office.CLERK, body=body),))
    assert scope_from(clerk, **AT).drafts_of == drafts
    other = replace(clerk, offices=(replace(clerk.offices[0], office=Office.PROPER_OFFICER),))
    assert scope_from(other, **AT).drafts_of == frozenset()


def test_who_somebody_is_has_the_offices_that_run():
    assert principal_from(MANY, **AT) == Principal(
        person=PERSON,
        appointments=frozenset(
            {
                Appointment(office=Office.PROPER_OFFICER),
                Appointment(office=Office.CLERK, body=HERE),
                Appointment(office=Office.CLERK, body=THERE),
            }
        ),
    )


@pytest.mark.parametrize(
    ("office", "standing", "opened"),
    [
        (Office.ADMINISTRATOR, [Standing(role=Role.SYSADMIN)], {ITEM}),
        (Office.AUDITOR, [Standing(role=Role.AUDITOR)], set()),
        (Office.KEY_CUSTODIAN, [], set()),
    ],
)
def test_whoever_minds_the_system_stands_there_alone(office, standing, opened):
    broken = tuple(
        GlassBroken(
            id=UUID(int=70), item=each, opened_at=NOW + at * MINUTE, ends_at=NOW + 9 * MINUTE
        )
        for each, at in ((ITEM, 0), (OTHER, 1))
    )
    held = replace(
        MANY, offices=(*MANY.offices, OfficeHeld(**term(13), office=office)), broken_glass=broken
    )
    assert scope_from(held, **AT) == Scope(
        standings=(EVERYBODY, *standing),
        conflicted=frozenset({ITEM}),
        broken_glass=frozenset(opened),
    )
    elsewhere = replace(held, offices=(*MANY.offices, OfficeHeld(**GONE, office=office)))
    assert scope_from(elsewhere, **AT) == scope_from(MANY, **AT)


@pytest.mark.parametrize(
    ("leave", "items", "used"),
    [
        ({}, [ITEM], True),
        ({}, [OTHER, None, ITEM], True),
        ({}, [OTHER, None], False),
        ({"item": OTHER}, [ITEM, OTHER], False),
        ({"until_on": TODAY - DAY}, [ITEM], False),
        ({"ended_at": NOW}, [ITEM], False),
        ({"ended_at": NOW + MINUTE}, [ITEM], True),
    ],
)
def test_a_dispensation_is_used_only_where_an_interest_would_stand_in_the_way(leave, items, used):
    granted = replace(LEAVE, **leave)
    held = Holdings(person=PERSON, interests=(INTEREST,), dispensations=(granted,))
    found = dispensations_used(held, items, **AT)
    assert found == ((granted.id,) if used else ())
    assert dispensations_used(replace(held, interests=()), items, **AT) == ()
    lifted = replace(INTEREST, lifted_at=NOW)
    assert dispensations_used(replace(held, interests=(lifted,)), items, **AT) == ()
    assert dispensations_used(replace(held, dispensations=()), items, **AT) == ()
