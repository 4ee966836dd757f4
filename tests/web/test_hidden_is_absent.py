"""What somebody may not know of answers exactly as what never existed, by every method."""

from uuid import UUID

import pytest

from portal.policy import ANONYMOUS
from portal.records import visible
from portal.records.tables import AgendaItem, Paper
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    DRAFT_ITEM,
    GUEST,
    HELD,
    HIDDEN_ITEM,
    HIDDEN_PAPER,
    MEMBER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
)
from tests.web.walking import KNOWN, NOWHERE, places, rows_of

PEOPLE = {
    "stranger": None,
    "on no board": STRANGER,
    "member": MEMBER,
    "prevent member": PREVENT_MEMBER,
    "guest": GUEST,
    "clerk": CLERK,
    "auditor": AUDITOR,
    "administrator": ADMINISTRATOR,
}
WAYS = {
    "GET": {},
    "HEAD": {},
    "POST": {"data": {"csrf_token": "0"}},
    "PUT": {},
    "DELETE": {},
    "OPTIONS": {},
    "PATCH": {},
    "TRACE": {},
    "PROPFIND": {},
}
HEADERS = (
    {},
    {"Range": "bytes=0-10"},
    {"If-None-Match": "*"},
    {"If-None-Match": '"0"'},
    {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    {"Accept": "application/json"},
)


@pytest.fixture
def world(whole_world):
    """Walk every room of the portal, not the public ones alone."""
    return whole_world


def hidden_from(world, person: UUID | None) -> dict[str, list[UUID]]:
    """Ask the policy, through the record, what a person may not know of."""
    work = world.office.work_of(person) if person else world.office.work_for(ANONYMOUS)
    readings = {
        "item_id": (AgendaItem, visible.items(work.scope)),
        "paper_id": (Paper, visible.papers(work.scope)),
    }
    noticed = {CLOSED_ITEM, KNOWN["item_id"][3], KNOWN["item_id"][5], KNOWN["item_id"][7]}
    hidden = {}
    for name, (_, reading) in readings.items():
        seen = {row.id for row in reading.all(work.session)}
        hidden[name] = [each for each in KNOWN[name] if each not in seen | noticed]
    work.session.close()
    return hidden


def everything(answer, *ids: UUID):
    """Give all that a browser can tell of an answer, the identifier asked for taken out."""
    headers = [(name, _without(value, ids)) for name, value in answer.headers if name != "Date"]
    return answer.status_code, headers, answer.data


def _without(value: str, ids) -> str:
    for each in ids:
        value = value.replace(str(each), "the-id")
    return value


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", KINDS[:1], indirect=True)
@pytest.mark.parametrize("who", PEOPLE)
def test_hidden_things_answer_as_things_that_never_existed(world, who):
    client = world.client(PEOPLE[who])
    hidden = {each for ids in hidden_from(world, PEOPLE[who]).values() for each in ids}
    rows = rows_of(world.record)
    compared = 0
    for place in {each.address: each for each in places(world.app, rows, "GET")}.values():
        explained = who == "auditor" and place.address.startswith("/ig/who/")
        if place.row in hidden and not explained:  # who can read it is what an auditor may ask
            behind = place.address.startswith(("/clerk/", "/ig/"))
            for method in ("GET", "POST") if behind else WAYS:
                for headers in HEADERS if method in {"GET", "HEAD"} and not behind else ({},):
                    there, nowhere = (
                        client.open(path, method=method, headers=headers, **WAYS[method])
                        for path in (place.address, place.nowhere)
                    )
                    assert everything(there, place.row, NOWHERE) == everything(
                        nowhere, place.row, NOWHERE
                    ), f"{method} {place.address} tells {who} something"
                    compared += 1
    assert compared > 30, "nothing was hidden: the test compared nothing"


def test_the_hidden_are_whom_they_should_be(world):
    assert set(hidden_from(world, None)["paper_id"]) == {
        CLOSED_PAPER,
        SENSITIVE_PAPER,
        HIDDEN_PAPER,
    }
    assert hidden_from(world, MEMBER)["paper_id"] == [SENSITIVE_PAPER]
    assert hidden_from(world, PREVENT_MEMBER)["paper_id"] == []
    assert set(hidden_from(world, STRANGER)["item_id"]) == {HIDDEN_ITEM, DRAFT_ITEM}
    assert DRAFT_ITEM not in hidden_from(world, CLERK)["item_id"]


def test_an_unknown_address_answers_the_same_by_every_method(world):
    for who in (STRANGER, MEMBER, CLERK, AUDITOR):
        answers_the_same(world.client(who))


def answers_the_same(client):
    for address in ("/nothing", "/papers", "/papers/x", "/me/x", "/ig/x", "/boards/", "/boards//x"):
        first = client.get("/boards/no-such-board")
        for method in WAYS:
            answer = client.open(address, method=method)
            assert answer.status_code == 404
            assert answer.data == (b"" if method == "HEAD" else first.data)
            assert list(answer.headers) == list(first.headers)


def test_strangers_are_sent_to_sign_in_whether_there_is_anything_or_not(world):
    there, nowhere = f"/papers/{CLOSED_PAPER}", f"/papers/{NOWHERE}"
    for address in (there, nowhere, "/papers", "/papers/x/y", "/me", "/clerk/x"):
        for method in WAYS:
            answer = world.client().open(address, method=method)
            assert answer.status_code == 303, f"{method} {address}"
            assert answer.location == "/sign-in"
            cookie = answer.headers["Set-Cookie"]
            assert cookie.startswith("__Host-return=/")
            assert all(each in cookie for each in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))


def test_an_address_that_only_begins_alike_is_not_behind_sign_in(world):
    assert world.client().get("/meetings/x").status_code == 404
    assert world.client().get("/papersx").status_code == 404


def test_a_member_reads_what_the_stranger_may_not(world):
    address = f"/meetings/{HELD}/items/{HIDDEN_ITEM}"
    assert CANARY in world.client(MEMBER).get(address).text
    assert world.client(STRANGER).get(address).status_code == 404
