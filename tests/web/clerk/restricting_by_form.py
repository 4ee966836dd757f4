"""Answering the form for a restriction, page by page, as a browser without script does."""

import re
from collections.abc import Mapping
from html import unescape

from flask.testing import FlaskClient

from portal.web import csrf
from tests.support.furnishing import DRAFT_ITEM

FORM = f"/clerk/items/{DRAFT_ITEM}/restrict"

PRIVATE_FOR = "Wryneck: the ward has a right to know what is spent."
PRIVATE_AGAINST = "Wryneck: the bidder would raise the price at once."
PRIVATE_END = "Wryneck: for as long as the bidding lasts the harm is greater."

ANSWERS: Mapping[str, Mapping[str, object]] = {
    "what": {"what": ["papers", "minutes"]},
    "class": {"class": "EX"},
    "ground": {"ground": ["3"]},
    "qualifications": {"registrable": "no", "own_development": "no"},
    "negotiation": {"negotiation": "yes"},
    "reason": {"reason": "Bidders would learn what the others offer."},
    "for": {"for": PRIVATE_FOR},
    "against": {"against": PRIVATE_AGAINST},
    "conclusion": {"conclusion": PRIVATE_END},
    "decider": {"decided_by": "Joan Thackeray", "decided_office": "Monitoring officer"},
    "compartment": {},
    "review": {
        "review_day": "1",
        "review_month": "9",
        "review_year": "2026",
        "review_event": "The contract is signed",
    },
    "challenge": {"challenge": "Write to the clerk."},
    "public": {
        "public_title": "Support services: a contract",
        "public_balance": "Little would be learnt, and everybody would pay more.",
    },
}


def token(client: FlaskClient, address: str = "") -> str:
    page = client.get(address or FORM).text
    found = re.search(rf'name="{csrf.FIELD}" value="([0-9a-f]+)"', page)
    assert found, page[:2000]
    return found[1]


def general(client: FlaskClient) -> str:
    """Give the identifier of the general compartment, as the page offers it."""
    page = client.get(f"{FORM}/compartment").text
    return re.search(r'value="([0-9a-f-]{36})"[^>]*>\s*<label[^>]*>\s*General', page)[1]


def send(client: FlaskClient, question: str, **answers: object):
    data = {csrf.FIELD: token(client, f"{FORM}/{question}"), **answers}
    return client.post(f"{FORM}/{question}", data=data)


def fill_in(client: FlaskClient, until: str = "", **instead: Mapping[str, object]) -> str:
    """Answer every question as it is asked, up to one; give the address reached."""
    at = f"{FORM}/what"
    while not at.endswith(("/check", f"/{until}")):
        question = at.rsplit("/", 1)[1]
        answers = dict(instead.get(question, ANSWERS.get(question, {})))
        if question == "compartment":
            answers = {"compartment": general(client)}
        answer = send(client, question, **answers)
        assert answer.status_code == 303, unescape(answer.text)
        at = answer.location
    return at


def save(client: FlaskClient):
    page = client.get(f"{FORM}/check").text
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]
    return client.post(
        f"{FORM}/check", data={csrf.FIELD: token(client, f"{FORM}/check"), "seen": seen}
    )
