"""Adding a paper in a browser: without script, by keyboard, on a narrow screen, with progress."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CLERK
from tests.browser.items import Looking, first_item
from tests.browser.sending import PDF, PROGRAM, TITLE, begin, give_up
from tests.support.browser import NARROW
from tests.uploads.good_files import good


@pytest.mark.parametrize("narrow", [True, False], ids=["320", "1280"])
def test_a_paper_is_added_without_script(tab_of, narrow):
    page, eye = tab_of(CLERK, narrow=narrow, script=False), tab_of(CLERK, narrow=True)
    at = Looking(page=page, eye=eye)
    item = first_item(page)
    page.goto(item)
    page.get_by_role("link", name="Add a paper to this item").click()
    at.look()
    page.get_by_role("button", name="Continue to the file").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Give the paper a title.")
    page.get_by_label("Title").fill(f"{TITLE}, {narrow}")
    page.get_by_label("Open to the public").check()
    page.get_by_role("button", name="Continue to the file").click()
    expect(page.locator("h1")).to_have_text("Send the file")
    at.look()
    page.get_by_label("The file", exact=True).set_input_files([PROGRAM])
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Files of this kind are not taken")
    page.get_by_label("The file", exact=True).set_input_files([PDF])
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("h1")).to_have_text("Publish the file")
    expect(page.locator("main")).to_contain_text("A plan.pdf, PDF")
    at.look()
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("h1")).to_have_text(f"{TITLE}, {narrow}")
    expect(page.get_by_role("link", name=re.compile("PDF")).first).to_be_visible()


def test_with_script_a_sender_sees_how_far_it_is_and_what_is_wrong(tab_of):
    page = tab_of(CLERK)
    begin(page)
    page.keyboard.press("Enter")  # by keyboard alone from here
    expect(page.locator("h1")).to_have_text("Send the file")
    seen: list[float] = []
    page.expose_function("noted", lambda share: seen.append(share))  # noqa: PLW0108 -- Playwright marks it
    page.evaluate(
        "new MutationObserver(() => noted(document.getElementById('sent').value))"
        ".observe(document.getElementById('percent'), {childList: true})"
    )
    page.get_by_label("The file", exact=True).set_input_files([PROGRAM])
    button = page.get_by_role("button", name="Send the file")
    button.focus()
    page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Files of this kind are not taken")
    expect(summary).to_be_focused()
    words = (b"words and more " * 400 + b"\n") * 1000
    large = {"name": "words.txt", "mimeType": "text/plain", "buffer": words}
    page.get_by_label("The file", exact=True).set_input_files([large])
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Publish the file", timeout=20_000)
    expect(page.locator("main")).to_contain_text("words.txt, plain text, 6 MB")
    assert 100 in seen
    give_up(page)


def test_a_picture_and_a_word_file_are_taken_at_any_width(tab_of):
    page = tab_of(CLERK, narrow=True)
    for name, title in (("map.png", "A map"), ("plan.docx", "A plan in Word")):
        begin(page, title)
        page.get_by_role("button", name="Continue to the file").click()
        file = {
            "name": name,
            "mimeType": "application/octet-stream",
            "buffer": good(f".{name.rpartition('.')[2]}"),
        }
        page.get_by_label("The file", exact=True).set_input_files([file])
        page.get_by_role("button", name="Send the file").click()
        expect(page.locator("h1")).to_have_text("Publish the file")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        give_up(page)
