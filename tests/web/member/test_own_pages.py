"""My home and my access, as pages: what is one's own, told plainly, and nothing of anybody else."""

from html import unescape

import pytest
from sqlalchemy.orm import Session

from portal.records.tables import Action, Paper, Person
from tests.support.furnishing import (
    CANARY,
    CLOSED_PAPER,
    CONFLICTED,
    GUEST,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NEXT,
    OPEN_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
    named,
)
from tests.web.member.visiting import change, page_of, reader

EVERYBODY = (MEMBER, PREVENT_MEMBER, CONFLICTED, GUEST, MONITORING_OFFICER, STRANGER)


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda each: NAMES[each])
def test_everybody_signed_in_has_both_pages(world, person):
    client = world.client(person)
    home, access = (client.get(each) for each in ("/me", "/me/access"))
    assert (home.status_code, access.status_code) == (200, 200)
    assert NAMES[person] in home.text
    others = set(NAMES.values()) - {NAMES[person]}
    assert [each for each in others if each in home.text + access.text] == []


def test_home_leads_to_each_paper_by_the_door_it_is_read_at(world):
    page = world.client(PREVENT_MEMBER).get("/me").text
    assert f'href="/papers/{OPEN_PAPER}"' in page
    for paper in (CLOSED_PAPER, SENSITIVE_PAPER):
        assert f'href="{page_of(paper)}"' in page
    assert f'href="/meetings/{NEXT}"' in page
    assert f"{CANARY} chronology" in page


def test_home_says_nothing_of_what_is_hidden_from_this_reader(world):
    page = world.client(CONFLICTED).get("/me").text
    for paper in (CLOSED_PAPER, SENSITIVE_PAPER):
        assert str(paper) not in page
    assert f"{CANARY} evaluation" not in page
    assert f"{CANARY} appendix" in page


def test_the_number_ready_is_the_readers_own(world):
    with Session(world.record) as session:
        row = session.get_one(Paper, SENSITIVE_PAPER)
        sealed = {
            each: getattr(row, each)
            for each in ("classification", "compartment_id", "restriction_id", "sealed")
        }
        session.add(Paper(item_id=named("next"), title="Open", published_at=row.published_at))
        session.add(Paper(item_id=named("next"), published_at=row.published_at, **sealed))
        session.commit()
    theirs, others = (world.client(each).get("/me").text for each in (PREVENT_MEMBER, MEMBER))
    assert "2 papers are ready, 1 of them restricted." in theirs
    assert "1 paper is ready." in others
    assert "of them restricted" not in others


def test_what_people_wrote_is_text_and_never_markup(world):
    written = '<b id="x">&\''
    change(world, Paper, OPEN_PAPER, title=written)
    change(world, Action, named("open action"), text=written, owner=written)
    change(world, Person, MEMBER, name=written)
    page = world.client(MEMBER).get("/me").text
    assert "<b id" not in page
    assert unescape(page).count(written) >= 4


def test_my_access_says_why_until_when_and_what_the_log_says(world):
    client = reader(world)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 200
    page = unescape(client.get("/me/access").text)
    for words in (
        "R082",
        "Sits on the Prevent panel",
        "A restricted paper, or a range of its bytes, was opened.",
        "Done",
    ):
        assert words in page
    assert CANARY not in page


def test_a_denial_is_in_ones_own_log_without_saying_what_it_was(world):
    client = world.client(MEMBER)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 404
    page = client.get("/me/access").text
    assert "was refused" in page
    assert str(SENSITIVE_PAPER) not in page
    assert "was refused" not in world.client(PREVENT_MEMBER).get("/me/access").text
