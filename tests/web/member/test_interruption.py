"""The page before the first restricted paper of a session: once, and opening nothing itself."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Phase, Verb
from portal.records.tables import SignInSession
from portal.services.sign_in.sessions import find_session
from portal.web import csrf
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import (
    CANARY,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    NAMES,
    OPEN_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
)
from tests.web.conftest import LIMITS
from tests.web.member.visiting import (
    INTERRUPTION,
    confirm,
    file_of,
    lines_about,
    log_size,
    page_of,
    reader,
    token_on,
    told,
)


def restricted_sessions(world):
    with Session(world.record) as session:
        found = select(SignInSession.person_id).where(SignInSession.restricted_at.is_not(None))
        return session.scalars(found).all()


def test_the_first_restricted_paper_of_a_session_is_behind_it(world):
    client = world.client(PREVENT_MEMBER)
    size = log_size(world)
    page = client.get(page_of(SENSITIVE_PAPER))
    assert page.status_code == 200
    assert INTERRUPTION in page.text
    assert CANARY not in page.text
    assert log_size(world) == size, "nothing was opened"
    assert restricted_sessions(world) == []


def test_asking_again_without_saying_yes_asks_again(world):
    client = world.client(PREVENT_MEMBER)
    first = client.get(page_of(SENSITIVE_PAPER))
    assert told(client.get(page_of(SENSITIVE_PAPER))) == told(first)
    assert INTERRUPTION in client.get(page_of(CLOSED_PAPER)).text


def test_saying_yes_leads_to_the_paper_and_is_asked_once(world):
    client = world.client(PREVENT_MEMBER)
    answer = confirm(client, SENSITIVE_PAPER)
    assert (answer.status_code, answer.location) == (303, page_of(SENSITIVE_PAPER))
    for paper in (SENSITIVE_PAPER, SENSITIVE_PAPER, CLOSED_PAPER, HIDDEN_PAPER):
        page = client.get(page_of(paper))
        assert page.status_code == 200
        assert INTERRUPTION not in page.text
        assert CANARY in page.text
    assert restricted_sessions(world) == [PREVENT_MEMBER]


def test_another_session_of_the_same_person_is_asked_for_itself(world):
    reader(world)
    assert INTERRUPTION in world.client(PREVENT_MEMBER).get(page_of(SENSITIVE_PAPER)).text


def test_the_page_then_says_whose_copy_it_is_and_opening_it_is_written_down(world):
    client = reader(world)
    page = client.get(page_of(SENSITIVE_PAPER))
    line = lines_about(world, SENSITIVE_PAPER)[0]
    assert (line.entry.verb, line.entry.phase) == (Verb.PAPER_OPENED, Phase.INTENT)
    assert line.outcome.detail["outcome"] == "done"
    assert NAMES[PREVENT_MEMBER] in page.text
    assert f"copy {line.entry.seq:04X}" in page.text
    assert CANARY not in page.text.split("</title>")[0], "the title bar would betray it"


def test_each_reading_is_a_copy_of_its_own(world):
    client = reader(world)
    first, second = (client.get(page_of(SENSITIVE_PAPER)).text for _ in range(2))
    assert first != second
    assert len(lines_about(world, SENSITIVE_PAPER)) == 2


def test_the_file_is_behind_it_too(world, version):
    client = world.client(PREVENT_MEMBER)
    for headers in ({}, {"Range": "bytes=0-9"}):
        answer = client.get(file_of(SENSITIVE_PAPER, version), headers=headers)
        assert (answer.status_code, answer.location) == (303, page_of(SENSITIVE_PAPER))
        assert b"%PDF" not in answer.data
        assert "ETag" not in answer.headers
    assert lines_about(world, version)[0].entry.verb is Verb.VERSION_SEALED


def test_a_session_in_which_restricted_papers_are_read_idles_for_less_long(world):
    with Session(world.record) as session:
        token = world.token(PREVENT_MEMBER)
        before = find_session(session, token, LIMITS, world.office.clock())
    assert not before.restricted
    client = world.app.test_client()
    client.set_cookie(SESSION, token, domain="portal.example", secure=True, path="/")
    confirm(client, SENSITIVE_PAPER)
    with Session(world.record) as session:
        live = find_session(session, token, LIMITS, world.office.clock())
        late = world.office.clock() + LIMITS.idle_after_restricted
        assert live.restricted
        assert find_session(session, token, LIMITS, late) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
    ],
    ids=str,
)
def test_saying_yes_from_another_site_is_refused(world, headers):
    client = world.client(PREVENT_MEMBER)
    token = token_on(client.get(page_of(SENSITIVE_PAPER)))
    data = {csrf.FIELD: token}
    answer = client.post(f"/papers/{SENSITIVE_PAPER}/open", data=data, headers=headers)
    assert answer.status_code == 400
    assert "not sent from a page of this session" in answer.text
    assert restricted_sessions(world) == []


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
def test_saying_yes_without_the_sessions_token_is_refused(world, token):
    client = world.client(PREVENT_MEMBER)
    data = {} if token is None else {csrf.FIELD: token}
    answer = client.post(f"/papers/{SENSITIVE_PAPER}/open", data=data)
    assert answer.status_code == 400
    assert restricted_sessions(world) == []
    assert INTERRUPTION in client.get(page_of(SENSITIVE_PAPER)).text


def test_the_token_of_another_session_is_not_enough(world):
    theirs = token_on(world.client(PREVENT_MEMBER).get(page_of(SENSITIVE_PAPER)))
    client = world.client(PREVENT_MEMBER)
    data = {csrf.FIELD: theirs}
    assert client.post(f"/papers/{SENSITIVE_PAPER}/open", data=data).status_code == 400
    assert restricted_sessions(world) == []


def test_the_token_is_taken_from_the_form_and_from_nowhere_else(world):
    client = world.client(PREVENT_MEMBER)
    token = token_on(client.get(page_of(SENSITIVE_PAPER)))
    for named in (
        {"query_string": {csrf.FIELD: token}},
        {"json": {csrf.FIELD: token}},
        {"headers": {csrf.FIELD: token, "X-CSRF-Token": token}},
    ):
        assert client.post(f"/papers/{SENSITIVE_PAPER}/open", **named).status_code == 400
    assert restricted_sessions(world) == []


def test_one_cannot_say_yes_by_asking(world):
    client = world.client(PREVENT_MEMBER)
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        address = f"/papers/{SENSITIVE_PAPER}/open"
        assert client.open(address, method=method).status_code in {404, 400}
    assert restricted_sessions(world) == []


def test_saying_yes_to_what_one_may_not_open_begins_nothing(world):
    client = world.client(MEMBER)
    data = {csrf.FIELD: token_on(client.get(page_of(CLOSED_PAPER)))}
    for paper in (SENSITIVE_PAPER, OPEN_PAPER, uuid4()):
        assert client.post(f"/papers/{paper}/open", data=data).status_code == 404
    assert restricted_sessions(world) == []


def test_it_tells_the_item_and_not_its_closed_heading(world):
    page = world.client(PREVENT_MEMBER).get(page_of(SENSITIVE_PAPER)).text
    assert "Item 4, Wrenbury Community Safety Partnership" in page
    assert CANARY not in page
