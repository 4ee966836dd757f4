"""Finding items on the pages of the demonstration, as somebody would who reads them."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import confirm

HEADING = "RESTRICTED: Prevent update"
PAPER = "Counter-terrorism local profile"
SECRET = "Kestrel Hall"


def item_with_a_restricted_paper(page: Page) -> str:
    """Find an item of whose papers this member may open one."""
    page.goto("/meetings")
    addresses = [each.get_attribute("href") or "" for each in page.locator("main a").all()]
    for address in addresses:
        if re.fullmatch(r"/meetings/[0-9a-f-]{36}", address):
            page.goto(address)
            papers = page.locator("li.portal-agenda__line", has=page.locator('a[href$="/read"]'))
            if papers.count():
                return papers.last.locator("h3 a, h4 a").first.get_attribute("href") or ""
    raise AssertionError("no item has a restricted paper this member may open")


def meeting_with_item_41(page: Page) -> None:
    page.goto("/boards/thornmere-community-safety")
    for link in [each.get_attribute("href") for each in page.locator("main a").all()]:
        if link and re.fullmatch(r"/meetings/[0-9a-f-]{36}", link):
            page.goto(link)
            if page.get_by_text(HEADING).count():
                return
    raise AssertionError("no meeting has item 41")


def paper_of_item_41(page: Page) -> str:
    """Open item 41's paper as somebody who may, and give its address."""
    meeting_with_item_41(page)
    confirm(page)
    page.get_by_role("link", name=re.compile(PAPER)).first.click()
    if page.get_by_role("button", name="Open the paper").count():
        expect(page.locator("main")).not_to_contain_text(PAPER)
        page.get_by_role("button", name="Open the paper").click()
    expect(page.locator("main")).to_contain_text(SECRET)
    return urlsplit(page.url).path
