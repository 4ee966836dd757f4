"""An older database in place of the record: shut, declared, confirmed by somebody at a keyboard."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from portal.cli import portal
from tests.browser.conftest import (
    AUDITOR,
    MONITORING_OFFICER,
    PREVENT,
    Demonstration,
    served,
    tab_to,
)
from tests.browser.items import SECRET, paper_of_item_41
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE
from tests.support.serving import Serve

PAGE = "/ig/restoring"
CONFIRM = "Confirm the restoring"
Tab = Callable[..., Page]


@pytest.fixture(scope="module")
def demonstration(module_server: Serve, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Serve a demonstration of our own, whose record was put back behind its log."""
    home = tmp_path_factory.mktemp("restored") / "made"

    def put_back() -> None:
        """Copy the record, let the portal go on, and put the copy in the record's place."""
        shutil.copyfile(home / "record.sqlite3", home / "older.sqlite3")
        command(home, "keys", "rotate-compartment", "--all", "--again")
        command(home, "backup", str(home.parent / "backup"))  # which tells the log how far it is
        for each in home.glob("record.sqlite3*"):
            each.unlink()
        (home / "older.sqlite3").rename(home / "record.sqlite3")

    return served(module_server, home, meanwhile=put_back)


def command(home: Path, *told: str) -> str:
    done = CliRunner().invoke(portal, ["--settings", str(home / "settings.env"), *told])
    assert done.exit_code == 0, done.output
    return done.output


def looked_at(eye: Page, *sentences: str) -> None:
    """See the page at both widths: what it says, that it fits, and that axe is content."""
    for size in (NARROW, WIDE):
        eye.set_viewport_size(size)
        eye.goto(PAGE)
        for sentence in sentences:
            expect(eye.locator("main")).to_contain_text(sentence)
        assert eye.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        axe(eye)


def is_shut(page: Page, address: str) -> None:
    """See that a restricted paper does not open for somebody who has just been reading it."""
    assert page.goto(address).status == 503
    expect(page.locator("main")).to_contain_text("Restricted papers cannot be opened at the moment")
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        axe(page)


def test_shut_declared_confirmed_by_keyboard_and_open_again(
    tab_of: Tab, demonstration: Demonstration
):
    """Once without a script, as a monitoring officer; once with one, as an auditor."""
    eye, member = tab_of(AUDITOR), tab_of(PREVENT)
    looked_at(eye, "Nobody has declared a restoring", "something older was put in its place")
    assert member.goto(PAGE).status == 404

    said = command(demonstration.home, "restore", "--reason", "The disk burnt on 3 May")
    assert "Restricted papers stay shut" in said
    looked_at(
        eye,
        "Restricted papers are shut until you confirm it",
        "The disk burnt on 3 May",
        "compartment-key:created",
    )
    stale = eye.context.new_page()
    stale.goto(PAGE)

    officer = tab_of(MONITORING_OFFICER, narrow=True, script=False)
    officer.goto("/ig")
    tab_to(officer, "Restoring")
    officer.keyboard.press("Enter")
    officer.wait_for_url(f"**{PAGE}")
    tab_to(officer, CONFIRM)
    officer.keyboard.press("Enter")
    officer.wait_for_url(f"**{PAGE}?done=confirmed")
    expect(officer.get_by_role("alert")).to_contain_text("Restricted papers open again")
    looked_at(eye, "Nothing waits for you", "The last restoring was confirmed by")
    address = paper_of_item_41(member)

    tab_to(stale, CONFIRM)  # on a page that another has overtaken meanwhile
    stale.keyboard.press("Enter")
    expect(stale.get_by_role("alert")).to_contain_text("look at the page again")
    expect(stale.locator(".govuk-error-summary")).to_be_focused()
    assert stale.title().startswith("Error")
    for size in (NARROW, WIDE):
        stale.set_viewport_size(size)
        axe(stale)

    command(demonstration.home, "restore", "--reason", "The disk burnt once more")
    eye.goto(PAGE)  # which looks at record and log anew, as the door does within ten seconds
    is_shut(member, address)
    eye.set_viewport_size(WIDE)
    eye.goto(PAGE)
    tab_to(eye, CONFIRM)
    eye.keyboard.press("Space")
    eye.wait_for_url(f"**{PAGE}?done=confirmed")
    expect(eye.get_by_role("alert")).to_contain_text("Restricted papers open again")
    axe(eye)
    member.goto(address)
    expect(member.locator("main")).to_contain_text(SECRET)
