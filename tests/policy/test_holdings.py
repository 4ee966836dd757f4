"""What follows from what is held: taking away never gives, an interest never gives, AZ-02."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.policy import (
    ANONYMOUS,
    PUBLIC_SCOPE,
    WITHOUT_COMPARTMENTS,
    Classification,
    DocType,
    Jurisdiction,
    Office,
    Regime,
    Role,
    Stage,
    Thing,
)
from portal.policy.endings import Because, ending
from portal.policy.holdings import (
    NOTHING_HELD,
    DispensationHeld,
    GlassBroken,
    Holdings,
    InterestHeld,
    NeedHeld,
    OfficeHeld,
    PermissionHeld,
    SeatHeld,
    principal_from,
    scope_from,
)
from portal.policy.scope import view_only
from tests.policy.holding import (
    AT,
    BODIES,
    COMPARTMENTS,
    ITEMS,
    KINDS,
    MEETINGS,
    NOW,
    PERSON,
    TODAY,
    any_holdings,
    any_thing,
    shortened,
    without_one,
)
from tests.policy.strategies import THOROUGH

TWICE = settings(max_examples=2 * settings.default.max_examples)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ID = UUID(int=7)
TERM = {"id": ID, "from_on": TODAY - DAY, "until_on": TODAY + DAY}
EXEMPT = Thing(
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
SEAT = SeatHeld(**TERM, body=BODIES[0], role=Role.PARTNER, capacity="member", sharing_from_on=TODAY)
MEMBER = Holdings(person=PERSON, seats=(SEAT,))


def reads(held: Holdings, thing: Thing = EXEMPT, **at: object) -> bool:
    return scope_from(held, **{**AT, **at}).admits(thing)


@THOROUGH
@given(held=any_holdings, thing=any_thing, data=st.data())
def test_taking_anything_away_never_adds_access(held, thing, data):
    """Save an interest, which stands in the way, and an office that bars from the rest (AZ-02)."""
    kind = data.draw(st.sampled_from([each for each in KINDS if each != "interests"]))
    less = without_one(held, kind, data.draw(st.integers(0, 1)))
    if kind == "offices":
        minds = {each.office for each in held.offices} & WITHOUT_COMPARTMENTS
        less = held if minds else less
    if not scope_from(held, **AT).admits(thing):
        assert not scope_from(less, **AT).admits(thing)
    elif view_only(scope_from(held, **AT).verdict_on(thing)):
        after = scope_from(less, **AT).verdict_on(thing)
        assert view_only(after) or not after.allowed


@TWICE
@given(held=any_holdings, thing=any_thing, day=st.integers(-3, 3), data=st.data())
def test_ending_anything_earlier_never_adds_access(held, thing, day, data):
    kind = data.draw(st.sampled_from(["seats", "permissions", "needs", "invitations"]))
    less = shortened(held, kind, TODAY + day * DAY)
    assert scope_from(held, **AT).admits(thing) or not scope_from(less, **AT).admits(thing)


@TWICE
@given(held=any_holdings, thing=any_thing)
def test_an_interest_never_adds_access_and_cuts_no_right(held, thing):
    interest = InterestHeld(id=ID, item=ITEMS[0])
    before = scope_from(held, **AT).verdict_on(thing)
    after = scope_from(replace(held, interests=(*held.interests, interest)), **AT)
    assert before.allowed or not after.admits(thing)
    if before.effect == "R":
        assert after.verdict_on(thing).effect == "R"


@TWICE
@given(held=any_holdings, thing=any_thing)
def test_nobody_is_worse_off_than_the_public(held, thing):
    if PUBLIC_SCOPE.admits(thing):
        assert scope_from(held, **AT).admits(thing)


@TWICE
@given(held=any_holdings, thing=any_thing, office=st.sampled_from(sorted(WITHOUT_COMPARTMENTS)))
def test_whoever_minds_the_system_reads_what_the_public_reads_whatever_rows_say(
    held, thing, office
):
    held = replace(held, offices=(*held.offices, OfficeHeld(**TERM, office=office)))
    scope = scope_from(held, **AT)
    assert not scope.permitted | scope.permitted_items | scope.invited | scope.needs_to_know
    if scope.admits(thing) and not PUBLIC_SCOPE.admits(thing):
        assert scope.verdict_on(thing).rule == "R104"
        assert (thing.classification, thing.sensitive) == (Classification.EX, False)
        assert thing.item in scope.broken_glass


def test_a_key_custodian_stands_nowhere_else():
    custodian = replace(MEMBER, offices=(OfficeHeld(**TERM, office=Office.KEY_CUSTODIAN),))
    assert scope_from(custodian, **AT).standings == PUBLIC_SCOPE.standings
    assert not reads(custodian)


@given(held=any_holdings)
def test_a_closed_account_holds_nothing(held):
    closed = replace(held, closed_at=NOW)
    assert principal_from(closed, **AT) == ANONYMOUS
    assert scope_from(closed, **AT) == PUBLIC_SCOPE
    assert scope_from(NOTHING_HELD, **AT) == PUBLIC_SCOPE


@given(held=any_holdings)
def test_a_suspended_account_holds_nothing_meanwhile(held):
    suspended = replace(held, suspended_at=NOW)
    assert principal_from(suspended, **AT) == ANONYMOUS
    assert scope_from(suspended, **AT) == PUBLIC_SCOPE


def test_a_suspension_begins_at_its_moment():
    suspended = replace(MEMBER, suspended_at=NOW)
    assert reads(suspended, now=NOW - MINUTE)
    assert not reads(suspended)
    assert reads(replace(suspended, suspended_at=None))


def test_an_account_closes_at_its_moment():
    leaving = replace(MEMBER, closed_at=NOW)
    assert reads(leaving, now=NOW - MINUTE)
    assert not reads(leaving)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"sharing_from_on": None}, False),
        ({"sharing_from_on": TODAY + DAY}, False),
        ({"sharing_until_on": TODAY}, True),
        ({"sharing_until_on": TODAY - DAY}, False),
        ({"until_on": TODAY}, True),
        ({"until_on": TODAY - DAY}, False),
        ({"capacity": "observer"}, False),
        ({"meeting": MEETINGS[0]}, True),
        ({"meeting": MEETINGS[1]}, False),
    ],
)
def test_a_seat_counts_for_its_time_and_with_its_organisations_agreement(change, counts):
    assert reads(replace(MEMBER, seats=(replace(SEAT, **change),))) is counts


def test_glass_is_broken_from_a_moment_up_to_another():
    broken = GlassBroken(id=ID, item=ITEMS[0], opened_at=NOW, ends_at=NOW + 60 * MINUTE)
    held = Holdings(
        person=PERSON,
        offices=(OfficeHeld(**TERM, office=Office.ADMINISTRATOR),),
        broken_glass=(broken,),
    )
    assert [reads(held, now=NOW + each * MINUTE) for each in (-1, 0, 59, 60)] == [
        False,
        True,
        True,
        False,
    ]
    assert not reads(held, replace(EXEMPT, sensitive=True))
    assert not reads(held, replace(EXEMPT, classification=Classification.CONF, originator_ok=True))
    assert not reads(replace(held, offices=()))
    assert not reads(replace(held, interests=(InterestHeld(id=ID, item=ITEMS[0]),)))


def test_a_need_to_know_is_a_councillors_and_for_one_item():
    need = NeedHeld(**TERM, item=ITEMS[0])
    held = Holdings(person=PERSON, councillor=True, needs=(need,))
    assert scope_from(held, **AT).verdict_on(EXEMPT).rule == "R083"
    assert not reads(held, replace(EXEMPT, item=ITEMS[1]))
    assert not reads(held, replace(EXEMPT, sensitive=True))
    assert not reads(replace(held, councillor=False))
    assert not reads(replace(held, needs=(replace(need, ended_at=NOW),)))


def test_a_dispensation_gives_back_what_an_interest_closed():
    conflicted = replace(MEMBER, interests=(InterestHeld(id=ID, item=ITEMS[0]),))
    leave = DispensationHeld(**TERM, item=ITEMS[0])
    assert not reads(conflicted)
    assert reads(replace(conflicted, dispensations=(leave,)))
    for gone in ({"until_on": TODAY - DAY}, {"ended_at": NOW}, {"item": ITEMS[1]}):
        assert not reads(replace(conflicted, dispensations=(replace(leave, **gone),)))
    lifted = replace(conflicted, interests=(InterestHeld(id=ID, item=ITEMS[0], lifted_at=NOW),))
    assert reads(lifted)


ENDED = {**TERM, "until_on": TODAY - DAY}
GONE = replace(SEAT, until_on=TODAY - DAY)


@pytest.mark.parametrize(
    ("held", "because"),
    [
        (MEMBER, None),
        (Holdings(person=PERSON), None),
        (replace(MEMBER, seats=(GONE,)), Because.MEMBERSHIP_ENDED),
        (replace(MEMBER, seats=(replace(GONE, meeting=MEETINGS[0]),)), Because.SUBSTITUTION_ENDED),
        (replace(MEMBER, seats=(replace(GONE, meeting=MEETINGS[1]),)), None),
        (
            replace(MEMBER, interests=(InterestHeld(id=ID, item=ITEMS[0]),)),
            Because.INTEREST_RECORDED,
        ),
        (
            Holdings(person=PERSON, councillor=True, needs=(NeedHeld(**ENDED, item=ITEMS[0]),)),
            Because.NEED_TO_KNOW_ENDED,
        ),
    ],
)
def test_why_something_closed_is_known(held, because):
    found = ending(held, EXEMPT, **AT)
    assert (found.because if found else None) == because
    if found and found.because in {Because.MEMBERSHIP_ENDED, Because.SUBSTITUTION_ENDED}:
        assert found.last_on == TODAY - DAY
        assert found.may_be_told is (found.because is Because.SUBSTITUTION_ENDED)


def test_a_permission_that_ended_is_why_a_sensitive_thing_closed():
    permission = PermissionHeld(**ENDED, compartment=COMPARTMENTS[0])
    found = ending(
        replace(MEMBER, permissions=(permission,)), replace(EXEMPT, sensitive=True), **AT
    )
    assert found is not None
    assert found.because is Because.PERMISSION_ENDED
