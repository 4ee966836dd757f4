"""Journeys through the strict provider in a real browser, by a portal that signs with its key.

The portal has a certificate and no secret, and asks the Graph with the same.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.engines import engine_for
from portal.records.tables import DirectorySnapshot, Person, SignInSession
from tests.sign_in.certificates import certificate
from tests.sign_in.conftest import START
from tests.sign_in.demonstration import terms
from tests.sign_in.forging import OBJECT, OTHER_TENANT, TENANT
from tests.sign_in.front_half import Clock
from tests.sign_in.graph_at_work import GraphAtWork, serving, signed_by
from tests.sign_in.providers_at_work import (
    StrictProvider,
    a_place,
    environ_of,
    found_a_portal,
    strict_provider,
    strict_provider_or_skip,
)
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE

MEMBER: dict[str, Any] = {"tid": str(TENANT), "ver": "2.0", "roles": ["Portal.Member"]}
GUEST = "guest"
ACCOUNTS = {
    "ngozi": {**MEMBER, "oid": str(OBJECT), "acct": 0, "login_hint": "ngozi's"},
    GUEST: {**MEMBER, "oid": str(OTHER_TENANT), "acct": 1, "idp": "https://police.example/"},
    "roleless": {**MEMBER, "oid": str(OBJECT), "acct": 0, "roles": []},
}
SIGN_IN = "Sign in with your work account"


@contextmanager
def writing(record_url: str) -> Iterator[Session]:
    """Read the record beside the portal, and write to it as time would."""
    engine = engine_for(record_url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()
    engine.dispose()


@dataclass(frozen=True)
class Town:
    """A portal, its provider and its Graph, each at its address."""

    portal: str
    authority: str
    record_url: str
    strict: StrictProvider
    graph: GraphAtWork

    def sessions(self) -> list[SignInSession]:
        """Give the sessions that last, newest first."""
        with writing(self.record_url) as session:
            lasting = select(SignInSession).where(SignInSession.ended_at.is_(None))
            return list(session.scalars(lasting.order_by(SignInSession.created_at.desc())))


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
    with writing(urls["record"]) as session:
        known = {"tenant_id": str(TENANT), "object_id": str(OTHER_TENANT), "created_at": START}
        session.add(Person(name="Maud Ferreira", **known))
    key, text, _ = certificate()
    for name, pem in (("client.key", key), ("client.pem", text)):
        (folder / name).write_text(pem)
    with a_place() as place:
        environ = environ_of(place.authority, urls["record"], urls["log"], folder) | {
            "PORTAL_CLIENT_SECRET": "",
            "PORTAL_CLIENT_KEY_FILE": str(folder / "client.key"),
            "PORTAL_CLIENT_CERTIFICATE_FILE": str(folder / "client.pem"),
        }
        here = terms(Clock(), address=place.authority)
        graph = GraphAtWork(here, signed_by(place.issuer, here.graph))
        portal = module_server("wsgi:application", environ=environ, health="/sign-in").url
        with (
            serving(graph) as address,
            strict_provider(place, portal, ACCOUNTS, certificate=text, graph=address) as strict,
        ):
            yield Town(portal, place.authority, urls["record"], strict, graph)


def leave(page: Page, town: Town) -> None:
    page.goto(f"{town.portal}/sign-in")
    page.get_by_role("button", name=SIGN_IN).click()
    page.wait_for_url(f"{town.authority}/**")


def pass_the_provider(page: Page, login: str) -> None:
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    # Asked once for each account: whether the portal may know who it is.
    either = ".govuk-skip-link, button:has-text('Continue')"
    page.locator(either).first.wait_for(state="attached")
    if page.get_by_role("button", name="Continue").count():
        page.get_by_role("button", name="Continue").click()


def sign_in(page: Page, town: Town, login: str) -> None:
    leave(page, town)
    pass_the_provider(page, login)
    page.wait_for_url(f"{town.portal}/**")


def usable(page: Page) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        axe(page)


def test_two_tabs_that_sign_in_at_the_same_time_both_arrive(page: Page, town: Town):
    other = page.context.new_page()
    leave(page, town)
    leave(other, town)
    pass_the_provider(page, "ngozi")
    expect(page).to_have_url(f"{town.portal}/me")
    used = page.context.cookies(town.portal)
    pass_the_provider(other, "ngozi")
    expect(other).to_have_url(f"{town.portal}/me")

    # The second sign-in took the place of the first, in one browser: both tabs are of it.
    assert used != page.context.cookies(town.portal)
    for tab in (page, other):
        tab.reload()
        expect(tab.get_by_text("Ngozi Barrow")).to_be_visible()


def test_the_way_back_through_the_provider_ends_in_plain_words(page: Page, town: Town):
    answers: list[str] = []
    page.on(
        "request",
        lambda asked: answers.append(asked.url) if "/sign-in/callback?" in asked.url else None,
    )
    sign_in(page, town, "ngozi")
    expect(page).to_have_url(f"{town.portal}/me")

    page.goto(answers[0])  # what the browser's history may hold

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign-in problem")
    expect(page.get_by_text("was used already")).to_be_visible()
    assert "code=" not in page.url
    page.goto(f"{town.portal}/me")
    expect(page.get_by_text("Ngozi Barrow")).to_be_visible()  # and nobody was signed out by it


def test_signing_out_at_the_provider_ends_the_session_here_and_back_shows_nothing(
    page: Page, town: Town
):
    frames: list[str] = []
    page.on(
        "request",
        lambda asked: frames.append(asked.url) if "/front-channel?" in asked.url else None,
    )
    sign_in(page, town, "ngozi")
    expect(page.get_by_text("Ngozi Barrow")).to_be_visible()
    (session, *_) = town.sessions()

    page.goto(f"{town.authority}/{TENANT}/v2.0/session/end")
    with page.expect_response(re.compile("/sign-out/front-channel")) as answered:
        page.get_by_role("button", name=re.compile("Yes")).click()

    assert answered.value.status == 200
    assert len(frames) == 1
    assert f"sid={session.provider_session}" in frames[0]
    assert session.token_hash not in {each.token_hash for each in town.sessions()}
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Ngozi Barrow" not in page.content()
    page.goto(f"{town.portal}/me")
    expect(page).to_have_url(f"{town.portal}/sign-in")


def test_a_guest_of_another_organisation_signs_in(page: Page, town: Town):
    sign_in(page, town, GUEST)

    expect(page).to_have_url(f"{town.portal}/me")
    expect(page.get_by_text("Maud Ferreira")).to_be_visible()


def test_whoever_has_no_role_is_told_what_to_do(page: Page, town: Town):
    sign_in(page, town, "roleless")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign-in problem")
    expect(page.locator("main")).to_contain_text("not yet a member of a board here")
    expect(page.locator("main")).to_contain_text("ask the clerk of your board to add you")
    usable(page)


def test_a_refusal_of_the_tenant_has_its_own_words(page: Page, town: Town):
    town.strict.refuse("ngozi", "AADSTS53003: blocked by Conditional Access. Trace ID: 1")
    try:
        sign_in(page, town, "ngozi")
    finally:
        town.strict.refuse("ngozi", None)

    main = page.locator("main")
    expect(main).to_contain_text("Your organisation's rules stop this device.")
    expect(main).to_contain_text(re.compile("reference: [0-9A-F]{4}-[0-9A-F]{4}"))
    assert "53003" not in page.content()
    assert "Trace" not in page.content()
    usable(page)


def confirm(page: Page, town: Town, login: str) -> None:
    """Ask to be confirmed, by the form that any sensitive page has, and be so."""
    page.goto(f"{town.portal}/sign-out")
    page.evaluate(
        """() => {
            const form = document.querySelector('form[action="/sign-out"], main form');
            form.action = '/sign-in/step-up';
            for (const [name, value] of [['context', 'c1'], ['return_to', '/me/access']]) {
                const field = document.createElement('input');
                Object.assign(field, {type: 'hidden', name, value});
                form.append(field);
            }
            form.submit();
        }"""
    )
    page.wait_for_url(f"{town.authority}/**")
    pass_the_provider(page, login)
    page.wait_for_url(f"{town.portal}/**")


def test_confirming_at_the_provider_opens_a_session_that_has_met_the_context(
    page: Page, town: Town
):
    sign_in(page, town, "ngozi")
    (before, *_) = town.sessions()
    assert before.contexts == ""

    confirm(page, town, "ngozi")

    expect(page).to_have_url(f"{town.portal}/me/access")
    (after, *_) = town.sessions()
    assert after.contexts == "c1"
    assert after.stepped_up_at is not None
    assert after.token_hash != before.token_hash
    assert after.expires_at == before.expires_at
    assert before.token_hash not in {each.token_hash for each in town.sessions()}


def test_confirming_as_somebody_else_is_told_apart_and_confirms_nothing(page: Page, town: Town):
    sign_in(page, town, "ngozi")
    sessions = {each.token_hash for each in town.sessions()}

    confirm(page, town, GUEST)

    expect(page.locator("main")).to_contain_text("You confirmed with another account")
    usable(page)
    assert {each.token_hash for each in town.sessions()} <= sessions


def test_the_graph_is_asked_with_the_certificate_and_its_word_ends_a_session(
    page: Page, town: Town
):
    sign_in(page, town, "ngozi")
    asked = town.graph.times_asked(f"/users/{OBJECT}")
    town.graph.directory.disable(OBJECT)
    try:
        age(town)
        page.goto(f"{town.portal}/me/access")
    finally:
        town.graph.directory.enable(OBJECT)

    expect(page).to_have_url(f"{town.portal}/sign-in")
    assert town.graph.times_asked(f"/users/{OBJECT}") == asked + 1


def age(town: Town) -> None:
    """Let the directory's last word be ten minutes old."""
    with writing(town.record_url) as session:
        for each in session.scalars(select(DirectorySnapshot)):
            each.checked_at -= timedelta(minutes=10)
