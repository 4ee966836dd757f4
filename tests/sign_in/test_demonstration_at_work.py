"""The portal and the demonstration's provider together, without and with a real browser."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from flask import request
from playwright.sync_api import Page, expect

from portal.demonstration.provider import create_provider
from portal.services.sign_in.refusals import Check
from tests.sign_in.demonstration import ROOT, Visitor, terms
from tests.sign_in.forging import OBJECT, OTHER_TENANT
from tests.sign_in.front_half import Portal, open_portal, told
from tests.sign_in.graph_at_work import serving
from tests.sign_in.providers_at_work import a_place, environ_of, found_a_portal
from tests.support.accessibility import axe


@pytest.fixture
def at_work(clock) -> Iterator[str]:
    """The provider, answering; gives its address."""
    with a_place() as place:
        app = create_provider(terms(clock, address=place.authority))
        with serving(app, place.door):
            yield place.authority


@pytest.fixture
def portal_at_work(at_work, record_url, log_url, tmp_path, clock) -> Iterator[Portal]:
    with open_portal(at_work, record_url, log_url, tmp_path, clock) as portal:
        yield portal


def pick_at(address: str, account=OBJECT) -> str:
    """Pick an account as a browser would, and give the path one is sent back to."""
    page = requests.get(address, timeout=10)
    asked = re.search('name="asked" value="([^"]+)"', page.text)[1]
    answer = requests.post(
        address.partition("?")[0],
        data={"asked": asked, "account": str(account)},
        allow_redirects=False,
        timeout=10,
    )
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_the_portal_lets_in_whoever_is_picked_and_was_invited(portal_at_work):
    portal = portal_at_work
    client = portal.app.test_client()

    assert client.get(pick_at(portal.leave(client))).headers["Location"] == "/me"
    assert "Ngozi Barrow" in client.get("/me").text
    stranger = portal.app.test_client()
    answer = stranger.get(pick_at(portal.leave(stranger), OTHER_TENANT))
    assert told(portal, stranger, answer) == ("not-a-member", Check.PERSON)


def test_a_browser_walks_in_and_out(page: Page, live_server, templates, tmp_path):
    urls = {}
    for name in ("record", "log"):
        shutil.copyfile(templates(name), tmp_path / f"{name}.db")
        urls[name] = f"sqlite:///{tmp_path / name}.db"
    found_a_portal(urls["record"])
    with a_place() as place:
        portal = live_server(
            "wsgi:application",
            environ=environ_of(place.authority, urls["record"], urls["log"], tmp_path),
            health="/sign-in",
        ).url
        here = terms(
            lambda: datetime.now(UTC),
            address=place.authority,
            redirect_uri=f"{portal}/sign-in/callback",
            signed_out_address=f"{portal}/sign-out",
        )
        with serving(create_provider(here), place.door):
            page.goto(f"{portal}/sign-in")
            page.get_by_role("button", name="Sign in with your work account").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Pick an account")
            axe(page)
            page.get_by_role("button", name="Ngozi Barrow").click()
            expect(page).to_have_url(f"{portal}/me")
            page.get_by_role("link", name="Sign out").click()
            page.get_by_role("button", name="Sign out").click()
            expect(page).to_have_url(f"{portal}/sign-out")
            expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
            page.go_back()
            page.wait_for_load_state()
            assert "Ngozi Barrow" not in page.content()


def test_the_providers_own_pages_can_be_used_by_everybody(page: Page):
    """Confirm, sign out and change accounts, with script and without a portal to go back to."""
    with a_place() as place:
        here = terms(
            lambda: datetime.now(UTC),
            address=place.authority,
            redirect_uri=f"{place.authority}/sign-in/callback",
            signed_out_address=f"{place.authority}/sign-out",
            front_channel_address=f"{place.authority}/sign-out/front-channel",
        )
        visitor = Visitor(None)
        asked = visitor.question(
            redirect_uri=here.redirect_uri, claims='{"id_token": {"acrs": {"value": "c1"}}}'
        )
        app = create_provider(here)
        told = []
        app.get("/sign-out/front-channel")(lambda: told.append(request.args) or "noted")
        with serving(app, place.door):
            page.goto(f"{place.authority}{ROOT}/authorize?{urlencode(asked)}")
            page.get_by_role("button", name="Ngozi Barrow").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
            at_both_widths(page)
            page.get_by_role("button", name="Confirm: I am Ngozi Barrow").click()
            page.wait_for_url("**/sign-in/callback?code=**")
            page.goto(f"{place.authority}{ROOT}/logout")
            expect(page.get_by_role("heading", level=1)).to_have_text("Signed out")
            at_both_widths(page)
            page.goto(f"{place.authority}/directory")
            page.get_by_role("button", name="Disable the account of Ngozi Barrow").click()
            page.get_by_role("button", name="Take Portal.Member away from Ngozi Barrow").click()
            expect(page.get_by_role("button", name="Give Portal.Member back")).to_be_visible()
            expect(page.get_by_text("Board member. The account is disabled.")).to_be_visible()
            at_both_widths(page)
        assert [list(each) for each in told] == [["sid"]]  # and no iss, as Entra ID does it


def at_both_widths(page: Page) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        axe(page)
