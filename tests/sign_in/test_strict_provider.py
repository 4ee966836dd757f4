"""Signing in through a strict provider that others wrote, in a real browser, and out again."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.engines import engine_for
from portal.records.tables import SignInSession
from tests.sign_in.forging import OBJECT, OTHER_TENANT, TENANT
from tests.sign_in.providers_at_work import (
    a_place,
    environ_of,
    found_a_portal,
    strict_provider,
    strict_provider_or_skip,
)
from tests.support.accessibility import axe

NOBODY = "not-invited"
ACCOUNTS = {
    "ngozi": {
        "tid": str(TENANT),
        "oid": str(OBJECT),
        "ver": "2.0",
        "roles": ["Portal.Member"],
        "acct": 0,
        "name": "Ngozi Barrow",
        "login_hint": "the hint of Ngozi Barrow",
    },
    NOBODY: {
        "tid": str(TENANT),
        "oid": str(OTHER_TENANT),
        "ver": "2.0",
        "roles": ["Portal.Member"],
        "acct": 1,
    },
    "elsewhere": {
        "tid": str(OTHER_TENANT),
        "oid": str(OBJECT),
        "ver": "2.0",
        "roles": ["Portal.Member"],
        "acct": 0,
    },
}


@dataclass(frozen=True)
class Town:
    """A portal and its provider, both at their addresses."""

    portal: str
    authority: str
    record_url: str


@pytest.fixture(scope="module")
def town(module_server, templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One portal, on SQLite: the browser and the provider are what is tried here."""
    strict_provider_or_skip()
    folder = tmp_path_factory.mktemp("town")
    urls = {}
    for name in ("record", "log"):
        shutil.copyfile(templates(name), folder / f"{name}.db")
        urls[name] = f"sqlite:///{folder / name}.db"
    found_a_portal(urls["record"])
    with a_place() as place:
        portal = module_server(
            "wsgi:application",
            environ=environ_of(place.authority, urls["record"], urls["log"], folder),
            health="/sign-in",
        ).url
        with strict_provider(place, portal, ACCOUNTS):
            yield Town(portal=portal, authority=place.authority, record_url=urls["record"])


def sign_in(page: Page, town: Town, login: str) -> None:
    page.goto(f"{town.portal}/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    page.wait_for_url(f"{town.authority}/**")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{town.portal}/**")


def sessions_in(town: Town) -> int:
    engine = engine_for(town.record_url)
    with Session(engine) as session:
        found = len(
            session.scalars(
                select(SignInSession.token_hash).where(SignInSession.ended_at.is_(None))
            ).all()
        )
    engine.dispose()
    return found


def test_somebody_signs_in_and_out_and_back_shows_nothing(page: Page, town: Town):
    sign_in(page, town, "ngozi")
    expect(page).to_have_url(f"{town.portal}/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("My home")
    expect(page.get_by_text("Ngozi Barrow")).to_be_visible()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(town.portal)}
    assert cookies["__Host-portal"]["httpOnly"]
    assert cookies["__Host-portal"]["secure"]
    assert cookies["__Host-portal"]["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""

    sessions = sessions_in(town)
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(re.escape(town.authority)))
    assert sessions_in(town) == sessions - 1  # before the provider has been asked anything
    page.get_by_role("button", name=re.compile("Yes")).click()
    page.wait_for_url(f"{town.portal}/sign-out**")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    assert "__Host-portal" not in {cookie["name"] for cookie in page.context.cookies(town.portal)}

    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        assert "Ngozi Barrow" not in page.content()
    page.goto(f"{town.portal}/me")
    expect(page).to_have_url(f"{town.portal}/sign-in")


def test_what_somebody_came_for_is_where_the_browser_arrives(page: Page, town: Town):
    page.goto(f"{town.portal}/me/access")
    expect(page).to_have_url(f"{town.portal}/sign-in")

    sign_in(page, town, "ngozi")

    expect(page).to_have_url(f"{town.portal}/me/access")


@pytest.mark.parametrize(
    ("login", "cause"),
    [
        (NOBODY, "You are signed in, but not yet a member of a board here."),
        ("elsewhere", "We could not sign you in."),
    ],
)
def test_whoever_is_not_let_in_is_told_in_plain_words(page: Page, town: Town, login, cause):
    sessions = sessions_in(town)

    sign_in(page, town, login)

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign-in problem")
    expect(page.get_by_text(cause)).to_be_visible()
    expect(page.get_by_text(re.compile("[0-9A-F]{4}-[0-9A-F]{4}"))).to_be_visible()
    assert sessions_in(town) == sessions


def test_stopping_at_the_provider_is_said_to_be_that(page: Page, town: Town):
    page.goto(f"{town.portal}/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    page.wait_for_url(f"{town.authority}/**")
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"{town.portal}/**")

    expect(page.get_by_text("The sign-in was stopped before it was finished.")).to_be_visible()


def test_the_pages_can_be_used_by_everybody(page: Page, town: Town):
    for path in ("/sign-in", "/sign-in/problem?about=device&reference=1A2B-3C4D", "/sign-out"):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{town.portal}{path}")
            axe(page)
