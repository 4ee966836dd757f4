"""Sending a file in, in a browser: the files, and the first steps."""

from playwright.sync_api import Page, expect

from tests.browser.items import first_item
from tests.uploads.good_files import good

PDF = {"name": "A plan.pdf", "mimeType": "application/pdf", "buffer": good(".pdf")}
PROGRAM = {"name": "plan.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
TITLE = "A plan for Quay Street"


def begin(page: Page, title: str = TITLE) -> None:
    item = first_item(page)
    page.goto(item)
    page.get_by_role("link", name="Add a paper to this item").click()
    page.get_by_label("Title").fill(title)


def give_up(page: Page) -> None:
    page.get_by_role("button", name="Give it up").click()
    expect(page.locator("h1")).to_have_text("Add a paper")
