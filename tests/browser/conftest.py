"""The demonstration, made once and served for real, with its own identity provider."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.cli.back_door import read_settings_file
from portal.cli.demo import make
from portal.demonstration.accounts import accounts
from tests.support.browser import NARROW, WIDE
from tests.support.serving import Serve, address_of, open_door

ROLES = {account.part: account.name for account in accounts()}
MEMBER = "Board member (police)"
DHR = "Board member on the domestic homicide review panel (NHS)"
PREVENT = "Board member on the Prevent panel (police)"
GUEST = "Guest from a charity, invited for one item"
CLERK = "Clerk"
MONITORING_OFFICER = "Monitoring officer"
PROPER_OFFICER = "Proper officer"
AUDITOR = "Information governance auditor"
ADMINISTRATOR = "Administrator"
COUNCILLOR = "Councillor who sits on neither the board nor the committee"
STOPS = 120
"""Presses of the Tab key: more than a page has things to stop at."""


@dataclass(frozen=True)
class Demonstration:
    """A demonstration that is being served."""

    url: str
    home: Path
    settings: dict[str, str]


@pytest.fixture(scope="session")
def demonstration(session_server: Serve, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return served(session_server, tmp_path_factory.mktemp("demonstration") / "made")


def served(serve: Serve, home: Path, meanwhile: Callable[[], None] = lambda: None) -> Demonstration:
    """Make a demonstration in a folder, and serve it with its identity provider.

    :param meanwhile: is done to what was made, before anything is served.
    """
    make(home, 8000)
    meanwhile()
    provider, portal = open_door(), open_door()
    environ = {
        **read_settings_file(home / "settings.env"),
        "PORTAL_BASE_URL": address_of(portal),
        "PORTAL_IDENTITY_PROVIDER": address_of(provider),
    }
    url = address_of(portal)
    serve("wsgi:application", environ=environ, health="/health", door=portal, threads=8)
    serve("portal.cli.demo_provider:application", environ=environ, door=provider)
    return Demonstration(url=url, home=home, settings=environ)


@pytest.fixture
def tab_of(browser: Browser, demonstration: Demonstration) -> Iterator[Callable[..., Page]]:
    """Open a tab in a profile of its own, signed in as somebody or as nobody."""
    opened = []

    def tab(role: str | None = None, *, narrow: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            viewport=NARROW if narrow else WIDE,
            base_url=demonstration.url,
            java_script_enabled=script,
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        if role is not None:
            sign_in(page, role)
        return page

    yield tab
    for context in opened:
        context.close()


def confirm(page: Page) -> None:
    """Confirm at the demonstration's provider that it is oneself, if the page asks for it."""
    if page.get_by_role("button", name="Confirm that it is you").count():
        page.get_by_role("button", name="Confirm that it is you").click()
        page.get_by_role("button", name=re.compile("Confirm: I am")).click()
        expect(page.get_by_role("button", name="Confirm that it is you")).to_have_count(0)


def sign_in(page: Page, role: str) -> None:
    """Sign in by the demonstration's provider, as a person would."""
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    page.get_by_role("button", name=re.compile(re.escape(ROLES[role]))).click()
    page.wait_for_url(re.compile("/me$|/papers/|/meetings/|/clerk"))


def tab_to(page: Page, name: str) -> None:
    """Go on by the Tab key alone until a button or a link of that name has the focus."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if page.locator(":focus").filter(has_text=re.compile(f"^\\s*{name}\\s*$")).count():
            return
    raise AssertionError(f"{name!r} is not reached by the keyboard at {page.url}")
