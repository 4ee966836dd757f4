"""A restoring on its page: shut for everybody, confirmed by a second person, open again."""

from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.policy import ANONYMOUS
from portal.records.tables import PublicVersion
from portal.services.rollback import declaring
from portal.web import here
from tests.support.furnishing import (
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    OPEN_PAPER,
    SLUG,
    STRANGER,
)
from tests.web.member.visiting import confirm, page_of
from tests.web.member.writing import forms_on

PAGE = "/ig/restoring"
SHUT = "Restricted papers cannot be opened at the moment"


@pytest.fixture
def database_kind():
    return "sqlite"


def looks_again(world):
    """Have the application look anew, as it does every ten seconds; its clock stands still here."""
    world.app.extensions[here._OFFICE].watch.forget()  # noqa: SLF001 -- the application's own


@pytest.fixture
def rolled_back(whole_world):
    """Put the record back behind what the log was told."""
    office = whole_world.office
    office.watch.note_head()
    with Session(whole_world.record) as session:
        session.execute(update(PublicVersion).values(version=PublicVersion.version - 1))
        session.commit()
    looks_again(whole_world)
    return whole_world


def declared(world, reason="The disk burnt"):
    operator = world.office.journal.pseudonyms.of_operator("root")
    work = world.office.work_for(ANONYMOUS, operator)
    with work.session:
        declaring.declare(work, reason)
    looks_again(world)


def press(client):
    (form,) = [each for each in forms_on(client.get(PAGE).text) if each.action.endswith("/confirm")]
    return client.post(form.action, data=form.fields)


def test_restricted_papers_are_shut_and_the_public_site_is_not(rolled_back):
    member = rolled_back.client(MEMBER)
    confirm(member, CLOSED_PAPER)  # the page before it asks and opens nothing
    answer = member.get(page_of(CLOSED_PAPER))
    assert (answer.status_code, SHUT in answer.text) == (503, True)
    assert CANARY not in answer.text
    for address in ("/", f"/boards/{SLUG}", f"/meetings/{HELD}", f"/papers/{OPEN_PAPER}"):
        assert rolled_back.client().get(address).status_code == 200


def test_whoever_may_not_read_a_paper_learns_nothing_from_its_being_shut(rolled_back):
    stranger = rolled_back.client(STRANGER)
    there, nowhere = stranger.get(page_of(CLOSED_PAPER)), stranger.get(page_of(uuid4()))
    assert (there.status_code, there.data) == (404, nowhere.data)


def test_a_second_person_sees_what_was_lost_and_opens_it_again(rolled_back):
    office = rolled_back.office
    officer = rolled_back.client(MONITORING_OFFICER)
    page = officer.get(PAGE).text
    assert "Nobody has declared a restoring" in page
    assert "the record is older than the log" in page
    office.journal.note(
        actor=office.journal.pseudonyms.of_person(CLERK), verb=Verb.MEETING_PUBLISHED
    )
    declared(rolled_back)
    page = officer.get(PAGE).text
    assert "The disk burnt" in page
    assert "meeting:published" in page
    assert NAMES[CLERK] not in page
    answer = press(officer)
    assert answer.headers["Location"] == f"{PAGE}?done=confirmed"
    page = officer.get(answer.headers["Location"]).text
    assert "Restricted papers open again" in page
    assert NAMES[MONITORING_OFFICER] in page
    member = rolled_back.client(MEMBER)
    confirm(member, CLOSED_PAPER)
    assert CANARY in member.get(page_of(CLOSED_PAPER)).text


def test_an_auditor_may_confirm_and_nobody_else_finds_the_page(rolled_back):
    declared(rolled_back)
    for person in (MEMBER, CLERK, STRANGER):
        client = rolled_back.client(person)
        there, nowhere = client.get(PAGE), client.get("/ig/nothing-here")
        assert (there.status_code, there.data) == (404, nowhere.data)
    auditor = rolled_back.client(AUDITOR)
    assert f'href="{PAGE}"' in auditor.get("/ig").text
    assert press(auditor).status_code == 303


def test_what_does_not_wait_cannot_be_confirmed(rolled_back):
    declared(rolled_back)
    officer = rolled_back.client(MONITORING_OFFICER)
    (form,) = [each for each in forms_on(officer.get(PAGE).text) if "confirm" in each.action]
    answer = officer.post(f"{PAGE}/{uuid4()}/confirm", data=form.fields)
    assert answer.status_code == 422
    assert "look at the page again" in answer.text


def test_a_record_and_log_that_agree_have_nothing_to_confirm(whole_world):
    page = whole_world.client(AUDITOR).get(PAGE)
    assert page.status_code == 200
    assert "Nothing waits for you" in page.text
