"""A paper with words under a box, sent and settled in a browser: without script, at any width."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CLERK
from tests.browser.items import Looking, first_item
from tests.browser.sending import PDF, begin
from tests.inspection.leaks.planted_pdfs import PDFS
from tests.inspection.leaks.reports import SECRET
from tests.support.accessibility import axe
from tests.support.browser import WIDE

COVERED = {
    "name": "report.pdf",
    "mimeType": "application/pdf",
    "buffer": PDFS["text under a black box"][1](),
}
CHECK = 20_000  # ms, for a file to be sent and checked
NO_PDF = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"no report at all"}


@pytest.mark.parametrize("narrow", [True, False], ids=["320", "1280"])
def test_what_is_under_a_box_is_shown_with_its_place_and_accepted_by_name(tab_of, narrow):
    page, eye = tab_of(CLERK, narrow=narrow, script=False), tab_of(CLERK, narrow=True)
    at = Looking(page=page, eye=eye)
    page.goto(first_item(page))
    page.get_by_role("link", name="Add a paper to this item").click()
    page.get_by_label("Title").fill(f"Costs of the outreach service, {narrow}")
    page.get_by_label("Open to the public").check()
    page.get_by_role("button", name="Continue to the file").click()
    page.get_by_label("The file", exact=True).set_input_files([COVERED])
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("main")).to_contain_text("The file tells more than it shows")
    expect(page.get_by_role("button", name="Publish it")).to_have_count(0)
    at.look()
    page.get_by_role("button", name="See what was found").click()
    expect(page.locator("main")).to_contain_text(SECRET)
    picture = page.get_by_alt_text("The part of the page where it was found")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.complete && each.naturalWidth > 0")
    at.look()
    page.get_by_role("button", name="Accept finding 1").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why this may be published")
    page.get_by_label("Why may this be published").fill("It was read out in the open meeting.")
    page.get_by_role("button", name="Accept finding 1").click()
    expect(page.locator("main")).to_contain_text("It was read out in the open meeting.")
    at.look()
    page.get_by_role("link", name="Back to the file").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("h1")).to_contain_text("Costs of the outreach service")


def test_a_mended_file_is_sent_in_the_place_of_the_one_that_tells_too_much(tab_of):
    page = tab_of(CLERK)
    begin(page, "Costs of the outreach service, mended")
    page.get_by_label("Open to the public").check()
    page.get_by_role("button", name="Continue to the file").click()
    page.get_by_label("The file", exact=True).set_input_files([COVERED])
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("main")).to_contain_text("The file tells more than it shows", timeout=CHECK)
    place = page.get_by_label("Or send a mended file in its place")
    place.set_input_files([NO_PDF])
    page.get_by_role("button", name="Send the mended file").click()
    expect(page.locator("h1")).to_have_text("Send the file", timeout=CHECK)
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("The file was not taken")
    page.get_by_label("The file", exact=True).set_input_files([COVERED])
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("main")).to_contain_text("The file tells more than it shows", timeout=CHECK)
    place.set_input_files([PDF])
    page.get_by_role("button", name="Send the mended file").click()
    expect(page.locator("main")).to_contain_text("nothing was found", timeout=CHECK)
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("h1")).to_contain_text("Costs of the outreach service, mended")


def test_an_import_s_open_text_is_looked_into_before_it_is_published(tab_of):
    page, eye = tab_of(CLERK, script=False), tab_of(CLERK, narrow=True)
    at = Looking(page=page, eye=eye)
    page.goto("/clerk/imports")
    page.locator("main a[href^='/clerk/imports/']").first.click()
    at.look()
    page.get_by_role("button", name="Look into it now").click()
    expect(page.locator("h1")).to_have_text("What the import tells")
    at.look()
    eye.set_viewport_size(WIDE)
    axe(eye)
    page.get_by_role("link", name="Back to the import").click()
    expect(page.locator("main")).not_to_contain_text("Look into it now")
