"""The yearly review over the web: opened once, followed to its end, printed for the public."""

from html import unescape
from uuid import uuid4

import pytest

from tests.support.furnishing import AUDITOR, CANARY, CLERK, MEMBER, MONITORING_OFFICER, SLUG
from tests.support.reviews import FRESH, KEPT
from tests.web.clerk.reviews.sending import send
from tests.web.member.visiting import told

LIST = "/clerk/campaigns"


@pytest.fixture
def campaign(world):
    answer = send(world.client(CLERK), LIST, LIST, body=SLUG, year="2026")
    assert answer.status_code == 303
    return answer.location


def test_a_campaign_is_opened_followed_and_closed(world, campaign):
    clerk, decider = world.client(CLERK), world.client(MONITORING_OFFICER)
    page = clerk.get(campaign).text
    assert "0 of 4 decided" in page
    early = send(clerk, f"{campaign}/close", campaign)
    assert early.status_code == 422
    assert "4 of 4 are left" in early.text
    reviews = {each.split('"')[0] for each in page.split('href="/clerk/reviews/')[1:]}
    assert len(reviews) == 4
    for number, review in enumerate(sorted(reviews)):
        typed = {"reason": f"{FRESH} {number}", "words": KEPT, "next_event": "The next tender"}
        address = f"/clerk/reviews/{review}/decide/maintained"
        assert send(decider, address, address, **typed).status_code == 303
    assert "4 of 4 decided" in clerk.get(campaign).text
    assert send(clerk, f"{campaign}/close", campaign).status_code == 303
    assert "Closed" in clerk.get(LIST).text
    assert f"{campaign}/close" not in clerk.get(campaign).text


def test_it_is_not_opened_twice(world, campaign):
    again = send(world.client(CLERK), LIST, LIST, body=SLUG, year="2026")
    assert again.status_code == 422
    assert "opened already" in again.text
    wrong = send(world.client(CLERK), LIST, LIST, body="elsewhere", year="last year")
    assert 'href="#body"' in wrong.text
    assert 'href="#year"' in wrong.text
    del campaign


def test_the_report_says_what_the_public_knows_and_no_more(world, campaign):
    page = unescape(world.client(AUDITOR).get(f"{campaign}/report").text)
    assert "Award of a contract for support services" in page
    assert "Prevent: a case" in page
    assert "2 restrictions of which the public was told nothing are left out" in page
    assert "An item of which the public was told nothing" not in page
    assert CANARY not in page


def test_the_auditor_looks_and_changes_nothing(world, campaign):
    client = world.client(AUDITOR)
    assert "Open a yearly review" not in client.get(LIST).text
    assert "Close this yearly review" not in client.get(campaign).text


def test_it_is_for_whoever_reviews(world, campaign):
    client = world.client(MEMBER)
    nowhere = told(client.get("/clerk/nothing"))
    for address in (LIST, campaign, f"{campaign}/report", f"{campaign}/close", f"{LIST}/{uuid4()}"):
        for method in ("GET", "POST"):
            assert told(client.open(address, method=method)) == nowhere
    assert world.client().get(campaign).location == "/sign-in"
