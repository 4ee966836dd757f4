"""The clerk's requests over the web: the queue, one request, its answer, and the public's log."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS
from portal.records.tables import PaperRequest, Release, WithheldNotice
from portal.services.releasing import confirm_release
from portal.services.requests_asking import About, Wish, receive_request
from portal.web import csrf
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CANARY,
    CLERK,
    CLOSED_NOTICE,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    STRANGER,
    touch,
)

pytestmark = pytest.mark.slow

WISH = Wish(
    wanted="The Kingfisher report",
    why="Because of Goshawk",
    name="Odalys Fennimore",
    email="odalys@fennimore.example",
    address="",
)
WHO_ASKED = ("Kingfisher", "Goshawk", "Odalys", "Fennimore", "fennimore")
REFUSAL = {
    "outcome": "refused",
    "asked_for": "The evaluation of the tenders",
    "answer": "The figures would harm the next tender.",
    "law": "freedom",
    "sections": "43(2)",
    "analysis": "Three bidders.",
}


@pytest.fixture
def world(whole_world):
    """Walk every room of the portal, not the public ones alone."""
    return whole_world


@pytest.fixture
def asked(world) -> UUID:
    with Session(world.record) as session:
        restriction = world.furnished.restrictions["general"]
        touch(session, WithheldNotice, CLOSED_NOTICE, restriction_id=restriction)
    work = world.office.work_for(ANONYMOUS)
    received = receive_request(
        work, About(notice=CLOSED_NOTICE), WISH, form="a form begun once", origin="192.0.2.1"
    )
    work.session.close()
    with Session(world.record) as session:
        found = select(PaperRequest.id).where(PaperRequest.reference == received.reference)
        return session.scalars(found).one()


def send(client, address: str, **data):
    """Send a form of the request's own page, with its token."""
    page = client.get(address.rpartition("/")[0]).text
    token = re.search(rf'name="{csrf.FIELD}" value="([0-9a-f]+)"', page)
    assert token, page
    return client.post(address, data={csrf.FIELD: token[1], **data})


def test_the_queue_says_nothing_of_who_asked(world, asked):
    page = world.client(CLERK).get("/clerk/requests")
    assert page.status_code == 200
    assert f"/clerk/requests/{asked}" in page.text
    assert not any(each in page.text for each in WHO_ASKED)


def test_the_request_is_opened_with_what_bears_on_it(world, asked):
    page = unescape(world.client(CLERK).get(f"/clerk/requests/{asked}").text)
    assert all(each in page for each in ("Kingfisher", "Goshawk", "Odalys Fennimore"))
    assert "40: personal information" in page
    assert "not a decision" in page
    assert "Environmental Information Regulations 2004" in page
    assert "Closed for" in page
    assert CANARY not in page, "the titles of what is closed stay closed here"


def test_a_refusal_reaches_the_public_without_who_asked(world, asked):
    clerk, stranger = world.client(CLERK), world.client()
    before = stranger.get("/disclosures")
    assert "No request has been answered yet." in before.text
    taken = send(clerk, f"/clerk/requests/{asked}/in-hand")
    assert taken.status_code == 303
    answer = send(clerk, f"/clerk/requests/{asked}/answer", **REFUSAL)
    assert (answer.status_code, answer.location) == (303, f"/clerk/requests/{asked}")
    for address in ("/disclosures", "/disclosures.csv", "/disclosures.json"):
        text = stranger.get(address).text
        assert REFUSAL["answer"] in text
        assert "section 43(2)" in text
        assert str(CLOSED_NOTICE) in text
        assert REFUSAL["analysis"] not in text
        assert not any(each in text for each in (*WHO_ASKED, str(asked), "CD-"))
    assert "March 2026" in stranger.get("/disclosures").text


def test_what_is_wrong_is_said_where_it_is(world, asked):
    clerk = world.client(CLERK)
    for changed, sentence in (
        ({"outcome": ""}, "Choose how the request is answered"),
        ({"answer": ""}, "Write the answer"),
        ({"sections": ""}, "on which sections"),
        ({"answer": "Dear Odalys, no."}, "part of who asked"),
        ({"outcome": "part_released"}, "Choose what is to be released"),
    ):
        answer = send(clerk, f"/clerk/requests/{asked}/answer", **{**REFUSAL, **changed})
        assert answer.status_code == 422, changed
        assert sentence in unescape(answer.text)
        assert REFUSAL["analysis"] in answer.text, "what was typed is kept"
    assert "No request has been answered yet." in world.client().get("/disclosures").text


@pytest.mark.slow
def test_q42_a_release_takes_two_and_is_then_everybodys(world, asked):
    clerk, stranger = world.client(CLERK), world.client()
    said = {"outcome": "released", "asked_for": "The evaluation", "answer": "It is published."}
    assert send(clerk, f"/clerk/requests/{asked}/answer", **said).status_code == 303
    assert "another person confirms it" in clerk.get(f"/clerk/requests/{asked}").text
    assert stranger.get(f"/papers/{CLOSED_PAPER}").status_code == 303
    with Session(world.record) as session:
        release = session.scalars(select(Release.id)).one()
    work = world.office.work_of(MONITORING_OFFICER)
    confirm_release(work, release)
    work.session.close()
    assert stranger.get(f"/papers/{CLOSED_PAPER}").status_code == 200
    assert "It is published." in stranger.get("/disclosures").text
    reason = stranger.get(f"/restricted/{CLOSED_NOTICE}").text
    assert "The reason stays here as history" in reason
    assert "It is published." in reason


def test_who_may_not_answer_learns_nothing(world, asked):
    for who in (STRANGER, MEMBER, AUDITOR, ADMINISTRATOR):
        client = world.client(who)
        absent = client.get("/no/such/address").data
        for address in ("/clerk/requests", f"/clerk/requests/{asked}"):
            assert client.get(address).data == absent
    assert world.client().get(f"/clerk/requests/{asked}").location == "/sign-in"
    clerk = world.client(CLERK)
    assert clerk.get(f"/clerk/requests/{uuid4()}").status_code == 404
