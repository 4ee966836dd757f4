"""A form for which its writer has to confirm first who they are: it is kept meanwhile."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from portal.records.tables import Permission
from portal.services.sign_in.sessions import Opening
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import CLERK, MONITORING_OFFICER, NOW, SENSITIVE_ITEM, STRANGER
from tests.web.conftest import CONFIRMED
from tests.web.member.writing import HOST, PAGE, forms_on, rows, without_tokens

REASON = "The panel has agreed that nothing in it is private any more."


@pytest.fixture
def address(world) -> str:
    """Let the clerk open the Prevent papers, and say where a release of them is asked for."""
    today = NOW.date()
    with Session(world.record) as session:
        session.add(
            Permission(
                person_id=CLERK,
                compartment_id=world.furnished.compartments["prevent"],
                from_on=today,
                until_on=today + timedelta(days=9),
                purpose="Minutes the Prevent panel",
                approved_by_id=MONITORING_OFFICER,
                second_approved_by_id=STRANGER,
            )
        )
        session.commit()
    return f"/clerk/restrictions/{world.furnished.restrictions['prevent']}/release"


def clerk_in(world, opening):
    """Sign the clerk in, having confirmed lately or not; give the browser and the forms' token."""
    client = world.client(CLERK)
    client.set_cookie(SESSION, world.token(CLERK, opening), **HOST)
    return client, token_of(client)


def token_of(client) -> str:
    page = client.get("/me/access").text + client.get("/me/sessions").text
    return next(form.fields["csrf_token"] for form in forms_on(page))


def test_the_form_is_kept_and_sent_once_its_writer_has_confirmed(world, address):
    client, token = clerk_in(world, Opening())
    asked = client.post(address, data={"csrf_token": token, "reason": REASON})
    assert asked.status_code == 403
    assert "Confirm that it is you" in asked.text
    assert "What you had written is kept" in asked.text
    assert len(rows(world)) == 1

    client.set_cookie(SESSION, world.token(CLERK, CONFIRMED), **HOST)
    page = client.get(PAGE)
    assert REASON in unescape(page.text)
    (send, _) = forms_on(page.text)
    assert (send.action, send.fields["reason"]) == (address, REASON)
    assert client.post(send.action, data=send.fields).status_code != 403


def test_sent_too_early_it_is_kept_in_place_of_the_first(world, address):
    client, token = clerk_in(world, Opening())
    client.post(address, data={"csrf_token": token, "reason": REASON})
    (send, _) = forms_on(client.get(PAGE).text)
    (first,) = rows(world)
    assert client.post(send.action, data=send.fields).status_code == 403
    (second,) = rows(world)
    assert second.id != first.id
    assert REASON in unescape(client.get(PAGE).text)


def test_a_forged_form_is_refused_and_not_kept(world, address):
    client, _ = clerk_in(world, Opening())
    assert client.post(address, data={"csrf_token": "0" * 64, "reason": REASON}).status_code == 400
    assert rows(world) == []


def test_a_page_about_something_sensitive_is_drawn_without_its_title_meanwhile(world, address):
    del address
    client, _ = clerk_in(world, Opening())
    page = client.get(f"/me/interests/declare/{SENSITIVE_ITEM}")
    assert page.status_code == 200
    assert "Confirm that it is you" in without_tokens(page.text)
