"""Anything somebody could hold, and the same with a little less."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

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
    NeedHeld,
    OfficeHeld,
    PermissionHeld,
    SeatHeld,
)

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
AT = {"now": NOW, "today": TODAY}
BODIES = [BodyId(UUID(int=each)) for each in (1, 2)]
MEETINGS = [MeetingId(UUID(int=each)) for each in (11, 12)]
ITEMS = [ItemId(UUID(int=each)) for each in (21, 22)]
COMPARTMENTS = [CompartmentId(UUID(int=each)) for each in (31, 32)]
PERSON = PersonId(UUID(int=99))

ids = st.integers(min_value=100, max_value=10**6).map(lambda each: UUID(int=each))
days = st.integers(min_value=-3, max_value=3).map(lambda each: TODAY + timedelta(days=each))
moments = st.integers(min_value=-90, max_value=90).map(lambda each: NOW + timedelta(minutes=each))
last_days = st.none() | days
ends = st.none() | moments
TERM = {"id": ids, "from_on": days, "until_on": last_days}

some_seats = st.lists(
    st.builds(
        SeatHeld,
        **TERM,
        body=st.sampled_from(BODIES),
        role=st.sampled_from([Role.COUNCILLOR, Role.COOPTED, Role.PARTNER, Role.ADVISER]),
        capacity=st.sampled_from(["chair", "member", "adviser", "observer"]),
        meeting=st.none() | st.sampled_from(MEETINGS),
        sharing_from_on=last_days,
        sharing_until_on=last_days,
    ),
    max_size=2,
).map(tuple)

any_holdings = st.builds(
    Holdings,
    person=st.just(PERSON),
    councillor=st.booleans(),
    closed_at=st.none() | st.none() | moments,
    suspended_at=st.none() | st.none() | moments,
    seats=some_seats,
    offices=st.lists(
        st.builds(
            OfficeHeld,
            **TERM,
            office=st.sampled_from(Office),
            body=st.none() | st.sampled_from(BODIES),
        ),
        max_size=2,
    ).map(tuple),
    permissions=st.lists(
        st.builds(
            PermissionHeld,
            **TERM,
            compartment=st.sampled_from(COMPARTMENTS),
            item=st.none() | st.sampled_from(ITEMS),
            ended_at=ends,
        ),
        max_size=2,
    ).map(tuple),
    needs=st.lists(
        st.builds(NeedHeld, **TERM, item=st.sampled_from(ITEMS), ended_at=ends), max_size=2
    ).map(tuple),
    invitations=st.lists(
        st.builds(
            InvitationHeld,
            id=ids,
            item=st.sampled_from(ITEMS),
            meeting=st.sampled_from(MEETINGS),
            until_on=last_days,
            ended_at=ends,
        ),
        max_size=1,
    ).map(tuple),
    interests=st.lists(
        st.builds(InterestHeld, id=ids, item=st.sampled_from(ITEMS), lifted_at=ends), max_size=1
    ).map(tuple),
    dispensations=st.lists(
        st.builds(DispensationHeld, **TERM, item=st.sampled_from(ITEMS), ended_at=ends), max_size=1
    ).map(tuple),
    broken_glass=st.lists(
        st.builds(
            GlassBroken, id=ids, item=st.sampled_from(ITEMS), opened_at=moments, ends_at=moments
        ),
        max_size=1,
    ).map(tuple),
    every_body=st.just(frozenset(BODIES)),
)

any_thing = st.builds(
    Thing,
    body=st.sampled_from(BODIES),
    meeting=st.sampled_from(MEETINGS),
    item=st.sampled_from(ITEMS),
    regime=st.sampled_from(Regime),
    jurisdiction=st.sampled_from(Jurisdiction),
    classification=st.sampled_from(Classification),
    stage=st.sampled_from(Stage),
    doc_type=st.sampled_from(DocType),
    member_right=st.booleans(),
    public_meeting=st.booleans(),
    released=st.booleans(),
    originator_ok=st.booleans(),
    depersonalised=st.booleans(),
    prejudicial=st.booleans(),
    compartment=st.sampled_from(COMPARTMENTS),
    sensitive=st.booleans(),
)

NO_KINDS = {"person", "closed_at", "suspended_at"}
KINDS = tuple(each.name for each in fields(Holdings) if each.name not in NO_KINDS)


def without_one(held: Holdings, kind: str, which: int) -> Holdings:
    """Take one thing away, if there is one of that kind."""
    had = getattr(held, kind)
    if isinstance(had, bool):
        return replace(held, **{kind: False})
    if isinstance(had, frozenset):
        return replace(held, **{kind: frozenset()})
    return replace(held, **{kind: had[:which] + had[which + 1 :]}) if had else held


def shortened(held: Holdings, kind: str, until: date) -> Holdings:
    """Let everything of a kind end earlier."""
    return replace(
        held,
        **{
            kind: tuple(
                replace(each, until_on=min(until, each.until_on or until))
                for each in getattr(held, kind)
            )
        },
    )
