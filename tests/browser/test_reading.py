"""Papers read in the browser: text first, pages as images, by keyboard, without a script."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MEMBER, PREVENT
from tests.browser.items import SECRET, drawn, fits, paper_of_item_41
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE


def an_open_paper(page) -> str:
    """Find an open paper with a file that can be shown."""
    page.goto("/boards/thornmere-community-safety")
    for meeting in [each.get_attribute("href") for each in page.locator("main a").all()]:
        if not re.fullmatch(r"/meetings/[0-9a-f-]{36}", meeting or ""):
            continue
        page.goto(meeting)
        papers = page.locator('main a[href^="/papers/"]').all()
        for address in [each.get_attribute("href") or "" for each in papers]:
            if re.fullmatch(r"/papers/[0-9a-f-]{36}", address):
                page.goto(address)
                if page.get_by_role("link", name="Read the text of the file here").count():
                    return address
    raise AssertionError("no open paper has a file")


@pytest.mark.parametrize("narrow", [True, False], ids=["320", "1280"])
def test_a_stranger_reads_an_open_paper_by_keyboard(tab_of, narrow):
    page = tab_of(narrow=narrow)
    address = an_open_paper(page)
    page.get_by_role("link", name="Read the text of the file here").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Page 1")).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="See page 1 as it looks").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}/pages/1")
    assert drawn(page)
    assert fits(page)
    axe(page)
    page.get_by_role("link", name="Read the text of page 1").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}/text#page-1")


def test_it_needs_no_script(tab_of):
    page = tab_of(script=False, narrow=True)
    an_open_paper(page)
    page.get_by_role("link", name="See its pages as they look").click()
    expect(page.locator("img.portal-sheet__image")).to_have_attribute(
        "alt", re.compile("Page 1 of")
    )
    page.get_by_role("link", name="Read the text of page 1").click()
    expect(page.get_by_role("heading", name="Page 1")).to_be_visible()


def test_a_reader_sees_a_restricted_paper_marked_and_takes_a_marked_copy(tab_of):
    page = tab_of(PREVENT)
    address = paper_of_item_41(page)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.goto(address)
        page.get_by_role("link", name="Read its text").click()
        expect(page.locator(".portal-watermark").first).to_contain_text("copy")
        expect(page.locator("article")).to_contain_text("Page 1")
        axe(page)
        assert fits(page)
        page.get_by_role("link", name="See page 1 as it looks").click()
        assert SECRET not in page.title()
        assert drawn(page)
        assert fits(page)
        axe(page)
    page.goto(address)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take a marked copy").click()
    assert taken.value.suggested_filename == "restricted-paper.pdf"


def test_nobody_else_gets_a_page_of_it(tab_of):
    address = paper_of_item_41(tab_of(PREVENT))
    for way in ("text", "pages/1", "pages/1/image"):
        stranger = tab_of()
        stranger.goto(f"{address}/{way}")
        assert urlsplit(stranger.url).path == "/sign-in"
    member = tab_of(MEMBER)
    for way in ("text", "pages/1", "pages/1/image"):
        answer = member.goto(f"{address}/{way}")
        assert answer.status == 404
