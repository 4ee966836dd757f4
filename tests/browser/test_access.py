"""Who may read: an interest declared with its effect; a permission asked for, approved by two."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import CLERK, MEMBER, MONITORING_OFFICER, PROPER_OFFICER
from tests.browser.items import item_with_a_restricted_paper
from tests.support.accessibility import axe

Tab = Callable[..., Page]
HOLDER = "Station Commander Anneliese Dube"


def test_an_interest_is_declared_with_its_effect_shown_first(tab_of: Tab):
    page = tab_of(MEMBER, narrow=True)
    item = item_with_a_restricted_paper(page)
    page.goto(item)
    paper = page.locator('main a[href$="/read"]').first.get_attribute("href") or ""
    axe(page)
    page.get_by_role("link", name="Declare an interest in this item").click()
    expect(page.locator("main")).to_contain_text("are closed to you")
    axe(page)
    page.get_by_label("A disclosable pecuniary interest").check()
    page.get_by_label("What is the interest?").fill("My sister runs the firm.")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    axe(page)
    page.get_by_role("button", name="Declare this interest").click()
    expect(page.get_by_role("alert")).to_contain_text("Your interest is recorded")
    axe(page)
    page.goto(paper)
    expect(page.locator("h1")).to_have_text("This is closed to you")
    axe(page)
    page.goto(item)
    expect(page.locator("main")).to_contain_text("An interest in this item is recorded for you")
    officer = tab_of(MONITORING_OFFICER)
    officer.goto("/ig/interests")
    officer.get_by_role("link", name=re.compile("Open the interest of Superintendent")).click()
    axe(officer)
    officer.get_by_role("button", name="Lift the interest").click()
    page.goto(paper)
    expect(page.locator("h1")).not_to_have_text("This is closed to you")


def test_a_permission_is_asked_for_and_approved_by_two_others(tab_of: Tab):
    clerk = tab_of(CLERK, narrow=True)
    clerk.goto("/ig/permissions/ask")
    clerk.get_by_role("button", name="Ask for it").click()
    expect(clerk.get_by_role("alert")).to_contain_text("There is a problem")
    axe(clerk)
    clerk.get_by_label("Who is to hold it?").select_option(label=HOLDER)
    choices = clerk.get_by_label("What is it to open?").locator("option").all_text_contents()
    prevent = next(each for each in choices if "Prevent" in each)
    clerk.get_by_label("What is it to open?").select_option(label=prevent)
    clerk.get_by_label("For what purpose?").fill("Joins the Prevent panel")
    soon = clerk.evaluate("new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10)")
    year, month, day = soon.split("-")
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        clerk.get_by_label(label).fill(value)
    clerk.get_by_role("button", name="Ask for it").click()
    expect(clerk.get_by_role("alert")).to_contain_text("Two others have to approve")
    expect(clerk.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    axe(clerk)
    for role, said in ((MONITORING_OFFICER, "approved it first"), (PROPER_OFFICER, "is given")):
        officer = tab_of(role, narrow=True)
        officer.goto("/ig/permissions")
        axe(officer)
        officer.get_by_role("button", name=re.compile(f"^Approve.*{HOLDER}")).click()
        expect(officer.get_by_role("alert")).to_contain_text(said)
    expect(officer.locator("main")).to_contain_text("Joins the Prevent panel")


def test_membership_and_reviews_can_be_used_by_everybody(tab_of: Tab):
    clerk = tab_of(CLERK, narrow=True)
    clerk.goto("/clerk/membership")
    axe(clerk)
    clerk.locator('main a[href^="/clerk/membership/"]').first.click()
    axe(clerk)
    clerk.get_by_role("link", name="Fill a seat").click()
    clerk.get_by_role("button", name="Fill the seat").click()
    expect(clerk.get_by_role("alert")).to_contain_text("There is a problem")
    axe(clerk)
    officer = tab_of(PROPER_OFFICER, narrow=True)
    officer.goto("/ig/access-reviews")
    axe(officer)
    officer.get_by_label("Begin a review of").select_option(index=1)
    officer.get_by_role("button", name="Begin").click()
    expect(officer.locator("main")).to_contain_text("0 of")
    axe(officer)
    officer.get_by_role("button", name=re.compile("^Keep")).first.click()
    expect(officer.locator("main")).to_contain_text("1 of")
