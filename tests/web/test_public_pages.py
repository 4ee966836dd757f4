"""The public rooms: what each page says, empty, full and to whom."""

import html
import re

import pytest
from sqlalchemy.orm import Session

from portal.records.tables import (
    AgendaItem,
    Meeting,
    MeetingState,
    RestrictionState,
    WithheldNotice,
)
from portal.web import gate
from tests.support.furnishing import (
    APPENDIX_NOTICE,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    CONFLICTED,
    HELD,
    MEMBER,
    MIXED_ITEM,
    NEXT,
    OPEN_ITEM,
    OPEN_PAPER,
    PENDING_NOTICE,
    PLANNED,
    PREVENT_MEMBER,
    SLUG,
    open_an_office,
    touch,
)
from tests.web.conftest import app_over

PAGES = (
    "/",
    "/boards",
    f"/boards/{SLUG}",
    f"/boards/{SLUG}/members",
    f"/boards/{SLUG}/forward-plan",
    f"/boards/{SLUG}/actions",
    "/meetings",
    f"/meetings/{HELD}",
    f"/meetings/{NEXT}",
    f"/meetings/{PLANNED}",
    f"/meetings/{HELD}/items/{OPEN_ITEM}",
    f"/meetings/{HELD}/items/{MIXED_ITEM}",
    f"/meetings/{HELD}/items/{CLOSED_ITEM}",
    f"/papers/{OPEN_PAPER}",
    "/restricted",
    "/accessibility",
    "/privacy",
    "/cookies",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_may_read_it_and_sees_nothing_restricted(world, page):
    answer = world.client().get(page)
    assert answer.status_code == 200
    assert CANARY not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_member_may_read_it(world, page):
    assert world.client(MEMBER).get(page).status_code == 200


def read(world, page: str, person=None) -> str:
    """Give a page's text, entities and white space put right."""
    words = re.sub(r"<[^>]+>", " ", world.client(person).get(page).text)
    return " ".join(html.unescape(words).split())


def test_a_withheld_item_says_so_first_and_on_what_ground(world):
    page = read(world, f"/meetings/{HELD}")
    assert "Restricted: Award of a contract for support services" in page
    assert (
        "The partnership has adopted the access rules in Schedule 12A to the Local Government"
        " Act 1972 and restricts this item under paragraphs 1 and 2: information about any"
        " individual" in page
    )
    assert "Why this is restricted : Award of a contract" in page
    assert "Next review: 3 February 2027" in page
    assert "4 of 5 items have restricted parts." in page


def test_a_part_withheld_leaves_the_item_open(world):
    page = read(world, f"/meetings/{HELD}/items/{MIXED_ITEM}")
    assert "Item 2, Wednesday 18 February 2026 Town centre cameras" in page
    assert "Restricted: An appendix, not published." in page
    assert "restricts this part of it under paragraph 3" in page


def test_a_ground_that_is_being_decided_is_said_to_be(world):
    for page in (f"/meetings/{HELD}", f"/restricted/{PENDING_NOTICE}"):
        assert (
            "The ground for restricting this item is being decided; it is not published until"
            " then." in read(world, page)
        )
    assert "Restricted: Statutory review" in read(world, f"/meetings/{HELD}")


def test_an_item_that_calls_itself_restricted_is_not_called_so_twice(world):
    with Session(world.record) as session:
        for table, row in ((AgendaItem, MIXED_ITEM), (WithheldNotice, APPENDIX_NOTICE)):
            touch(session, table, row, heading="RESTRICTED: Cameras")
    page = read(world, f"/meetings/{HELD}")
    assert "RESTRICTED: Cameras" in page
    assert "Restricted: RESTRICTED" not in page
    assert "restricts this item under paragraph 3" in page


def test_a_restriction_that_has_ended_stays_as_history(world):
    with Session(world.record) as session:
        touch(session, WithheldNotice, CLOSED_NOTICE, state=RestrictionState.RELEASED)
    assert "Released The restriction has ended." in read(world, f"/restricted/{CLOSED_NOTICE}")
    page = read(world, f"/meetings/{HELD}")
    assert "Released This was restricted. The reason stays on record." in page
    assert "Restricted: Award" not in page


def test_the_reason_page_tells_all_that_is_recorded(world):
    page = read(world, f"/restricted/{CLOSED_NOTICE}")
    for said in (
        "Paragraph 1: Information about any individual",
        "It is about people who can be recognised.",
        "People named in it could be harmed, and little would be learnt.",
        "Decided by Monitoring officer, 3 February 2026",
        "Next review Wednesday 3 February 2027",
        "How to challenge it Write to the clerk, who passes it to the monitoring officer.",
        "01632 960 114",
    ):
        assert said in page


def test_a_meeting_without_a_published_agenda_says_when_there_will_be_one(world):
    page = read(world, f"/meetings/{PLANNED}")
    assert "The agenda will be published by Tuesday 9 June 2026, 5pm" in page
    assert "A draft that only the clerk reads" not in page
    assert "A draft that only the clerk reads" in read(world, f"/meetings/{PLANNED}", CLERK)
    assert "A draft that only the clerk reads" not in read(world, f"/meetings/{PLANNED}", MEMBER)


def test_a_meeting_that_is_not_announced_is_not_there(world):
    with Session(world.record) as session:
        touch(session, Meeting, PLANNED, announced=False)
    assert world.client().get(f"/meetings/{PLANNED}").status_code == 404
    assert str(PLANNED) not in world.client().get("/meetings").text
    assert world.client(CLERK).get(f"/meetings/{PLANNED}").status_code == 200


def test_a_cancelled_meeting_says_why(world):
    with Session(world.record) as session:
        touch(
            session,
            Meeting,
            NEXT,
            state=MeetingState.CANCELLED,
            cancelled_because="The chair is ill.",
        )
    page = read(world, f"/meetings/{NEXT}")
    assert "This meeting was cancelled. The chair is ill." in page


def test_a_member_sees_restricted_rows_in_their_places(world):
    page = read(world, f"/meetings/{HELD}", MEMBER)
    assert f"Restricted: {CANARY} tender" in page
    assert "The public sees only “Award of a contract for support services” and the reason" in page
    assert f"{CANARY} case conference" not in page
    assert f"{CANARY} case conference" in read(world, f"/meetings/{HELD}", PREVENT_MEMBER)
    assert f"{CANARY} tender" not in read(world, f"/meetings/{HELD}", CONFLICTED)


def test_an_item_s_page_tells_a_members_browser_history_nothing(world):
    address = f"/meetings/{HELD}/items/{CLOSED_ITEM}"
    answer = world.client(MEMBER).get(address).text
    title = answer.partition("<title>")[2].partition("</title>")[0]
    assert title.startswith("Restricted item – Members – ")  # noqa: RUF001 -- as it is set
    assert f"{CANARY} was discussed." in answer
    assert "for members of this board only" in answer


def test_a_board_s_page_says_what_rules_it_follows(world):
    page = read(world, f"/boards/{SLUG}")
    assert "The board has adopted the council’s access rules" in page  # noqa: RUF001 -- an apostrophe
    assert "1 open action" in page
    assert "1 matter planned" in page
    assert "4 seats" in page
    assert "Vacant" in read(world, f"/boards/{SLUG}/members")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "3 meetings"),
        ("?year=2026", "3 meetings"),
        ("?year=2019", "No meetings match. Clear filters"),
        ("?board=no-such-board", "No meetings match. Clear filters"),
        (f"?board={SLUG}&year=2026", "3 meetings"),
        ("?year=x", "There is a problem Enter a year with four digits, such as 2023"),
    ],
)
def test_meetings_can_be_narrowed(world, query, said):
    assert said in read(world, f"/meetings{query}")


EMPTY = {
    "/": "No meetings are planned.",
    "/boards": "There are no boards yet.",
    "/meetings": "No meetings are recorded yet.",
    "/restricted": "No items are restricted, as of Thursday 12 March 2026.",
}


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_portal_says_so(record_engine, log_engine, tmp_path, page):
    office = open_an_office(record_engine, log_engine, tmp_path)
    app = app_over(office, record_engine)
    gate.hang(app)
    assert EMPTY[page] in app.test_client().get(page).text


def test_health_tells_nothing_of_the_record(world):
    answer = world.client().get("/health")
    assert (answer.status_code, answer.data) == (200, b"ok\n")
