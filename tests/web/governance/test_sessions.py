"""Who is signed in, as officers see it: signing out, suspending, and nothing for anybody else."""

from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.records.tables import Person
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    PREVENT_MEMBER,
    SLUG,
    STRANGER,
)
from tests.web.member.writing import forms_on

PAGE = "/ig/sessions"


@pytest.fixture
def database_kind():
    return "sqlite"


def press(client, address):
    (form,) = [each for each in forms_on(client.get(address).text) if each.action == address]
    return client.post(address, data=form.fields)


@pytest.mark.parametrize("officer", [ADMINISTRATOR, MONITORING_OFFICER])
def test_an_officer_signs_somebody_out_everywhere(whole_world, officer):
    theirs = [whole_world.client(PREVENT_MEMBER) for _ in range(2)]
    client = whole_world.client(officer)
    assert f'href="{PAGE}"' in client.get("/ig").text
    page = client.get(PAGE).text
    assert NAMES[PREVENT_MEMBER] in page
    for hidden in (CANARY, str(CLOSED_PAPER)):
        assert hidden not in page
    chosen = client.get(f"{PAGE}/person?person={PREVENT_MEMBER}")
    assert chosen.headers["Location"] == f"{PAGE}/{PREVENT_MEMBER}"
    account = client.get(chosen.headers["Location"]).text
    assert "Signed in with 2 browsers" in account
    answer = press(client, f"{PAGE}/{PREVENT_MEMBER}/sign-out")
    assert answer.headers["Location"] == f"{PAGE}/{PREVENT_MEMBER}?done=sign-out"
    assert [each.get("/me").status_code for each in theirs] == [303, 303]
    assert "They are signed out everywhere" in client.get(answer.headers["Location"]).text
    assert whole_world.client(PREVENT_MEMBER).get("/me").status_code == 200


def test_an_officer_suspends_and_restores(whole_world):
    theirs = whole_world.client(PREVENT_MEMBER)
    client = whole_world.client(ADMINISTRATOR)
    press(client, f"{PAGE}/{PREVENT_MEMBER}/suspend")
    assert theirs.get("/me").status_code == 303
    assert whole_world.client(PREVENT_MEMBER).get("/me").status_code == 303
    told = client.get(f"{PAGE}/{PREVENT_MEMBER}").text
    assert f"by {NAMES[ADMINISTRATOR]}" in told
    again = client.post(
        f"{PAGE}/{PREVENT_MEMBER}/suspend",
        data=forms_on(client.get(f"{PAGE}/{PREVENT_MEMBER}/restore").text)[0].fields,
    )
    assert again.status_code == 422
    press(client, f"{PAGE}/{PREVENT_MEMBER}/restore")
    assert whole_world.client(PREVENT_MEMBER).get("/me").status_code == 200


def test_ones_own_account_is_somebody_elses_to_suspend(whole_world):
    client = whole_world.client(ADMINISTRATOR)
    assert "Suspend this account" not in client.get(f"{PAGE}/{ADMINISTRATOR}").text
    answer = press(client, f"{PAGE}/{ADMINISTRATOR}/suspend")
    assert answer.status_code == 422
    assert "Somebody else must suspend your account" in answer.text


def test_for_anybody_else_there_is_nothing(whole_world):
    for person in (MEMBER, STRANGER, CLERK, AUDITOR):
        client = whole_world.client(person)
        nowhere = client.get("/ig/nothing-here")
        for address in (PAGE, f"{PAGE}/{MEMBER}", f"{PAGE}/{MEMBER}/suspend", f"{PAGE}/person"):
            answer = client.get(address)
            assert (answer.status_code, answer.data) == (404, nowhere.data), (person, address)
        token = forms_on(client.get("/me/sessions").text)[0].fields["csrf_token"]
        posted = client.post(f"{PAGE}/{MEMBER}/sign-out", data={"csrf_token": token})
        assert posted.status_code == 404
    client = whole_world.client(ADMINISTRATOR)
    for address in (f"{PAGE}/{uuid4()}", f"{PAGE}/{MEMBER}/close"):
        assert client.get(address).status_code == 404
    assert client.get(f"{PAGE}/person?person=nobody").headers["Location"] == PAGE


def test_a_clerk_suspends_a_guest_of_the_board(whole_world):
    clerk = whole_world.client(CLERK)
    address = f"/clerk/membership/people/{MEMBER}/suspend"
    assert clerk.get(address).status_code == 404
    assert address not in clerk.get(f"/clerk/membership/{SLUG}").text
    with Session(whole_world.record) as session:
        session.execute(update(Person).where(Person.id == MEMBER).values(guest=True))
        session.commit()
    assert address in clerk.get(f"/clerk/membership/{SLUG}").text
    theirs = whole_world.client(MEMBER)
    answer = press(clerk, address)
    assert answer.headers["Location"] == "/clerk/membership?done=suspended"
    assert theirs.get("/me").status_code == 303
    assert "is suspended since" in clerk.get(address).text
    assert "Suspended</strong>" in clerk.get(f"/clerk/membership/{SLUG}").text
    assert whole_world.client(AUDITOR).get(address).status_code == 404
