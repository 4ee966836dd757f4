"""The clerk's pages about accounts: the list, the link that is shown once, and whom we know."""

import html
import re

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.records.tables import AccountInvitation, IdentityLink, Person
from portal.services.sign_in.transactions import digest
from tests.support.furnishing import (
    CANARY,
    CLERK,
    COUNCIL,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    SLUG,
    STRANGER,
    touch,
)
from tests.web.forms import token_of

LIST = f"/clerk/membership/{SLUG}/accounts"
LINK = re.compile(r"http://localhost:8000/invitations/([A-Za-z0-9_-]{43})")


@pytest.fixture
def database_kind():
    """Take one kind: the pages are the same over each."""
    return "sqlite"


@pytest.fixture
def clerk(whole_world):
    return whole_world.client(CLERK)


def send(client, address, **form):
    return client.post(address, data={"csrf_token": token_of(client), **form})


def invite(client, **form):
    new = {"name": "Wren  Holloway", "organisation": COUNCIL, "councillor": "no"}
    return send(client, f"{LIST}/invite", **(new | form))


def secret_on(answer):
    found = set(LINK.findall(html.unescape(answer.text)))
    assert len(found) == 1
    return found.pop()


def only(world):
    with Session(world.record) as session:
        return session.scalars(select(AccountInvitation)).one()


def test_the_link_is_shown_once_and_never_again(whole_world, clerk):
    answer = invite(clerk)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    secret = secret_on(answer)
    assert only(whole_world).token_hash == digest(secret)
    assert "Dear Wren Holloway," in answer.text
    stranger = whole_world.client()
    assert stranger.get(f"/invitations/{secret}").status_code == 200
    for address in (LIST, f"{LIST}/invite", f"/clerk/membership/{SLUG}", "/clerk/membership"):
        assert secret not in clerk.get(address).text
    page = clerk.get(LIST).text
    assert "Wren Holloway" in page
    assert "Waits until" in page


def test_the_link_has_the_portals_address_whatever_the_request_says(clerk):
    answer = clerk.post(
        f"{LIST}/invite",
        data={
            "csrf_token": token_of(clerk),
            "name": "Wren Holloway",
            "organisation": COUNCIL,
            "councillor": "no",
        },
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    )
    assert secret_on(answer)
    assert "evil.example" not in answer.text


def test_sending_the_form_twice_invites_once(whole_world, clerk):
    invite(clerk)
    again = invite(clerk)
    assert again.status_code == 422
    assert "invited already" in again.text
    assert only(whole_world)


def test_a_form_with_faults_comes_back_as_it_was(clerk):
    answer = invite(clerk, organisation="", councillor="")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'value="Wren  Holloway"' in answer.text
    assert not LINK.search(answer.text)


def test_invited_again_and_withdrawn(whole_world, clerk):
    first = secret_on(invite(clerk))
    stranger = whole_world.client()
    second = secret_on(send(clerk, f"{LIST}/{only(whole_world).id}/again"))
    assert stranger.get(f"/invitations/{first}").status_code == 404
    assert stranger.get(f"/invitations/{second}").status_code == 200
    with Session(whole_world.record) as session:
        live = session.scalars(
            select(AccountInvitation).where(AccountInvitation.withdrawn_at.is_(None))
        ).one()
    gone = send(clerk, f"{LIST}/{live.id}/withdraw")
    assert gone.headers["Location"] == f"{LIST}?done=withdrawn"
    assert stranger.get(f"/invitations/{second}").status_code == 404
    assert send(clerk, f"{LIST}/{live.id}/withdraw").status_code == 422
    assert "Its link serves no more" in clerk.get(gone.headers["Location"]).text


def taken_up(world, client, **told):
    """Have an invitation taken up behind the portal's back."""
    invite(client)
    row = only(world)
    with Session(world.record) as session:
        touch(session, AccountInvitation, row.id, accepted_at=NOW, **told)
        session.execute(
            update(Person)
            .where(Person.id == row.person_id)
            .values(tenant_id="t", object_id="o", subject="s")
        )
        session.commit()
    return row


def test_who_vouches_for_an_account_is_text_and_no_link(whole_world, clerk):
    claim = 'https://evil.example/"><a href="https://evil.example/">'
    taken_up(whole_world, clerk, home_provider=claim, accepted_as_guest=True)
    page = clerk.get(LIST).text
    assert "as a guest" in page
    assert html.escape(claim, quote=False).replace('"', "&#34;") in page
    assert 'href="https://evil.example' not in page


def test_whom_we_know_already_is_asked_and_two_officers_decide(whole_world, clerk):
    row = taken_up(whole_world, clerk)
    page = clerk.get(f"{LIST}/{row.id}/known")
    assert "Rowan Ashdown" in page.text
    assert send(clerk, f"{LIST}/{row.id}/known").status_code == 422
    asked = send(clerk, f"{LIST}/{row.id}/known", known=MEMBER)
    assert asked.headers["Location"] == f"{LIST}?done=asked"
    with Session(whole_world.record) as session:
        link = session.scalars(select(IdentityLink)).one()
    mine = clerk.get("/ig/identity-links").text
    assert "Wren Holloway" in mine
    assert f"{link.id}/approve" not in mine
    officer = whole_world.client(MONITORING_OFFICER)
    assert "/ig/identity-links" in officer.get("/ig").text
    assert f"{link.id}/approve" in officer.get("/ig/identity-links").text
    first = send(officer, f"/ig/identity-links/{link.id}/approve")
    assert first.headers["Location"] == "/ig/identity-links?done=first"
    assert send(officer, f"/ig/identity-links/{link.id}/approve").status_code == 404
    assert send(clerk, f"/ig/identity-links/{link.id}/approve").status_code == 404
    refused = send(officer, f"/ig/identity-links/{link.id}/refuse")
    assert refused.headers["Location"] == "/ig/identity-links?done=refused"
    assert send(officer, f"/ig/identity-links/{link.id}/refuse").status_code == 422


def test_nobody_else_has_such_pages(whole_world, clerk):
    invite(clerk, name=CANARY)
    row = only(whole_world)
    for person in (MEMBER, STRANGER, MONITORING_OFFICER):
        client = whole_world.client(person)
        never = client.get("/clerk/membership/no-such-board/accounts")
        for address in (LIST, f"{LIST}/invite", f"{LIST}/{row.id}/known"):
            answer = client.get(address)
            assert (answer.status_code, answer.data) == (404, never.data)
    assert whole_world.client().get(LIST).headers["Location"] == "/sign-in"


def test_another_site_invites_nobody(whole_world, clerk):
    form = {"name": "Wren Holloway", "organisation": COUNCIL, "councillor": "no"}
    assert clerk.post(f"{LIST}/invite", data=form).status_code == 400
    with Session(whole_world.record) as session:
        assert session.scalars(select(AccountInvitation)).all() == []
