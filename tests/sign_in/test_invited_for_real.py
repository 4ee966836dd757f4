"""An invitation from the clerk's form to the list that says taken up, in a real browser."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy import Office
from portal.records.engines import engine_for
from portal.records.tables import Body, IdentityLink, OfficeHolding, Organisation, Person, Seat
from tests.sign_in.conftest import START
from tests.sign_in.forging import OBJECT, TENANT
from tests.sign_in.inviting import NEWCOMER
from tests.sign_in.providers_at_work import (
    a_place,
    environ_of,
    found_a_portal,
    strict_provider,
    strict_provider_or_skip,
)
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE

KNOWN_TO_ALL = {"tid": str(TENANT), "ver": "2.0"}
ACCOUNTS = {
    "clerk": KNOWN_TO_ALL
    | {"oid": str(OBJECT), "roles": ["Portal.Clerk", "Portal.ProperOfficer"], "acct": 0},
    "wren": KNOWN_TO_ALL | {"oid": NEWCOMER, "roles": ["Portal.Member"], "acct": 1},
}
LIST = "/clerk/membership/wrenbury/accounts"


@pytest.fixture(scope="module")
def town(module_server, templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One portal on SQLite, with a clerk, and a provider that others wrote."""
    strict_provider_or_skip()
    folder = tmp_path_factory.mktemp("town")
    urls = {}
    for name in ("record", "log"):
        shutil.copyfile(templates(name), folder / f"{name}.db")
        urls[name] = f"sqlite:///{folder / name}.db"
    found_a_portal(urls["record"])
    appoint(urls["record"])
    with a_place() as place:
        portal = module_server(
            "wsgi:application",
            environ=environ_of(place.authority, urls["record"], urls["log"], folder),
            health="/sign-in",
        ).url
        with strict_provider(place, portal, ACCOUNTS):
            yield portal


def appoint(record_url: str) -> None:
    """Make the one person there is an officer of a board, with somebody's identity to decide."""
    engine = engine_for(record_url)
    with Session(engine) as session:
        board = Body(slug="wrenbury", name="The Wrenbury board")
        session.add_all([board, Organisation(name="Wrenbury Shelter")])
        session.flush()
        person = session.scalars(select(Person.id)).one()
        session.add_all(
            OfficeHolding(person_id=person, office=office, body_id=board.id, from_on=START.date())
            for office in (Office.CLERK, Office.PROPER_OFFICER)
        )
        rowan = Person(
            name="Rowan Ashdown", tenant_id=str(TENANT), object_id="rowan", created_at=START
        )
        session.add(rowan)
        session.flush()
        session.add_all(
            [
                Seat(body_id=board.id, person_id=rowan.id, from_on=START.date()),
                IdentityLink(
                    person_id=rowan.id,
                    tenant_id=str(TENANT),
                    object_id="rowan",
                    guest=True,
                    asked_at=datetime.now(UTC),
                ),
            ]
        )
        session.commit()
    engine.dispose()


def pass_the_provider(page: Page, login: str) -> None:
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def usable(page: Page) -> None:
    """See that the page as it stands can be used by everybody, narrow and wide."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        axe(page)


def test_somebody_is_invited_and_takes_it_up(page: Page, browser: Browser, town: str):
    page.goto(f"{town}/clerk/membership/wrenbury")
    page.get_by_role("button", name="Sign in with your work account").click()
    pass_the_provider(page, "clerk")
    page.get_by_role("link", name="Accounts: who has been invited to have one").click()
    usable(page)
    page.get_by_role("link", name="Invite somebody to have an account").click()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    usable(page)
    page.get_by_label("Name").fill("Wren Holloway")
    page.get_by_label("Which organisation sends them?").select_option(label="Wrenbury Shelter")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link").input_value()
    assert re.fullmatch(re.escape(town) + "/invitations/[A-Za-z0-9_-]{43}", link)
    assert link in page.get_by_label("A text to copy").input_value()
    usable(page)
    page.get_by_role("link", name="I have copied it: go on to the list").click()
    expect(page.locator("main")).to_contain_text("Waits until")

    context = browser.new_context()
    theirs = context.new_page()
    theirs.goto(link)
    expect(theirs.locator("main")).to_contain_text("The Wrenbury board invites Wren Holloway")
    usable(theirs)
    theirs.get_by_role("button", name="Take it up with your work account").click()
    pass_the_provider(theirs, "wren")
    theirs.wait_for_url(f"{town}/me")
    expect(theirs.locator("main")).to_contain_text("Wren Holloway")
    theirs.goto(link)
    expect(theirs.locator("h1")).to_have_text("This invitation cannot be taken up")
    usable(theirs)
    context.close()

    page.goto(f"{town}{LIST}")
    expect(page.locator("main")).to_contain_text(re.compile("Taken up on .*, as a guest"))
    usable(page)
    page.get_by_role("link", name=re.compile("We know them already.*Wren Holloway")).click()
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who they are")
    usable(page)
    page.goto(f"{town}/ig/identity-links")
    expect(page.locator("main")).to_contain_text("now, is still theirs")
    usable(page)
    page.get_by_role("button", name=re.compile("^Approve.*Rowan Ashdown")).click()
    expect(page.get_by_role("alert")).to_contain_text("You approved it first")
    expect(page.locator("main")).to_contain_text("Approved by Ngozi Barrow")
    usable(page)
    page.get_by_role("button", name=re.compile("^Refuse.*Rowan Ashdown")).click()
    expect(page.get_by_role("alert")).to_contain_text("It is refused")
    usable(page)
