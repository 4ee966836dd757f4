"""A sensitive paper is read after one has confirmed that it is oneself, and asked for again later.

In the demonstration, as its member of the Prevent panel: with and without script.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy.step_up import HOLDS_FOR
from portal.records.engines import engine_for
from portal.records.tables import SignInSession
from portal.web.sign_in.cookies import SESSION
from tests.browser.conftest import PREVENT, Demonstration, confirm
from tests.browser.items import PAPER, SECRET, meeting_with_item_41, paper_of_item_41
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE

Tab = Callable[..., Page]
ASK = "Confirm that it is you"


@pytest.fixture
def later(demonstration: Demonstration) -> Iterator[Callable[[timedelta], None]]:
    """Let it be some time since anybody confirmed who they are."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])

    def pass_by(time: timedelta) -> None:
        with Session(engine) as session:
            confirmed = SignInSession.stepped_up_at.is_not(None)
            for each in session.scalars(select(SignInSession).where(confirmed)):
                each.stepped_up_at -= time
            session.commit()

    yield pass_by
    engine.dispose()


def usable(page: Page) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        axe(page)


def session_in(page: Page) -> str:
    (token,) = [each["value"] for each in page.context.cookies() if each["name"] == SESSION]
    return token


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_sensitive_paper_opens_once_one_has_confirmed_and_asks_again_later(
    tab_of: Tab, later, script
):
    page = tab_of(PREVENT, script=script)
    meeting_with_item_41(page)
    meeting, before = page.url, session_in(page)
    expect(page.locator("main")).to_contain_text("is left out until you confirm that it is you")
    assert PAPER not in page.content()

    page.get_by_role("button", name=ASK).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASK)
    if script:
        usable(page)
    page.get_by_role("button", name=re.compile("Confirm: I am")).click()
    expect(page).to_have_url(meeting)
    assert session_in(page) != before
    paper = paper_of_item_41(page)

    later(HOLDS_FOR)
    page.goto(paper)
    expect(page.get_by_role("heading", level=1)).to_have_text(ASK)
    expect(page.get_by_role("button", name=ASK)).to_have_count(1)  # said once, and not above too
    assert SECRET not in page.content()
    if script:
        usable(page)
    page.reload()
    assert SECRET not in page.content()

    page.get_by_role("button", name=ASK).click()
    page.get_by_role("button", name=re.compile("Confirm: I am")).click()
    expect(page).to_have_url(re.compile(f"{re.escape(paper)}$"))
    expect(page.locator("main")).to_contain_text(SECRET)


def test_after_signing_out_or_running_out_back_shows_nothing_sensitive(tab_of: Tab, later):
    page = tab_of(PREVENT)
    paper = paper_of_item_41(page)
    later(HOLDS_FOR)
    page.goto("/me")
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASK)
    assert SECRET not in page.content()

    confirm(page)
    expect(page.locator("main")).to_contain_text(SECRET)
    page.goto("/sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-out")
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert SECRET not in page.content()
    page.goto(paper)
    expect(page).to_have_url(re.compile("/sign-in$"))


def test_turning_back_at_the_provider_confirms_nothing_and_signs_nobody_out(tab_of: Tab):
    page = tab_of(PREVENT)
    meeting_with_item_41(page)
    before = session_in(page)
    page.get_by_role("button", name=ASK).click()
    page.get_by_role("button", name=re.compile("Cancel|Turn back|Stop|Go back")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign-in problem")
    usable(page)
    assert session_in(page) == before
    meeting_with_item_41(page)
    assert PAPER not in page.content()
    expect(page.get_by_role("button", name=ASK)).to_be_visible()
