"""Finding items on the pages of the demonstration, as somebody would who reads them."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import confirm
from tests.support.accessibility import axe
from tests.support.browser import NARROW

HEADING = "RESTRICTED: Prevent update"
PAPER = "Counter-terrorism local profile"
SECRET = "Kestrel Hall"
BOARD = "/boards/thornmere-community-safety"


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
    asked = page.get_by_role("button", name="Open the paper")
    expect(asked.or_(page.locator("main").get_by_text(SECRET)).first).to_be_visible()
    if asked.count():
        expect(page.locator("main")).not_to_contain_text(PAPER)
        asked.click()
    expect(page.locator("main")).to_contain_text(SECRET)
    return urlsplit(page.url).path


def first_item(page: Page) -> str:
    """Find an item of the meeting to come that can still be restricted, as anybody finds it."""
    page.goto(BOARD)
    for link in [each.get_attribute("href") for each in page.locator("main a").all()]:
        if link and re.fullmatch(r"/meetings/[0-9a-f-]{36}", link):
            page.goto(link)
            for item in page.locator("main a[href*='/items/']").all():
                address = item.get_attribute("href") or ""
                page.goto(address)
                if page.get_by_role("link", name="Restrict this item").count():
                    return address
                page.goto(link)
    raise AssertionError("no item can be restricted")


def drawn(page: Page) -> bool:
    """Say whether the page's image is there, and no wider than the window."""
    image = page.locator("img.portal-sheet__image")
    image.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('img.portal-sheet__image').complete")
    width = image.evaluate("each => each.naturalWidth")
    room = page.evaluate("() => document.documentElement.clientWidth")
    return width >= 1000 and image.bounding_box()["width"] <= room


def fits(page: Page) -> bool:
    """Say whether a page is no wider than the window."""
    return page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@dataclass
class Looking:
    """Looks at each page of a browser without script from one that has it, for axe needs it."""

    page: Page
    eye: Page
    seen: int = 0

    def look(self) -> None:
        self.eye.goto(self.page.url)
        assert self.eye.locator("h1").inner_text() == self.page.locator("h1").inner_text()
        assert self.eye.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        axe(self.eye)
        self.seen += 1

    def go_on(self) -> None:
        self.page.get_by_role("button", name="Continue").click()
