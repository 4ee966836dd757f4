"""The record of a restriction: all but what is sealed, and that only for a purpose."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.policy.restrictions import Terms
from portal.records.tables import Restriction, RestrictionState
from portal.services.ground_statements import StatementSource, state_ground
from portal.services.restricting import PublicFace, propose_restriction
from portal.web import clerk, csrf, gate
from tests.policy.terms_made import CONFIDENTIAL, WHOLE
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    DRAFT_ITEM,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    STRANGER,
    furnish,
    open_an_office,
)
from tests.web.conftest import World, app_over

pytestmark = pytest.mark.slow

PRIVATE = "Wryneck: the bidder would raise the price at once."
TERMS = Terms(**(WHOLE | {"balance": replace(WHOLE["balance"], against_publishing=PRIVATE)}))
FACE = PublicFace(heading="Support services: a contract", balance="It was weighed.")


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def world(record_engine, log_engine, tmp_path):
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnished = furnish(office)
    app = app_over(office, record_engine)
    for room in clerk.BLUEPRINTS:
        app.register_blueprint(room)
    gate.hang(app)
    return World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)


def put(world, terms=TERMS, compartment="general"):
    work = world.office.work_of(CLERK)
    made = propose_restriction(
        work, DRAFT_ITEM, world.furnished.compartments[compartment], terms, FACE
    )
    work.commit()
    work.session.close()
    return made


@pytest.fixture
def address(world):
    return f"/clerk/restrictions/{put(world)}"


def post(client, address, end, **data):
    token = re.search(rf'name="{csrf.FIELD}" value="([0-9a-f]+)"', client.get(address).text)
    return client.post(f"{address}/{end}", data={csrf.FIELD: token[1] if token else "", **data})


@pytest.mark.parametrize("person", [CLERK, MONITORING_OFFICER, AUDITOR])
def test_whoever_keeps_or_watches_it_reads_all_but_the_private_reasons(world, address, person):
    page = unescape(world.client(person).get(address).text)
    for said in (
        TERMS.public_reason,
        "paragraph 3",
        "Joan Thackeray, monitoring officer",
        f'Proposed by</dt><dd class="govuk-summary-list__value">{NAMES[CLERK]}',
        TERMS.challenge,
        FACE.heading,
        "Agenda",
        "To be decided at the meeting",
    ):
        assert said in page
    assert "Wryneck" not in page


@pytest.mark.parametrize("person", [MEMBER, ADMINISTRATOR, STRANGER])
def test_for_everybody_else_it_is_absent(world, address, person):
    client = world.client(person)
    nowhere = f"/clerk/restrictions/{DRAFT_ITEM}"
    assert client.get(address).data == client.get(nowhere).data
    assert client.get(address).status_code == 404


def test_the_private_reasons_open_for_a_purpose_that_the_log_keeps(world, address):
    client = world.client(CLERK)
    assert post(client, address, "reasons").status_code == 422
    page = post(client, address, "reasons", purpose="challenge")
    assert PRIVATE in unescape(page.text)
    (identifier,) = stored(world, select(Restriction.id).where(Restriction.item_id == DRAFT_ITEM))
    entry = world.office.journal.latest(Verb.REASON_OPENED, identifier)
    assert entry.detail["purpose"] == "challenge"
    assert PRIVATE not in unescape(client.get(address).text)


def stored(world, query):
    with Session(world.record) as session:
        return session.scalars(query).all()


def test_the_auditor_is_not_offered_them_and_does_not_get_them(world, address):
    client = world.client(AUDITOR)
    assert "not open to you" in client.get(address).text
    answer = post(client, address, "reasons", purpose="audit")
    assert answer.status_code in {400, 404}
    assert "Wryneck" not in answer.text


def test_a_departments_terms_are_kept_sealed_and_shown_with_the_reasons(world):
    made = put(world, Terms(**CONFIDENTIAL))
    address = f"/clerk/restrictions/{made}"
    client = world.client(CLERK)
    page = unescape(client.get(address).text)
    assert "Ministry of Bridges" not in page
    assert "Confidential" in page
    (kept,) = stored(world, select(Restriction).where(Restriction.id == made))
    assert kept.sealed_terms
    assert b"Bridges" not in kept.sealed_terms


def test_the_monitoring_officer_decides_what_was_proposed(world, address):
    assert "Decide that it is restricted" not in world.client(CLERK).get(address).text
    client = world.client(MONITORING_OFFICER)
    answer = post(client, address, "decide")
    assert (answer.status_code, answer.location) == (303, address)
    (kept,) = stored(world, select(Restriction).where(Restriction.item_id == DRAFT_ITEM))
    assert kept.state is RestrictionState.RESOLVED
    assert (kept.decided_by, kept.decided_office) == (
        NAMES[MONITORING_OFFICER],
        "Monitoring officer",
    )
    page = unescape(client.get(address).text)
    assert f"by {NAMES[MONITORING_OFFICER]} (monitoring officer)" in page
    assert "Decide that it is restricted" not in page


def test_statements_that_disagree_are_told(world, address):
    work = world.office.work_of(CLERK)
    (kept,) = stored(world, select(Restriction).where(Restriction.item_id == DRAFT_ITEM))
    state_ground(
        work, DRAFT_ITEM, kept.id, StatementSource.REPORT, "ENG-12A", ("1",), date(2026, 3, 1)
    )
    work.commit()
    work.session.close()
    page = unescape(world.client(CLERK).get(address).text)
    assert "These statements do not agree" in page
    assert "Report" in page
