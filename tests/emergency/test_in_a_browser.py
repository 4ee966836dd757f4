"""In a real browser, with a hardware key it believes in, while no provider is listening."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli import portal
from portal.records.engines import engine_for
from portal.records.tables import BreakGlass, EmergencyKey
from tests.sign_in.providers_at_work import environ_of
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE
from tests.support.furnishing import (
    ADMINISTRATOR,
    CLOSED_ITEM,
    CLOSED_PAPER,
    NAMES,
    PEPPER,
    furnish,
    open_an_office,
)
from tests.support.serving import Serve, address_of, open_door
from tests.web.conftest import NOWHERE

pytestmark = pytest.mark.slow

HARDWARE = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Site:
    """A furnished portal that is being served without a provider."""

    url: str
    record: str
    settings: Path

    def command(self, *told: str) -> str:
        done = CliRunner().invoke(portal, ["--settings", str(self.settings), *told])
        assert done.exit_code == 0, done.output
        return done.stdout


@pytest.fixture(scope="module")
def site(templates, tmp_path_factory, module_server: Serve) -> Site:
    folder: Path = tmp_path_factory.mktemp("emergency")
    urls = {name: f"sqlite:///{folder / name}.db" for name in ("record", "log")}
    for name in urls:
        copyfile(templates(name), folder / f"{name}.db")
    engines = [engine_for(url) for url in urls.values()]
    furnish(open_an_office(*engines, folder))
    for engine in engines:
        engine.dispose()
    door = open_door()
    environ = environ_of(NOWHERE, urls["record"], urls["log"], folder) | {
        "PORTAL_BASE_URL": address_of(door),
        "PORTAL_ROOT_KEY_FILE": str(folder / "root.key"),
        "PORTAL_LOG_PEPPER": PEPPER.decode(),
    }
    settings = folder / "settings.env"
    settings.write_text("".join(f"{name}={value}\n" for name, value in environ.items()))
    server = module_server("wsgi:application", environ=environ, health="/health", door=door)
    return Site(url=server.url, record=urls["record"], settings=settings)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE, base_url=site.url)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def put_in(page: Page, **changed: object) -> tuple[CDPSession, str]:
    """Put a hardware key into the machine; give the wire to it, and its name."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**HARDWARE, **changed}})
    return wire, made["authenticatorId"]


def seen(page: Page) -> None:
    """Have axe look at the page as it stands, narrow and wide."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        axe(page)


def enrol(page: Page, site: Site, label: str, *, looked_at: bool = False) -> None:
    link = site.command("emergency", "enrol", NAMES[ADMINISTRATOR], "--label", label)
    page.goto(link.split()[0])
    if looked_at:
        seen(page)
    page.get_by_role("button", name="Continue").click()
    if looked_at:
        seen(page)
    page.get_by_role("button", name="Enrol the key").click()


def test_an_administrator_gets_in_administers_and_leaves(page, site):
    put_in(page)
    enrol(page, site, "in the safe", looked_at=True)
    expect(page.get_by_role("heading", name="The key is enrolled")).to_be_visible()
    seen(page)

    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    page.get_by_role("link", name="sign in with an emergency key").click()
    seen(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen(page)
    page.get_by_label("Entra ID is out").check()
    page.get_by_role("button", name="Continue").click()
    seen(page)
    page.get_by_role("button", name="Use the key").click()
    expect(page.get_by_role("heading", name="My home")).to_be_visible()
    expect(page.get_by_text(re.compile("An emergency key was used on"))).to_be_visible()
    seen(page)

    # What is restricted stays as absent as what never was.
    assert page.goto(f"/papers/{CLOSED_PAPER}/read").status == 404
    assert page.goto("/clerk").status == 404

    page.goto("/ig/break-glass")
    page.locator("#item").fill(str(CLOSED_ITEM))
    page.get_by_label("What is the emergency?").fill("The meeting cannot be held.")
    page.get_by_role("button", name="Ask for an emergency opening").click()
    expect(page.get_by_role("cell", name="Yours")).to_be_visible()
    engine = engine_for(site.record)
    with Session(engine) as session:
        assert session.scalars(select(BreakGlass.person_id)).all() == [ADMINISTRATOR]
        assert session.scalars(select(EmergencyKey.last_used_at)).one() is not None
    engine.dispose()

    page.goto("/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.goto("/me")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for public in ("/", "/boards", "/meetings", "/restricted"):
        assert page.goto(public).status == 200


def test_a_key_that_proves_too_little_is_not_enrolled(page, site):
    wire, blind = put_in(page, isUserVerified=False)
    enrol(page, site, "does not know its holder")
    expect(page.get_by_text("The key did not answer.")).to_be_visible()
    seen(page)
    wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": blind})
    put_in(page, defaultBackupEligibility=True)
    page.get_by_role("button", name="Enrol the key").click()
    expect(page.get_by_role("heading", name="The key was not accepted")).to_be_visible()
    seen(page)


def test_without_script_the_page_says_what_to_do_instead(browser, site):
    context = browser.new_context(viewport=WIDE, base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/emergency")
    page.get_by_label("This is a drill").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("A hardware key can be asked by a script alone")).to_be_visible()
    expect(page.get_by_role("button", name="Use the key")).to_be_hidden()
    context.close()
