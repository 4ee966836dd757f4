"""The simulator over the web: one question a page, by GET, for the monitoring officer alone."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.tables import Seat
from portal.services.simulating import FIELDS, KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    SLUG,
)

pytestmark = pytest.mark.slow

START = "/ig/simulator"


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.mark.parametrize("person", [MEMBER, CLERK, AUDITOR, ADMINISTRATOR])
def test_to_anybody_else_there_is_nothing_there(whole_world, person):
    client = whole_world.client(person)
    there, nowhere = client.get(START), client.get("/ig/nothing")
    assert (there.status_code, there.data) == (404, nowhere.data)


def test_it_asks_one_question_after_another(whole_world):
    client = whole_world.client(MONITORING_OFFICER)
    assert f"{START}?board={SLUG}" in client.get(START).text
    kinds = client.get(f"{START}?board={SLUG}").text
    assert all(f'value="{kind}"' in kinds for kind in KINDS)


def test_each_change_has_its_form(whole_world):
    client = whole_world.client(MONITORING_OFFICER)
    for kind, names in FIELDS.items():
        page = client.get(f"{START}?board={SLUG}&kind={kind}")
        assert page.status_code == 200
        assert CANARY not in page.text
        assert {each for each in names if re.search(rf'name="{each}"', page.text)} == set(names)


def test_a_change_is_tried_and_told(whole_world):
    with Session(whole_world.record) as session:
        seat = session.scalars(select(Seat.id).where(Seat.person_id == MEMBER)).one()
    client = whole_world.client(MONITORING_OFFICER)
    page = client.get(f"{START}?board={SLUG}&kind=seat&seat={seat}&try=yes")
    assert page.status_code == 200
    assert NAMES[MEMBER] in page.text
    assert "R082" in page.text
    assert CANARY not in page.text
    with Session(whole_world.record) as session:
        assert session.get(Seat, seat).until_on is None


def test_what_is_not_chosen_is_asked_for(whole_world):
    page = whole_world.client(MONITORING_OFFICER).get(f"{START}?board={SLUG}&kind=seat&try=yes")
    assert page.status_code == 422
    assert "Choose a seat." in page.text
    assert 'href="#seat"' in page.text


@pytest.mark.parametrize("query", ["?board=nowhere", f"?board={SLUG}&kind=elephant"])
def test_what_is_not_there_is_not_there(whole_world, query):
    assert whole_world.client(MONITORING_OFFICER).get(f"{START}{query}").status_code == 404
