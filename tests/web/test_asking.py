"""Asking for a paper over the web: page by page, without script, and nothing kept on the way."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.records.tables import PaperRequest
from portal.services import requests_asking
from portal.web import csrf
from tests.support.furnishing import (
    CLOSED_ITEM,
    CLOSED_NOTICE,
    HELD,
    HIDDEN_ITEM,
    MEMBER,
    PLANNED,
    SLUG,
)
from tests.support.furnishing.notices import put_notice

ANSWERS = {
    "wanted": "The Kingfisher report\nall of it",
    "why": "To know",
    "name": "Odalys Fennimore",
    "email": "odalys@fennimore.example",
    "address": "",
}


def fields_of(page: str) -> dict[str, str]:
    """Give what the hidden fields of a page carry."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def kept(world) -> int:
    with Session(world.record) as session:
        return session.scalar(select(func.count()).select_from(PaperRequest)) or 0


def through(client, first: str, answers=ANSWERS):
    """Answer each page in turn, as a person would, and give every answer."""
    pages = [client.get(first)]
    while "page" in (carried := fields_of(pages[-1].text)):
        typed = {
            "board": {"board": SLUG},
            "wanted": {"wanted": answers["wanted"]},
            "why": {"why": answers["why"]},
            "contact": {name: answers[name] for name in ("name", "email", "address")},
            "check": {},
        }[carried["page"]]
        pages.append(client.post("/ask", data={**carried, **typed}))
        assert len(pages) < 8, pages[-1].text
    return pages


def test_page_by_page_to_a_reference(world):
    pages = through(world.client(), f"/ask?about={CLOSED_NOTICE}")
    assert [each.status_code for each in pages] == [200] * 5
    assert re.search(r"CD-\w{4}-\w{4}", pages[-1].text)
    assert "Tuesday 14 April 2026" in pages[-1].text
    assert "Information Commissioner" in pages[-1].text
    assert kept(world) == 1
    for page in pages:
        assert "no-store" in page.headers["Cache-Control"]
        assert "Location" not in page.headers
        assert "Set-Cookie" not in page.headers


def test_without_a_notice_a_board_is_chosen_first(world):
    pages = through(world.client(), "/ask")
    assert len(pages) == 6
    assert kept(world) == 1


def test_nothing_is_kept_before_it_is_sent(world):
    client = world.client()
    pages = through(client, f"/ask?about={CLOSED_NOTICE}")
    check = pages[-2].text
    assert "Check your answers" in check
    assert "The Kingfisher report<br>all of it" in check
    changed = client.post("/ask", data={**fields_of(check), "go": "wanted"})
    assert "The Kingfisher report\nall of it</textarea>" in unescape(changed.text)
    back = client.post("/ask", data={**fields_of(changed.text), "wanted": "Only a part"})
    assert "Only a part" in back.text
    assert "Check your answers" in back.text
    assert kept(world) == 1, "only what was sent the first time"


def test_sent_twice_it_is_one_request(world):
    client = world.client()
    pages = through(client, f"/ask?about={CLOSED_NOTICE}")
    again = client.post("/ask", data=fields_of(pages[-2].text))
    assert again.data == pages[-1].data
    assert kept(world) == 1


FAULTS = (
    ("wanted", {"wanted": " \n"}, "Say what you want"),
    ("wanted", {"wanted": "x" * 5001}, "5,000 characters or fewer"),
    ("contact", {"name": "", "email": "a@b.example"}, "Enter your name"),
    ("contact", {"name": "A B"}, "email address or a postal address"),
    ("contact", {"name": "A B", "email": "nobody"}, "in the correct format"),
    ("contact", {"name": "A B", "email": "a@b.example\r\nBcc: c@d.example"}, "correct format"),
    ("contact", {"name": "x" * 201, "email": "a@b.example"}, "200 characters or fewer"),
)


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(world):
    client = world.client()
    for page, typed, sentence in FAULTS:
        data = {"about": str(CLOSED_NOTICE), "wanted": "It", "page": page, **typed}
        answer = client.post("/ask", data=data)
        assert answer.status_code == 422, typed
        assert sentence in answer.text
        assert "<title>Error: " in answer.text
        assert 'role="alert"' in answer.text
    assert kept(world) == 0


def test_what_nobody_types_is_taken_out(world):
    answers = {**ANSWERS, "wanted": "ab\x1b\u202ec\u2066d <script>", "name": "A\r\nX: y"}
    check = through(world.client(), f"/ask?about={CLOSED_NOTICE}", answers)[-2].text
    assert "abcd &lt;script&gt;" in check
    assert "A X: y" in check


def test_a_page_that_was_skipped_is_asked_for(world):
    data = {"about": str(CLOSED_NOTICE), "page": "check", "name": "A B", "email": "a@b.example"}
    answer = world.client().post("/ask", data=data)
    assert answer.status_code == 422
    assert "Say what you want" in answer.text
    assert kept(world) == 0


def test_q47_what_is_hidden_is_asked_about_as_what_never_was(world):
    with Session(world.record) as session:
        hidden = put_notice(uuid4(), CLOSED_ITEM, 9, "A hidden matter")
        hidden.published_at = None
        planned = put_notice(uuid4(), CLOSED_ITEM, 9, "Of an unpublished meeting", meeting=PLANNED)
        session.add_all([hidden, planned])
        session.commit()
        ids = [hidden.id, planned.id, uuid4(), HIDDEN_ITEM, "x", "0" * 40]
    client = world.client()
    absent = client.get("/no/such/address")
    for each in ids:
        for answer in (
            client.get(f"/ask?about={each}"),
            client.post("/ask", data={"about": str(each), "page": "wanted", "wanted": "it"}),
            client.get(f"/restricted/{each}"),
        ):
            assert (answer.status_code, answer.data) == (404, absent.data)
            assert list(answer.headers) == list(absent.headers)
    assert client.post("/ask", data={"board": "none", "page": "board"}).data == absent.data
    assert client.post("/ask", data={"page": "elsewhere"}).data == absent.data
    assert f"/ask?about={hidden.id}" not in client.get(f"/meetings/{HELD}").text


def test_another_sites_form_is_refused(world):
    data = {"about": str(CLOSED_NOTICE), "page": "check", **ANSWERS}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        answer = world.client().post("/ask", data=data, headers=headers)
        assert answer.status_code == 400
    assert world.client(MEMBER).post("/ask", data=data).status_code == 400  # without its token
    assert kept(world) == 0


def test_somebody_signed_in_asks_as_anybody_does(world):
    client = world.client(MEMBER)
    pages = through(client, f"/ask?about={CLOSED_NOTICE}")
    assert fields_of(pages[0].text)[csrf.FIELD]
    assert "Request received" in pages[-1].text


def test_too_many_in_a_day_are_told_to_write(world, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(requests_asking, "A_DAY_FROM_ONE_ADDRESS", 1)
    client = world.client()
    through(client, f"/ask?about={CLOSED_NOTICE}")
    last = through(client, f"/ask?about={CLOSED_NOTICE}")[-1]
    assert last.status_code == 429
    assert "write to the clerk" in last.text
    assert kept(world) == 1
