"""From the register to the disclosure log: a stranger asks without script, and a clerk answers."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK
from tests.support.accessibility import axe

HEADING = "RESTRICTED: Prevent update"
WHO = "Odalys Fennimore"


def reason_of(page: Page) -> None:
    """Go from the register to the reason for the Prevent item, by its filter."""
    page.goto("/restricted")
    page.get_by_label("Ground").select_option("ENG-12A.7")
    page.get_by_role("button", name="Show items").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ of \d+ decisions"))
    page.get_by_role("link", name=HEADING).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(HEADING)


def begin_to_ask(page: Page) -> None:
    page.get_by_role("button", name="Ask for this paper").click()
    page.get_by_label("What do you want?").fill("The local profile")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def test_a_stranger_asks_without_script_and_the_public_reads_the_answer(tab_of):
    stranger = tab_of(script=False, narrow=True)
    reason_of(stranger)
    begin_to_ask(stranger)
    go_on(stranger)
    stranger.get_by_label("Why do you want it?").fill("To understand the money")
    go_on(stranger)
    go_on(stranger)
    expect(stranger.get_by_role("alert")).to_contain_text("Enter your name")
    stranger.get_by_label("Your name").fill(WHO)
    stranger.get_by_label("Email address").fill("odalys@fennimore.example")
    go_on(stranger)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Check your answers")
    stranger.get_by_role("button", name="Change what you want").click()
    stranger.get_by_label("What do you want?").fill("The local profile, page by page")
    go_on(stranger)
    stranger.get_by_role("button", name="Send the request").click()
    panel = stranger.locator(".govuk-panel")
    expect(panel).to_contain_text("Request received")
    reference = re.search(r"CD-\w{4}-\w{4}", panel.inner_text())
    assert reference
    assert "?" not in stranger.url

    clerk = tab_of(CLERK, narrow=True)
    clerk.goto("/clerk/requests")
    expect(clerk.locator("main")).not_to_contain_text(WHO)
    axe(clerk)
    clerk.get_by_role("link", name=reference[0]).click()
    expect(clerk.locator("main")).to_contain_text(WHO)
    expect(clerk.locator("main")).to_contain_text("31: law enforcement")
    axe(clerk)
    clerk.get_by_label("Refused").check()
    clerk.get_by_label("What was asked for, for everybody to read").fill("A local profile")
    clerk.get_by_label("The answer, for everybody to read").fill(f"Dear {WHO}, no.")
    clerk.get_by_label("Sections or regulations relied on").fill("24, 31")
    clerk.get_by_label("Why, and how the public interest").fill("It would help those it is about.")
    clerk.get_by_role("button", name="Give this answer").click()
    expect(clerk.get_by_role("alert")).to_contain_text("part of who asked")
    clerk.get_by_label("The answer, for everybody to read").fill("It would harm an operation.")
    clerk.get_by_role("button", name="Give this answer").click()
    expect(clerk.locator("main")).to_contain_text("disclosure log")

    stranger.goto("/disclosures")
    expect(stranger.locator("main")).to_contain_text("It would harm an operation.")
    expect(stranger.locator("main")).to_contain_text("section 24, 31")
    expect(stranger.locator("main")).not_to_contain_text(WHO)


def test_each_page_of_asking_can_be_used_by_everybody(tab_of):
    page = tab_of(narrow=True)
    reason_of(page)
    axe(page)
    begin_to_ask(page)
    axe(page)
    go_on(page)
    go_on(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.get_by_label("Your name").fill("A person")
    page.get_by_label("Postal address").fill("1 Sample Street")
    go_on(page)
    axe(page)
    for address in ("/restricted", "/restricted?year=no", "/ask", "/disclosures", "/privacy"):
        page.goto(address)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{address} is {wide} px wide"
