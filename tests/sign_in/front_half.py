"""The portal, as its front door opens it, and ways to go in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import requests
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from config import Settings
from portal.app import create_app
from portal.audit import Entry, Verb
from portal.records.journal import Journal
from portal.services.sign_in.references import attempt
from portal.services.sign_in.settings import ProviderSettings
from tests.sign_in.forging import CLIENT, SECRET, TENANT
from tests.sign_in.providers_at_work import environ_of, found_a_portal

PORTAL = "http://localhost"


class MemoryOfTemplates(BytecodeCache):
    """Compiled templates, kept from one portal to the next: compiling them takes the longest."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = MemoryOfTemplates()


@dataclass
class Clock:
    """The time, which stands still unless moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 5, 14, 10, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def settings_for(authority: str, **changes) -> ProviderSettings:
    given = {
        "production": False,
        "authority": authority,
        "tenant": TENANT,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "portal_address": PORTAL,
        **changes,
    }
    return ProviderSettings(**given)


@dataclass
class Portal:
    """A portal just started: nothing fetched, nobody signed in, one person invited."""

    app: Flask
    journal: Journal
    clock: Clock
    person: UUID

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def entries(self, verb: Verb | None = None) -> Sequence[Entry]:
        lines = [line.entry for line in self.journal.recent(limit=500)]
        return [entry for entry in lines if verb in (None, entry.verb)]

    def forget_the_provider(self) -> None:
        """Throw away what the process has learnt of its provider, as if it had just started."""
        doors = self.app.view_functions["sign_in.callback"].__self__
        provider = doors._desk.provider  # noqa: SLF001 -- nothing else holds it
        provider.__init__(provider.settings)

    def leave(self, browser: FlaskClient) -> str:
        """Begin a sign-in, and give the provider's address."""
        response = browser.post("/sign-in/start", data={"csrf_token": csrf_of(browser)})
        assert response.status_code == 303
        return response.headers["Location"]

    def go_and_come_back(self, browser: FlaskClient) -> str:
        """Begin a sign-in, go to the provider, and give the path it sends the browser back to."""
        return came_back(self.leave(browser))

    def sign_in(self, browser: FlaskClient) -> TestResponse:
        """Sign in, and give the portal's answer to the provider's."""
        return browser.get(self.go_and_come_back(browser))


def csrf_of(browser: FlaskClient) -> str:
    """Read the forms' token off the page to sign out from; empty for whoever is not signed in."""
    _, _, after = browser.get("/sign-out").text.partition('name="csrf_token" value="')
    return after.partition('"')[0]


def came_back(address: str) -> str:
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code in {302, 303}, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@contextmanager
def open_portal(
    authority: str, record_url: str, log_url: str, folder: Path, clock: Clock, **settings: str
) -> Iterator[Portal]:
    """Start the portal over two fresh databases, with one person invited.

    Settings by name change what it is otherwise set to: ``group_roles`` is PORTAL_GROUP_ROLES.
    """
    person = found_a_portal(record_url)
    environ = environ_of(authority, record_url, log_url, folder) | {"PORTAL_BASE_URL": PORTAL}
    environ |= {f"PORTAL_{name.upper()}": value for name, value in settings.items()}
    app = create_app(Settings.from_environ(environ), clock)
    app.jinja_env.bytecode_cache = COMPILED
    yield Portal(app=app, journal=app.extensions["portal"].journal, clock=clock, person=person)
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def told(portal, browser, response) -> tuple[str, int]:
    """Follow a refusal to its page; give its words, and the check that the log names."""
    assert response.status_code == 303
    about = query(response.headers["Location"])
    page = browser.get(response.headers["Location"])
    assert page.status_code == 200
    assert about["reference"] in page.text
    entry = portal.entries()[0]
    assert entry.verb is Verb.SIGN_IN_REFUSED
    assert entry.objects == (str(attempt(about["reference"])),)
    assert dict(entry.detail) == {"check": entry.detail["check"]}
    return about["about"], entry.detail["check"]
