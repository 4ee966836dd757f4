"""Finding items on the pages of the demonstration, as somebody would who reads them."""

import re

from playwright.sync_api import Page


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
