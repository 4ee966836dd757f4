"""What a change would do to access: only what opens or closes is told, and by which rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
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
from portal.policy.holdings import NOTHING_HELD, Holdings, OfficeHeld, PermissionHeld, SeatHeld
from portal.policy.simulating import (
    AgreementLapses,
    FactsChanged,
    InterestDeclared,
    OfficeTaken,
    PermissionAdded,
    PermissionEnds,
    SeatEnds,
    differences,
)

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 16)
BODY, MEETING, ITEM = BodyId(UUID(int=101)), MeetingId(UUID(int=102)), ItemId(UUID(int=103))
GENERAL, PREVENT = CompartmentId(UUID(int=104)), CompartmentId(UUID(int=105))
PARTNER, CLERK, PUBLIC = PersonId(UUID(int=106)), PersonId(UUID(int=107)), PersonId(UUID(int=0))
REPORT, SENSITIVE, OPEN = UUID(int=108), UUID(int=109), UUID(int=110)
SEAT = SeatHeld(
    id=UUID(int=111),
    body=BODY,
    role=Role.PARTNER,
    capacity="member",
    from_on=date(2026, 1, 1),
    sharing_from_on=date(2026, 1, 1),
)
PEOPLE = {
    PUBLIC: NOTHING_HELD,
    PARTNER: Holdings(person=PARTNER, seats=(SEAT,)),
    CLERK: Holdings(
        person=CLERK,
        offices=(
            OfficeHeld(id=UUID(int=112), office=Office.CLERK, body=BODY, from_on=date(2026, 1, 1)),
        ),
    ),
}
CLOSED = Thing(
    body=BODY,
    meeting=MEETING,
    item=ITEM,
    regime=Regime.ADOPTED,
    jurisdiction=Jurisdiction.ENG,
    classification=Classification.EX,
    stage=Stage.ISSUED_PRE,
    doc_type=DocType.REPORT,
    compartment=GENERAL,
)
THINGS = {
    REPORT: CLOSED,
    SENSITIVE: replace(CLOSED, compartment=PREVENT, sensitive=True),
    OPEN: replace(CLOSED, classification=Classification.PUB, compartment=None),
}
PERMISSION = PermissionHeld(
    id=UUID(int=113), compartment=PREVENT, from_on=TODAY, until_on=date(2026, 6, 1)
)
AUDITOR = OfficeHeld(id=UUID(int=114), office=Office.AUDITOR, from_on=TODAY)


def told(change, people=PEOPLE):
    return {
        (each.person, each.thing, each.gained, each.before.rule, each.after.rule)
        for each in differences(people, THINGS, change, now=NOW, today=TODAY)
    }


def stated(rows, **facts):
    return FactsChanged(rows=frozenset(rows), facts=facts)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (SeatEnds(seat=SEAT.id), {(PARTNER, REPORT, False, "R082")}),
        (SeatEnds(seat=UUID(int=115)), set()),
        (
            AgreementLapses(seats=frozenset({SEAT.id})),
            {(PARTNER, REPORT, False, "R082")},
        ),
        (
            PermissionAdded(person=PARTNER, permission=PERMISSION),
            {(PARTNER, SENSITIVE, True, "COMP")},
        ),
        (PermissionAdded(person=PersonId(UUID(int=116)), permission=PERMISSION), set()),
        (
            InterestDeclared(person=PARTNER, item=ITEM),
            {(PARTNER, REPORT, False, "R082")},
        ),
        (InterestDeclared(person=PUBLIC, item=ITEM), set()),
        (
            OfficeTaken(person=PARTNER, office=AUDITOR),
            {(PARTNER, REPORT, False, "R082")},
        ),
        (
            stated({REPORT}, classification=Classification.CASE),
            {(PARTNER, REPORT, False, "R082"), (CLERK, REPORT, False, "R100")},
        ),
        (stated({SENSITIVE}, sensitive=False), {
            (PARTNER, SENSITIVE, True, "COMP"), (CLERK, SENSITIVE, True, "COMP"),
        }),
        (stated({REPORT}, member_right=True), set()),
    ],
)  # fmt: skip
def test_a_change_tells_who_gains_and_who_loses(change, expected):
    found = told(change)
    assert {each[:4] for each in found} == {each[:4] for each in expected}


def test_an_agreement_that_lapses_is_that_of_its_own_seats_alone():
    other = replace(SEAT, id=UUID(int=117), sharing_until_on=date(2026, 12, 31))
    people = {PARTNER: Holdings(person=PARTNER, seats=(SEAT, other))}
    lapsed = AgreementLapses(seats=frozenset({other.id})).people(people)[PARTNER]
    assert lapsed.seats == (SEAT, replace(other, sharing_from_on=None, sharing_until_on=None))
    assert told(AgreementLapses(seats=frozenset({other.id})), people) == set()


def test_a_change_touches_nobody_but_whom_it_is_about():
    for change in (SeatEnds(seat=SEAT.id), AgreementLapses(seats=frozenset({SEAT.id}))):
        after = change.people(PEOPLE)
        assert after[CLERK] is PEOPLE[CLERK]
        assert after[PARTNER] != PEOPLE[PARTNER]
    noted = InterestDeclared(person=PARTNER, item=ITEM).people(PEOPLE)
    assert [(each.id, each.item) for each in noted[PARTNER].interests] == [(ITEM, ITEM)]


def test_what_everybody_gains_the_public_gains():
    found = told(stated({REPORT}, stage=Stage.POST_OPEN))
    assert (PUBLIC, REPORT, True) in {each[:3] for each in found}


def test_a_permission_that_ends_takes_away_what_it_gave():
    people = {**PEOPLE, PARTNER: replace(PEOPLE[PARTNER], permissions=(PERMISSION,))}
    found = told(PermissionEnds(permission=PERMISSION.id), people)
    assert {each[:4] for each in found} == {(PARTNER, SENSITIVE, False, "R082")}


def test_what_ends_at_a_moment_counts_until_then():
    ends = replace(PERMISSION, ended_at=NOW + timedelta(minutes=1))
    assert told(PermissionAdded(person=PARTNER, permission=ends))
    assert told(PermissionAdded(person=PARTNER, permission=replace(ends, ended_at=NOW))) == set()
    leaving = {PARTNER: replace(PEOPLE[PARTNER], closed_at=NOW)}
    assert told(SeatEnds(seat=SEAT.id), leaving) == set()


def test_nothing_that_was_given_is_changed():
    before = ({**PEOPLE}, {**THINGS})
    told(SeatEnds(seat=SEAT.id))
    told(stated(set(THINGS), regime=Regime.PART_VA))
    assert before == (PEOPLE, THINGS)
