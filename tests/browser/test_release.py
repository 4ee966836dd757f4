"""A vote that is lost, and the release that follows, as each of those who take part sees it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.records.engines import engine_for
from portal.records.tables import (
    AgendaItem,
    Compartment,
    Meeting,
    Permission,
    Person,
    Restriction,
    SignInSession,
)
from tests.browser.conftest import (
    AUDITOR,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    PROPER_OFFICER,
    ROLES,
    Demonstration,
    confirm,
    served,
)
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE
from tests.support.serving import Serve

BOARD = "Thornmere Community Safety Partnership"
ITEM = "Outreach service: first quarter"
PAPER = "Appendix 2: prices by shift"
Tab = Callable[..., Page]


@pytest.fixture(scope="module")
def demonstration(session_server: Serve, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Serve a demonstration of our own: what is released here is closed in the others' tests."""
    return served(session_server, tmp_path_factory.mktemp("released") / "made")


@pytest.fixture
def begun(demonstration: Demonstration) -> None:
    """Let the meeting that has the item have begun an hour ago."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])
    item = select(AgendaItem.meeting_id).where(AgendaItem.heading == ITEM)
    with engine.begin() as connection:
        which = connection.scalars(item).one()
        begin = update(Meeting).where(Meeting.id == which)
        connection.execute(begin.values(starts_at=datetime.now(UTC) - timedelta(hours=1)))
    engine.dispose()


def meeting_of(page: Page) -> str:
    """Find the meeting that has the item."""
    page.goto("/meetings")
    addresses = [each.get_attribute("href") for each in page.locator("main a").all()]
    for address in addresses:
        if address and re.fullmatch(r"/meetings/[0-9a-f-]{36}", address):
            page.goto(address)
            if page.get_by_text(ITEM).count():
                return address
    raise AssertionError("no meeting has the item")


def choose(page: Page, name: str) -> None:
    page.get_by_label(name, exact=True).check()


def confirm_release(page: Page) -> None:
    page.get_by_label(re.compile("I have looked")).check()
    page.get_by_role("button", name="Confirm the release").click()


def watch_for_words_of_it(clerk: Page) -> None:
    """Go by today's page to what the board watches for, and name what stands in the paper."""
    clerk.goto("/clerk")
    axe(clerk)
    clerk.locator("a[href$='/names']", has_text=BOARD).click()
    clerk.get_by_label("The names").fill("second year")
    clerk.get_by_role("button", name="Keep these names").click()
    expect(clerk.get_by_label("The names")).to_have_value("second year")


def has_the_file_looked_into(officer: Page, clerk: Page, release: str) -> None:
    """Look into the file with script at 320, settle it without, and see the page at 1280."""
    officer.get_by_role("link", name=re.compile("^Have it looked into")).click()
    axe(officer)
    officer.get_by_role("button", name="Look into it now").click()
    expect(officer.locator("main")).to_contain_text("still to be accepted before the release")
    axe(officer)
    assert officer.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    clerk.goto(release)
    clerk.get_by_role("link", name=re.compile("^What was found")).click()
    expect(clerk.locator("main")).to_contain_text("A name that is watched for")
    clerk.get_by_role("button", name="Accept finding 1").click()
    expect(clerk.locator(".govuk-error-summary")).to_contain_text("Say why this may be published")
    for button in range(clerk.get_by_role("button", name=re.compile("^Accept finding")).count()):
        clerk.get_by_label("Why may this be published").first.fill("The vote to close it was lost.")
        clerk.get_by_role("button", name=re.compile("^Accept finding")).first.click()
        expect(clerk.locator("dt", has_text="Accepted")).to_have_count(button + 1)
    expect(clerk.locator("main")).to_contain_text("Everything that was found is accepted")
    officer.set_viewport_size(WIDE)
    officer.reload()
    axe(officer)
    clerk.get_by_role("link", name="Back to the release").click()
    expect(clerk.locator("main")).to_contain_text("found, accepted by")


