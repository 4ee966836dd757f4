"""Restricting an item in a browser: without script, by keyboard, on a narrow screen."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import CLERK
from tests.browser.items import Looking, first_item
from tests.support.accessibility import axe

ANSWERS = (
    ("What is to be closed?", ("The minutes", "The actions")),
    ("Why is it closed?", ("Exempt",)),
    ("On which ground?", ("Paragraph 3: ",)),
)
WORDS = (
    ("What harm would publishing it do?", "Bidders would learn what the others offer."),
    ("What speaks for publishing it?", "Everybody pays for it."),
    ("What speaks against publishing it?", "The price would rise at once."),
    ("Why does the case against publishing outweigh", "Until the bids are in, it does."),
)


def answer_what_is_closed_and_why(at: Looking) -> None:
    page = at.page
    for title, choices in ANSWERS:
        expect(page.locator("h1")).to_contain_text(title)
        at.look()
        for choice in choices:
            page.get_by_label(choice).first.check()
        at.go_on()
    at.look()
    for legend in ("Must it be registered", "Is it about development"):
        page.get_by_role("group", name=re.compile(legend)).get_by_label("No").check()
    at.go_on()
    at.look()
    page.get_by_label("No", exact=True).check()
    at.go_on()


def answer_in_words(at: Looking) -> None:
    page = at.page
    for title, words in WORDS:
        at.look()
        page.get_by_label(re.compile(re.escape(title))).fill(words)
        at.go_on()
    at.look()
    page.get_by_label("Their name").fill("Helena Marsh-Okafor")
    page.get_by_label("Proper officer").check()
    at.go_on()
    at.look()
    page.get_by_label("General").check()
    at.go_on()
    at.look()
    at.go_on()  # the date is proposed
    at.look()
    at.go_on()  # and so is the way to challenge it
    at.look()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator("h1")).to_contain_text("How can somebody challenge it?")
    at.go_on()
    page.get_by_label(re.compile("How the public interest was weighed")).fill("It was weighed.")
    at.go_on()


def check_and_save(at: Looking) -> None:
    page = at.page
    expect(page.locator("h1")).to_contain_text("Check your answers")
    expect(page.locator(".portal-exemption")).to_contain_text("paragraph 3")
    at.look()
    page.get_by_role("link", name=re.compile("Change the answer to: What harm")).click()
    page.get_by_label(re.compile("What harm")).fill("Bidders would learn the prices.")
    at.go_on()
    expect(page.locator("main")).to_contain_text("Bidders would learn the prices.")
    page.get_by_role("button", name="Save the restriction").click()
    expect(page.locator("h1")).to_contain_text("Restriction of item")
    at.look()


def test_an_item_is_restricted_without_script_on_a_narrow_screen(tab_of):
    page = tab_of(CLERK, narrow=True, script=False)
    at = Looking(page=page, eye=tab_of(CLERK, narrow=True))
    address = first_item(page)
    page.get_by_role("link", name="Restrict this item").click()
    at.look()
    page.get_by_role("button", name="Start now").click()
    answer_what_is_closed_and_why(at)
    answer_in_words(at)
    check_and_save(at)
    expect(page.locator("main")).not_to_contain_text("The price would rise")
    page.get_by_label("I keep this record").check()
    page.get_by_role("button", name="Open the private reasons").click()
    expect(page.locator("main")).to_contain_text("The price would rise")
    assert at.seen == 17  # the start, fourteen questions, the check, the record
    page.goto(address)
    expect(page.locator("main")).to_contain_text("paragraph 3")


def test_a_question_is_answered_by_keyboard_alone(tab_of):
    page = tab_of(CLERK)
    first_item(page)
    page.get_by_role("link", name="Restrict this item").click()
    page.goto(page.url + "/what")
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose what is closed")
    assert page.title().startswith("Error: ")
    axe(page)
    page.get_by_label("The minutes").focus()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(class|replaces)$"))
    page.get_by_role("link", name="Back", exact=True).press("Enter")
    expect(page.get_by_label("The minutes")).to_be_checked()
    page.goto(re.sub("/what$", "/delete", page.url))
    page.get_by_role("button", name="Delete it").press("Enter")
    expect(page.locator("main")).to_contain_text("Start now")
