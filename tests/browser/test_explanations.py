"""Explanations of access: why as a member, who could have as an auditor, what if as an officer."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AUDITOR, MEMBER, MONITORING_OFFICER
from tests.support.accessibility import axe


def open_a_restricted_paper(page: Page) -> None:
    """Open the first restricted paper of one's home, as somebody who has been asked."""
    page.goto("/me")
    page.locator("main a[href$='/read']").first.click()
    if page.get_by_role("button", name="Open the paper").count():
        page.get_by_role("button", name="Open the paper").click()


def first_question(page: Page) -> None:
    """Ask about the first closed paper that there is."""
    page.goto("/ig")
    page.get_by_role("link", name="Who can see this, and who could have?").click()
    page.locator("main a[href^='/ig/who/paper/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who can see this")


def test_a_member_is_told_why(tab_of):
    page = tab_of(MEMBER, narrow=True)
    open_a_restricted_paper(page)
    page.get_by_role("link", name="Why can I see this?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why can I see this?")
    expect(page.locator("main")).to_contain_text("Information-sharing agreement")
    assert re.fullmatch(r"/papers/[0-9a-f-]{36}/why", urlsplit(page.url).path)
    axe(page)


def test_an_auditor_asks_who_can_and_who_could_have(tab_of):
    page = tab_of(AUDITOR, narrow=True)
    first_question(page)
    axe(page)
    expect(page.get_by_role("table")).to_contain_text("As a member for a partner organisation")
    page.get_by_label("Day").fill("2020-01-01")
    page.get_by_label("Time").fill("10:00")
    page.get_by_role("button", name="Show who could have seen it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who could have seen this?")
    expect(page.locator("main")).to_contain_text("It was not there yet")
    axe(page)
    page.goto("/ig")
    axe(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_monitoring_officer_tries_a_change_out(tab_of, script):
    page = tab_of(MONITORING_OFFICER, narrow=True, script=script)
    page.goto("/ig/simulator")
    page.locator("main a[href^='/ig/simulator?board=']").first.click()
    page.get_by_label("A seat ends").check()
    page.get_by_role("button", name="Continue").click()
    if script:
        axe(page)
    page.get_by_label("Whose seat ends?").select_option(index=1)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", name="A seat ends", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("were asked about")
    if script:
        axe(page)
