"""The hubs: for whoever has one of their doors, and for nobody else is there anything there."""

import re
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.records.tables import Restriction
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    STRANGER,
)

pytestmark = pytest.mark.slow

HUBS = {"/clerk": "Clerk", "/ig": "Governance"}


@pytest.fixture
def database_kind():
    return "sqlite"


def places(answer):
    return re.findall(
        r'<a class="govuk-service-navigation__link"[^>]*>\s*(.+?)\s*</a>', answer.text, re.DOTALL
    )


@pytest.mark.parametrize("hub", HUBS)
def test_a_stranger_learns_only_that_one_can_sign_in(whole_world, hub):
    stranger = whole_world.client()
    there, nowhere = stranger.get(hub), stranger.get(f"{hub}/nothing-here")
    assert (there.status_code, there.headers["Location"]) == (303, "/sign-in")
    assert (nowhere.status_code, nowhere.data) == (303, there.data)


@pytest.mark.parametrize(
    ("person", "hub"),
    [(MEMBER, "/clerk"), (MEMBER, "/ig"), (STRANGER, "/clerk"), (STRANGER, "/ig"),
     (ADMINISTRATOR, "/clerk"), (AUDITOR, "/clerk")],
)  # fmt: skip
def test_whoever_has_none_of_its_doors_finds_nothing(whole_world, person, hub):
    client = whole_world.client(person)
    there, nowhere = client.get(hub), client.get("/clerk/nothing-here")
    assert (there.status_code, there.data) == (404, nowhere.data)
    assert HUBS[hub] not in places(client.get("/me"))


@pytest.mark.parametrize(
    ("person", "hub"), [(CLERK, "/clerk"), (AUDITOR, "/ig"), (MONITORING_OFFICER, "/ig")]
)
def test_whoever_has_one_of_its_doors_finds_the_way_from_every_page(whole_world, person, hub):
    client = whole_world.client(person)
    assert HUBS[hub] in "".join(places(client.get("/me")))
    page = client.get(hub)
    assert page.status_code == 200
    assert f'href="{hub}"' in page.text


def test_an_auditor_reads_the_log_s_health(whole_world):
    page = whole_world.client(AUDITOR).get("/ig")
    assert re.search(r"\d+ entr(y|ies), the last written on", page.text)


def test_a_clerk_s_day_may_be_empty_and_says_so(whole_world):
    with Session(whole_world.record) as session:
        session.execute(update(Restriction).values(review_on=date(2031, 1, 1)))
        session.commit()
    client = whole_world.client(CLERK)
    assert "Nothing is due this week." in client.get("/clerk").text
    with Session(whole_world.record) as session:
        session.execute(update(Restriction).values(review_on=date(2020, 1, 1)))
        session.commit()
    page = client.get("/clerk").text
    assert "Nothing is due this week." not in page
    assert "Overdue" in page
