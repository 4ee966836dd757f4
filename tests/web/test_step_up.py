"""What is sensitive opens only after the reader has confirmed, at the provider, who they are."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.audit import Verb
from portal.records.tables import Person
from portal.services.sign_in.sessions import LiveSession, Opening
from portal.services.submitting import PDF, add_version
from portal.web.sign_in.cookies import SESSION
from tests.sign_in.forging import OBJECT, OTHER_TENANT, TENANT
from tests.sign_in.front_half import came_back, query
from tests.support.furnishing import (
    CANARY,
    CLOSED_PAPER,
    MEMBER,
    NOW,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
)
from tests.web.member.visiting import (
    CONTENT,
    change,
    confirm,
    file_of,
    lines_about,
    page_of,
    signed_in,
    token_on,
    told,
)

ASK = "Confirm that it is you"
PAPER = page_of(SENSITIVE_PAPER)
ROLES = ["Portal.Member", "Portal.SensitivePapers"]


@pytest.fixture
def database_kind():
    """On SQLite alone: no database decides about it."""
    return "sqlite"


@pytest.fixture
def world(whole_world):
    change(whole_world, Person, PREVENT_MEMBER, tenant_id=str(TENANT), object_id=str(OBJECT))
    return whole_world


@pytest.fixture
def client(world):
    """Give the browser of a member of the Prevent panel who has only signed in."""
    return signed_in(world, PREVENT_MEMBER, Opening(login_hint="the hint of the member"))


def token_in(client):
    return client.get_cookie(SESSION, domain="portal.example").value


def step_up(client, context="c1", return_to=PAPER):
    """Press the button, and give the provider's address."""
    form = {"csrf_token": token_on(client.get("/sign-out")), "context": context}
    return client.post("/sign-in/step-up", data={**form, "return_to": return_to})


def come_back(client, provider, **claims):
    """Press the button and come back with a token that says so; give the portal's answer."""
    provider.tell = lambda occasion: occasion.token(**{"roles": ROLES, **claims})
    return client.get(came_back(step_up(client).headers["Location"]))


def test_a_sensitive_paper_is_asked_for_and_an_ordinary_one_is_not(world, client):
    confirm(client, SENSITIVE_PAPER)
    asked = client.get(page_of(SENSITIVE_PAPER))

    assert asked.status_code == 403
    assert ASK in asked.text
    assert CANARY not in asked.text
    assert not [line for line in lines_about(world, SENSITIVE_PAPER) if is_opening(line)]
    assert client.get(page_of(CLOSED_PAPER)).status_code == 200


def is_opening(line):
    return line.entry.verb is Verb.PAPER_OPENED


def test_whoever_may_not_read_it_is_told_nothing_of_it(world):
    member = signed_in(world, MEMBER, Opening())

    answer = member.get(page_of(SENSITIVE_PAPER))

    nowhere = uuid4()
    assert told(answer, SENSITIVE_PAPER) == told(member.get(page_of(nowhere)), nowhere)
    assert ASK not in answer.text


def test_a_list_leaves_its_sensitive_rows_out_and_says_so(world, client):
    confirmed = signed_in(world, PREVENT_MEMBER, Opening(contexts=frozenset({"c1"})))
    link = f'href="{page_of(SENSITIVE_PAPER)}"'
    assert link in confirmed.get("/me").text

    page = client.get("/me").text

    assert link not in page
    assert ASK in page
    assert ASK not in confirmed.get("/me").text


def test_the_file_is_asked_for_in_every_way(world, client):
    work = world.office.work_of(PREVENT_MEMBER)
    version = add_version(
        work, SENSITIVE_PAPER, file_name="nightjar.pdf", media_type=PDF, pieces=[CONTENT]
    )
    work.commit()
    work.session.close()
    confirm(client, SENSITIVE_PAPER)
    for headers in ({}, {"Range": "bytes=0-9"}):
        answer = client.get(file_of(SENSITIVE_PAPER, version), headers=headers)
        assert answer.status_code == 403
        assert b"%PDF" not in answer.data


def test_the_provider_is_asked_for_the_context_and_for_this_account(client):
    asked = query(step_up(client).headers["Location"])

    claims = json.loads(asked["claims"])
    assert claims == {"id_token": {"acrs": {"essential": True, "value": "c1"}}}
    assert asked["login_hint"] == "the hint of the member"


