"""The register over the web: its filters, its tables in three forms, and what is not in them."""

import csv
import io
import json
import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from portal.records.tables import WithheldNotice
from tests.support.furnishing import (
    CANARY,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    HELD,
    MEMBER,
    PENDING_NOTICE,
    SENSITIVE_NOTICE,
    SLUG,
    STRANGER,
    keep_more_private,
    public_version,
    touch,
)
from tests.support.furnishing.notices import put_notice

QUERIES = (
    "",
    f"?board={SLUG}",
    "?year=2026",
    "?year=2025",
    "?ground=ENG-12A.3",
    "?state=being_decided",
    f"?board={SLUG}&year=2026&ground=ENG-12A.1&state=resolved",
    "?board=no-such-board",
    "?year=twenty",
    "?ground=nonsense&state=nonsense",
)
PUBLIC = ("/restricted", "/restricted.csv", "/restricted.json", "/disclosures", "/disclosures.csv")


def shown_on(page: str) -> list[str]:
    """Give the notices that a page lists, in order."""
    table = page.partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r"/restricted/([0-9a-f-]{36})", table) if "portal-stack" in page else []


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_page_and_both_tables_say_the_same(world):
    client = world.client()
    for query in QUERIES:
        page = client.get(f"/restricted{query}")
        rows = rows_of(client.get(f"/restricted.csv{query}").text)
        told = json.loads(client.get(f"/restricted.json{query}").text)
        assert page.status_code == 200
        assert [row["id"] for row in rows] == shown_on(page.text), query
        assert told["items"] == rows
        assert told["count"] == len(rows)
    assert len(shown_on(client.get("/restricted").text)) == 5


def test_a_filter_is_a_chip_that_takes_itself_off(world):
    page = world.client().get(f"/restricted?board={SLUG}&ground=ENG-12A.3&state=resolved")
    links = [unescape(each) for each in re.findall(r'href="(/restricted\?[^"]+)"', page.text)]
    assert f"/restricted?board={SLUG}&state=resolved" in links
    assert "/restricted?ground=ENG-12A.3&state=resolved" in links
    assert "1 of 5 decisions" in page.text
    for link in links:
        assert world.client().get(link).status_code == 200


def test_a_year_that_is_none_is_asked_for_again(world):
    page = world.client().get("/restricted?year=twenty").text
    assert "Error: " in page
    assert "Enter a year with four digits" in page
    assert "No items match." in page


def test_what_nobody_means_does_no_harm(world):
    client = world.client()
    for typed in ("'", "%01", "%0d%0aX: y", "<script>", "A" * 5000, "ENG-12A.1%25", "🦆"):
        for name in ("board", "year", "ground", "state", "page"):
            answer = client.get(f"/restricted?{name}={typed}")
            assert answer.status_code == 200, (name, typed)
            assert "<script>" not in answer.text
            assert "X" not in answer.headers
    assert client.get("/restricted?board=%00").status_code == 400
    assert client.get("/restricted?page=2").status_code == 404


def test_the_figures_are_a_table_and_the_bars_are_for_the_eye_alone(world):
    page = world.client().get("/restricted").text
    assert "By year of the meeting" in page
    assert page.count('<svg width="100%" height="8" aria-hidden="true"') == 4
    assert "style=" not in page
    assert '<rect width="100.0%"' in page


def test_the_spreadsheet_runs_nothing_and_keeps_to_its_form(world):
    with Session(world.record) as session:
        for heading in ('=HYPERLINK("x")', "+1", "-1", "@x", "\tx", 'a "b", c\nd', "Löwe"):
            session.add(put_notice(uuid4(), CLOSED_ITEM, 50, heading))
        session.commit()
    answer = world.client().get("/restricted.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="restricted-items.csv"'
    headings = {row["heading"] for row in rows_of(answer.data.decode())}
    assert {'\'=HYPERLINK("x")', "'+1", "'-1", "'@x", "'\tx", 'a "b", c\nd', "Löwe"} <= headings
    assert answer.data.count(b"\r\n") == 5 + 7 + 1
    told = json.loads(world.client().get("/restricted.json").data)
    assert '=HYPERLINK("x")' in {each["heading"] for each in told["items"]}
    assert "Open Government Licence" in told["licence"]
    assert list(told["schema"]) == list(told["items"][0])


def test_a_review_that_is_late_is_said_to_be(world):
    with Session(world.record) as session:
        touch(session, WithheldNotice, CLOSED_NOTICE, review_on=None, review_event="the trial ends")
    with Session(world.record) as session:
        notice = session.get_one(WithheldNotice, SENSITIVE_NOTICE)
        notice.review_on = notice.decided_on
        session.commit()
    client = world.client()
    assert "Review was due on" in client.get("/restricted").text
    assert "1 overdue for review" in client.get("/restricted").text
    assert shown_on(client.get("/restricted?state=overdue").text) == [str(SENSITIVE_NOTICE)]
    assert "Review was due on" in client.get(f"/restricted/{SENSITIVE_NOTICE}").text
    assert "the trial ends" in client.get(f"/restricted/{CLOSED_NOTICE}").text


@pytest.mark.parametrize("who", [None, STRANGER], ids=["stranger", "on no board"])
def test_a_hidden_restriction_changes_no_byte_of_what_is_counted(world, who):
    client = world.client(who)
    addresses = [f"{each}{query}" for each in PUBLIC[:3] for query in QUERIES] + list(PUBLIC)
    before = {each: client.get(each).data for each in addresses}
    with Session(world.record) as session:
        version = public_version(session)
    keep_more_private(world.office, world.furnished)
    with Session(world.record) as session:
        assert public_version(session) > version
        never = uuid4()
        hidden = put_notice(never, CLOSED_ITEM, 9, f"{CANARY} in a draft", paragraphs="7")
        hidden.published_at = None
        session.add(hidden)
        session.commit()
    assert {each: client.get(each).data for each in addresses} == before
    assert client.get(f"/restricted/{never}").status_code == 404


def test_strangers_and_members_are_given_the_same_tables(world):
    for address in ("/restricted.csv", "/restricted.json", "/disclosures.csv"):
        stranger, member = world.client().get(address), world.client(MEMBER).get(address)
        assert stranger.data == member.data
        assert stranger.headers["Cache-Control"] == "no-cache"
        assert "no-store" in member.headers["Cache-Control"]
        tag = stranger.headers["ETag"]
        again = world.client().get(address, headers={"If-None-Match": tag})
        assert again.status_code == 304


def test_what_can_be_asked_for_says_so_and_what_is_released_does_not(world):
    client = world.client()
    link = f'/ask?about={CLOSED_NOTICE}"'
    assert link in client.get(f"/restricted/{CLOSED_NOTICE}").text
    assert link in client.get(f"/meetings/{HELD}").text
    assert f'/ask?about={PENDING_NOTICE}"' in client.get(f"/restricted/{PENDING_NOTICE}").text
    with Session(world.record) as session:
        touch(session, WithheldNotice, CLOSED_NOTICE, state="released")
    assert link not in world.client(MEMBER).get(f"/restricted/{CLOSED_NOTICE}").text


def test_q48_no_search_finds_a_name_that_only_closed_words_hold(world):
    """There is no search yet: of what can be asked, the register's filters find nothing of it."""
    client = world.client()
    plain = client.get("/restricted").data
    assert client.get(f"/restricted?q={CANARY}").data == plain
    assert CANARY.encode() not in client.get(f"/restricted?board={CANARY.lower()}").data.replace(
        CANARY.lower().encode(), b""
    )
