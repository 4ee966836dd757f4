"""A form is half written when the session ends: sign in again, see it, send it, it arrives."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.engines import engine_for
from portal.records.tables import SignInSession
from tests.browser.conftest import (
    ADMINISTRATOR,
    MEMBER,
    MONITORING_OFFICER,
    ROLES,
    Demonstration,
)
from tests.browser.items import item_with_a_restricted_paper
from tests.support.accessibility import axe

Tab = Callable[..., Page]
LONG = " ".join(f"My sister's firm has bid for part {each} of this." for each in range(1, 60))


@pytest.fixture
def run_out(demonstration: Demonstration) -> Callable[[], None]:
    """Let every session run out, as if everybody had been away for an hour."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])

    def later() -> None:
        with Session(engine) as session:
            for each in session.scalars(select(SignInSession)):
                each.last_seen_at -= timedelta(hours=1)
            session.commit()

    return later


def write(page: Page) -> None:
    """Fill the form in, but do not send it."""
    page.get_by_label("Another interest, under the code of conduct").check()
    page.get_by_label("What is the interest?").fill(LONG)
    page.get_by_label("Yes").check()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_long_text_survives_the_end_of_its_session(tab_of: Tab, run_out, script):
    page = tab_of(MEMBER, narrow=script, script=script)
    page.goto(item_with_a_restricted_paper(page))
    page.get_by_role("link", name="Declare an interest in this item").click()
    write(page)
    run_out()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_have_text("You were signed out before this was sent")
    expect(page.locator("main")).to_contain_text("What you had written is kept")
    if script:
        axe(page)
    page.get_by_role("button", name="Sign in with your work account").click()
    page.get_by_role("button", name=re.compile(re.escape(ROLES[MEMBER]))).click()
    page.wait_for_url("**/me/half-written")
    expect(page.locator("main")).to_contain_text(LONG)
    if script:
        axe(page)
    page.get_by_role("button", name="Send it now").click()
    page.get_by_role("button", name="Declare this interest").click()
    expect(page.get_by_role("alert")).to_contain_text("Your interest is recorded")
    page.goto("/me/half-written")
    expect(page.locator("main")).to_contain_text("Nothing of yours is kept in this browser")
    lift(tab_of(MONITORING_OFFICER))


def lift(officer: Page) -> None:
    """Put things back as they were, for whatever test comes next."""
    officer.goto("/ig/interests")
    officer.get_by_role("link", name=re.compile("Open the interest of Superintendent")).click()
    officer.get_by_role("button", name="Lift the interest").click()


@pytest.mark.parametrize("narrow", [True, False])
def test_sessions_are_listed_and_somebody_is_signed_out_everywhere(tab_of: Tab, narrow):
    member = tab_of(MEMBER, narrow=narrow)
    member.goto("/me/sessions")
    expect(member.locator("main")).to_contain_text("This browser")
    axe(member)
    officer = tab_of(ADMINISTRATOR, narrow=narrow)
    officer.goto("/ig/sessions")
    axe(officer)
    officer.get_by_role("link", name=re.compile("Open the account of Superintendent")).click()
    axe(officer)
    officer.get_by_role("button", name="Sign this person out everywhere").click()
    axe(officer)
    officer.get_by_role("button", name="Sign this person out everywhere").click()
    expect(officer.get_by_role("alert")).to_contain_text("They are signed out everywhere")
    axe(officer)
    member.goto("/me")
    expect(member.locator("h1")).to_have_text("Sign in")
