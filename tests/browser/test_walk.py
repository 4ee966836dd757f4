"""The main journey: a restricted item, seen by the public, a member, the panel, and the log."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import urlsplit
from uuid import uuid4

import pypdfium2 as pdfium
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, update

from portal.audit import Phase, Verb
from portal.cli.back_door import BackDoor
from portal.records.engines import engine_for
from portal.records.tables import Body, Copies
from tests.browser.conftest import MEMBER, PREVENT, Demonstration
from tests.browser.items import HEADING, PAPER, SECRET, meeting_with_item_41, paper_of_item_41


def raw(demonstration: Demonstration, path: str, cookie: str, method: str = "GET"):
    """Ask without a browser, for every byte and header of the answer."""
    host = urlsplit(demonstration.url)
    connection = HTTPConnection("127.0.0.1", host.port, timeout=20)
    connection.request(method, path, headers={"Cookie": cookie, "Host": host.netloc})
    answer = connection.getresponse()
    body, headers = answer.read(), answer.headers
    connection.close()
    return answer.status, _settled(headers), body


def _settled(headers: Message) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers.items() if name != "Date"]


def text_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return document[0].get_textpage().get_text_bounded()


def cookies_of(page: Page) -> str:
    return "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())


def test_the_public_sees_the_notice_and_not_the_paper(tab_of):
    page = tab_of()
    meeting_with_item_41(page)
    main = page.locator("main")
    expect(main).to_contain_text(HEADING)
    expect(main).to_contain_text("paragraph 7")
    expect(main).to_contain_text("has adopted")
    assert PAPER not in page.content()
    assert SECRET not in page.content()
    page.get_by_role("link", name=re.compile(f"Why this is restricted.*{HEADING}")).first.click()
    expect(page.locator("main")).to_contain_text("Proper officer")
    expect(page.locator("main")).to_contain_text("Write to the clerk")


def test_a_stranger_is_sent_to_sign_in_for_any_paper_there_or_not(tab_of, demonstration):
    path = paper_of_item_41(tab_of(PREVENT))
    nowhere = path.replace(path.split("/")[2], str(uuid4()))
    there, absent = raw(demonstration, path, ""), raw(demonstration, nowhere, "")
    assert there[0] == absent[0] == 303
    assert there[2] == absent[2]
    without_path = [
        [(n, v) for n, v in headers if n != "Set-Cookie"] for _, headers, _ in (there, absent)
    ]
    assert without_path[0] == without_path[1]


def test_the_board_member_gets_the_same_answer_as_for_a_random_address(tab_of, demonstration):
    path = paper_of_item_41(tab_of(PREVENT))
    member = cookies_of(tab_of(MEMBER))
    random_paper = path.replace(path.split("/")[2], str(uuid4()))
    for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
        hidden = raw(demonstration, path, member, method)
        assert hidden[0] in {404, 400}
        assert hidden == raw(demonstration, random_paper, member, method)
    hidden = raw(demonstration, path, member)
    assert hidden[0] == 404
    assert hidden == raw(demonstration, f"/nowhere/{uuid4()}", member)


def test_the_log_shows_the_opening_and_the_denial(tab_of, demonstration):
    path = paper_of_item_41(tab_of(PREVENT))
    paper = path.split("/")[2]
    assert raw(demonstration, path, cookies_of(tab_of(MEMBER)))[0] == 404
    journal = BackDoor(settings_file=demonstration.home / "settings.env").journal()
    entries = [
        each.entry for each in journal.recent(limit=200) if paper in map(str, each.entry.objects)
    ]
    opened = [each for each in entries if each.verb is Verb.PAPER_OPENED]
    denied = [each for each in entries if each.verb is Verb.READ_DENIED]
    assert {each.phase for each in opened} >= {Phase.INTENT}
    assert denied
    assert {each.actor for each in opened}.isdisjoint({each.actor for each in denied})
    assert denied[0].detail["rule"] == "COMP"
    journal.verify()


def test_the_member_sees_why_and_their_own_log(tab_of):
    page = tab_of(PREVENT)
    paper_of_item_41(page)
    page.get_by_role("link", name="Why can I see this?").click()
    main = page.locator("main")
    expect(main).to_contain_text("R082")
    page.get_by_role("link", name="Everything I can open").click()
    expect(main).to_contain_text("Prevent lead for the borough")
    expect(main).to_contain_text("A restricted paper, or a range of its bytes, was opened.")


def test_sign_out_and_back_show_nothing(tab_of):
    page = tab_of(PREVENT)
    paper_of_item_41(page)
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name=re.compile("Sign out")).click()
    page.wait_for_load_state()
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert SECRET not in page.content()
        assert PAPER not in page.content()


@contextmanager
def originals_given(demonstration: Demonstration) -> Iterator[None]:
    """Let the board give originals for a while, which it does not by itself."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])
    _rule(engine, Copies.ORIGINAL)
    try:
        yield
    finally:
        _rule(engine, Copies.MARKED)
        engine.dispose()


def _rule(engine: Engine, copies: Copies) -> None:
    with engine.begin() as connection:
        connection.execute(update(Body).values(copies=copies))


def test_the_file_comes_as_a_copy_of_ones_own_to_whoever_may_open_it(tab_of, demonstration):
    page = tab_of(PREVENT)
    paper_of_item_41(page)
    link = page.get_by_role("link", name="Take a marked copy of this paper")
    file = link.get_attribute("href")
    status, headers, copy = raw(demonstration, file, cookies_of(page))
    assert (status, dict(headers)["Accept-Ranges"]) == (200, "none")
    assert "Oyelaran Finch · Thornmere and Vale Constabulary" in text_of(copy)
    assert raw(demonstration, file, cookies_of(tab_of(MEMBER)))[0] == 404


def test_where_originals_are_given_the_file_comes_whole_and_in_ranges(tab_of, demonstration):
    page = tab_of(PREVENT)
    path = paper_of_item_41(page)
    with originals_given(demonstration):
        page.goto(path)
        file = page.get_by_role("link", name="Open the file of this paper").get_attribute("href")
        status, _, whole = raw(demonstration, file, cookies_of(page))
        assert status == 200
        assert whole.startswith(b"%PDF-")
        host = urlsplit(demonstration.url)
        connection = HTTPConnection("127.0.0.1", host.port, timeout=20)
        headers = {"Cookie": cookies_of(page), "Range": "bytes=100-299", "Host": host.netloc}
        connection.request("GET", file, headers=headers)
        answer = connection.getresponse()
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes 100-299/{len(whole)}"
        assert answer.read() == whole[100:300]
        connection.close()
        assert raw(demonstration, file, cookies_of(tab_of(MEMBER)))[0] == 404


def test_the_journey_works_without_script_and_by_keyboard(tab_of):
    page = tab_of(PREVENT, script=False, narrow=True)
    paper_of_item_41(page)
    keyboard = tab_of()
    keyboard.goto("/")
    keyboard.keyboard.press("Tab")
    expect(keyboard.locator(":focus")).to_have_text("Skip to main content")
    keyboard.keyboard.press("Enter")
    assert urlsplit(keyboard.url).fragment == "main-content"
