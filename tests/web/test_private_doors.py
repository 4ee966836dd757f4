"""Who has no right at a board learns nothing of it from any door, and changes nothing by one."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from portal.policy import Office
from portal.records.base import Base
from portal.records.tables import Body, OfficeHolding
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    GUEST,
    MEMBER,
    NOW,
    SLUG,
    STRANGER,
    begin_everything,
)
from tests.web.forms import token_of
from tests.web.walking import NOWHERE, Place, places, rows_of

pytestmark = pytest.mark.slow

OTHER = UUID(int=77)
PRIVATE = ("/clerk/", "/ig/")
NOT_A_BOARDS = frozenset(
    {"/clerk/membership/agreements/", "/clerk/membership/people/", "/ig/sessions/"}
)
"""Organisations and people belong to no board: officers of each see to them."""
PEOPLE = {
    "officer elsewhere": STRANGER,
    "member": MEMBER,
    "guest": GUEST,
    "administrator": ADMINISTRATOR,
    "auditor": AUDITOR,
}
READ_BY = {"auditor": ("/ig/who/", "/clerk/re", "/clerk/campaigns/")}
"""What an auditor of every board may read; by a form not even he changes anything."""

ASKED_OF_AN_AUDITOR = "/reasons"
"""Which opens what is sealed for a purpose, and asks an auditor for one: see its own tests."""


@pytest.fixture
def database_kind():
    """Take one kind: the doors are the same over each."""
    return "sqlite"


@pytest.fixture
def world(whole_world):
    """Begin one of each private thing, and make somebody every officer of another board."""
    begin_everything(whole_world.office, whole_world.furnished)
    with Session(whole_world.record) as session:
        session.add(Body(id=OTHER, slug="fells", name="The Fells board"))
        session.flush()
        session.add_all(
            OfficeHolding(person_id=STRANGER, office=office, body_id=OTHER, from_on=NOW.date())
            for office in (Office.CLERK, Office.PROPER_OFFICER, Office.MONITORING_OFFICER)
        )
        session.commit()
    return whole_world


def behind(world, method: str, *, except_below: tuple[str, ...] = ()) -> list[Place]:
    """Give every place behind an office's door that names something of the board's."""
    found = {each.address: each for each in places(world.app, rows_of(world.record), method)}
    return [
        each
        for address, each in sorted(found.items())
        if address.startswith(PRIVATE)
        and not address.startswith((*NOT_A_BOARDS, *except_below))
        and each.row != OTHER  # the officer's own board
    ]


def told_by(answer, place: Place) -> tuple:
    """Give all that a browser can tell, the identifiers asked for taken out."""
    bare = [
        (name, value.replace(str(place.row), "the-id").replace(str(NOWHERE), "the-id"))
        for name, value in answer.headers
        if name != "Date"
    ]
    return answer.status_code, bare, answer.data


def everything_in(world) -> dict[str, list]:
    with Session(world.record) as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
            if table.name != "session"
        }


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_behind_a_door_answers_as_one_that_never_existed(world, who):
    client = world.client(PEOPLE[who])
    doors = behind(world, "GET", except_below=READ_BY.get(who, ()))
    told = [
        each.address
        for each in doors
        if told_by(client.get(each.address), each) != told_by(client.get(each.nowhere), each)
    ]
    assert told == []
    assert len(doors) > 40


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_a_form_behind_a_door_answers_as_if_nothing_were_there_and_changes_nothing(world, who):
    client = world.client(PEOPLE[who])
    sent = {"data": {"csrf_token": token_of(client), "because": CANARY}}
    before, told = everything_in(world), []
    doors = [
        each
        for each in behind(world, "POST")
        if who != "auditor" or not each.address.endswith(ASKED_OF_AN_AUDITOR)
    ]
    for each in doors:
        there, nowhere = client.post(each.address, **sent), client.post(each.nowhere, **sent)
        if there.status_code != 404 or told_by(there, each) != told_by(nowhere, each):
            told.append(f"{each.address} {there.status_code} {nowhere.status_code}")
    assert told == []
    after = everything_in(world)
    assert [name for name in before if before[name] != after[name]] == []
    assert len(doors) > 60


@pytest.mark.slow
def test_an_officer_elsewhere_learns_of_no_board_by_its_name(world):
    client = world.client(STRANGER)
    for rule in world.app.url_map.iter_rules():
        if rule.rule.startswith(PRIVATE) and "<slug:slug>" in rule.rule:
            there, nowhere = (
                client.open(
                    rule.rule.replace("<slug:slug>", slug).replace(
                        "<uuid:invitation_id>", str(NOWHERE)
                    ),
                    method="GET" if "GET" in rule.methods else "POST",
                    data={"csrf_token": token_of(client)},
                )
                for slug in (SLUG, "no-such-board")
            )
            assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
            assert there.status_code == 404, rule


@pytest.mark.slow
def test_a_stranger_is_sent_to_sign_in_wherever_there_is_a_door(world):
    client, never = world.client(), uuid4()
    for method in ("GET", "POST"):
        for each in places(world.app, rows_of(world.record), method):
            if each.address.startswith((*PRIVATE, "/me/")):
                for address in (each.address, each.address.replace(str(each.row), str(never))):
                    answer = client.open(address, method=method)
                    assert (answer.status_code, answer.location) == (303, "/sign-in"), address
