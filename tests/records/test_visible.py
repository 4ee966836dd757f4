"""The policy and the WHERE clause are two readings of one scope.  They must agree."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.policy import (
    EVERYBODY,
    PUBLIC_SCOPE,
    BodyId,
    Classification,
    CompartmentId,
    ItemId,
    MeetingId,
    Role,
    Scope,
    Standing,
)
from portal.records import visible
from portal.records.tables import (
    Action,
    AgendaItem,
    ForwardPlanEntry,
    Meeting,
    Minute,
    Paper,
)
from portal.records.things import GUARDED, joined
from tests.records.guarded_world import World, world

READINGS = {
    AgendaItem: visible.items,
    Paper: visible.papers,
    Minute: visible.minutes,
    Action: visible.actions,
    ForwardPlanEntry: visible.forward_plan,
}


@pytest.fixture
def session(record_engine: Engine) -> Iterator[Session]:
    with Session(record_engine) as session:
        yield session


def scopes(made: World) -> st.SearchStrategy[Scope]:
    """Any scope over a world: every role, in every place, with anything of one's own."""
    bodies = [BodyId(each.id) for each in made.bodies]
    meetings = [MeetingId(each.id) for each in made.meetings]
    items = [ItemId(each.id) for each in made.items]
    compartments = [CompartmentId(each.id) for each in made.compartments]
    standings = st.builds(
        Standing,
        role=st.sampled_from(Role),
        body=st.none() | st.sampled_from(bodies),
        meeting=st.none() | st.sampled_from(meetings),
        on_body=st.booleans(),
        isa=st.booleans(),
    )
    one_item = st.tuples(st.sampled_from(compartments), st.sampled_from(items))
    some_items = st.frozensets(st.sampled_from(items), max_size=30)
    return st.builds(
        Scope,
        standings=st.lists(standings, max_size=4).map(lambda some: (EVERYBODY, *some)),
        permitted=st.frozensets(st.sampled_from(compartments), max_size=4),
        permitted_items=st.frozensets(one_item, max_size=12),
        invited=some_items,
        conflicted=some_items,
        needs_to_know=some_items,
        broken_glass=some_items,
        drafts_of=st.frozensets(st.sampled_from(bodies)),
    )


@pytest.fixture
def made(session: Session) -> World:
    return world(session, 3)


@settings(max_examples=25)
@given(data=st.data())
def test_a_listing_holds_exactly_what_the_scope_admits(made: World, session, data):
    scope = data.draw(scopes(made))
    for table, things in made.things.items():
        rows = READINGS[table](scope).all(session)
        assert {row.id for row in rows} == {
            each for each, thing in things.items() if scope.admits(thing)
        }
        assert len(rows) == len({row.id for row in rows})
        assert {row.id: row.thing for row in rows} == {row.id: things[row.id] for row in rows}
    papers = visible.papers(scope)
    assert papers.count(session) == len(papers.all(session))


def test_every_capacity_counts_where_it_is_held_and_nowhere_else(made: World, session):
    """One by one: a seat for good, for one meeting, everywhere."""
    body, meeting = BodyId(made.bodies[0].id), MeetingId(made.meetings[0].id)
    assert made.meetings[0].body_id == body
    places = ({}, {"body": body}, {"body": body, "meeting": meeting}, {"meeting": meeting})
    seats = product((Role.COUNCILLOR, Role.COOPTED, Role.PARTNER), (True, False), (True, False))
    for role, on_body, isa in (*seats, (Role.CLERK, False, False), (Role.SCRUTINY, True, True)):
        for place in places:
            standing = Standing(role=role, on_body=on_body, isa=isa, **place)
            scope = Scope(standings=(EVERYBODY, standing))
            assert {row.id for row in visible.papers(scope).all(session)} == {
                each for each, thing in made.things[Paper].items() if scope.admits(thing)
            }, standing


def test_the_world_is_rich_enough_to_disagree_about(made: World):
    """Every table has rows a stranger reads and rows of each sort that a stranger does not."""
    for things in made.things.values():
        admitted = [PUBLIC_SCOPE.admits(each) for each in things.values()]
        assert 0.1 < sum(admitted) / len(admitted) < 0.9
        assert {each.sensitive for each in things.values()} == {True, False}
        assert {each.member_right for each in things.values()} == {True, False}


