"""The simulator says what a change would do, and saves nothing, whatever is asked."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.records.base import Base
from portal.records.only_reading import only_reading
from portal.records.tables import Body, Organisation, Seat
from portal.services.simulating import FIELDS, KINDS, read_simulation
from tests.support.furnishing import (
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    GUEST,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    POLICE,
    PREVENT_MEMBER,
    SLUG,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def trying(work_of, furnished):
    """Try a change as the monitoring officer would."""
    work = work_of(MONITORING_OFFICER)
    asked = select(Seat.id).where(Seat.person_id == MEMBER)
    told = {
        "seat": str(work.session.scalar(asked)),
        "organisation": str(POLICE),
        "person": str(PREVENT_MEMBER),
        "compartment": str(furnished.compartments["dhr"]),
        "item": str(CLOSED_ITEM),
        "office": "auditor",
        "classification": "CASE",
        "paragraph": "1",
        "negotiation": "yes",
        "stage": "post_open",
        "regime": "part_va",
    }

    def try_out(kind, **other):
        chosen = {name: {**told, **other}[name] for name in FIELDS[kind]}
        return read_simulation(work, SLUG, kind, chosen, asked=True)

    return try_out


def rows_of(session):
    return {
        name: session.execute(select(table).order_by(*table.primary_key.columns)).all()
        for name, table in Base.metadata.tables.items()
    }


@pytest.mark.parametrize(
    ("kind", "person", "gained"),
    [
        ("seat", MEMBER, False),
        ("agreement", MEMBER, False),
        ("agreement", PREVENT_MEMBER, False),
        ("interest", PREVENT_MEMBER, False),
        ("office", PREVENT_MEMBER, False),
        ("class", CLERK, False),
    ],
)
def test_whoever_would_lose_is_named(trying, kind, person, gained):
    lines = trying(kind).lines
    assert (NAMES[person], gained) in {(each.person, each.gained) for each in lines}
    assert all(each.things for each in lines)


def test_what_everybody_would_gain_is_told_once(trying):
    (line,) = trying("stage").lines
    assert (line.person, line.gained) == ("Everybody, signed in or not", True)


def test_a_councillor_s_right_follows_the_ground(trying, work_of):
    session = work_of(CLERK).session
    seat = session.scalars(select(Seat).where(Seat.person_id == MEMBER)).one()
    assert seat.role == "partner"
    assert trying("ground").lines == ()


def test_nothing_is_saved_and_no_word_of_what_is_closed_is_told(trying, work_of):
    session = work_of(AUDITOR).session
    before = rows_of(session)
    session.rollback()
    for kind in KINDS:
        assert CANARY not in repr(trying(kind)), kind
        assert rows_of(session) == before, kind
        session.rollback()


def test_that_it_was_tried_is_written_down(trying, office):
    found = trying("seat")
    entry = office.journal.latest(Verb.ACCESS_SIMULATED, BOARD)
    assert entry is not None
    assert entry.detail["count"] == sum(len(each.things) for each in found.lines)


@pytest.mark.parametrize("person", [None, MEMBER, CLERK, AUDITOR, GUEST])
def test_nobody_else_simulates(work_of, person):
    with pytest.raises(NotFound):
        read_simulation(work_of(person), SLUG, "seat", {}, asked=False)


@pytest.mark.parametrize(("slug", "kind"), [("nowhere", ""), (SLUG, "elephant")])
def test_what_is_not_there_is_not_found(work_of, slug, kind):
    with pytest.raises(NotFound):
        read_simulation(work_of(MONITORING_OFFICER), slug, kind, {}, asked=False)


def test_what_is_not_chosen_is_asked_for(trying):
    for kind, names in FIELDS.items():
        for name in set(names) - {"negotiation"}:
            for wrong in ("", "elephant"):
                with pytest.raises(Refused, match="Choose"):
                    trying(kind, **{name: wrong})
    assert trying("ground", negotiation="").asked


def test_the_database_itself_refuses_while_only_reading(work_of):
    session = work_of(MONITORING_OFFICER).session
    session.add(Organisation(name="Invented and never kept"))
    with only_reading(session), pytest.raises(DBAPIError):
        session.flush()
    assert session.scalar(select(Organisation).where(Organisation.name.like("Invented%"))) is None
    session.rollback()
    session.add(Organisation(name="Kept"))
    session.commit()
    assert session.scalar(text("SELECT count(*) FROM organisation WHERE name = 'Kept'")) == 1
    assert session.get(Body, BOARD) is not None
