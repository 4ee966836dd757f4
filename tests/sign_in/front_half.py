"""The portal as far as sign-in goes: its own rooms, put together as the front door does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import requests
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.audit import Entry, Verb
from portal.records.tables import Deployment, Person
from portal.services.office import PortalOffice, open_office
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.references import attempt
from portal.services.sign_in.settings import ProviderSettings
from portal.web import errors, gate, headers, here, rendering, sign_in
from portal.web.gate import Audience, door
from tests.sign_in.forging import CLIENT, OBJECT, SECRET, TENANT

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
PEPPER = b"an invented pepper for the tests of sign-in"


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
    office: PortalOffice
    desk: Desk
    clock: Clock
    person: UUID

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def entries(self, verb: Verb | None = None) -> Sequence[Entry]:
        lines = [line.entry for line in self.office.journal.recent(limit=500)]
        return [entry for entry in lines if verb in (None, entry.verb)]

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


def open_portal(
    provider_settings: ProviderSettings,
    records: Engine,
    log: Engine,
    folder: Path,
    clock: Callable[[], datetime],
) -> Portal:
    """Start a portal over two fresh databases."""
    with Session(records) as session:
        session.add(Deployment(id=1))
        person = Person(
            name="Ngozi Barrow", tenant_id=str(TENANT), object_id=str(OBJECT), created_at=clock()
        )
        session.add(person)
        session.commit()
        person_id = person.id
    office = open_office(
        session=lambda: Session(records),
        log_engine=log,
        root_key_file=folder / "no root key is needed to sign in",
        passphrase="",
        papers=folder,
        pepper=PEPPER,
        clock=clock,
    )
    desk = Desk(provider=Provider(provider_settings))
    app = Flask("portal", static_folder=None, template_folder=None)
    rendering.install(app, name="Wrenbury boards")
    app.jinja_env.bytecode_cache = COMPILED
    errors.install(app)
    headers.install(app, form_targets=sign_in.form_targets(desk))
    here.install(app, office, sign_in.finder(desk, office))
    app.register_blueprint(sign_in.room(desk))
    app.add_url_rule("/me", "me", mine, methods=["GET"], provide_automatic_options=False)
    gate.hang(app)
    return Portal(app=app, office=office, desk=desk, clock=clock, person=person_id)


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


@door(Audience.SIGNED_IN)
def mine() -> str:
    """Say who is asking, to whoever has signed in."""
    return f"signed in as {here.principal_here().person}"