def test_whoever_comes_back_confirmed_reads_on_in_a_new_session(world, client, provider_at_work):
    before = token_in(client)
    csrf = token_on(client.get("/sign-out"))
    confirm(client, SENSITIVE_PAPER)

    answer = come_back(client, provider_at_work, acrs=["c1"])

    assert (answer.status_code, answer.location) == (303, page_of(SENSITIVE_PAPER))
    assert token_in(client) != before
    page = client.get(page_of(SENSITIVE_PAPER))
    assert page.status_code == 200
    assert CANARY in page.text
    # Forms in other tabs are still of this session; the token that was is of none.
    assert token_on(client.get("/sign-out")) == csrf
    thief = world.app.test_client()
    thief.set_cookie(SESSION, before, domain="portal.example", secure=True, path="/")
    assert thief.get("/me").status_code == 303


@pytest.mark.parametrize(
    ("claims", "about"),
    [
        ({}, "not-confirmed"),
        ({"acrs": []}, "not-confirmed"),
        ({"acrs": ["c2"]}, "not-confirmed"),
        ({"acrs": "c1 c2"}, "not-confirmed"),
        ({"acrs": ["C1"]}, "not-confirmed"),
        ({"acr": "c1"}, "not-confirmed"),
        ({"amr": ["mfa"]}, "not-confirmed"),
        ({"acrs": {"c1": True}}, "other"),
        ({"acrs": ["c1"], "oid": str(OTHER_TENANT)}, "not-a-member"),
    ],
)
def test_without_the_context_or_as_somebody_else_nothing_opens(
    client, provider_at_work, claims, about
):
    before = token_in(client)
    confirm(client, SENSITIVE_PAPER)

    answer = come_back(client, provider_at_work, **claims)

    assert query(answer.location)["about"] == about
    assert token_in(client) == before
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 403
    assert client.get("/me").status_code == 200  # whoever was signed in still is


def test_confirming_as_another_person_with_an_account_here_is_told_apart(
    world, client, provider_at_work
):
    change(world, Person, MEMBER, tenant_id=str(TENANT), object_id=str(OTHER_TENANT))

    answer = come_back(client, provider_at_work, acrs=["c1"], oid=str(OTHER_TENANT), sub="other")

    assert query(answer.location)["about"] == "another-person"
    assert client.get(page_of(SENSITIVE_PAPER)).status_code in {200, 403}
    assert CANARY not in client.get(page_of(SENSITIVE_PAPER)).text


def test_signing_in_with_the_context_unasked_is_not_having_confirmed(
    world, provider_at_work, authority
):
    assert authority == provider_at_work.authority
    provider_at_work.tell = lambda occasion: occasion.token(acrs=["c1"], roles=ROLES)
    browser = world.app.test_client()
    left = browser.post("/sign-in/start").headers["Location"]
    browser.get(came_back(left))
    confirm(browser, SENSITIVE_PAPER)

    assert browser.get(page_of(SENSITIVE_PAPER)).status_code == 403


def test_losing_the_role_for_sensitive_papers_hides_them_again(client, provider_at_work):
    confirm(client, SENSITIVE_PAPER)
    come_back(client, provider_at_work, acrs=["c1"], roles=["Portal.Member"])

    answer = client.get(PAPER)

    assert answer.status_code == 404  # the permission of two approvers alone opens nothing
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("context", ["", "c2", "c1 c2", "*", "<b>", "c" * 3000])
def test_only_a_context_of_the_settings_can_be_asked_for(client, context):
    assert step_up(client, context).status_code == 404


def test_the_way_back_leads_nowhere_else(client, provider_at_work):
    provider_at_work.tell = lambda occasion: occasion.token(acrs=["c1"])
    left = step_up(client, return_to="https://elsewhere.example/").headers["Location"]

    assert client.get(came_back(left)).location == "/me"


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (899, True), (900, False), (-1, False)])
def test_it_holds_for_a_quarter_of_an_hour(seconds, holds):
    session = LiveSession(
        token_hash=b"",
        person_id=PREVENT_MEMBER,
        csrf=b"",
        restricted=False,
        opened_at=NOW,
        expires_at=NOW,
        contexts=frozenset({"c1"}),
        stepped_up_at=NOW,
    )

    assert session.has_met("c1", NOW + timedelta(seconds=seconds)) is holds
    assert not session.has_met("c2", NOW)
    assert not replace(session, stepped_up_at=None).has_met("c1", NOW)
