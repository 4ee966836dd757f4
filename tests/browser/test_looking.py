"""Somebody who may look and take nothing: text and pages by keyboard, and no way to the file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.back_door import BackDoor, now
from portal.records.tables import NeedToKnow, Paper, PaperVersion, Person
from portal.services.submitting import PDF, add_version
from tests.browser.conftest import (
    COUNCILLOR,
    MEMBER,
    MONITORING_OFFICER,
    ROLES,
    Demonstration,
    served,
    tab_to,
)
from tests.browser.items import drawn, fits
from tests.inspection.pages_made import tagged
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE
from tests.support.serving import Serve

Tab = Callable[..., Page]
REFUSED = re.compile("marked copy of this paper|Open the file of this paper")


@dataclass(frozen=True)
class Shown:
    """The paper that a councillor has asked to see: its address, and those of its files."""

    address: str
    files: tuple[str, ...]


@pytest.fixture(scope="module")
def demonstration(module_server: Serve, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Serve a demonstration of our own, in which the paper has a file of two pages."""
    home = tmp_path_factory.mktemp("looking") / "made"

    def add_two_pages() -> None:
        office = BackDoor(settings_file=home / "settings.env").office()
        with office.session() as session:
            item = session.scalars(select(NeedToKnow.item_id)).one()
            paper = session.scalars(select(Paper.id).where(Paper.item_id == item)).one()
            officer = session.scalars(select(Person.id).where(Person.name == ROLES["Clerk"])).one()
        work = office.work_of(officer)
        with work.session:
            add_version(work, paper, file_name="bids.pdf", media_type=PDF, pieces=[tagged()])
            work.commit()

    return served(module_server, home, meanwhile=add_two_pages)


@pytest.fixture(scope="module")
def shown(demonstration: Demonstration) -> Shown:
    door = BackDoor(settings_file=demonstration.home / "settings.env")
    with Session(door.record_engine) as session:
        item = session.scalars(select(NeedToKnow.item_id)).one()
        paper: UUID = session.scalars(select(Paper.id).where(Paper.item_id == item)).one()
        found = select(PaperVersion.id).where(PaperVersion.paper_id == paper)
        versions = session.scalars(found).all()
    door.record_engine.dispose()
    assert len(versions) == 2, "the story's own, and the one of two pages"
    ways = ("read", "files")
    return Shown(
        address=f"/papers/{paper}/read",
        files=tuple(f"/papers/{paper}/{way}/{each}" for each in versions for way in ways),
    )


def press(page: Page, name: str, *, then: str) -> None:
    """Reach a link or a button by the Tab key, press Enter, and arrive."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(then)


def granted(officer: Page) -> None:
    """Grant, as the monitoring officer, what the councillor asked for, unless that is done."""
    officer.goto("/ig/need-to-know")
    asked = officer.get_by_role("link", name=re.compile("^Decide"))
    if not asked.count():
        return
    tab_to(officer, "Decide: .*")
    officer.keyboard.press("Enter")
    last = now() + timedelta(days=7)
    for part, value in (("day", last.day), ("month", last.month), ("year", last.year)):
        officer.locator(f"#until_on-{part}").fill(str(value))
    axe(officer)
    tab_to(officer, "Grant it")
    officer.keyboard.press("Enter")
    expect(officer.locator("main")).to_contain_text("Until")


@pytest.fixture
def councillor(tab_of: Tab, shown: Shown) -> Callable[..., Page]:
    """Open a tab as the councillor, at the paper, which has been opened."""
    granted(tab_of(MONITORING_OFFICER))

    def opened(**how: bool) -> Page:
        page = tab_of(COUNCILLOR, **how)
        page.goto(shown.address)
        press(page, "Open the paper", then=f"**{shown.address}")
        expect(page.locator("main")).to_contain_text("You may read this paper here, and not take")
        return page

    return opened


def seen(page: Page) -> set[str]:
    """See that a page fits and offers no file; give every address of a paper that it names."""
    assert fits(page)
    assert page.get_by_text(REFUSED).count() == 0
    return {
        each.get_attribute(name) or ""
        for name in ("href", "src", "action", "data", "poster", "srcset")
        for each in page.locator(f'[{name}*="/papers/"]').all()
    }


def walk(page: Page, shown: Shown, look: Callable[[Page], None]) -> set[str]:
    """Go by keyboard from the paper to its text, its pages one after the other, and back."""
    named = seen(page)
    look(page)
    at = shown.address
    press(page, "Read its text", then=f"**{at}/text")
    expect(page.locator("article")).to_contain_text("Two thousand pounds.")
    expect(page.locator(".portal-watermark").first).to_contain_text(ROLES[COUNCILLOR])
    named |= seen(page)
    look(page)
    press(page, "See page 1 as it looks", then=f"**{at}/pages/1")
    assert drawn(page)
    named |= seen(page)
    look(page)
    press(page, r"Next page\s*:?\s*Page 2", then=f"**{at}/pages/2")
    assert drawn(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Page 2 of this paper")
    named |= seen(page)
    press(page, r"Previous page\s*:?\s*Page 1", then=f"**{at}/pages/1")
    press(page, "Read the text of page 1", then=f"**{at}/text#page-1")
    press(page, "Back to the paper", then=f"**{at}")
    return named


def at_both_widths(page: Page) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert fits(page)
        axe(page)


def test_text_and_pages_are_read_by_keyboard_and_fit(councillor, shown):
    page = councillor()
    named = walk(page, shown, at_both_widths)
    assert named.isdisjoint(shown.files)
    for address in sorted(named):
        kind = page.request.get(address).headers["content-type"].partition(";")[0]
        assert kind in {"text/html", "image/png"}, address


def test_it_needs_no_script(councillor, shown):
    page = councillor(script=False, narrow=True)
    assert walk(page, shown, lambda _page: None).isdisjoint(shown.files)


def test_no_address_gives_the_file_to_whoever_may_only_look(tab_of, councillor, shown):
    ask = councillor().request
    for address in shown.files:
        for headers in ({}, {"Range": "bytes=0-9"}, {"Accept": "application/pdf"}):
            answer = ask.get(address, headers=headers)
            assert (answer.status, b"%PDF" in answer.body()) == (404, False), address
        assert ask.head(address).status == 404
        assert ask.post(address).status in {400, 404, 405}
    member = tab_of(MEMBER)  # who may have it, at one of these addresses at least
    member.goto(shown.address)
    press(member, "Open the paper", then=f"**{shown.address}")
    given = [member.request.get(address) for address in shown.files]
    assert any(each.ok and each.body().startswith(b"%PDF-") for each in given)