@pytest.mark.usefixtures("begun")
def test_a_lost_vote_and_the_release_that_follows(tab_of: Tab):
    public = tab_of()
    meeting = meeting_of(public)
    expect(public.locator("main")).not_to_contain_text(PAPER)

    clerk = tab_of(CLERK, narrow=True)
    clerk.goto(f"/clerk{meeting}/desk")
    axe(clerk)
    clerk.get_by_label(re.compile(rf"^7\. {ITEM}")).check()
    clerk.get_by_role("button", name="Draft the motion").click()
    clerk.get_by_role("link", name="Motion on item 7").click()
    expect(clerk.get_by_label("The motion")).to_have_value(re.compile("has adopted"))
    choose(clerk, "Lost")
    clerk.get_by_label("Moved by").fill("Councillor Tarrant")
    clerk.get_by_role("button", name="Record what became of it").click()
    expect(clerk.get_by_role("alert")).to_contain_text("who seconded it")
    axe(clerk)
    clerk.get_by_label("Seconded by").fill("Superintendent Reyes")
    clerk.get_by_role("button", name="Record what became of it").click()
    expect(clerk.locator("main")).to_contain_text("seconded by Superintendent Reyes")

    public.goto(meeting)
    expect(public.locator("main")).not_to_contain_text(PAPER)
    clerk.goto("/clerk/releases")
    axe(clerk)
    clerk.get_by_role(
        "link", name=re.compile("Outreach|prices|Appendix", re.IGNORECASE)
    ).first.click()
    release = clerk.url
    expect(clerk.locator("main")).to_contain_text("another person must confirm")
    expect(clerk.get_by_role("button", name="Confirm the release")).to_have_count(0)

    for outsider in (AUDITOR, MEMBER):
        other = tab_of(outsider)
        other.goto(release)
        expect(other.get_by_role("heading", level=1)).to_contain_text("not found")

    officer = tab_of(MONITORING_OFFICER, narrow=True)
    officer.goto(release)
    expect(officer.locator("main")).to_contain_text(PAPER)
    axe(officer)
    confirm_release(officer)
    expect(officer.get_by_role("alert")).to_contain_text("has not been looked into")
    axe(officer)
    watch_for_words_of_it(clerk)
    plain = tab_of(CLERK, script=False)
    has_the_file_looked_into(officer, plain, release)
    officer.goto(release)
    confirm_release(officer)
    expect(officer.locator("main")).to_contain_text("Released")

    public.goto(meeting)
    expect(public.locator("main")).to_contain_text(PAPER)
    axe(public)


@pytest.fixture
def minuting(demonstration: Demonstration) -> UUID:
    """Let the clerk open the Prevent papers, as two approved; give their restriction."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])
    today = datetime.now(UTC).date()
    with Session(engine) as session:
        people = dict(list(session.execute(select(Person.name, Person.id))))
        compartment, restriction = session.execute(
            select(Compartment.id, Restriction.id)
            .join(Restriction, Restriction.compartment_id == Compartment.id)
            .where(Compartment.slug == "prevent", Restriction.ended_on.is_(None))
        ).first()
        session.add(
            Permission(
                person_id=people[ROLES[CLERK]],
                compartment_id=compartment,
                from_on=today,
                until_on=today + timedelta(days=30),
                purpose="Minutes the Prevent panel",
                approved_by_id=people[ROLES[MONITORING_OFFICER]],
                second_approved_by_id=people[ROLES[PROPER_OFFICER]],
            )
        )
        session.commit()
    engine.dispose()
    return restriction


def a_quarter_of_an_hour_later(demonstration: Demonstration) -> None:
    """Let every step-up have run out."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])
    with Session(engine) as session:
        for each in session.scalars(select(SignInSession)):
            if each.stepped_up_at is not None:
                each.stepped_up_at -= timedelta(minutes=15)
        session.commit()
    engine.dispose()


def test_a_step_up_that_runs_out_in_mid_form_loses_nothing(
    tab_of: Tab, demonstration: Demonstration, minuting
):
    clerk = tab_of(CLERK)
    address = f"/clerk/restrictions/{minuting}/release"
    clerk.goto(address)
    confirm(clerk)
    reason = "The panel has agreed that nothing in it is private any more. " * 8
    clerk.goto(address)
    # No part is chosen, so the form is shown again: with what is closed, which has to be opened.
    clerk.get_by_label("The parts chosen below; the rest stays closed").check()
    clerk.get_by_label("What is the public told?").fill(reason)
    a_quarter_of_an_hour_later(demonstration)
    clerk.locator("main form").last.get_by_role("button").click()

    expect(clerk.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    expect(clerk.locator("main")).to_contain_text("What you had written is kept")
    axe(clerk)
    confirm(clerk)
    expect(clerk.locator("main")).to_contain_text(reason.strip())
    clerk.get_by_role("button", name="Send it now").click()
    expect(clerk.get_by_label("What is the public told?")).to_have_value(reason)
    expect(clerk.get_by_role("alert")).to_contain_text("There is a problem")
