"""What a reader may not know of is absent from the members' rooms, by every method and header."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.tables import Declaration, Permission, Person, Seat
from portal.web import csrf
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    CONFLICTED,
    GUEST,
    HIDDEN_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    OPEN_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    STRANGER,
)
from tests.web.member.visiting import (
    WAYS,
    change,
    confirm,
    file_of,
    lines_about,
    log_size,
    page_of,
    reader,
    token_on,
    told,
)

HEADERS = (
    {},
    {"If-None-Match": "*"},
    {"If-None-Match": '"0"'},
    {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    {"Accept": "application/json"},
)
RANGES = (
    {"Range": "bytes=0-0"},
    {"Range": "bytes=-5"},
    {"Range": "bytes=0-1,5-6"},
    {"Range": "bytes=99999999-"},
    {"Range": "bytes=0-9", "If-Range": '"0"'},
    {"If-Match": "*"},
    {"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
)
NOT_FOR = {
    MEMBER: SENSITIVE_PAPER,
    CONFLICTED: SENSITIVE_PAPER,
    CLERK: SENSITIVE_PAPER,
    MONITORING_OFFICER: SENSITIVE_PAPER,
    GUEST: CLOSED_PAPER,
    STRANGER: HIDDEN_PAPER,
    AUDITOR: SENSITIVE_PAPER,
    ADMINISTRATOR: CLOSED_PAPER,
}
MAY_READ_OTHERS = {MEMBER: CLOSED_PAPER, CONFLICTED: HIDDEN_PAPER, CLERK: CLOSED_PAPER}


def visitor(world, person):
    """Give a browser, of a session that already reads restricted papers where it may, its token."""
    client, other = world.client(person), MAY_READ_OTHERS.get(person)
    if other is None:
        return client, ""
    token = token_on(client.get(page_of(other)))
    assert confirm(client, other).status_code == 303
    return client, token


def absent_alike(client, token, paper, version, ways):
    """Compare each answer about a paper with the one about a paper that never existed."""
    never, no_version = uuid4(), uuid4()
    ids = (paper, never, version, no_version)
    compared = 0
    for address in (page_of(paper), file_of(paper, version), f"/papers/{paper}/open"):
        absent = address.replace(str(paper), str(never)).replace(str(version), str(no_version))
        for method, headers in ways:
            data = {csrf.FIELD: token} if method == "POST" else None
            there, nowhere = (
                client.open(each, method=method, headers=headers, data=data)
                for each in (address, absent)
            )
            assert told(there, *ids) == told(nowhere, *ids), (method, address, headers)
            assert there.status_code in {404, 400}
            compared += 1
    return compared


@pytest.mark.parametrize("paper", [SENSITIVE_PAPER, OPEN_PAPER], ids=["hidden", "open"])
def test_every_method_and_header_answers_as_for_what_never_existed(world, version, paper):
    client, token = visitor(world, MEMBER)
    ways = [(each, {}) for each in WAYS]
    ways += [(each, headers) for each in ("GET", "HEAD") for headers in (*HEADERS, *RANGES)]
    assert absent_alike(client, token, paper, version, ways) == 3 * len(ways) > 90


@pytest.mark.parametrize("person", NOT_FOR, ids=lambda each: NAMES[each])
def test_a_hidden_paper_answers_as_one_that_never_existed(world, version, person):
    client, token = visitor(world, person)
    ways = [("GET", {}), ("GET", RANGES[0]), ("HEAD", {}), ("POST", {}), ("DELETE", {})]
    assert absent_alike(client, token, NOT_FOR[person], version, ways) == 15


@pytest.mark.parametrize("person", [MEMBER, STRANGER], ids=lambda each: NAMES[each])
def test_it_answers_as_any_address_that_leads_nowhere(world, version, person):
    client, _ = visitor(world, person)
    nowhere = told(client.get(f"/nowhere/{uuid4()}"))
    for address in (page_of(SENSITIVE_PAPER), file_of(SENSITIVE_PAPER, version)):
        assert told(client.get(address)) == nowhere
        assert told(client.delete(address)) == nowhere
    assert nowhere[0] == 404
    assert CANARY.encode() not in nowhere[2]


@pytest.mark.parametrize("person", [MEMBER, STRANGER, AUDITOR], ids=lambda each: NAMES[each])
def test_hidden_and_nowhere_are_written_down_alike(world, version, person):
    client = world.client(person)
    written = []
    for paper, file in ((SENSITIVE_PAPER, version), (uuid4(), uuid4())):
        before = log_size(world)
        assert client.get(page_of(paper)).status_code == 404
        assert client.get(file_of(paper, file)).status_code == 404
        lines = lines_about(world, paper)[:2]
        written.append((log_size(world) - before, [each.entry.verb for each in lines], len(lines)))
    assert written[0] == written[1] == (2, [Verb.READ_DENIED] * 2, 2)


@pytest.mark.parametrize("method", WAYS)
def test_strangers_are_sent_to_sign_in_whether_there_is_anything_or_not(world, version, method):
    client = world.client()
    size = log_size(world)
    for paper in (SENSITIVE_PAPER, OPEN_PAPER, uuid4()):
        for address in (page_of(paper), f"/papers/{paper}/open", file_of(paper, version)):
            answer = client.open(address, method=method)
            assert (answer.status_code, answer.location) == (303, "/sign-in"), address
    for address in ("/me", "/me/access", "/me/nothing"):
        assert client.open(address, method=method).location == "/sign-in"
    assert log_size(world) == size


def ends(world, **values):
    with Session(world.record) as session:
        session.execute(
            update(Permission).where(Permission.person_id == PREVENT_MEMBER).values(**values)
        )
        session.commit()


def declares(world):
    with Session(world.record) as session:
        session.add(
            Declaration(person_id=PREVENT_MEMBER, item_id=SENSITIVE_ITEM, declared_on=NOW.date())
        )
        session.commit()


def leaves(world):
    yesterday = NOW.date() - timedelta(days=1)
    with Session(world.record) as session:
        session.execute(
            update(Seat).where(Seat.person_id == PREVENT_MEMBER).values(until_on=yesterday)
        )
        session.commit()


LOST = {
    "permission ended": lambda world: ends(world, ended_at=NOW),
    "permission run out": lambda world: ends(world, until_on=NOW.date() - timedelta(days=1)),
    "interest declared": declares,
    "seat left": leaves,
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST.keys())
def test_whoever_loses_access_is_refused_at_the_next_request(world, version, lose):
    client = reader(world)
    file = file_of(SENSITIVE_PAPER, version)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 200
    assert client.get(file, headers={"Range": "bytes=0-9"}).status_code == 206
    lose(world)
    refused = told(client.get(page_of(SENSITIVE_PAPER)))
    if lose is declares:  # whoever has an interest knows what is there, and is told why
        assert refused[0] == 403
    else:
        assert refused == told(client.get(f"/nowhere/{uuid4()}"))
    for headers in ({}, {"Range": "bytes=10-19"}):
        assert told(client.get(file, headers=headers)) == refused
    assert client.head(file).status_code == refused[0]
    assert CANARY + " chronology" not in client.get("/me").text


def test_whose_account_is_closed_is_a_stranger_at_the_next_request(world, version):
    client = reader(world)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 200
    change(world, Person, PREVENT_MEMBER, closed_at=NOW)
    for address in (page_of(SENSITIVE_PAPER), file_of(SENSITIVE_PAPER, version), "/me"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_nothing_of_the_members_rooms_is_kept_by_a_browser_or_a_proxy(world, version):
    answers = []
    for person in (PREVENT_MEMBER, MEMBER, None):
        client = reader(world) if person == PREVENT_MEMBER else world.client(person)
        for address in (
            "/me",
            "/me/access",
            page_of(SENSITIVE_PAPER),
            page_of(OPEN_PAPER),
            file_of(SENSITIVE_PAPER, version),
            "/me/nothing",
            "/clerk/imports",
        ):
            answers += [client.open(address, method=each) for each in ("GET", "HEAD", "POST")]
        answers.append(client.post(f"/papers/{SENSITIVE_PAPER}/open"))
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Cookie" in answer.headers["Vary"]
    assert {each.status_code for each in answers} == {200, 303, 400, 404}