def test_a_row_is_found_alone_only_by_those_who_may_read_it(made: World, session):
    for table, things in made.things.items():
        for row_id, thing in list(things.items())[:40]:
            found = READINGS[table](PUBLIC_SCOPE).where(table.id == row_id).one(session)
            assert (found is not None) == PUBLIC_SCOPE.admits(thing)
            assert found is None or (found.id, found.thing) == (row_id, thing)


def test_what_a_row_is_to_the_policy_can_be_asked_whoever_asks(made: World, session):
    for table, things in made.things.items():
        for row_id, thing in list(things.items())[:40]:
            assert visible.thing(session, table, row_id) == thing
        assert visible.thing(session, table, uuid4()) is None


def test_the_clause_alone_filters_a_statement_that_joins_its_tables(made: World, session):
    for table, things in made.things.items():
        statement = joined(select(table.id), table).where(visible.admitted(PUBLIC_SCOPE, table))
        assert set(session.scalars(statement)) == {
            each for each, thing in things.items() if PUBLIC_SCOPE.admits(thing)
        }


def test_every_guarded_table_has_a_reading():
    assert set(GUARDED) == set(READINGS)


def test_a_reading_can_be_narrowed_ordered_and_cut(made: World, session):
    meeting = made.meetings[0].id
    whole = visible.papers(PUBLIC_SCOPE).where(Meeting.id == meeting).order_by(Paper.id)
    rows = whole.all(session)
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert whole.limit(2, after=1).all(session) == rows[1:3]
    assert all(row.thing.meeting == meeting for row in rows)


@pytest.mark.usefixtures("made")
def test_a_closed_row_has_nothing_to_say_but_its_envelope(session):
    everywhere = Scope(standings=(EVERYBODY, Standing(role=Role.CLERK)))
    closed = [row for row in visible.papers(everywhere).all(session) if row.compartment_id]
    assert closed
    for row in closed:
        assert row.sealed == b"sealed"
        assert (row.title, row.author, row.text, row.marking) == ("", "", "", "")


def test_a_permission_that_ends_closes_what_it_opened(made: World, session):
    compartments = frozenset(CompartmentId(each.id) for each in made.compartments)
    councillor = Scope(standings=(EVERYBODY, Standing(role=Role.COUNCILLOR, on_body=True)))
    holder = replace(councillor, permitted=compartments)
    gained = {row.id for row in visible.papers(holder).all(session)} - {
        row.id for row in visible.papers(councillor).all(session)
    }
    assert {made.things[Paper][each].sensitive for each in gained} == {True, False}


def test_a_need_to_know_opens_one_item_to_a_councillor(made: World, session):
    needed = frozenset(ItemId(each.id) for each in made.items[:5])
    councillor = Scope(standings=(EVERYBODY, Standing(role=Role.COUNCILLOR)))
    knows = replace(councillor, needs_to_know=needed)
    gained = {row.id: row.thing for row in visible.papers(knows).all(session)}
    for row in visible.papers(councillor).all(session):
        gained.pop(row.id)
    assert gained
    assert {each.item for each in gained.values()} <= needed
    assert {each.sensitive for each in gained.values()} == {False}
    assert {knows.verdict_on(each).rule for each in gained.values()} <= {"R083", "R021"}


def test_broken_glass_shows_an_administrator_what_is_exempt_in_one_item(made: World, session):
    broken = frozenset(ItemId(each.id) for each in made.items[:9])
    for role, reads in ((Role.SYSADMIN, True), (Role.AUDITOR, False)):
        minder = Scope(standings=(EVERYBODY, Standing(role=role)), broken_glass=broken)
        gained = [
            row.thing
            for row in visible.papers(minder).all(session)
            if not PUBLIC_SCOPE.admits(row.thing)
        ]
        assert bool(gained) is reads
        for thing in gained:
            assert (thing.classification, thing.sensitive) == (Classification.EX, False)
            assert thing.item in broken


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR])
def test_administrators_and_auditors_find_no_more_than_the_public(made: World, session, role):
    minder = Scope(
        standings=(EVERYBODY, Standing(role=role)),
        permitted=frozenset(CompartmentId(each.id) for each in made.compartments),
        needs_to_know=frozenset(ItemId(each.id) for each in made.items),
    )
    for table, reading in READINGS.items():
        theirs = {row.id for row in reading(minder).all(session)}
        assert theirs == {row.id for row in reading(PUBLIC_SCOPE).all(session)}, table
