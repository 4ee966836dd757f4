"""What is due, held and disposed of, as a clerk, two officers, an auditor and the public see it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    AUDITOR,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    PROPER_OFFICER,
    Demonstration,
    served,
)
from tests.support.accessibility import axe
from tests.support.serving import Serve

BOARD = "/ig/retention/thornmere-community-safety"
SURVEY = "Street lighting: survey of dark places"
Tab = Callable[..., Page]


@pytest.fixture(scope="module")
def demonstration(session_server: Serve, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Serve a demonstration of our own: what is disposed of here is read in the others' tests."""
    return served(session_server, tmp_path_factory.mktemp("kept") / "made")


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """Reach something by the keyboard alone, and press it."""
    wanted = page.get_by_role(role, name=name).first
    wanted.focus()
    page.keyboard.press("Space" if role == "checkbox" else "Enter")


def test_due_asked_approved_by_two_and_gone(tab_of: Tab):
    disposal = asked_for(tab_of)
    member = tab_of(MEMBER)
    member.goto(disposal)
    expect(member.get_by_role("heading", level=1)).to_contain_text("not found")

    officer = tab_of(MONITORING_OFFICER)
    officer.goto(disposal)
    axe(officer)
    press(officer, "button", "Approve")
    expect(officer.get_by_role("alert")).to_contain_text("You approved it first")
    officer.goto(BOARD)
    axe(officer)

    second = tab_of(PROPER_OFFICER, script=False)
    second.goto(disposal)
    expect(second.locator("main")).to_contain_text("Nobody can bring them back")
    paper = second.locator('main a[href^="/papers/"]').first.get_attribute("href") or ""
    press(second, "button", "Approve and destroy")
    expect(second.get_by_role("alert")).to_contain_text("have been disposed of")
    expect(second.locator("main")).to_contain_text("final")

    auditor = tab_of(AUDITOR, narrow=True)
    auditor.goto(disposal)
    axe(auditor)
    with auditor.expect_download() as downloaded:
        press(auditor, "link", "Download the certificate as text")
    assert "CERTIFICATE OF DISPOSAL" in downloaded.value.path().read_text()
    for narrow in (True, False):
        told_in_public(tab_of(narrow=narrow), paper)


def asked_for(tab_of: Tab) -> str:
    """Choose, as the clerk, what is to go, and ask for it; give the disposal's address."""
    clerk = tab_of(CLERK, narrow=True)
    clerk.goto("/ig/retention")
    axe(clerk)
    press(clerk, "link", re.compile("Thornmere Community Safety"))
    expect(clerk.locator("main")).to_contain_text(SURVEY)
    expect(clerk.locator("main")).to_contain_text("It is under a legal hold")
    axe(clerk)
    clerk.goto(f"{BOARD}/dispose?of=open")
    press(clerk, "button", "Ask for the disposal")
    expect(clerk.get_by_role("alert")).to_contain_text("Choose what is to be disposed of")
    axe(clerk)
    expect(clerk.locator("main")).not_to_contain_text("what residents told us")  # it is held
    press(clerk, "checkbox", re.compile(SURVEY))
    clerk.get_by_label("Why now?").fill("The survey was done anew.")
    press(clerk, "button", "Ask for the disposal")
    expect(clerk.get_by_role("alert")).to_contain_text("Two others have to approve it")
    expect(clerk.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)
    axe(clerk)
    return clerk.url.split("?")[0]


def told_in_public(public: Page, paper: str) -> None:
    """See, as a stranger, the tombstone in the paper's place and on the agenda."""
    public.goto(paper)
    heading = public.get_by_role("heading", level=1)
    expect(heading).to_have_text("This paper has been disposed of")
    expect(public.locator("main")).to_contain_text("Council retention schedule, entry 4.2")
    axe(public)
    press(public, "link", re.compile("Street lighting and safety"))
    expect(public.locator("main")).to_contain_text("Report, disposed of on")
    axe(public)


def test_forms_say_what_is_wrong(tab_of: Tab):
    clerk = tab_of(CLERK, narrow=True)
    clerk.goto(f"{BOARD}/rules/report/open")
    axe(clerk)
    clerk.get_by_label("Years", exact=True).fill("5")
    press(clerk, "button", "Set the rule")
    expect(clerk.get_by_role("alert")).to_contain_text("no rule can be shorter")
    axe(clerk)
    clerk.goto(f"{BOARD}/hold")
    press(clerk, "button", "Place the hold")
    expect(clerk.get_by_role("alert")).to_contain_text("Choose what is to be held")
    axe(clerk)


def test_a_hold_is_read(tab_of: Tab):
    officer = tab_of(MONITORING_OFFICER, narrow=True)
    officer.goto(BOARD)
    press(officer, "link", "A paper of item 2")
    expect(officer.locator("main")).to_contain_text("the canal path")
    axe(officer)


def test_a_hold_is_placed_and_lifted_with_a_reason(tab_of: Tab):
    officer = tab_of(MONITORING_OFFICER, narrow=True)
    officer.goto("/boards/thornmere-community-safety")
    officer.locator("main a[href^='/meetings/']").first.click()
    # Not a paper that is due: whoever disposes of those finds the holds of the story there.
    paper = officer.locator("main a[href^='/papers/']").first.get_attribute("href") or ""
    officer.goto(f"{BOARD}/hold")
    officer.get_by_label("One paper, or one item").check()
    officer.get_by_label("Address of the page").fill(paper)
    officer.get_by_label("Why?").fill("A claim about the winter plan.")
    press(officer, "button", "Place the hold")
    press(officer, "link", re.compile("A paper of item (?!2)"))
    expect(officer.locator("main")).to_contain_text("A claim about the winter plan.")
    axe(officer)
    press(officer, "button", "Lift the hold")
    expect(officer.get_by_role("alert")).to_contain_text("Say why it is lifted")
    axe(officer)
    officer.get_by_label("Why is it lifted?").fill("The claim was withdrawn.")
    press(officer, "button", "Lift the hold")
    expect(officer.get_by_role("alert")).to_contain_text("The hold is lifted")
    axe(officer)
