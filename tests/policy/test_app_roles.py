"""What the record gives counts only while the directory's role stands behind it."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import ANONYMOUS, BodyId, CompartmentId, ItemId, MeetingId, Office, PersonId
from portal.policy.app_roles import APP_ROLES, AppRole, counting, known_roles
from portal.policy.attributes import Role
from portal.policy.holdings import (
    GlassBroken,
    Holdings,
    InterestHeld,
    InvitationHeld,
    NeedHeld,
    OfficeHeld,
    PermissionHeld,
    SeatHeld,
    principal_from,
    scope_from,
)
from portal.policy.offices import WITHOUT_COMPARTMENTS

TODAY, NOW = date(2026, 5, 14), datetime(2026, 5, 14, 10, tzinfo=UTC)
BODY, ITEM, MEETING = BodyId(UUID(int=1)), ItemId(UUID(int=2)), MeetingId(UUID(int=3))
COMPARTMENT, PERSON = CompartmentId(UUID(int=4)), PersonId(UUID(int=5))
TERM = {"id": UUID(int=6), "from_on": date(2026, 1, 1)}

EVERYTHING = Holdings(
    person=PERSON,
    councillor=True,
    seats=(SeatHeld(body=BODY, role=Role.PARTNER, capacity="member", **TERM),),
    offices=(OfficeHeld(office=Office.CLERK, body=BODY, **TERM),),
    permissions=(PermissionHeld(compartment=COMPARTMENT, **TERM),),
    needs=(NeedHeld(item=ITEM, **TERM),),
    invitations=(InvitationHeld(id=UUID(int=7), item=ITEM, meeting=MEETING),),
    interests=(InterestHeld(id=UUID(int=8), item=ITEM),),
    broken_glass=(GlassBroken(id=UUID(int=9), item=ITEM, opened_at=NOW, ends_at=NOW),),
    every_body=frozenset({BODY}),
)
roles = st.frozensets(st.sampled_from(AppRole))
offices = st.lists(
    st.sampled_from(Office).map(lambda office: OfficeHeld(office=office, body=BODY, **TERM))
).map(tuple)


def scope(holdings):
    return scope_from(holdings, now=NOW, today=TODAY)


def principal(holdings):
    return principal_from(holdings, now=NOW, today=TODAY)


def test_every_office_has_the_one_role_that_lets_it_count():
    assert sorted(each.office for each in APP_ROLES.values() if each.office) == sorted(Office)
    assert set(APP_ROLES) == set(AppRole)


def test_an_office_counts_with_its_own_role_and_with_no_other():
    for role in AppRole:
        held = replace(
            EVERYTHING, offices=tuple(OfficeHeld(office=each, body=BODY, **TERM) for each in Office)
        )
        counted = {each.office for each in counting(held, {role}).offices}
        assert counted == {APP_ROLES[role].office} - {None}


def test_a_permission_needs_the_role_and_the_role_needs_the_permission():
    with_role = counting(EVERYTHING, {AppRole.SENSITIVE_PAPERS})
    without = counting(EVERYTHING, set(AppRole) - {AppRole.SENSITIVE_PAPERS})
    nothing_local = counting(replace(EVERYTHING, permissions=()), set(AppRole))

    assert COMPARTMENT in scope(with_role).compartments
    assert COMPARTMENT not in scope(without).compartments
    assert COMPARTMENT not in scope(nothing_local).compartments


def test_without_any_role_nothing_opens_and_interests_stay():
    counted = counting(EVERYTHING, frozenset())

    assert {each.role for each in scope(counted).standings} == {Role.PUBLIC}
    assert scope(counted).conflicted == {ITEM}
    assert scope(counted).invited == scope(counted).needs_to_know == frozenset()
    assert principal(counted).appointments == frozenset()


@given(roles=roles, also=roles, held=offices)
def test_taking_a_role_away_never_lets_more_be_read(roles, also, held):
    holdings = replace(EVERYTHING, offices=held)
    fewer, more = scope(counting(holdings, roles)), scope(counting(holdings, roles | also))

    assert fewer.compartments <= more.compartments
    assert fewer.needs <= more.needs
    assert fewer.invited <= more.invited
    assert set(fewer.standings) <= set(more.standings)


@given(roles=roles, held=offices)
def test_losing_the_role_of_an_office_without_compartments_opens_none(roles, held):
    counted = counting(replace(EVERYTHING, offices=held), roles)

    if any(each.office in WITHOUT_COMPARTMENTS for each in held):
        assert not scope(counted).compartments
        assert not scope(counted).needs
        assert Role.PARTNER not in {each.role for each in scope(counted).standings}


@given(roles=roles, held=offices)
def test_roles_give_nothing_that_was_not_held(roles, held):
    holdings = replace(EVERYTHING, offices=held)
    counted = counting(holdings, roles)

    assert set(counted.offices) <= set(holdings.offices)
    for each in fields(Holdings):
        value = getattr(counted, each.name)
        if isinstance(value, tuple | frozenset):
            assert set(value) <= set(getattr(holdings, each.name))


def test_a_stranger_stays_a_stranger():
    assert principal(counting(Holdings(person=None), set(AppRole))) == ANONYMOUS


@pytest.mark.parametrize(
    "named",
    [
        ["portal.member"],
        ["Portal.Member "],
        ["Portal.M\u0435mber"],  # with a Cyrillic letter that looks alike
        ["Portal.Member\u200b"],
        ["GlobalAdministrator", ""],
    ],
)
def test_only_the_very_word_is_a_role(named):
    assert known_roles(named) == frozenset()
